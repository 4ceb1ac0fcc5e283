"""Ordered steps that turn the present into the Graph: pure values, each with its inverse."""

from mainstay.model.intent import Build, Given
from mainstay.model.program import Program, Text
from mainstay.model.release import Release
from mainstay.model.value import Value


class EnsurePlatform(Value, tag="ensure-platform", frozen=True, kw_only=True):
    """The supervisor of this project runs."""


class StopPlatform(Value, tag="stop-platform", frozen=True, kw_only=True):
    """The supervisor and all that it started are gone."""


class EnsureSecret(Value, tag="ensure-secret", frozen=True, kw_only=True):
    """The vault holds `component.name`; where not yet, it is made from `value`. Never undone: data may depend on it.

    With `refresh`, a value that stands in a file follows that file (`source` is the repository).
    """

    component: str
    name: str
    value: Given
    source: str = ""
    refresh: bool = False


class BuildRelease(Value, tag="build-release", frozen=True, kw_only=True):
    """The source tree of release `release` is copied and made ready by `builds`.

    `environment` is what build commands see, by build. `persist` are paths of the tree that outlive releases. `keep`
    are releases whose files are in use, however old they are.
    """

    release: int
    source: str
    builds: tuple[Build, ...]
    environment: dict[str, dict[str, Text]] = {}
    persist: tuple[str, ...] = ()
    keep: tuple[int, ...] = ()


class DiscardRelease(Value, tag="discard-release", frozen=True, kw_only=True):
    """The files of a release that never went live are removed."""

    release: int


class StartInstance(Value, tag="start-instance", frozen=True, kw_only=True):
    """The supervisor keeps `program` running under the name `instance`."""

    instance: str
    resource: str
    release: int = 0
    program: Program


class AwaitReady(Value, tag="await-ready", frozen=True, kw_only=True):
    """`instance` has met its probe; the plan fails where it ends or times out before."""

    instance: str


class RunJob(Value, tag="run-job", frozen=True, kw_only=True):
    """`program` has run once, to exit status 0. What it has done cannot be undone; its inverse stops it."""

    instance: str
    resource: str
    release: int = 0
    program: Program


class DestinedRoute(Value, frozen=True, kw_only=True):
    """Requests to `port` of `host` go to these instances, by weight. `known_as`: see `model.routing.Route`."""

    service: str
    host: str
    port: int
    instances: tuple[tuple[str, int], ...]
    known_as: str = ""


class SwitchRoutes(Value, tag="switch-routes", frozen=True, kw_only=True):
    """The router sends requests to these instances and no others, from one moment to the next."""

    routes: tuple[DestinedRoute, ...]


class DrainInstance(Value, tag="drain-instance", frozen=True, kw_only=True):
    """`instance` has no request under way, or `within_s` seconds have passed."""

    instance: str
    within_s: float = 30.0


class StopInstance(Value, tag="stop-instance", frozen=True, kw_only=True):
    """`instance` does not run, and will not be started again. `was` is what its inverse starts again."""

    instance: str
    was: StartInstance | None = None


class RecordRelease(Value, tag="record-release", frozen=True, kw_only=True):
    """`release` is the one that serves from now on. Undoing stops before it: what follows only clears up."""

    release: Release


AnyStep = (
    EnsurePlatform
    | StopPlatform
    | EnsureSecret
    | BuildRelease
    | DiscardRelease
    | StartInstance
    | AwaitReady
    | RunJob
    | SwitchRoutes
    | DrainInstance
    | StopInstance
    | RecordRelease
)


class Step(Value, frozen=True, kw_only=True):
    """One step of a Plan. `says` is the sentence that people read; `inverse` undoes it where that is possible."""

    action: AnyStep
    says: str
    inverse: AnyStep | None = None


class Plan(Value, frozen=True, kw_only=True):
    """Steps in order. `digest` identifies what it leads to: equal digests lead to the same end."""

    digest: str
    reason: str
    steps: tuple[Step, ...] = ()
