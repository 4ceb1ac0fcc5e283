"""Trees of arguments → HCL expressions: references by address, text with references in it, JSON, base64."""

from collections.abc import Mapping
from typing import cast

import msgspec

from mainstay.model.told import Base64, Joined, Json, PolicyDocument, Ref, SecretText, Statement, Variable
from mainstay.render.terraform.hcl import Call, Expression, Heredoc, Raw, escaped, quoted
from mainstay.render.terraform.item import Item, Tree

Part = str | Ref | Variable | Json


class Names(msgspec.Struct, frozen=True):
    """How others are called: `items` by the names of their resources."""

    items: Mapping[str, Item]

    def address(self, reference: Ref) -> str:
        """`aws_sqs_queue.orders.arn`."""
        return f"{self.items[reference.resource].address}.{reference.attribute}"


def expression(value: Tree, names: Names) -> Expression:
    """`value` as an expression; a policy document as JSON."""
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, dict):
        return {name: expression(content, names) for name, content in value.items()}
    if isinstance(value, tuple):
        return tuple(expression(item, names) for item in value)
    if isinstance(value, Ref | Joined | Variable):
        return text(_parts(value), names)
    return _encoded(value, names)


def _encoded(value: Json | Base64 | PolicyDocument | SecretText, names: Names) -> Expression:
    if isinstance(value, SecretText):
        raise TypeError("a secret must be turned into a reference before it is written")
    if isinstance(value, Base64):
        return _base64(value, names)
    content = policy_json(value) if isinstance(value, PolicyDocument) else value.content
    return Call("jsonencode", _json(content, names))


def _parts(value: Ref | Joined | Variable) -> tuple[Part, ...]:
    return value.parts if isinstance(value, Joined) else (value,)


def text(parts: tuple[Part, ...], names: Names) -> Expression:
    """Text of several parts: a plain string, a reference, or a template."""
    pieces = _pieces(parts, names)
    if all(isinstance(piece, str) for piece in pieces):
        return "".join(cast("list[str]", pieces))
    if len(pieces) == 1:
        return pieces[0]
    return Raw(f'"{_template(pieces)}"')


def _pieces(parts: tuple[Part, ...], names: Names) -> list[str | Raw | Call]:
    pieces: list[str | Raw | Call] = []
    for part in parts:
        if isinstance(part, Ref):
            pieces += [part.prefix, Raw(names.address(part)), part.suffix]
        elif isinstance(part, Variable):
            pieces.append(Raw(f"var.{part.name}"))
        elif isinstance(part, Json):
            pieces.append(Call("jsonencode", _json(part.content, names)))
        else:
            pieces.append(part)
    return [piece for piece in pieces if piece != ""] or [""]


def _template(pieces: list[str | Raw | Call]) -> str:
    return "".join(escaped(p) if isinstance(p, str) else f"${{{inline(p)}}}" for p in pieces)


def inline(value: Expression) -> str:
    """An expression in one line."""
    if isinstance(value, Raw):
        return value.text
    if isinstance(value, Call):
        return f"{value.function}({inline(value.argument)})"
    if isinstance(value, tuple):
        return f"[{', '.join(map(inline, value))}]"
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{quoted(k)} = {inline(v)}' for k, v in value.items())} }}" if value else "{}"
    if isinstance(value, str):
        return quoted(value)
    return str(value).lower() if isinstance(value, bool) else "null" if value is None else str(value)


def _json(value: object, names: Names) -> Expression:
    if isinstance(value, dict):
        pairs = cast("dict[str, object]", value).items()
        return {name: _json(content, names) for name, content in pairs}
    if isinstance(value, tuple | list):
        return tuple(_json(item, names) for item in cast("tuple[object, ...]", value))
    return expression(cast("Tree", value), names)


def policy_json(policy: PolicyDocument) -> dict[str, object]:
    """A policy document in the JSON that IAM reads."""
    return {"Version": "2012-10-17", "Statement": tuple(_statement(statement) for statement in policy.statements)}


def _statement(statement: Statement) -> dict[str, object]:
    conditions: dict[str, dict[str, object]] = {}
    for test, variable, values in statement.conditions:
        conditions.setdefault(test, {})[variable] = values
    found: dict[str, object] = {
        "Sid": statement.sid,
        "Effect": statement.effect,
        "Principal": dict(statement.principals),
        "Action": tuple(sorted(statement.actions)),
        "Resource": statement.resources,
        "Condition": conditions,
    }
    return {name: content for name, content in found.items() if content}


def is_script(value: str | Joined | Base64) -> bool:
    """Whether it is text of several lines, which people read as such."""
    parts = (value,) if isinstance(value, str) else value.parts
    plain = "".join(part for part in parts if isinstance(part, str))
    last = parts[-1] if parts else ""
    return isinstance(last, str) and last.endswith("\n") and plain.count("\n") > 1


def script(parts: tuple[Part, ...], names: Names) -> Heredoc:
    """Text of several lines that ends with a newline."""
    pieces = _pieces(parts, names)
    return Heredoc("".join(_untemplated(p) if isinstance(p, str) else f"${{{inline(p)}}}" for p in pieces))


def _untemplated(plain: str) -> str:
    return plain.replace("${", "$${").replace("%{", "%%{")


def _base64(value: Base64, names: Names) -> Expression:
    return Call("base64encode", script(value.parts, names) if is_script(value) else text(value.parts, names))
