"""From an Intent to a release that serves: what `up`, `rollback`, `scale` and `config` have in common."""

import contextlib
import sys
from dataclasses import dataclass

from mainstay.actions.context import Context
from mainstay.actions.present import (
    choose_port,
    listening_ports,
    live_release,
    present,
    present_instances,
    previous_lock,
    public_services,
)
from mainstay.actions.workspace import Workspace
from mainstay.compile import compile_intent
from mainstay.model.errors import ExitCode, MainstayError
from mainstay.model.graph import Graph
from mainstay.model.intent import Intent
from mainstay.model.kind import Backing, Target
from mainstay.model.plan import Plan, RecordRelease
from mainstay.model.release import Release
from mainstay.model.value import to_builtins
from mainstay.render import Present, render
from mainstay.run import Machinery, Recovery, apply, recover
from mainstay.run.local import LocalPlatform, local_machinery, source_digest
from mainstay.world.real import start_daemon


@dataclass(frozen=True)
class Wanted:
    """What to bring about. `reason` is the sentence that the release keeps; `rollback` an earlier release."""

    intent: Intent
    reason: str
    rollback: Release | None = None
    source_digest: str = ""


@dataclass(frozen=True)
class Outcome:
    """What came of it: the Graph that serves, the Plan that was carried out, and what should be read."""

    graph: Graph
    plan: Plan
    release: int
    urls: dict[str, str]
    notes: tuple[str, ...]


def machinery_of(workspace: Workspace, context: Context) -> Machinery:
    """The real machinery of a project."""
    paths = workspace.paths
    supervisor = [sys.executable, "-m", "mainstay", "-C", str(paths.project), "supervise"]
    return local_machinery(
        paths=paths,
        world=workspace.world,
        journal=workspace.ledger,
        vault=workspace.vault,
        start_supervisor=lambda: start_daemon(supervisor, paths.home / "supervisor.log"),
        report=context.progress.say,
    )


def architecture(workspace: Workspace, intent: Intent) -> Graph:
    """The Graph of an Intent, with the decisions made before."""
    return compile_intent(intent, Target.LOCAL, previous_lock(workspace))


async def plan_for(workspace: Workspace, wanted: Wanted, graph: Graph) -> tuple[Plan, Present]:
    """The Plan that brings `wanted` about, and the Present it starts from."""
    runs = await LocalPlatform(workspace.paths, workspace.world).running()
    identity = wanted.source_digest or source_digest(workspace.paths.project, wanted.intent.builds)
    now = present(
        workspace,
        graph,
        source_digest=identity,
        reason=wanted.reason,
        platform_runs=runs,
        rollback=wanted.rollback,
    )
    return render(graph, now), now


async def bring_about(workspace: Workspace, context: Context, wanted: Wanted) -> Outcome:
    """Make `wanted` serve: finish or undo what was interrupted, plan, apply. The caller holds the project's lock.

    Raises `MainstayError` where it cannot be done; what served before serves on.
    """
    graph = architecture(workspace, wanted.intent)
    machinery = machinery_of(workspace, context)
    plan, _ = await plan_for(workspace, wanted, graph)
    recovery, notes = await recover(machinery, plan.digest, context.progress.step)
    if recovery is not Recovery.NONE:
        # What was interrupted has changed the present; a rollback that is finished need not be made again.
        done = _serves_again(workspace, wanted.rollback)
        plan = Plan(digest=plan.digest, reason=plan.reason) if done else (await plan_for(workspace, wanted, graph))[0]
        notes = (f"an earlier command was interrupted; what it had begun was {recovery.value}", *notes)
    _check_ports(workspace)
    notes += await _attempt(workspace, machinery, plan, context)
    _remember(workspace, graph)
    live = live_release(workspace)
    return Outcome(
        graph=graph,
        plan=plan,
        release=live.number if live else 0,
        urls=urls(workspace, graph),
        notes=(*notes, *remarks(graph)),
    )


def give_port(workspace: Workspace, intent: Intent, port: int) -> None:
    """Give the first public service the port that the user wants; raises `MainstayError` where that cannot be."""
    services = public_services(architecture(workspace, intent))
    if not services:
        raise MainstayError(
            f"--port {port}", "there must be a public service", "there is none", hint="`mainstay detect` shows what is"
        )
    choose_port(workspace, services[0], port)


def urls(workspace: Workspace, graph: Graph) -> dict[str, str]:
    """Where people reach each public service."""
    ports = listening_ports(workspace)
    return {name: f"http://localhost:{ports[name]}" for name in public_services(graph) if name in ports}


def remarks(graph: Graph) -> tuple[str, ...]:
    """What the user should know of the architecture: notes of detection, and data that lives in memory."""
    in_memory = sorted(
        resource.name
        for resource in graph.resources
        if isinstance(resource.kind, Backing) and resource.kind.in_memory and resource.component
    )
    told = tuple(
        f"{note.origin}: {note.text}" + (f" ({note.hint})" if note.hint else "") for note in graph.intent.notes
    )
    if in_memory:
        told += (f"{', '.join(in_memory)}: kept in memory only, and gone when the application stops",)
    return told


def _serves_again(workspace: Workspace, rollback: Release | None) -> bool:
    """Whether what serves is a release to go back to already."""
    live = live_release(workspace)
    if live is None or rollback is None:
        return False
    return (live.intent, live.built, live.config) == (rollback.intent, rollback.built, rollback.config)


async def _attempt(workspace: Workspace, machinery: Machinery, plan: Plan, context: Context) -> tuple[str, ...]:
    """Apply the plan; a release that it makes is recorded as attempted, and as failed where it fails."""
    release = next((s.action.release for s in plan.steps if isinstance(s.action, RecordRelease)), None)
    number = str(release.number) if release else ""
    if release:
        workspace.ledger.append("attempt", number, {"state": "begun", "note": release.note})
    try:
        notes = await apply(plan, machinery, context.progress.step) if plan.steps else ()
    except MainstayError as error:
        if release and not _is_live(workspace, release.number):
            with contextlib.suppress(MainstayError):  # of a full disk, it is the first error that tells most
                workspace.ledger.append("attempt", number, {"state": "failed", "note": error.args[0]})
        raise
    if release:
        workspace.ledger.append("attempt", number, {"state": "done", "note": release.note})
    return notes


def _is_live(workspace: Workspace, number: int) -> bool:
    live = live_release(workspace)
    return live is not None and live.number == number


def _check_ports(workspace: Workspace) -> None:
    """Ports were given once and for all; somebody else may have taken one while nothing ran here."""
    if "router" in present_instances(workspace):
        return
    for service, port in sorted(listening_ports(workspace).items()):
        if not workspace.world.host.port_is_free("127.0.0.1", port):
            raise MainstayError(
                f"http://localhost:{port}",
                f"the port of `{service}` must be free",
                "another program listens on it",
                hint=f"stop that program, or choose another one: `mainstay up --port {port + 1}`",
                exit_code=ExitCode.USAGE,
            )


def _remember(workspace: Workspace, graph: Graph) -> None:
    """Keep the architecture and its decisions, where they are new."""
    for topic, body in (("graph", to_builtins(graph)), ("lock", to_builtins(graph.lock))):
        if workspace.ledger.current(topic).get("application") != body:
            workspace.ledger.append(topic, "application", body)
