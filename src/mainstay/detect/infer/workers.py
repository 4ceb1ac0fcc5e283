"""Workers and clocks that the code has but no file starts."""

import re
from dataclasses import dataclass

from mainstay.detect.facts import App, CodeFacts
from mainstay.detect.infer.starts import module_of
from mainstay.detect.infer.units import Unit
from mainstay.detect.tree import Tree
from mainstay.model.intent import Runtime
from mainstay.model.origin import Origin

_BEAT = (
    "beat_schedule",
    "CELERY_BEAT_SCHEDULE",
    "CELERYBEAT_SCHEDULE",
    "CELERY_BEAT_SCHEDULER",
    "add_periodic_task",
    "setup_periodic_tasks",
)


@dataclass(frozen=True)
class Extra:
    """A process that no file mentions. `directory` is relative to the unit's folder."""

    name: str
    command: str
    origin: Origin
    says: str
    directory: str = "."
    confidence: float = 0.9


def extra_workers(tree: Tree, unit: Unit, commands: list[str]) -> list[Extra]:
    """Processes that should run besides `commands`."""
    if unit.runtime is Runtime.NODE:
        return _node(unit, commands)
    found: list[Extra] = []
    for framework, finder in (("celery", _celery), ("huey", _huey), ("rq", _rq), ("arq", _arq)):
        match = _best(unit, framework)
        if match and not any(re.search(rf"\b{framework}", c) for c in commands if framework != "celery"):
            found += finder(tree, unit, match, commands)
    return found + _dramatiq(tree, unit, commands)


def _best(unit: Unit, framework: str) -> tuple[CodeFacts, App] | None:
    found = [(f, a) for f in unit.live for a in f.apps if a.framework == framework]
    if not found:
        return None
    return min(
        found,
        key=lambda m: (
            m[1].factory,
            not re.search(r"celery|worker|tasks?|queue", m[0].path),
            m[0].path.count("/"),
            m[0].path,
            m[1].origin.line,
        ),
    )


def _reference(tree: Tree, unit: Unit, facts: CodeFacts, variable: str, usual: tuple[str, ...]) -> tuple[str, str]:
    module, directory = module_of(tree, unit, facts)
    return (module if variable in usual else f"{module}:{variable}"), directory


def _celery(tree: Tree, unit: Unit, match: tuple[CodeFacts, App], commands: list[str]) -> list[Extra]:
    facts, app = match
    if app.factory:
        return []
    reference, directory = _reference(tree, unit, facts, app.variable, ("app", "celery"))
    if reference.endswith(".celery") and _exported(tree, facts):
        reference = reference.removesuffix(".celery")
    found: list[Extra] = []
    celery = [c for c in commands if "celery" in c]
    if not any(re.search(r"\bworker\b", c) for c in celery):
        found.append(
            Extra(
                "worker",
                f"celery -A {reference} worker --loglevel info",
                app.origin,
                "a Celery application that no process runs",
                directory,
            )
        )
    beat = next(((f, m) for f in unit.live for m in _BEAT if m in f.marks), None)
    if beat and not any(re.search(r"\bbeat\b|\s-B\b", c) for c in celery):
        place = beat[0].at(beat[0].marks[beat[1]])
        found.append(
            Extra(
                "beat",
                f"celery -A {reference} beat --loglevel info",
                place,
                "a Celery schedule that no process runs",
                directory,
            )
        )
    return found


def _exported(tree: Tree, facts: CodeFacts) -> bool:
    """Whether `package/__init__.py` hands on what `package/celery.py` makes, as Celery's guide for Django has it."""
    folder = facts.path.rpartition("/")[0]
    return bool(folder) and "celery" in tree.text(f"{folder}/__init__.py")


def _huey(tree: Tree, unit: Unit, match: tuple[CodeFacts, App], commands: list[str]) -> list[Extra]:
    _ = commands
    facts, app = match
    module, directory = module_of(tree, unit, facts)
    return [
        Extra(
            "worker",
            f"huey_consumer {module}.{app.variable}",
            app.origin,
            "a Huey queue that no process works on",
            directory,
        )
    ]


def _rq(tree: Tree, unit: Unit, match: tuple[CodeFacts, App], commands: list[str]) -> list[Extra]:
    _ = commands
    facts, app = match
    _, directory = module_of(tree, unit, facts)
    url = next(
        (r.name for f in unit.live for r in f.env if re.fullmatch(r"(?:\w+_)?REDIS(?:_TLS|CLOUD|TOGO)?_URL", r.name)),
        "",
    )
    command = f"rq worker --url ${url}" if url else "rq worker"
    return [Extra("worker", command, app.origin, "an RQ queue that no process works on", directory, 0.6)]


def _arq(tree: Tree, unit: Unit, match: tuple[CodeFacts, App], commands: list[str]) -> list[Extra]:
    _ = commands
    facts, app = match
    module, directory = module_of(tree, unit, facts)
    return [
        Extra(
            "worker", f"arq {module}.{app.variable}", app.origin, "arq worker settings that no process uses", directory
        )
    ]


def _dramatiq(tree: Tree, unit: Unit, commands: list[str]) -> list[Extra]:
    files = [f for f in unit.live if "actor" in f.marks and "dramatiq" in f.imports]
    if not files or any("dramatiq" in c for c in commands):
        return []
    chosen = min(files, key=lambda f: (f.path.count("/"), f.path))
    module, directory = module_of(tree, unit, chosen)
    return [
        Extra(
            "worker",
            f"dramatiq {module}",
            chosen.at(chosen.marks["actor"]),
            "dramatiq actors that no process runs",
            directory,
        )
    ]


def _node(unit: Unit, commands: list[str]) -> list[Extra]:
    """A script called `worker` says what it is."""
    package = unit.package
    found: list[Extra] = []
    for name in ("worker", "workers", "start:worker", "worker:start", "queue"):
        if package and name in package.scripts and not found:
            command = f"{unit.manifests.manager.value} run {name}"
            if not any(name in c or package.scripts[name] == c for c in commands):
                found.append(
                    Extra(
                        "worker", command, package.at('"scripts"', f'"{name}"'), f"the script `{name}` of package.json"
                    )
                )
    return found
