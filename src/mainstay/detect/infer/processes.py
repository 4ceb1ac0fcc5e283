"""Which processes an application has, chosen among everything that declares some."""

import posixpath
from dataclasses import dataclass, field, replace

from mainstay.detect.infer.commands import Plan, Setting, build_plan, plan
from mainstay.detect.infer.sites import Output, plain_folder, single_page
from mainstay.detect.infer.start import Start
from mainstay.detect.infer.starts import start_of
from mainstay.detect.infer.units import Unit, unit_of
from mainstay.detect.infer.workers import extra_workers
from mainstay.detect.names import sanitised
from mainstay.detect.packaging import Remark
from mainstay.detect.servers import looks_serving, looks_working, runs_elsewhere, server_package
from mainstay.detect.shell import Purpose, is_development, purpose, segments, without_development_flags
from mainstay.detect.sources import Declared
from mainstay.detect.sources.declared import Part, Process, Rank
from mainstay.detect.tree import Tree
from mainstay.model.intent import Runtime
from mainstay.model.origin import Evidence


@dataclass
class Chosen:
    """One process that will be part of the application."""

    process: Process
    unit: Unit
    plan: Plan
    why: list[Evidence] = field(default_factory=list[Evidence])
    site: Output | None = None
    path: str = ""

    @property
    def directory(self) -> str:
        """Where it runs, relative to the repository; "." where that is the folder of its build."""
        if self.plan.directory == ".":
            return "."
        return posixpath.normpath(f"{self.unit.directory}/{self.plan.directory}")


@dataclass
class Choice:
    """All processes, what the builds need besides, and what the user should know."""

    chosen: list[Chosen] = field(default_factory=list[Chosen])
    builds: dict[str, Plan] = field(default_factory=dict[str, Plan])
    remarks: list[Remark] = field(default_factory=list[Remark])
    dropped: list[Process] = field(default_factory=list[Process])


@dataclass(frozen=True)
class Question:
    """What is needed to choose: the repository, its units, what is declared, and places marked `expose`."""

    tree: Tree
    units: list[Unit]
    declared: Declared
    exposed: frozenset[tuple[str, int]] = frozenset()


def choose(question: Question) -> Choice:
    """The processes of the application. Per unit and part of the application, the best-ranked file wins."""
    choice = Choice()
    by_unit: dict[str, list[Process]] = {u.name: [] for u in question.units}
    for process in question.declared.processes:
        unit = unit_of(question.units, process, question.tree)
        if unit is None:
            _drop(choice, process, question)
        else:
            by_unit[unit.name].append(process)
    for unit in question.units:
        processes = by_unit[unit.name]
        choice.builds[unit.name] = build_plan(_setting(question, unit), _stated_build(processes))
        _choose_unit(question, choice, unit, processes)
    _name_apart(choice)
    return choice


def _drop(choice: Choice, process: Process, question: Question) -> None:
    choice.dropped.append(process)
    covered = any(p.rank < process.rank for p in question.declared.processes) or process.rank is Rank.IMAGE
    if not covered:
        choice.remarks.append(
            Remark(
                f"services.{process.name}",
                process.origin,
                f"`{process.name}` was left out: {_where(process)} holds no {_what(process)} program",
                "say in mainstay.yaml what runs there, if it is needed",
            )
        )


def _where(process: Process) -> str:
    return "the root" if process.directory == "." else f"{process.directory}/"


def _what(process: Process) -> str:
    return process.runtime.title() if process.runtime else "Python, Node or static"


def _setting(question: Question, unit: Unit, workdir: str = "") -> Setting:
    return Setting(question.tree, unit.directory, unit.package, workdir)


def _stated_build(processes: list[Process]) -> tuple[str, ...]:
    best = min((p.rank for p in processes if p.build), default=None)
    return tuple(dict.fromkeys(c for p in processes if p.rank is best for c in p.build))


def _choose_unit(question: Question, choice: Choice, unit: Unit, processes: list[Process]) -> None:
    start = start_of(question.tree, unit, question.exposed)
    winners: list[Process] = []
    for part in Part:
        ranks = [p.rank for p in processes if p.part is part and _counts(p)]
        winners += [p for p in processes if p.part is part and ranks and p.rank is min(ranks)]
    winners = _without_doubles(winners)
    before = len(choice.chosen)
    for process in winners:
        _one(question, choice, process, unit=unit, others=processes, start=start)
    if not any(c.process.part in {Part.WEB, Part.WORKER, Part.SITE} for c in choice.chosen[before:]):
        _framework(question, choice, unit, start)
    mine = choice.chosen[before:]
    commands = [c.plan.command for c in mine] + [unit.package.body(c.plan.command) for c in mine if unit.package]
    if mine:
        _add_workers(question, choice, unit, commands)


def _counts(process: Process) -> bool:
    """A process of a container image counts only where its command can be run, or nothing says what runs."""
    return not runs_elsewhere(process.command) and (process.rank is not Rank.IMAGE or bool(process.command))


def _without_doubles(winners: list[Process]) -> list[Process]:
    """Workers of one file that another file calls its web process, by an equal command, are one process."""
    kept: list[Process] = []
    for process in winners:
        double = any(k.command == process.command and k.rank is not process.rank and process.command for k in kept)
        if not double:
            kept.append(process)
    return kept


def _one(
    question: Question, choice: Choice, process: Process, *, unit: Unit, others: list[Process], start: Start | None
) -> None:
    if process.part is Part.SITE:
        _site(question, choice, unit, process)
        return
    taken = _command(question, process, unit)
    if _for_development(unit, process, taken) and _is_front_end(question, choice, unit, process):
        return
    better = _better(question, process, unit=unit, others=others, start=start, taken=taken)
    why = (
        [Evidence(field="command", origin=process.origin, says=f"{_label(process)} starts it")]
        if process.command
        else []
    )
    path = ""
    if better is not None:
        process, taken, why, path = _replaced(choice, process, taken, better, why=_objection(unit, taken.command))
    chosen = Chosen(process, unit, taken, why, path=path)
    if taken.command or process.part in {Part.RELEASE, Part.TASK, Part.CRON}:
        choice.chosen.append(chosen)
    elif start is None:
        choice.dropped.append(process)


def _label(process: Process) -> str:
    return {Rank.PROCFILE: "the Procfile", Rank.IMAGE: "the Dockerfile"}.get(process.rank, process.origin.path)


def _command(question: Question, process: Process, unit: Unit) -> Plan:
    setting = _setting(question, unit, process.workdir)
    if process.part in {Part.RELEASE, Part.TASK}:
        return Plan(command=process.command)
    found = plan(setting, process.command)
    if process.folder and found.directory == ".":
        found.directory = process.folder
    found.release = [*process.before, *found.release]
    return found


def _for_development(unit: Unit, process: Process, taken: Plan) -> bool:
    """Whether a process has no command that could be run, or one that only suits development."""
    whole = unit.package.body(taken.command) if unit.package else taken.command
    missing = not taken.command or runs_elsewhere(taken.command) or bool(_not_installed(unit, taken.command))
    return process.part in {Part.WEB, Part.WORKER} and (missing or is_development(whole))


def _not_installed(unit: Unit, command: str) -> str:
    """The server package that a command needs and that no dependency brings (an image installs it by itself)."""
    package = server_package(command)
    stated = unit.runtime is Runtime.PYTHON and bool(unit.dependencies)
    return package if package and stated and not unit.has(package) else ""


@dataclass(frozen=True)
class _Better:
    plan: Plan
    evidence: Evidence
    serving: bool | None
    path: str = ""
    port: int | None = None


def _better(
    question: Question, process: Process, *, unit: Unit, others: list[Process], start: Start | None, taken: Plan
) -> _Better | None:
    """A better way to start a process that has no command, or one that only suits development."""
    missing = not taken.command or runs_elsewhere(taken.command) or bool(_not_installed(unit, taken.command))
    if not _for_development(unit, process, taken):
        return None
    own = [replace(process, command=process.otherwise)] if process.otherwise else []
    for other in [*own, *sorted((o for o in others if o.rank is not process.rank), key=lambda p: p.rank)]:
        candidate = _command(question, other, unit) if other.part is process.part else Plan()
        body = unit.package.body(candidate.command) if unit.package else candidate.command
        if (
            candidate.command
            and not is_development(body)
            and not runs_elsewhere(body)
            and not _not_installed(unit, body)
        ):
            says = f"{_label(other)} starts it in a way fit for production"
            return _Better(
                candidate, Evidence(field="command", origin=other.origin, says=says), other.listens, port=other.port
            )
    if plainer := without_development_flags(taken.command):
        says = f"{_label(process)} starts it; its switches for development are left out"
        changed = _with_command(taken, plainer)
        return _Better(
            changed, Evidence(field="command", origin=process.origin, says=says), process.listens, port=process.port
        )
    if start is None or (process.part is Part.WORKER and not missing):
        return None
    body = unit.package.body(start.command) if unit.package else start.command
    if not missing and is_development(body):
        return None
    found = plan(_setting(question, unit), start.command)
    found.directory = start.directory if found.directory == "." else found.directory
    return _Better(
        found,
        Evidence(field="command", origin=start.origin, says=start.says, confidence=start.confidence),
        start.serving,
        start.path,
    )


def _with_command(taken: Plan, command: str) -> Plan:
    return Plan(command, taken.directory, list(taken.build), list(taken.release))


def _objection(unit: Unit, command: str) -> str:
    if package := _not_installed(unit, command):
        return f"`{command}` needs {package}, which is not among the dependencies"
    return f"`{command}` is meant for development"


def _replaced(
    choice: Choice, process: Process, taken: Plan, better: _Better, *, why: str
) -> tuple[Process, Plan, list[Evidence], str]:
    if taken.command:
        choice.remarks.append(
            Remark(
                f"services.{process.name}.command",
                process.origin,
                f"{why}: `{better.plan.command}` was chosen instead",
                f"set `command` of the service `{process.name}` in mainstay.yaml to choose otherwise",
            )
        )
    before = [s for s in segments(taken.command)[:-1] if purpose(s) is Purpose.OTHER and not is_development(s)]
    first = [*before, *taken.release]
    better.plan.release = [*first, *(r for r in better.plan.release if r not in first)]
    better.plan.build = [*taken.build, *(b for b in better.plan.build if b not in taken.build)]
    serving = process.part is Part.WEB or bool(better.serving)
    part = Part.WEB if serving else process.part
    changed = replace(process, part=part, listens=serving, port=process.port)
    return changed, better.plan, [better.evidence], better.path


def _is_front_end(question: Question, choice: Choice, unit: Unit, process: Process) -> bool:
    """A development server of a single-page application becomes a site."""
    output = single_page(question.tree, unit)
    if output is None:
        return False
    choice.chosen.append(Chosen(replace(process, part=Part.SITE), unit, Plan(), [], site=output))
    return True


def _site(question: Question, choice: Choice, unit: Unit, process: Process) -> None:
    found = single_page(question.tree, unit) or plain_folder(question.tree, unit)
    output = Output(
        process.publish or (found.directory if found else "."),
        process.fallback or (found.fallback if found else ""),
        process.origin,
        f"{_label(process)} publishes {process.publish or 'it'}",
        found.script if found else "",
        1.0,
    )
    choice.chosen.append(Chosen(process, unit, Plan(), [], site=output))


def _framework(question: Question, choice: Choice, unit: Unit, start: Start | None) -> None:
    """What runs where no file says it: a site, a workspace's members, or what the framework starts."""
    output = single_page(question.tree, unit)
    if output is None and start is None:
        output = plain_folder(question.tree, unit)
    name = "web" if len(question.units) == 1 or unit.directory == "." else unit.name
    if output is not None:
        process = Process(name, Part.SITE, output.origin, Rank.FRAMEWORK, directory=unit.directory)
        choice.chosen.append(Chosen(process, unit, Plan(), [], site=output))
    elif start is not None:
        found = plan(_setting(question, unit), start.command)
        found.directory = start.directory if found.directory == "." else found.directory
        serving = start.serving and not looks_working(start.command)
        process = Process(
            name if serving else "worker", Part.WEB if serving else Part.WORKER, start.origin, Rank.FRAMEWORK,
            command=start.command, directory=unit.directory, public=serving, listens=serving,
        )  # fmt: skip
        why = [Evidence(field="command", origin=start.origin, says=start.says, confidence=start.confidence)]
        choice.chosen.append(Chosen(process, unit, found, why, path=start.path))


def _add_workers(question: Question, choice: Choice, unit: Unit, commands: list[str]) -> None:
    for extra in extra_workers(question.tree, unit, commands):
        process = Process(
            extra.name,
            Part.WORKER,
            extra.origin,
            Rank.FRAMEWORK,
            command=extra.command,
            directory=unit.directory,
            listens=False,
        )
        why = [Evidence(field="command", origin=extra.origin, says=extra.says, confidence=extra.confidence)]
        choice.chosen.append(Chosen(process, unit, Plan(command=extra.command, directory=extra.directory), why))


def _name_apart(choice: Choice) -> None:
    """Names are unique: the second `worker` is called after its unit, or gets a number."""
    taken: set[str] = set()
    for chosen in choice.chosen:
        name = sanitised(chosen.process.name)
        if name in taken and f"{chosen.unit.name}-{name}" not in taken:
            name = f"{chosen.unit.name}-{name}"
        number = 2
        while name in taken:
            name, number = f"{sanitised(chosen.process.name)}-{number}", number + 1
        taken.add(name)
        chosen.process = replace(chosen.process, name=name)


def serves(chosen: Chosen) -> bool:
    """Whether a chosen process answers requests."""
    process = chosen.process
    if process.part is not Part.WEB:
        return False
    if process.listens is not None:
        return process.listens
    code = any(f.listens or f.apps for f in chosen.unit.live)
    return looks_serving(chosen.plan.command) or code or chosen.unit.runtime is Runtime.NODE
