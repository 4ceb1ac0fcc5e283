"""What tests of simulations share: a pool for a program, and a whole proof of one."""

import sys
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from mainstay.prove.explore import Search
from mainstay.prove.pool import Pool
from mainstay.prove.proof import prove
from mainstay.world.real import real_world

PROGRAMS = Path(__file__).parent / "programs"


@pytest.fixture
def open_pool(tmp_path_factory):
    """A function that opens a pool for `program.py::function` of the programs beside this file."""

    @asynccontextmanager
    async def opened(target, python=sys.executable):
        world = real_world()
        folder = tmp_path_factory.mktemp("p")
        pool = Pool(
            world.programs, f"{PROGRAMS}/{target}", python=python, folder=folder, environ=world.environment.all()
        )
        async with pool:
            yield pool

    return opened


@pytest.fixture
def proved(open_pool):
    """A function that proves `program.py::function` and gives the Verdict."""

    async def run(target, keep=lambda _: None, **search):
        async with open_pool(target) as pool:
            wanted = Search(**{"target": f"{PROGRAMS}/{target}", "seeds": pool.seeds, **search})
            return await prove(pool, wanted, may_go_on=lambda: True, keep=keep)

    return run
