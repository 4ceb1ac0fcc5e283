"""Another technology for what an intent asks: the decision is changed, and everything is compiled anew from the intent.

Programs move at once. Data does not: for a store that holds data there is a migration in phases, the old store stays
until a person retires it, and no phase destroys what an earlier one relied on.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum

import msgspec

from mainstay.catalog import cloud_kinds
from mainstay.compile.naming import called, check_component, named
from mainstay.model.cloud import CloudKind
from mainstay.model.errors import MainstayError
from mainstay.model.intent import AnyComponent, Database, Engine, Extra, Intent
from mainstay.model.origin import Evidence, Origin, Source
from mainstay.model.value import Value

KEEP_DAYS = 30
"""How long the old store is kept after the switch: a monthly job has run once against the new one."""


class By(StrEnum):
    """Who carries a phase out."""

    MAINSTAY = "mainstay"
    PERSON = "a person"


class Phase(Value, frozen=True, kw_only=True):
    """One phase of a migration. Where `intent` is given, it is what is compiled and applied in this phase."""

    title: str
    by: By
    says: str
    check: str
    intent: Intent | None = None


class Swap(Value, frozen=True, kw_only=True):
    """`intent` is the changed intent, as it is in the end; `moved` are the components that change.

    `phases` lead there where data is concerned. `names`: old store → the name of the one that takes its place.
    """

    intent: Intent
    moved: tuple[str, ...]
    phases: tuple[Phase, ...] = ()
    names: dict[str, str] = {}


def swap(intent: Intent, chosen: Mapping[str, str], old: str, new: str, *, only: str = "") -> Swap:
    """The intent with `new` instead of `old`; `chosen` are the kinds that realise its components now.

    Technologies are named by kind id (`aws.lambda`) or alias, the last part of one (`lambda`), or engine (`mysql`).
    Raises `MainstayError` where a name is unknown or ambiguous, or nothing that is meant is realised by `old`.
    """
    kinds = {kind.id: kind for kind in cloud_kinds(intent.whole.target)}
    if only:
        check_component(intent, only)
    meant = [c for c in intent.components if (not only or c.name == only) and _is(c, chosen, kinds, old)]
    if not meant:
        raise _nothing(intent, chosen, old, only)
    _check_new(meant, chosen, (old, new), kinds)
    changed = {component.name: _changed(component, old, new, kinds) for component in meant}
    names = {c.name: _beside(c, new, intent) for c in meant if kinds[chosen[c.name]].stateful}
    at_once = _with(intent, {name: component for name, component in changed.items() if name not in names})
    if not names:
        return Swap(intent=at_once, moved=tuple(sorted(changed)))
    phases = _phases(at_once, [msgspec.structs.replace(changed[was], name=name) for was, name in names.items()], names)
    return Swap(intent=phases[-1].intent or at_once, moved=tuple(sorted(changed)), phases=phases, names=names)


def _is(component: AnyComponent, chosen: Mapping[str, str], kinds: Mapping[str, type[CloudKind]], old: str) -> bool:
    if isinstance(component, Database) and old in set(Engine):
        return component.engine == old
    return component.name in chosen and called(kinds[chosen[component.name]], old)


def _check_new(
    meant: Sequence[AnyComponent],
    chosen: Mapping[str, str],
    words: tuple[str, str],
    kinds: Mapping[str, type[CloudKind]],
) -> None:
    """Refuse what is no change, and what could never realise one of the components that are meant."""
    old, new = words
    where = f"mainstay swap {old} {new}"
    for component in meant:
        if isinstance(component, Database) and new in set(Engine):
            same = component.engine == new
        else:
            kind = named(new, kinds.values(), where, also=set(Engine))
            same = chosen[component.name] == kind.id
            if not isinstance(component, Extra) and component.role not in kind.realises:
                raise MainstayError(
                    where,
                    f"`{component.name}` ({component.role.value}) must be realised by {kind.id}",
                    "that is nothing it can do",
                    hint=f"`mainstay alternatives {component.name}` shows what can",
                )
        if same:
            raise MainstayError(
                where,
                f"`{component.name}` must get another technology",
                f"it is realised by {new}",
                hint=f"`mainstay alternatives {component.name}` shows what there is",
            )


def _changed(component: AnyComponent, old: str, new: str, kinds: Mapping[str, type[CloudKind]]) -> AnyComponent:
    origin = Origin(source=Source.FLAG, path="")
    if isinstance(component, Database) and new in set(Engine):
        said = Evidence(field="engine", origin=origin, says=f"swap {old} {new}")
        kept = tuple(e for e in component.evidence if e.field not in ("engine", "kind"))
        return msgspec.structs.replace(component, engine=Engine(new), kind="", overrides={}, evidence=(*kept, said))
    kind = named(new, kinds.values(), f"mainstay swap {old} {new}", also=set(Engine))
    said = Evidence(field="kind", origin=origin, says=f"swap {old} {new}")
    kept = tuple(e for e in component.evidence if e.field != "kind" and not e.field.startswith("overrides."))
    # What was set of the old technology says nothing about the new one.
    return msgspec.structs.replace(component, kind=kind.id, overrides={}, evidence=(*kept, said))


def _nothing(intent: Intent, chosen: Mapping[str, str], old: str, only: str) -> MainstayError:
    there = ", ".join(f"{name} ({kind})" for name, kind in sorted(chosen.items()) if not only or name == only)
    return MainstayError(
        f"`{only or intent.application}`",
        f"something must be realised by {old}",
        "that is the name of a component" if old in intent.names else "nothing is",
        hint=f"there are {there}" if there else "`mainstay compile` shows what there is",
    )


def _with(intent: Intent, changed: Mapping[str, AnyComponent]) -> Intent:
    components = tuple(changed.get(c.name, c) for c in intent.components)
    return msgspec.structs.replace(intent, components=components)


def _beside(component: AnyComponent, new: str, intent: Intent) -> str:
    wanted = f"{component.name}-{new.rpartition('.')[2].replace('_', '-')}"
    while wanted in intent.names:
        wanted += "-next"
    return wanted


def _phases(intent: Intent, stores_beside: Sequence[AnyComponent], names: Mapping[str, str]) -> tuple[Phase, ...]:
    beside = _sorted(intent, stores_beside)
    switched = msgspec.structs.replace(
        beside, components=tuple(_redirected(component, names) for component in beside.components)
    )
    retired = msgspec.structs.replace(switched, components=tuple(c for c in switched.components if c.name not in names))
    stores = ", ".join(f"`{old}` to `{new}`" for old, new in sorted(names.items()))
    return (
        Phase(
            title="provision beside",
            by=By.MAINSTAY,
            says=f"the new store is made beside the old one ({stores}); nothing uses it yet",
            check="the new store answers",
            intent=beside,
        ),
        Phase(
            title="copy",
            by=By.PERSON,
            says=f"replicate {stores}, or stop writing, dump and load; keep replicating until the switch",
            check="the replica is less than a minute behind",
        ),
        Phase(
            title="compare",
            by=By.PERSON,
            says="compare the number of rows or objects of each table or prefix, and a checksum of each",
            check="all numbers and checksums are equal",
        ),
        Phase(
            title="switch",
            by=By.MAINSTAY,
            says="programs use the new store; the old one is neither changed nor removed, so going back is possible",
            check="health and error rate stay as they were",
            intent=switched,
        ),
        Phase(
            title="keep",
            by=By.PERSON,
            says=f"keep the old store for {KEEP_DAYS} days, without writers",
            check="nothing reads it any more",
        ),
        Phase(
            title="retire",
            by=By.PERSON,
            says="take a last backup, lift its deletion protection, and remove the old store in a change of its own",
            check="the backup has been restored once",
            intent=retired,
        ),
    )


def _sorted(intent: Intent, more: Sequence[AnyComponent]) -> Intent:
    components = sorted((*intent.components, *more), key=lambda component: component.name)
    return msgspec.structs.replace(intent, components=tuple(components))


def _redirected(component: AnyComponent, names: Mapping[str, str]) -> AnyComponent:
    uses = tuple(msgspec.structs.replace(use, target=names.get(use.target, use.target)) for use in component.uses)
    return msgspec.structs.replace(component, uses=tuple(sorted(uses, key=lambda use: use.target)))
