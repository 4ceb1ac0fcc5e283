"""What `mainstay up` would do now, on a simulated machine that begins as this one is."""

from msgspec import structs

from mainstay.actions.context import Context
from mainstay.actions.releasing import Wanted, architecture, plan_for
from mainstay.actions.workspace import Workspace
from mainstay.detect import detect
from mainstay.model.graph import Graph
from mainstay.model.plan import Plan, RecordRelease
from mainstay.model.program import SecretRef
from mainstay.model.release import Release
from mainstay.model.routing import RouteTable
from mainstay.model.target import Target
from mainstay.model.value import decode, from_builtins, to_builtins
from mainstay.prove.plans import PlanVerdict, prove_plan
from mainstay.render import Present, render
from mainstay.run import apply, recover, show
from mainstay.run.simulation import SimulatedMachine
from mainstay.world.sim import simulated_world


async def rehearsed(
    workspace: Workspace, context: Context, *, seeds: int, first: int
) -> tuple[PlanVerdict, tuple[str, ...]]:
    """What comes of the next Plan when it is killed everywhere; and its steps."""
    wanted = Wanted(intent=detect(context.project, target=Target.LOCAL), reason="up")
    graph = architecture(workspace, wanted.intent)
    plan, now = await plan_for(workspace, wanted, graph)
    table = _table(workspace)

    async def command(machine: SimulatedMachine) -> None:
        await _up(machine, graph, now)

    verdict = await prove_plan(lambda: _machine(now, table, first), command, seeds=seeds, first=first)
    return verdict, show(plan)


async def _up(machine: SimulatedMachine, graph: Graph, now: Present) -> None:
    """The command, as `bring_about` has it: recover, plan, apply."""
    machinery = machine.machinery()
    plan = _plan(machine, graph, now)
    await recover(machinery, plan.digest, _quiet)
    plan = _plan(machine, graph, now)
    for step in plan.steps:
        if isinstance(step.action, RecordRelease):
            machine.journal.append("attempt", str(step.action.release.number), {"state": "begun"})
    if plan.steps:
        await apply(plan, machinery, _quiet)


def _plan(machine: SimulatedMachine, graph: Graph, now: Present) -> Plan:
    recorded = [event for event in machine.journal.events if event.topic == "release"]
    attempts = sum(event.topic == "attempt" for event in machine.journal.events)
    present = structs.replace(
        now,
        next_release=now.next_release + attempts,
        live=from_builtins(recorded[-1].body, Release) if recorded else None,
        instances=dict(machine.instances),
        secrets=frozenset(f"{ref.component}/{ref.name}" for ref in machine.vault.values()),
        platform_runs=machine.supervisor_runs,
    )
    return render(graph, present)


def _machine(now: Present, table: RouteTable, seed: int) -> SimulatedMachine:
    world = simulated_world(seed=seed)
    machine = SimulatedMachine(world.clock, world.randomness)
    machine.supervisor_runs = now.platform_runs
    machine.instances = dict(now.instances)
    machine.table = table
    for secret in sorted(now.secrets):
        component, _, name = secret.partition("/")
        machine.vault.put(SecretRef(component=component, name=name), "kept")
    if now.live is not None:
        machine.built.add(now.live.built)
        machine.journal.append("release", str(now.live.number), to_builtins(now.live))
    return machine


def _table(workspace: Workspace) -> RouteTable:
    """Where requests go now."""
    path = workspace.paths.routes
    return decode(path.read_bytes(), RouteTable) if path.is_file() else RouteTable()


def _quiet(number: int, total: int, text: str) -> None:
    del number, total, text
