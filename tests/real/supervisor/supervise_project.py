"""The supervisor of one project as a process of its own: `supervise_project.py PROJECT ID RUNTIME`."""

import asyncio
import sys
from pathlib import Path

from mainstay.run.local.paths import ProjectPaths
from mainstay.run.local.supervisor import supervise
from mainstay.store import FileVault, open_ledger
from mainstay.world.real import real_world


def main() -> None:
    project, identity, runtime = sys.argv[1:]
    paths = ProjectPaths(project=Path(project), id=identity, runtime=Path(runtime))
    world = real_world()
    ledger = open_ledger(paths.ledger, identity, world.clock.now)
    asyncio.run(supervise(paths, world=world, journal=ledger, vault=FileVault(paths.vault)))


if __name__ == "__main__":
    main()
