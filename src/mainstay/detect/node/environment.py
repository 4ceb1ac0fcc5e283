"""Environment names that JavaScript code reads: process.env, destructuring, validators, configuration services."""

import re

from tree_sitter import Node

from mainstay.detect.facts import EnvRead
from mainstay.detect.node.script import Script, arguments, fallback, pairs
from mainstay.detect.syntax import line_of_node, text_of

_NAME = re.compile(r"[A-Z][A-Z0-9_]{1,80}")
VALIDATORS = frozenset({"envsafe", "cleanEnv", "createEnv", "parseEnv", "envSchema", "object", "str", "validateEnv"})
_OPTIONAL = re.compile(r"\bdefault\b|\.optional\(|\.nullish\(|\.catch\(|allowEmpty|undefined")
_DEFAULT = re.compile(r"""\bdefault\b\s*[:(]\s*(?:"([^"]*)"|'([^']*)'|(\d+|true|false))""")
_GETTERS = frozenset({"get", "getOrThrow"})


def member(script: Script, node: Node, name: str) -> None:
    """`process.env.NAME` or `process.env['NAME']`."""
    if not _NAME.fullmatch(name) or _is_assigned(node):
        return
    right = fallback(node)
    ternary = node.parent is not None and node.parent.type in {
        "ternary_expression",
        "if_statement",
        "parenthesized_expression",
    }
    _add(script, name, node, right, optional=ternary)


def _is_assigned(node: Node) -> bool:
    parent = node.parent
    return parent is not None and parent.type == "assignment_expression" and parent.child_by_field_name("left") == node


def _add(
    script: Script, name: str, node: Node, default: Node | None, *, optional: bool = False, required: bool = False
) -> None:
    script.facts.env.append(
        EnvRead(
            name,
            script.facts.at(line_of_node(node)),
            required=required and not optional and default is None,
            has_default=default is not None,
            default=script.literal(default),
        )
    )


def destructured(script: Script, pattern: Node) -> None:
    """`const { A, B: b, C = 'x' } = process.env`."""
    for child in pattern.named_children:
        key = child.child_by_field_name("key") or child.child_by_field_name("left") or child
        if _NAME.fullmatch(text_of(key)):
            _add(script, text_of(key), child, child.child_by_field_name("right"))


def call(script: Script, node: Node, callee: str) -> None:
    """Validators over the environment, `configService.get('X')`, `env.get('X').required()`."""
    last = callee.rpartition(".")[2]
    given = arguments(node)
    if last in _GETTERS and given and _NAME.fullmatch(name := script.string(given[0])):
        receiver = callee.lower()
        if "config" in receiver or receiver.startswith("env"):
            chain = text_of(node.parent.parent) if node.parent is not None else ""
            required = last == "getOrThrow" or ".required()" in chain
            _add(script, name, node, given[1] if len(given) > 1 else None, required=required)
    elif last in VALIDATORS and ("env" in callee.lower() or "process.env" in text_of(script_root(node))):
        for argument in given:
            _schema(script, argument)


def script_root(node: Node) -> Node:
    """The node of the whole file."""
    while node.parent is not None:
        node = node.parent
    return node


def _schema(script: Script, node: Node) -> None:
    for key, value in pairs(node).items():
        if key in {"server", "shared", "env"} and value.type == "object":
            _schema(script, value)
        elif _NAME.fullmatch(key):
            text = text_of(value)
            default = _DEFAULT.search(text.replace("devDefault", ""))
            optional = _OPTIONAL.search(text.replace("devDefault", "")) is not None
            script.facts.env.append(
                EnvRead(
                    key,
                    script.facts.at(line_of_node(value)),
                    required=not optional,
                    has_default=optional,
                    default=next((g for g in default.groups() if g), "") if default else "",
                )
            )
