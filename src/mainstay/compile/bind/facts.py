"""What rules look at: the facts on one component, the resource or the offer that realises it, and the system."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import cast

import cel

from mainstay.compile.bind.functions import HELPERS
from mainstay.compile.bind.unknown import STATED, Partly, PartlyItems, Seen, seen, seen_mapping
from mainstay.model.cloud import CloudKind, Offer
from mainstay.model.intent import AnyComponent, Site, Whole
from mainstay.model.price import total

NOT_FACTS = frozenset({"needs", "uses", "evidence", "settings", "overrides", "password", "value"})
_FUNCTIONS = {name: function for name, (function, _) in HELPERS.items()}
OFFER_FACTS = (
    "label", "latency_ms", "availability", "durability", "capacity", "connections", "max_connections", "startup_s",
    "recovery_point_s", "recovery_time_s",
)  # fmt: skip


@dataclass(eq=False)
class Facts:
    """Facts in the shape of CEL, made once and asked often.

    `name`, `role`, `kinds` (id and aliases), `data_class` and `tags` are what selectors look at; each of `seen` is one
    variable of conditions. `asked` are the facts, with their marks, that the conditions at hand look at (None: any).
    """

    name: str
    environment: str
    role: str
    kinds: tuple[str, ...]
    data_class: str
    tags: dict[str, str]
    seen: dict[str, Seen]
    given: bool = False
    asked: frozenset[str] | None = None

    @cached_property
    def roots(self) -> frozenset[str]:
        """The variables that there are."""
        return frozenset(self.seen)

    @cached_property
    def partly(self) -> bool:
        """Whether some of the facts are known only at apply."""
        return any(fact.partly for fact in self.seen.values())

    @cached_property
    def context(self) -> cel.Context:
        """The variables without what is unknown, and without what nobody asks: handing facts to CEL takes long."""
        return cel.Context(variables={n: self._asked(s.known) for n, s in self.seen.items()}, functions=_FUNCTIONS)

    def _asked(self, known: object) -> object:
        if self.asked is None or not isinstance(known, dict):
            return known
        values = cast("dict[str, object]", known)
        return {name: values[name] for name in self.asked if name in values}

    @cached_property
    def names(self) -> frozenset[tuple[str, str]]:
        """All facts there are, stated or not, known or not, each with its variable."""
        found = ((root, there.known) for root, there in self.seen.items())
        known = ((root, cast("dict[str, object]", values)) for root, values in found if isinstance(values, dict))
        return frozenset((root, name.removeprefix(STATED)) for root, values in known for name in values)

    @cached_property
    def parts(self) -> frozenset[tuple[str, ...]]:
        """The paths to everything of which only a part is known."""
        return frozenset(path for root, there in self.seen.items() for path in _parts((root,), there.known))

    @cached_property
    def items(self) -> bool:
        """Whether a list somewhere has items of which only a part is known."""
        return any(_has_items(there.known) for there in self.seen.values())

    def marked(self, names: tuple[str, ...]) -> bool:
        """Whether the fact at this path is known only at apply."""
        owner = self._owner(names)
        return owner is not None and STATED + names[-1] in owner

    def unset(self, names: tuple[str, ...]) -> bool:
        """Whether the fact at this path exists, and nobody stated it."""
        owner = self._owner(names)
        return owner is not None and names[-1] in owner and owner[names[-1]] is None

    def _owner(self, names: tuple[str, ...]) -> dict[str, object] | None:
        there = self.seen.get(names[0])
        found: object = there.known if there else None
        for name in names[1:-1]:
            found = cast("dict[str, object]", found).get(name) if isinstance(found, dict) else None
        return cast("dict[str, object]", found) if isinstance(found, dict) and len(names) > 1 else None


def _parts(path: tuple[str, ...], known: object) -> Iterator[tuple[str, ...]]:
    if isinstance(known, Partly | PartlyItems):
        yield path
    if isinstance(known, Partly):
        for name, value in known.items():
            yield from _parts((*path, name), value)


def _has_items(known: object) -> bool:
    """Whether a list somewhere in this has items that are known in part."""
    if isinstance(known, Partly):
        return any(_has_items(value) for value in known.values())
    return isinstance(known, PartlyItems)


def facts(
    component: AnyComponent | None,
    kind: CloudKind | None,
    whole: Whole,
    *,
    offer: Offer | None = None,
    name: str = "",
    asked: frozenset[str] | None = None,
) -> Facts:
    """The facts on a component, on the `kind` that realises it, and on the `offer` that this kind is part of.

    What expansion adds has no component, only a `name` of its own. An `offer` brings its own kind. `asked` is what
    those who will ask look at (see `Facts`).
    """
    kind = offer.kind if offer else kind
    variables = {"environment": seen(whole.environment), "region": seen(whole.region)}
    if component:
        variables["intent"] = seen_mapping(intent_facts(component, whole))
    if kind:
        variables["resource"] = seen_mapping(resource_facts(kind))
    if offer:
        variables["offer"] = seen_mapping(offer_facts(offer))
    needs = None if component is None or isinstance(component, Site) else component.needs
    return Facts(
        name=name or (component.name if component else ""),
        environment=whole.environment,
        role=component.role.value if component else "",
        kinds=(kind.id, *sorted(kind.aliases)) if kind else (),
        data_class=str(getattr(needs, "data_class", "")),
        tags=whole.tags | (component.tags if component else {}),
        seen=variables,
        asked=asked,
    )


def given_facts(variables: dict[str, dict[str, object]], environment: str, region: str) -> Facts:
    """Facts that somebody made up by name, for an example."""
    intent, resource = variables.get("intent", {}), variables.get("resource", {})
    tags = intent.get("tags")
    return Facts(
        name=str(intent.get("name") or resource.get("name") or ""),
        environment=environment,
        role=str(intent.get("role", "")),
        kinds=(str(resource["kind"]),) if "kind" in resource else (),
        data_class=str(intent.get("data_class", "")),
        tags={k: str(v) for k, v in cast("dict[str, object]", tags).items()} if isinstance(tags, dict) else {},
        seen={name: seen_mapping(values) for name, values in variables.items() if values}
        | {"environment": seen(environment), "region": seen(region)},
        given=True,
    )


def intent_facts(component: AnyComponent, whole: Whole) -> dict[str, object]:
    """What the intent says of a component, requirements beside the rest."""
    own = {n: getattr(component, n) for n in component.__struct_fields__ if n not in NOT_FACTS}
    needs = None if isinstance(component, Site) else component.needs
    required = {n: getattr(needs, n) for n in needs.__struct_fields__} if needs else {}
    return {
        **own,
        **required,
        "role": component.role.value,
        "uses": [use.target for use in component.uses],
        "set": component.overrides,
        "tags": whole.tags | component.tags,
    }


def resource_facts(kind: CloudKind) -> dict[str, object]:
    """The properties of a resource, and what its kind is."""
    own = {name: getattr(kind, name) for name in kind.__struct_fields__}
    about = {"kind": kind.id, "aliases": sorted(kind.aliases), "platform": kind.platform, "stateful": kind.stateful}
    return {**own, **about}


def offer_facts(offer: Offer) -> dict[str, object]:
    """What an offer gives and costs; a cost that is not known is null."""
    own: dict[str, object] = {name: getattr(offer, name) for name in OFFER_FACTS}
    return {**own, "cost_usd_month": total(offer.charges)}
