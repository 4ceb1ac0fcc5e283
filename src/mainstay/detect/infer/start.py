"""A start command that a rule found, and how a Python file is imported."""

import posixpath
from dataclasses import dataclass

from mainstay.detect.facts import CodeFacts
from mainstay.detect.infer.units import Unit
from mainstay.detect.tree import Tree
from mainstay.model.origin import Origin

Places = frozenset[tuple[str, int]]
"""Places of annotations that say which program is meant: paths with lines."""
NOWHERE: Places = frozenset()


@dataclass(frozen=True)
class Start:
    """A start command. `directory` is relative to the folder of the unit, `path` the file that is started."""

    command: str
    origin: Origin
    says: str
    serving: bool = True
    directory: str = "."
    confidence: float = 0.9
    path: str = ""


def folder_of(unit: Unit, facts: CodeFacts) -> str:
    """The folder of a file, relative to its unit."""
    return posixpath.dirname(unit.relative(facts.path)) or "."


def module_of(tree: Tree, unit: Unit, facts: CodeFacts) -> tuple[str, str]:
    """The dotted module of a file, and the folder (relative to the unit) that it is imported from.

    A file that imports its neighbours by their bare names runs in its own folder; one in `src/` in that.
    """
    path = unit.relative(facts.path).removesuffix(".py").removesuffix("/__init__")
    folder = folder_of(unit, facts)
    if folder != "." and _imports_neighbours(tree, unit, facts, folder):
        return posixpath.basename(path), folder
    if path.startswith("src/") and not tree.has(posixpath.normpath(f"{unit.directory}/src/__init__.py")):
        return path.removeprefix("src/").replace("/", "."), "src"
    return path.replace("/", "."), "."


def _imports_neighbours(tree: Tree, unit: Unit, facts: CodeFacts, folder: str) -> bool:
    """Whether a file's imports only work from its own folder."""
    here = posixpath.dirname(facts.path)
    roots = {i.split(".", 1)[0] for i in facts.imports}
    if folder.split("/", 1)[0] in roots or "" in roots:
        return False
    return any(_is_module(tree, here, r) and not _is_module(tree, unit.directory, r) for r in roots)


def _is_module(tree: Tree, folder: str, name: str) -> bool:
    path = posixpath.normpath(f"{folder}/{name}")
    return tree.has(f"{path}.py") or tree.has_folder(path)
