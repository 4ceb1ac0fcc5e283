"""What the intent asks of each link, and which resources stand at its ends. Written apart from *expand* on purpose."""

from collections.abc import Iterator

import msgspec

from mainstay.compile.verify.facts import facts_of
from mainstay.compile.verify.facts.fact import Runs
from mainstay.compile.verify.view import View, type_of
from mainstay.model.graph import Resource
from mainstay.model.intent import AnyComponent, Extra, Property, Role, Service, Use, Workload
from mainstay.model.origin import Origin
from mainstay.model.references import references
from mainstay.model.requirement import Access

_USUAL = {
    Role.DATABASE: frozenset({Access.READ, Access.WRITE}),
    Role.CACHE: frozenset({Access.READ, Access.WRITE}),
    Role.BUCKET: frozenset({Access.READ, Access.WRITE}),
    Role.SECRET: frozenset({Access.READ}),
    Role.MAIL: frozenset({Access.PUBLISH}),
    Role.SERVICE: frozenset({Access.CALL}),
    Role.JOB: frozenset({Access.CALL}),
    Role.SITE: frozenset({Access.READ}),
}
"""What a link means where nobody said (docs: "What uses means")."""


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """One `uses` link. `open` says that nobody stated what it does, and that its target can be anything.

    `told` is what the source learns about the target through its environment.
    """

    source: str
    target: str
    access: frozenset[Access]
    open: bool = False
    told: frozenset[Property] = frozenset()
    origin: Origin | None = None


def links(view: View) -> tuple[Link, ...]:
    """All links of the intent whose both ends exist."""
    return tuple(
        _link(component, use, view.components[use.target])
        for component in view.graph.intent.components
        for use in component.uses
        if use.target in view.components
    )


def _link(source: AnyComponent, use: Use, target: AnyComponent) -> Link:
    origin = next((evidence.origin for evidence in (*use.evidence, *source.evidence)), None)
    access = frozenset(use.access) or _usual(source, target)
    unsaid = not access
    return Link(
        source=source.name,
        target=target.name,
        access=access or frozenset(Access),
        open=unsaid,
        told=frozenset(binding.property for binding in use.bindings),
        origin=origin,
    )


def _usual(source: AnyComponent, target: AnyComponent) -> frozenset[Access]:
    if isinstance(target, Extra):
        return frozenset()
    if target.role in {Role.QUEUE, Role.TOPIC}:
        takes = isinstance(source, Service) and not source.listens and not source.public
        return frozenset({Access.CONSUME if takes or source.role is Role.QUEUE else Access.PUBLISH})
    return _USUAL.get(target.role, frozenset())


class Actor(msgspec.Struct, frozen=True, kw_only=True):
    """Something that assumes roles: `own` are those its code acts with, `starts` those it is started with."""

    resource: Resource
    runs: Runs
    own: tuple[Resource, ...]
    starts: tuple[Resource, ...]


def actors(view: View, component: str) -> Iterator[Actor]:
    """The resources of a component that assume roles."""
    for resource in view.parts.get(component, ()):
        actor = actor_of(view, resource)
        if actor is not None:
            yield actor


def actor_of(view: View, resource: Resource) -> Actor | None:
    """The roles that a resource assumes; None where it assumes none."""
    runs = facts_of(type_of(resource)).runs
    if runs is None:
        return None
    own = tuple(role for path in runs.roles for role in view.at(resource, path))
    starts = tuple(role for path in runs.starts for role in view.at(resource, path))
    return Actor(resource=resource, runs=runs, own=own, starts=starts)


def is_program(component: AnyComponent) -> bool:
    """Whether it runs code of the application."""
    return isinstance(component, Workload)


READ_SECRET = {"aws_secretsmanager_secret": "secretsmanager:GetSecretValue", "aws_ssm_parameter": "ssm:GetParameters"}
"""What keeps secrets, and the action that reads them (a parameter also: `ssm:GetParameter`)."""


def secrets_of(view: View, component: str) -> frozenset[str]:
    """The secrets that the program's environment mentions, as text by reference or by their ARN."""
    told = {name for name in _by_reference(view, component) if name in view.by_name}
    for part in view.parts.get(component, ()):
        runs = facts_of(type_of(part)).runs
        paths = ("spec.data.remoteRef.key",) if type_of(part) == "ExternalSecret" else runs.environment if runs else ()
        for path in paths:
            for value in view.values(part, path):
                told |= {r.resource for r in references(value) if _is_secret(view, r.resource)}
    return frozenset(told)


def _by_reference(view: View, component: str) -> Iterator[str]:
    for part in view.parts.get(component, ()):
        yield from view.hidden[part.name]


def _is_secret(view: View, name: str) -> bool:
    resource = view.by_name.get(name)
    return resource is not None and type_of(resource) in READ_SECRET
