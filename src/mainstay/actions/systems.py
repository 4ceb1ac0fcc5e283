"""An application as simulations have it: detected, compiled for this machine, built, and rendered to hosts."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from mainstay.actions.context import Context
from mainstay.actions.workspace import project_paths
from mainstay.model.errors import MainstayError
from mainstay.model.intent import FromFile, Intent, Literal, Runtime, Workload
from mainstay.model.system import System
from mainstay.model.target import Target

if TYPE_CHECKING:
    from mainstay.render.simulated import Ground
    from mainstay.run.local.builder import BuiltEnvironment, BuiltRelease

_RELEASE = 0  # a release of nobody: `mainstay up` counts from 1


def targets_of(name: str) -> tuple[str, ...]:
    """The simulated tests that `name` means; for an application's folder without any, the test that all can pass.

    Raises `MainstayError` where there are neither.
    """
    from mainstay.prove.targets import SMOKE, find

    folder, _, function = name.partition("::")
    if function == SMOKE and Path(folder).is_dir():
        return (name,)
    try:
        return find(name)
    except MainstayError:
        if not function and Path(folder).is_dir() and _is_application(Path(folder)):
            return (f"{Path(folder).resolve()}::{SMOKE}",)
        raise


def _is_application(folder: Path) -> bool:
    """Whether the folder holds programs that `mainstay up` would start."""
    from mainstay.detect import detect

    try:
        return any(isinstance(one, Workload) for one in detect(folder, target=Target.LOCAL).components)
    except MainstayError:
        return False


async def system_of(context: Context, target: str) -> System | None:
    """The System that a simulated test is about; None where it is about no application.

    Raises `MainstayError` where the application cannot be understood, compiled or built.
    """
    from mainstay.prove.targets import application_of

    folder = application_of(target)
    return None if folder is None else await system_in(context.at(folder))


async def system_in(context: Context) -> System:
    """The System of the context's project."""
    from mainstay.compile import compile_intent
    from mainstay.detect import detect
    from mainstay.render.simulated import render_simulated

    context.progress.say(f"reading {context.project}")
    intent = detect(context.project, target=Target.LOCAL)
    graph = compile_intent(intent, Target.LOCAL)
    return render_simulated(graph, await _ground(context, intent))


async def _ground(context: Context, intent: Intent) -> "Ground":
    """The built source and its packages, and what files say about secrets."""
    from mainstay.render.simulated import Ground

    built = await _built(context, intent)
    python = {build.name for build in intent.builds if build.runtime is Runtime.PYTHON}
    return Ground(
        tree=built.tree,
        directories={one.build: one.directory for one in built.environments},
        packages={one.build: _packages(one) for one in built.environments if one.build in python},
        secrets=_secrets(context.project, intent),
        own=str(Path(__file__).parents[1]),
    )


async def _built(context: Context, intent: Intent) -> "BuiltRelease":
    from mainstay.run.local.builder import BuildInput, build_release

    builds = tuple(build for build in intent.builds if build.runtime is Runtime.PYTHON)
    wanted = BuildInput(release=_RELEASE, source=str(context.project), builds=builds)
    paths = project_paths(context)
    return await build_release(wanted, paths=paths, world=context.world, report=context.progress.say)


def _packages(environment: "BuiltEnvironment") -> tuple[str, ...]:
    """The folders of packages; raises `MainstayError` where they are for another Python than simulations run on."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    venv = Path(environment.environment["VIRTUAL_ENV"])
    folder = venv / "lib" / version / "site-packages"
    if not folder.is_dir():
        found = ", ".join(sorted(path.name for path in (venv / "lib").glob("python*"))) or "none"
        raise MainstayError(
            f"the build `{environment.build}`",
            f"must be for {version}, which runs mainstay and with it the simulations",
            f"it is for {found}",
            hint="install mainstay for that Python and prove with it, or let the project ask for this one",
        )
    added = environment.environment.get("PYTHONPATH", "").split(":")
    return (*(part for part in added if part), str(folder.resolve()))


def _secrets(project: Path, intent: Intent) -> dict[str, str]:
    """Values that stand in files of the project. Those that mainstay makes up are made up by rendering."""
    from mainstay.run.local.secrets import read_value

    found: dict[str, str] = {}
    for component in intent.components:
        given = (
            {setting.name: setting.value for setting in component.settings} if isinstance(component, Workload) else {}
        )
        given |= {name: getattr(component, name, None) for name in ("password", "value")}
        for name, value in given.items():
            if isinstance(value, FromFile):
                found[f"{component.name}/{name}"] = read_value(project, value)
            elif isinstance(value, Literal):
                found[f"{component.name}/{name}"] = value.text
    return found
