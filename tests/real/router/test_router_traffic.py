"""Real servers behind the router, real clients before it."""

import asyncio
import hashlib
import http.client
import json
from pathlib import Path

import httpx
import pytest
import websockets
from websockets.exceptions import ConnectionClosed

from unit.run.local.router.rig import HOST, request

pytestmark = [pytest.mark.real, pytest.mark.slow]

PIECE = b"0123456789abcdef" * 4096
GIB = 1024**3


def resident_mib(pid: int) -> float:
    line = next(line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


@pytest.fixture
async def web(rig):
    rig.write(await rig.upstream("web.1"))
    rig.router = await rig.start()
    return rig


async def test_ordinary_clients(web):
    async with httpx.AsyncClient(base_url=f"http://{HOST}:{web.port}") as client:
        assert (await client.get("/a")).json()["path"] == "/a"
        assert (await client.post("/a", content=b"x" * 100_000)).json()["size"] == 100_000
        assert (await client.head("/a")).status_code == 200

        async def pieces():
            for _ in range(40):
                yield PIECE

        answer = (await client.post("/digest", content=pieces())).json()
        assert answer == {"size": 40 * len(PIECE), "sha256": hashlib.sha256(PIECE * 40).hexdigest()}
        assert (await client.get("/stream", params={"pieces": 40})).content == PIECE * 40
    assert web.said(web.router) == ""


async def test_expect_continue_with_a_real_server(web):
    wire = await web.connect()
    await wire.send(request(b"POST /digest HTTP/1.1", b"Content-Length: 5", b"Expect: 100-continue"))
    assert (await wire.head()).status == 100
    await wire.send(b"hello")
    assert json.loads((await wire.message()).body)["size"] == 5


async def test_websockets(web):
    async with websockets.connect(f"ws://{HOST}:{web.port}/chat", subprotocols=["echo"], max_size=None) as chat:
        assert chat.subprotocol == "echo"
        for message in ("hello", b"\x00" * 3_000_000, "", "ü" * 70_000):
            await chat.send(message)
            assert await chat.recv() == message
        assert await web.control.in_flight("web.1") == 1
        await (await chat.ping())
    async with asyncio.timeout(5):
        while await web.control.in_flight("web.1"):
            await asyncio.sleep(0.01)


async def test_websockets_survive_a_swap(web):
    second = await web.upstream("web.2")
    async with websockets.connect(f"ws://{HOST}:{web.port}/chat") as chat:
        await web.route(second)
        await chat.send("still here")
        assert await chat.recv() == "still here"
        assert await web.control.in_flight("web.1") == 1


async def test_a_websocket_ends_with_its_server(web):
    async with websockets.connect(f"ws://{HOST}:{web.port}/chat") as chat:
        web.processes[0].kill()
        with pytest.raises(ConnectionClosed):
            await chat.recv()


async def test_a_server_of_http_10(rig):
    (rig.folder / "page.txt").write_text("hello")
    rig.write(
        await rig.upstream("web.1", "-m", "http.server", "{port}", "--bind", HOST, "--directory", str(rig.folder))
    )
    await rig.start()
    client = http.client.HTTPConnection(HOST, rig.port)

    def ask(method: str) -> tuple[int, bytes]:
        client.request(method, "/page.txt")
        answer = client.getresponse()
        return answer.status, answer.read()

    for method, body in (("GET", b"hello"), ("HEAD", b""), ("GET", b"hello")):
        assert await asyncio.to_thread(ask, method) == (200, body)
    client.close()


async def test_a_gibibyte_in_each_direction_needs_little_memory(web):
    """Both at once, and the client reads and writes at its own pace."""
    before = resident_mib(web.router.pid)
    count = GIB // len(PIECE)

    async def download() -> int:
        wire = await web.connect()
        await wire.send(request(b"GET /stream?pieces=%d HTTP/1.0" % count))
        await wire.head()
        size = 0
        while data := await wire.reader.read(1 << 20):
            size += len(data)
        return size

    async def upload() -> int:
        wire = await web.connect()
        await wire.send(request(b"POST /digest HTTP/1.1", b"Content-Length: %d" % GIB))
        for _ in range(count):
            wire.writer.write(PIECE)
            await wire.writer.drain()
        return json.loads((await asyncio.wait_for(wire.message(), 60)).body)["size"]

    assert await asyncio.gather(download(), upload()) == [GIB, GIB]
    assert resident_mib(web.router.pid) - before < 40


async def test_swaps_under_load_fail_no_request(web):
    """Two instances by turns, one table after the other, while kept-alive connections ask without pause."""
    upstreams = [await web.upstream(f"web.{number}") for number in (2, 3)]
    stop = asyncio.Event()

    async def load() -> list[int]:
        wire, statuses = await web.connect(), []
        while not stop.is_set():
            method = (b"GET", b"POST", b"PUT")[len(statuses) % 3]
            statuses.append((await wire.ask(method + b" / HTTP/1.1", b"Content-Length: 2", body=b"ab")).status)
        return statuses

    loads = [asyncio.create_task(load()) for _ in range(16)]
    for number in range(60):
        await web.route(upstreams[number % 2])
    stop.set()
    statuses = [status for part in await asyncio.gather(*loads) for status in part]
    assert set(statuses) == {200}
    assert len(statuses) > 200


async def test_a_crash_and_a_restart_of_the_only_instance(web):
    """Killed in the middle of the load: what was being answered fails, what comes later waits for the new one."""
    wire = await web.connect()
    assert (await wire.ask(b"GET / HTTP/1.1")).status == 200
    web.processes[0].kill()
    web.processes[0].wait()
    asking = asyncio.create_task(wire.ask(b"GET / HTTP/1.1"))
    await web.route()
    upstream = await web.upstream("web.2")
    await web.route(upstream)
    assert (await asking).status == 200
