"""Searching on the workers of a cluster: what `mainstay prove --on` does."""

import asyncio
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from mainstay.model.errors import MainstayError
from mainstay.prove.explore import Explored, Explorer, Search
from mainstay.prove.pool import Pool
from mainstay.prove.spread import Share, spread
from mainstay.world.real import real_world


def explore_share(share: Share) -> Explored:
    """Explore one share on the machine where this is called, on all its cores."""
    return asyncio.run(_explored(share))


async def _explored(share: Share) -> Explored:
    world = real_world()
    search = replace(share.search, jobs=os.cpu_count() or 1)
    with tempfile.TemporaryDirectory(prefix="mainstay-") as folder:
        environ = world.environment.all()
        target = search.target
        async with Pool(world.programs, target, python=sys.executable, folder=Path(folder), environ=environ) as pool:
            deadline = world.clock.monotonic() + share.seconds if share.seconds else 0
            explorer = Explorer(pool, search)
            found = await explorer.run(lambda: not deadline or world.clock.monotonic() < deadline)
            await pool.settle()
            return found


async def explore_on(address: str, search: Search, may_go_on: Callable[[Explored], bool]) -> Explored:
    """Explore on all workers of the Dask scheduler at `address`; raises `MainstayError` where there is none.

    The workers need mainstay and the test at the same path.
    """
    distributed = _distributed(address)
    try:
        client: Any = distributed.Client(address)
    except (OSError, ValueError) as trouble:
        raise MainstayError(
            "--on", "must be the address of a Dask scheduler", f"{address}: {trouble}", hint="--on tcp://host:8786"
        ) from None
    try:
        workers = max(len(client.nthreads()), 1)
        with client.get_executor() as executor:
            return await spread(executor, explore_share, search, workers=workers, may_go_on=may_go_on)
    finally:
        client.close()


def _distributed(address: str) -> Any:  # noqa: ANN401 - a module that need not be installed
    try:
        import distributed  # pyright: ignore[reportMissingImports, reportMissingTypeStubs]
    except ImportError:
        raise MainstayError(
            "--on", f"searching on {address} needs Dask", "it is not installed", hint="pip install 'mainstay[dask]'"
        ) from None
    return distributed
