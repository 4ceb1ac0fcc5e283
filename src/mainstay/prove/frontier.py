"""The frontier of a search: the snapshots that are worth branching from."""

from collections.abc import Callable

from mainstay.prove.machine import records
from mainstay.prove.outcome import EDGES, Fork
from mainstay.prove.pool import Copy

_NAMED = 24  # snapshots of numbers and milestones that wait; each costs the pages that differ from the others'
_EDGES = 16  # snapshots of new edges that wait
_EDGES_OF = 4  # one of so many branches starts from new edges, where a test names what to look for

# Where a snapshot is: the seed, the forks before it, and its event.
Spot = tuple[int, tuple[Fork, ...], int]


class Frontier:
    """The best states of each number that should grow, the earliest of each milestone, and states that took rare edges.

    A number says what is better, so its best state gets half of its branches, the next a quarter, and so on (splitting
    by levels: Kahn and Harris, 1951; the rest is for when the best is a dead end). Of edges nobody says so: the
    earliest state of each is kept, and is worth more the fewer simulations take that edge (AFLFast: Böhme, Pham and
    Roychoudhury, 2016; Go-Explore: Ecoffet et al., 2021). Each is worth more the more news its branches found, and less
    the more of them there were, so those that lead nowhere are soon left alone.

    `times` tells how many simulations have taken an edge.
    """

    def __init__(self, times: Callable[[int], int]) -> None:
        self._times = times
        self._kept: dict[Spot, Copy] = {}
        self._found: dict[Spot, float] = {}  # how much news the branches of each have led to
        self._chosen = 0

    def offer(self, copy: Copy) -> None:
        """Keep a snapshot if it is news to the whole search; let it go otherwise."""
        here, name = _spot(copy), _name(copy)
        if name != EDGES and not self._is_news(copy, name):
            copy.drop()
            return
        self._credit(copy)
        if name == EDGES:
            for spot in [spot for spot, other in self._kept.items() if other.snapshot.edge == copy.snapshot.edge]:
                self._drop(spot)  # it was reached later
        self._kept[here] = copy
        alike = self._shelf(edges=name == EDGES)
        if len(alike) > (_EDGES if name == EDGES else _NAMED):
            self._drop(min(alike[:-1], key=self._worth))

    def _is_news(self, copy: Copy, name: str) -> bool:
        """Whether more was reached, or as much with more of the test still to come, or in few ways so far."""
        others = [other for other in self._kept.values() if _name(other) == name]
        best = max(map(_value, others), default=_value(copy))
        alike = [other.snapshot.event for other in others if _value(other) == best]
        if _value(copy) != best:
            return _value(copy) > best
        return len(alike) < records.ALIKE or copy.snapshot.event < min(alike)

    def _credit(self, copy: Copy) -> None:
        """The snapshot from which this one was reached has led on; not those before it, or the first would get all."""
        job = copy.snapshot.job
        if job.forks:
            spot = (job.seed, job.forks[:-1], job.forks[-1].event)
            self._found[spot] = self._found.get(spot, 0.0) + self._rarity(copy)

    def _rarity(self, copy: Copy) -> float:
        """1 where nobody was before, less the more simulations were."""
        return 1 / max(1, self._times(copy.snapshot.edge)) if _name(copy) == EDGES else 1.0

    def _worth(self, spot: Spot) -> float:
        copy = self._kept[spot]
        good = self._rarity(copy) if _name(copy) == EDGES else self._share(copy)
        return good * (1 + self._found.get(spot, 0)) / (1 + copy.branches)

    def _share(self, copy: Copy) -> float:
        """What a state of a number or a milestone should have of its branches."""
        name, value = _name(copy), _value(copy)
        values = [_value(other) for other in self._kept.values() if _name(other) == name]
        better = len({other for other in values if other > value})
        return 0.5**better / values.count(value)

    def _drop(self, spot: Spot) -> None:
        copy = self._kept.pop(spot, None)
        if copy is not None:
            copy.drop()

    def choose(self) -> Copy | None:
        """The snapshot to branch from next: what is worth most, of what the test names or, now and then, of edges."""
        self._chosen += 1
        shelf = self._shelf(edges=self._chosen % _EDGES_OF == 0) or list(self._kept)
        return self._kept[max(reversed(shelf), key=self._worth)] if shelf else None

    def _shelf(self, *, edges: bool) -> list[Spot]:
        """The snapshots of one kind, oldest first."""
        return [spot for spot, copy in self._kept.items() if (_name(copy) == EDGES) == edges]

    def close(self) -> None:
        """Let all go."""
        for copy in self._kept.values():
            copy.drop()
        self._kept.clear()


def _name(copy: Copy) -> str:
    """What was new there: a number, a milestone, or `EDGES`."""
    return copy.snapshot.news.partition(" = ")[0]


def _value(copy: Copy) -> float:
    return copy.snapshot.value


def _spot(copy: Copy) -> Spot:
    snapshot = copy.snapshot
    return snapshot.job.seed, snapshot.job.forks, snapshot.event
