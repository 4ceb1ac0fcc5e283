"""One parsed Python file: names resolved to what was imported, literals and paths evaluated."""

import ast
import posixpath
from dataclasses import dataclass, field

from mainstay.detect.facts import CodeFacts
from mainstay.detect.urls import port_number

DEEPEST = 20
"""Deeper than any path expression that a person writes."""
_ROOT = "\0"  # stands for the repository while paths are computed


@dataclass
class Module:
    """A file under study. `consumed` holds nodes that are explained already, `into` the setting a node feeds."""

    tree: ast.Module
    facts: CodeFacts
    aliases: dict[str, str] = field(default_factory=dict[str, str])
    assigned: dict[str, ast.expr] = field(default_factory=dict[str, ast.expr])
    consumed: set[int] = field(default_factory=set[int])
    into: dict[int, str] = field(default_factory=dict[int, str])
    separators: dict[int, str] = field(default_factory=dict[int, str])
    fallbacks: dict[int, ast.expr] = field(default_factory=dict[int, ast.expr])
    guarded: set[str] = field(default_factory=set[str])
    defaulted: set[str] = field(default_factory=set[str])

    def dotted(self, node: ast.expr) -> str:
        """The dotted name of an expression with its root resolved to the import; "" where it is none."""
        parts: list[str] = []
        while isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        if not isinstance(node, ast.Name):
            return ""
        return ".".join([self.aliases.get(node.id, node.id), *reversed(parts)])

    def consume(self, node: ast.AST) -> None:
        """Mark a node and all below it as explained."""
        self.consumed.update(id(n) for n in ast.walk(node))

    def literal(self, node: ast.expr | None, depth: int = 0) -> str | None:
        """The text of a literal, also through one assignment; None where it is computed."""
        if isinstance(node, ast.Constant) and isinstance(node.value, str | int | float | bool):
            return str(node.value)
        if isinstance(node, ast.Name) and depth == 0 and node.id in self.assigned:
            return self.literal(self.assigned[node.id], 1)
        return None

    def string(self, node: ast.expr | None) -> str:
        """The text of a string literal; "" for anything else."""
        text = self.literal(node) if not isinstance(node, ast.Constant) or isinstance(node.value, str) else None
        return text or ""

    def number(self, node: ast.expr | None) -> int | None:
        """A whole number, also as a string literal."""
        text = self.literal(node)
        return port_number(text or "")

    def path(self, node: ast.expr) -> tuple[str, bool] | None:
        """A path that an expression names and whether it was derived from `__file__`; None where it is unknown."""
        text = self._path(node, 0)
        if not text:
            return None
        if text.startswith(_ROOT):
            clean = posixpath.normpath("./" + text[1:].lstrip("/"))
            return None if clean.startswith("..") else (clean, True)
        return (text, False)

    def _path(self, node: ast.expr, depth: int) -> str:
        """The path of an expression, with `_ROOT` for the repository; "" where it is unknown."""
        found = ""
        if depth > DEEPEST:
            return found
        if isinstance(node, ast.Constant):
            found = node.value if isinstance(node.value, str) else ""
        elif isinstance(node, ast.Name):
            found = self._name(node, depth)
        elif isinstance(node, ast.BinOp):
            found = self._binary(node, depth)
        elif isinstance(node, ast.Attribute | ast.Subscript):
            found = self._parent(node, depth)
        elif isinstance(node, ast.JoinedStr):
            found = self._template(node, depth)
        elif isinstance(node, ast.Call):
            found = self._call(node, depth)
        return found

    def _name(self, node: ast.Name, depth: int) -> str:
        if node.id == "__file__":
            return f"{_ROOT}/{self.facts.path}"
        return self._path(self.assigned[node.id], depth + 1) if node.id in self.assigned else ""

    def _binary(self, node: ast.BinOp, depth: int) -> str:
        left, right = self._path(node.left, depth + 1), self._path(node.right, depth + 1)
        if isinstance(node.op, ast.Sub) and isinstance(node.right, ast.Constant):
            steps = node.right.value if isinstance(node.right.value, int) else 0
            return _up(left, min(steps, DEEPEST))
        if not left or not right:
            return ""
        return f"{left}/{right}" if isinstance(node.op, ast.Div) else left + right

    def _parent(self, node: ast.Attribute | ast.Subscript, depth: int) -> str:
        if isinstance(node, ast.Attribute):
            return _up(self._path(node.value, depth + 1), 1) if node.attr == "parent" else ""
        inner = node.value
        if isinstance(inner, ast.Attribute) and inner.attr == "parents" and isinstance(node.slice, ast.Constant):
            steps = node.slice.value
            return (
                _up(self._path(inner.value, depth + 1), steps + 1) if isinstance(steps, int) and steps < DEEPEST else ""
            )
        return ""

    def _template(self, node: ast.JoinedStr, depth: int) -> str:
        parts = [self._path(p.value if isinstance(p, ast.FormattedValue) else p, depth + 1) for p in node.values]
        return "".join(parts) if all(parts) else ""

    def _call(self, node: ast.Call, depth: int) -> str:
        name = self.dotted(node.func)
        last = name.rpartition(".")[2] if name else getattr(node.func, "attr", "")
        arguments = [self._path(a, depth + 1) for a in node.args]
        if last in {"join", "joinpath", "Path", "PurePath", "path", "root"} and arguments:
            base = (
                [self._path(node.func.value, depth + 1)]
                if last in {"joinpath", "path"} and isinstance(node.func, ast.Attribute)
                else []
            )
            return "/".join([*base, *arguments]) if all([*base, *arguments]) else ""
        if last == "dirname" and arguments:
            return _up(arguments[0], 1)
        if last in {"abspath", "realpath", "str", "normpath", "fspath"} and arguments:
            return arguments[0]
        if last in {"resolve", "absolute", "as_posix", "expanduser"} and isinstance(node.func, ast.Attribute):
            return self._path(node.func.value, depth + 1)
        return ""


def _up(path: str, steps: int) -> str:
    for _ in range(steps):
        if not path.startswith(_ROOT):
            return ""
        path = path.rpartition("/")[0] if path.count("/") else path
    return path or _ROOT


def keyword(call: ast.Call, *names: str) -> ast.expr | None:
    """The first of these keyword arguments that a call has."""
    found = {k.arg: k.value for k in call.keywords if k.arg}
    return next((found[n] for n in names if n in found), None)


def argument(call: ast.Call, position: int, *names: str) -> ast.expr | None:
    """An argument given by position or by one of these names."""
    if position < len(call.args) and not any(isinstance(a, ast.Starred) for a in call.args[: position + 1]):
        return call.args[position]
    return keyword(call, *names)


def targets(node: ast.AST) -> tuple[list[str], ast.expr | None]:
    """The plain names that an assignment sets (attributes by their last part), and its value."""
    if isinstance(node, ast.Assign):
        return [n for t in node.targets if (n := _target(t))], node.value
    if isinstance(node, ast.AnnAssign | ast.AugAssign):
        return ([n] if (n := _target(node.target)) else []), node.value
    return [], None


def _target(node: ast.expr) -> str:
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        return node.slice.value if isinstance(node.slice.value, str) else ""
    if isinstance(node, ast.Tuple) and node.elts:
        return _target(node.elts[0])
    return node.id if isinstance(node, ast.Name) else getattr(node, "attr", "")
