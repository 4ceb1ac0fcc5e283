"""Backing services: those that files declare, and those that the code cannot do without."""

import re
from dataclasses import dataclass, field

import msgspec

from mainstay.detect.facts import Connection, Tech, evidence
from mainstay.detect.infer.aliases import meaning
from mainstay.detect.infer.processes import Chosen
from mainstay.detect.infer.units import Unit
from mainstay.detect.names import unique
from mainstay.detect.places import literal_place
from mainstay.detect.sources import Declared
from mainstay.detect.tree import Tree
from mainstay.detect.urls import connection_of_url, is_inside
from mainstay.model.intent import (
    AnyComponent,
    Bucket,
    Cache,
    Data,
    Database,
    Engine,
    Mail,
    Property,
    Queue,
    Topic,
)
from mainstay.model.origin import Evidence

MADE: dict[Tech, tuple[str, type[Data]]] = {
    Tech.POSTGRES: ("database", Database),
    Tech.REDIS: ("cache", Cache),
    Tech.S3: ("bucket", Bucket),
    Tech.SQS: ("queue", Queue),
    Tech.SNS: ("topic", Topic),
    Tech.DYNAMODB: ("table", Database),
    Tech.SMTP: ("mail", Mail),
}
CLOUD = (Tech.S3, Tech.SQS, Tech.SNS, Tech.DYNAMODB)


@dataclass
class Found:
    """The backing services, and for each unit which of them it uses, by technology."""

    components: dict[str, AnyComponent] = field(default_factory=dict[str, AnyComponent])
    used: dict[str, dict[Tech, list[str]]] = field(default_factory=dict[str, dict[Tech, list[str]]])

    def of(self, tech: Tech) -> list[str]:
        """The names of the components of one technology, sorted."""
        return sorted(n for n, c in self.components.items() if tech_of(c) is tech)

    def update(self, component: AnyComponent) -> None:
        """Put a changed component in the place of the one with its name."""
        self.components[component.name] = component


def tech_of(component: AnyComponent) -> Tech | None:
    """The technology that a component of the intent is bound as; None for programs and secrets."""
    if isinstance(component, Database):
        return Tech.DYNAMODB if component.engine is Engine.DYNAMODB else Tech.POSTGRES
    return next((t for t, (_, made) in MADE.items() if made is type(component)), None)


def find_backing(tree: Tree, units: list[Unit], declared: Declared, chosen: list[Chosen]) -> Found:
    """All backing services of the application, with hard-wired hostnames and credentials."""
    taken = frozenset(c.process.name for c in chosen)
    found = Found({d.name: d for d in declared.data})
    for unit in units:
        mine = found.used.setdefault(unit.name, {})
        for tech in MADE:
            reasons = _reasons(unit, tech)
            if not reasons:
                continue
            if not found.of(tech):
                _make(found, tech, taken)
            for name in found.of(tech)[:1] if len(found.of(tech)) == 1 else found.of(tech):
                mine.setdefault(tech, []).append(name)
                component = found.components[name]
                found.update(_with(component, evidence=_merged(component.evidence, reasons)))
    for unit in units:
        for connection in [c for f in unit.live for c in f.connections]:
            _connect(tree, found, unit, connection)
    for one in chosen:
        for connection in _in_command(one):
            found.used[one.unit.name].setdefault(connection.tech, found.of(connection.tech))
            _connect(tree, found, one.unit, connection)
            _opened(found, connection)
    _open(found, units)
    return found


_URL_WORD = re.compile(r"[a-z][a-z0-9+]*://[^\s'\"$]+")


def _in_command(chosen: Chosen) -> list[Connection]:
    """Connections that a command line states."""
    urls = _URL_WORD.findall(chosen.plan.command)
    found = [connection_of_url(u, chosen.process.origin) for u in urls]
    return [c for c in found if c is not None and c.tech in MADE and is_inside(c.host)]


def _opened(found: Found, connection: Connection) -> None:
    for name in found.of(Tech.REDIS) if connection.tech is Tech.REDIS and connection.open else ():
        component = found.components[name]
        if isinstance(component, Cache) and component.password is None:
            found.update(msgspec.structs.replace(component, authenticated=False))


def _make(found: Found, tech: Tech, taken: frozenset[str]) -> None:
    name, made = MADE[tech]
    own = unique(name, {*found.components, *taken})
    component = Database(name=own, engine=Engine.DYNAMODB) if tech is Tech.DYNAMODB else made(name=own)
    if isinstance(component, Database | Cache | Bucket | Queue | Topic | Mail):
        found.update(component)


def _merged(old: tuple[Evidence, ...], new: list[Evidence]) -> tuple[Evidence, ...]:
    return (*old, *(e for e in new[:3] if e not in old))


def _with(component: AnyComponent, **changes: object) -> AnyComponent:
    return msgspec.structs.replace(component, **changes)


def _reasons(unit: Unit, tech: Tech) -> list[Evidence]:
    """Why a unit needs a technology; nothing where it does not, or has no client for it."""
    direct = _direct(unit, tech)
    names = [
        evidence(f"the code reads {r.name}", r.origin, confidence=0.9)
        for f in unit.live
        for r in f.env
        if (alias := meaning(r)) and alias.tech is tech and _tells(alias.property, tech) and not alias.needs_evidence
    ]
    if tech is Tech.SMTP:
        return [*direct, *names] if unit.drives(tech) and (direct or names) else []
    if tech in CLOUD:
        return direct or (_buckets(unit) if tech is Tech.S3 else [])
    if direct or (names and unit.drives(tech)):
        return [*direct, *names]
    return _imported(unit, tech)


def _tells(wanted: Property, tech: Tech) -> bool:
    """Names of ports and passwords alone do not show that something is used."""
    return wanted in {Property.URL, Property.HOST, Property.DATABASE} or tech in CLOUD


def _direct(unit: Unit, tech: Tech) -> list[Evidence]:
    found: list[Evidence] = []
    for facts in unit.live:
        found += [
            evidence(_connects(c, tech), c.origin, confidence=0.9) for c in facts.connections if _counts(unit, c, tech)
        ]
        if tech in facts.clouds and unit.drives(Tech.S3):
            found.append(evidence(f"the code uses {tech.value}", facts.at(facts.clouds[tech]), confidence=0.9))
        if f"engine:{tech.value}" in facts.marks:
            found.append(
                evidence(
                    f"the code names the engine {tech.value}",
                    facts.at(facts.marks[f"engine:{tech.value}"]),
                    confidence=0.9,
                )
            )
    return found


def _connects(connection: Connection, tech: Tech) -> str:
    where = f" at {connection.host}" if connection.host else ""
    return f"the code connects to {tech.value}{where}"


def _counts(unit: Unit, connection: Connection, tech: Tech) -> bool:
    if connection.tech is not tech or (connection.host and not is_inside(connection.host)):
        return False
    return bool(connection.host) or connection.bare or unit.drives(tech)


def _buckets(unit: Unit) -> list[Evidence]:
    """Names of buckets count where a client of object storage is there."""
    if not unit.drives(Tech.S3):
        return []
    return [
        evidence(f"the code reads {r.name}", r.origin, confidence=0.9)
        for f in unit.live
        for r in f.env
        if (alias := meaning(r)) and alias.tech is Tech.S3 and alias.property is Property.NAME
    ]


def _imported(unit: Unit, tech: Tech) -> list[Evidence]:
    """A client that is imported, though nothing shows how it is told where to connect."""
    if tech is not Tech.POSTGRES:
        return []
    modules = {"psycopg2", "psycopg", "asyncpg", "pg", "postgres", "pg-promise"}
    return [
        evidence(f"the code imports {module}", f.at(line), confidence=0.6)
        for f in unit.live
        for module, line in f.imports.items()
        if module in modules
    ][:1]


def _connect(tree: Tree, found: Found, unit: Unit, connection: Connection) -> None:
    """Carry a hard-wired host and its credentials over to the component that it means."""
    names = found.used.get(unit.name, {}).get(connection.tech, [])
    if not names or (connection.host and not is_inside(connection.host)):
        return
    name = next((n for n in names if connection.host in {n, n.replace("-", "_")}), names[0])
    component = found.components[name]
    if not isinstance(component, Data):
        return
    if connection.host and connection.host not in component.hostnames:
        said = evidence(f"`{connection.host}` is hard-wired", connection.origin, "hostnames", 0.9)
        component = _with(
            component, hostnames=(*component.hostnames, connection.host), evidence=(*component.evidence, said)
        )
    if isinstance(component, Database):
        component = _credentials(tree, component, connection)
    if isinstance(component, Cache) and connection.password and component.password is None:
        component = _with(
            component, password=literal_place(tree, connection.origin.path, connection.origin.line, connection.password)
        )
    found.update(component)  # type: ignore[arg-type]


def _credentials(tree: Tree, component: Database, connection: Connection) -> Database:
    if not connection.host and not connection.bare and not connection.user and not connection.password:
        return component
    changes: dict[str, object] = {}
    if connection.user and not component.user:
        changes["user"] = connection.user
    if connection.database and not component.database and not connection.database.startswith("/"):
        changes["database"] = connection.database
    if (
        connection.password
        and component.password is None
        and connection.user in {"", component.user, changes.get("user", "")}
    ):
        changes["password"] = literal_place(tree, connection.origin.path, connection.origin.line, connection.password)
    return msgspec.structs.replace(component, **changes) if changes else component


def _open(found: Found, units: list[Unit]) -> None:
    """A cache has no password where some code connects without one, or reads a host but neither URL nor password."""
    for name in found.of(Tech.REDIS):
        users = [u for u in units if name in found.used.get(u.name, {}).get(Tech.REDIS, [])]
        component = found.components[name]
        if (
            isinstance(component, Cache)
            and component.authenticated
            and component.password is None
            and any(map(_connects_openly, users))
        ):
            found.update(msgspec.structs.replace(component, authenticated=False))


def _connects_openly(unit: Unit) -> bool:
    literal = any(
        c.tech is Tech.REDIS and c.open and (not c.host or is_inside(c.host)) for f in unit.live for c in f.connections
    )
    wanted = {a.property for f in unit.live for r in f.env if (a := meaning(r)) and a.tech is Tech.REDIS}
    return literal or (Property.HOST in wanted and not wanted & {Property.PASSWORD, Property.URL})
