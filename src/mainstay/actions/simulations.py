"""A pool of simulations, opened with what the context's world offers."""

import sys
import tempfile
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from mainstay.actions.context import Context
from mainstay.prove.pool import Pool


@asynccontextmanager
async def open_pool(context: Context, target: str, *, perturbed: bool = False) -> AsyncGenerator[Pool]:
    """A pool for `target`, `perturbed` as `Pool` explains.

    Its socket is in a folder of its own, since paths of sockets must be short.
    """
    world = context.world
    with tempfile.TemporaryDirectory(prefix="mainstay-") as folder:
        pool = Pool(
            world.programs,
            target,
            python=sys.executable,
            folder=Path(folder),
            environ=world.environment.all(),
            perturbed=perturbed,
        )
        async with pool:
            yield pool
