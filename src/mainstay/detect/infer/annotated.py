"""What annotations change: public services, schedules, queues."""

import posixpath
import re
from dataclasses import replace

from mainstay.detect.annotations import Annotations, Scheduled
from mainstay.detect.facts import evidence
from mainstay.detect.foreign import as_text, dig, load_json
from mainstay.detect.infer.commands import Plan
from mainstay.detect.infer.processes import Choice, Chosen, Question
from mainstay.detect.infer.start import module_of
from mainstay.detect.infer.starts import start_of
from mainstay.detect.infer.units import Unit
from mainstay.detect.names import sanitised, unique
from mainstay.detect.sources.declared import Part, Process, Rank
from mainstay.detect.tree import Tree
from mainstay.model.errors import MainstayError
from mainstay.model.intent import Queue, Runtime
from mainstay.model.origin import Origin


def expose(question: Question, choice: Choice, annotations: Annotations) -> None:
    """Make the programs public that an annotation exposes. A program that nothing starts yet is started."""
    for place in annotations.exposed:
        unit = _unit_of(question.units, place.path)
        if unit is None:
            continue
        said = evidence("an annotation exposes it", place, "public")
        chosen = _serving(question, choice, unit, place)
        if chosen is None:
            chosen = _started(question, choice, unit, place)
        chosen.process = replace(chosen.process, part=Part.WEB, public=True, listens=True)
        chosen.why.append(said)


def _unit_of(units: list[Unit], path: str) -> Unit | None:
    return next((u for u in units if any(f.path == path for f in u.facts)), None)


def _serving(question: Question, choice: Choice, unit: Unit, place: Origin) -> Chosen | None:
    """The process that runs a file: by what chose it, by its command, or the only web process."""
    mine = [c for c in choice.chosen if c.unit is unit and c.process.part in {Part.WEB, Part.WORKER}]
    facts = next(f for f in unit.facts if f.path == place.path)
    module = module_of(question.tree, unit, facts)[0] if unit.runtime is Runtime.PYTHON else ""
    names = [n for n in (posixpath.basename(place.path), module) if n]
    for chosen in mine:
        body = unit.package.body(chosen.plan.command) if unit.package else chosen.plan.command
        if chosen.path == place.path or any(re.search(rf"(?<![\w.]){re.escape(n)}(?![\w])", body) for n in names):
            return chosen
    web = [c for c in mine if c.process.part is Part.WEB]
    return web[0] if len(web) == 1 else None


def _started(question: Question, choice: Choice, unit: Unit, place: Origin) -> Chosen:
    start = start_of(question.tree, unit, frozenset({(place.path, place.line)}))
    if start is None:
        raise MainstayError(
            str(place),
            "an exposed program must be one that can be started",
            "nothing tells how to start it",
            hint="add a Procfile, or a service with a `command` to mainstay.yaml",
        )
    name = unique("web", [c.process.name for c in choice.chosen])
    process = Process(
        name,
        Part.WEB,
        start.origin,
        Rank.FRAMEWORK,
        command=start.command,
        directory=unit.directory,
        public=True,
        listens=True,
    )
    said = [evidence(start.says, start.origin, "command", start.confidence)]
    chosen = Chosen(process, unit, Plan(command=start.command, directory=start.directory), said, path=start.path)
    choice.chosen.append(chosen)
    return chosen


def schedule(question: Question, choice: Choice, annotations: Annotations) -> None:
    """Add a schedule for every annotated function."""
    for scheduled in annotations.schedules:
        unit = _unit_of(question.units, scheduled.origin.path)
        if unit is None:
            continue
        command, directory = _call(question.tree, unit, scheduled)
        name = unique(sanitised(scheduled.function), [c.process.name for c in choice.chosen])
        process = Process(
            name,
            Part.CRON,
            scheduled.origin,
            Rank.PROCFILE,
            command=command,
            directory=unit.directory,
            cron=scheduled.cron,
        )
        said = [evidence(f"an annotation schedules {scheduled.function}()", scheduled.origin, "cron")]
        choice.chosen.append(Chosen(process, unit, Plan(command=command, directory=directory), said))


def _call(tree: Tree, unit: Unit, scheduled: Scheduled) -> tuple[str, str]:
    """The command that calls a function, and the folder (relative to the unit) to run it in."""
    if unit.runtime is Runtime.PYTHON:
        return _python_call(tree, unit, scheduled)
    path = unit.relative(scheduled.origin.path)
    if re.search(r"\.[mc]?tsx?$", path):
        path = _compiled(tree, unit, path, scheduled.origin)
    call = f"import('./{path}').then((m) => (m.{scheduled.function} ?? m.default.{scheduled.function} ?? m.default)())"
    return f'node -e "{call}"', "."


def _python_call(tree: Tree, unit: Unit, scheduled: Scheduled) -> tuple[str, str]:
    facts = next(f for f in unit.facts if f.path == scheduled.origin.path)
    module, directory = module_of(tree, unit, facts)
    if not all(part.isidentifier() for part in module.split(".")):
        raise MainstayError(
            str(scheduled.origin),
            "a scheduled function must be in a file that can be imported",
            f"`{module}` is no name of a module",
            hint="rename the file: letters, digits and underscores",
        )  # fmt: skip
    call = f"{scheduled.function}()"
    code = (
        f"import asyncio; from {module} import {scheduled.function}; asyncio.run({call})"
        if scheduled.waits
        else f"from {module} import {scheduled.function}; {call}"
    )
    if unit.has("django") and tree.first(unit.directory, "manage.py"):
        return f'python manage.py shell -c "{code}"', "."
    return f'python -c "{code}"', directory


def _compiled(tree: Tree, unit: Unit, path: str, origin: Origin) -> str:
    """Where a TypeScript file is after the build, by tsconfig.json."""
    config = tree.first(unit.directory, "tsconfig.json")
    options = dig(load_json(tree.text(config)), "compilerOptions") if config else None
    out, root = (
        as_text(dig(options, "outDir")).removeprefix("./").strip("/"),
        as_text(dig(options, "rootDir")).removeprefix("./").strip("/"),
    )
    if not out:
        raise MainstayError(
            str(origin),
            "a scheduled TypeScript function must be compiled by the build",
            "tsconfig.json names no `outDir`",
            hint="set `compilerOptions.outDir`, or annotate a JavaScript function",
        )  # fmt: skip
    root = root or ("src" if path.startswith("src/") else "")
    inner = path.removeprefix(f"{root}/") if root else path
    return f"{out}/" + re.sub(r"\.([mc]?)tsx?$", r".\1js", inner)


def queues(annotations: Annotations, taken: frozenset[str]) -> list[Queue]:
    """The queues that annotations name, each once."""
    made: dict[str, Queue] = {}
    for named in annotations.queues:
        if named.name in taken:
            raise MainstayError(
                str(named.origin),
                "a queue must have a name of its own",
                f"`{named.name}` is the name of something else, too",
                hint="rename the queue in the code",
            )
        why = evidence("an annotation names it", named.origin)
        old = made.get(named.name)
        made[named.name] = Queue(
            name=named.name, fifo=named.fifo or bool(old and old.fifo), evidence=(*(old.evidence if old else ()), why)
        )
    return [made[n] for n in sorted(made)]
