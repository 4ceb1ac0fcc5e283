"""What runs now, for people."""

from mainstay.actions.present import present_instances
from mainstay.actions.results import Cell, Column, Table
from mainstay.actions.workspace import Workspace
from mainstay.model.status import InstanceState, InstanceStatus
from mainstay.run.local import LocalPlatform

COLUMNS = (
    Column("instance", whole=True),
    Column("state"),
    Column("release", show=lambda value: f"r{value}" if value else "-"),
    Column("pid"),
    Column("endpoint", whole=True),
    Column("uptime_s", "up", show=lambda value: duration(value) if isinstance(value, int | float) else "-"),
    Column("restarts"),
    Column("memory_mib", "memory", show=lambda value: f"{value:.0f} MiB" if isinstance(value, int | float) else "-"),
)


def as_it_should(state: InstanceState) -> bool:
    """Whether an instance is well, or on its way: what starts or stops is not in trouble."""
    return state in {InstanceState.READY, InstanceState.STARTING, InstanceState.STOPPING}


async def instance_statuses(workspace: Workspace) -> list[InstanceStatus]:
    """All instances that should run; those of a supervisor that does not run are ended."""
    platform = LocalPlatform(workspace.paths, workspace.world)
    if await platform.running():
        return await platform.status()
    return [
        InstanceStatus(
            instance=start.instance, resource=start.resource, release=start.release, state=InstanceState.ENDED
        )
        for start in present_instances(workspace).values()
    ]


async def instances_table(workspace: Workspace) -> Table:
    """One row for each instance."""
    now = workspace.world.clock.now()
    statuses = await instance_statuses(workspace)
    notes = tuple(f"{status.instance}: {note}" for status in statuses for note in status.notes)
    platform = LocalPlatform(workspace.paths, workspace.world)
    if await platform.running():
        notes += await platform.notes()
    elif statuses:
        notes += ("the supervisor does not run; `mainstay up` starts it again",)
    return Table(
        columns=COLUMNS,
        rows=tuple(_row(status, now) for status in statuses),
        notes=notes,
        empty="nothing runs; `mainstay up` starts the application",
        ok=all(as_it_should(status.state) for status in statuses),
    )


def duration(seconds: float) -> str:
    """A length of time in its largest unit: `42s`, `3m`, `5h`, `2d`."""
    for unit, length in (("d", 86_400), ("h", 3_600), ("m", 60)):
        if seconds >= length:
            return f"{seconds // length:.0f}{unit}"
    return f"{seconds:.0f}s"


def _row(status: InstanceStatus, now: float) -> tuple[Cell, ...]:
    uptime = round(now - status.started_at, 1) if status.started_at is not None and status.pid else None
    return (
        status.instance,
        status.state.value,
        status.release or None,
        status.pid,
        status.endpoint or None,
        uptime,
        status.restarts,
        round(status.memory_mib, 1) if status.memory_mib is not None else None,
    )
