"""Connection URLs: which technology they belong to, and what they hold."""

import re
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from mainstay.detect.facts import Connection, Tech
from mainstay.model.origin import Origin

SCHEMES = {
    "postgres": Tech.POSTGRES,
    "postgresql": Tech.POSTGRES,
    "postgis": Tech.POSTGRES,
    "psql": Tech.POSTGRES,
    "pgsql": Tech.POSTGRES,
    "asyncpg": Tech.POSTGRES,
    "redis": Tech.REDIS,
    "rediss": Tech.REDIS,
    "valkey": Tech.REDIS,
    "rediscache": Tech.REDIS,
    "mysql": Tech.MYSQL,
    "mariadb": Tech.MYSQL,
    "mongodb": Tech.MONGO,
    "amqp": Tech.AMQP,
    "amqps": Tech.AMQP,
    "pyamqp": Tech.AMQP,
    "kafka": Tech.KAFKA,
    "smtp": Tech.SMTP,
    "smtps": Tech.SMTP,
    "sqlite": Tech.SQLITE,
    "sqs": Tech.SQS,
}
PORTS = {5432: Tech.POSTGRES, 6379: Tech.REDIS, 3306: Tech.MYSQL, 27017: Tech.MONGO, 5672: Tech.AMQP, 9092: Tech.KAFKA}
_SCHEME = re.compile(r"(?:jdbc:)?([a-z][a-z0-9]*)(?:\+[a-z0-9]+)?://", re.IGNORECASE)
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?")
_SECRET_NAME = re.compile(
    r"SECRET|PASSWORD|PASSWD|PASSPHRASE|TOKEN|KEY|CREDENTIAL|DSN|PRIVATE|(^|_)(PASS|PWD|AUTH)(_|$)"
)
MAX_URL = 500
MAX_PORT = 65535


@dataclass(frozen=True)
class Url:
    """A URL in parts. `tail` is the path without its leading slash and with its query."""

    scheme: str
    host: str
    port: int | None
    user: str
    password: str = field(repr=False)
    tail: str


def split_url(text: str) -> Url | None:
    """The parts of a URL; None where it is none."""
    if len(text) > MAX_URL or not (match := _SCHEME.match(text)):
        return None
    try:
        parts = urlsplit(text.strip())
        port = parts.port
        host = parts.hostname or ""
    except ValueError:
        return None
    scheme = text[: match.end() - 3].lower()
    tail = text.strip().split("://", 1)[1].partition("/")[2]
    return Url(scheme, host, port, unquote(parts.username or ""), unquote(parts.password or ""), tail)


def tech_of_url(text: str) -> Tech | None:
    """The technology that a URL's scheme names."""
    match = _SCHEME.match(text)
    return SCHEMES.get(match.group(1).lower()) if match else None


def connection_of_url(text: str, origin: Origin) -> Connection | None:
    """The connection that a literal URL describes; None where it is another kind of URL or a template."""
    tech, url = tech_of_url(text), split_url(text)
    if tech is None or url is None:
        return None
    if tech is Tech.SQLITE:
        return Connection(tech, origin, database=sqlite_path(text), scheme=url.scheme)
    if not is_host(url.host):
        return None
    database = url.tail.partition("?")[0]
    return Connection(
        tech,
        origin,
        host=url.host,
        port=url.port,
        user=url.user,
        password=url.password,
        database=database if database.replace("_", "").replace("-", "").isalnum() else "",
        scheme=url.scheme,
        open=not url.password,
    )


def sqlite_path(text: str) -> str:
    """The file that an SQLite URL names, as it stands there: absolute paths begin with a slash; "" for memory."""
    path = text.split("://", 1)[1].partition("?")[0]
    path = path.removeprefix("/")
    return "" if ":memory:" in path else path


_WEB = re.compile(r"(?:https?|wss?)://([A-Za-z][A-Za-z0-9_-]*)(?::(\d{2,5}))?(?:[/?#]|$)")


def called_host(text: str) -> str:
    """The bare machine name (with its port) that a web URL calls: `backend:5000`; "" for public and local hosts."""
    match = _WEB.match(text)
    if match is None or is_local(match.group(1)):
        return ""
    return match.group(1) + (f":{match.group(2)}" if match.group(2) else "")


def is_inside(host: str) -> bool:
    """Whether a host can only be a part of the application: a bare name, or this machine."""
    return is_local(host) or host == "host.docker.internal" or "." not in host


def port_number(text: str) -> int | None:
    """The port that a text spells; None where it spells none."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= len(str(MAX_PORT)) else 0
    return number if 0 < number <= MAX_PORT else None


def is_host(text: str) -> bool:
    """Whether `text` can be the name or address of a machine."""
    return _HOST.fullmatch(text) is not None


def is_local(host: str) -> bool:
    """Whether a host means: the service that runs beside me."""
    return host in {"localhost", "127.0.0.1", "0.0.0.0"}  # noqa: S104 - compared, never bound


def looks_secret(name: str, value: str = "") -> bool:
    """Whether a value should be treated as a secret, by its name or because it is a URL with a password."""
    if _SECRET_NAME.search(name.upper()):
        return True
    url = split_url(value)
    return url is not None and bool(url.password)
