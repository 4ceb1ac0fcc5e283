"""A Plan is killed everywhere; what is wrong with it is found, and told with its place."""

import pytest
from msgspec import structs

from mainstay.model.intent import Intent
from mainstay.model.plan import (
    AwaitReady,
    BuildRelease,
    DestinedRoute,
    DiscardRelease,
    DrainInstance,
    EnsurePlatform,
    Plan,
    RecordRelease,
    StartInstance,
    Step,
    StopInstance,
    StopPlatform,
    SwitchRoutes,
)
from mainstay.model.program import AliveProbe, Program, text
from mainstay.model.release import Release
from mainstay.model.routing import Route, RouteTable, Upstream
from mainstay.prove.plans import prove_plan
from mainstay.run import apply, recover
from mainstay.run.simulation import SimulatedMachine
from mainstay.world.sim.clock import SimulatedClock
from mainstay.world.sim.randomness import SimulatedRandomness

SEEDS = 60


def web(release):
    program = Program(argv=(text("serve"),), address=f"127.0.0.{release}", port=8000, probe=AliveProbe())
    return StartInstance(instance=f"web-1-r{release}", resource="web", release=release, program=program)


def route(release):
    instances = ((f"web-1-r{release}", 1),) if release else ()
    return SwitchRoutes(routes=(DestinedRoute(service="web", host="127.0.0.1", port=80, instances=instances),))


def machine():
    """The first release serves."""
    made = SimulatedMachine(SimulatedClock(), SimulatedRandomness(1))
    made.supervisor_runs, made.instances = True, {"web-1-r1": web(1)}
    up = Upstream(id="web-1-r1", host="127.0.0.1", port=8000)
    made.table = RouteTable(routes=(Route(service="web", host="127.0.0.1", port=80, upstreams=(up,)),))
    return made


def steps():
    release = Release(number=2, digest="d", source="s", built=2, intent=Intent(application="a"), config={}, note="up")
    return (
        Step(action=EnsurePlatform(), says="platform", inverse=StopPlatform()),
        Step(action=BuildRelease(release=2, source="/src", builds=()), says="build", inverse=DiscardRelease(release=2)),
        Step(action=web(2), says="start", inverse=StopInstance(instance="web-1-r2")),
        Step(action=AwaitReady(instance="web-1-r2"), says="wait"),
        Step(action=route(2), says="switch", inverse=route(1)),
        Step(action=RecordRelease(release=release), says="record"),
        Step(action=DrainInstance(instance="web-1-r1"), says="drain"),
        Step(action=StopInstance(instance="web-1-r1", was=web(1)), says="stop"),
    )


def command(*wanted):
    """The command whose Plan has these steps, as long as the release is not recorded."""

    async def run(on):
        recorded = any(event.topic == "release" for event in on.journal.events)
        found = wanted[1:] if on.supervisor_runs else wanted
        plan = Plan(digest="two", reason="up", steps=() if recorded else found)
        await recover(on.machinery(), "two", lambda *_: None)
        if not any(event.topic == "release" for event in on.journal.events):
            await apply(plan, on.machinery(), lambda *_: None)

    return run


async def test_a_plan_in_the_right_order_holds():
    verdict = await prove_plan(machine, command(*steps()), seeds=SEEDS)
    assert (verdict.held, verdict.broken) == (True, "")
    assert verdict.kills == verdict.effects + SEEDS
    assert verdict.failures == verdict.effects


def with_inverse(number, inverse):
    found = list(steps())
    found[number] = structs.replace(found[number], inverse=inverse)
    return tuple(found)


def stopped_first():
    *before, switch, record, drain, stop = steps()
    return (*before, stop, switch, record, drain)


@pytest.mark.parametrize(
    ("wrong", "broken"),
    [
        (stopped_first(), "requests go to instances that run"),
        (with_inverse(4, None), "requests go to instances that run"),
        (with_inverse(4, route(0)), "a step that fails leaves what served before"),
        (with_inverse(2, StopInstance(instance="web-1-r1")), "requests go to instances that run"),
    ],
    ids=["stopped before the switch", "a switch that is not undone", "undone to nothing", "the wrong one is stopped"],
)
async def test_a_mistake_in_a_plan_is_found_and_told_with_its_place(wrong, broken):
    verdict = await prove_plan(machine, command(*wrong), seeds=SEEDS)
    assert verdict.broken == broken
    assert verdict.at


async def test_the_same_seeds_give_the_same_verdict():
    one, other = [await prove_plan(machine, command(*steps()), seeds=SEEDS, first=7) for _ in range(2)]
    assert one == other


async def test_an_empty_plan_holds():
    verdict = await prove_plan(machine, command(), seeds=SEEDS)
    assert (verdict.effects, verdict.kills, verdict.held) == (0, 0, True)
