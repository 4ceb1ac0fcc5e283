"""What runs now, as the supervisor sees it."""

from enum import StrEnum

from mainstay.model.value import Value


class InstanceState(StrEnum):
    """The life of an instance."""

    STARTING = "starting"
    READY = "ready"
    UNHEALTHY = "unhealthy"
    BACKOFF = "backoff"
    STOPPING = "stopping"
    ENDED = "ended"
    FAILED = "failed"


class InstanceStatus(Value, frozen=True, kw_only=True):
    """One instance. `endpoint` is where it was found listening (`127.1.2.3:8000`, "" for none).

    `notes` are sentences such as why it looks misconfigured. `exit_code` is negative for a signal.
    """

    instance: str
    resource: str
    release: int = 0
    state: InstanceState
    pid: int | None = None
    endpoint: str = ""
    started_at: float | None = None
    restarts: int = 0
    exit_code: int | None = None
    memory_mib: float | None = None
    notes: tuple[str, ...] = ()
