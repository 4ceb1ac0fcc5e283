"""Sizes: functions, nesting, parameters, modules, folders."""

import ast
from pathlib import Path

from house.tree import RULES, Function, Module

LIMITS = RULES["limits"]
_BLOCKS = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.With, ast.AsyncWith, ast.Try, ast.TryStar, ast.Match)


def function_sizes(module: Module) -> list[str]:
    """Functions that are too long, too deep, or take too much by position."""
    lines = module.source.splitlines()
    found: list[str] = []
    for name, function in module.functions():
        place = f"{module.path}:{name}"
        length, depth, positional = body_lines(function, lines), nesting(function.body), positionals(function)
        if length > LIMITS["body_lines"]:
            found.append(f"{place}: body of {length} lines")
        if depth > LIMITS["nesting"]:
            found.append(f"{place}: nesting of {depth}")
        if positional > LIMITS["positional"]:
            found.append(f"{place}: positional parameters {positional}")
    return found


def body_lines(function: Function, lines: list[str]) -> int:
    """Lines of the body that hold something; the docstring does not count."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    if not body:
        return 0
    return sum(1 for line in lines[body[0].lineno - 1 : body[-1].end_lineno] if line.strip())


def nesting(statements: list[ast.stmt], depth: int = 0) -> int:
    """The deepest nesting of blocks; `elif` is no deeper than its `if`, an inner function starts anew."""
    deepest = depth
    for statement in statements:
        if isinstance(statement, ast.If):
            deepest = max(deepest, nesting(statement.body, depth + 1), _otherwise(statement.orelse, depth))
        elif isinstance(statement, _BLOCKS):
            deepest = max([deepest, *(nesting(block, depth + 1) for block in _inner(statement))])
    return deepest


def _otherwise(orelse: list[ast.stmt], depth: int) -> int:
    is_elif = len(orelse) == 1 and isinstance(orelse[0], ast.If)
    return nesting(orelse, depth if is_elif else depth + 1) if orelse else depth


def _inner(statement: ast.stmt) -> list[list[ast.stmt]]:
    blocks = [getattr(statement, field, []) for field in ("body", "orelse", "finalbody")]
    blocks += [part.body for part in getattr(statement, "handlers", [])]
    return blocks + [part.body for part in getattr(statement, "cases", [])]


def positionals(function: Function) -> int:
    """How many parameters can be given by position, `self` and `cls` not counted."""
    names = [a.arg for a in [*function.args.posonlyargs, *function.args.args]]
    return len(names) - (1 if names[:1] in (["self"], ["cls"]) else 0)


def module_size(module: Module) -> list[str]:
    """A module that is too long."""
    length = module.source.count("\n")
    return [f"{module.path}: module of {length} lines"] if length > LIMITS["module_lines"] else []


def folder_levels(module: Module) -> list[str]:
    """A module that lies too deep below the package."""
    levels = len(Path(module.path).parts) - 3  # src, mainstay and the file itself do not count
    return [f"{module.path}: folder level {levels}"] if levels > LIMITS["folder_levels"] else []


def root_entries(root: Path) -> list[str]:
    """Too many things that a visitor sees first."""
    ignored = {line.strip().rstrip("/") for line in (root / ".gitignore").read_text().splitlines()}
    names = sorted(p.name for p in root.iterdir() if not p.name.startswith(".") and p.name not in ignored)
    over = len(names) > LIMITS["root_entries"]
    return [f"{len(names)} visible entries in the root: {', '.join(names)}"] if over else []
