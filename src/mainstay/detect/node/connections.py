"""Connections that JavaScript code makes: client constructors, connection objects, and URLs in literals."""

from tree_sitter import Node

from mainstay.detect.facts import Connection, Kept, Tech
from mainstay.detect.node.script import Script, arguments, is_fallback_of_environment, pairs
from mainstay.detect.syntax import line_of_node, text_of
from mainstay.detect.urls import PORTS, called_host, connection_of_url, is_host, split_url, tech_of_url

CLIENTS: tuple[tuple[str, Tech, frozenset[str]], ...] = (
    ("ioredis", Tech.REDIS, frozenset({"Redis", "IORedis", "RedisClient"})),
    ("redis", Tech.REDIS, frozenset({"createClient"})),
    ("@redis/client", Tech.REDIS, frozenset({"createClient"})),
    ("iovalkey", Tech.REDIS, frozenset({"Redis", "Valkey"})),
    ("bullmq", Tech.REDIS, frozenset({"Queue", "Worker", "QueueEvents", "FlowProducer"})),
    ("bull", Tech.REDIS, frozenset({"Queue", "Bull"})),
    ("bee-queue", Tech.REDIS, frozenset({"Queue", "BeeQueue"})),
    ("pg", Tech.POSTGRES, frozenset({"Pool", "Client"})),
    ("postgres", Tech.POSTGRES, frozenset({"postgres"})),
    ("pg-promise", Tech.POSTGRES, frozenset({"pgp"})),
    ("nodemailer", Tech.SMTP, frozenset({"createTransport"})),
    ("mysql2", Tech.MYSQL, frozenset({"createConnection", "createPool"})),
    ("mysql", Tech.MYSQL, frozenset({"createConnection", "createPool"})),
    ("mongodb", Tech.MONGO, frozenset({"MongoClient", "connect"})),
    ("mongoose", Tech.MONGO, frozenset({"connect", "createConnection"})),
    ("amqplib", Tech.AMQP, frozenset({"connect"})),
    ("kafkajs", Tech.KAFKA, frozenset({"Kafka"})),
    ("@elastic/elasticsearch", Tech.ELASTIC, frozenset({"Client"})),
)
DIALECTS = {
    "postgres": Tech.POSTGRES,
    "postgresql": Tech.POSTGRES,
    "pg": Tech.POSTGRES,
    "cockroachdb": Tech.POSTGRES,
    "mysql": Tech.MYSQL,
    "mysql2": Tech.MYSQL,
    "mariadb": Tech.MYSQL,
    "mongodb": Tech.MONGO,
    "sqlite": Tech.SQLITE,
    "sqlite3": Tech.SQLITE,
    "better-sqlite3": Tech.SQLITE,
}
"""Values of `dialect` (sequelize, drizzle), `client` (knex) and `type` (typeorm)."""
CLOUD_PACKAGES = {
    "@aws-sdk/client-s3": Tech.S3,
    "@aws-sdk/lib-storage": Tech.S3,
    "@aws-sdk/client-sqs": Tech.SQS,
    "@aws-sdk/client-sns": Tech.SNS,
    "@aws-sdk/client-dynamodb": Tech.DYNAMODB,
    "@aws-sdk/lib-dynamodb": Tech.DYNAMODB,
    "@aws-sdk/client-ses": Tech.SES,
    "@aws-sdk/client-sesv2": Tech.SES,
    "multer-s3": Tech.S3,
}
_CLOUD_CLASSES = {
    "S3": Tech.S3,
    "SQS": Tech.SQS,
    "SNS": Tech.SNS,
    "DynamoDB": Tech.DYNAMODB,
    "DocumentClient": Tech.DYNAMODB,
    "SES": Tech.SES,
}
_SQLITE = frozenset({"better-sqlite3", "sqlite3", "node:sqlite", "bun:sqlite", "sqlite"})
_WITH_CONNECTION = frozenset({"Queue", "Worker", "QueueEvents", "FlowProducer", "QueueScheduler"})


def made(script: Script, node: Node, callee: str) -> None:
    """Add the connection that a call or `new` makes."""
    last = callee.rpartition(".")[2]
    imported = script.facts.imports
    for package, tech, makers in CLIENTS:
        if package in imported and last in makers:
            _client(script, node, tech, last)
            return
    line = line_of_node(node)
    if "aws-sdk" in imported and last in _CLOUD_CLASSES:
        script.facts.clouds.setdefault(_CLOUD_CLASSES[last], line)
    elif last in {"Database", "DatabaseSync", "open"} and _SQLITE & set(imported):
        _keep(script, (arguments(node) or [None])[0], line, "an SQLite database")
    elif last == "Sequelize":
        _sequelize(script, node)
    elif last == "multer":
        options = pairs((arguments(node) or [None])[0])
        _keep(script, options.get("dest"), line, "uploads (multer)")
    elif last == "diskStorage":
        options = pairs((arguments(node) or [None])[0])
        _keep(script, options.get("destination"), line, "uploads (multer)")


def _client(script: Script, node: Node, tech: Tech, last: str) -> None:
    """Clients made without any address connect to the local machine; those with a literal host, to that."""
    given = arguments(node)
    origin = script.facts.at(line_of_node(node))
    if last in _WITH_CONNECTION:
        given = given[1:] if last != "FlowProducer" else given
        named = [p for g in given if "connection" in (p := pairs(script.resolve(g))) or "redis" in p or "..." in p]
        unknown = any(g.type not in {"object", "arrow_function", "string", "function_expression"} for g in given)
        if not named and not unknown:
            script.facts.connections.append(Connection(tech, origin, host="localhost", open=True, bare=True))
        return
    if not given:
        local = "localhost" if tech is Tech.REDIS else ""
        script.facts.connections.append(Connection(tech, origin, host=local, open=True, bare=True))
        return
    texts = [script.string(g) for g in given]
    host = next((t for t in texts if is_host(t) and not t.isdigit() and "://" not in t), "")
    if tech is Tech.REDIS and (host or script.number(given[0])):
        script.facts.connections.append(
            Connection(tech, origin, host=host or "localhost", port=script.number(given[0]), open=not given[2:])
        )


def _sequelize(script: Script, node: Node) -> None:
    """`new Sequelize(database, user, password, {host, dialect})`: the object is found by `host_pair`, too."""
    given = arguments(node)
    if len(given) != len(("database", "user", "password", "options")):
        return
    options = pairs(script.resolve(given[3]))
    tech = DIALECTS.get(script.string(options.get("dialect")), Tech.POSTGRES)
    host = script.string(options.get("host"))
    script.facts.connections.append(
        Connection(
            tech,
            script.facts.at(line_of_node(node)),
            host=host if is_host(host) else "",
            port=script.number(options.get("port")),
            user=script.string(given[1]),
            password=script.string(given[2]),
            database=script.string(given[0]),
        )
    )


def host_pair(script: Script, value: Node) -> None:
    """An object with a literal `host` is the address of whatever its port, dialect, call or file's imports say."""
    pair = value.parent
    owner = pair.parent if pair is not None else None
    host = script.string(value)
    if owner is None or not is_host(host):
        return
    entries = {k.lower(): v for k, v in pairs(owner).items()}
    port = script.number(entries.get("port"))
    tech = _tech(script, owner, entries, port)
    if tech is None:
        return
    secret = entries.get("password") or entries.get("pass") or pairs(entries.get("auth")).get("pass")
    script.facts.connections.append(
        Connection(
            tech,
            script.facts.at(line_of_node(value)),
            host=host,
            port=port,
            user=script.string(entries.get("user") or entries.get("username")),
            password=script.string(secret),
            database=script.string(entries.get("database") or entries.get("db") or entries.get("dbname")),
            open=secret is None and "..." not in entries,
        )
    )


def _tech(script: Script, owner: Node, entries: dict[str, Node], port: int | None) -> Tech | None:
    if port in PORTS:
        return PORTS[port]
    named = entries.get("dialect") or entries.get("type") or entries.get("client")
    if found := DIALECTS.get(script.string(named)):
        return found
    above: Node | None = owner.parent
    for _ in range(6):
        if above is None:
            break
        if above.type == "object" and (found := DIALECTS.get(script.string(pairs(above).get("client")))):
            return found
        if above.type in {"call_expression", "new_expression"}:
            callee = text_of(above.child_by_field_name("function") or above.child_by_field_name("constructor"))
            last = callee.rpartition(".")[2]
            if last in {"listen", "get", "request", "register", "serve"}:
                return None
            return next((t for p, t, makers in CLIENTS if p in script.facts.imports and last in makers), None)
        above = above.parent
    return next((t for p, t, _ in CLIENTS if p in script.facts.imports and t in {Tech.REDIS, Tech.POSTGRES}), None)


def dialect(script: Script, value: Node) -> None:
    """`dialect: 'mysql'` and its like say which engine is meant even where the address comes from elsewhere."""
    tech = DIALECTS.get(script.string(value))
    if tech is not None and tech is not Tech.SQLITE:
        script.facts.marks.setdefault(f"engine:{tech.value}", line_of_node(value))


def literal(script: Script, node: Node) -> None:
    """A URL as a string or at the beginning of a template."""
    text = text_of(node)
    if "://" not in text or is_fallback_of_environment(node):
        return
    if called := called_host(text):
        script.facts.marks.setdefault(f"host:{called}", line_of_node(node))
    if (tech := tech_of_url(text)) is None:
        return
    origin = script.facts.at(line_of_node(node))
    parent = node.parent
    if parent is not None and parent.type == "template_string" and len(parent.named_children) > 1:
        url = split_url(text)
        whole = url is not None and is_host(url.host) and "/" in text.split("://", 1)[1]
        script.facts.connections.append(
            Connection(
                tech, origin, host=url.host if url is not None and whole else "", scheme=url.scheme if url else ""
            )
        )
        return
    found = connection_of_url(text, origin)
    if found is not None and tech is Tech.SQLITE:
        if found.database:
            script.facts.kept.append(Kept(found.database, origin, "an SQLite database"))
    elif found is not None:
        script.facts.connections.append(found)


def storage(script: Script, owner: Node, value: Node) -> None:
    """`storage: './db.sqlite'` of sequelize, `filename` of knex."""
    entries = pairs(owner)
    if "dialect" in entries or text_of(value).strip("'\"`").endswith((".sqlite", ".sqlite3", ".db")):
        _keep(script, value, line_of_node(value), "an SQLite database")


def _keep(script: Script, node: Node | None, line: int, says: str) -> None:
    found = script.path(node)
    if found and ":memory:" not in found[0] and not found[0].startswith("/") and found[0] not in {".", ""}:
        script.facts.kept.append(Kept(found[0], script.facts.at(line), says, found[1]))
