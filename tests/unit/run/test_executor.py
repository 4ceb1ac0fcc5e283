"""What the next command does with a plan that was interrupted."""

from mainstay.model.intent import Intent
from mainstay.model.plan import BuildRelease, DrainInstance, Plan, RecordRelease, Step
from mainstay.model.release import Release
from mainstay.run import Recovery, apply, recover
from mainstay.run.simulation import Died, SimulatedMachine
from mainstay.world.sim.clock import SimulatedClock
from mainstay.world.sim.randomness import SimulatedRandomness

RELEASE = Release(number=2, digest="d", source="s", built=2, intent=Intent(application="a"), config={}, note="up")


def plan():
    actions = (
        BuildRelease(release=2, source="/src", builds=()),
        RecordRelease(release=RELEASE),
        DrainInstance(instance="web-1-r1"),
    )
    return Plan(digest="two", reason="up", steps=tuple(Step(action=action, says="do it") for action in actions))


def quiet(number, total, text):
    del number, total, text


async def interrupted_at(call):
    """A machine on which the plan was killed just before this call, and all calls that come after it."""
    machine, calls = SimulatedMachine(SimulatedClock(), SimulatedRandomness(1)), []

    def fault(name):
        calls.append(name)
        if name == call:
            raise Died

    machine.fault = fault
    try:
        await apply(plan(), machine.machinery(), quiet)
    except Died:
        calls.clear()
    machine.fault = calls.append
    return machine, calls


async def test_a_release_that_is_recorded_is_not_built_again_since_its_source_may_be_another_by_now():
    machine, calls = await interrupted_at("before drained")
    assert await recover(machine.machinery(), "another digest", quiet) == (Recovery.FINISHED, ())
    assert "before build" not in calls
    assert "after drained" in calls


async def test_a_release_that_is_not_recorded_is_built_again():
    machine, calls = await interrupted_at("after build")
    assert await recover(machine.machinery(), "two", quiet) == (Recovery.FINISHED, ())
    assert "after build" in calls
