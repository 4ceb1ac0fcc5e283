"""What people look at: the running application as the doors show it.

These values stand in `model`, not in a door, because `actions` make them and both doors show them: `mainstay ps`
and the status page must never disagree about what "healthy" means. None of them may hold the value of a secret.
"""

from collections.abc import Iterable
from enum import StrEnum

from mainstay.model.graph import Link
from mainstay.model.intent import Role
from mainstay.model.status import InstanceState, InstanceStatus
from mainstay.model.value import Value


class Health(StrEnum):
    """The state of one part of the application, as one word that people understand."""

    HEALTHY = "healthy"
    STARTING = "starting"
    DEGRADED = "degraded"
    DOWN = "down"
    IDLE = "idle"

    @classmethod
    def of(cls, states: Iterable[InstanceState]) -> "Health":
        """The health of a part from the states of its instances.

        All ready is healthy, some ready is degraded (starting, where the others are only on their way), none ready
        is down or starting. Stopping and ended instances do not count; without any other the part is idle.
        """
        counted = [s for s in states if s not in _GONE]
        if not counted:
            return cls.IDLE
        if all(s is InstanceState.READY for s in counted):
            return cls.HEALTHY
        if all(s in _ON_THE_WAY for s in counted):
            return cls.STARTING
        return cls.DEGRADED if InstanceState.READY in counted else cls.DOWN


_GONE = frozenset({InstanceState.STOPPING, InstanceState.ENDED})
_ON_THE_WAY = frozenset({InstanceState.READY, InstanceState.STARTING})


class NodeView(Value, frozen=True, kw_only=True):
    """One part of the application in the picture.

    `role` is what the application asked for, None for machinery of the platform (the router). `kind` is the id of
    the catalog entry (`local.postgres`), `about` its short name for people ("PostgreSQL 18"). `served_by` is the
    resource whose instances do its work and write its logs, where that is another one (a shared server).
    """

    name: str
    role: Role | None = None
    kind: str = ""
    about: str = ""
    served_by: str = ""
    health: Health


class EdgeView(Value, frozen=True, kw_only=True):
    """`source` relates to `target`. `requests_s` is None where requests are not counted."""

    source: str
    link: Link
    target: str
    requests_s: float | None = None


class Traffic(Value, frozen=True, kw_only=True):
    """What the router measured for one service over the last seconds. `error_share` (5xx) is in 0..1."""

    service: str
    requests_s: float
    p50_ms: float | None = None
    p99_ms: float | None = None
    error_share: float = 0.0


class Gravity(StrEnum):
    """How much a notice matters."""

    INFO = "info"
    WARNING = "warning"


class Notice(Value, frozen=True, kw_only=True):
    """A sentence that the user should read: data that lives in memory only, a check that looks misconfigured."""

    text: str
    hint: str = ""
    resource: str = ""
    gravity: Gravity = Gravity.INFO


class Overview(Value, frozen=True, kw_only=True):
    """The whole application now. `release` is the number that serves, 0 for none; `urls` are its public addresses."""

    application: str
    urls: tuple[str, ...] = ()
    release: int = 0
    nodes: tuple[NodeView, ...] = ()
    edges: tuple[EdgeView, ...] = ()
    instances: tuple[InstanceStatus, ...] = ()
    traffic: tuple[Traffic, ...] = ()
    notices: tuple[Notice, ...] = ()


class ReleaseState(StrEnum):
    """What became of a release."""

    BUILDING = "building"
    LIVE = "live"
    SUPERSEDED = "superseded"
    FAILED = "failed"


class GoingBack(StrEnum):
    """What is known of going back to a release from the one that serves."""

    SAFE = "safe"
    UNSAFE = "unsafe"
    NOT_PROVEN = "not proven"


class ReleaseView(Value, frozen=True, kw_only=True):
    """One release. `at` is seconds since the epoch (UTC), `by` who or what made it, `note` why or what failed.

    `going_back` is None for the release that serves, and for those that never did.
    """

    number: int
    at: float
    state: ReleaseState
    note: str = ""
    by: str = ""
    can_roll_back: bool = False
    going_back: GoingBack | None = None


class MailView(Value, frozen=True, kw_only=True):
    """One caught mail in the inbox, newest first there. `at` is seconds since the epoch (UTC)."""

    id: int
    at: float
    sender: str
    recipients: tuple[str, ...] = ()
    subject: str = ""


class MailMessage(MailView, frozen=True, kw_only=True):
    """A caught mail with its content. All of it is what a program sent: untrusted text.

    `text` and `html` are the decoded bodies ("" for none), `attachments` the names of the attached files.
    """

    text: str = ""
    html: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    attachments: tuple[str, ...] = ()


class SettingView(Value, frozen=True, kw_only=True):
    """One configuration value of the application.

    `value` is plain only where `masked` is false; else it is a stand-in such as `••••••••`. `origin` is a sentence
    that says where it comes from; `can_unset` is true for values that somebody set with `mainstay config set`.
    """

    name: str
    value: str
    masked: bool = True
    origin: str = ""
    can_unset: bool = False


def of_resource(instances: Iterable[InstanceStatus], resource: str) -> Health:
    """The health of `resource` from all instances of the application."""
    return Health.of(i.state for i in instances if i.resource == resource)
