"""Decisions → Graph for the cloud targets: each kind with what it needs, joined along the links of the intent."""

from collections.abc import Iterable, Iterator

import msgspec

from mainstay.catalog import cloud_kinds
from mainstay.compile.decision import Decision
from mainstay.compile.expand.dashboard import dashboard
from mainstay.compile.expand.identity import identity
from mainstay.compile.expand.mentions import Mentions
from mainstay.compile.expand.network import Traveller, called_services, fence, network, stands_in_network, with_storage
from mainstay.compile.expand.release import release
from mainstay.compile.expand.shared import Kinds, shared_parts, well_known
from mainstay.compile.expand.sites import Link, links, shared_site, sites
from mainstay.compile.expand.wiring import (
    Sites,
    environments,
    granted,
    joints,
    merged,
    openings,
    reads_secrets,
    services,
    with_settings,
)
from mainstay.model.cloud import Demand, Market, Part, Site, group_of
from mainstay.model.errors import MainstayError
from mainstay.model.graph import Graph, Reason, Relation, Resource
from mainstay.model.graph import Link as Tie
from mainstay.model.intent import Intent, Workload
from mainstay.model.requirement import Access
from mainstay.model.target import Target

STEADY = 99.9
"""The availability, in percent, from which one zone without a way out would be too many."""


class _Built(msgspec.Struct, frozen=True, kw_only=True):
    """What one decision became: the resource itself, and what stands around it."""

    decision: Decision
    site: Site
    main: Part
    around: tuple[Part, ...]
    by_platform: frozenset[str] = frozenset()


def expand_cloud(intent: Intent, decisions: tuple[Decision, ...], market: Market) -> Graph:
    """The Graph of all `decisions`; raises `MainstayError` where a link makes no sense or cannot be told."""
    kinds: Kinds = {kind.id: kind for kind in cloud_kinds(intent.whole.target)}
    found = links(decisions)
    where = sites(intent, decisions, found, market.zones)
    built = _built(decisions, found, where)
    joined = [(name, part) for name, part in joints(found, where)]
    common = [*_shared(intent, decisions, kinds, market), *openings(found, where)]
    common += release(intent, decisions, where, market.zones)
    mentions = Mentions()
    common += _network(intent, built, [*common, *(part for _, part in joined)], market, mentions=mentions)
    everything = [part for one in built for part in (one.main, *one.around)] + [p for _, p in joined] + common
    common += dashboard(intent, everything)
    common += well_known(everything, kinds, lambda name: shared_site(intent, name, decisions, market.zones), mentions)
    resources = [resource for one in built for resource in _resources(one, market)]
    why = {decision.component.name: decision.why for decision in decisions}
    resources += [_resource(part, market, component=name, why=why[name]) for name, part in joined]
    resources += [_resource(part, market) for part in common]
    unique = _unique(resources)
    ties = _relations(found, unique, mentions)
    return Graph(intent=intent, target=intent.whole.target, resources=unique, relations=ties)


def _built(decisions: tuple[Decision, ...], found: tuple[Link, ...], where: Sites) -> list[_Built]:
    told = environments(found, where)
    allowed, by_calls = granted(found, where), granted(found, where, besides=Access.CONSUME)
    result: list[_Built] = []
    for decision in decisions:
        name = decision.component.name
        site, environment = where[name], told.get(name)
        kind = with_settings(decision.offer.kind, environment, decision.component)
        secret = environment.secret if environment else {}
        own, others = kind.own_statements(site), (*allowed.get(name, ()), *reads_secrets(secret))
        around = [*kind.parts(site), *identity(kind, site, merged((*own, *others)))]
        listens = kind.endpoint(site)
        if kind.in_network(site) or (listens is not None and listens.security_group == group_of(name)):
            around.append(fence(name, site.label))
        main = Part(name=name, kind=kind.placed(site), says=f"realises `{name}`")
        itself = services(own) | called_services(around)
        # The platform also fetches what such a program consumes, and hands it over.
        calls = services((*by_calls.get(name, ()), *reads_secrets(secret)))
        silent = itself - calls if kind.own_by_platform else frozenset[str]()
        result.append(_Built(decision=decision, site=site, main=main, around=tuple(around), by_platform=silent))
    return result


def _shared(intent: Intent, decisions: tuple[Decision, ...], kinds: Kinds, market: Market) -> Iterator[Part]:
    def site_of(kind_id: str) -> Site:
        sharing = tuple(decision for decision in decisions if kind_id in decision.offer.shared)
        return shared_site(intent, kind_id.rpartition(".")[2].replace("_", "-"), sharing, market.zones)

    wanted = {kind_id for decision in decisions for kind_id in decision.offer.shared}
    yield from shared_parts(wanted, kinds, site_of)


def _network(
    intent: Intent, built: list[_Built], others: list[Part], market: Market, *, mentions: Mentions
) -> list[Part]:
    parts = [part for one in built for part in (one.main, *one.around)]
    if intent.whole.target is not Target.AWS or not stands_in_network((*parts, *others), mentions):
        return []
    travellers = tuple(_traveller(one) for one in built if one.decision.offer.kind.sends_from(one.site))
    label = "-".join(part for part in (intent.application, intent.whole.environment) if part)
    return list(network(label, _one_for_each_group(travellers), market))


def _traveller(one: _Built) -> Traveller:
    component = one.decision.component
    needs = component.needs if isinstance(component, Workload) else None
    return Traveller(
        name=component.name,
        group=one.decision.offer.kind.sends_from(one.site),
        services=with_storage((called_services(one.around) | _pulls(one)) - one.by_platform),
        internet=bool(needs and needs.internet),
        ports=frozenset(port for use in one.site.uses for port in use.outside),
        steady=bool(needs and (needs.availability or 0.0) >= STEADY),
    )


def _pulls(one: _Built) -> frozenset[str]:
    """The registry, where an image of ours is pulled within the network; nodes of a cluster do so as themselves."""
    ours = any(part.name == f"{one.main.name}.images" for part in one.around)
    return frozenset({"ecr"}) if ours and not one.decision.offer.kind.own_by_platform else frozenset()


def _one_for_each_group(travellers: tuple[Traveller, ...]) -> tuple[Traveller, ...]:
    """Programs that share a fence (pods on the same nodes) travel together."""
    groups: dict[str, Traveller] = {}
    for one in travellers:
        old = groups.get(one.group)
        groups[one.group] = one if old is None else _together(old, one)
    return tuple(groups.values())


def _together(first: Traveller, second: Traveller) -> Traveller:
    return Traveller(
        name=first.name,
        group=first.group,
        services=first.services | second.services,
        internet=first.internet or second.internet,
        ports=first.ports | second.ports,
        steady=first.steady or second.steady,
    )


def _resources(one: _Built, market: Market) -> Iterator[Resource]:
    """The load is on the component itself: not on its queue for dead letters, its bucket of logs, its files."""
    decision = one.decision
    yield Resource(
        name=one.main.name,
        kind=one.main.kind,
        component=one.main.name,
        why=decision.why,
        charges=decision.offer.charges,
    )
    for part in one.around:
        yield _resource(part, market, component=one.main.name, why=decision.why, demand=Demand(rate=0.0))


def _resource(
    part: Part,
    market: Market,
    *,
    component: str = "",
    why: tuple[Reason, ...] = (),
    demand: Demand = Demand(),  # noqa: B008 - frozen
) -> Resource:
    because = (Reason(step="expand", says=says, property=name) for name, says in sorted(part.because.items()))
    return Resource(
        name=part.name,
        kind=part.kind,
        component=component,
        why=(Reason(step="expand", says=part.says), *because, *why),
        charges=part.kind.standing(market, demand),
    )


def _unique(resources: Iterable[Resource]) -> tuple[Resource, ...]:
    """Sorted by name. Two parts may ask for the same thing; for different things under one name they may not."""
    by_name: dict[str, Resource] = {}
    for resource in resources:
        other = by_name.setdefault(resource.name, resource)
        if other.kind != resource.kind:
            raise MainstayError(
                f"`{resource.name}`",
                "must be the name of one resource",
                f"{other.kind.id} and {resource.kind.id} both have it",
                hint="rename the component in mainstay.yaml, or report this",
            )
    return tuple(by_name[name] for name in sorted(by_name))


def _relations(found: tuple[Link, ...], resources: tuple[Resource, ...], mentions: Mentions) -> tuple[Relation, ...]:
    ties = [
        Relation(
            source=link.source.component.name,
            link=Tie.USES,
            target=link.target.component.name,
            why=tuple(Reason(step="intent", says=e.says, origin=e.origin) for e in link.use.evidence),
        )
        for link in found
    ]
    for resource in resources:
        targets = sorted(mentions.of(resource.kind) - {resource.name})
        ties += [Relation(source=resource.name, link=Tie.REFERS_TO, target=target) for target in targets]
    return tuple(sorted(ties, key=lambda tie: (tie.source, tie.link, tie.target)))
