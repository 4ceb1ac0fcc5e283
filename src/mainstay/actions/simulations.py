"""A pool of simulations, opened with what the context's world offers."""

import sys
import tempfile
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from mainstay.actions.context import Context
from mainstay.actions.systems import system_of
from mainstay.model.errors import MainstayError
from mainstay.prove.pool import Pool
from mainstay.prove.rollout import Code, Rollout
from mainstay.prove.scene import Scene


@asynccontextmanager
async def open_pool(context: Context, target: str, rollout: Rollout | None = None) -> AsyncGenerator[Pool]:
    """A pool for `target`, whose simulations may move hosts between the releases of `rollout`.

    Where the target is about an application, that is built first. The pool's socket is in a folder of its own, since
    paths of sockets must be short. Raises `MainstayError` where the code of a release is gone.
    """
    for code in () if rollout is None else (rollout.old, rollout.new):
        _must_exist(code)
    world = context.world
    system = await system_of(context, target)
    with tempfile.TemporaryDirectory(prefix="mainstay-") as folder:
        pool = Pool(
            world.programs,
            target,
            python=sys.executable,
            folder=Path(folder),
            environ=world.environment.all(),
            scene=Scene(system=system, rollout=rollout),
        )
        async with pool:
            yield pool


def _must_exist(code: Code) -> None:
    for folder in code.folders:
        if not Path(folder).is_dir():
            raise MainstayError(
                folder,
                f"must hold the code of {code.name}",
                "there is no such folder",
                hint="`mainstay prove upgrade` fetches revisions and packages again; or put the folder back",
            )
