"""What the next command does with a plan that was interrupted: finish it, or undo it."""

from enum import StrEnum

from mainstay.run.executor import Report, resume, undo
from mainstay.run.journal import PlanJournal
from mainstay.run.ports import Machinery
from mainstay.run.steps import Notes


class Recovery(StrEnum):
    """What became of the interrupted plan."""

    NONE = "none"
    FINISHED = "finished"
    UNDONE = "undone"


async def recover(machinery: Machinery, digest: str, report: Report) -> tuple[Recovery, Notes]:
    """Bring an interrupted plan to an end.

    It is finished where it leads to what is wanted now (`digest`) or has switched to its release already, and undone
    otherwise. Raises `MainstayError` where finishing fails; it is undone by then.
    """
    left = PlanJournal(machinery.journal).unfinished()
    if left is None:
        return Recovery.NONE, ()
    if left.plan.digest == digest or left.passed_the_switch:
        return Recovery.FINISHED, await resume(left, machinery, report)
    return Recovery.UNDONE, await undo(left, machinery, report)
