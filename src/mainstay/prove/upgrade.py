"""The proof of an upgrade: every walk through two releases is explored, and each gets a verdict."""

from collections.abc import Callable
from enum import Enum

from msgspec.structs import replace

from mainstay.model.value import Value
from mainstay.prove.explore import Search
from mainstay.prove.failure import Failure, Versions
from mainstay.prove.outcome import Job
from mainstay.prove.pool import Pool
from mainstay.prove.proof import Verdict, explore, shrunk
from mainstay.prove.rollout import RUNS, STAY_NEW, STAY_OLD, STILL, WALKED, WALKS, Rollout, Walk

TOO_SHORT = "no simulation lasts until the hosts have gone the whole path; let the test work on while `sim.moving`"
_PROBES = 3
Limit = Callable[[], Callable[[], bool]]
"""Called when the search of a walk begins; what it gives says whether that search may go on."""


class Safety(Enum):
    """What came of one walk. `UNCLEAR`: the test cannot tell, for a reason that has nothing to do with the upgrade."""

    SAFE = "safe"
    UNSAFE = "unsafe"
    UNCLEAR = "unclear"


class WalkVerdict(Value, frozen=True):
    """One walk. `walked` counts the simulations that came to its end; `why` says what is not safe."""

    walk: Walk
    safety: Safety
    why: str = ""
    verdict: Verdict | None = None
    walked: int = 0

    @property
    def runs(self) -> int:
        """How many simulations there were."""
        return 0 if self.verdict is None else self.verdict.explored.runs


class UpgradeVerdict(Value, frozen=True):
    """All walks of one test."""

    target: str
    rollout: Rollout
    walks: tuple[WalkVerdict, ...]

    @property
    def safe(self) -> bool:
        """Whether every walk is."""
        return all(walk.safety is Safety.SAFE for walk in self.walks)

    @property
    def rollback_safe(self) -> bool:
        """Whether hosts may go back: every walk with a way back is safe, and so are the releases by themselves."""
        return all(found.safety is Safety.SAFE for found in self.walks if found.walk.backward or found.walk.baseline)


class Prover:
    """Proves the walks of one rollout, one after the other. `say` is told how far it is."""

    def __init__(self, pool: Pool, search: Search, rollout: Rollout, *, limit: Limit) -> None:
        self._pool, self._search, self._rollout, self._limit = pool, search, rollout, limit
        self._broken: dict[str, set[str]] = {}  # baseline → what breaks there
        self._shrunk = False
        self.say: Callable[[str], None] = lambda _: None
        self.keep: Callable[[Failure], object] = lambda _: None

    async def prove(self) -> UpgradeVerdict | None:
        """Explore every walk; None where the test runs nothing that could be moved."""
        span_s = await self._span()
        if not span_s:
            return None
        self._rollout = replace(self._rollout, span_s=span_s)
        found: list[WalkVerdict] = []
        for walk in WALKS:
            if self._broken.get(STAY_OLD.name):
                why = f"not tried: the test breaks on {self._rollout.old.name} alone"
                found.append(WalkVerdict(walk=walk, safety=Safety.UNCLEAR, why=why))
            else:
                found.append(_with_what_it_begins_as(await self._proved(walk), found))
        return UpgradeVerdict(target=self._search.target, rollout=self._rollout, walks=tuple(found))

    async def _span(self) -> float:
        """How long the test takes where nothing is moved, in simulated seconds; 0 where nothing could be."""
        still = replace(self._rollout, walk=STILL)
        jobs = [
            Job(target=self._search.target, seed=seed, faults=self._search.faults, rollout=still)
            for seed in range(self._search.first, self._search.first + _PROBES)
        ]
        outcomes = [await self._pool.run(job) for job in jobs]
        return min((outcome.simulated_ns for outcome in outcomes if outcome.met.get(RUNS)), default=0) / 1e9

    async def _proved(self, walk: Walk) -> WalkVerdict:
        rollout = replace(self._rollout, walk=walk)
        search = replace(self._search, rollout=rollout)

        def say(text: str) -> None:
            self.say(f"{walk.name}: {text}")

        verdict = await explore(self._pool, search, may_go_on=self._limit(), say=say)
        walked = verdict.explored.times.get(WALKED, 0)
        safety, why = await self._judged(walk, verdict)
        if verdict.explored.failure is not None:
            verdict = await self._kept(verdict, search, shrink=safety is not Safety.UNCLEAR)
        return WalkVerdict(walk=walk, safety=safety, why=why, verdict=verdict, walked=walked)

    async def _judged(self, walk: Walk, verdict: Verdict) -> tuple[Safety, str]:
        broken = _broken(verdict)
        if verdict.held:
            return Safety.SAFE, ""
        old, new = self._rollout.old.name, self._rollout.new.name
        if broken == {WALKED}:
            return Safety.UNCLEAR, TOO_SHORT
        if walk.baseline:
            self._broken[walk.name] = broken - {WALKED}
            return Safety.UNSAFE, verdict.why_not
        if await self._breaks_anyway(verdict):
            return Safety.UNCLEAR, f"breaks as well where all stays {old}: {verdict.why_not}"
        alone = f" (so does {new} alone)" if broken & self._broken.get(STAY_NEW.name, set()) else ""
        return Safety.UNSAFE, f"{verdict.why_not}{alone}"

    async def _breaks_anyway(self, verdict: Verdict) -> bool:
        """Whether the same moves at the same moments break the same where both releases are the older one.

        A milestone that no simulation reached needs no second look: the older release alone has reached it.
        """
        found = verdict.explored.failure
        if found is None or found.job.rollout is None:
            return False
        same = replace(found.job.rollout, new=found.job.rollout.old)
        outcome = await self._pool.run(replace(found.job, rollout=same, snapshots=0))
        return outcome.broken == found.broken

    async def _kept(self, verdict: Verdict, search: Search, *, shrink: bool) -> Verdict:
        """The verdict with a failure to write into a file: the first is shrunk, others stay as they were found."""
        if shrink and not self._shrunk:
            self._shrunk = True
            return await shrunk(self._pool, verdict, search, self.say, keep=self.keep)
        found = verdict.explored.failure
        assert found is not None  # noqa: S101 - the caller has looked
        outcome = await self._pool.run(replace(found.job, timeline=True, snapshots=0))
        failure = Failure(versions=Versions.now(search.target), job=outcome.job, outcome=outcome)
        return replace(verdict, failure=failure)


def _with_what_it_begins_as(found: WalkVerdict, earlier: list[WalkVerdict]) -> WalkVerdict:
    """The verdict, given those of other walks: no way is safer than its beginning, whatever a search meets."""
    if found.safety is not Safety.SAFE:
        return found
    begins = next((e for e in earlier if e.safety is Safety.UNSAFE and found.walk.begins_as(e.walk)), None)
    if begins is None:
        return found
    why = f"begins as {begins.walk.name} does, though none of its own {found.runs} simulations broke"
    return replace(found, safety=Safety.UNSAFE, why=why)


def _broken(verdict: Verdict) -> set[str]:
    """The names of what does not hold."""
    found = verdict.explored.failure
    if found is not None:
        return {found.broken}
    return set(verdict.explored.never) or {verdict.why_not}
