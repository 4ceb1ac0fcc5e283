"""What is known about a service besides its command: ports, Host headers, paths that must be kept, hostnames."""

import posixpath
import re

from mainstay.detect.facts import Kept, Tech, evidence
from mainstay.detect.infer.bind import Told
from mainstay.detect.infer.processes import Chosen
from mainstay.detect.infer.units import Unit
from mainstay.detect.names import shortened
from mainstay.detect.servers import default_port, port_of, uses_port
from mainstay.detect.tree import inside
from mainstay.detect.urls import port_number, sqlite_path, tech_of_url
from mainstay.model.intent import Literal, Setting
from mainstay.model.origin import Evidence

_ENV = re.compile(r"\{env:(\w+)\}")
FRAMEWORK_PORTS = {"flask": 5000, "dash": 8050, "bottle": 8080, "sanic": 8000, "aiohttp": 8080}
"""Where the development servers of frameworks listen when they are told nothing (their own documentation)."""


def port(chosen: Chosen, mentioned: dict[str, int]) -> tuple[int, Evidence] | None:
    """The port that a service is known to listen on whatever PORT says; None where it follows PORT."""
    unit, process = chosen.unit, chosen.process
    body = unit.package.body(chosen.plan.command) if unit.package else chosen.plan.command
    if uses_port(body):
        called = next((mentioned[h] for h in process.hostnames if mentioned.get(h)), 0)
        return (called, evidence(f"others call it at {called}", process.origin, "port", 0.9)) if called else None
    if stated := port_of(body):
        return stated, evidence(f"`{shortened(body)}` says so", process.origin, "port")
    if any(r.name == "PORT" for f in unit.live for r in f.env) or re.search(r"\bgunicorn\b", body):
        return None
    return _listening(chosen, body) or _declared_port(chosen, body, mentioned)


def _listening(chosen: Chosen, body: str) -> tuple[int, Evidence] | None:
    """The literal port that the started file listens on, or the default of its framework."""
    files = sorted(
        chosen.unit.live, key=lambda f: (f.path != chosen.path, f.path.rpartition("/")[2] not in body, f.path)
    )
    for facts in files:
        own = next((FRAMEWORK_PORTS[a.framework] for a in facts.apps if a.framework in FRAMEWORK_PORTS), 0)
        for listen in facts.listens:
            if literal := listen.port or own:
                return literal, evidence(f"it listens on {literal}", listen.origin, "port", 0.9)
    return None


def _declared_port(chosen: Chosen, body: str, mentioned: dict[str, int]) -> tuple[int, Evidence] | None:
    """The port that a file exposes, that others call, or that its program is known for."""
    process = chosen.process
    if process.port:
        return process.port, evidence(f"{process.origin.path} exposes it", process.origin, "port")
    if called := next((mentioned[h] for h in process.hostnames if mentioned.get(h)), 0):
        return called, evidence(f"others call it at {called}", process.origin, "port", 0.6)
    own = default_port(body)
    return (own, evidence("its program listens there by default", process.origin, "port", 0.6)) if own else None


def mentioned_hosts(units: list[Unit], chosen: list[Chosen], texts: list[str]) -> dict[str, int]:
    """Bare machine names that code, files or `texts` (values of settings) call, with the port they use (or 0)."""
    found: dict[str, int] = {}
    marks = [m.removeprefix("host:") for u in units for f in u.live for m in sorted(f.marks) if m.startswith("host:")]
    proxies = [
        m
        for u in units
        if u.package
        for m in re.findall(r'"(?:proxy|target)"\s*:\s*"https?://([\w.:-]+)', u.package.text)
    ]
    names = {h for c in chosen for h in c.process.hostnames if h}
    called = [m for t in texts for m in re.findall(r"(?:https?|wss?|tcp)://([A-Za-z][\w-]*(?::\d+)?)", t)]
    plain = [t for t in texts if t.partition(":")[0] in names and re.fullmatch(r"[\w.-]+(?::\d+)?", t)]
    for mention in [*marks, *proxies, *called, *plain]:
        host, _, number = mention.partition(":")
        found[host] = found.get(host) or port_number(number) or 0
    return found


def hosts(unit: Unit, settings: tuple[Setting, ...]) -> tuple[tuple[str, ...], list[Evidence]]:
    """Host headers that Django accepts, `localhost` first; empty where the framework does not ask."""
    literals = {s.name: s.value.text for s in settings if isinstance(s.value, Literal)}
    found: dict[str, Evidence] = {}
    for facts in unit.live:
        if facts.settings is None or not facts.settings.states_hosts:
            continue
        debug = facts.settings.values.get("DEBUG", ("", 0))[0] == "True"
        stated = [(h, line) for template, line in facts.settings.hosts for h in _resolved(template, literals)]
        for host, line in stated or ([("localhost", 0)] if debug else []):
            name = "localhost" if host == "*" else host.removeprefix(".")
            found.setdefault(name, evidence("ALLOWED_HOSTS has it", facts.at(line), "hosts", 0.9))
    names = sorted(found, key=lambda n: (n != "localhost", list(found).index(n)))
    return tuple(names), [found[n] for n in names]


def _resolved(template: str, literals: dict[str, str]) -> list[str]:
    """A template with its environment names replaced; nothing where one of them has no known value."""
    if any(name not in literals for name in _ENV.findall(template)):
        return []
    text = _ENV.sub(lambda m: literals[m.group(1)], template)
    return [h for h in re.split(r"[,\s]+", text) if h]


def kept(
    chosen: Chosen, told: Told, annotated: list[Kept], *, postgres: bool
) -> tuple[tuple[str, ...], list[Evidence]]:
    """Paths that must outlive a release, relative to the folder of the build, with why.

    Where the code uses `postgres`, an SQLite file is only what it falls back to, and is not kept.
    """
    unit = chosen.unit
    found: dict[str, Evidence] = {}
    candidates = [k for f in unit.live for k in f.kept if not (postgres and "SQLite" in k.says)]
    if not postgres:
        candidates += _fallbacks(unit, told)
    for item in [*annotated, *candidates]:
        path = _below(chosen, item)
        if path and path != ".":
            found.setdefault(path, evidence(item.says, item.origin, "persist", 1.0 if item in annotated else 0.9))
    for path in chosen.process.keeps:
        found.setdefault(path, evidence("a volume is mounted there", chosen.process.origin, "persist"))
    names = [p for p in sorted(found) if not any(p != q and p.startswith(f"{q}/") for q in found)]
    return tuple(names), [found[n] for n in names]


def _fallbacks(unit: Unit, told: Told) -> list[Kept]:
    """SQLite files that the code falls back to because nothing else is given."""
    return [
        Kept(path, r.origin, f"the SQLite database that {r.name} falls back to")
        for f in unit.live
        for r in f.env
        if r.name not in told.names and tech_of_url(r.default) is Tech.SQLITE and (path := sqlite_path(r.default))
    ]


def _below(chosen: Chosen, item: Kept) -> str:
    """The path of something kept, relative to the folder of the build; "" where it lies outside of it."""
    unit = chosen.unit
    if item.path.startswith(("/", "~")) or "://" in item.path:
        return ""
    if item.anchored:
        path = posixpath.normpath(item.path)
        below = unit.directory == "." or path.startswith(f"{unit.directory}/")
        return unit.relative(path) if below else ""
    if (
        "SQLite" in item.says
        and unit.has("flask-sqlalchemy")
        and not unit.dependencies["flask-sqlalchemy"].spec.startswith("==2")
    ):
        return "instance"
    return inside(chosen.plan.directory, item.path)
