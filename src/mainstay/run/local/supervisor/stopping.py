"""Stopping a program so that it can end its work: the right process gets the signal, the rest is its business."""

import asyncio
import re
from collections.abc import Callable, Sequence
from pathlib import PurePosixPath

from mainstay.world.ports import Clock, Host, Process, ProcessEntry

PATIENCE_S = 2.0
"""How long programs that only start others are left alone, after what they started was told to stop."""

POLL_S = 0.1

_SHELLS = frozenset({"sh", "dash", "bash", "ash", "zsh", "ksh", "busybox"})
_RUNNERS = frozenset(
    {
        "npm",
        "npx",
        "yarn",
        "yarnpkg",
        "pnpm",
        "pnpx",
        "corepack",
        "uv",
        "uvx",
        "poetry",
        "pipenv",
        "pdm",
        "hatch",
        "make",
    }
)
_INTERPRETERS = ("node", "python")
_SCRIPT_ENDING = re.compile(r"(-cli)?(\.[cm]?js)?$")


def is_launcher(command: str) -> bool:
    """Whether a command line is that of a program which starts another and waits for it.

    Such programs pass a signal on badly: a shell dies of it alone, npm does or does not, depending on its version.
    """
    name, script, *_ = [*(PurePosixPath(word).name for word in command.split()[:2]), "", ""]
    if name.startswith(_INTERPRETERS):
        name = _SCRIPT_ENDING.sub("", script)
    return name in _SHELLS or name in _RUNNERS


def is_sandbox(command: str) -> bool:
    """Whether a command line is that of bubblewrap itself, which must outlive what runs in it."""
    return bool(words := command.split()) and PurePosixPath(words[0]).name == "bwrap"


def receivers(
    tree: Sequence[ProcessEntry], catches: Callable[[ProcessEntry], bool], *, launchers: bool = False
) -> list[ProcessEntry]:
    """Who in the tree of an instance is told to stop; `tree` has parents before children.

    It is the topmost process that is neither bubblewrap nor a mere launcher: a server with workers of its own
    (gunicorn, celery, postgres) tells them itself, and better. A launcher that has nobody below it, or that handles
    the signal (a shell script with a trap), is a program like any other. With `launchers`, those passed over on the
    way down are told, too.
    """
    if not tree:
        return []
    children: dict[int, list[ProcessEntry]] = {}
    for entry in tree[1:]:
        children.setdefault(entry.parent, []).append(entry)
    told, waiting = list[ProcessEntry](), [tree[0]]
    while waiting:
        entry = waiting.pop(0)
        below = children.get(entry.pid, [])
        sandbox = is_sandbox(entry.command)
        passes = bool(below) and is_launcher(entry.command) and not _shell_that_catches(entry, catches)
        if sandbox or passes:
            waiting += below
        if not sandbox and (not passes or launchers):
            told.append(entry)
    return told


def _shell_that_catches(entry: ProcessEntry, catches: Callable[[ProcessEntry], bool]) -> bool:
    """Runners such as npm catch signals without being of any use; a shell does so only where its script says so."""
    return PurePosixPath(entry.command.split()[0]).name in _SHELLS and catches(entry)


async def stop_gracefully(process: Process, *, host: Host, clock: Clock, signal: str, grace_s: float) -> None:
    """Tell the program to stop, give it `grace_s` seconds, then kill all that is left. Returns when it has ended."""
    begun = clock.monotonic()
    told: set[tuple[int, int]] = set()
    ended = asyncio.ensure_future(process.wait())
    while not ended.done() and clock.monotonic() < begun + grace_s:
        late = clock.monotonic() >= begun + min(PATIENCE_S, grace_s / 2)
        for entry in receivers(host.tree(process.pid), lambda e: host.catches(e, signal), launchers=late):
            # Each only once: many servers take a second signal for impatience, and stop hard.
            if (entry.pid, entry.started) not in told:
                told.add((entry.pid, entry.started))
                host.signal(entry, signal)
        await _first(ended, clock, POLL_S)
    if not ended.done():
        left = host.tree(process.pid)
        process.signal("KILL")
        for entry in left:
            host.signal(entry, "KILL")
    await ended


async def _first(ended: "asyncio.Future[int]", clock: Clock, seconds: float) -> None:
    """Return when the process has ended, or after `seconds`."""
    pause = asyncio.ensure_future(clock.sleep(seconds))
    await asyncio.wait({ended, pause}, return_when=asyncio.FIRST_COMPLETED)
    pause.cancel()
