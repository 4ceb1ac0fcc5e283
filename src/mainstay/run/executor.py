"""The executors. One Plan: `show` says it, `apply` does it; `simulate` is `apply` on simulated machinery.

A step is journalled before and after. What fails is undone in reverse. What was killed is finished or undone by the
next command, before it makes a plan of its own.
"""

import contextlib
from collections.abc import Callable

from mainstay.model.errors import MainstayError
from mainstay.model.plan import BuildRelease, Plan, RunJob, Step, SwitchRoutes
from mainstay.run.journal import OpenPlan, PlanJournal, PlanState, StepState
from mainstay.run.ports import Machinery
from mainstay.run.steps import Notes, perform

Report = Callable[[int, int, str], None]
"""Called before each step with (number from 1, number of steps, sentence)."""


def show(plan: Plan) -> tuple[str, ...]:
    """The sentences of a plan, in order."""
    return tuple(step.says for step in plan.steps)


async def apply(plan: Plan, machinery: Machinery, report: Report) -> Notes:
    """Carry out a plan; the sentences that its steps want read.

    Raises the `MainstayError` of the step that failed, after undoing what was done.
    """
    journal = PlanJournal(machinery.journal)
    return await _carry_out(OpenPlan(id=journal.begin(plan), plan=plan, states={}), machinery, report)


async def resume(left: OpenPlan, machinery: Machinery, report: Report) -> Notes:
    """Carry out again what an interrupted command left behind.

    Steps are idempotent, so all of them are carried out again: what was done may have been lost since. Only jobs that
    are known to have ended well do not run twice, routes that were replaced since do not come back, and a release that
    is recorded is not built again: the source may be another by now.
    """
    return await _carry_out(left, machinery, report)


async def undo(left: OpenPlan, machinery: Machinery, report: Report) -> Notes:
    """Undo what an interrupted command left behind, last step first; the sentences that must be read."""
    # The supervisor may have died with the command; it must run for its instances to be let go.
    await machinery.lifecycle.ensure()
    return await _undo(left, machinery, report)


async def _carry_out(left: OpenPlan, machinery: Machinery, report: Report) -> Notes:
    journal = PlanJournal(machinery.journal)
    notes: list[str] = []
    states = dict(left.states)
    for index, step in enumerate(left.plan.steps):
        if _is_over(left, index):
            continue
        report(index + 1, len(left.plan.steps), step.says)
        try:
            journal.step(left.id, index, StepState.BEGUN)
            states.setdefault(index, StepState.BEGUN)
            notes += await perform(step.action, machinery)
            states[index] = StepState.DONE
            journal.step(left.id, index, StepState.DONE)
        except MainstayError as error:
            # Where not even this can be written (a full disk), undoing is all the more important.
            with contextlib.suppress(MainstayError):
                journal.step(left.id, index, StepState.FAILED, error.args[0])
            reached = OpenPlan(id=left.id, plan=left.plan, states=states)
            if not reached.passed_the_switch:
                await _undo(reached, machinery, report)
            raise
    journal.end(left.id, PlanState.DONE, left.plan)
    return tuple(notes)


def _is_over(left: OpenPlan, index: int) -> bool:
    if left.states.get(index) is not StepState.DONE:
        return False
    begun = {type(left.plan.steps[later].action) for later in left.states if later > index}
    action = left.plan.steps[index].action
    if isinstance(action, BuildRelease):
        # Its files serve already; its source may be another by now.
        return left.passed_the_switch
    return isinstance(action, RunJob) or (isinstance(action, SwitchRoutes) and SwitchRoutes in begun)


async def _undo(left: OpenPlan, machinery: Machinery, report: Report) -> Notes:
    journal = PlanJournal(machinery.journal)
    notes: list[str] = []
    begun = [index for index in sorted(left.states, reverse=True) if left.plan.steps[index].inverse is not None]
    for number, index in enumerate(begun, start=1):
        step = left.plan.steps[index]
        report(number, len(begun), f"undo: {step.says}")
        notes += await _undo_step(step, machinery)
        with contextlib.suppress(MainstayError):
            journal.step(left.id, index, StepState.UNDONE)
    # What could not be journalled is undone again by the next command, which does no harm.
    with contextlib.suppress(MainstayError):
        journal.end(left.id, PlanState.UNDONE, left.plan)
    return tuple(notes)


async def _undo_step(step: Step, machinery: Machinery) -> Notes:
    """An inverse that cannot be carried out must not keep the others from being carried out."""
    if step.inverse is None:
        return ()
    try:
        return await perform(step.inverse, machinery)
    except MainstayError as error:
        return (f"could not undo “{step.says}”: {error.args[0]}",)
