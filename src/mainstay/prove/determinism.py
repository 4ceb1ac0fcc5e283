"""Does the same seed give the same run? Each seed runs in two processes whose objects lie elsewhere in memory.

Where the two differ, the first event that does is looked for by halves, and both are run again up to there, watched: a
set that was gone through in another order names the line, else what was traced and which lines ran in that event.
"""

from collections.abc import Callable

from msgspec.structs import replace

from mainstay.model.value import Value
from mainstay.prove.machine.orders import Iteration
from mainstay.prove.outcome import Job, Outcome
from mainstay.prove.pool import Pool

PROPERTY = "the same seed gives the same run"


class Divergence(Value, frozen=True):
    """Two runs of `seed` that differ: the first event that does, and `why`, as far as it could be found out."""

    seed: int
    event: int
    at_ns: int
    why: str


class Pair:
    """Two pools of one target, the second with another heap."""

    def __init__(self, pool: Pool, perturbed: Pool) -> None:
        self._pools = pool, perturbed

    async def compare(self, job: Job) -> Divergence | None:
        """What differs between the two runs of `job`; None where they are the same."""
        here, there = await self._both(job)
        if _same(here, there):
            return None
        event = await self._first_difference(job, min(here.events, there.events))
        here, there = await self._both(replace(job, until=event, watch=True))
        return Divergence(seed=job.seed, event=event, at_ns=here.simulated_ns, why=_why(here, there))

    async def _both(self, job: Job) -> tuple[Outcome, Outcome]:
        for pool in self._pools:
            pool.start(job)
        here, there = self._pools
        return await here.next(), await there.next()

    async def _first_difference(self, job: Job, most: int) -> int:
        """The first event after which the digests differ; the one after `most` where none up to there does."""
        low, high = 1, most + 1
        while low < high:
            middle = (low + high) // 2
            here, there = await self._both(replace(job, until=middle))
            low, high = (low, middle) if here.digest != there.digest else (middle + 1, high)
        return low


async def check(pair: Pair, jobs: list[Job], *, say: Callable[[int], None]) -> Divergence | None:
    """Compare each of `jobs`, up to the first that differs; `say` is told how many were the same."""
    for done, job in enumerate(jobs):
        say(done)
        found = await pair.compare(job)
        if found is not None:
            return found
    return None


def _same(here: Outcome, there: Outcome) -> bool:
    return (here.digest, here.message) == (there.digest, there.message)


def _why(here: Outcome, there: Outcome) -> str:
    pairs = zip(here.orders, there.orders, strict=False)
    differing = [one for one, other in pairs if (one.where, one.order) != (other.where, other.order)]
    if differing:  # what comes nearest before the difference; what only the standard library does is seldom it
        return _of_order(next((one for one in reversed(differing) if one.own), differing[-1]))
    if here.last == there.last and here.orders:  # elements that look alike tell no order
        return f"perhaps {_of_order(here.orders[-1])}"
    return _of_event(here, there)


def _of_order(iteration: Iteration) -> str:
    return f"{iteration.where} goes through a set of {iteration.what} in the order of their addresses in memory"


def _of_event(here: Outcome, there: Outcome) -> str:
    """The first thing that is not the same in the last event of both, and the line before it."""
    same = 0
    for one, other in zip(here.last, there.last, strict=False):
        if one != other:
            break
        same += 1
    line = next((text for text in reversed(here.last[:same]) if ":" in text and " in " in text), "")
    sides = " | ".join(side.last[same] if same < len(side.last) else "nothing" for side in (here, there))
    return f"{line or 'no line of the program ran before it'}: {sides}"
