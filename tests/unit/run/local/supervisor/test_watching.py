import asyncio

import pytest

from mainstay.model.program import AliveProbe, ExitProbe, TcpProbe
from mainstay.run.local.supervisor.verdict import Finding
from mainstay.run.local.supervisor.watching import Watch

GOOD, BAD = Finding(ready=True, endpoint="127.1.1.1:80"), Finding(ready=False, found="no")


class FakeProber:
    def __init__(self, findings):
        self.findings = iter(findings)

    async def look(self):
        return next(self.findings)

    async def again(self, endpoint):
        assert endpoint == "127.1.1.1:80"
        try:
            return next(self.findings)
        except StopIteration:
            raise asyncio.CancelledError from None


class FakeClock:
    def __init__(self):
        self.time = 0.0

    def now(self):
        return self.time

    def monotonic(self):
        return self.time

    async def sleep(self, seconds):
        self.time += seconds


class Seen:
    def __init__(self, findings):
        self.events = []
        self.clock = FakeClock()
        self.watch = Watch(
            FakeProber(findings),
            self.clock,
            lambda finding: self.events.append("good" if finding.ready else "bad"),
            lambda: self.events.append("missed"),
        )


async def test_it_looks_until_it_is_ready_more_and_more_seldom():
    seen = Seen([BAD] * 20 + [GOOD])
    assert await seen.watch.until_ready(TcpProbe(port=80, timeout_s=60))
    assert "missed" not in seen.events
    assert 4 < seen.clock.time < 10


async def test_missing_the_time_is_told_once_and_a_late_success_counts():
    seen = Seen([BAD] * 30 + [GOOD])
    assert await seen.watch.until_ready(TcpProbe(port=80, timeout_s=2))
    assert seen.events.count("missed") == 1
    assert seen.events[-1] == "good"


async def test_programs_without_a_question_to_ask():
    seen = Seen([])
    assert await seen.watch.until_ready(AliveProbe(for_s=1.5))
    assert (seen.clock.time, seen.events) == (1.5, ["good"])
    seen = Seen([])
    assert not await seen.watch.until_ready(ExitProbe(timeout_s=9))
    assert (seen.clock.time, seen.events) == (9, ["bad", "missed"])


async def test_three_bad_looks_in_a_row_are_missed():
    seen = Seen([GOOD, BAD, BAD, GOOD, BAD, BAD, BAD, BAD, GOOD])
    with pytest.raises(asyncio.CancelledError):
        await seen.watch.guard("127.1.1.1:80", lambda: seen.events.append("recovered"))
    assert seen.events == ["recovered", "recovered", "bad", "missed", "recovered"]
    assert seen.clock.time == 50


async def test_a_side_door_counts_only_after_a_while():
    side = Finding(ready=True, endpoint="127.1.1.1:9090", elsewhere=True)
    seen = Seen([BAD, side, side, BAD, side, side, GOOD])
    assert await seen.watch.until_ready(TcpProbe(port=80))
    assert seen.clock.time < 1.5
    seen = Seen([BAD] + [side] * 20)
    assert await seen.watch.until_ready(TcpProbe(port=80))
    assert 1.5 < seen.clock.time < 3
