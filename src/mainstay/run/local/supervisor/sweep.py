"""Finding and ending processes that an earlier supervisor of this project left behind, and never any other."""

from mainstay.run.local.sandbox.environment import INSTANCE_MARK, PROJECT_MARK
from mainstay.world.ports import Clock, Host, ProcessEntry

GRACE_S = 3.0
LONGEST_S = 10.0
POLL_S = 0.05


def marked(host: Host, project: str, instance: str | None = None, *, spare: int) -> list[ProcessEntry]:
    """Processes that carry the marks of this project (and of one instance of it), with all that descend from them.

    Descendants count because a program may have overwritten its environment with its title (PostgreSQL does). The
    process `spare` and those it descends from never count, whatever they carry: a supervisor can have been started
    from a shell inside an instance.
    """
    entries = host.processes()
    parents = {entry.pid: entry.parent for entry in entries}
    spared = _line(parents, spare)
    roots = {entry.pid for entry in entries if _carries(host.environment_of(entry.pid), project, instance)}
    return [entry for entry in entries if entry.pid not in spared and _line(parents, entry.pid) & roots]


async def sweep(host: Host, clock: Clock, project: str, instance: str | None = None, *, spare: int) -> int:
    """End them: TERM, then KILL after three seconds. How many there were; gives up on what survives even that."""
    told: set[tuple[int, int]] = set()
    begun = clock.monotonic()
    while (left := marked(host, project, instance, spare=spare)) and clock.monotonic() < begun + LONGEST_S:
        late = clock.monotonic() >= begun + GRACE_S
        for entry in left:
            if late or (entry.pid, entry.started) not in told:
                told.add((entry.pid, entry.started))
                host.signal(entry, "KILL" if late else "TERM")
        await clock.sleep(POLL_S)
    return len(told)


def _carries(environment: dict[str, str], project: str, instance: str | None) -> bool:
    if environment.get(PROJECT_MARK) != project or INSTANCE_MARK not in environment:
        return False
    return instance in {None, environment[INSTANCE_MARK]}


def _line(parents: dict[int, int], pid: int) -> set[int]:
    """The process and all that it descends from."""
    found = {pid}
    while (pid := parents.get(pid, 0)) and pid not in found:
        found.add(pid)
    return found
