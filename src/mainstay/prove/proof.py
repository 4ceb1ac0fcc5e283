"""A whole proof: explore, shrink what breaks, replay it, and say what came of it."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import msgspec

from mainstay.model.value import Value
from mainstay.prove.catalogue import Asked, asked
from mainstay.prove.explore import Explored, Explorer, Search
from mainstay.prove.failure import Failure, Versions
from mainstay.prove.outcome import Outcome
from mainstay.prove.pool import Pool
from mainstay.prove.shrink import Shrinker, cost_of

_MOST_REPLAYS, _LEAST_REPLAYS = 100, 5
_REPLAYED_EVENTS = 4_000_000  # what replays may cost together; some 2 minutes of one processor
NOTHING_ASKED = "the test asserts something"


class Verdict(Value, frozen=True):
    """What a proof found. `failure` is the broken property, shrunk; None where all held.

    `replayed` of `replays` replays gave the same bytes; `shrinking` counts the simulations that shrinking took.
    """

    target: str
    explored: Explored
    failure: Failure | None = None
    replayed: int = 0
    replays: int = 0
    shrinking: int = 0

    @property
    def held(self) -> bool:
        """Whether every property held, every `sometimes` was met, and something was asked at all."""
        explored = self.explored
        return self.failure is None and explored.failure is None and not explored.never and explored.asked > 0

    @property
    def why_not(self) -> str:
        """What does not hold, in one line; empty where all does."""
        found = self.failure.outcome if self.failure is not None else self.explored.failure
        if found is not None:
            return found.message
        if not self.explored.asked:
            return f"{NOTHING_ASKED}: it has no always, sometimes, reachable, eventually or invariant"
        return "".join(f"never in {self.explored.runs} runs: {name}" for name in self.explored.never[:1])


async def prove(
    pool: Pool,
    search: Search,
    *,
    may_go_on: Callable[[], bool],
    say: Callable[[str], None] = lambda _: None,
    keep: Callable[[Failure], object] = lambda _: None,
) -> Verdict:
    """Explore `search.target` until it breaks, or until `may_go_on` says no; `say` is told how far it is.

    What breaks is shrunk. `keep` gets it when it is found, and again when it is shrunk: whoever is stopped then has it.
    """
    verdict = await explore(pool, search, may_go_on=may_go_on, say=say)
    return verdict if verdict.explored.failure is None else await shrunk(pool, verdict, search, say, keep=keep)


async def explore(
    pool: Pool, search: Search, *, may_go_on: Callable[[], bool], say: Callable[[str], None] = lambda _: None
) -> Verdict:
    """As `prove`; what breaks is left as it was found, in `explored.failure` only."""
    explorer = Explorer(pool, search)
    time = asyncio.get_running_loop().time
    began = time()

    def go_on() -> bool:
        say(progress(explorer.found, time() - began))
        return may_go_on()

    explored = await explorer.run(go_on)
    await pool.settle()
    return _judged(search, explored)


async def conclude(
    pool: Pool, search: Search, explored: Explored, say: Callable[[str], None], *, keep: Callable[[Failure], object]
) -> Verdict:
    """The verdict on what was explored elsewhere: a failure is shrunk and replayed in `pool`."""
    verdict = _judged(search, explored)
    return verdict if explored.failure is None else await shrunk(pool, verdict, search, say, keep=keep)


def _judged(search: Search, explored: Explored) -> Verdict:
    file, _, function = search.target.partition("::")
    return Verdict(target=search.target, explored=_with_unreached(explored, asked(Path(file), function)))


async def shrunk(
    pool: Pool, verdict: Verdict, search: Search, say: Callable[[str], None], *, keep: Callable[[Failure], object]
) -> Verdict:
    """The verdict with what broke, shrunk and replayed; `keep` gets it before either."""
    found = verdict.explored.failure
    assert found is not None  # noqa: S101 - callers have something to shrink
    keep(Failure(versions=Versions.now(search.target), job=found.job, outcome=found))
    shrinker = Shrinker(pool, found.job, found.broken, jobs=search.jobs)
    shrinker.say = lambda runs, left: say(f"shrinking: {left} decisions left after {runs} simulations")
    job = await shrinker.shrink(found)
    outcome = await pool.run(msgspec.structs.replace(job, timeline=True))
    failure = Failure(versions=Versions.now(search.target), job=outcome.job, outcome=outcome)
    keep(failure)
    times = min(_MOST_REPLAYS, max(_LEAST_REPLAYS, _REPLAYED_EVENTS // cost_of(outcome)))
    replayed = await replay(pool, failure, times=times, jobs=search.jobs, say=say)
    return msgspec.structs.replace(verdict, failure=failure, replayed=replayed, replays=times, shrinking=shrinker.runs)


def _with_unreached(explored: Explored, wanted: Asked) -> Explored:
    """What was explored, with what the test asks on lines that no run has reached."""
    missed = set(wanted.milestones) - set(explored.met)
    return msgspec.structs.replace(
        explored,
        never=tuple(sorted({*explored.never, *missed})),
        asked=explored.asked + wanted.forbids if explored.runs else 0,
    )


def progress(found: Explored, took_s: float) -> str:
    """How far a search is after `took_s` real seconds, in one line."""
    milestones = f"{len(found.met)} of {len(found.met) + len(found.never)} milestones"
    seen = f"{found.events} events, {found.edges} edges, {milestones}"
    speed = f", {found.runs / took_s:.0f} a second" if took_s >= 1 else ""
    return f"{found.runs} simulations ({found.branches} branched{speed}), {seen}"


async def replay(pool: Pool, failure: Failure, *, times: int, jobs: int, say: Callable[[str], None]) -> int:
    """How many of `times` replays of a failure have the same digest."""
    job = msgspec.structs.replace(failure.job, timeline=False)
    same = 0
    for at in range(0, times, jobs):
        say(f"replaying: {same} of {at} agree")
        count = min(jobs, times - at)
        for _ in range(count):
            pool.start(job)
        outcomes: list[Outcome] = [await pool.next() for _ in range(count)]
        same += sum(outcome.digest == failure.outcome.digest for outcome in outcomes)
    return same
