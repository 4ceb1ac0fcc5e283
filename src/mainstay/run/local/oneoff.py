"""A command that runs once beside the application, on somebody's terminal."""

import os
import shutil
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from mainstay.model.program import Program
from mainstay.run.local.builder import built_release
from mainstay.run.local.paths import ProjectPaths
from mainstay.run.local.sandbox import Command, Sources, command, furnish, inspect_machine, write_files
from mainstay.run.ports import Vault
from mainstay.world.ports import World

PASSED_ON = ("TERM", "COLORTERM", "LINES", "COLUMNS")


@asynccontextmanager
async def one_off_command(
    name: str, program: Program, *, paths: ProjectPaths, world: World, vault: Vault
) -> AsyncGenerator[Command]:
    """The exact command that runs `program`, with the files it needs until the context ends.

    Raises `MainstayError` where a secret or the files of its release are missing.
    """
    machine = await inspect_machine(world)
    sources = Sources(machine, paths, vault.get, lambda release: built_release(paths, release))
    room = furnish(f"{name}-{os.getpid()}", program, sources)
    write_files(room)
    made = command(room, [room.resolve(word) for word in program.argv])
    terminal = {key: value for key in PASSED_ON if (value := world.environment.get(key)) is not None}
    try:
        yield Command(argv=made.argv, cwd=made.cwd, environment=made.environment | terminal)
    finally:
        shutil.rmtree(room.mounts_folder, ignore_errors=True)
