import asyncio
import json

import pytest

from mainstay.model.errors import MainstayError
from mainstay.model.event import LogLine
from mainstay.model.status import InstanceState
from mainstay.model.view import Health, Overview
from mainstay.web.live import LINES_AT_ONCE, PAGES, Live
from mainstay.web.mailbox import LINES_WAITING, Filter, Mailbox
from mainstay.web.operations import OperationState
from mainstay.web.stream import changes


async def states(mailbox, topic, accept, limit_s=2.0):
    """The first value of `topic` that `accept` takes."""
    async with asyncio.timeout(limit_s):
        while True:
            new, _ = await mailbox.take(0.1)
            if topic in new and accept(json.loads(new[topic])):
                return json.loads(new[topic])


async def lines(mailbox, wanted, limit_s=2.0):
    """Texts of lines until there are `wanted` of them."""
    found = []
    async with asyncio.timeout(limit_s):
        while len(found) < wanted:
            _, batch = await mailbox.take(0.1)
            found += [line.text for line in batch.lines] if batch else []
    return found


async def test_a_new_page_gets_everything_and_the_lines_before(live, control):
    control.write("web", "one")
    control.write("db", "two")
    mailbox = live.open(Filter(resource="web"))
    async with asyncio.timeout(2):
        seen, batches = {}, []
        while not batches or len(seen) < 5:
            new, batch = await mailbox.take(0.1)
            seen.update(new)
            batches += [batch] if batch else []
    assert set(seen) == {"overview", "releases", "mail", "settings", "trouble"}
    assert (batches[0].reset, [line.text for line in batches[0].lines]) == (True, ["one"])


async def test_new_lines_come_once_and_filtered(live, control):
    mailbox = live.open(Filter(text="NEW"))
    await states(mailbox, "overview", bool)
    for i in range(5):
        control.write("web", f"new {i}")
        control.write("web", f"other {i}")
        await asyncio.sleep(0.003)
    assert await lines(mailbox, 5) == [f"new {i}" for i in range(5)]


async def test_a_page_that_comes_back_gets_what_it_missed(live, control):
    for i in range(4):
        control.write("web", f"line {i}")
    mailbox = live.open(Filter(), after=2)
    async with asyncio.timeout(2):
        batch = None
        while batch is None:
            _, batch = await mailbox.take(0.1)
    assert (batch.reset, [line.text for line in batch.lines]) == (False, ["line 2", "line 3"])


async def test_a_page_from_before_the_ledger_began_anew_starts_over(live, control):
    control.write("web", "first")
    mailbox = live.open(Filter(), after=5000)
    assert await lines(mailbox, 1) == ["first"]


async def test_a_burst_is_cut_and_the_page_is_told(live, control):
    mailbox = live.open(Filter())
    await states(mailbox, "overview", bool)
    for i in range(LINES_AT_ONCE + 25):
        control.write("web", str(i))
    async with asyncio.timeout(2):
        batch = None
        while batch is None or not batch.lines:
            _, batch = await mailbox.take(0.1)
    assert batch.skipped
    assert [line.text for line in batch.lines] == [str(i) for i in range(25, LINES_AT_ONCE + 25)]


async def test_changes_arrive_and_equal_values_do_not(live, control):
    mailbox = live.open(Filter())
    await states(mailbox, "overview", bool)
    reads = control.reads
    while control.reads < reads + 3:
        new, _ = await mailbox.take(0.01)
        assert "overview" not in new
    control.now = Overview(application="renamed")
    assert (await states(mailbox, "overview", bool))["application"] == "renamed"


async def test_nothing_is_read_while_nobody_watches(live, control, until):
    mailbox = live.open(Filter())
    await states(mailbox, "overview", bool)
    live.leave(mailbox)
    await until(lambda: not live.watching)
    again = live.open(Filter())
    control.now = Overview(application="later")
    assert (await states(again, "overview", lambda o: o["application"] == "later"))["application"] == "later"


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (MainstayError("ledger", "must open", "it is locked", hint="wait"), "locked"),
        (RuntimeError("hunter2"), "RuntimeError"),
    ],
)
async def test_trouble_is_told_and_over_when_it_is_over(live, control, error, told):
    mailbox = live.open(Filter())
    control.failures["overview"] = error
    trouble = await states(mailbox, "trouble", lambda t: t.get("message"))
    assert told in trouble["message"]
    assert "hunter2" not in str(trouble)
    del control.failures["overview"]
    assert await states(mailbox, "trouble", lambda t: not t.get("message")) == {}


async def test_steps_of_a_plan_are_shown_as_they_go(live, control):
    mailbox = live.open(Filter())
    await states(mailbox, "overview", bool)
    control.gate = asyncio.Event()
    live.operations.start("Roll back", lambda: control.roll_back(1))
    control.happen(
        "plan", "9", state="begun", plan={"digest": "x", "steps": [{"says": "Start web.3"}, {"says": "Switch"}]}
    )
    control.happen("step", "9/0", state="begun")
    two = await states(mailbox, "operation", lambda o: len(o.get("steps", [])) == 2)
    assert two["steps"] == [
        {"says": "Start web.3", "state": "begun", "subject": "9/0"},
        {"says": "Switch", "subject": "9/1"},
    ]
    control.happen("step", "9/0", state="done")
    control.gate.set()
    done = await states(mailbox, "operation", lambda o: o["state"] != "running")
    assert (done["state"], done["steps"][0]["state"]) == ("succeeded", "done")


@pytest.mark.parametrize("body", [{}, {"plan": 5}, {"plan": {"steps": "no"}}, {"plan": {"steps": [{"says": 3}]}}])
async def test_events_of_another_shape_are_passed_over(live, control, body):
    control.gate = asyncio.Event()
    live.operations.start("Roll back", lambda: control.roll_back(1))
    live.operations.note([control.happen("plan", "9", **body), control.happen("mail", "x")])
    assert live.operations.current.steps == ()


async def test_an_operation_ends_whatever_happens(live, until):
    async def explode():
        raise KeyError("hunter2")

    live.operations.start("Explode", explode)
    await until(lambda: live.operations.current.state is not OperationState.RUNNING)
    assert live.operations.current.state is OperationState.FAILED
    assert "hunter2" not in live.operations.current.message


async def test_too_many_pages(live):
    for _ in range(PAGES):
        live.open(Filter())
    with pytest.raises(MainstayError, match="at most 32 pages"):
        live.open(Filter())


async def test_a_slow_page_keeps_the_newest_lines_and_knows_of_the_gap():
    mailbox = Mailbox(Filter())
    mailbox.prime([], reset=True)
    for i in range(1, LINES_WAITING + 11):
        mailbox.put_lines([LogLine(id=i, at=0.0, instance="a.1", resource="a", stream="out", text=str(i))])
    for i in range(5):
        mailbox.put_state("overview", b"%d" % i)
    new, batch = await mailbox.take(1)
    assert new == {"overview": b"4"}
    assert batch.skipped
    assert (len(batch.lines), batch.lines[0].id, batch.lines[-1].id) == (LINES_WAITING, 11, LINES_WAITING + 10)


async def test_the_stream_is_well_formed_and_beats_when_nothing_happens():
    mailbox = Mailbox(Filter())
    mailbox.put_state("overview", b'{"a":1}')
    mailbox.prime(
        [LogLine(id=4, at=0.0, instance="a.1", resource="a", stream="out", text="x\n\nevent: evil")], reset=True
    )
    chunks = changes(mailbox, heartbeat_s=0.01)
    assert await anext(chunks) == b"retry: 1000\n\n"
    frames = (await anext(chunks)).decode().split("\n\n")
    assert frames[0] == 'event: overview\ndata: {"a":1}'
    assert frames[1].startswith("id: 4\nevent: lines\ndata: {")
    assert "evil" in frames[1].split("\n")[2]
    assert frames[2:] == [""]
    assert await anext(chunks) == b": alive\n\n"
    mailbox.close()
    assert [chunk async for chunk in chunks] == []


async def test_closing_ends_all_streams(control):
    watcher = Live(control, pace_s=10)
    mailbox = watcher.open(Filter())
    async with asyncio.timeout(1):
        await watcher.close()
    assert mailbox.closed
    with pytest.raises(MainstayError, match="stopping"):
        watcher.open(Filter())


def test_health_has_one_meaning():
    def of(states):
        return Health.of(InstanceState(state) for state in states)

    assert of([]) is Health.IDLE
    assert of(["ready", "ended"]) is Health.HEALTHY
    assert of(["ready", "starting"]) is Health.STARTING
    assert of(["ready", "backoff"]) is Health.DEGRADED
    assert of(["failed", "starting"]) is Health.DOWN
    assert of(["unhealthy"]) is Health.DOWN
    assert of(["stopping", "ended"]) is Health.IDLE
