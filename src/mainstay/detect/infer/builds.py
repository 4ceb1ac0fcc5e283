"""Builds: how each unit is made ready to start."""

import posixpath
from dataclasses import replace

from mainstay.detect.facts import evidence, in_file
from mainstay.detect.infer.commands import Plan
from mainstay.detect.infer.processes import Chosen
from mainstay.detect.infer.start_django import manage_files
from mainstay.detect.infer.units import Unit
from mainstay.detect.packaging import Interpreter
from mainstay.detect.shell import is_development
from mainstay.detect.sources import dockerfile
from mainstay.detect.tree import Tree, inside
from mainstay.model.intent import Build, PackageManager, Runtime
from mainstay.model.origin import Evidence

COLLECT = "python manage.py collectstatic --noinput"
MIGRATE = "python manage.py migrate --noinput"


def build_of(tree: Tree, unit: Unit, stated: Plan, chosen: list[Chosen]) -> Build:
    """The build of a unit. `stated` is what files say about building it, `chosen` the processes that need it."""
    site = next((c.site for c in chosen if c.site), None)
    interpreter = _interpreter(tree, unit)
    commands, why = _commands(unit, stated, chosen)
    output = (
        site.directory if site and site.directory != "." and (site.script or unit.runtime is not Runtime.STATIC) else ""
    )
    said = [*unit.manifests.evidence, *why]
    if interpreter:
        said.append(
            evidence(f"{interpreter.origin.path} asks for {interpreter.requires}", interpreter.origin, "requires")
        )
    return Build(
        name=unit.name,
        runtime=unit.runtime,
        directory=unit.directory,
        manager=unit.manifests.manager if unit.runtime is not Runtime.STATIC else PackageManager.NONE,
        manifests=unit.manifests.files[:1],
        lock=unit.manifests.lock,
        requires=interpreter.requires if interpreter else "",
        strict=interpreter.strict if interpreter else False,
        prefers=interpreter.prefers if interpreter else "",
        commands=tuple(commands),
        output=output,
        evidence=tuple(said) or (evidence("the program is here", in_file(unit.directory)),),
    )


def _interpreter(tree: Tree, unit: Unit) -> Interpreter | None:
    """What the project states; of what fits, the one that its image has is preferred."""
    stated, image = unit.interpreter, _from_image(tree, unit)
    if stated is None or stated.prefers or image is None:
        return stated or image
    return replace(stated, prefers=image.requires)


def _from_image(tree: Tree, unit: Unit) -> Interpreter | None:
    path = tree.first(unit.directory, "Dockerfile") or tree.first(".", "Dockerfile")
    found = dockerfile.image(tree, path) if path else None
    interpreter = found.interpreter if found else None
    fits = interpreter is not None and (interpreter.requires.endswith(".x")) == (unit.runtime is Runtime.NODE)
    return interpreter if fits else None


def _commands(unit: Unit, stated: Plan, chosen: list[Chosen]) -> tuple[list[str], list[Evidence]]:
    """Stated build commands, those split off from start commands, and those of the framework; each once."""
    wanted: dict[str, Evidence] = {}
    origin = next((c.process.origin for c in chosen if c.process.build), in_file(unit.directory))
    for command in stated.build:
        wanted.setdefault(command, evidence(f"`{command}` is a stated build command", origin, "commands"))
    for one in chosen:
        for command in one.plan.build:
            said = evidence(f"`{command}` comes before the start command", one.process.origin, "commands")
            if _key(command) not in {_key(w) for w in wanted}:
                wanted[_located(one, command)] = said
    if unit.runtime is Runtime.NODE and not stated.build:
        wanted = {**_node(unit, chosen), **wanted}
    if unit.runtime is Runtime.PYTHON and not any("collectstatic" in w for w in wanted) and not stated.build:
        wanted |= _collect(unit)
    return list(wanted), list(wanted.values())


def _key(command: str) -> str:
    return " ".join(w for w in command.replace("python3", "python").split() if not w.startswith("-"))


def _located(one: Chosen, command: str) -> str:
    """A command that was split off runs where the process would have run it."""
    return command if one.plan.directory == "." else f"cd {one.plan.directory} && {command}"


def _node(unit: Unit, chosen: list[Chosen]) -> dict[str, Evidence]:
    package = unit.package
    if package is None:
        return {}
    site = next((c.site for c in chosen if c.site and c.site.script), None)
    for name in [site.script] if site else ["heroku-postbuild", "build"]:
        body = package.scripts.get(name, "")
        if body and not is_development(body):
            command = f"{unit.manifests.manager.value} run {name}"
            return {
                command: evidence(
                    f"the script `{name}` of package.json", package.at('"scripts"', f'"{name}"'), "commands"
                )
            }
    return {}


def manage_folder(unit: Unit) -> str | None:
    """The folder of manage.py relative to the unit; None where there is none."""
    found = manage_files(unit)
    if not found:
        return None
    folder = posixpath.dirname(unit.relative(found[0]))
    return inside(".", folder) if folder else "."


def _collect(unit: Unit) -> dict[str, Evidence]:
    folder = manage_folder(unit)
    if folder is None:
        return {}
    for facts in unit.live:
        stated = facts.settings.values.get("STATIC_ROOT") if facts.settings else None
        if stated and stated[0] not in {"None", ""}:
            command = COLLECT if folder == "." else f"cd {folder} && {COLLECT}"
            return {command: evidence("Django has a STATIC_ROOT to collect into", facts.at(stated[1]), "commands", 0.9)}
    return {}
