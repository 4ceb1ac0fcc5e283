"""The status page's server on a real socket: streams, ends, refusals."""

import asyncio
import os
import signal
import sys
import time

import httpx
import pytest

from mainstay.model.errors import ExitCode, MainstayError
from mainstay.model.view import Overview
from mainstay.testing.control import FakeControl
from mainstay.web import serve

TOKEN = "0123456789abcdefghij"
SERVER = """
import asyncio
from mainstay.model.view import Overview
from mainstay.testing.control import FakeControl
from mainstay.web import serve

def ready(port):
    print(port, flush=True)

asyncio.run(serve(FakeControl(Overview(application="x")), token={token!r}, ready=ready))
"""

pytestmark = [pytest.mark.real, pytest.mark.slow]


@pytest.fixture
def control():
    return FakeControl(Overview(application="shop"))


@pytest.fixture
async def address(control):
    stop, ready = asyncio.Event(), asyncio.get_running_loop().create_future()
    served = asyncio.create_task(serve(control, token=TOKEN, stop=stop, ready=ready.set_result))
    yield f"http://127.0.0.1:{await ready}"
    stop.set()
    async with asyncio.timeout(5):
        await served


async def test_an_open_stream_does_not_hold_up_the_end(control):
    stop, ready = asyncio.Event(), asyncio.get_running_loop().create_future()
    served = asyncio.create_task(serve(control, token=TOKEN, stop=stop, ready=ready.set_result))
    base = f"http://127.0.0.1:{await ready}"
    headers = {"Authorization": f"Bearer {TOKEN}"}
    async with httpx.AsyncClient(base_url=base, headers=headers) as client, client.stream("GET", "/events") as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        events = stream.aiter_lines()
        assert await anext(events) == "retry: 1000"
        begun = time.monotonic()
        stop.set()
        async for _ in events:
            pass
        await served
    assert time.monotonic() - begun < 3


async def test_a_reader_who_leaves_is_forgotten(address):
    headers = {"Authorization": f"Bearer {TOKEN}"}
    async with httpx.AsyncClient(base_url=address, headers=headers) as client:
        for _ in range(40):
            async with client.stream("GET", "/events") as stream:
                assert stream.status_code == 200
                await anext(stream.aiter_lines())


async def test_a_taken_address_is_told(control, address):
    with pytest.raises(MainstayError, match="already in use") as told:
        await serve(control, port=int(address.rsplit(":", 1)[1]), token=TOKEN)
    assert told.value.exit_code is ExitCode.USAGE


async def test_sigterm_ends_the_server_quietly():
    program = SERVER.format(token=TOKEN)
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        program,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ},
    )
    async with asyncio.timeout(15):
        port = int(await process.stdout.readline())
        async with httpx.AsyncClient() as client:
            assert (await client.get(f"http://127.0.0.1:{port}/")).status_code == 401
        process.send_signal(signal.SIGTERM)
        out, err = await process.communicate()
    assert (process.returncode, out, err) == (0, b"", b"")
