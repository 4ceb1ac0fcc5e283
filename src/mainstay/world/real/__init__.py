"""The world as it is: this machine, its clock, its entropy, its programs."""

from mainstay.world.ports import World
from mainstay.world.real.clock import RealClock
from mainstay.world.real.daemon import start_daemon as start_daemon
from mainstay.world.real.environment import RealEnvironment
from mainstay.world.real.host import RealHost
from mainstay.world.real.programs import RealPrograms
from mainstay.world.real.randomness import RealRandomness


def real_world() -> World:
    """All ports, implemented by this machine."""
    return World(
        clock=RealClock(),
        randomness=RealRandomness(),
        environment=RealEnvironment(),
        programs=RealPrograms(),
        host=RealHost(),
    )
