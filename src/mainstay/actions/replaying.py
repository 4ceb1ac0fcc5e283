"""Running a found failure again: what `mainstay prove --replay` does."""

from pathlib import Path

from msgspec.structs import replace

from mainstay.actions.context import Context
from mainstay.actions.results import Report
from mainstay.actions.simulations import open_pool
from mainstay.prove.failure import read
from mainstay.prove.timeline import as_text

_LINES = 200


async def replayed(context: Context, file: Path, until: int) -> Report:
    """Replay the failure in `file`, to its end or until so many events; raises `MainstayError` for a foreign file."""
    failure = read(file)
    async with open_pool(context, failure.job.target, failure.job.rollout) as pool:
        outcome = await pool.run(replace(failure.job, timeline=True, until=until))
    same = outcome.digest == failure.outcome.digest
    lines = [as_text(outcome, most=_LINES), ""]
    if until:
        lines.append(f"stopped after {outcome.events} events, at {outcome.simulated_ns / 1e9:.6f} s")
    else:
        lines.append("the same, byte for byte" if same else "something else happened: the program or its test changed")
        lines.append(outcome.message or "nothing is broken any more")
    return Report(
        data={"same": same, "broken": outcome.broken, "message": outcome.message, "events": outcome.events},
        lines=tuple(lines),
        ok=same or bool(until),
    )
