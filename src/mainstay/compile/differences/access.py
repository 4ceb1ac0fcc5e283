"""Who may do what, and who reaches whom: what an architecture allows, as sets that can be compared."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import product

from mainstay.compile.differences.difference import Concern, Difference
from mainstay.compile.differences.renames import Renames
from mainstay.model.cloud import group_of
from mainstay.model.graph import Graph, Resource
from mainstay.model.intent import Service, Site
from mainstay.model.told import Joined, PolicyDocument, Ref, Statement, Variable
from mainstay.model.value import Value

WORLD = frozenset({"0.0.0.0/0", "::/0"})
"""All addresses."""
_EVERYTHING = "everything"
_PROVIDER = ".amazonaws.com"
"""How services of AWS are called; that one of them may act as a program's role follows from the technology."""
_OPENINGS = {"aws.ingress_rule": "from", "aws.egress_rule": "to"}


class Grant(Value, frozen=True, kw_only=True):
    """`who` (an identity, or "anybody") may do `action` on `what`."""

    who: str
    what: str
    action: str


class Opening(Value, frozen=True, kw_only=True):
    """`source` reaches `ports` of `target`; either may be a range of addresses."""

    source: str
    target: str
    ports: str


def access_differences(before: Graph, after: Graph, renamed: Renames) -> Iterator[Difference]:
    """What may be done or reached now and could not before, and the other way round."""
    yield from _public(before, after, renamed)
    old = {_moved(grant, renamed) for grant in _grants(before)}
    new = set(_grants(after))
    yield from _granted(new - old, "allows {who} {actions} on {what}", weakens=True)
    yield from _granted(old - new, "no longer allows {who} {actions} on {what}", weakens=False)
    old_openings = {
        Opening(source=renamed.resource(o.source), target=renamed.resource(o.target), ports=o.ports)
        for o in _openings(before)
    }
    new_openings = set(_openings(after))
    yield from (_opened(one) for one in new_openings - old_openings)
    yield from (_closed(one) for one in old_openings - new_openings)


def _moved(grant: Grant, renamed: Renames) -> Grant:
    return Grant(who=renamed.resource(grant.who), what=renamed.text(grant.what), action=grant.action)


# Exposure


def _public(before: Graph, after: Graph, renamed: Renames) -> Iterator[Difference]:
    was = {renamed.resource(name) for name in _public_names(before)}
    now = _public_names(after)
    for name in sorted(now - was):
        says = f"{name} becomes reachable from outside"
        yield Difference(concern=Concern.EXPOSURE, says=says, component=name, resource=name, weakens=True)
    for name in sorted((was - now) & after.intent.names):
        says = f"{name} is no longer reachable from outside"
        yield Difference(concern=Concern.EXPOSURE, says=says, component=name, resource=name)


def _public_names(graph: Graph) -> set[str]:
    return {c.name for c in graph.intent.components if isinstance(c, Site) or (isinstance(c, Service) and c.public)}


# Permissions


def _grants(graph: Graph) -> Iterator[Grant]:
    for resource in graph.resources:
        for name in resource.kind.__struct_fields__:
            document = getattr(resource.kind, name)
            if isinstance(document, PolicyDocument):
                yield from _document(resource, document)


def _document(resource: Resource, document: PolicyDocument) -> Iterator[Grant]:
    for statement in document.statements:
        if statement.effect == "Allow":
            pairs = product(_subjects(resource, statement), _objects(resource, statement), statement.actions)
            yield from (Grant(who=who, what=what, action=action) for who, what, action in pairs)


def _subjects(resource: Resource, statement: Statement) -> list[str]:
    """Who is allowed it; without the provider's own services in a trust policy."""
    if not statement.principals:
        return [_identity(resource)]
    named = [_word(value) for _, values in statement.principals for value in values]
    if not statement.conditions:
        named = ["anybody" if name == _EVERYTHING else name for name in named]
    return named if statement.resources else [name for name in named if not name.endswith(_PROVIDER)]


def _objects(resource: Resource, statement: Statement) -> list[str]:
    return [_word(value) for value in statement.resources] or [resource.name]


def _identity(resource: Resource) -> str:
    """Whose permissions a policy without principals states: those of the program that its role is for."""
    role = getattr(resource.kind, "role", None)
    name = role.resource if isinstance(role, Ref) else resource.name
    return name.removesuffix(".role")


def _word(value: object) -> str:
    match value:
        case Ref():
            return f"{value.prefix}{value.resource}{value.suffix}"
        case Joined():
            return "".join(_word(part) for part in value.parts)
        case Variable():
            return f"<{value.name}>"
        case "*":
            return _EVERYTHING
        case _:
            return str(value)


def _granted(grants: set[Grant], says: str, *, weakens: bool) -> Iterator[Difference]:
    """One difference for each pair of identity and object, with all its actions."""
    actions: dict[tuple[str, str], set[str]] = defaultdict(set)
    for grant in grants:
        actions[grant.who, grant.what].add(grant.action)
    for (who, what), some in sorted(actions.items()):
        public = who == "anybody"
        yield Difference(
            concern=Concern.EXPOSURE if public else Concern.PERMISSION,
            says=says.format(who=who, actions=", ".join(sorted(some)), what=what),
            component=who.partition(".")[0],
            resource=what,
            weakens=weakens and (public or what == _EVERYTHING or any("*" in action for action in some)),
        )


# Openings


def _openings(graph: Graph) -> Iterator[Opening]:
    for resource in graph.resources:
        if resource.kind.id not in _OPENINGS:
            continue
        here = _fenced(getattr(resource.kind, "security_group_id", None))
        there = _far_end(resource)
        ends = (there, here) if _OPENINGS[resource.kind.id] == "from" else (here, there)
        yield Opening(source=ends[0], target=ends[1], ports=_ports(resource))


def _far_end(resource: Resource) -> str:
    group = getattr(resource.kind, "referenced_security_group_id", None)
    prefixes = getattr(resource.kind, "prefix_list_id", None)
    if isinstance(group, Ref):
        return _fenced(group)
    return prefixes.resource if isinstance(prefixes, Ref) else str(getattr(resource.kind, "cidr_ipv4", None))


def _fenced(group: object) -> str:
    """What stands behind a security group."""
    return group.resource.removesuffix(group_of("")) if isinstance(group, Ref) else str(group)


def _ports(resource: Resource) -> str:
    first, last = getattr(resource.kind, "from_port", 0), getattr(resource.kind, "to_port", 0)
    protocol = getattr(resource.kind, "ip_protocol", "tcp")
    number = f"port {first}" if first == last else f"ports {first} to {last}"
    return number if protocol == "tcp" else f"{number} ({protocol})"


def _opened(one: Opening) -> Difference:
    inwards = one.source in WORLD
    says = f"opens {one.ports} from {_end(one.source)} to {_end(one.target)}"
    owner = one.target if inwards else one.source
    return Difference(
        concern=Concern.EXPOSURE if inwards else Concern.OPENING,
        says=says,
        component=owner.partition(".")[0],
        resource=one.target,
        weakens=inwards,
    )


def _closed(one: Opening) -> Difference:
    says = f"closes {one.ports} from {_end(one.source)} to {_end(one.target)}"
    owner = one.target if one.source in WORLD else one.source
    return Difference(concern=Concern.OPENING, says=says, component=owner.partition(".")[0], resource=one.target)


def _end(name: str) -> str:
    return "the internet" if name in WORLD else name
