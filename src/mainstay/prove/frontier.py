"""The frontier of a search: the snapshots that are worth branching from."""

from mainstay.prove.outcome import EDGES, Fork, Job
from mainstay.prove.pool import Copy

_NAMED = 24  # snapshots of numbers and milestones that wait; each costs the pages that differ from the others'
_EDGES = 16  # snapshots of new edges that wait
_FIRST = 10  # so that also what was there at once is branched from

# Where a snapshot is: the seed, the forks before it, and its event.
Spot = tuple[int, tuple[Fork, ...], int]


class Frontier:
    """Records of each number that should grow, the earliest of each milestone, and states that took new edges.

    A snapshot is worth more the longer the search took to come there and the more news its branches found, and less
    the more of them there were. So each is tried, and those that lead nowhere are soon left alone: the best of a number
    may be a dead end, and the way on begin at the second best.
    """

    def __init__(self) -> None:
        self._kept: dict[Spot, Copy] = {}
        self._best: dict[str, tuple[float, Spot]] = {}
        self._found: dict[Spot, int] = {}  # how much news the branches of each have led to
        self._reached: dict[Spot, int] = {}  # how often was chosen before each was there
        self._chosen = 0

    def offer(self, copy: Copy) -> None:
        """Keep a snapshot if it is news to the whole search; let it go otherwise."""
        here, news = _spot(copy), copy.snapshot.news
        if news != EDGES:
            key = news.partition(" = ")[0]
            value = copy.snapshot.progress.get(key, 0.0)
            if key in self._best and not self._better(copy, value, *self._best[key]):
                copy.drop()
                return
            self._best[key] = value, here
        self._credit(copy.snapshot.job)
        self._kept[here], self._reached[here] = copy, self._chosen
        alike = self._shelf(edges=news == EDGES)
        if len(alike) > (_EDGES if news == EDGES else _NAMED):
            self._drop(min(alike[:-1], key=self._worth))

    @staticmethod
    def _better(copy: Copy, value: float, best: float, spot: Spot) -> bool:
        """Whether more was reached, or as much with more of the test still to come."""
        return value > best or (value == best and copy.snapshot.event < spot[2])

    def _credit(self, job: Job) -> None:
        """The snapshot from which this one was reached has led on; not those before it, or the first would get all."""
        if job.forks:
            spot = (job.seed, job.forks[:-1], job.forks[-1].event)
            self._found[spot] = self._found.get(spot, 0) + 1

    def _worth(self, spot: Spot) -> float:
        rare = _FIRST + self._reached[spot]
        return rare * (1 + self._found.get(spot, 0)) / (1 + self._kept[spot].branches)

    def _drop(self, spot: Spot) -> None:
        copy = self._kept.pop(spot, None)
        if copy is not None:
            copy.drop()

    def choose(self) -> Copy | None:
        """The snapshot to branch from next: what is worth most, by turns of what was named in the test and of edges."""
        self._chosen += 1
        shelf = self._shelf(edges=self._chosen % 2 == 0) or list(self._kept)
        return self._kept[max(reversed(shelf), key=self._worth)] if shelf else None

    def _shelf(self, *, edges: bool) -> list[Spot]:
        """The snapshots of one kind, oldest first."""
        return [spot for spot, copy in self._kept.items() if (copy.snapshot.news == EDGES) == edges]

    def close(self) -> None:
        """Let all go."""
        for copy in self._kept.values():
            copy.drop()
        self._kept.clear()


def _spot(copy: Copy) -> Spot:
    snapshot = copy.snapshot
    return snapshot.job.seed, snapshot.job.forks, snapshot.event
