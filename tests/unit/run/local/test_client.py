import dataclasses
import json

import pytest

from mainstay.model.errors import ExitCode, MainstayError
from mainstay.model.plan import StartInstance
from mainstay.model.program import Program, text
from mainstay.model.routing import Route, RouteTable, Upstream
from mainstay.model.status import InstanceState, InstanceStatus
from mainstay.run.local.client import LocalPlatform
from mainstay.run.local.paths import ProjectPaths
from mainstay.run.local.supervisor import protocol
from mainstay.run.local.supervisor.control import ControlServer
from mainstay.world.real import real_world

WEB = StartInstance(instance="web.1", resource="web", program=Program(argv=(text("x"),)))
READY = InstanceStatus(instance="web.1", resource="web", state=InstanceState.READY, endpoint="127.1.1.1:80")
TABLE = RouteTable(
    version=3, routes=(Route(service="web", host="", port=80, upstreams=(Upstream(id="web.1", host="x", port=1),)),)
)


class FakeClock:
    def __init__(self):
        self.time = 0.0

    def now(self):
        return self.time

    def monotonic(self):
        return self.time

    async def sleep(self, seconds):
        self.time += seconds


class FakeRouter:
    """`flights` are the numbers of requests under way that it tells, one after the other."""

    def __init__(self, paths: ProjectPaths) -> None:
        self.paths, self.flights, self.reloaded = paths, [0], []
        self.silent = False

    async def reload(self) -> None:
        self._fail()
        self.reloaded.append(json.loads(self.paths.routes.read_text())["version"])

    async def in_flight(self, upstream_id: str) -> int:
        assert upstream_id == "web.1"
        self._fail()
        return self.flights.pop(0) if len(self.flights) > 1 else self.flights[0]

    def _fail(self) -> None:
        if self.silent:
            raise ConnectionRefusedError(111, "Connection refused")


class FakeSupervisor:
    """Answers as told, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked, self.reply = [], protocol.Done()

    async def answer(self, request):
        self.asked.append(request)
        if isinstance(self.reply, MainstayError):
            raise self.reply
        return protocol.Pong(pid=1, notes=("lost",)) if isinstance(request, protocol.Ping) else self.reply


@pytest.fixture
def paths(tmp_path):
    found = ProjectPaths(project=tmp_path, id="0123456789", runtime=tmp_path / "run")
    found.home.mkdir()
    return found


@pytest.fixture
def router(paths):
    return FakeRouter(paths)


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
def platform(paths, router, clock):
    return LocalPlatform(paths, dataclasses.replace(real_world(), clock=clock), router=router)


@pytest.fixture
async def supervisor(paths):
    fake = FakeSupervisor()
    server = ControlServer(paths.supervisor_socket, fake.answer)
    await server.open()
    yield fake
    await server.close()


async def test_requests_and_their_replies(platform, supervisor):
    await platform.start(WEB)
    await platform.stop("web.1")
    supervisor.reply = protocol.Statuses(instances=(READY,))
    assert await platform.await_ready("web.1") == READY
    assert await platform.status() == [READY]
    assert await platform.running()
    assert await platform.notes() == ("lost",)
    await platform.shutdown()
    assert [type(request).__name__ for request in supervisor.asked] == [
        "Start", "Stop", "Await", "Report", "Ping", "Ping", "ShutDown",
    ]  # fmt: skip
    assert supervisor.asked[0].instance == WEB


async def test_errors_arrive_as_they_were_raised(platform, supervisor):
    supervisor.reply = MainstayError("web.1", "must become ready", "not", hint="look", exit_code=ExitCode.FAILED)
    with pytest.raises(MainstayError) as caught:
        await platform.await_ready("web.1")
    assert str(caught.value) == str(supervisor.reply)
    assert caught.value.exit_code is ExitCode.FAILED


async def test_without_a_supervisor_it_says_how_to_start_one(platform, paths):
    assert not await platform.running()
    await platform.shutdown()  # nothing happens
    with pytest.raises(MainstayError, match="`mainstay up` starts it"):
        await platform.status()
    (paths.home / "supervisor.log").write_text("Traceback\nthe reason\n")
    with pytest.raises(MainstayError, match=r"(?s)must answer within 3 s.*the reason"):
        await platform.wait_until_up(3)


async def test_waiting_for_one_that_is_up(platform, supervisor, clock):
    await platform.wait_until_up(3)
    assert clock.time == 0
    assert supervisor.asked == [protocol.Ping()]


async def test_a_switch_replaces_the_file_before_the_router_reads_it(platform, paths, router):
    paths.routes.write_text("old")
    await platform.switch(TABLE)
    assert router.reloaded == [3]
    await platform.switch(RouteTable())
    assert router.reloaded == [3, 4]
    assert paths.routes.stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in paths.home.iterdir()) == ["routes.json"]


async def test_draining_waits_for_the_last_request_or_the_end_of_the_time(platform, router, clock):
    router.flights = [3, 1, 0]
    assert await platform.drained("web.1", 10)
    assert clock.time < 1
    router.flights = [2]
    clock.time = 0.0
    assert not await platform.drained("web.1", 10)
    assert 10 <= clock.time < 11.5


async def test_without_a_router_nothing_is_under_way_and_a_switch_says_so(platform, router):
    router.silent = True
    assert await platform.drained("web.1", 10)
    with pytest.raises(MainstayError, match="router: must run"):
        await platform.switch(TABLE)
