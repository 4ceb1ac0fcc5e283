"""The journal of plans: what was begun, what is done, and so what an interrupted command left behind.

Topic `plan`: subject = plan id, body = {state, digest, plan}. Topic `step`: subject = "<plan id>/<index>",
body = {state}. A step is journalled before (`begun`) and after (`done`, `failed`, `undone`).
"""

from enum import StrEnum

from mainstay.model.plan import Plan, RecordRelease
from mainstay.model.value import Value, from_builtins, to_builtins
from mainstay.run.ports import Journal


class PlanState(StrEnum):
    """The life of a plan. Only `BEGUN` is unfinished."""

    BEGUN = "begun"
    DONE = "done"
    UNDONE = "undone"


class StepState(StrEnum):
    """The life of a step."""

    BEGUN = "begun"
    DONE = "done"
    FAILED = "failed"
    UNDONE = "undone"


class OpenPlan(Value, frozen=True, kw_only=True):
    """A plan that was begun and not finished. `states` has an entry for each step that was begun."""

    id: str
    plan: Plan
    states: dict[int, StepState]

    @property
    def passed_the_switch(self) -> bool:
        """Whether the new release is recorded already: then there is only one way, forward."""
        return any(
            isinstance(self.plan.steps[index].action, RecordRelease)
            for index, state in self.states.items()
            if state is StepState.DONE
        )


class PlanJournal:
    """Plans and their steps in a `Journal`."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def begin(self, plan: Plan) -> str:
        """Journal a new plan; its id."""
        event = self._journal.append("plan", "number", {"digest": plan.digest})
        plan_id = str(event.id)
        self._write(plan_id, PlanState.BEGUN, plan)
        return plan_id

    def step(self, plan_id: str, index: int, state: StepState, note: str = "") -> None:
        """Journal the state of one step."""
        self._journal.append("step", f"{plan_id}/{index}", {"state": state.value, "note": note})

    def end(self, plan_id: str, state: PlanState, plan: Plan) -> None:
        """Journal the end of a plan."""
        self._write(plan_id, state, plan)

    def unfinished(self) -> OpenPlan | None:
        """The plan that an interrupted command left behind, or None. Commands exclude each other: there is one."""
        for plan_id, body in self._journal.current("plan").items():
            if body.get("state") == PlanState.BEGUN:
                plan = from_builtins(body["plan"], Plan)
                return OpenPlan(id=plan_id, plan=plan, states=self._states(plan_id) | self._recorded(plan))
        return None

    def _recorded(self, plan: Plan) -> dict[int, StepState]:
        """Whoever died between recording a release and saying so has passed the switch all the same."""
        known = self._journal.current("release")
        return {
            index: StepState.DONE
            for index, step in enumerate(plan.steps)
            if isinstance(step.action, RecordRelease) and str(step.action.release.number) in known
        }

    def _states(self, plan_id: str) -> dict[int, StepState]:
        prefix = f"{plan_id}/"
        return {
            int(subject.removeprefix(prefix)): StepState(body["state"])
            for subject, body in self._journal.current("step").items()
            if subject.startswith(prefix)
        }

    def _write(self, plan_id: str, state: PlanState, plan: Plan) -> None:
        body = {"state": state.value, "digest": plan.digest, "reason": plan.reason, "steps": len(plan.steps)}
        if state is PlanState.BEGUN:
            body["plan"] = to_builtins(plan)
        self._journal.append("plan", plan_id, body)
