"""Shrinking: the fewest decisions that still break the same property.

A failure that was found in bad weather is seldom near the simplest one. So it is first tried to break the same property
in calm: with this seed and its neighbours, where each fault strikes with no, a 64th, a 16th … of its probability. What
breaks so is then reduced: whole kinds of faults, whole places, ever smaller parts, single decisions. The last steps are
ddmin (Zeller and Hildebrandt, Simplifying and Isolating Failure-Inducing Input, IEEE TSE 2002).
"""

import itertools
from collections.abc import Callable, Sequence

from msgspec.structs import replace

from mainstay.prove.machine.chance import Struck
from mainstay.prove.outcome import UNFINISHED, Job, Outcome
from mainstay.prove.pool import Pool

_SHARES = (0.0, 1 / 64, 1 / 16, 1 / 4, 1.0)
_NEIGHBOURS = 40  # further seeds that are tried in each weather
_STARTS = 3  # of what breaks in one weather, how many are reduced
_FEW = 3  # decisions that nobody needs fewer of
_ENOUGH = 8  # decisions that a reader can still follow: fewer are not worth more than the first part of the cost
# What shrinking may cost, in events of the simulations that it takes; some 2 minutes of one processor.
_FIRST_COST, _MOST_COST = 500_000, 4_000_000
_COST_OF_START = 4_000  # a fork and the imports, where nothing happens
_COST_OF_STUCK = 500_000  # a loop that never waits takes seconds to be found

Keys = tuple[str, ...]


def cost_of(outcome: Outcome) -> int:
    """What a simulation like that costs, in events."""
    return _COST_OF_START + outcome.events + (_COST_OF_STUCK if outcome.stack else 0)


class Shrinker:
    """Reduces one failure. `runs` counts the simulations that it took, `cost` is what they cost so far."""

    def __init__(self, pool: Pool, job: Job, broken: str, *, jobs: int = 2) -> None:
        self._pool, self._broken, self._jobs = pool, broken, jobs
        self._job = replace(job, snapshots=0, timeline=False)
        self._seconds = 0.0  # how long a candidate may take, in simulated time
        self.runs = self.cost = self._left = 0
        self.say: Callable[[int, int], None] = lambda _, __: None  # told the simulations so far, decisions left

    async def shrink(self, outcome: Outcome) -> Job:
        """The job with the fewest decisions that were found to break the same property."""
        self._limit(outcome)
        self._left = _size(outcome)
        known = await self._breaking([_only(self._job, _keys(outcome))])
        if not known:
            return self._job
        best = known[0]
        for share in _SHARES:
            for start in await self._calmer(share):
                best = min(best, await self._reduced(start), key=_size)
                if _size(best) <= (_FEW if self.cost < _FIRST_COST else _ENOUGH) or self._spent:
                    return _named(best)
        return _named(min(best, await self._reduced(known[0]), key=_size))

    # -- where to start

    async def _calmer(self, share: float) -> list[Outcome]:
        """What breaks in calmer weather, fewest decisions first."""
        seeds = [self._job.seed]
        if not self._job.forks:  # the branchings of this seed mean nothing to others
            seeds += [self._job.seed + number for number in range(1, _NEIGHBOURS + 1)]
        jobs = [replace(self._job, seed=seed, share=share) for seed in seeds]
        enough = len(jobs) if share else 1  # nothing is less than no decision at all
        return sorted(await self._breaking(jobs, enough=enough), key=_size)[:_STARTS]

    # -- making it smaller

    async def _reduced(self, outcome: Outcome) -> Outcome:
        """Leave out kinds, places and ever smaller parts, until no single decision can be left out."""
        self._limit(outcome)
        for group in (_kind, _place):
            outcome = await self._without_groups(outcome, group)
        parts = 2
        while (keys := _keys(outcome)) and not self._spent:
            size = -(-len(keys) // parts)
            without = [keys[:at] + keys[at + size :] for at in reversed(range(0, len(keys), size))]
            smaller = await self._first(outcome, without)
            if smaller is not None:
                outcome, parts = smaller, max(parts - 1, 2)
            elif size == 1:
                break
            else:
                parts = min(parts * 2, len(keys))
        return outcome

    async def _without_groups(self, outcome: Outcome, group: Callable[[Struck], str]) -> Outcome:
        """Leave out each group of decisions that is not needed as a whole."""
        for name in sorted({group(struck) for struck in outcome.struck}):
            rest = tuple(struck.decision.key for struck in outcome.struck if group(struck) != name)
            if len(rest) < _size(outcome) and (smaller := await self._first(outcome, [rest])) is not None:
                outcome = smaller
        return outcome

    async def _first(self, outcome: Outcome, candidates: Sequence[Keys]) -> Outcome | None:
        """What comes of the first of `candidates`, in the given order, that breaks the property."""
        self._left = _size(outcome)
        found = await self._breaking([_only(outcome.job, keys) for keys in candidates])
        if not found:
            return None
        self._limit(found[0])
        return found[0]

    # -- trying

    async def _breaking(self, jobs: Sequence[Job], *, enough: int = 1) -> list[Outcome]:
        """What breaks the property of `jobs`, in their order: the first `enough`. As many run at once as may."""
        jobs = [replace(job, seconds=self._seconds) for job in jobs]
        came: dict[Job, Outcome] = {}
        at = 0
        while (broken := self._in_order(jobs, came))[enough - 1 :] == [] and (at < len(jobs) or self._pool.running):
            while at < len(jobs) and self._pool.running < self._jobs:
                self._pool.start(jobs[at])
                at += 1
            outcome = await self._pool.next()
            came[outcome.job] = outcome
            self._count(outcome)
        while self._pool.running:
            self._count(await self._pool.next())
        return broken[:enough]

    def _in_order(self, jobs: Sequence[Job], came: dict[Job, Outcome]) -> list[Outcome]:
        """What broke, up to the first of `jobs` that has not been answered yet."""
        answered = itertools.takewhile(lambda outcome: outcome is not None, map(came.get, jobs))
        return [outcome for outcome in answered if outcome is not None and outcome.broken == self._broken]

    def _count(self, outcome: Outcome) -> None:
        self.runs += 1
        self.cost += cost_of(outcome)
        self.say(self.runs, self._left)

    def _limit(self, outcome: Outcome) -> None:
        """Candidates that have not broken long after `outcome` did are given up."""
        self._seconds = 0.0 if self._broken == UNFINISHED else 1 + 2 * outcome.simulated_ns / 1e9

    @property
    def _spent(self) -> bool:
        return self.cost > _MOST_COST


def _only(job: Job, keys: Keys) -> Job:
    return replace(job, only=keys, share=1.0, seconds=0.0)


def _named(outcome: Outcome) -> Job:
    """The job that runs as this one did, with its decisions by name."""
    return _only(outcome.job, _keys(outcome))


def _keys(outcome: Outcome) -> Keys:
    return tuple(struck.decision.key for struck in outcome.struck)


def _size(outcome: Outcome) -> int:
    return len(outcome.struck)


def _kind(struck: Struck) -> str:
    return struck.decision.fault


def _place(struck: Struck) -> str:
    return f"{struck.decision.fault} {struck.decision.where}"
