"""A whole application as a simulation has it: one host for each instance, with names, addresses and plain values.

Made from the Graph by `render.simulated`, and booted by `prove.system`. All references are resolved: secrets are
made-up values, or those that files of the repository insist on.
"""

from enum import StrEnum

from mainstay.model.value import Value

_LAST = 250


def address_of(number: int) -> str:
    """The IPv4 address of the simulated host with this number; 0 is the test's own."""
    return f"10.0.{number // _LAST}.{number % _LAST + 1}"


class Part(StrEnum):
    """What a host of the system is there for."""

    BACKING = "backing"
    SERVICE = "service"
    SCHEDULE = "schedule"
    JOB = "job"
    ROUTER = "router"


class StandIn(StrEnum):
    """What is started instead of a program that cannot be simulated; NONE where the program runs as it is."""

    NONE = ""
    POSTGRES = "postgres"
    VALKEY = "valkey"
    ROUTER = "router"


class Instance(Value, frozen=True, kw_only=True):
    """One host and the program on it. `component` is what of the Intent it serves.

    `command` is a shell command in `directory` (absolute); for a stand-in, none is there. `packages` are the folders
    that its own modules come from. `names` resolve to it besides `name`. `cron` is set for schedules, `targets` are the
    addresses that a router forwards to. `listens` says whether something can connect to `port`, `path` is what a
    health check asks for.
    """

    name: str
    part: Part
    component: str
    address: str
    stand_in: StandIn = StandIn.NONE
    command: str = ""
    environment: dict[str, str] = {}
    directory: str = ""
    packages: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    port: int = 0
    listens: bool = False
    path: str = "/"
    cron: str = ""
    targets: tuple[str, ...] = ()


class Foreign(Value, frozen=True, kw_only=True):
    """A component that no simulation can run, and why."""

    component: str
    why: str


class System(Value, frozen=True, kw_only=True):
    """The hosts in the order in which they get their addresses, and what must be stubbed to boot them."""

    application: str
    folder: str
    hosts: tuple[Instance, ...] = ()
    foreign: tuple[Foreign, ...] = ()

    def of(self, *parts: Part) -> tuple[Instance, ...]:
        """The instances that are there for one of `parts`."""
        return tuple(host for host in self.hosts if host.part in parts)
