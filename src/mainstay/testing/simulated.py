"""How a simulated test is run under pytest: searched, shrunk, and told."""

import os
from pathlib import Path

from mainstay.actions.context import open_context
from mainstay.actions.simulations import open_pool
from mainstay.prove.explore import Search
from mainstay.prove.failure import Keeper, save
from mainstay.prove.proof import Verdict, prove
from mainstay.prove.timeline import as_text

_LINES = 30


async def prove_item(target: str, *, seeds: int, first: int, seconds: float, branching: bool, folder: Path) -> str:
    """What does not hold of `target`, with the way to see it again; empty where all does.

    `seconds` of real time end the search (0: no limit); what is found is written below `folder`.
    """
    context = open_context()
    clock = context.world.clock
    search = Search(target=target, seeds=seeds, first=first, jobs=os.cpu_count() or 1, branching=branching)
    async with open_pool(context, target) as pool:
        deadline = clock.monotonic() + seconds if seconds else 0
        verdict = await prove(
            pool, search, may_go_on=lambda: not deadline or clock.monotonic() < deadline, keep=Keeper(folder).keep
        )
    return "" if verdict.held else _told(verdict, folder)


def _told(verdict: Verdict, folder: Path) -> str:
    failure = verdict.failure
    if failure is None:
        return verdict.why_not
    try:
        again = f"see it again: mainstay prove --replay {save(failure, folder)}"
    except OSError as trouble:
        again = f"it is in no file: {folder} cannot be written to ({trouble.strerror})"
    decisions = "\n".join(f"  {line}" for line in failure.decisions) or "  none: it breaks without any fault"
    return (
        f"{verdict.why_not}\n{failure.outcome.stack}\nneeds {len(failure.decisions)} decisions:\n{decisions}\n\n"
        f"{as_text(failure.outcome, most=_LINES)}\n\n{again}"
    )
