"""Whatever happens to a command, the next one ends in the wanted state."""

import asyncio
import contextlib

from hypothesis import given, settings
from hypothesis import strategies as st

from mainstay.compile import compile_intent
from mainstay.model.errors import MainstayError
from mainstay.model.intent import (
    Binding,
    Build,
    Cache,
    Database,
    Intent,
    Job,
    PackageManager,
    Property,
    Runtime,
    Schedule,
    Service,
    Trigger,
    Use,
)
from mainstay.model.kind import Target
from mainstay.model.plan import Plan
from mainstay.model.release import Release
from mainstay.model.value import from_builtins
from mainstay.render import Present, render
from mainstay.run import Recovery, apply, recover
from mainstay.run.simulation import Died, SimulatedMachine
from mainstay.world.sim.clock import SimulatedClock
from mainstay.world.sim.randomness import SimulatedRandomness

BUILD = Build(name="app", runtime=Runtime.PYTHON, manager=PackageManager.REQUIREMENTS)
USES = (
    Use(target="db", bindings=(Binding(name="DATABASE_URL", property=Property.URL),)),
    Use(target="cache", bindings=(Binding(name="REDIS_URL", property=Property.URL),)),
)


CALLS = Use(target="api", bindings=(Binding(name="API_URL", property=Property.URL),))


def intent(*, release_phase: bool, schedule: bool, workers: int, calls: bool = False) -> Intent:
    uses = (*USES, CALLS) if calls else USES
    components = [
        Database(name="db"),
        Cache(name="cache"),
        Service(name="web", build="app", command="serve", public=True, listens=True, uses=uses),
        *(Service(name=f"worker-{n}", build="app", command="work", uses=USES) for n in range(workers)),
    ]
    if calls:
        components.append(Service(name="api", build="app", command="answer", listens=True, uses=USES))
    if release_phase:
        components.append(Job(name="migrate", build="app", command="migrate", trigger=Trigger.RELEASE, uses=USES))
    if schedule:
        components.append(Schedule(name="nightly", build="app", command="clean", cron="0 3 * * *", uses=USES))
    return Intent(application="shop", builds=(BUILD,), components=tuple(components))


intents = st.builds(
    intent, release_phase=st.booleans(), schedule=st.booleans(), workers=st.integers(0, 2), calls=st.booleans()
)


class Command:
    """`mainstay up` without a real world: the same stages, on a simulated machine."""

    def __init__(self, machine: SimulatedMachine) -> None:
        self.machine = machine

    def plan(self, wanted: Intent, source: str, replicas: dict[str, int]) -> Plan:
        graph = compile_intent(wanted, Target.LOCAL)
        recorded = [from_builtins(e.body, Release) for e in self.machine.journal.events if e.topic == "release"]
        now = Present(
            project="p",
            source="/src",
            source_digest=source,
            subnet="127.80.1",
            listen={"web": 8000},
            next_release=max([0, *(r.number for r in recorded)]) + 1,
            live=recorded[-1] if recorded else None,
            replicas=replicas,
            instances=dict(self.machine.instances),
            secrets=frozenset(f"{ref.component}/{ref.name}" for ref in self.machine.vault.values()),
            free_ports=tuple(range(20_000, 20_100)),
            platform_runs=self.machine.supervisor_runs,
        )
        return render(graph, now)

    def up(self, wanted: Intent, source: str, replicas: dict[str, int] | None = None) -> Recovery:
        return asyncio.run(self._up(wanted, source, replicas or {}))

    async def _up(self, wanted: Intent, source: str, replicas: dict[str, int]) -> Recovery:
        machinery = self.machine.machinery()
        plan = self.plan(wanted, source, replicas)
        recovery, _ = await recover(machinery, plan.digest, _quiet)
        plan = self.plan(wanted, source, replicas)
        if plan.steps:
            await apply(plan, machinery, _quiet)
        return recovery


def _quiet(number: int, total: int, text: str) -> None:
    pass


def machine() -> SimulatedMachine:
    return SimulatedMachine(SimulatedClock(), SimulatedRandomness(1))


def fail_at(number: int, error: BaseException):
    """A fault that strikes at the `number`-th chance."""
    seen = iter(range(10_000))

    def fault(_: str) -> None:
        if next(seen) == number:
            raise error

    return fault


def state(of: SimulatedMachine) -> dict[str, object]:
    """What a user can see: which programs of which content run, and who gets requests."""
    serving = {
        (route.service, route.port): sorted(upstream.id.rpartition("-r")[0] for upstream in route.upstreams)
        for route in of.table.routes
    }
    return {"runs": sorted(start.resource for start in of.instances.values()), "serves": serving}


def check_wanted(of: SimulatedMachine, wanted: Intent, source: str) -> None:
    fresh = machine()
    Command(fresh).up(wanted, source)
    assert state(of) == state(fresh)
    serving = {upstream.id for route in of.table.routes for upstream in route.upstreams}
    assert serving <= set(of.instances)
    assert Command(of).plan(wanted, source, {}).steps == ()
    newest = [e for e in of.journal.events if e.topic == "release"][-1]
    assert newest.body["source"] == source


@settings(deadline=None)
@given(wanted=intents, kill=st.integers(0, 60), source=st.sampled_from(["same", "other"]))
def test_killed_at_any_moment_the_next_up_ends_in_the_wanted_state(wanted, kill, source):
    of = machine()
    of.fault = fail_at(kill, Died())
    with contextlib.suppress(Died):
        Command(of).up(wanted, "same")
    of.fault = lambda _: None
    Command(of).up(wanted, source)
    check_wanted(of, wanted, source)


@settings(deadline=None)
@given(
    wanted=intents, kill=st.integers(0, 60), kill_again=st.integers(0, 60), source=st.sampled_from(["second", "third"])
)
def test_killed_in_a_second_release_and_again_in_its_recovery(wanted, kill, kill_again, source):
    of = machine()
    Command(of).up(wanted, "first")
    for number in (kill, kill_again):
        of.fault = fail_at(number, Died())
        with contextlib.suppress(Died):
            Command(of).up(wanted, "second")
    of.fault = lambda _: None
    Command(of).up(wanted, source)
    check_wanted(of, wanted, source)


@settings(deadline=None)
@given(wanted=intents, failing=st.integers(0, 60))
def test_a_step_that_fails_leaves_the_old_release_serving(wanted, failing):
    of = machine()
    Command(of).up(wanted, "first")
    before = state(of)
    served = {upstream.id for route in of.table.routes for upstream in route.upstreams}
    of.fault = fail_at(failing, MainstayError("x", "it must work", "it does not", hint="h"))
    try:
        Command(of).up(wanted, "second")
    except MainstayError:
        newest = [e for e in of.journal.events if e.topic == "release"][-1]
        if newest.body["source"] == "first":
            assert {u.id for route in of.table.routes for u in route.upstreams} == served
            assert served <= set(of.instances)
            assert state(of) == before
    of.fault = lambda _: None
    Command(of).up(wanted, "second")
    check_wanted(of, wanted, "second")


@settings(deadline=None)
@given(wanted=intents, kill=st.integers(0, 60))
def test_a_release_phase_that_ended_well_does_not_run_twice_in_one_release(wanted, kill):
    of = machine()
    of.fault = fail_at(kill, Died())
    with contextlib.suppress(Died):
        Command(of).up(wanted, "same")
    done_before = any(
        e.topic == "step" and e.body["state"] == "done" and "migrate" in _says(of, e.subject) for e in of.journal.events
    )
    ran_before = len(of.jobs_run)
    of.fault = lambda _: None
    recovery = Command(of).up(wanted, "same")
    if done_before and recovery is Recovery.FINISHED:
        assert len(of.jobs_run) == ran_before


def _says(of: SimulatedMachine, subject: str) -> str:
    plan_id, _, index = subject.partition("/")
    bodies = [e.body for e in of.journal.events if e.topic == "plan" and e.subject == plan_id and "plan" in e.body]
    return bodies[0]["plan"]["steps"][int(index)]["says"]


@settings(deadline=None)
@given(wanted=intents, replicas=st.integers(1, 4))
def test_scaling_touches_nothing_else(wanted, replicas):
    of = machine()
    Command(of).up(wanted, "same")
    before = dict(of.instances)
    Command(of).up(wanted, "same", {"web": replicas})
    assert sum(start.resource == "web" for start in of.instances.values()) == replicas
    assert {n: s for n, s in of.instances.items() if s.resource != "web"} == {
        n: s for n, s in before.items() if s.resource != "web"
    }


@settings(deadline=None)
@given(wanted=intents)
def test_no_two_instances_share_an_address_and_plans_repeat_byte_for_byte(wanted):
    one, two = machine(), machine()
    assert Command(one).plan(wanted, "s", {}) == Command(two).plan(wanted, "s", {})
    Command(one).up(wanted, "s", {"web": 3})
    applications = [s.program.address for s in one.instances.values() if s.release]
    assert len(set(applications)) == len(applications)
