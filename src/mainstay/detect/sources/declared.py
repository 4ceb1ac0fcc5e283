"""What files written for other platforms declare, in one shape for all of them."""

from dataclasses import dataclass, field
from enum import IntEnum, StrEnum

from mainstay.detect.facts import Tech
from mainstay.detect.packaging import Remark
from mainstay.model.intent import AnyComponent, Given, Property
from mainstay.model.origin import Origin


class Part(StrEnum):
    """What a declared process is in the application."""

    WEB = "web"
    WORKER = "worker"
    RELEASE = "release"
    CRON = "cron"
    TASK = "task"
    SITE = "site"


class Rank(IntEnum):
    """Whom to believe about how a process is started: the lowest number wins."""

    PROCFILE = 1
    RENDER = 2
    PLATFORM = 3
    COMPOSE = 4
    IMAGE = 5
    FRAMEWORK = 6


@dataclass(frozen=True)
class Ref:
    """A value that another component of the same file provides. With `key`, it is that environment name of it."""

    target: str
    property: Property = Property.URL
    scheme: str = ""
    suffix: str = ""
    key: str = ""


@dataclass(frozen=True)
class Variable:
    """One environment name that a file sets; `value` is None where somebody must still give it."""

    name: str
    value: Given | Ref | None
    origin: Origin


@dataclass(frozen=True)
class Process:
    """One process as a file declares it. `directory` is the folder of its code, relative to the repository.

    `command` is "" where the file leaves it to the framework; `otherwise` is what the image by itself would start.
    `listens` is None where the file does not say. `workdir` is where a container image has the repository, `folder`
    the folder below it that the command runs in.
    """

    name: str
    part: Part
    origin: Origin
    rank: Rank
    command: str = ""
    directory: str = "."
    public: bool = False
    listens: bool | None = None
    port: int | None = None
    cron: str = ""
    variables: tuple[Variable, ...] = ()
    stop_signal: str = ""
    replicas: int = 0
    health_path: str = ""
    hostnames: tuple[str, ...] = ()
    publish: str = ""
    fallback: str = ""
    build: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    keeps: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    workdir: str = ""
    folder: str = ""
    otherwise: str = ""
    requirements: str = ""
    runtime: str = ""


@dataclass(frozen=True)
class Demand:
    """A technology that is asked for and that mainstay cannot provide."""

    tech: str
    origin: Origin
    says: str
    name: str = ""


@dataclass
class Declared:
    """All that the evidence files of a repository declare. `variables` are for every process."""

    processes: list[Process] = field(default_factory=list[Process])
    data: list[AnyComponent] = field(default_factory=list[AnyComponent])
    variables: list[Variable] = field(default_factory=list[Variable])
    remarks: list[Remark] = field(default_factory=list[Remark])
    demands: list[Demand] = field(default_factory=list[Demand])
    names: dict[str, str] = field(default_factory=dict[str, str])
    replicas: dict[str, int] = field(default_factory=dict[str, int])
    techs: set[Tech] = field(default_factory=set[Tech])

    def add(self, other: "Declared") -> None:
        """Take over what another file declares; data components that are there already win."""
        known = {d.name for d in self.data}
        self.processes += other.processes
        self.data += [d for d in other.data if d.name not in known]
        self.variables += other.variables
        self.remarks += other.remarks
        self.demands += other.demands
        self.names |= other.names
        self.replicas |= other.replicas
        self.techs |= other.techs
