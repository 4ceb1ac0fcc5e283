"""The frontier of a search: the snapshots that are worth branching from."""

from mainstay.prove.outcome import EDGES
from mainstay.prove.pool import Copy

_NAMED = 24  # snapshots of numbers and milestones that wait; each costs the pages that differ from the others'
_EDGES = 12  # snapshots of new edges that wait


class Frontier:
    """The best of each number that should grow, the first of each milestone, and the newest of new edges.

    What was taken late in a search was rare, so newer edges are worth more than old ones.
    """

    def __init__(self) -> None:
        self._named: dict[str, Copy] = {}
        self._edges: list[Copy] = []
        self._best: dict[str, float] = {}
        self._turn = 0

    def offer(self, copy: Copy) -> None:
        """Keep a snapshot if it is news to the whole search; let it go otherwise."""
        if copy.snapshot.news == EDGES:
            self._edges.append(copy)
            if len(self._edges) > _EDGES:
                self._drop(_tired(self._edges[:-1]))
            return
        key = copy.snapshot.news.partition(" = ")[0]
        value = copy.snapshot.progress.get(key, 0.0)
        if key in self._best and value <= self._best[key]:
            copy.drop()
            return
        self._best[key] = value
        if key in self._named:
            self._drop(self._named[key])
        self._named[key] = copy
        if len(self._named) > _NAMED:
            self._drop(_tired([*self._named.values()][:-1]))

    def _drop(self, copy: Copy) -> None:
        self._edges = [each for each in self._edges if each is not copy]
        self._named = {key: each for key, each in self._named.items() if each is not copy}
        copy.drop()

    def choose(self) -> Copy | None:
        """The snapshot to branch from next: by turns the newest of either kind, and the one that was branched least."""
        named = list(self._named.values())
        shelves = [shelf for shelf in (named, self._edges) if shelf]
        if not shelves:
            return None
        self._turn += 1
        if self._turn % 2:
            return shelves[self._turn // 2 % len(shelves)][-1]
        return min((*named, *self._edges), key=lambda copy: copy.branches)

    def close(self) -> None:
        """Let all go."""
        for copy in (*self._named.values(), *self._edges):
            copy.drop()
        self._named, self._edges = {}, []


def _tired(copies: list[Copy]) -> Copy:
    """The one that was branched from most."""
    return max(copies, key=lambda copy: copy.branches)
