"""Looking around in a replay: what is asked, and where it stands. Values that pass between the processes."""

from enum import Enum

from mainstay.model.value import Value


class Look(Enum):
    """What somebody wants to know, or to happen."""

    GO = "go"
    WHERE = "where"
    TIMELINE = "timeline"
    THREADS = "threads"
    FRAME = "frame"
    FILES = "files"
    NET = "net"
    VALUE = "value"


class Question(Value, frozen=True):
    """One question. `number` is the event to go to, or how many lines of the timeline.

    `stack` and `frame` count from 0. `stack` -1 is none: a value is then looked up among the modules of `host`.
    """

    look: Look
    host: str = "test"
    text: str = ""
    number: int = 0
    stack: int = -1
    frame: int = 0


class Arrival(Value, frozen=True):
    """Where a replay stands: after `event` events. `over` where nothing more will happen, with what was `broken`."""

    event: int
    at_ns: int
    digest: str
    over: bool = False
    broken: str = ""
