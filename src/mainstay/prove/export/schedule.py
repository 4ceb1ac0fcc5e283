"""What an exported test needs to know of the failing run: when threads went on, when messages arrived. All in ns."""

from mainstay.model.value import Value

Message = tuple[int, int, int]
"""Bytes (0: the end of the stream, -1: a reset), when it was sent, when it arrived."""
Turn = tuple[int, int, int]
"""When a wait was over (something was ready, or its time), how much later what is ready was looked at, and how much
later still the program went on."""
Jump = tuple[int, int, int]
"""Time that passed within a turn (its number), before the program looked at a clock or sent (how-many-eth), and how
much."""


class Connection(Value, frozen=True):
    """One connection: the how-many-eth of `client` (a process), to which host and port.

    `asked` is when the first segment left and arrived, `answered` the same of its answer. `up` and `down` are what was
    sent by the client and by the server.
    """

    client: str
    host: str
    port: int
    asked: tuple[int, int]
    answered: tuple[int, int] = (0, 0)
    up: tuple[Message, ...] = ()
    down: tuple[Message, ...] = ()


class Kill(Value, frozen=True):
    """Kill -9 of one process of a host at a moment, after which its supervisor starts it again."""

    at: int
    host: str
    name: str


class Schedule(Value, frozen=True):
    """The order of one run.

    `hosts` are their addresses, `seconds` is how long the test may take and `share` what its hosts have in common.
    Processes are named `host`, `host:2` …, in the order in which a host started them. `collections` are those of
    garbage, whose places are told as those of jumps, with the generation. `jobs` are calls that loops gave to a thread:
    when, and how long that took until the loop was told. `numbers` are the hashes of tasks and futures, in the order in
    which they were asked for: sets are gone through in an order that follows from them. `seeds` are those of random
    generators: at first, and from the moments on at which the search had branched; `seeded` are the processes whose
    generators have them. `strange` says what happened that no schedule holds.
    """

    hosts: dict[str, str] = {}
    seconds: float = 0.0
    share: tuple[str, ...] = ()
    turns: dict[str, tuple[Turn, ...]] = {}
    jumps: dict[str, tuple[Jump, ...]] = {}
    collections: dict[str, tuple[tuple[int, int, int], ...]] = {}
    jobs: dict[str, tuple[tuple[int, int], ...]] = {}
    numbers: dict[str, tuple[int, ...]] = {}
    connections: tuple[Connection, ...] = ()
    kills: tuple[Kill, ...] = ()
    seeds: tuple[tuple[int, str, str], ...] = ()
    seeded: tuple[str, ...] = ()
    strange: tuple[str, ...] = ()
