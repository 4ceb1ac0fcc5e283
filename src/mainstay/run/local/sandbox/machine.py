"""What kind of isolation this machine allows."""

import os
import pwd
import sys
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from mainstay.world.ports import World

_PROBE_TIMEOUT_S = 10.0


class Grade(StrEnum):
    """How well programs are kept apart: with namespaces for mounts and processes, for mounts only, or not at all."""

    FULL = "full"
    MOUNTS = "mounts"
    NONE = "none"


_LOST = {
    Grade.FULL: "",
    Grade.MOUNTS: "bubblewrap may not make a PID namespace here: a process that detaches itself from its program is "
    "ended when the program stops, but only at the next start where mainstay itself is killed",
    Grade.NONE: "bubblewrap is not installed or may not make namespaces here: hostnames that programs have hard-wired "
    "(`redis`, `db`, a `localhost` of their own) do not resolve to their services, and a process that detaches itself "
    "is ended at the next start where mainstay itself is killed; `apt-get install bubblewrap`",
}


@dataclass(frozen=True)
class Machine:
    """The facts that commands depend on.

    `uid` and `gid` are those of the unprivileged user, used where `root` is true. `library` are the folders that
    `interpreter` needs to be able to read. `home`, `user` and `zone` go into every program's environment.
    """

    grade: Grade
    root: bool
    bwrap: str
    setpriv: str
    uid: int
    gid: int
    interpreter: str
    library: tuple[str, ...]
    home: str
    user: str
    zone: str

    @property
    def lost(self) -> str:
        """What cannot be kept on this machine, as a sentence; "" for nothing."""
        return _LOST[self.grade]


async def inspect_machine(world: World) -> Machine:
    """Look at this machine, and try once whether bubblewrap works (about 10 ms)."""
    bwrap = world.programs.find("bwrap") or ""
    uid, gid = _unprivileged()
    user, home = _owner()
    return Machine(
        grade=await _grade(world, bwrap),
        root=world.host.is_root(),
        bwrap=bwrap,
        setpriv=world.programs.find("setpriv") or "",
        uid=uid,
        gid=gid,
        interpreter=sys.executable,
        library=_library(world),
        home=world.environment.get("HOME") or home,
        user=user,
        zone=world.environment.get("TZ") or "UTC",
    )


async def _grade(world: World, bwrap: str) -> Grade:
    if not bwrap:
        return Grade.NONE
    for grade in (Grade.FULL, Grade.MOUNTS):
        try:
            tried = await world.programs.run([*base(bwrap, grade), "--", "/bin/true"], timeout_s=_PROBE_TIMEOUT_S)
        except TimeoutError:
            continue
        if tried.exit_code == 0:
            return grade
    return Grade.NONE


def base(bwrap: str, grade: Grade) -> list[str]:
    """How every sandbox of this grade begins: the whole machine as it is, and an end when we end."""
    own_processes = ["--unshare-pid", "--proc", "/proc"] if grade is Grade.FULL else []
    return [bwrap, "--dev-bind", "/", "/", "--die-with-parent", *own_processes]


def _library(world: World) -> tuple[str, ...]:
    """What an isolated interpreter reads: not what is on our path for standing here (the supervisor stands in /)."""
    given = (world.environment.get("PYTHONPATH") or "").split(os.pathsep)
    not_own = {Path(), Path.cwd(), *map(Path, given)}
    places = {place for place in sys.path if Path(place).is_dir() and Path(place) not in not_own}
    return tuple(sorted({sys.prefix, sys.base_prefix, *places}))


def _owner() -> tuple[str, str]:
    """Name and home of the user that we run as; a user without an entry has neither."""
    try:
        found = pwd.getpwuid(os.geteuid())
    except KeyError:
        return str(os.geteuid()), "/"
    return found.pw_name, found.pw_dir


def _unprivileged() -> tuple[int, int]:
    try:
        found = pwd.getpwnam("nobody")
    except KeyError:
        return 65534, 65534  # what Linux itself calls the overflow user
    return found.pw_uid, found.pw_gid
