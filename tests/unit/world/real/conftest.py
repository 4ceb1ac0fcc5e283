import asyncio
import time

import pytest

LIMIT_S = 20.0


@pytest.fixture
def until():
    """Wait for a condition: its first true result."""

    def wait(condition):
        end = time.monotonic() + LIMIT_S
        while not (result := condition()):
            assert time.monotonic() < end, "the condition was not met in time"
            time.sleep(0.005)
        return result

    return wait


@pytest.fixture
def eventually(until):
    """The same while the event loop runs."""
    return lambda condition: asyncio.to_thread(until, condition)
