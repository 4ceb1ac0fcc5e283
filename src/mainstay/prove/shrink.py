"""Shrinking: the fewest decisions that still break the same property.

The algorithm is ddmin (Zeller and Hildebrandt, Simplifying and Isolating Failure-Inducing Input, IEEE TSE 2002).
"""

from collections.abc import Callable, Sequence

import msgspec

from mainstay.prove.outcome import Job, Outcome
from mainstay.prove.pool import Pool

_MOST_RUNS = 600
_MOST_ALONE = 150
_SHORT = 3  # decisions that a person can hold in the head


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
        # Many failures need one fault only, and taking parts away finds another, longer way as readily.
        alone = await self._first_breaking([(key,) for key in keys[:_MOST_ALONE]])
        return self._with(alone or await self._shortest(keys))

    async def _shortest(self, keys: tuple[str, ...]) -> tuple[str, ...]:
        """What cannot be made shorter by one is not the shortest there is: where it is long, the other end is tried."""
        found = await self._minimal(keys)
        return found if len(found) <= _SHORT else min(found, await self._minimal(keys[::-1]), key=len)

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
