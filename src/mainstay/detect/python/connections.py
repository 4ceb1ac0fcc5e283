"""Connections that Python code makes: calls of client libraries, and URLs in literals."""

import ast
import re

from mainstay.detect.facts import Connection, Kept, Tech
from mainstay.detect.python.module import Module, argument, keyword
from mainstay.detect.urls import PORTS, called_host, connection_of_url, is_host, port_number, split_url, tech_of_url

CONNECTORS: tuple[tuple[str, Tech, frozenset[str]], ...] = (
    ("redis", Tech.REDIS, frozenset({"Redis", "StrictRedis", "ConnectionPool", "BlockingConnectionPool"})),
    ("valkey", Tech.REDIS, frozenset({"Valkey", "StrictValkey", "ConnectionPool"})),
    ("aioredis", Tech.REDIS, frozenset({"Redis", "StrictRedis", "ConnectionPool"})),
    ("arq", Tech.REDIS, frozenset({"RedisSettings"})),
    ("dramatiq", Tech.REDIS, frozenset({"RedisBroker"})),
    ("huey", Tech.REDIS, frozenset({"RedisHuey"})),
    ("walrus", Tech.REDIS, frozenset({"Database", "Walrus"})),
    ("psycopg2", Tech.POSTGRES, frozenset({"connect", "SimpleConnectionPool", "ThreadedConnectionPool"})),
    ("psycopg", Tech.POSTGRES, frozenset({"connect"})),
    ("psycopg_pool", Tech.POSTGRES, frozenset({"ConnectionPool", "AsyncConnectionPool"})),
    ("asyncpg", Tech.POSTGRES, frozenset({"connect", "create_pool"})),
    ("aiopg", Tech.POSTGRES, frozenset({"connect", "create_pool"})),
    ("pg8000", Tech.POSTGRES, frozenset({"connect", "Connection"})),
    ("peewee", Tech.POSTGRES, frozenset({"PostgresqlDatabase"})),
    ("playhouse", Tech.POSTGRES, frozenset({"PostgresqlExtDatabase", "PooledPostgresqlDatabase"})),
    ("pymysql", Tech.MYSQL, frozenset({"connect"})),
    ("MySQLdb", Tech.MYSQL, frozenset({"connect", "Connect"})),
    ("mysql", Tech.MYSQL, frozenset({"connect"})),
    ("aiomysql", Tech.MYSQL, frozenset({"connect", "create_pool"})),
    ("mariadb", Tech.MYSQL, frozenset({"connect", "ConnectionPool"})),
    ("pymongo", Tech.MONGO, frozenset({"MongoClient", "AsyncMongoClient"})),
    ("motor", Tech.MONGO, frozenset({"AsyncIOMotorClient"})),
    ("mongoengine", Tech.MONGO, frozenset({"connect"})),
    ("pika", Tech.AMQP, frozenset({"ConnectionParameters", "URLParameters"})),
    ("aio_pika", Tech.AMQP, frozenset({"connect", "connect_robust"})),
    ("kafka", Tech.KAFKA, frozenset({"KafkaProducer", "KafkaConsumer", "KafkaAdminClient"})),
    ("confluent_kafka", Tech.KAFKA, frozenset({"Producer", "Consumer"})),
    ("aiokafka", Tech.KAFKA, frozenset({"AIOKafkaProducer", "AIOKafkaConsumer"})),
    ("elasticsearch", Tech.ELASTIC, frozenset({"Elasticsearch", "AsyncElasticsearch"})),
    ("smtplib", Tech.SMTP, frozenset({"SMTP", "SMTP_SSL"})),
    ("aiosmtplib", Tech.SMTP, frozenset({"SMTP", "send"})),
)
_BY_ROOT = {root: (tech, calls) for root, tech, calls in CONNECTORS}
_POSITIONAL = {  # what the first positional arguments of a client mean
    Tech.REDIS: ("host", "port", "db"),
    Tech.SMTP: ("host", "port"),
    Tech.MONGO: ("host", "port"),
    Tech.AMQP: ("host", "port"),
    Tech.MYSQL: ("host", "user", "password", "database"),
}
_HOST = ("host", "hostname", "hosts", "address", "server", "bootstrap_servers")
_PASSWORD = ("password", "passwd", "credentials")
_WHOLE = (
    "url",
    "dsn",
    "conninfo",
    "connection_string",
    "unix_socket_path",
    "connection_pool",
    "single_connection_client",
)
_DSN_PART = re.compile(r"(\w+)\s*=\s*'?([^\s']+)")
CLOUDS = {
    "s3": Tech.S3,
    "sqs": Tech.SQS,
    "sns": Tech.SNS,
    "dynamodb": Tech.DYNAMODB,
    "ses": Tech.SES,
    "sesv2": Tech.SES,
}


def connect(module: Module, node: ast.Call) -> None:
    """Add the connection or cloud client that a call makes, if it makes one."""
    name = module.dotted(node.func)
    root, _, _ = name.partition(".")
    last = name.rpartition(".")[2] or getattr(node.func, "attr", "")
    tech, calls = _BY_ROOT.get(root, (None, frozenset[str]()))
    if tech is not None and last in calls:
        if found := _connection(module, node, tech):
            module.facts.connections.append(found)
    elif name == "sqlite3.connect" and node.args:
        _keep_database(module, node.args[0], node.lineno)
    elif ("client" in last or "resource" in last) and node.args:
        cloud = CLOUDS.get(module.string(argument(node, 0, "service_name")))
        if cloud is not None:
            module.facts.clouds.setdefault(cloud, node.lineno)


def _connection(module: Module, node: ast.Call, tech: Tech) -> Connection | None:
    origin = module.facts.at(node.lineno)
    if not node.args and not node.keywords:
        return Connection(tech, origin, host="localhost" if tech is Tech.REDIS else "", open=True, bare=True)
    first = module.string(node.args[0]) if node.args else ""
    whole = keyword(node, *_WHOLE)
    if "://" in first or whole is not None or (first and "=" in first):
        return _from_dsn(first, tech, module, node)
    given = _named(node, tech)
    if any(isinstance(a, ast.Starred) for a in node.args) or any(k.arg is None for k in node.keywords):
        return Connection(tech, origin)
    host = module.string(_pick(given, *_HOST)).removeprefix("http://").partition(":")[0]
    no_host = tech is Tech.REDIS and _pick(given, *_HOST) is None
    return Connection(
        tech,
        origin,
        host="localhost" if no_host else (host if is_host(host) else ""),
        port=module.number(_pick(given, "port")),
        user=module.string(_pick(given, "user", "username")),
        password=module.string(_pick(given, *_PASSWORD)),
        database=module.string(_pick(given, "dbname", "database")),
        open=_pick(given, *_PASSWORD) is None,
    )


def _named(node: ast.Call, tech: Tech) -> dict[str, ast.expr]:
    names = _POSITIONAL.get(tech, ())
    given = dict(zip(names, node.args, strict=False))
    return given | {k.arg: k.value for k in node.keywords if k.arg}


def _pick(given: dict[str, ast.expr], *names: str) -> ast.expr | None:
    found = next((given[n] for n in names if n in given), None)
    return None if isinstance(found, ast.Constant) and found.value is None else found


def _from_dsn(text: str, tech: Tech, module: Module, node: ast.Call) -> Connection | None:
    """A connection string of `key=value` pairs; URLs are found as literals by `url`."""
    if "://" in text or "=" not in text:
        return None
    parts = dict(_DSN_PART.findall(text))
    host = parts.get("host", "")
    for value in node.args[:1]:
        module.consume(value)
    return Connection(
        tech,
        module.facts.at(node.lineno),
        host=host if is_host(host) else "",
        port=port_number(parts.get("port", "")),
        user=parts.get("user", ""),
        password=parts.get("password", ""),
        database=parts.get("dbname", ""),
        open="password" not in parts,
    )


def literal(module: Module, node: ast.expr) -> None:
    """Add the connection that a literal (a URL, a template of one, a pair of host and well-known port) describes."""
    origin = module.facts.at(node.lineno)
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        _url(module, node.value, node.lineno)
    elif isinstance(node, ast.JoinedStr):
        module.consume(node)
        first = node.values[0] if node.values else None
        if isinstance(first, ast.Constant) and isinstance(first.value, str):
            _template(module, first.value, node)
    elif isinstance(node, ast.Tuple) and len(node.elts) == len(("host", "port")):
        host, port = (module.string(node.elts[0]), module.number(node.elts[1]))
        if port in PORTS and is_host(host):
            module.facts.connections.append(Connection(PORTS[port], origin, host=host, port=port, open=True))


def _url(module: Module, text: str, line: int) -> None:
    if "://" not in text:
        return
    if called := called_host(text):
        module.facts.marks.setdefault(f"host:{called}", line)
    if (tech := tech_of_url(text)) is None:
        return
    if text.endswith("://"):
        module.facts.marks.setdefault(text, line)
        return
    found = connection_of_url(text, module.facts.at(line))
    if found is not None and tech is Tech.SQLITE:
        if found.database:
            module.facts.kept.append(Kept(found.database, found.origin, "an SQLite database"))
    elif found is not None:
        module.facts.connections.append(found)


def _template(module: Module, first: str, node: ast.JoinedStr) -> None:
    """A URL with computed parts: its host counts when it stands whole in the leading literal."""
    tech, url = tech_of_url(first), split_url(first)
    if called := called_host(first):
        module.facts.marks.setdefault(f"host:{called}", node.lineno)
    if tech is None or url is None:
        return
    if tech is Tech.SQLITE:
        path = module.path(
            ast.copy_location(ast.JoinedStr([ast.Constant(first.split("://", 1)[1]), *node.values[1:]]), node)
        )
        if path:
            clean = (path[0].lstrip("/\0"), "\0" in path[0])
            module.facts.kept.append(Kept(clean[0], module.facts.at(node.lineno), "an SQLite database", clean[1]))
        return
    netloc = first.split("://", 1)[1]
    later = "".join(str(v.value) for v in node.values[1:] if isinstance(v, ast.Constant))
    whole = "@" not in later and ("/" in netloc or netloc.endswith(":")) and is_host(url.host)
    module.facts.connections.append(
        Connection(
            tech,
            module.facts.at(node.lineno),
            host=url.host if whole else "",
            scheme=url.scheme,
            open=whole and not url.password,
        )
    )


def _keep_database(module: Module, node: ast.expr, line: int) -> None:
    found = module.path(node)
    if found and ":memory:" not in found[0] and not found[0].startswith("file:"):
        module.facts.kept.append(Kept(found[0], module.facts.at(line), "an SQLite database", found[1]))
