"""The exact command that runs a program in its room."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from mainstay.model.errors import MainstayError
from mainstay.run.local.sandbox.access import Modes, closed_ancestor, mode_of, openings
from mainstay.run.local.sandbox.machine import Grade, base
from mainstay.run.local.sandbox.room import Room

_JOIN = 'echo 0 > "$0/cgroup.procs" && exec "$@"'


@dataclass(frozen=True)
class Command:
    """What to hand to `world.programs`. The environment holds secrets, so it is not shown."""

    argv: tuple[str, ...]
    cwd: Path
    environment: dict[str, str] = field(repr=False)


def command(room: Room, argv: Sequence[str], *, group: Path | None = None, modes: Modes = mode_of) -> Command:
    """The command that runs `argv` in `room`, as a member of the memory group `group`.

    From outside to inside: join the group, enter the sandbox, change the user, become the program; each replaces
    itself by the next, so that no process stands between but bubblewrap's own.
    """
    inner = [*_change_user(room), *argv]
    if room.machine.grade is Grade.NONE:
        _require_access(room, modes)
        outer, cwd = inner, room.cwd
    else:
        outer, cwd = [*_sandbox(room, modes), "--chdir", room.cwd, "--", *inner], "/"
    join = ["/bin/sh", "-c", _JOIN, str(group)] if group else []
    return Command(argv=(*join, *outer), cwd=Path(cwd), environment=dict(room.environment))


def _sandbox(room: Room, modes: Modes) -> list[str]:
    arguments = base(room.machine.bwrap, room.machine.grade)
    if room.unprivileged:
        arguments += ["--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
        arguments += openings([room.data] if room.data else [], room.readable, modes)
    elif room.machine.root:
        arguments += ["--cap-add", "ALL"]  # the owner is as mighty inside as in any shell
    for target in sorted(room.mounts):
        arguments += ["--ro-bind", f"{room.mounts_folder}/{PurePosixPath(target).name}", target]
    return arguments


def _change_user(room: Room) -> list[str]:
    """A change of user forgets the parent-death signal, so it is set again."""
    if not room.unprivileged:
        return []
    ids = ["--reuid", str(room.machine.uid), "--regid", str(room.machine.gid), "--clear-groups"]
    return [room.machine.setpriv or "setpriv", *ids, "--inh-caps=-all", "--pdeathsig", "KILL", "--"]


def _require_access(room: Room, modes: Modes) -> None:
    """Without a sandbox, nothing can be made reachable; and permissions of other folders are not ours to change."""
    if not room.unprivileged:
        return
    for path in filter(None, (room.data, *room.readable)):
        closed = closed_ancestor(path, modes)
        if closed:
            raise MainstayError(
                room.instance,
                "must run as an unprivileged user, who must be able to reach its files",
                f"{closed} is closed to others and bubblewrap is not available",
                hint="apt-get install bubblewrap, or run mainstay as an ordinary user",
            )
