import asyncio

import pytest

from mainstay.model.event import Event
from mainstay.model.plan import StartInstance
from mainstay.model.program import Output, Program, SecretRef, text
from mainstay.run.local.supervisor.recorder import FLUSH_LINES, KEPT_ITEMS, TAIL_LINES, Recorder

START = StartInstance(instance="web.1", resource="web", program=Program(argv=(text("x"),)))


class FakeJournal:
    def __init__(self) -> None:
        self.written: list[str] = []
        self.batches: list[int] = []
        self.full = False

    def append(self, topic, subject, body):
        self._fail()
        self.written.append(f"{topic}/{subject} {body}")
        return Event(at=0, topic=topic, subject=subject, body=body)

    def current(self, topic):
        raise NotImplementedError(topic)

    def write_lines(self, lines):
        self._fail()
        self.written += [f"{line.stream}: {line.text}" for line in lines]
        self.batches.append(len(lines))

    def _fail(self) -> None:
        if self.full:
            raise OSError("disk full")


class FakeClock:
    """Sleeps are released by hand."""

    def __init__(self) -> None:
        self.sleeps: list[tuple[float, asyncio.Event]] = []

    def now(self) -> float:
        return 12.5

    def monotonic(self) -> float:
        return 0.0

    async def sleep(self, seconds: float) -> None:
        release = asyncio.Event()
        self.sleeps.append((seconds, release))
        await release.wait()


@pytest.fixture
def journal():
    return FakeJournal()


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
def recorder(journal, clock):
    return Recorder(journal, clock)


async def turns(count: int = 5) -> None:
    for _ in range(count):
        await asyncio.sleep(0)


async def test_lines_are_gathered_for_a_tenth_of_a_second(recorder, journal, clock):
    writing = asyncio.create_task(recorder.run())
    sink = recorder.sink(START)
    sink("out", "one")
    sink("err", "two")
    await turns()
    assert journal.written == []
    assert [seconds for seconds, _ in clock.sleeps] == [0.1]
    clock.sleeps[0][1].set()
    await turns()
    assert journal.written == ["out: one", "err: two"]
    assert journal.batches == [2]
    writing.cancel()


async def test_many_lines_are_written_at_once_so_that_programs_have_to_wait(recorder, journal):
    sink = recorder.sink(START)
    for number in range(FLUSH_LINES * 2 + 1):
        sink("out", str(number))
    assert journal.batches == [FLUSH_LINES, FLUSH_LINES]


async def test_events_keep_their_place_between_lines_and_are_written_at_once(recorder, journal):
    sink = recorder.sink(START)
    sink("out", "before")
    recorder.event("instance", "web.1", {"state": "ready"})
    assert journal.written == ["out: before", "instance/web.1 {'state': 'ready'}"]


async def test_a_full_disk_loses_only_the_oldest(recorder, journal, clock):
    journal.full = True
    writing = asyncio.create_task(recorder.run())
    sink = recorder.sink(START)
    for number in range(KEPT_ITEMS + 10):
        sink("out", str(number))
    await turns()
    clock.sleeps[0][1].set()
    await turns()
    assert clock.sleeps[1][0] == 1.0
    journal.full = False
    clock.sleeps[1][1].set()
    await turns()
    assert journal.written[0] == "system: 10 lines were lost while the ledger could not be written"
    assert journal.written[1] == "out: 10"
    assert journal.written[-1] == f"out: {KEPT_ITEMS + 9}"
    writing.cancel()


async def test_output_of_events_is_parsed_and_masked(recorder, journal):
    recorder.refresh({SecretRef(component="db", name="password"): "hunter22"})
    sink = recorder.sink(START, Output.EVENTS)
    sink("out", '{"topic": "mail", "subject": "for hunter22", "body": {"text": "hunter22"}}')
    sink("out", '{"topic": "mail", "subject": 7, "body": {}}')
    sink("out", "[1]")
    sink("err", '{"topic": "mail", "subject": "x", "body": {}}')
    recorder.flush()
    assert journal.written == [
        "mail/for [secret db.password] {'text': '[secret db.password]'}",
        'out: {"topic": "mail", "subject": 7, "body": {}}',
        "out: [1]",
        'err: {"topic": "mail", "subject": "x", "body": {}}',
    ]


async def test_the_tail_has_the_newest_lines_masked(recorder):
    recorder.refresh({SecretRef(component="db", name="password"): "hunter22"})
    sink = recorder.sink(START)
    for number in range(TAIL_LINES + 5):
        sink("out", f"{number} hunter22")
    assert recorder.tail("web.1", 2) == ("53 [secret db.password]", "54 [secret db.password]")
    assert len(recorder.tail("web.1", 1000)) == TAIL_LINES
    recorder.forget("web.1")
    assert recorder.tail("web.1", 2) == ()
