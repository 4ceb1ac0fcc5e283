"""A pool of simulations, opened with what the context's world offers."""

import sys
import tempfile
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from mainstay.actions.context import Context
from mainstay.actions.systems import system_of
from mainstay.prove.pool import Pool


@asynccontextmanager
async def open_pool(context: Context, target: str) -> AsyncGenerator[Pool]:
    """A pool for `target`; its socket is in a folder of its own, since paths of sockets must be short.

    Where the target is about an application, that is built first.
    """
    world = context.world
    system = await system_of(context, target)
    with tempfile.TemporaryDirectory(prefix="mainstay-") as folder:
        pool = Pool(
            world.programs,
            target,
            python=sys.executable,
            folder=Path(folder),
            environ=world.environment.all(),
            system=system,
        )
        async with pool:
            yield pool
