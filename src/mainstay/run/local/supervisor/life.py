"""The life of one instance as a table: no clock, no process, no I/O.

The supervisor feeds it with what happens and obeys what it says; the prover feeds it with what could happen.
"""

from msgspec import structs

from mainstay.model.program import Restart
from mainstay.model.status import InstanceState
from mainstay.model.value import Value

FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 30.0
HEALTHY_S = 60.0
"""After this long in good health, the next end counts as the first again."""

_STARTING, _READY, _UNHEALTHY = InstanceState.STARTING, InstanceState.READY, InstanceState.UNHEALTHY
_BACKOFF, _STOPPING = InstanceState.BACKOFF, InstanceState.STOPPING
_ENDED, _FAILED = InstanceState.ENDED, InstanceState.FAILED


class Started(Value, tag="started", frozen=True, kw_only=True):
    """It is started, or started again."""


class Passed(Value, tag="passed", frozen=True, kw_only=True):
    """Its probe was met. `at` is monotonic, in seconds, here and below."""

    at: float


class Missed(Value, tag="missed", frozen=True, kw_only=True):
    """Its probe was not met in time, or too often in a row."""


class Ended(Value, tag="ended", frozen=True, kw_only=True):
    """Its process ended. `exit_code` is negative for a signal and None where it could not even be started."""

    at: float
    exit_code: int | None


class StopAsked(Value, tag="stop-asked", frozen=True, kw_only=True):
    """It is not wanted any more."""


Happening = Started | Passed | Missed | Ended | StopAsked


class Life(Value, frozen=True, kw_only=True):
    """Where an instance stands.

    `failures` counts its ends since it was last healthy for a minute, `restarts` all starts but the first.
    `resume_at` is when it has to be started again, None where it has not.
    """

    restart: Restart = Restart.ALWAYS
    state: InstanceState = _STARTING
    failures: int = 0
    restarts: int = 0
    ready_at: float | None = None
    exit_code: int | None = None
    resume_at: float | None = None

    @property
    def over(self) -> bool:
        """Whether nothing runs and nothing will."""
        return self.state in {_ENDED, _FAILED}


def after(life: Life, happening: Happening) -> Life:
    """The life after something happened. Raises `ValueError` for what cannot happen in its state."""
    match happening:
        case Started():
            return _change(life, {_BACKOFF: _STARTING, _ENDED: _STARTING, _FAILED: _STARTING}, happening, fresh=True)
        case Passed(at=at):
            table = {_STARTING: _READY, _UNHEALTHY: _READY, _READY: _READY, _STOPPING: _STOPPING}
            return _ready(_change(life, table, happening), at)
        case Missed():
            table = {_STARTING: _UNHEALTHY, _READY: _UNHEALTHY, _UNHEALTHY: _UNHEALTHY, _STOPPING: _STOPPING}
            return structs.replace(_change(life, table, happening), ready_at=None)
        case StopAsked():
            running = dict.fromkeys((_STARTING, _READY, _UNHEALTHY, _STOPPING), _STOPPING)
            return _change(life, {**running, **dict.fromkeys((_BACKOFF, _ENDED, _FAILED), _ENDED)}, happening)
        case Ended():
            return _ended(life, happening)


def pause_s(failures: int) -> float:
    """How long to wait before the start that follows the `failures`-th end in a row: 0.5 s doubling to 30 s."""
    return min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2 ** min(failures - 1, 16))


def _change(
    life: Life, table: dict[InstanceState, InstanceState], happening: Happening, *, fresh: bool = False
) -> Life:
    if life.state not in table:
        message = f"{type(happening).__name__} cannot happen to an instance that is {life.state}"
        raise ValueError(message)
    changed = structs.replace(life, state=table[life.state], resume_at=None)
    return structs.replace(changed, restarts=life.restarts + 1, ready_at=None) if fresh else changed


def _ready(life: Life, at: float) -> Life:
    """`ready_at` is when the present stretch of health began."""
    if life.state is not _READY or life.ready_at is not None:
        return life
    return structs.replace(life, ready_at=at)


def _ended(life: Life, end: Ended) -> Life:
    if life.state in {_BACKOFF, _ENDED, _FAILED}:
        message = f"Ended cannot happen to an instance that is {life.state}"
        raise ValueError(message)
    healthy = life.ready_at is not None and end.at - life.ready_at >= HEALTHY_S
    failures = 1 if healthy else life.failures + 1
    state = _FAILED if end.exit_code else _ENDED
    if life.state is _STOPPING:
        state = _ENDED
    elif life.restart is Restart.ALWAYS:
        state = _BACKOFF
    elif end.exit_code is None:
        state = _FAILED
    return structs.replace(
        life,
        state=state,
        failures=failures,
        ready_at=None,
        exit_code=end.exit_code,
        resume_at=end.at + pause_s(failures) if state is _BACKOFF else None,
    )
