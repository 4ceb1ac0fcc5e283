"""Writing a found failure as a stand-alone test: what `mainstay prove --replay FILE --export TEST` does."""

import sys
import tempfile
from pathlib import Path

from msgspec.structs import replace

from mainstay.actions.context import Context
from mainstay.actions.results import Report
from mainstay.actions.simulations import open_pool
from mainstay.model.errors import MainstayError
from mainstay.prove.export.possible import refuse_schedule, refuse_target
from mainstay.prove.export.schedule import Schedule
from mainstay.prove.export.writing import text_of
from mainstay.prove.failure import Failure

_TRIES = 3
_LIMIT_S = 300.0
_TOLD = 300  # characters of what a run said


async def exported(context: Context, failure: Failure, replayed: Path, test: Path) -> Report:
    """Write `failure`, which was read from `replayed`, as `test`, run it without simulation and say what came of it.

    Raises `MainstayError` where it cannot be exported, or does not show the failure; then no file is left.
    """
    if test.suffix != ".py":
        raise MainstayError(
            str(test), "the test must be a Python file", f"{test.suffix or 'no suffix'}", hint=f"{test.stem}.py"
        )
    refuse_target(failure, replayed)
    async with open_pool(context, failure.job.target) as pool:
        outcome = await pool.run(replace(failure.job, record=True, timeline=True))
    schedule = refuse_schedule(failure, outcome, replayed)
    said = await _tried(context, failure, schedule)
    shown = sum(line.startswith(f"broken: {failure.outcome.broken}") for line in said)
    if shown < _TRIES:
        other = next(line for line in said if not line.startswith(f"broken: {failure.outcome.broken}"))
        raise MainstayError(
            str(replayed),
            "the failure must show on real sockets too",
            f"{_TRIES - shown} of {_TRIES} runs said: {other[:_TOLD]}",
            hint=f"look at it in the simulation: mainstay prove --replay {replayed} --shell",
        )
    test.parent.mkdir(parents=True, exist_ok=True)
    test.write_text(text_of(failure, schedule, test), encoding="utf-8")
    return Report(
        data={"test": str(test), "broken": failure.outcome.broken, "shown": shown, "runs": _TRIES},
        lines=(f"{test}: {shown} of {_TRIES} runs on real sockets show it: {failure.outcome.broken}",),
    )


async def _tried(context: Context, failure: Failure, schedule: Schedule) -> list[str]:
    """What each run of the test says in the end, without simulation."""
    said: list[str] = []
    with tempfile.TemporaryDirectory(prefix="mainstay-") as folder:
        file = Path(folder) / "test_exported.py"
        file.write_text(text_of(failure, schedule, file), encoding="utf-8")
        for _ in range(_TRIES):
            said.append(await _run(context, file))
    return said


async def _run(context: Context, file: Path) -> str:
    try:
        done = await context.world.programs.run(
            [sys.executable, str(file)], env=context.world.environment.all(), timeout_s=_LIMIT_S
        )
    except TimeoutError:
        return f"nothing within {_LIMIT_S:.0f} s"
    lines = [line for line in done.out.splitlines() if line.startswith(("broken: ", "every ", "an exported"))]
    return lines[-1] if lines else f"exit status {done.exit_code}: {(done.err or done.out)[-_TOLD:]}"
