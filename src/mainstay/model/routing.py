"""What the router does: a table that is swapped as a whole."""

from mainstay.model.value import Value


class Upstream(Value, frozen=True, kw_only=True):
    """One instance that can answer. `weight` is its share of new requests; 0 drains it."""

    id: str
    host: str
    port: int
    weight: int = 1


class Route(Value, frozen=True, kw_only=True):
    """One listening port and the instances behind it; `service` names it in metrics and headers.

    `known_as` is a Host that the instances insist on ("" for none): they are told it in place of a name of this
    machine (`localhost`), which X-Forwarded-Host keeps.
    """

    service: str
    host: str
    port: int
    known_as: str = ""
    upstreams: tuple[Upstream, ...] = ()


class RouteTable(Value, frozen=True, kw_only=True):
    """All routes of one application; `version` grows with every swap."""

    version: int = 0
    routes: tuple[Route, ...] = ()
