"""Which of several Django settings modules is used, and which say nothing about how the application runs."""

from mainstay.detect.facts import CodeFacts, evidence
from mainstay.detect.infer.units import Unit
from mainstay.detect.tree import Tree
from mainstay.model.origin import Evidence

SERVED = ("wsgi.py", "asgi.py")
MANAGED = ("manage.py",)
_SIDE = frozenset({"local", "dev", "development", "test", "testing", "tests", "ci", "staging", "docker", "debug"})
"""Words in the names of settings modules that are for developers and tests."""


def active_settings(tree: Tree, unit: Unit) -> tuple[str, Evidence] | None:
    """The settings module that the server uses where manage.py uses another one; None where they agree."""
    served, managed = _module(tree, unit, SERVED), _module(tree, unit, MANAGED)
    return served if served and managed and served[0] != managed[0] else None


def set_side_settings_aside(tree: Tree, unit: Unit) -> None:
    """Settings modules that the one in use does not import say nothing about it.

    Where nobody says which is in use, those for developers and tests are set aside by their names.
    """
    used = _module(tree, unit, SERVED) or _module(tree, unit, MANAGED)
    among = [f for f in unit.facts if f.settings is not None or "settings" in f.path]
    file = _file(unit, used[0]) if used else None
    if file is None:
        aside = [f for f in among if _words(f) & _SIDE]
    else:
        reached = _reached(unit, file)
        aside = [f for f in among if f not in reached and not f.path.endswith("__init__.py") and _is_settings(f)]
    for facts in aside:
        facts.aside = True


def _words(facts: CodeFacts) -> set[str]:
    stem = _stem(facts)
    return {stem, *stem.split("_")}


def _stem(facts: CodeFacts) -> str:
    return facts.path.rpartition("/")[2].removesuffix(".py")


def _is_settings(facts: CodeFacts) -> bool:
    """Whether a file states settings itself, or lies among those that do."""
    return facts.settings is not None or "settings" in facts.path.rpartition("/")[0] or "settings" in _stem(facts)


def _module(tree: Tree, unit: Unit, files: tuple[str, ...]) -> tuple[str, Evidence] | None:
    """The module that one of these files names; one that is there but empty is a mistake, and does not count."""
    for facts in unit.facts:
        if not facts.path.endswith(files):
            continue
        for mark, line in facts.marks.items():
            name = mark.removeprefix("settings:")
            file = _file(unit, name) if name != mark else None
            if name != mark and (file is None or tree.text(file.path).strip()):
                return name, evidence(f"{facts.path} uses it", facts.at(line), "value", 0.9)
    return None


def _file(unit: Unit, module: str) -> CodeFacts | None:
    path = module.replace(".", "/")
    ends = (f"/{path}.py", f"/{path}/__init__.py")
    return next((f for f in unit.facts if f"/{f.path}".endswith(ends)), None)


def _reached(unit: Unit, start: CodeFacts) -> list[CodeFacts]:
    """A settings module and all files beside it that it imports, one through another."""
    folder = start.path.rpartition("/")[0]
    beside = {_stem(f): f for f in unit.facts if f.path.rpartition("/")[0] == folder}
    found, waiting = [start], [start]
    while waiting:
        current = waiting.pop()
        stems = {part for module in current.imports for part in module.split(".") if part}
        new = [beside[s] for s in sorted(stems & set(beside)) if beside[s] not in found]
        found += new
        waiting += new
    return found
