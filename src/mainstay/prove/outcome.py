"""What one simulation was asked, and what came of it: the values that pass between processes and into files."""

from mainstay.model.value import Value
from mainstay.prove.faults import Faults
from mainstay.prove.machine.chance import Struck


class Job(Value):
    """One simulation to run: a seed of a target. `only` are the decisions that may strike (None: all).

    `target` is `path/to/test.py::function`. `timeline` asks for everything that happened, also of a run that held.
    """

    target: str
    seed: int
    faults: Faults | None = None
    swarm: bool = True
    only: tuple[str, ...] | None = None
    timeline: bool = False


class Moment(Value):
    """One line of a timeline."""

    at_ns: int
    host: str
    what: str
    text: str


class Outcome(Value):
    """What came of one simulation. `broken` names the property that does not hold; empty where all did."""

    seed: int
    broken: str = ""
    message: str = ""
    stack: str = ""
    digest: str = ""
    events: int = 0
    simulated_ns: int = 0
    asked: int = 0
    met: dict[str, bool] = {}
    progress: dict[str, float] = {}
    struck: tuple[Struck, ...] = ()
    timeline: tuple[Moment, ...] = ()

    @property
    def held(self) -> bool:
        """Whether every property held."""
        return not self.broken
