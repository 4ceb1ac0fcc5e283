"""The ports in a simulated world: virtual time, seeded randomness, scripted programs."""

from collections.abc import Mapping

from mainstay.world.ports import World
from mainstay.world.sim.clock import SimulatedClock
from mainstay.world.sim.environment import SimulatedEnvironment
from mainstay.world.sim.host import SimulatedHost
from mainstay.world.sim.programs import Script, SimulatedPrograms
from mainstay.world.sim.randomness import SimulatedRandomness


def simulated_world(*, seed: int = 0, scripts: Mapping[str, Script] | None = None) -> World:
    """All ports, made up: the same seed gives the same world. `scripts` are the programs that it has."""
    host = SimulatedHost()
    return World(
        clock=SimulatedClock(),
        randomness=SimulatedRandomness(seed),
        environment=SimulatedEnvironment({}),
        programs=SimulatedPrograms(host, scripts or {}),
        host=host,
    )
