"""The environment of a Python build: which one it needs, and how programs use it."""

import hashlib
import sysconfig
from pathlib import Path

from mainstay.model.intent import Build, Runtime
from mainstay.model.value import digest
from mainstay.run.local.builder.cache import EnvironmentCache
from mainstay.run.local.builder.choosing import Choice, choose, is_first_choice
from mainstay.run.local.builder.companions import limits
from mainstay.run.local.builder.interpreters import interpreters, own_python
from mainstay.run.local.builder.packages import LocalPackages, install_packages
from mainstay.run.local.builder.pyinstall import PythonWork, install, program, uv_program
from mainstay.run.local.builder.recipe import read_recipe
from mainstay.run.local.builder.twins import swaps
from mainstay.run.local.builder.values import BuiltEnvironment
from mainstay.run.local.builder.workshop import Workshop

LAYOUT = 1
"""Counted up when environments are made differently, so that those made before are not used any more."""


async def build_python(
    build: Build, shop: Workshop, cache: EnvironmentCache, *, packages: Path
) -> tuple[BuiltEnvironment, tuple[str, ...]]:
    """The environment of a Python build, and notes for the user.

    `packages` is a folder of the release that takes what the project itself installs.
    """
    choice = await _chosen(build, shop)
    python = choice.interpreter
    shop.report(f"{build.name}: Python {python}")
    recipe = read_recipe(build, shop.tree, python.version)
    bounds = () if recipe.is_locked else limits(recipe.direct)
    work = PythonWork(build, shop, python, recipe, swaps(recipe.direct, python, shop.world), bounds)
    identity = _identity(work)
    place = await cache.ensure(identity, lambda folder: install(work, folder))
    local = await install_packages(
        recipe.local, shop, python=str(program(place)), packages=packages, uv=uv_program(shop.world)
    )
    notes = (choice.note, *(swap.note for swap in work.swaps), *cache.notes[identity], *local.notes)
    return _environment(work, place / "venv", local), tuple(note for note in notes if note)


async def _chosen(build: Build, shop: Workshop) -> Choice:
    where = f"the build `{build.name}`"
    own = own_python()
    if own and is_first_choice(own, build.requires, runtime=Runtime.PYTHON, where=where, prefers=build.prefers):
        return Choice(own)
    found = await interpreters(Runtime.PYTHON, shop.world)
    wanted = (build.requires, build.prefers)
    return choose(found, wanted[0], runtime=Runtime.PYTHON, strict=build.strict, where=where, prefers=wanted[1])


def _environment(work: PythonWork, venv: Path, local: LocalPackages) -> BuiltEnvironment:
    variables = {"VIRTUAL_ENV": str(venv), "PYTHONUNBUFFERED": "1"}
    if local.import_path:
        variables["PYTHONPATH"] = ":".join(local.import_path)
    path = (*local.path, str(venv / "bin"))
    directory = work.folder.resolve()
    return BuiltEnvironment(build=work.build.name, directory=str(directory), path=path, environment=variables)


def _identity(work: PythonWork) -> str:
    """What an environment is made from. Code of the repository is no part of it: it must serve many releases."""
    tree = work.shop.tree
    inputs = {name: hashlib.sha256((tree / name).read_bytes()).hexdigest() for name in work.recipe.inputs}
    return digest(
        {
            "layout": LAYOUT,
            "runtime": work.build.runtime,
            "manager": work.build.manager,
            "interpreter": [work.python.path, list(work.python.version)],
            "platform": sysconfig.get_platform(),
            "extras": sorted(work.build.extras),
            "inputs": inputs,
            "swaps": [swap.requirement for swap in work.swaps],
            "limits": [limit.constraint for limit in work.limits],
            # A build command may itself install something (`pip install …`): then only releases that do the same
            # may share the environment.
            "commands": list(work.build.commands),
        }
    )
