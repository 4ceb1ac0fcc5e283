"""One JavaScript or TypeScript file → facts, by queries over its syntax tree."""

import re

from tree_sitter import Node

from mainstay.detect.facts import App, CodeFacts, Listen
from mainstay.detect.node import connections, environment
from mainstay.detect.node.script import Script, arguments, pairs
from mainstay.detect.syntax import language_of, line_of_node, matches, parse, text_of

HINTS = [
    "process.env",
    "://",
    ".listen(",
    "redis",
    "Redis",
    "valkey",
    "mongo",
    "mysql",
    "kafka",
    "amqp",
    "elastic",
    "postgres",
    "'pg'",
    '"pg"',
    "createPool",
    "createConnection",
    "Sequelize",
    "knex",
    "envsafe",
    "cleanEnv",
    "createEnv",
    "configService",
    "config.get(",
    "env.get(",
    "sqlite",
    "multer",
    "nodemailer",
    "aws",
    "bull",
    "Bull",
    "express",
    "fastify",
    "Hono",
    "Koa",
    "serve(",
    "NestFactory",
    "host:",
    "HOST:",
    "dialect",
]
"""A file that holds none of these words says nothing about how the application runs, and is not parsed."""
MAX_LINE = 5_000
MAX_CALLEE = 120
_QUERY = """
(import_statement source: (string (string_fragment) @import))
(export_statement source: (string (string_fragment) @import))
(call_expression function: (identifier) @require arguments: (arguments . (string (string_fragment) @required)))
(call_expression function: (import) arguments: (arguments . (string (string_fragment) @import)))
(member_expression object: (member_expression) @environment property: (property_identifier) @env) @read
(subscript_expression object: (member_expression) @environment index: (string (string_fragment) @env)) @read
(variable_declarator name: (object_pattern) @pattern value: (_) @from)
(variable_declarator name: (identifier) @name value: (_) @value)
(call_expression function: (_) @callee) @call
(new_expression constructor: (_) @callee) @call
(pair key: (property_identifier) @key value: (_) @item)
(string_fragment) @text
"""
FRAMEWORKS = {
    "express": "express",
    "fastify": "fastify",
    "Fastify": "fastify",
    "Koa": "koa",
    "Hono": "hono",
    "restify.createServer": "restify",
    "Hapi.server": "hapi",
    "polka": "polka",
    "NestFactory.create": "nest",
    "http.createServer": "http",
    "createServer": "http",
    "Elysia": "elysia",
}
_HOST_KEYS = frozenset({"host", "hostname"})


def read_node(path: str, text: str) -> CodeFacts:
    """All that one file says; empty where it says nothing or is minified."""
    facts = CodeFacts(path)
    if not any(h in text for h in HINTS) or is_minified(path, text):
        return facts
    script = Script(facts)
    found = matches(language_of(path) or "javascript", _QUERY, parse(language_of(path) or "javascript", text))
    for match in found:
        _imports(script, match)
    for match in found:
        _fact(script, match)
    return facts


def is_minified(path: str, text: str) -> bool:
    """Whether a file was made by a tool: its name says so, or its lines are very long."""
    return ".min." in path or ".bundle." in path or re.search(rf"[^\n]{{{MAX_LINE}}}", text) is not None


def _imports(script: Script, match: dict[str, Node]) -> None:
    if "import" in match:
        script.facts.imports.setdefault(text_of(match["import"]), line_of_node(match["import"]))
    elif "required" in match and text_of(match["require"]) == "require":
        script.facts.imports.setdefault(text_of(match["required"]), line_of_node(match["required"]))
    elif "name" in match:
        script.declared.setdefault(text_of(match["name"]), match["value"])
    for package, tech in connections.CLOUD_PACKAGES.items():
        if package in script.facts.imports:
            script.facts.clouds.setdefault(tech, script.facts.imports[package])


def _fact(script: Script, match: dict[str, Node]) -> None:
    if "env" in match:
        if text_of(match["environment"]) == "process.env":
            environment.member(script, match["read"], text_of(match["env"]))
    elif "pattern" in match:
        if text_of(match["from"]) == "process.env":
            environment.destructured(script, match["pattern"])
    elif "call" in match:
        _call(script, match["call"], text_of(match["callee"]))
    elif "key" in match:
        _pair(script, text_of(match["key"]), match["item"])
    elif "text" in match:
        connections.literal(script, match["text"])
    elif "name" in match:
        _declared(script, match["name"], match["value"])


def _pair(script: Script, key: str, value: Node) -> None:
    if key.lower() in _HOST_KEYS:
        connections.host_pair(script, value)
    elif key in {"dialect", "client"}:
        connections.dialect(script, value)
    elif key in {"storage", "filename"} and value.parent is not None and value.parent.parent is not None:
        connections.storage(script, value.parent.parent, value)


def _declared(script: Script, name: Node, value: Node) -> None:
    callee = text_of(value.child_by_field_name("function") or value.child_by_field_name("constructor"))
    if framework := FRAMEWORKS.get(callee):
        script.facts.apps.append(App(framework, script.facts.at(line_of_node(name)), text_of(name)))


def _call(script: Script, node: Node, callee: str) -> None:
    if len(callee) > MAX_CALLEE:  # a chain of calls: its parts are visited on their own
        callee = "." + callee.rpartition(".")[2][:40]
    environment.call(script, node, callee)
    connections.made(script, node, callee)
    last = callee.rpartition(".")[2]
    if (last == "listen" and "." in callee) or callee in {"serve", "Bun.serve", "startStandaloneServer"}:
        _listen(script, node)


def _listen(script: Script, node: Node) -> None:
    given = arguments(node)
    port = None
    for argument in given[:2]:
        value = script.resolve(argument)
        port = port or script.number(argument) or script.number(pairs(value).get("port"))
    script.facts.listens.append(Listen(script.facts.at(line_of_node(node)), port or 0))
    script.facts.main = True
