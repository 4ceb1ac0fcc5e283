"""Virtual time: it passes only when somebody sleeps."""

import asyncio


class SimulatedClock:
    """A `Clock` that starts at `epoch` seconds and jumps over every sleep."""

    def __init__(self, epoch: float = 1_800_000_000.0) -> None:
        self._epoch, self._elapsed = epoch, 0.0

    def now(self) -> float:
        """See `Clock`."""
        return self._epoch + self._elapsed

    def monotonic(self) -> float:
        """See `Clock`."""
        return self._elapsed

    async def sleep(self, seconds: float) -> None:
        """Time passes; others get their turn."""
        self._elapsed += max(0.0, seconds)
        await asyncio.sleep(0)
