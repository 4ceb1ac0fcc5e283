"""Writes HCL as `terraform fmt` would leave it: two spaces, aligned equals signs, blank lines around blocks.

The rule of alignment is that of `hclwrite`: neighbouring lines whose value ends on the same line share a column.
"""

import re
from collections.abc import Iterable

import msgspec

_WIDTH = 100
_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_INDENT = "  "


class Raw(msgspec.Struct, frozen=True):
    """An expression as it is written, in one line: `aws_vpc.network.id`."""

    text: str


class Heredoc(msgspec.Struct, frozen=True):
    """Text of several lines that ends with a newline; `text` is a template already (see `escaped`)."""

    text: str


class Call(msgspec.Struct, frozen=True):
    """A function and its one argument: `jsonencode({…})`."""

    function: str
    argument: "Expression"


Expression = str | int | float | bool | None | Raw | Heredoc | Call | tuple["Expression", ...] | dict[str, "Expression"]


class Block(msgspec.Struct, frozen=True, kw_only=True):
    """A block: `attributes` first, then `blocks`. `comment` stands above it."""

    kind: str
    labels: tuple[str, ...] = ()
    attributes: dict[str, Expression] = {}
    blocks: tuple["Block", ...] = ()
    comment: str = ""


def document(blocks: Iterable[Block]) -> str:
    """The text of a file."""
    return "\n".join("\n".join(_block(block, "")) + "\n" for block in blocks)


def quoted(text: str) -> str:
    """A string that means exactly `text`."""
    return f'"{escaped(text)}"'


def escaped(text: str) -> str:
    """`text` as it stands between quotes, where `${` and `%{` would begin a template."""
    plain = "".join(_ESCAPES.get(c) or (c if c.isprintable() else _unicode(c)) for c in text)
    return plain.replace("${", "$${").replace("%{", "%%{")


def _unicode(character: str) -> str:
    code = ord(character)
    return f"\\u{code:04X}" if code <= 0xFFFF else f"\\U{code:08X}"  # noqa: PLR2004 - what fits four digits


def _block(block: Block, indent: str) -> list[str]:
    head = " ".join((block.kind, *map(quoted, block.labels)))
    lines = [f"{indent}# {block.comment}"] if block.comment else []
    inner = indent + _INDENT
    body = _assignments(block.attributes, inner, blank_lines=True)
    for nested in block.blocks:
        body += ([""] if body else []) + _block(nested, inner)
    if not body:
        return [*lines, f"{indent}{head} {{}}"]
    return [*lines, f"{indent}{head} {{", *body, f"{indent}}}"]


def _assignments(attributes: dict[str, Expression], indent: str, *, blank_lines: bool = False) -> list[str]:
    """One line for each, or several; in a block, those of several lines stand apart from the others."""
    groups: list[list[str]] = []
    chain: list[tuple[str, str]] = []
    for name, value in attributes.items():
        first, *rest = _written(value, indent)
        key = name if _IDENTIFIER.fullmatch(name) else quoted(name)
        if not rest:
            chain.append((key, first))
            continue
        groups += [_aligned(chain, indent), [f"{indent}{key} = {first}", *rest]]
        chain = []
    groups = [group for group in [*groups, _aligned(chain, indent)] if group]
    if not blank_lines:
        return [line for group in groups for line in group]
    return [line for index, group in enumerate(groups) for line in ([""] if index else []) + group]


def _aligned(chain: list[tuple[str, str]], indent: str) -> list[str]:
    width = max((len(key) for key, _ in chain), default=0)
    return [f"{indent}{key:<{width}} = {value}" for key, value in chain]


def _written(value: Expression, indent: str) -> list[str]:
    """The lines of an expression; all but the first with their full indentation."""
    if isinstance(value, Heredoc):
        inner = indent + _INDENT
        lines = value.text.removesuffix("\n").split("\n")
        return ["<<-EOT", *(inner + line if line else "" for line in lines), f"{indent}EOT"]
    if isinstance(value, Call):
        return _call(value, indent)
    if isinstance(value, dict):
        return _object(value, indent)
    if isinstance(value, tuple):
        return _list(value, indent)
    return [value.text if isinstance(value, Raw) else _scalar(value)]


def _call(value: Call, indent: str) -> list[str]:
    """The mark that ends a heredoc stands alone in its line."""
    first, *rest = _written(value.argument, indent)
    if not rest:
        return [f"{value.function}({first})"]
    end = [rest[-1], f"{indent})"] if isinstance(value.argument, Heredoc) else [f"{rest[-1]})"]
    return [f"{value.function}({first}", *rest[:-1], *end]


def _scalar(value: str | float | bool | None) -> str:
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "null" if value is None else str(value)


def _object(value: dict[str, Expression], indent: str) -> list[str]:
    if not value:
        return ["{}"]
    return ["{", *_assignments(value, indent + _INDENT), f"{indent}}}"]


def _list(value: tuple[Expression, ...], indent: str) -> list[str]:
    inner = indent + _INDENT
    items = [_written(item, inner) for item in value]
    if all(len(lines) == 1 for lines in items):
        inline = f"[{', '.join(lines[0] for lines in items)}]"
        if len(indent) + len(inline) <= _WIDTH:
            return [inline]
    written = ["["]
    for first, *rest in items:
        written += [inner + first, *rest]
        written[-1] += ","
    return [*written, f"{indent}]"]
