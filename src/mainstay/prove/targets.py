"""Which simulated tests a file or a folder has, read from the syntax alone: nothing is imported."""

import ast
from pathlib import Path

from mainstay.model.errors import MainstayError

_DECORATOR = "simulation"


def find(name: str) -> tuple[str, ...]:
    """The targets that `name` means: itself (`file.py::function`), or all of a file or folder, sorted.

    Raises `MainstayError` where there are none.
    """
    path, _, function = name.partition("::")
    place = Path(path)
    if not place.exists():
        raise MainstayError(name, "must be a file or folder", "does not exist", hint="mainstay prove path/to/test.py")
    files = sorted(place.rglob("*.py")) if place.is_dir() else [place]
    found = tuple(f"{file}::{each}" for file in files for each in _functions(file, name))
    if function:
        found = tuple(each for each in found if each.partition("::")[2] == function)
    if not found:
        raise MainstayError(
            name,
            "must have a function with @simulation",
            "there is none",
            hint="put @mainstay.prove.simulation(hosts=[...]) above a test that takes the simulation as its argument",
        )
    return found


def _functions(file: Path, asked: str) -> list[str]:
    try:
        tree = ast.parse(file.read_bytes(), filename=str(file))
    except SyntaxError as trouble:
        if Path(asked.partition("::")[0]).is_dir():
            return []  # a folder may hold what is no Python of this version
        raise MainstayError(
            f"{file}:{trouble.lineno}", "must be Python", str(trouble.msg), hint="run it with the same interpreter"
        ) from None
    return [
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and any(map(_marks, node.decorator_list))
    ]


def _marks(decorator: ast.expr) -> bool:
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    return getattr(called, "attr", getattr(called, "id", "")) == _DECORATOR
