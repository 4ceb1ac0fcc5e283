"""The offers for one component: of all kinds, or of the pinned one, with the properties that somebody stated."""

import difflib
import re
from collections.abc import Sequence

import msgspec

from mainstay.compile.evidence import place_of_field
from mainstay.model.cloud import CloudKind, Demand, Market, Offer
from mainstay.model.errors import MainstayError
from mainstay.model.intent import AnyComponent, Extra

Kinds = Sequence[type[CloudKind]]
_NAMED = re.compile(r"`(\w+)`")
"""The property that a sentence is about."""


def offers_of(component: AnyComponent, demand: Demand, market: Market, kinds: Kinds) -> tuple[Offer, ...]:
    """All offers for `component`; raises `MainstayError` where its pin or its properties name what does not exist."""
    able = candidates(component, kinds)
    _check_properties(component, able)
    found = [offer for kind in able for offer in _offered(kind, component, demand, market)]
    if not found and isinstance(component, Extra):
        return (_asked_for(component, able[0], demand, market),)
    fitting = [offer for offer in _meant(component, found) if _has(offer, component)]
    return tuple(_with_properties(component, offer, demand, market) for offer in fitting)


def _offered(kind: type[CloudKind], component: AnyComponent, demand: Demand, market: Market) -> tuple[Offer, ...]:
    """The offers of `kind`; what it says of a value that somebody stated is told at the place of the statement."""
    try:
        return kind.offers(component, demand, market)
    except MainstayError as error:
        named = _NAMED.search(error.must)
        where = place_of_field(component, f"overrides.{named[1]}" if named else "", error.where)
        must = error.must if component.name in error.must else f"`{component.name}`, as {kind.id}: {error.must}"
        raise MainstayError(where, must, error.found, hint=error.hint) from error


def _meant(component: AnyComponent, offers: Sequence[Offer]) -> list[Offer]:
    """Without offers of something else than what was set, where the same kind has offers of just that."""
    meant = list(offers)
    for name, value in component.overrides.items():
        native = {id(offer) for offer in meant if _converted(type(offer.kind), name, value) == _value(offer, name)}
        kinds = {offer.kind.id for offer in meant if id(offer) in native}
        meant = [offer for offer in meant if id(offer) in native or offer.kind.id not in kinds]
    return meant


def _value(offer: Offer, name: str) -> tuple[object, ...]:
    return (getattr(offer.kind, name),) if name in offer.kind.__struct_fields__ else (None, None)


def candidates(component: AnyComponent, kinds: Kinds) -> Kinds:
    """The kinds that come into question: the pinned one, or all that realise the role."""
    if not component.kind:
        return [kind for kind in kinds if component.role in kind.realises]
    return [kind_of(component.kind, kinds, place_of_field(component, "kind", f"`{component.name}`"))]


def kind_of(name: str, kinds: Kinds, where: str) -> type[CloudKind]:
    """The kind with this id or alias; raises `MainstayError` with the nearest where there is none."""
    for kind in kinds:
        if name == kind.id or name in kind.aliases:
            return kind
    known = sorted({known for kind in kinds for known in (kind.id, *kind.aliases)})
    raise MainstayError(
        where,
        "a kind must be in the catalog of the target",
        f"there is no `{name}`",
        hint=_nearest(name, known),
    )


def _nearest(name: str, known: Sequence[str]) -> str:
    close = difflib.get_close_matches(name, known, n=1, cutoff=0.0)
    return f"did you mean `{close[0]}`?" if close else "leave it out"


def _check_properties(component: AnyComponent, kinds: Kinds) -> None:
    for name, value in sorted(component.overrides.items()):
        fields = {field.name: field.type for kind in kinds for field in msgspec.structs.fields(kind)}
        where = place_of_field(component, f"overrides.{name}", f"`{component.name}`")
        if name not in fields:
            ids = ", ".join(kind.id for kind in kinds) or "the catalog"
            must = f"a property that is set for `{component.name}` must be one of {ids}"
            raise MainstayError(where, must, f"there is no `{name}`", hint=_nearest(name, sorted(fields)))
        if not any(_converted(kind, name, value) for kind in kinds):
            must = f"`{name}` of `{component.name}` must have a value of its type"
            raise MainstayError(
                where,
                must,
                _misfit(value, fields[name]),
                hint="the catalog's reference has the types of all properties",
            )


def _converted(kind: type[CloudKind], name: str, value: object) -> tuple[object, ...]:
    """The value as the kind takes it, alone in a tuple; empty where it does not."""
    for field in msgspec.structs.fields(kind):
        if field.name == name:
            try:
                return (msgspec.convert(value, field.type),)
            except msgspec.ValidationError:
                return ()
    return ()


def _misfit(value: object, shape: type) -> str:
    try:
        msgspec.convert(value, shape)
    except msgspec.ValidationError as error:
        return f"`{value}` does not fit: {error}"
    return f"`{value}` does not fit"


def _has(offer: Offer, component: AnyComponent) -> bool:
    kind = type(offer.kind)
    return all(_converted(kind, name, value) for name, value in component.overrides.items())


def _with_properties(component: AnyComponent, offer: Offer, demand: Demand, market: Market) -> Offer:
    """The offer with what somebody set. Where that makes another resource of it, its price is asked for again."""
    kind = type(offer.kind)
    values = {name: _converted(kind, name, value)[0] for name, value in component.overrides.items()}
    if all(getattr(offer.kind, name) == value for name, value in values.items()):
        return offer
    return repriced(offer, msgspec.structs.replace(offer.kind, **values), demand, market)


def repriced(offer: Offer, changed: CloudKind, demand: Demand, market: Market) -> Offer:
    """The offer with a changed kind; where that has another price by itself, this is the price."""
    before, after = offer.kind.standing(market, demand), changed.standing(market, demand)
    return msgspec.structs.replace(offer, kind=changed, charges=offer.charges if before == after else after)


def _asked_for(component: Extra, kind: type[CloudKind], demand: Demand, market: Market) -> Offer:
    """What somebody asks for directly: its properties are all that is known about it."""
    names = {field.name for field in msgspec.structs.fields(kind)}
    given = {"name": component.name} if "name" in names else {}
    try:
        made = msgspec.convert({**given, **component.overrides}, kind)
    except (msgspec.ValidationError, TypeError) as error:
        raise MainstayError(
            place_of_field(component, "overrides", f"`{component.name}`"),
            f"`{component.name}` must have the properties of {kind.id}",
            str(error),
            hint="state them below `set`",
        ) from error
    return Offer(kind=made, label=kind.id, charges=made.standing(market, demand))
