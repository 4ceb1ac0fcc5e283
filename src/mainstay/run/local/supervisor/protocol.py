"""What goes over the supervisor's control socket: one JSON value a line, one reply for each request."""

from mainstay.model.errors import ExitCode, MainstayError
from mainstay.model.plan import StartInstance
from mainstay.model.status import InstanceStatus
from mainstay.model.value import Value

LONGEST_LINE_BYTES = 16 * 1024 * 1024


class Start(Value, tag="start", frozen=True, kw_only=True):
    """Keep it running from now on."""

    instance: StartInstance


class Stop(Value, tag="stop", frozen=True, kw_only=True):
    """Stop it and forget it."""

    instance: str


class Await(Value, tag="await-ready", frozen=True, kw_only=True):
    """Reply once it is ready, or has failed to become so."""

    instance: str


class Report(Value, tag="status", frozen=True, kw_only=True):
    """Reply with the status of all instances."""


class Ping(Value, tag="ping", frozen=True, kw_only=True):
    """Reply at once."""


class ShutDown(Value, tag="shutdown", frozen=True, kw_only=True):
    """Stop everything and end; reply when all is gone. What is wanted stays wanted."""


Request = Start | Stop | Await | Report | Ping | ShutDown


class Done(Value, tag="done", frozen=True, kw_only=True):
    """It is done."""


class Pong(Value, tag="pong", frozen=True, kw_only=True):
    """The supervisor with this pid is up; `notes` say what it cannot keep on this machine."""

    pid: int
    notes: tuple[str, ...] = ()


class Statuses(Value, tag="statuses", frozen=True, kw_only=True):
    """Instances, sorted by name."""

    instances: tuple[InstanceStatus, ...]


class Refused(Value, tag="refused", frozen=True, kw_only=True):
    """A `MainstayError` on its way to the one who asked."""

    where: str
    must: str
    found: str
    hint: str
    exit_code: int

    def error(self) -> MainstayError:
        """The error itself."""
        return MainstayError(self.where, self.must, self.found, hint=self.hint, exit_code=ExitCode(self.exit_code))


Reply = Done | Pong | Statuses | Refused


def refused(error: MainstayError) -> Refused:
    """The reply that carries an error."""
    return Refused(
        where=error.where, must=error.must, found=error.found, hint=error.hint, exit_code=int(error.exit_code)
    )
