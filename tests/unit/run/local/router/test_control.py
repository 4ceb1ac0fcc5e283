"""The control socket: questions, answers, and what can go wrong between."""

import asyncio
import contextlib
import json
import stat

import pytest

from mainstay.model.errors import MainstayError
from mainstay.run.local.router.control import RouterControl
from mainstay.run.local.router.control_server import control_socket
from mainstay.run.local.router.stats import Sample, ServiceSample, ServiceStats
from unit.run.local.router.rig import passed


class FakeHandler:
    def __init__(self) -> None:
        self.version = 0
        self.error: Exception | None = None

    async def reload(self) -> int:
        if self.error:
            raise self.error
        self.version += 1
        return self.version

    async def sample(self) -> list[Sample]:
        stats = ServiceStats(service="web", host="h", port=1, requests=4)
        return [Sample(version=7, services=(ServiceSample(stats=stats, latencies=((80, 20),)),))]

    async def in_flight(self, upstream: str) -> int:
        return len(upstream)


@pytest.fixture
def path(tmp_path_factory):
    return tmp_path_factory.mktemp("c") / "router.sock"


async def test_questions_are_answered(path):
    handler = FakeHandler()
    async with control_socket(path, handler):
        control = RouterControl(path)
        assert [await control.reload(), await control.reload()] == [1, 2]
        assert await control.in_flight("web.1") == 5
        stats = await control.stats()
        assert (stats.version, stats.services[0].requests, stats.services[0].per_second) == (7, 4, 2.0)
        assert await control.samples() == await handler.sample()
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not path.exists()


async def test_the_words_on_the_wire(path):
    async with control_socket(path, FakeHandler()):
        reader, writer = await asyncio.open_unix_connection(str(path))
        writer.write(b'{"do":"reload"}\n{"do":"dance"}\nnonsense\n{"do":"in_flight","upstream":"a"}\n')
        lines = [json.loads(await reader.readline()) for _ in range(4)]
        writer.close()
    assert lines[0] == {"ok": True, "version": 1}
    assert lines[1]["ok"] is False
    assert "dance" in lines[1]["error"]
    assert lines[2]["ok"] is False
    assert lines[3] == {"ok": True, "in_flight": 1}


async def test_errors_come_through_in_full(path):
    handler = FakeHandler()
    handler.error = MainstayError("service `web`", "port 80 must be free", "it is taken", hint="choose another")
    async with control_socket(path, handler):
        with pytest.raises(MainstayError) as caught:
            await RouterControl(path).reload()
    assert str(caught.value) == str(handler.error)
    assert caught.value.hint == "choose another"


async def test_a_socket_left_behind_is_no_obstacle(path):
    (await asyncio.start_unix_server(lambda *_: None, path=str(path))).close()
    assert path.exists()
    async with control_socket(path, FakeHandler()):
        assert await RouterControl(path).reload() == 1


async def test_reload_waits_for_a_router_that_starts(path):
    waiting = asyncio.create_task(RouterControl(path).reload())
    await passed(0.05)
    assert not waiting.done()
    async with control_socket(path, FakeHandler()):
        assert await waiting == 1


async def test_without_a_router(path):
    control = RouterControl(path)
    assert await control.in_flight("web.1") == 0
    with pytest.raises(FileNotFoundError):
        await control.stats()


async def test_a_path_that_is_too_long(tmp_path):
    with pytest.raises(MainstayError, match="must be short"):
        async with control_socket(tmp_path / ("x" * 120), FakeHandler()):
            pass


async def test_a_folder_that_is_missing(tmp_path_factory):
    with pytest.raises(MainstayError, match="must be a place for a socket"):
        async with control_socket(tmp_path_factory.mktemp("c") / "no" / "router.sock", FakeHandler()):
            pass


async def test_a_question_without_end(path):
    async with control_socket(path, FakeHandler()):
        reader, writer = await asyncio.open_unix_connection(str(path))
        writer.write(b"x" * 5_000_000)
        with contextlib.suppress(ConnectionError):
            assert await reader.read() == b""
        writer.close()
        assert await RouterControl(path).reload() == 1
