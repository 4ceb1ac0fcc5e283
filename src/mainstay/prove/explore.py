"""Exploration: new seeds, and branches from states that were new, side by side, until something breaks."""

from collections.abc import Callable

import msgspec

from mainstay.model.value import Value
from mainstay.prove.faults import Faults
from mainstay.prove.frontier import Frontier
from mainstay.prove.outcome import Job, Outcome
from mainstay.prove.pool import Copy, Pool
from mainstay.prove.rollout import Rollout

_NEWS = 12  # snapshots that one run may leave
_BRANCHES_OF_5 = 4  # of five simulations, how many branch where there is a state to branch from
_SEEDS_FIRST = 40
_UNTOUCHED_OF = 4  # of so many of those the first leaves no snapshots either: they cost a tenth of a small simulation


class Search(Value, frozen=True):
    """What to explore: how many seeds (0: as many as time allows), from which, how much at once, and how.

    `jobs` is how many simulations run at once; `branching` whether states are branched from; `most` ends the search
    after so many simulations (0: no limit). `rollout` moves hosts between releases in each of them.
    """

    target: str
    seeds: int = 0
    first: int = 0
    jobs: int = 2
    branching: bool = True
    most: int = 0
    faults: Faults | None = None
    swarm: bool = True
    rollout: Rollout | None = None


class Explored(Value, frozen=True):
    """What exploration found.

    `never` are the `sometimes` that held in no run, `times` in how many each held; `edges` are what programs took.
    """

    runs: int = 0
    branches: int = 0
    events: int = 0
    simulated_ns: int = 0
    asked: int = 0
    met: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    edges: int = 0
    times: dict[str, int] = {}
    failure: Outcome | None = None


class Explorer:
    """One search. `found` grows while it goes on."""

    def __init__(self, pool: Pool, search: Search) -> None:
        self._pool, self._search = pool, search
        self._frontier = Frontier(pool.times)
        self._next = search.first
        self._started = 0
        # A bug that many seeds find must not wait: the first simulations are seeds alone, each with faults of its own.
        self._seeds_first = min(_SEEDS_FIRST, search.seeds // 2) if search.seeds else _SEEDS_FIRST
        self._met: dict[str, int] = {}
        self.found = Explored()
        pool.on_snapshot = self._frontier.offer if search.branching else Copy.drop

    async def run(self, may_go_on: Callable[[], bool]) -> Explored:
        """Search until something is broken, all seeds are done, or `may_go_on` says no."""
        try:
            while True:
                while self._pool.running < self._search.jobs and may_go_on() and self._begin():
                    pass
                if not self._pool.running:
                    return self.found
                outcome = await self._pool.next()
                self._count(outcome)
                if not outcome.held:
                    self.found = msgspec.structs.replace(self.found, failure=outcome)
                    return self.found
        finally:
            self._frontier.close()

    def _begin(self) -> bool:
        """Begin one more simulation; False where there is none left to begin."""
        search = self._search
        if search.most and self._started >= search.most:
            return False
        may_branch = self._started >= self._seeds_first and self._started % 5 < _BRANCHES_OF_5
        copy = self._frontier.choose() if may_branch else None
        seeds_left = not search.seeds or self._next < search.first + search.seeds
        if copy is not None and (not search.seeds or seeds_left):
            copy.branch()
            self._pool.branched()
        elif seeds_left:
            job = self.job(self._next)
            if self._started < self._seeds_first // _UNTOUCHED_OF:
                job = msgspec.structs.replace(job, snapshots=0)
            self._pool.start(job)
            self._next += 1
        else:
            return False
        self._started += 1
        return True

    def job(self, seed: int) -> Job:
        """The simulation of one seed."""
        search = self._search
        snapshots = _NEWS if search.branching else 0
        return Job(
            target=search.target,
            seed=seed,
            faults=search.faults,
            swarm=search.swarm,
            snapshots=snapshots,
            rollout=search.rollout,
        )

    def _count(self, outcome: Outcome) -> None:
        for name, held in outcome.met.items():
            self._met[name] = self._met.get(name, 0) + held
        found = self.found
        self.found = Explored(
            runs=found.runs + 1,
            branches=found.branches + bool(outcome.job.forks),
            events=found.events + outcome.events,
            simulated_ns=found.simulated_ns + outcome.simulated_ns,
            edges=self._pool.edges,
            asked=found.asked + outcome.asked,
            met=tuple(sorted(name for name, held in self._met.items() if held)),
            never=tuple(sorted(name for name, held in self._met.items() if not held)),
            times=dict(self._met),
        )
