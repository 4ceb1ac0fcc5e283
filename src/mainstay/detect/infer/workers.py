"""Workers and clocks that the code has but no file starts."""

import re
from dataclasses import dataclass

from mainstay.detect.facts import App, CodeFacts
from mainstay.detect.infer.start import module_of
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


@dataclass(frozen=True)
class _Code:
    """Where workers are looked for, and the commands that run already."""

    tree: Tree
    unit: Unit
    commands: list[str]


def extra_workers(tree: Tree, unit: Unit, commands: list[str]) -> list[Extra]:
    """Processes that should run besides `commands`."""
    if unit.runtime is Runtime.NODE:
        return _node(unit, commands)
    code = _Code(tree, unit, commands)
    found: list[Extra] = []
    for framework, finder in (("celery", _celery), ("huey", _huey), ("rq", _rq), ("arq", _arq)):
        match = _best(unit, framework)
        runs = framework != "celery" and any(re.search(rf"\b{framework}", c) for c in commands)
        if match and not runs:
            found += finder(code, *match)
    return found + _dramatiq(code)


def _best(unit: Unit, framework: str) -> tuple[CodeFacts, App] | None:
    found = [(f, a) for f in unit.live for a in f.apps if a.framework == framework]
    return min(found, key=_weight) if found else None


def _weight(match: tuple[CodeFacts, App]) -> tuple[object, ...]:
    facts, app = match
    telling = re.search(r"celery|worker|tasks?|queue", facts.path)
    return (app.factory, not telling, facts.path.count("/"), facts.path, app.origin.line)


def _celery(code: _Code, facts: CodeFacts, app: App) -> list[Extra]:
    if app.factory:
        return []
    module, directory = module_of(code.tree, code.unit, facts)
    reference = module if app.variable in {"app", "celery"} else f"{module}:{app.variable}"
    if reference.endswith(".celery") and _exported(code.tree, facts):
        reference = reference.removesuffix(".celery")
    running = [c for c in code.commands if "celery" in c]
    found: list[Extra] = []
    if not any(re.search(r"\bworker\b", c) for c in running):
        command = f"celery -A {reference} worker --loglevel info"
        found.append(Extra("worker", command, app.origin, "a Celery application that no process runs", directory))
    beat = next(((f, m) for f in code.unit.live for m in _BEAT if m in f.marks), None)
    if beat and not any(re.search(r"\bbeat\b|\s-B\b", c) for c in running):
        place = beat[0].at(beat[0].marks[beat[1]])
        command = f"celery -A {reference} beat --loglevel info"
        found.append(Extra("beat", command, place, "a Celery schedule that no process runs", directory))
    return found


def _exported(tree: Tree, facts: CodeFacts) -> bool:
    """Whether `package/__init__.py` hands on what `package/celery.py` makes, as Celery's guide for Django has it."""
    folder = facts.path.rpartition("/")[0]
    return bool(folder) and "celery" in tree.text(f"{folder}/__init__.py")


def _huey(code: _Code, facts: CodeFacts, app: App) -> list[Extra]:
    module, directory = module_of(code.tree, code.unit, facts)
    command = f"huey_consumer {module}.{app.variable}"
    return [Extra("worker", command, app.origin, "a Huey queue that no process works on", directory)]


def _rq(code: _Code, facts: CodeFacts, app: App) -> list[Extra]:
    _, directory = module_of(code.tree, code.unit, facts)
    return [Extra("worker", "rq worker", app.origin, "an RQ queue that no process works on", directory, 0.6)]


def _arq(code: _Code, facts: CodeFacts, app: App) -> list[Extra]:
    module, directory = module_of(code.tree, code.unit, facts)
    command = f"arq {module}.{app.variable}"
    return [Extra("worker", command, app.origin, "arq worker settings that no process uses", directory)]


def _dramatiq(code: _Code) -> list[Extra]:
    files = [f for f in code.unit.live if "actor" in f.marks and "dramatiq" in f.imports]
    if not files or any("dramatiq" in c for c in code.commands):
        return []
    chosen = min(files, key=lambda f: (f.path.count("/"), f.path))
    module, directory = module_of(code.tree, code.unit, chosen)
    origin = chosen.at(chosen.marks["actor"])
    return [Extra("worker", f"dramatiq {module}", origin, "dramatiq actors that no process runs", directory)]


def _node(unit: Unit, commands: list[str]) -> list[Extra]:
    """A script called `worker` says what it is."""
    package = unit.package
    for name in ("worker", "workers", "start:worker", "worker:start", "queue") if package else ():
        if package is None or name not in package.scripts:
            continue
        if any(name in c or package.scripts[name] == c for c in commands):
            return []
        command = f"{unit.manifests.manager.value} run {name}"
        origin = package.at('"scripts"', f'"{name}"')
        return [Extra("worker", command, origin, f"the script `{name}` of package.json")]
    return []
