"""A router inside the test's own event loop."""

import pytest
import uvloop

from mainstay.run.local.router.limits import Limits
from unit.run.local.router.rig import Behaviour, Rig


def pytest_asyncio_loop_factories(config, item):
    """Tests run on the loop that the router runs on."""
    del config, item
    return {"uvloop": uvloop.new_event_loop}


FAST = {"tick_s": 0.02, "drain_s": 0.2, "linger_s": 0.3}


@pytest.fixture
async def make_rig():
    """Makes a rig with one echoing upstream, unless told otherwise."""
    rigs: list[Rig] = []

    async def make(*behaviours: Behaviour, trusted=(), log=False, **limits) -> Rig:
        rig = Rig()
        rigs.append(rig)
        await rig.start(Limits(**{**FAST, **limits}), trusted=trusted, log=rig.logged.append if log else None)
        for number, behaviour in enumerate(behaviours, start=1):
            await rig.upstream(behaviour, f"web.{number}")
        if behaviours:
            await rig.route(*(fake.value() for fake in rig.upstreams))
        return rig

    yield make
    for rig in rigs:
        await rig.close()
