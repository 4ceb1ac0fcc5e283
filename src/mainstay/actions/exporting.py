"""Writing a found failure as a stand-alone test: what `mainstay prove --replay FILE --export TEST` does."""

import re
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
from mainstay.prove.outcome import Outcome

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
    wanted = _begins(failure.outcome)
    others = [line for line in said if not line.startswith(wanted)]
    if others:
        raise MainstayError(
            str(replayed),
            "the failure must show on real sockets too",
            f"{len(others)} of {_TRIES} runs said: {others[0][:_TOLD]}",
            hint=f"look at it in the simulation: mainstay prove --replay {replayed} --shell",
        )
    _write(test, text_of(failure, schedule, test))
    return Report(
        data={"test": str(test), "broken": failure.outcome.broken, "runs": _TRIES},
        lines=(f"{test}: {_TRIES} of {_TRIES} runs on real sockets show it: {failure.outcome.broken}",),
    )


def _begins(outcome: Outcome) -> str:
    """How a run says that the same is broken: the same property, or the same kind of error."""
    error = re.match(r".*?: error=['\"]\w+", outcome.message)
    return f"broken: {error[0] if error is not None else outcome.broken}"


async def _tried(context: Context, failure: Failure, schedule: Schedule) -> list[str]:
    """What each run of the test says in the end, without simulation."""
    with tempfile.TemporaryDirectory(prefix="mainstay-") as folder:
        file = Path(folder) / "test_exported.py"
        _write(file, text_of(failure, schedule, file))
        return [await _run(context, file) for _ in range(_TRIES)]


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


async def _run(context: Context, file: Path) -> str:
    try:
        done = await context.world.programs.run(
            [sys.executable, str(file)], env=context.world.environment.all(), timeout_s=_LIMIT_S
        )
    except TimeoutError:
        return f"nothing within {_LIMIT_S:.0f} s"
    lines = [line for line in done.out.splitlines() if line.startswith(("broken: ", "every ", "an exported"))]
    return lines[-1] if lines else f"exit status {done.exit_code}: {(done.err or done.out)[-_TOLD:]}"
