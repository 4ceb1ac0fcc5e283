"""The repository as the house tests read it: files, syntax trees, and what a name stands for."""

import ast
import functools
import io
import tokenize
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "mainstay"
RULES = tomllib.loads((Path(__file__).parent / "rules.toml").read_text())
RATCHET = tomllib.loads((Path(__file__).parent / "ratchet.toml").read_text())

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """One Python file. `path` is relative to the repository."""

    path: str
    source: str

    @functools.cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.source, self.path)

    @functools.cached_property
    def nodes(self) -> list[ast.AST]:
        return list(ast.walk(self.tree))

    @functools.cached_property
    def comments(self) -> list[tuple[int, str]]:
        """All comments with their lines."""
        tokens = tokenize.generate_tokens(io.StringIO(self.source).readline)
        return [(token.start[0], token.string) for token in tokens if token.type == tokenize.COMMENT]

    @property
    def dotted(self) -> str:
        """Its name below the package: `run.local.paths`; "" for the package itself or a file outside of it."""
        parts = Path(self.path).with_suffix("").parts[2:] if self.path.startswith("src/") else ()
        return ".".join(parts[:-1] if parts[-1:] == ("__init__",) else parts)

    @property
    def is_package(self) -> bool:
        return Path(self.path).name == "__init__.py"

    def functions(self) -> Iterator[tuple[str, Function]]:
        """All functions with their qualified names."""
        yield from _functions(self.tree, "")


def _functions(node: ast.AST, prefix: str) -> Iterator[tuple[str, Function]]:
    for child in ast.iter_child_nodes(node):
        named = isinstance(child, Function | ast.ClassDef)
        name = f"{prefix}{child.name}" if named else ""
        if isinstance(child, Function):
            yield name, child
        yield from _functions(child, f"{name}." if named else prefix)


def modules(*folders: str) -> tuple[Module, ...]:
    """All Python files below these folders of the repository, sorted; not what examples have built beside them."""
    found = sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    return tuple(_module(path) for path in found if not {"__pycache__", ".mainstay"} & set(path.parts))


@functools.cache
def _module(path: Path) -> Module:
    """Read and parsed once for all tests."""
    return Module(str(path.relative_to(ROOT)), path.read_text())


def aliases(module: Module) -> dict[str, str]:
    """What the imported names of a module stand for: `{"t": "time", "now": "time.monotonic"}`."""
    known: dict[str, str] = {}
    for node in module.nodes:
        if isinstance(node, ast.Import):
            for name in node.names:
                known[name.asname or name.name.split(".")[0]] = name.name if name.asname else name.name.split(".")[0]
        elif isinstance(node, ast.ImportFrom):
            base = absolute(module, node)
            for name in node.names:
                known[name.asname or name.name] = f"{base}.{name.name}"
    return known


def absolute(module: Module, node: ast.ImportFrom) -> str:
    """The full name of the module that `from … import` names, relative imports resolved."""
    if not node.level:
        return node.module or ""
    parts = ["mainstay", *filter(None, module.dotted.split("."))]
    parts = parts[: len(parts) - node.level + (1 if module.is_package else 0)]
    return ".".join([*parts, *filter(None, [node.module])])


def dotted_name(node: ast.expr) -> str | None:
    """`a.b.c` for an attribute chain that starts with a name, else None."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        base = dotted_name(node.value)
        return f"{base}.{node.attr}" if base else None
    return None


def hold(check: str, violations: list[str]) -> None:
    """Fail where `held` finds something, one line each."""
    found = held(check, violations)
    if found:
        pytest.fail("\n".join([f"{check}: {len(found)} found", *found]), pytrace=False)


def held(check: str, violations: list[str]) -> list[str]:
    """The violations that the ratchet does not know, and the ratchet's entries that nothing violates any more."""
    known = RATCHET.get(check, [])
    new = [v for v in violations if not any(v.startswith(entry) for entry in known)]
    over = [f"ratchet.toml: {check}: {e!r} is over; remove it" for e in known if not _needed(e, violations)]
    return new + over


def _needed(entry: str, violations: list[str]) -> bool:
    return any(violation.startswith(entry) for violation in violations)
