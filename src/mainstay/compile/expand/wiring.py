"""What a `uses` link needs: a permission, an opening on both sides, environment names, and sometimes a joint."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

import msgspec

from mainstay.catalog.aws.vpc import EgressRule, IngressRule
from mainstay.compile.expand.sites import Link
from mainstay.model.cloud import CloudKind, Part, Site
from mainstay.model.errors import MainstayError
from mainstay.model.intent import AnyComponent, Binding, Literal, Property, Workload
from mainstay.model.requirement import Access
from mainstay.model.told import Joined, Ref, SecretText, Statement, Told

Sites = dict[str, Site]
_PROVIDED_BY_IDENTITY = frozenset(
    {Property.ENDPOINT, Property.ACCESS_KEY, Property.SECRET_KEY, Property.USER, Property.PASSWORD}
)
"""What a kind need not tell in the cloud: there a program's role says who it is, and the SDK knows where to go."""


class Environment(msgspec.Struct, frozen=True, kw_only=True):
    """Environment names of one program: in plain, and by reference to a secret."""

    plain: dict[str, Told]
    secret: dict[str, SecretText]


def environments(found: tuple[Link, ...], sites: Sites) -> dict[str, Environment]:
    """What each program is told about what it uses; raises `MainstayError` where the kind has no such property."""
    told: dict[str, Environment] = defaultdict(lambda: Environment(plain={}, secret={}))
    for link in found:
        target = link.target.component.name
        offered = link.target.offer.kind.connection(sites[target])
        for binding in link.use.bindings:
            value = _bound(link, binding, offered)
            if isinstance(value, SecretText):
                told[link.source.component.name].secret[binding.name] = value
            elif value is not None:
                told[link.source.component.name].plain[binding.name] = value
    return told


def _bound(link: Link, binding: Binding, offered: dict[Property, Told | SecretText]) -> Told | SecretText | None:
    value = offered.get(binding.property)
    if value is not None:
        return _with_suffix(value, binding.suffix)
    if binding.property in _PROVIDED_BY_IDENTITY:
        return None
    kind = link.target.offer.kind.id
    has = ", ".join(sorted(offered)) or "nothing"
    evidence = (*link.use.evidence, *link.source.component.evidence)
    raise MainstayError(
        str(evidence[0].origin) if evidence else f"`{link.source.component.name}`",
        f"{binding.name} must get the {binding.property.value} of `{link.use.target}`",
        f"{kind} tells {has}",
        hint="bind another property in mainstay.yaml, or choose another kind",
    )


def _with_suffix(value: Told | SecretText, suffix: str) -> Told | SecretText:
    if not suffix or isinstance(value, SecretText):
        return value
    if isinstance(value, Joined):
        return Joined(parts=(*value.parts, suffix))
    return f"{value}{suffix}" if isinstance(value, str) else Joined(parts=(value, suffix))


def with_settings(kind: CloudKind, told: Environment | None, component: AnyComponent) -> CloudKind:
    """The kind with all its environment names: plain settings of the intent, and what its links tell."""
    plain: dict[str, Told] = {}
    if isinstance(component, Workload):
        plain = {s.name: s.value.text for s in component.settings if isinstance(s.value, Literal)}
    if told is None:
        return kind.told(plain, {}) if plain else kind
    return kind.told({**plain, **told.plain}, told.secret)


def granted(
    found: tuple[Link, ...], sites: Sites, *, besides: Access | None = None
) -> dict[str, tuple[Statement, ...]]:
    """What each program must be allowed because of its links, by its name; `besides` is an access left out."""
    statements: dict[str, list[Statement]] = defaultdict(list)
    for link in found:
        site = sites[link.target.component.name]
        for access in (access for access in link.access if access is not besides):
            statements[link.source.component.name] += link.target.offer.kind.grants(site, access)
    return {name: merged(some) for name, some in statements.items()}


def merged(statements: Iterable[Statement]) -> tuple[Statement, ...]:
    """Statements on the same resources under the same conditions as one; sids stay those of the first."""
    merged: dict[object, Statement] = {}
    for one in statements:
        key = (one.effect, one.resources, one.conditions, one.principals)
        old = merged.get(key)
        actions = tuple(sorted({*one.actions, *(old.actions if old else ())}))
        merged[key] = msgspec.structs.replace(old or one, actions=actions)
    return _with_own_sids(tuple(merged.values()))


def _with_own_sids(statements: tuple[Statement, ...]) -> tuple[Statement, ...]:
    """A sid must be unique within its policy (IAM User Guide, "Sid")."""
    seen: dict[str, int] = {}
    result: list[Statement] = []
    for one in statements:
        seen[one.sid] = seen.get(one.sid, 0) + 1
        again = seen[one.sid] > 1
        result.append(msgspec.structs.replace(one, sid=f"{one.sid}{seen[one.sid]}") if again else one)
    return tuple(result)


def openings(found: tuple[Link, ...], sites: Sites) -> Iterator[Part]:
    """For each link within the network: out of the fence of the one, into the fence of the other."""
    seen: set[tuple[str, str, int]] = set()
    for link in found:
        source, target = link.source.component.name, link.target.component.name
        endpoint = link.target.offer.kind.endpoint(sites[target])
        group = link.source.offer.kind.sends_from(sites[source])
        if endpoint is None or not group:
            continue
        for port in endpoint.ports:
            if (group, endpoint.security_group, port) not in seen:
                seen.add((group, endpoint.security_group, port))
                yield from opening(source, group, target, endpoint.security_group, port=port)


def opening(source: str, group: str, target: str, into: str, *, port: int) -> tuple[Part, Part]:
    """The pair of rules that lets `source` (behind `group`) reach `port` of `target` (behind `into`)."""
    says = f"{source} uses {target} on port {port}"
    egress = EgressRule(
        security_group_id=Ref(resource=group),
        description=f"to {target}",
        from_port=port,
        to_port=port,
        referenced_security_group_id=Ref(resource=into),
    )
    ingress = IngressRule(
        security_group_id=Ref(resource=into),
        description=f"from {source}",
        from_port=port,
        to_port=port,
        referenced_security_group_id=Ref(resource=group),
    )
    return (
        Part(name=f"{source}.to.{target}.{port}", kind=egress, says=says),
        Part(name=f"{target}.from.{source}.{port}", kind=ingress, says=says),
    )


def joints(found: tuple[Link, ...], sites: Sites) -> Iterator[tuple[str, Part]]:
    """What joins the two ends beyond permission, opening and environment, with the component it belongs to."""
    for link in found:
        site = sites[link.target.component.name]
        user = next(user for user in site.users if user.name == link.source.component.name)
        for part in link.target.offer.kind.attached(site, user):
            yield link.source.component.name, part


def reads_secrets(secret: dict[str, SecretText]) -> tuple[Statement, ...]:
    """The permission to read the secrets that a program is told about."""
    names = sorted({text.resource for text in secret.values()})
    if not names:
        return ()
    arns = tuple(Ref(resource=name, attribute="arn") for name in names)
    return (Statement(sid="ReadSecrets", actions=("secretsmanager:GetSecretValue",), resources=arns),)


def services(statements: Iterable[Statement]) -> frozenset[str]:
    """The services whose API these statements are about: the prefixes of their actions."""
    return frozenset(action.partition(":")[0] for one in statements for action in one.actions)
