"""Which Python a project asks for."""

import re
from dataclasses import replace

from mainstay.detect.facts import in_file
from mainstay.detect.foreign import as_text, dig, line_of, load_toml
from mainstay.detect.packaging import Interpreter
from mainstay.detect.tree import Tree

_VERSION = re.compile(r"(?:python-|cpython-)?(\d+)\.(\d+)(?:\.\d+)?\w*")


def interpreter(tree: Tree, directory: str) -> Interpreter | None:
    """The requirement that the project states: ranges before pins, because they say what really works.

    A pin is what its developers happen to use: it is preferred among what fits, and no other interpreter is refused
    for it.
    """
    pin = _pin(tree, directory)
    stated = _range(tree, directory)
    return replace(stated, prefers=pin.requires) if stated and pin else stated or pin


def _range(tree: Tree, directory: str) -> Interpreter | None:
    pyproject = tree.first(directory, "pyproject.toml")
    text = tree.text(pyproject) if pyproject else ""
    data = load_toml(text)
    if wanted := as_text(dig(data, "project", "requires-python")).strip():
        return Interpreter(wanted, True, in_file(pyproject, line_of(text, "requires-python")))
    if wanted := from_poetry(as_text(dig(data, "tool", "poetry", "dependencies", "python"))):
        return Interpreter(wanted, True, in_file(pyproject, line_of(text, "dependencies]", "python")))
    return None


def _pin(tree: Tree, directory: str) -> Interpreter | None:
    for name in (".python-version", "runtime.txt"):
        path = tree.first(directory, name)
        if path and (wanted := pinned(_first_line(tree.text(path)))):
            return Interpreter(wanted, False, in_file(path, 1))
    return _pipfile(tree, directory) or _tool_versions(tree, directory)


def _first_line(text: str) -> str:
    return next((s for line in text.splitlines() if (s := line.strip()) and not s.startswith("#")), "")


def pinned(version: str) -> str:
    """`python-3.11.4` as a requirement. Any patch release will do; "" where the text is no version of CPython."""
    match = _VERSION.fullmatch(version.strip())
    if match:
        return f"=={match.group(1)}.{match.group(2)}.*"
    return ">=3" if version.strip() in {"3", "python-3", "latest"} else ""


def from_poetry(text: str) -> str:
    """Poetry's `^3.11`, `~3.9` and `3.11` in the notation of PEP 440."""
    return ",".join(p for part in text.replace("||", ",").split(",") if (p := _poetry_part(part.strip())))


def _poetry_part(part: str) -> str:
    match = re.fullmatch(r"([\^~]?)=?\s*(\d+)(?:\.(\d+))?(?:\.[\d*]+)?", part)
    if not match:
        return "" if part == "*" or "*" in part else part
    sign, major, minor = match.group(1), int(match.group(2)), match.group(3)
    if sign == "^" or minor is None:
        return f">={major}.{minor or 0},<{major + 1}"
    return f">={major}.{minor},<{major}.{int(minor) + 1}" if sign == "~" else f"=={major}.{minor}.*"


def _pipfile(tree: Tree, directory: str) -> Interpreter | None:
    path = tree.first(directory, "Pipfile")
    requires = dig(load_toml(tree.text(path)), "requires") if path else None
    wanted = pinned(as_text(dig(requires, "python_version")) or as_text(dig(requires, "python_full_version")))
    return Interpreter(wanted, False, in_file(path, line_of(tree.text(path), "python_"))) if wanted else None


def _tool_versions(tree: Tree, directory: str) -> Interpreter | None:
    path = tree.first(directory, ".tool-versions")
    match = re.search(r"^python\s+(\S+)", tree.text(path), re.MULTILINE) if path else None
    wanted = pinned(match.group(1)) if match else ""
    return Interpreter(wanted, False, in_file(path, line_of(tree.text(path), "python"))) if wanted else None
