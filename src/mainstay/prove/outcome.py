"""What one simulation was asked, and what came of it: the values that pass between processes and into files."""

from mainstay.model.value import Value
from mainstay.prove.export.schedule import Schedule
from mainstay.prove.faults import Faults
from mainstay.prove.machine.chance import Struck
from mainstay.prove.machine.orders import Iteration
from mainstay.prove.rollout import Rollout

UNFINISHED = "the test comes to its end"  # the property that limits of time break
EDGES = "edges"  # the news of a snapshot where programs took edges that no simulation of the search had taken


class Fork(Value, frozen=True):
    """Where a simulation left another: after `event` events, with the chance of branch `branch` (1, 2 …) from there."""

    event: int
    branch: int


class Job(Value, frozen=True):
    """One simulation to run: a seed of a target. `only` are the decisions that may strike (None: all).

    `share` makes the weather calmer: each fault strikes with that share of its probability. `seconds` of simulated time
    end the run before the test's own limit does (0: no other).

    `target` is `path/to/test.py::function`. `forks` are the branchings that led to a state, so that it is found again
    from the start. `timeline` asks for everything that happened, also of a run that held; `snapshots` is how many
    states that are new may be kept to branch from. `until` ends the run after so many events (0: no limit); with
    `visit` it stays there, to be looked at. `watch` asks for all `orders`, and the `last` that happened; `record` for
    the `schedule`. `rollout` moves hosts between two releases meanwhile.
    """

    target: str
    seed: int
    faults: Faults | None = None
    swarm: bool = True
    only: tuple[str, ...] | None = None
    share: float = 1.0
    seconds: float = 0.0
    forks: tuple[Fork, ...] = ()
    timeline: bool = False
    snapshots: int = 0
    until: int = 0
    visit: bool = False
    watch: bool = False
    record: bool = False
    rollout: Rollout | None = None


class Snapshot(Value, frozen=True):
    """A state that waits to be branched from: how to reach it, and why it is worth it.

    `news` is what was seen there for the first time; `event` counts events up to it. `value` tells it from others with
    the same news: the number, or how many milestones the run has passed; `edge` is the edge that was news, or -1.
    """

    job: Job
    event: int
    news: str
    value: float = 0.0
    edge: int = -1


class Moment(Value, frozen=True):
    """One line of a timeline. A message has the host that it goes `to`, and when it is expected there (`until_ns`)."""

    at_ns: int
    host: str
    what: str
    text: str
    to: str = ""
    until_ns: int = 0


class Outcome(Value, frozen=True):
    """What came of one simulation. `broken` names the property that does not hold; empty where all did.

    `orders` are the sets that were gone through in the order of addresses; `last` says, in words, what was traced in
    the last event and which lines ran then. `schedule` is what an exported test replays.
    """

    job: Job
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
    orders: tuple[Iteration, ...] = ()
    last: tuple[str, ...] = ()
    schedule: Schedule | None = None

    @property
    def held(self) -> bool:
        """Whether every property held."""
        return not self.broken
