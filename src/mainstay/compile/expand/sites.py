"""Where each chosen kind is expanded: who uses it, what it uses, in which subnets."""

from collections import defaultdict

import msgspec

from mainstay.compile.access import access_of, accesses
from mainstay.compile.decision import Decision
from mainstay.model.cloud import NETWORK, CloudKind, Site, Usage
from mainstay.model.intent import Intent, Job, Service, Trigger, Use
from mainstay.model.intent import Site as WebSite
from mainstay.model.requirement import Access
from mainstay.model.told import Variable

DOMAIN = Variable(name="domain", description="The DNS name that the application is served under.")
_LETTERS = "abcdef"
_FRONTS = ("front", "web", "www", "pages", "site")
"""What people call the component that visitors meet first."""


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """One `uses` link between two decisions."""

    use: Use
    source: Decision
    target: Decision
    access: tuple[Access, ...]


def zone_letters(zones: int) -> str:
    """The letters of the availability zones: `ab` for two."""
    return _LETTERS[:zones]


def subnet(tier: str, letter: str) -> str:
    """The resource name of a subnet."""
    return f"{NETWORK}.{tier}-{letter}"


def links(decisions: tuple[Decision, ...]) -> tuple[Link, ...]:
    """All links, in the order of sources and targets; *choose* took only what makes sense together."""
    by_name = {decision.component.name: decision for decision in decisions}
    return tuple(
        _link(decision, use, by_name[use.target])
        for decision in decisions
        for use in sorted(decision.component.uses, key=lambda use: use.target)
    )


def _link(source: Decision, use: Use, target: Decision) -> Link:
    stated = access_of(use, source.component, target.component)
    return Link(use=use, source=source, target=target, access=accesses(stated, source.offer.kind, target.offer.kind))


def sites(intent: Intent, decisions: tuple[Decision, ...], found: tuple[Link, ...], zones: int) -> dict[str, Site]:
    """The site of each component, by its name."""
    staged = any(map(is_first_in_release, decisions))
    alike = msgspec.structs.replace(_site(intent, "", zones), staged=staged)
    bare = {decision.component.name: _bare(alike, decision) for decision in decisions}
    users: dict[str, list[Usage]] = defaultdict(list)
    uses: dict[str, list[Usage]] = defaultdict(list)
    for link in found:
        source, target = link.source.component.name, link.target.component.name
        endpoint = link.target.offer.kind.endpoint(bare[target])
        ports = endpoint.ports if endpoint else ()
        users[target].append(_usage(link.source, link.access, in_network=endpoint is not None, ports=ports))
        used = _usage(link.target, link.access, in_network=endpoint is not None, ports=ports)
        outside = link.target.offer.kind.outside_ports(frozenset(b.property for b in link.use.bindings))
        uses[source].append(msgspec.structs.replace(used, outside=outside))
    return {
        name: msgspec.structs.replace(site, users=tuple(users[name]), uses=tuple(uses[name]))
        for name, site in bare.items()
    }


def shared_site(intent: Intent, name: str, decisions: tuple[Decision, ...], zones: int) -> Site:
    """The site of something that is there once; `users` are all who share it."""
    site = _site(intent, name, zones)
    return msgspec.structs.replace(
        site,
        users=tuple(_usage(d, (), in_network=False) for d in decisions),
        physical=name.rpartition(".")[2],
    )


def is_first_in_release(decision: Decision) -> bool:
    """Whether it is a job that a release on AWS runs before it switches programs; in a cluster, others see to that."""
    kind, component = type(decision.offer.kind), decision.component
    steps = kind.release_step is not CloudKind.release_step
    return steps and isinstance(component, Job) and component.trigger is Trigger.RELEASE


def _usage(other: Decision, access: tuple[Access, ...], *, in_network: bool, ports: tuple[int, ...] = ()) -> Usage:
    component = other.component
    return Usage(
        name=component.name,
        kind=other.offer.kind,
        access=access,
        role=component.role,
        in_network=in_network,
        ports=ports,
        physical=other.label or component.name,
    )


def _bare(alike: Site, decision: Decision) -> Site:
    name = decision.component.name
    return msgspec.structs.replace(
        alike, name=name, component=decision.component, demand=decision.demand, physical=decision.label or name
    )


def front_of(intent: Intent) -> str:
    """The public component that the bare domain leads to: one with the name of a front, or the only one; else ""."""
    public = sorted(
        c.name for c in intent.components if isinstance(c, WebSite) or (isinstance(c, Service) and c.public)
    )
    named = [name for name in _FRONTS if name in public]
    return next(iter(named or public), "") if named or len(public) == 1 else ""


def _site(intent: Intent, name: str, zones: int) -> Site:
    whole = intent.whole
    letters = zone_letters(zones)
    return Site(
        name=name,
        component=None,
        application=intent.application,
        environment=whole.environment,
        region=whole.region,
        domain=whole.domain or DOMAIN,
        private_subnets=tuple(subnet("private", letter) for letter in letters),
        public_subnets=tuple(subnet("public", letter) for letter in letters),
        physical=name,
        front=front_of(intent),
    )
