"""Backing services of compose files: their names, and the credentials that are set for them."""

import re

from mainstay.detect.facts import Tech, evidence, in_file
from mainstay.detect.foreign import as_list, as_map, as_text, as_texts, key_line
from mainstay.detect.names import sanitised
from mainstay.detect.places import literal_place
from mainstay.detect.sources.dotenv import interpolated
from mainstay.detect.tree import Tree
from mainstay.model.intent import AnyComponent, Bucket, Cache, Database, Engine, FromFile, Given, Mail, Queue
from mainstay.model.origin import Evidence

_USER = ("POSTGRES_USER", "POSTGRESQL_USERNAME", "POSTGRESQL_USER")
_PASSWORD = ("POSTGRES_PASSWORD", "POSTGRESQL_PASSWORD")
_DATABASE = ("POSTGRES_DB", "POSTGRESQL_DATABASE")
_REDIS_PASSWORD = ("REDIS_PASSWORD", "VALKEY_PASSWORD")
_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,62}")


def backing(
    tree: Tree, name: str, body: dict[str, object], place: tuple[str, int], *, tech: Tech, known: dict[str, str]
) -> list[AnyComponent]:
    """The components that one compose service of a known image stands for. Its credentials come along by reference."""
    path, line = place
    image = as_text(body.get("image"))
    why = (evidence(f"the compose service `{name}` runs {image}", in_file(path, key_line(body, "image", line))),)
    own = sanitised(name)
    if tech is Tech.POSTGRES:
        return [_database(name, body, path, known=known, why=why)]
    if tech is Tech.REDIS:
        password = _redis_password(tree, name, body, path, known=known)
        return [Cache(name=own, evidence=why, password=password, authenticated=password is not None)]
    if tech is Tech.SMTP:
        return [Mail(name=own, evidence=why)]
    if tech is Tech.DYNAMODB:
        return [Database(name=own, engine=Engine.DYNAMODB, evidence=why)]
    if tech is Tech.SQS:
        return [Queue(name=own, evidence=why)]
    return _cloud(own, body, known=known, why=why)


def _cloud(
    own: str, body: dict[str, object], *, known: dict[str, str], why: tuple[Evidence, ...]
) -> list[AnyComponent]:
    """MinIO is a bucket; LocalStack is what its SERVICES say."""
    services = interpolated(settings(body).get("SERVICES", ""), known) or ""
    made: list[AnyComponent] = []
    if "sqs" in services:
        made.append(Queue(name=f"{own}-queue", evidence=why))
    if "dynamodb" in services:
        made.append(Database(name=f"{own}-table", engine=Engine.DYNAMODB, evidence=why))
    if "s3" in services or not made:
        made.append(Bucket(name=own, evidence=why))
    return made


def _database(
    name: str, body: dict[str, object], path: str, *, known: dict[str, str], why: tuple[Evidence, ...]
) -> Database:
    env = settings(body)
    user = _plain(env, _USER, known)
    password = next((n for n in _PASSWORD if env.get(n)), "")
    return Database(
        name=sanitised(name),
        user=user,
        database=_plain(env, _DATABASE, known) or user,
        password=place_of(name, path, password, raw=env[password], known=known)
        if password and _resolves(env[password], known)
        else None,
        evidence=why,
    )


def _resolves(text: str, known: dict[str, str]) -> bool:
    return bool(interpolated(text, known))


def _plain(env: dict[str, str], names: tuple[str, ...], known: dict[str, str]) -> str:
    value = next((v for n in names if n in env and (v := interpolated(env[n], known))), "")
    return value if _IDENTIFIER.fullmatch(value) else ""


def settings(body: dict[str, object]) -> dict[str, str]:
    """The `environment` of a service, list or mapping, not interpolated."""
    given = body.get("environment")
    if listed := as_list(given):
        return {n: v for t in as_texts(listed) for n, _, v in [t.partition("=")]}
    return {n: as_text(v) for n, v in as_map(given).items()}


_REFERENCE = re.compile(r"\$\{?([A-Za-z_]\w*)(?::?[-?][^{}]*)?\}?")


def place_of(service: str, path: str, variable: str, *, raw: str = "", known: dict[str, str] | None = None) -> FromFile:
    """The place of one environment name of a compose service; where it only refers to `.env`, the place there."""
    match = _REFERENCE.fullmatch(raw)
    if match and match.group(1) in (known or {}):
        return FromFile(path=".env", pointer=(match.group(1),))
    return FromFile(path=path, pointer=("services", service, "environment", variable))


_REQUIRED = re.compile(r"--requirepass[ =]+['\"]?([^\s'\"]+)")


def _redis_password(
    tree: Tree, name: str, body: dict[str, object], path: str, *, known: dict[str, str]
) -> Given | None:
    """The password that a Redis image is told by its environment or its command."""
    env = settings(body)
    if found := next((n for n in _REDIS_PASSWORD if env.get(n)), ""):
        return place_of(name, path, found, raw=env[found], known=known)
    match = _REQUIRED.search(" ".join(as_texts(body.get("command"))))
    if match is None:
        return None
    raw = match.group(1)
    reference = _REFERENCE.fullmatch(raw)
    if reference and reference.group(1) in known:
        return FromFile(path=".env", pointer=(reference.group(1),))
    return None if reference else literal_place(tree, path, key_line(body, "command", 1), raw)
