"""Which simulated tests a file or a folder has, read from the syntax alone: nothing is imported."""

import ast
import re
from pathlib import Path

from mainstay.model.errors import MainstayError

SMOKE = "smoke"
"""The function of a target that is the folder of an application: the test for those that have none."""
_DECORATOR = "simulation"
_MARKED = re.compile(rb"^@(\w+\.)*simulation\b", re.MULTILINE)
"""What looks like a simulated test in a text that cannot be parsed."""


def find(name: str) -> tuple[str, ...]:
    """The targets that `name` means: itself (`file.py::function`), or all of a file or folder, sorted.

    Raises `MainstayError` where there are none.
    """
    path, _, function = name.partition("::")
    place = Path(path)
    if not place.exists():
        raise MainstayError(name, "must be a file or folder", "does not exist", hint="mainstay prove path/to/test.py")
    files = _below(place) if place.is_dir() else [place]
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


def _below(folder: Path) -> list[Path]:
    """The Python files of a folder that are the project's own: not those of environments, builds and caches."""
    found = sorted(folder.rglob("*.py"))
    return [file for file in found if not any(_is_foreign(part) for part in file.relative_to(folder).parts[:-1])]


def _is_foreign(name: str) -> bool:
    return name.startswith(".") or name in {"node_modules", "site-packages", "__pycache__"}


def _functions(file: Path, asked: str) -> list[str]:
    text = file.read_bytes()
    try:
        tree = ast.parse(text, filename=str(file))
    except SyntaxError as trouble:
        if Path(asked.partition("::")[0]).is_dir() and not _MARKED.search(text):
            return []  # a folder may hold what is no Python of this version
        raise MainstayError(
            f"{file}:{trouble.lineno}",
            "must be Python",
            str(trouble.msg),
            hint="mend it, or run mainstay with the Python that it is written for",
        ) from None
    for each in tree.body:
        if isinstance(each, ast.ClassDef) and (methods := _simulated(each.body)):
            raise MainstayError(
                f"{file}:{methods[0].lineno}",
                "a simulated test must be a function of its module",
                f"{methods[0].name} is in the class {each.name}",
                hint="move it out of the class: a simulation runs in a process of its own, without an instance",
            )
    return [node.name for node in _simulated(tree.body)]


def _simulated(body: list[ast.stmt]) -> "list[ast.FunctionDef | ast.AsyncFunctionDef]":
    """The functions with @simulation among some statements."""
    functions = [node for node in body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    return [node for node in functions if any(map(_marks, node.decorator_list))]


def _marks(decorator: ast.expr) -> bool:
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    return getattr(called, "attr", getattr(called, "id", "")) == _DECORATOR


def application_of(target: str) -> Path | None:
    """The folder of the application that a target is about; None where it is about none.

    Raises `MainstayError` where the decorator's `system` is not written out, since nothing is run to find it.
    """
    path, _, function = target.partition("::")
    file = Path(path)
    if function == SMOKE and file.is_dir():
        return file
    tree = ast.parse(file.read_bytes(), filename=str(file))
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name == function:
            return _folder(file, node)
    return None


def _folder(file: Path, function: ast.FunctionDef | ast.AsyncFunctionDef) -> Path | None:
    calls = [each for each in function.decorator_list if isinstance(each, ast.Call) and _marks(each)]
    for keyword in (word for call in calls for word in call.keywords if word.arg == "system"):
        if not isinstance(keyword.value, ast.Constant) or not isinstance(keyword.value.value, str):
            raise MainstayError(
                f"{file}:{keyword.value.lineno}",
                "`system` must be a folder written out as text",
                f"`{ast.unparse(keyword.value)}`",
                hint='write it relative to this file: system=".."',
            )
        return (file.parent / keyword.value.value).resolve() if keyword.value.value else None
    return None
