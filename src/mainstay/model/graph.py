"""The architecture: resources and typed relations, each with the reason that put it there."""

from enum import StrEnum

from mainstay.model.intent import Intent
from mainstay.model.kind import Kind, Target
from mainstay.model.origin import Origin
from mainstay.model.price import Charge
from mainstay.model.value import Value


class Link(StrEnum):
    """How one resource relates to another."""

    USES = "uses"
    REFERS_TO = "refers_to"
    ROUTES_TO = "routes_to"  # from outside
    FORWARDS_TO = "forwards_to"  # from other programs of the application
    BUILT_FROM = "built_from"
    KEEPS = "keeps"
    SERVED_BY = "served_by"


class Reason(Value, frozen=True, kw_only=True):
    """One link of the chain rule → decision → intent. `step` is the compile pass or rule that decided.

    `property` is the property of the kind that it explains ("": that the resource exists at all).
    """

    step: str
    says: str
    origin: Origin | None = None
    property: str = ""


class Resource(Value, frozen=True, kw_only=True):
    """One thing of the architecture. `component` is the component of the Intent it serves ("" for none).

    `charges` are what it costs a month at the stated load; none where it costs nothing.
    """

    name: str
    kind: Kind
    component: str = ""
    why: tuple[Reason, ...]
    charges: tuple[Charge, ...] = ()


class Relation(Value, frozen=True, kw_only=True):
    """`source` relates to `target`."""

    source: str
    link: Link
    target: str
    why: tuple[Reason, ...] = ()


class Lock(Value, frozen=True, kw_only=True):
    """Decisions that an edit elsewhere must not disturb.

    `kinds`: component → id of the kind that was chosen. `slots`: resource → a small number that is its own for good;
    the local target makes private addresses of it. `offers`: component → the label of its offer. `contents`:
    component → a digest of what it asks for without its name, by which a renamed one is recognised. `names`:
    component → the name that it was created with, where that is another. `moved`: resource → the name that it had
    before it was renamed.
    """

    kinds: dict[str, str] = {}
    slots: dict[str, int] = {}
    offers: dict[str, str] = {}
    contents: dict[str, str] = {}
    names: dict[str, str] = {}
    moved: dict[str, str] = {}


class Graph(Value, frozen=True, kw_only=True):
    """The compiled architecture of one Intent for one target; resources and relations are sorted."""

    intent: Intent
    target: Target
    resources: tuple[Resource, ...] = ()
    relations: tuple[Relation, ...] = ()
    lock: Lock = Lock()

    def resource(self, name: str) -> Resource:
        """The resource called `name`; raises `KeyError` where there is none."""
        for resource in self.resources:
            if resource.name == name:
                return resource
        raise KeyError(name)

    def linked(self, source: str, link: Link) -> tuple[Resource, ...]:
        """The resources that `source` relates to by `link`."""
        return tuple(self.resource(r.target) for r in self.relations if r.source == source and r.link is link)
