"""A command beside the application: the sandbox and environment of one of its instances."""

import msgspec

from mainstay.actions.present import present_instances
from mainstay.actions.workspace import Workspace
from mainstay.model.errors import MainstayError
from mainstay.model.plan import StartInstance
from mainstay.run.local import one_off_command

SIGNAL_BASE = 128
"""Shells report a death by signal N as 128 + N."""


async def run_once(workspace: Workspace, command: tuple[str, ...], process: str) -> int:
    """Run `command` as `process` ("": web, or else the first one) would; its exit code."""
    start = _like(workspace, process)
    # Its own name, so that it is no part of the instance that it looks like; no PORT of somebody else's.
    program = msgspec.structs.replace(start.program, port=None, argv=tuple((word,) for word in command))
    world = workspace.world
    name = f"run-{start.resource}"
    async with one_off_command(name, program, paths=workspace.paths, world=world, vault=workspace.vault) as made:
        status = await world.programs.attach(made.argv, cwd=made.cwd, env=made.environment)
    return status if status >= 0 else SIGNAL_BASE - status


def _like(workspace: Workspace, process: str) -> StartInstance:
    starts = {s.resource: s for s in present_instances(workspace).values() if s.program.built}
    name = process or ("web" if "web" in starts else next(iter(sorted(starts)), ""))
    if name not in starts:
        raise MainstayError(
            process or str(workspace.paths.project),
            "a process of the application must run",
            f"there are {', '.join(sorted(starts))}" if starts else "none does",
            hint="`mainstay ps` shows what runs; `mainstay up` starts it",
        )
    return starts[name]
