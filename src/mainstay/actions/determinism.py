"""What `mainstay prove --check-determinism` does: the same seeds with objects elsewhere in memory."""

from collections.abc import Sequence
from contextlib import AsyncExitStack

from mainstay.actions.context import Context
from mainstay.actions.results import Report
from mainstay.actions.simulations import open_pool
from mainstay.prove.determinism import PROPERTY, Divergence, Pair, check
from mainstay.prove.explore import Search
from mainstay.prove.outcome import Job

_HINT = (
    "    The run can be replayed on this machine only. Keep the objects in a dictionary or a list, or sort them by "
    "something that they have."
)


async def checked(context: Context, searches: Sequence[Search]) -> Report:
    """Compare the seeds of each search, up to the first that differs."""
    found = [(search, *await _checked(context, search)) for search in searches]
    lines = [line for search, seeds, divergence in found for line in _told(search, seeds, divergence)]
    return Report(
        data={"targets": [_data(search, seeds, divergence) for search, seeds, divergence in found]},
        lines=tuple(lines),
        ok=all(divergence is None for _, _, divergence in found),
    )


async def _checked(context: Context, search: Search) -> tuple[int, Divergence | None]:
    async with AsyncExitStack() as stack:
        pools = [
            await stack.enter_async_context(open_pool(context, search.target, perturbed=perturbed))
            for perturbed in (False, True)
        ]
        seeds = range(search.first, search.first + (search.seeds or pools[0].seeds))
        jobs = [Job(target=search.target, seed=seed, faults=search.faults, swarm=search.swarm) for seed in seeds]
        name = search.target.rpartition("/")[2]

        def say(done: int) -> None:
            context.progress.count(f"{name}: {done} of {len(jobs)} are the same")

        divergence = await check(Pair(*pools), jobs, say=say)
    return len(jobs), divergence


def _told(search: Search, seeds: int, found: Divergence | None) -> list[str]:
    if found is None:
        return [f"{search.target}: {seeds} seeds run the same wherever objects lie in memory"]
    where = f"seed {found.seed}, from event {found.event} at {found.at_ns / 1e9:.6f} s"
    return [f"{search.target}: broken", "", f"  {PROPERTY}: not {where}", f"    {found.why}", "", _HINT]


def _data(search: Search, seeds: int, found: Divergence | None) -> dict[str, object]:
    differs = {} if found is None else {"seed": found.seed, "event": found.event, "why": found.why}
    return {"target": search.target, "seeds": seeds, "same": found is None, **differs}
