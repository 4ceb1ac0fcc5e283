"""One parsed JavaScript or TypeScript file: literals and paths evaluated, objects as mappings."""

import posixpath
from dataclasses import dataclass, field

from tree_sitter import Node

from mainstay.detect.facts import CodeFacts
from mainstay.detect.syntax import text_of
from mainstay.detect.urls import port_number

_FALLBACKS = {"||", "??"}


@dataclass
class Script:
    """A file under study; `declared` maps the names of its constants to their values."""

    facts: CodeFacts
    declared: dict[str, Node] = field(default_factory=dict[str, Node])

    def resolve(self, node: Node | None) -> Node | None:
        """The value of a name that the file declares; else the node itself."""
        if node is not None and node.type == "identifier":
            return self.declared.get(text_of(node), node)
        return node

    def string(self, node: Node | None) -> str:
        """The text of a string literal, also through one name; "" for anything else."""
        node = self.resolve(node)
        if node is None or node.type not in {"string", "template_string"}:
            return ""
        if any(c.type == "template_substitution" for c in node.named_children):
            return ""
        return "".join(text_of(c) for c in node.named_children)

    def number(self, node: Node | None) -> int | None:
        """A whole number literal, also through one name or as a string."""
        node = self.resolve(node)
        text = text_of(node) if node is not None and node.type == "number" else self.string(node)
        return port_number(text)

    def literal(self, node: Node | None) -> str:
        """The text of a string, number or boolean literal."""
        node = self.resolve(node)
        if node is not None and node.type in {"number", "true", "false"}:
            return text_of(node)
        return self.string(node)

    def path(self, node: Node | None) -> tuple[str, bool] | None:
        """A path that an expression names, and whether it is relative to this file rather than to the process."""
        node = self.resolve(node)
        if node is None:
            return None
        if text := self.string(node):
            return (text, False)
        parts = self._parts(node)
        if not parts or not all(parts):
            return None
        folder = posixpath.dirname(self.facts.path)
        anchored = parts[0] == "__dirname"
        rest = parts[1:] if parts[0] in {"__dirname", "process.cwd()"} else parts
        joined = posixpath.normpath(posixpath.join(folder if anchored else "", *[r.lstrip("/") for r in rest] or ["."]))
        return None if joined.startswith("..") else (joined, anchored)

    def _parts(self, node: Node) -> list[str]:
        if node.type == "call_expression" and text_of(node.child_by_field_name("function")) in {
            "path.join",
            "path.resolve",
            "join",
            "resolve",
        }:
            return [self._part(a) for a in arguments(node)]
        if node.type == "template_string":
            return [self._part(c) for c in node.named_children]
        if node.type == "binary_expression" and text_of(node.child_by_field_name("operator")) == "+":
            return [self._part(node.child_by_field_name("left")), self._part(node.child_by_field_name("right"))]
        return []

    def _part(self, node: Node | None) -> str:
        if node is not None and node.type == "template_substitution" and node.named_children:
            node = node.named_children[0]
        text = text_of(node)
        if text in {"__dirname", "process.cwd()", "import.meta.dirname"}:
            return text.replace("import.meta.dirname", "__dirname")
        return text if node is not None and node.type == "string_fragment" else self.string(node)


def arguments(call: Node) -> list[Node]:
    """The arguments of a call or of `new`, without comments."""
    given = call.child_by_field_name("arguments")
    return [c for c in given.named_children if c.type != "comment"] if given is not None else []


def pairs(node: Node | None) -> dict[str, Node]:
    """An object literal as key → value; shorthand properties map to themselves."""
    found: dict[str, Node] = {}
    for child in node.named_children if node is not None and node.type == "object" else []:
        key, value = child.child_by_field_name("key"), child.child_by_field_name("value")
        if child.type == "pair" and key is not None and value is not None:
            found[text_of(key).strip("'\"")] = value
        elif child.type == "shorthand_property_identifier":
            found[text_of(child)] = child
        elif child.type == "spread_element":
            found["..."] = child
    return found


def fallback(node: Node) -> Node | None:
    """What stands to the right of `||` or `??` after a node; None where nothing does."""
    current, parent = node, node.parent
    while parent is not None and parent.type in {
        "parenthesized_expression",
        "as_expression",
        "non_null_expression",
        "satisfies_expression",
    }:
        current, parent = parent, parent.parent
    if parent is None or parent.type != "binary_expression" or parent.child_by_field_name("left") != current:
        return None
    operator = parent.child_by_field_name("operator")
    if text_of(operator) not in _FALLBACKS:
        return None
    return fallback(parent) or parent.child_by_field_name("right")


def is_fallback_of_environment(node: Node) -> bool:
    """Whether a literal is only what the code falls back to when an environment name is not set."""
    current, parent = node, node.parent
    for _ in range(4):
        if parent is None:
            return False
        left = parent.child_by_field_name("left") if parent.type == "binary_expression" else None
        if left is not None and left != current:
            return "env" in text_of(left)
        if parent.type == "object_assignment_pattern":
            return True
        current, parent = parent, parent.parent
    return False
