"""One page with the graphs of the whole system, where it has services on AWS: what each resource says of itself."""

from collections.abc import Iterable, Iterator

from mainstay.catalog.aws.cloudwatch import Dashboard
from mainstay.catalog.aws.cloudwatch.dashboard import page
from mainstay.model.cloud import DASHBOARD, CloudKind, Part
from mainstay.model.intent import Intent, Service
from mainstay.model.target import Target


def dashboard(intent: Intent, parts: Iterable[Part]) -> Iterator[Part]:
    """The page, its rows in the order of names; nothing where no service runs that somebody would watch."""
    whole = intent.whole
    if whole.target is not Target.AWS or not any(isinstance(one, Service) for one in intent.components):
        return
    shown = {part.name: part.kind.vitals(part.name) for part in parts if _has_vitals(type(part.kind))}
    rows = [(name, shown[name]) for name in sorted(shown) if shown[name]]
    if rows:
        label = "-".join(name for name in (intent.application, whole.environment) if name)
        kind = Dashboard(dashboard_name=label, dashboard_body=page(rows, whole.region))
        yield Part(name=DASHBOARD, kind=kind, says="one page shows how everything is: load, errors, waiting, fullness")


def _has_vitals(kind: type[CloudKind]) -> bool:
    """Whether this kind states any: most do not, and none of those is asked."""
    return kind.vitals is not CloudKind.vitals
