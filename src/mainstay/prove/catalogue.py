"""What a simulated test asks, read from its syntax: a milestone on a line that no run reaches is missed as well."""

import ast
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from mainstay.model.value import Value

_PROVE = "mainstay.prove"
_MILESTONES = {"sometimes": 1, "sometimes_at_least": 2, "reachable": 0}  # where the name stands among the arguments
_FORBIDDEN = "unreachable"
_Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


class Asked(Value, frozen=True):
    """What a test asks.

    `milestones` must be met in some run; `forbids` counts lines that must never be reached, and plain `assert`s.
    """

    milestones: tuple[str, ...] = ()
    forbids: int = 0


def asked(file: Path, function: str) -> Asked:
    """What `function` of `file` asks, with all that it names: other functions there, and in modules beside the file.

    Names that are put together when the test runs are known only once they are reached.
    """
    milestones: dict[str, None] = {}
    forbids = 0
    for module, node in _reached(_Module(file), function):
        for found in ast.walk(node):
            forbids += isinstance(found, ast.Assert)
            if isinstance(found, ast.Call) and (kind := module.property_called(found)):
                forbids += kind == _FORBIDDEN
                milestones.update(dict.fromkeys(_named(found, kind)))
    return Asked(milestones=tuple(milestones), forbids=forbids)


def _named(call: ast.Call, kind: str) -> Iterator[str]:
    """The milestone that a call names, if it is one and the name stands there."""
    if kind not in _MILESTONES:
        return
    position = _MILESTONES[kind]
    names = [keyword.value for keyword in call.keywords if keyword.arg == "name"]
    for name in names or call.args[position : position + 1]:
        if isinstance(name, ast.Constant) and isinstance(name.value, str):
            yield name.value


class _Module:
    """One file: its definitions, and what its imports bind."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.tree = ast.parse(file.read_bytes(), filename=str(file))

    @cached_property
    def definitions(self) -> dict[str, _Definition]:
        return {node.name: node for node in self.tree.body if isinstance(node, _Definition)}

    @cached_property
    def imports(self) -> dict[str, tuple[str, str]]:
        """Name → the module it is or is from, and its name there (empty: the module itself)."""
        bound: dict[str, tuple[str, str]] = {}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    bound[alias.asname or alias.name] = (alias.name, "")
            elif isinstance(node, ast.ImportFrom) and node.module:
                for alias in node.names:
                    whole = f"{node.module}.{alias.name}"
                    bound[alias.asname or alias.name] = (whole, "") if whole == _PROVE else (node.module, alias.name)
        return bound

    def property_called(self, call: ast.Call) -> str:
        """Which property of ours is called, if one is."""
        module, name = self.bound(call.func)
        return name if module == _PROVE else ""

    def bound(self, node: ast.expr) -> tuple[str, str]:
        """The module and the name in it that an expression stands for; empty where it is not imported."""
        if isinstance(node, ast.Name):
            return self.imports.get(node.id, ("", ""))
        if isinstance(node, ast.Attribute):
            module, name = self.imports.get(ast.unparse(node.value), ("", ""))
            return ("", "") if name else (module, node.attr)
        return "", ""

    def beside(self, module: str) -> "_Module | None":
        """The module of this name in the same folder or below it."""
        place = self.file.parent.joinpath(*module.split("."))
        found = next((file for file in (place.with_suffix(".py"), place / "__init__.py") if file.is_file()), None)
        return None if found is None else _Module(found)


def _reached(start: _Module, function: str) -> Iterator[tuple[_Module, _Definition]]:
    """The function and all definitions that are named on the way, each once."""
    modules: dict[str, _Module | None] = {}
    waiting, seen = [(start, function)], set[tuple[Path, str]]()
    while waiting:
        module, name = waiting.pop()
        node = module.definitions.get(name)
        if node is None or (module.file, name) in seen:
            continue
        seen.add((module.file, name))
        yield module, node
        for source, named in _names(module, node):
            if source and source not in modules:
                modules[source] = module.beside(source)
            other = modules[source] if source else module
            waiting += [(other, named)] if other is not None else []


def _names(module: _Module, node: _Definition) -> Iterator[tuple[str, str]]:
    """What a definition names: the module (empty: its own) and the name there."""
    for found in ast.walk(node):
        if isinstance(found, ast.Name | ast.Attribute):
            source, name = module.bound(found)
            if source:
                yield source, name
            elif isinstance(found, ast.Name):
                yield "", found.id
