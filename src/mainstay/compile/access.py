"""What a component does with something that it uses, and whether that makes sense for what realises the two."""

from collections.abc import Mapping

import msgspec

from mainstay.model.cloud import CloudKind
from mainstay.model.intent import AnyComponent, Intent, Role, Service, Use
from mainstay.model.requirement import Access

_USUAL = {
    Role.DATABASE: (Access.READ, Access.WRITE),
    Role.CACHE: (Access.READ, Access.WRITE),
    Role.BUCKET: (Access.READ, Access.WRITE),
    Role.SECRET: (Access.READ,),
    Role.MAIL: (Access.PUBLISH,),
    Role.SERVICE: (Access.CALL,),
    Role.JOB: (Access.CALL,),
    Role.SITE: (Access.READ,),
}

_FOR_EXTRAS = (Access.READ, Access.WRITE, Access.CALL, Access.PUBLISH)
"""What a link to a resource that somebody asked for directly may mean."""


def access_of(use: Use, source: AnyComponent, target: AnyComponent) -> tuple[Access, ...]:
    """The accesses of a link, sorted. Queues and topics: who listens for requests sends, who does not takes."""
    if use.access:
        return tuple(sorted(use.access))
    if target.role in {Role.QUEUE, Role.TOPIC}:
        worker = isinstance(source, Service) and not (source.listens or source.public)
        subscribed = source.role is Role.QUEUE  # a queue that uses a topic is fed by it
        return (Access.CONSUME,) if worker or subscribed else (Access.PUBLISH,)
    return _USUAL.get(target.role, ())


def accesses(stated: tuple[Access, ...], user: CloudKind, used: CloudKind) -> tuple[Access, ...]:
    """The accesses of a link between two kinds: those stated, or, where none are, whatever makes sense for the two."""
    return stated or tuple(one for one in _FOR_EXTRAS if not used.accepts(user, one)) or (Access.CONSUME,)


def refusal(stated: tuple[Access, ...], user: CloudKind, used: CloudKind) -> str:
    """Why `used` does not take a link with these accesses from `user`, in its own words; "" where it does."""
    refused = (used.accepts(user, one) for one in accesses(stated, user, used))
    return next((says for says in refused if says), "")


def with_accesses(intent: Intent) -> Intent:
    """The intent with the accesses of every link stated, so that all that is asked about links is asked of the same."""
    by_name = {component.name: component for component in intent.components}
    components = tuple(_stated(component, by_name) for component in intent.components)
    return msgspec.structs.replace(intent, components=components)


def _stated(component: AnyComponent, by_name: Mapping[str, AnyComponent]) -> AnyComponent:
    uses = tuple(
        msgspec.structs.replace(use, access=access_of(use, component, by_name[use.target])) for use in component.uses
    )
    return component if uses == component.uses else msgspec.structs.replace(component, uses=uses)
