"""Shrinking: the fewest decisions that still break the same property.

The algorithm is ddmin (Zeller and Hildebrandt, Simplifying and Isolating Failure-Inducing Input, IEEE TSE 2002).
"""

from collections.abc import Callable, Sequence

import msgspec

from mainstay.prove.outcome import Job, Outcome
from mainstay.prove.pool import Pool

_MOST_RUNS = 600
_STEPS = (64, 32, 16, 8, 4, 2)
_MOST_COMBS = 24


class Shrinker:
    """Reduces one failure. `runs` counts the simulations that it took."""

    def __init__(self, pool: Pool, job: Job, broken: str, *, jobs: int = 2) -> None:
        self._pool, self._broken, self._jobs = pool, broken, jobs
        self._job = msgspec.structs.replace(job, snapshots=0, timeline=False)
        self.runs = 0
        self.say: Callable[[int, int], None] = lambda _, __: None  # told the simulations so far, decisions left

    async def shrink(self, outcome: Outcome) -> Job:
        """The job with the fewest decisions that were found to break the same property."""
        keys = tuple(struck.decision.key for struck in outcome.struck)
        if not await self._breaks(keys):
            return self._job
        if await self._breaks(()):
            return self._with(())
        return self._with(await self._minimal(await self._sample(keys)))

    async def _sample(self, keys: tuple[str, ...]) -> tuple[str, ...]:
        """A small share of the decisions that breaks the property too; all, where none of those that are tried does.

        Taking away one decision moves all that follows, so a short way is seldom a part of the long one that was found:
        it is looked for among combs of every 64th, 32nd ... decision first, and taken apart from there.
        """
        for step in _STEPS:
            combs = [keys[at::step] for at in range(min(step, len(keys) // 2))]
            if combs and (found := await self._first_breaking(combs[:_MOST_COMBS])) is not None:
                return found
        return keys

    def _with(self, keys: Sequence[str]) -> Job:
        return msgspec.structs.replace(self._job, only=tuple(keys))

    async def _breaks(self, keys: Sequence[str]) -> bool:
        return (await self._first_breaking([tuple(keys)])) is not None

    async def _minimal(self, keys: tuple[str, ...]) -> tuple[str, ...]:
        """Leave out ever smaller parts until no single decision can be left out."""
        parts = 2
        while len(keys) > 1 and self.runs < _MOST_RUNS:
            size = -(-len(keys) // parts)
            without = [keys[:at] + keys[at + size :] for at in range(0, len(keys), size)]
            smaller = await self._first_breaking(without)
            if smaller is not None:
                keys, parts = smaller, max(parts - 1, 2)
            elif size == 1:
                break
            else:
                parts = min(parts * 2, len(keys))
        return keys

    async def _first_breaking(self, candidates: Sequence[tuple[str, ...]]) -> tuple[str, ...] | None:
        """The first, in the given order, that breaks the property; `jobs` are tried at a time, for the same answer."""
        for at in range(0, len(candidates), self._jobs):
            batch = candidates[at : at + self._jobs]
            self.say(self.runs, max(map(len, candidates)))
            for keys in batch:
                self._pool.start(self._with(keys))
            self.runs += len(batch)
            outcomes = [await self._pool.next() for _ in batch]
            broken = {outcome.job.only for outcome in outcomes if outcome.broken == self._broken}
            for keys in batch:
                if keys in broken:
                    return keys
        return None
