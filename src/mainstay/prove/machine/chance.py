"""Where all chance of a simulation comes from: one seed, many streams, one for each thing that draws.

Streams are keyed by what they decide about ("latency a>b", "stall web"), never by the order in which things are
built, so that an edit of the program, or a fault that is taken away while shrinking, leaves all other draws alone.
"""

import random
from collections.abc import Callable

from mainstay.model.value import Value


class Decision(Value, frozen=True):
    """One time that chance struck: the fault, where, and the how-many-eth draw there it was (from 0)."""

    fault: str
    where: str
    draw: int

    @property
    def key(self) -> str:
        """The decision as one word, as files of failures write it: `loss a>b #17`."""
        return f"{self.fault} {self.where} #{self.draw}"


class Struck(Value, frozen=True):
    """A decision and the simulated nanosecond at which it fell."""

    decision: Decision
    at_ns: int


class Chance:
    """The streams of one simulation.

    `only`, where given, is the set of decision keys that may strike: all others are drawn as always and then ignored.
    That is how a failure is shrunk and replayed. `branch` distinguishes continuations of one snapshot.
    """

    def __init__(self, seed: int, *, only: frozenset[str] | None = None) -> None:
        self.seed = seed
        self._only = only
        self._branch = ""
        self._streams: dict[str, random.Random] = {}
        self._draws: dict[str, int] = {}
        self.struck: list[Struck] = []
        self.armed = True  # quiet periods switch it off: nothing strikes, nothing is drawn
        self.now: Callable[[], int] = lambda: 0

    def stream(self, key: str) -> random.Random:
        """The generator for what `key` names; the same object each time."""
        found = self._streams.get(key)
        if found is None:
            found = self._streams[key] = random.Random(self._seed(key))  # noqa: S311 - no secret
        return found

    def _seed(self, key: str) -> str:
        # A string seeds through SHA-512, independent of the hash seed (random.seed, version 2).
        return f"{self.seed}{self._branch}/{key}"

    def strikes(self, fault: str, where: str, probability: float) -> bool:
        """Whether `fault` strikes at `where` now; recorded if it does. `probability` 0 draws nothing."""
        if probability <= 0 or not self.armed:
            return False
        key = f"{fault} {where}"
        draw = self._draws.get(key, 0)
        self._draws[key] = draw + 1
        if self.stream(key).random() >= probability:
            return False
        decision = Decision(fault=fault, where=where, draw=draw)
        if self._only is not None and decision.key not in self._only:
            return False
        self.struck.append(Struck(decision=decision, at_ns=self.now()))
        return True

    def branch(self, number: int) -> None:
        """Continue afresh: what is drawn from now on, also by who holds a stream, belongs to branch `number`."""
        self._branch = f"{self._branch}.{number}"
        for key, stream in self._streams.items():
            stream.seed(self._seed(key))
