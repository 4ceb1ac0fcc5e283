"""Long work that the page started: one at a time, outliving the request and the page that asked for it."""

import asyncio
import logging
import traceback
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from enum import StrEnum
from typing import Any

import msgspec

from mainstay.model.errors import ExitCode, MainstayError
from mainstay.model.event import Event
from mainstay.model.value import Value

log = logging.getLogger(__name__)

STEPS_KEPT = 200


class OperationState(StrEnum):
    """How far an operation is."""

    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


class OperationStep(Value, frozen=True, kw_only=True):
    """One step of the plan that carries an operation out: its sentence, and how far it is.

    `state` is "" before it begins, then begun, done, failed or undone.
    """

    subject: str
    says: str = ""
    state: str = ""


class _StepOutline(msgspec.Struct):
    says: str = ""


class _PlanOutline(msgspec.Struct):
    """What the page reads of a journalled plan; the rest of it is passed over."""

    steps: list[_StepOutline] = []


class Operation(Value, frozen=True, kw_only=True):
    """One piece of work. `says` is its sentence ("Roll back to release 3"); `message` and `hint` tell a failure."""

    id: int
    says: str
    state: OperationState
    steps: tuple[OperationStep, ...] = ()
    message: str = ""
    hint: str = ""


class Operations:
    """Runs one operation at a time and remembers the last one.

    `changed` is called with every new value of it. `catch_up` is awaited when the work has ended and before that is
    told, so that its last steps have been noted by then.
    """

    def __init__(self, changed: Callable[[Operation], None], catch_up: Callable[[], Awaitable[None]]) -> None:
        self._changed, self._catch_up = changed, catch_up
        self._task: asyncio.Task[None] | None = None
        self.current: Operation | None = None

    def start(self, says: str, work: Callable[[], Coroutine[Any, Any, None]]) -> Operation:
        """Start `work`; raises `MainstayError` where another operation is under way."""
        if self.current is not None and self.current.state is OperationState.RUNNING:
            raise MainstayError(
                "status page",
                "one change must end before the next begins",
                f"“{self.current.says}” is still under way",
                hint="wait for its outcome, then try again",
                exit_code=ExitCode.FAILED,
            )
        number = self.current.id + 1 if self.current else 1
        started = Operation(id=number, says=says, state=OperationState.RUNNING)
        self._publish(started)
        self._task = asyncio.create_task(self._run(work))
        return started

    def note(self, events: Iterable[Event]) -> None:
        """Add the plans and steps among `events` to the operation under way; nothing happens where there is none."""
        if self.current is None or self.current.state is not OperationState.RUNNING:
            return
        steps = {step.subject: step for step in self.current.steps}
        for event in events:
            for step in _steps(event):
                told = steps.get(step.subject)
                says = told.says if told and not step.says else step.says
                steps[step.subject] = msgspec.structs.replace(step, says=says)
        newest = tuple(steps.values())[-STEPS_KEPT:]
        if newest != self.current.steps:
            self._publish(msgspec.structs.replace(self.current, steps=newest))

    async def close(self) -> None:
        """Cancel what is under way; its plan is journalled and resumed by the next command."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        state, message, hint = OperationState.SUCCEEDED, "", ""
        try:
            await work()
        except MainstayError as error:
            state, message, hint = OperationState.FAILED, str(error.args[0]), error.hint
        except Exception as error:  # noqa: BLE001 - whatever it was, the page must not show "running" for ever
            failure = unexpected(error)
            state, message, hint = OperationState.FAILED, str(failure.args[0]), failure.hint
        await self._catch_up()
        if self.current is not None:
            self._publish(msgspec.structs.replace(self.current, state=state, message=message, hint=hint))

    def _publish(self, operation: Operation) -> None:
        self.current = operation
        self._changed(operation)


def unexpected(error: Exception) -> MainstayError:
    """What people are told about an error nobody foresaw: its class. The place is logged.

    Its text goes nowhere: it may hold the value that somebody just typed.
    """
    log.error("%s in the status page\n%s", type(error).__name__, "".join(traceback.format_tb(error.__traceback__)))
    return MainstayError(
        "status page",
        "this must not fail",
        f"it did with {type(error).__name__}",
        hint="the details are in the status page's own log: `mainstay logs`",
        exit_code=ExitCode.FAILED,
    )


def _steps(event: Event) -> list[OperationStep]:
    """What an event tells about steps: a plan that begins names all of them, a step says how far it is.

    Topic `plan`: subject = plan id, body = {plan: {steps: [{says}]}}. Topic `step`: subject = "<plan id>/<index>",
    body = {state}. Anything else in a body is passed over.
    """
    if event.topic == "step":
        return [OperationStep(subject=event.subject, state=str(event.body.get("state", "")))]
    if event.topic != "plan" or "plan" not in event.body:
        return []
    try:
        plan = msgspec.convert(event.body["plan"], _PlanOutline)
    except msgspec.ValidationError:
        return []
    return [OperationStep(subject=f"{event.subject}/{i}", says=step.says) for i, step in enumerate(plan.steps)]
