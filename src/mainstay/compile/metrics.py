"""What was measured overrides what was estimated: a metrics file laid over the intent."""

from collections.abc import Mapping

import msgspec

from mainstay.model.errors import MainstayError
from mainstay.model.intent import AnyComponent, Intent, Workload
from mainstay.model.origin import Evidence, Origin, Source
from mainstay.model.requirement import ServiceNeeds
from mainstay.model.value import Value


class Measured(Value, frozen=True, kw_only=True):
    """What was measured of one program: 99th percentile of simultaneous requests, peak rate, mean compute time."""

    concurrency: int | None = None
    requests_per_second: float | None = None
    work_ms: float | None = None

    def __post_init__(self) -> None:
        """Refuse what cannot have been measured."""
        for name in self.__struct_fields__:
            value = getattr(self, name)
            if value is not None and value <= 0:
                raise ValueError(f"`{name}` must be more than 0")


def read_metrics(text: str, path: str) -> dict[str, Measured]:
    """Program → what was measured, from JSON; raises `MainstayError` naming the place in it."""
    try:
        return msgspec.json.decode(text, type=dict[str, Measured])
    except msgspec.DecodeError as error:
        raise MainstayError(
            path,
            "metrics must be JSON: programs with concurrency, requests_per_second and work_ms",
            str(error),
            hint='for example {"web": {"concurrency": 120}}',
        ) from None


def with_metrics(intent: Intent, measured: Mapping[str, Measured], path: str) -> Intent:
    """The intent with measured load; raises `MainstayError` where something was measured that is no program of it."""
    programs = {c.name for c in intent.components if isinstance(c, Workload)}
    for name in sorted(set(measured) - programs):
        raise MainstayError(
            path,
            "what was measured must be a program of the application",
            f"there is no program `{name}`",
            hint=f"programs are {', '.join(sorted(programs)) or 'none'}",
        )
    origin = Origin(source=Source.FILE, path=path)
    changed = tuple(_laid_over(c, measured.get(c.name), origin) for c in intent.components)
    return msgspec.structs.replace(intent, components=changed)


def _laid_over(component: AnyComponent, measured: Measured | None, origin: Origin) -> AnyComponent:
    if measured is None or not isinstance(component, Workload):
        return component
    found = {name: getattr(measured, name) for name in measured.__struct_fields__}
    found = {name: value for name, value in found.items() if value is not None}
    said = tuple(Evidence(field=name, origin=origin, says=f"measured: {value}") for name, value in found.items())
    kept = tuple(e for e in component.evidence if e.field not in found)
    needs: ServiceNeeds = msgspec.structs.replace(component.needs, **found)
    return msgspec.structs.replace(component, needs=needs, evidence=(*kept, *said))
