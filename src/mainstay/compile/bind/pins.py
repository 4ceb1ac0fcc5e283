"""What somebody pins by another name is what the catalog calls it.

A kind has aliases (`aws.rds_instance`), and some kinds are only ever part of another one: who pins RDS Proxy for a
database means a database with a proxy before it.
"""

from collections.abc import Iterable

import msgspec

from mainstay.compile.evidence import evidence_of, place_of_field
from mainstay.model.cloud import CloudKind
from mainstay.model.errors import MainstayError
from mainstay.model.intent import AnyComponent, Extra, Intent, Role

_PROGRAMS = frozenset({Role.SERVICE, Role.JOB, Role.SCHEDULE, Role.SITE})


def bind_pins(intent: Intent, kinds: Iterable[type[CloudKind]]) -> Intent:
    """The intent with pins by id; those that no kind has are left for *choose* to refuse.

    Raises `MainstayError` where a part of another kind is asked for as a resource of its own.
    """
    named = {name: kind for kind in kinds for name in (kind.id, *kind.aliases)}
    linked = {use.target for component in intent.components for use in component.uses}
    for component in intent.components:
        alone = not component.uses and component.name not in linked  # a link is refused with a sentence that says more
        if alone and isinstance(component, Extra) and component.kind in named:
            _check_alone(component, named[component.kind])
    components = tuple(
        _pinned(component, named[component.kind]) if component.kind in named else component
        for component in intent.components
    )
    return msgspec.structs.replace(intent, components=components)


def _check_alone(component: Extra, kind: type[CloudKind]) -> None:
    """Refuse as a resource of its own what can only be there for something else."""
    if kind.realises & _PROGRAMS:
        roles = " or ".join(f"`{role.value}s`" for role in sorted(kind.realises & _PROGRAMS))
        found, hint = f"{kind.id} runs a program", f"state it among {roles}, with `kind: {kind.id}`"
    elif kind.comes_by_itself:
        found, hint = f"{kind.id} is there once, as soon as anything needs it", "leave it out"
    else:
        return
    where = place_of_field(component, "kind", f"`{component.name}`")
    raise MainstayError(where, f"`{component.name}` must be able to stand by itself", found, hint=hint)


def _pinned(component: AnyComponent, kind: type[CloudKind]) -> AnyComponent:
    if not kind.stands_for:
        return component if component.kind == kind.id else msgspec.structs.replace(component, kind=kind.id)
    if isinstance(component, Extra):
        names = " and ".join(f"`{name}: {_spelled(value)}`" for name, value in sorted(kind.stands_for.items()))
        raise MainstayError(
            place_of_field(component, "kind", f"`{component.name}`"),
            f"`{component.name}` must be able to stand by itself",
            f"{kind.id} belongs to something else",
            hint=f"pin `kind: {kind.id}` on what it belongs to, or set {names} there",
        )
    said = evidence_of(component, "kind")
    evidence = tuple(
        msgspec.structs.replace(said, field=f"overrides.{name}") for name in sorted(kind.stands_for) if said
    )
    kept = tuple(one for one in component.evidence if one.field != "kind")
    return msgspec.structs.replace(
        component, kind="", overrides={**kind.stands_for, **component.overrides}, evidence=(*kept, *evidence)
    )


def _spelled(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
