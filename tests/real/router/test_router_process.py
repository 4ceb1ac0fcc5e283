"""The router's process: its start, its end, its workers."""

import asyncio
import json
import os
import signal
import socket
from pathlib import Path

import pytest

from mainstay.model.errors import MainstayError
from unit.run.local.router.rig import HOST, request

pytestmark = [pytest.mark.real, pytest.mark.slow]

GET = b"GET / HTTP/1.1"


def workers_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def alive(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


def sockets_in(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if path.is_socket()]


async def ended(process) -> int:
    return await asyncio.to_thread(process.wait, 20)


async def test_from_start_to_end(rig):
    rig.write(await rig.upstream("web.1"))
    router = await rig.start("--access-log")
    wire = await rig.connect()
    answer = await wire.ask(b"GET /hello HTTP/1.1", b"X-Request-ID: r1")
    seen = json.loads(answer.body)
    assert (seen["name"], seen["path"]) == ("web.1", "/hello")
    assert seen["headers"]["x-forwarded-for"] == "127.0.0.1"
    stats = await rig.control.stats()
    assert stats.services[0].requests == 1
    router.send_signal(signal.SIGTERM)
    assert await ended(router) == 0
    entry = json.loads(rig.said(router, "out"))
    assert (entry["target"], entry["status"], entry["id"]) == ("/hello", 200, "r1")
    assert rig.said(router) == ""
    assert not rig.socket.exists()


async def test_it_starts_before_there_is_a_table(rig):
    router = await rig.start()
    await rig.route(await rig.upstream("web.1"))
    assert (await (await rig.connect()).ask(GET)).status == 200
    router.send_signal(signal.SIGINT)
    assert await ended(router) == 0


async def test_a_taken_port(rig):
    with socket.create_server((HOST, rig.port)):
        rig.write()
        router = rig.run()
        assert await ended(router) == 2
    said = rig.said(router)
    assert said.startswith(f"service `web`: port {rig.port} of 127.0.0.1 must be free, but another program listens")
    assert "\nhint: " in said
    assert "Traceback" not in said


async def test_a_broken_table(rig):
    rig.table.write_text('{"routes": 7}')
    router = rig.run()
    assert await ended(router) == 2
    assert "must hold a table of routes" in rig.said(router)


@pytest.mark.parametrize("arguments", [("--workers", "0"), ("--workers", "x"), ("--trust", "everybody"), ("--what",)])
async def test_broken_arguments(rig, arguments):
    router = rig.run(*arguments)
    assert await ended(router) == 2
    assert "usage:" in rig.said(router)


async def test_requests_finish_when_it_is_told_to_stop(rig):
    rig.write(await rig.upstream("web.1"))
    router = await rig.start()
    wire = await rig.connect()
    await wire.send(request(b"GET /slow?seconds=0.5 HTTP/1.1"))
    while not await rig.control.in_flight("web.1"):
        await asyncio.sleep(0.01)
    router.send_signal(signal.SIGTERM)
    answer = await wire.message()
    assert (answer.body, answer.get("Connection")) == (b"slow web.1", "close")
    assert await ended(router) == 0


async def test_another_router_takes_over_at_once(rig):
    rig.write(await rig.upstream("web.1"))
    for _ in range(3):
        router = await rig.start()
        assert (await (await rig.connect()).ask(GET)).status == 200
        router.kill()
        await ended(router)


async def test_several_workers_share_one_table(rig):
    one, two = await rig.upstream("web.1"), await rig.upstream("web.2")
    rig.write(one)
    router = await rig.start("--workers", "2")
    wires = [await rig.connect() for _ in range(24)]
    names = [json.loads((await wire.ask(GET)).body)["name"] for wire in wires]
    assert set(names) == {"web.1"}
    await rig.route(two)
    names = [json.loads((await wire.ask(GET)).body)["name"] for wire in wires]
    assert set(names) == {"web.2"}
    stats = await rig.control.stats()
    assert (stats.workers, stats.version, stats.services[0].requests) == (2, rig.version, 48)
    assert await rig.control.in_flight("web.2") == 0
    router.send_signal(signal.SIGTERM)
    assert await ended(router) == 0
    assert sockets_in(rig.folder) == []


async def test_a_worker_that_dies_is_replaced(rig):
    rig.write(await rig.upstream("web.1"))
    router = await rig.start("--workers", "2")
    victim = workers_of(router.pid)[0]
    os.kill(victim, signal.SIGKILL)
    while victim in workers_of(router.pid) or len(workers_of(router.pid)) < 2:
        await asyncio.sleep(0.02)
    await rig.route(await rig.upstream("web.2"))
    for _ in range(8):
        wire = await rig.connect()
        assert json.loads((await wire.ask(GET)).body)["name"] == "web.2"


async def test_workers_die_with_their_front(rig):
    rig.write()
    router = await rig.start("--workers", "2")
    workers = workers_of(router.pid)
    router.kill()
    await ended(router)
    async with asyncio.timeout(10):
        while any(alive(pid) for pid in workers):
            await asyncio.sleep(0.02)


async def test_a_taken_port_is_told_to_whoever_changes_the_table(rig):
    upstream = await rig.upstream("web.1")
    rig.write(upstream)
    await rig.start("--workers", "2")
    with socket.create_server((HOST, 0)) as stranger:
        rig.write(upstream, port=stranger.getsockname()[1])
        with pytest.raises(MainstayError, match="must be free, but another program listens there"):
            await rig.control.reload()
    assert (await (await rig.connect()).ask(GET)).status == 200


async def test_a_taken_port_at_the_start_with_several_workers(rig):
    with socket.create_server((HOST, rig.port)):
        rig.write()
        router = rig.run("--workers", "2")
        assert await ended(router) == 2
    assert "must be free" in rig.said(router)


async def test_trusted_networks(rig):
    rig.write(await rig.upstream("web.1"))
    await rig.start("--trust", "127.0.0.0/8", "--trust", "::1/128", "--workers", "2")
    answer = await (await rig.connect()).ask(GET, b"X-Forwarded-For: 1.2.3.4", b"X-Forwarded-Proto: https")
    assert json.loads(answer.body)["headers"]["x-forwarded-for"] == "1.2.3.4, 127.0.0.1"
