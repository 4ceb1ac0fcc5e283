"""What a program is told: every environment name it reads about something it uses, as a binding."""

import re
from dataclasses import dataclass, field

from mainstay.detect.facts import EnvRead, Tech, evidence
from mainstay.detect.infer.aliases import Alias, alias_of, meaning
from mainstay.detect.infer.backing import CLOUD, Found, tech_of
from mainstay.detect.infer.processes import Chosen
from mainstay.detect.infer.units import Unit
from mainstay.detect.sources.declared import Ref, Variable
from mainstay.detect.urls import split_url, tech_of_url
from mainstay.model.intent import Binding, Cache, Literal, Property, Use
from mainstay.model.origin import Evidence, Origin, Source

AWS = (
    ("AWS_ENDPOINT_URL", Property.ENDPOINT),
    ("AWS_ACCESS_KEY_ID", Property.ACCESS_KEY),
    ("AWS_SECRET_ACCESS_KEY", Property.SECRET_KEY),
    ("AWS_DEFAULT_REGION", Property.REGION),
    ("AWS_REGION", Property.REGION),
)
"""What every AWS library reads by itself."""
AWS_SERVICES = {Tech.S3: "S3", Tech.SQS: "SQS", Tech.SNS: "SNS", Tech.DYNAMODB: "DYNAMODB"}
PG = (
    ("PGHOST", Property.HOST),
    ("PGPORT", Property.PORT),
    ("PGUSER", Property.USER),
    ("PGPASSWORD", Property.PASSWORD),
    ("PGDATABASE", Property.DATABASE),
)
"""What every PostgreSQL client reads by itself where it is told nothing."""


SHORT = 2
"""Words of this length say nothing about which of several components a name means."""


@dataclass
class Told:
    """Bindings by component, with why; `names` are the environment names that are taken."""

    bindings: dict[str, list[Binding]] = field(default_factory=dict[str, list[Binding]])
    why: dict[str, list[Evidence]] = field(default_factory=dict[str, list[Evidence]])
    names: set[str] = field(default_factory=set[str])

    def add(self, target: str, binding: Binding, why: Evidence) -> None:
        """Bind a name once; who comes first wins."""
        self.use(target)
        if binding.name not in self.names:
            self.names.add(binding.name)
            self.bindings[target].append(binding)
            self.why[target].append(why)

    def use(self, target: str) -> None:
        """Note that the component is used, even where nothing is said about it."""
        self.bindings.setdefault(target, [])
        self.why.setdefault(target, [])

    def uses(self) -> tuple[Use, ...]:
        """The links, sorted."""
        return tuple(
            Use(target=t, bindings=tuple(sorted(self.bindings[t], key=lambda b: b.name)), evidence=_few(self.why[t]))
            for t in sorted(self.bindings)
        )


def _few(why: list[Evidence]) -> tuple[Evidence, ...]:
    return tuple(sorted(dict.fromkeys(why), key=lambda e: (e.origin.path, e.origin.line, e.field, e.says)))


@dataclass(frozen=True)
class _Scope:
    """What bindings are made of: what is told so far, the unit, all components, and those in use by technology."""

    told: Told
    unit: Unit
    found: Found
    used: dict[Tech, list[str]]


def bind(chosen: Chosen, variables: tuple[Variable, ...], found: Found) -> Told:
    """Everything that the program is told about the backing services it uses."""
    told, unit = Told(), chosen.unit
    used = _used(chosen, variables, found)
    scope = _Scope(told, unit, found, used)
    for variable in variables:
        _variable(scope, variable)
    for facts in sorted(unit.facts, key=lambda f: (f.aside, f.path)):
        for read in facts.env:
            _read(scope, read)
    _commanded(told, chosen, used)
    _cloud(told, used)
    _postgres(told, unit, used)
    for names in used.values():
        for name in names:
            told.use(name)
    return told


READ_BY_PROGRAMS = (
    (
        re.compile(r"\brq\s+(?:worker|worker-pool)\b(?!.*\s(?:-u|--url|-c|--config)\b)"),
        Tech.REDIS,
        "RQ_REDIS_URL",
        Property.URL,
    ),
)
"""Names that programs of libraries read where their command line does not say where to connect."""


def _commanded(told: Told, chosen: Chosen, used: dict[Tech, list[str]]) -> None:
    for pattern, tech, name, wanted in READ_BY_PROGRAMS:
        if used.get(tech) and pattern.search(chosen.plan.command):
            why = evidence("its program reads it", chosen.process.origin, name)
            told.add(used[tech][0], Binding(name=name, property=wanted), why)


def _used(chosen: Chosen, variables: tuple[Variable, ...], found: Found) -> dict[Tech, list[str]]:
    """The components that a process uses: by its code, by what its file says it depends on, by references."""
    named = {v.value.target for v in variables if isinstance(v.value, Ref)} | set(chosen.process.needs)
    used = {tech: list(names) for tech, names in found.used.get(chosen.unit.name, {}).items()}
    for name in sorted(named & set(found.components)):
        tech = tech_of(found.components[name])
        if tech is not None:
            others = [n for n in used.get(tech, []) if n != name and n in named]
            used[tech] = [name, *others]
    return used


def _variable(scope: _Scope, variable: Variable) -> None:
    """A value that a file gives: a reference is a binding; so is a value whose name means a component in use."""
    value = variable.value
    why = evidence(f"{variable.origin.path} sets {variable.name}", variable.origin, variable.name)
    if isinstance(value, Ref):
        component = scope.found.components.get(value.target)
        if component is not None and not value.key:
            alias = Alias(tech_of(component) or Tech.REDIS, value.property)
            scheme = value.scheme or _scheme(scope.unit, variable.name, alias)
            binding = Binding(name=variable.name, property=value.property, scheme=scheme, suffix=value.suffix)
            scope.told.add(value.target, binding, why)
        return
    if isinstance(value, Literal) and _is_file(value.text):
        return
    alias = alias_of(variable.name)
    if alias:
        _bind(scope, variable.name, alias, why=why)


def _is_file(text: str) -> bool:
    return tech_of_url(text) is Tech.SQLITE or text.startswith("db+sqlite")


def _read(scope: _Scope, read: EnvRead) -> None:
    alias = meaning(read)
    if alias:
        why = evidence(f"the code reads {read.name}", read.origin, read.name, 0.9)
        _bind(scope, read.name, alias, why=why, default=read.default)


def _bind(scope: _Scope, name: str, alias: Alias, *, why: Evidence, default: str = "") -> None:
    target = _offered(scope, alias, name)
    if not target:
        return
    suffix = _suffix(default) if alias.tech is Tech.REDIS and alias.property is Property.URL else ""
    scheme = _scheme(scope.unit, name, alias, default)
    scope.told.add(target, Binding(name=name, property=alias.property, scheme=scheme, suffix=suffix), why)


def _offered(scope: _Scope, alias: Alias, name: str) -> str:
    """The component in use that a name means; "" where none is, or where it has no such property."""
    candidates = scope.used.get(alias.tech, [])
    words = [w for w in name.lower().split("_") if len(w) > SHORT]
    best = max(candidates, key=lambda c: (sum(w in c for w in words), -candidates.index(c)), default="")
    component = scope.found.components.get(best)
    if isinstance(component, Cache):
        unknown = {Property.DATABASE, Property.NAME}
        closed = {Property.USER, Property.PASSWORD} if not component.authenticated else frozenset[Property]()
        return "" if alias.property in unknown | closed else best
    return best


def _suffix(default: str) -> str:
    """The database number of a Redis URL that the code falls back to."""
    url = split_url(default) if default else None
    return f"/{url.tail}" if url and url.tail.isdigit() and url.tail != "0" else ""


def _scheme(unit: Unit, name: str, alias: Alias, default: str = "") -> str:
    """The scheme of a PostgreSQL URL where the code insists on one; "" where the plain one does."""
    if alias.tech is not Tech.POSTGRES or alias.property is not Property.URL:
        return ""
    defaults = [default, *(r.default for f in unit.live for r in f.env if r.name == name)]
    stated = next((u.scheme for d in defaults if (u := split_url(d)) and "+" in u.scheme), "")
    if stated:
        return stated
    if unit.has("tortoise-orm"):
        return "postgres"
    marks = {m for f in unit.live for m in f.marks}
    if any(m.startswith("postgres") and "+" in m for m in marks) or not (
        unit.has("sqlalchemy", "sqlmodel", "flask-sqlalchemy") or unit.imports("sqlalchemy", "sqlmodel")
    ):
        return ""
    if "create_async_engine" in marks and unit.has("asyncpg"):
        return "postgresql+asyncpg"
    three = unit.has("psycopg", "psycopg-binary") and not unit.has("psycopg2", "psycopg2-binary", "pg8000", "asyncpg")
    return "postgresql+psycopg" if three else ""


def _cloud(told: Told, used: dict[Tech, list[str]]) -> None:
    names = [(tech, used[tech][0]) for tech in CLOUD if used.get(tech)]
    for tech, name in names:
        why = Evidence(field="", origin=Origin(source=Source.DEFAULT), says="AWS libraries read it", confidence=0.9)
        told.add(name, Binding(name=f"AWS_ENDPOINT_URL_{AWS_SERVICES[tech]}", property=Property.ENDPOINT), why)
    for variable, wanted in AWS if names else ():
        why = Evidence(
            field=variable, origin=Origin(source=Source.DEFAULT), says="AWS libraries read it", confidence=0.9
        )
        told.add(names[0][1], Binding(name=variable, property=wanted), why)


def _postgres(told: Told, unit: Unit, used: dict[Tech, list[str]]) -> None:
    """Clients that are told nothing, or no password, read PGHOST and its like."""
    connections = [c for f in unit.live for c in f.connections if c.tech is Tech.POSTGRES]
    names = used.get(Tech.POSTGRES, [])
    if not names:
        return
    bound = any(b.property in {Property.URL, Property.HOST} for b in told.bindings.get(names[0], []))
    bare = [c for c in connections if c.bare]
    openly = [c for c in connections if c.open and c.host]
    driven = unit.imports("psycopg2", "psycopg", "asyncpg", "pg", "postgres", "pg-promise")
    for connection in bare or ([None] if driven and not bound and not connections else []):
        why = _pg_why(connection.origin if connection else None)
        for variable, wanted in (*PG, *(() if connection else (("DATABASE_URL", Property.URL),))):
            told.add(
                names[0],
                Binding(name=variable, property=wanted),
                Evidence(field=variable, origin=why.origin, says=why.says, confidence=0.6),
            )
    for connection in openly:
        why = evidence(
            "the connection names no password, so the client reads PGPASSWORD", connection.origin, "PGPASSWORD", 0.9
        )
        told.add(names[0], Binding(name="PGPASSWORD", property=Property.PASSWORD), why)


def _pg_why(origin: Origin | None) -> Evidence:
    place = origin or Origin(source=Source.DEFAULT)
    return Evidence(origin=place, says="PostgreSQL clients read it by themselves", confidence=0.6)
