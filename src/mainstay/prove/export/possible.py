"""Which failures can be exported: those of event loops and connections. Others are refused, with what is in the way."""

from pathlib import Path

from mainstay.model.errors import MainstayError
from mainstay.prove.export.schedule import Schedule
from mainstay.prove.export.writing import asked
from mainstay.prove.failure import Failure, why_different
from mainstay.prove.outcome import Outcome
from mainstay.prove.targets import application_of

_MUST = "the failure must be one that a real machine can show"
# Decisions that no program on a real machine can be made to live through.
_ONLY_SIMULATED = {
    "crash": "a host loses its power",
    "jump": "a clock is set",
    "name": "a name cannot be resolved",
    "rot": "a disk flips a bit",
    "torn": "a disk loses a part of a write",
    "full disk": "a disk is full",
}
# What is said of a simulation, and not of a program.
_OF_SIMULATIONS = frozenset(
    {"nothing leaves the simulation", "every thread gives the processor back", "the simulation ends"}
    | {"the simulation itself works"}
)
# What the runtime has no place for. Methods that it lacks are told by the first run of the exported test.
_ABSENT = frozenset({"Application", "Request", "Response", "Stub"})


def refuse_target(failure: Failure, place: Path) -> None:
    """Raise `MainstayError` where the test, or what has struck, says already that it cannot be exported."""
    target = failure.job.target
    if failure.job.rollout is not None:
        _refuse(place, "its hosts are moved from one release to another")
    if application_of(target) is not None:
        _refuse(place, "it is about an application with its backing services")
    if failure.outcome.broken in _OF_SIMULATIONS:
        _refuse(place, f"what is broken is a limit of the simulation: {failure.outcome.broken}")
    for struck in failure.outcome.struck:
        if struck.decision.fault in _ONLY_SIMULATED:
            _refuse(place, f"in it {_ONLY_SIMULATED[struck.decision.fault]}: {struck.decision.key}")
    absent = sorted(asked(Path(target.partition("::")[0]).read_text(encoding="utf-8")) & _ABSENT)
    if absent:
        _refuse(place, f"its test uses prove.{absent[0]}")


def may_be_exported(failure: Failure) -> bool:
    """Whether nothing that is known of a failure speaks against it; its replay may still."""
    try:
        refuse_target(failure, Path())
    except MainstayError:
        return False
    return True


def refuse_schedule(failure: Failure, outcome: Outcome, place: Path) -> Schedule:
    """The schedule of a replay; raises `MainstayError` where that was another, or cannot be replayed."""
    schedule = outcome.schedule
    if outcome.digest != failure.outcome.digest or schedule is None:
        raise MainstayError(
            str(place),
            "the failure must replay before it can be exported",
            why_different(failure),
            hint=f"look for it again: mainstay prove {failure.job.target}",
        )
    if schedule.strange:
        _refuse(place, f"its programs use {schedule.strange[0]}")
    return schedule


def _refuse(place: Path, found: str) -> None:
    raise MainstayError(
        str(place), _MUST, found, hint=f"look at it in the simulation: mainstay prove --replay {place} --shell"
    )
