"""The environment of a Node build: its Node, its package manager, and node_modules in the release's tree."""

import hashlib
import sysconfig
from dataclasses import replace
from pathlib import Path

from mainstay.model.errors import MainstayError
from mainstay.model.intent import Build, PackageManager, Runtime
from mainstay.model.value import digest
from mainstay.run.local.builder.cache import EnvironmentCache
from mainstay.run.local.builder.choosing import Choice, choose
from mainstay.run.local.builder.interpreters import interpreters
from mainstay.run.local.builder.nodeinstall import (
    NodeWork,
    install_modules,
    make_launchers,
    make_modules,
    restore_modules,
)
from mainstay.run.local.builder.nodeproject import NodeProject, read_node_project
from mainstay.run.local.builder.nodetools import NodePrograms, fetch_tool, npm_of
from mainstay.run.local.builder.values import BuiltEnvironment
from mainstay.run.local.builder.workshop import Workshop

LAYOUT = 1
"""Counted up when environments are made differently, so that those made before are not used any more."""


async def build_node(build: Build, shop: Workshop, cache: EnvironmentCache) -> tuple[BuiltEnvironment, tuple[str, ...]]:
    """The environment of a Node build, with its node_modules in place, and notes for the user."""
    where = f"the build `{build.name}`"
    found = await interpreters(Runtime.NODE, shop.world)
    wanted = (build.requires, build.prefers)
    choice = choose(found, wanted[0], runtime=Runtime.NODE, strict=build.strict, where=where, prefers=wanted[1])
    shop.report(f"{build.name}: Node {choice.interpreter}")
    programs = NodePrograms(choice.interpreter.path, npm_of(choice.interpreter, found))
    if build.manager is PackageManager.NONE:
        place = await cache.ensure(_identity(choice, programs), lambda folder: make_launchers(programs, folder))
        return _environment(build, build.directory, shop, place=place), tuple(filter(None, [choice.note]))
    project = read_node_project(build, shop.tree)
    if not programs.npm:
        hint = "install npm, or `pip install 'mainstay[node]'`, which brings a Node with npm"
        raise MainstayError(where, "npm must be on this machine", "no Node that was found has it", hint=hint)
    if project.tool:
        script = await fetch_tool(project.tool, programs, shop, fallback=cache.folder)
        programs = replace(programs, tool=project.tool, script=script)
    place, notes = await _with_modules(NodeWork(project, shop, programs), choice, cache)
    return _environment(build, project.root, shop, place=place), tuple(filter(None, [choice.note, *notes]))


async def _with_modules(work: NodeWork, choice: Choice, cache: EnvironmentCache) -> tuple[Path, tuple[str, ...]]:
    """Put node_modules into the tree: from the cache, or installed now and copied to it.

    They are installed in the release's tree and not in the cache, because lifecycle scripts of the project see its
    source there. The cache gets, and gives, copies of its own (reflinks where the file system has them). Hard links
    would be faster (0.3 instead of 1.3 s for 26,000 files, 260 MB), but then a program that writes to one of its
    modules in place would change the cache and every other release with it. A symbolic link to the cache would
    have the same flaw, and bundlers and Node itself would resolve modules to a path outside the project.
    """
    programs, shop = work.programs, work.shop
    there = shop.installed.get(work.folder)
    shop.installed[work.folder] = work.project.needs_development or bool(there)
    if there is not None or not work.project.cacheable:
        place = await cache.ensure(_identity(choice, programs), lambda folder: make_launchers(programs, folder))
        # Another build of this release may have installed the same folder, all that is needed here included.
        enough = there is not None and (there or not work.project.needs_development)
        return place, () if enough else await install_modules(work, place)
    made: list[Path] = []

    async def make(folder: Path) -> tuple[str, ...]:
        made.append(folder)
        return await make_modules(work, folder)

    identity = _identity(choice, programs, work.project, shop.tree)
    place = await cache.ensure(identity, make)
    if not made:
        shop.report(f"{work.project.build.name}: {work.project.lock or work.project.inputs[0]} is installed already")
        await restore_modules(work, place)
    return place, cache.notes[identity]


def _identity(choice: Choice, programs: NodePrograms, project: NodeProject | None = None, tree: Path = Path()) -> str:
    """What an environment is made from; without a project, its programs alone."""
    inputs = project.inputs if project else ()
    return digest(
        {
            "layout": LAYOUT,
            "runtime": Runtime.NODE,
            "interpreter": [choice.interpreter.path, list(choice.interpreter.version)],
            "programs": [programs.npm, programs.script],
            "platform": sysconfig.get_platform(),
            "inputs": {name: hashlib.sha256((tree / name).read_bytes()).hexdigest() for name in inputs},
            "development": project.needs_development if project else False,
        }
    )


def _environment(build: Build, root: str, shop: Workshop, *, place: Path) -> BuiltEnvironment:
    directory = (shop.tree / build.directory).resolve()
    top = (shop.tree / root).resolve()
    modules = dict.fromkeys(str(folder / "node_modules" / ".bin") for folder in (directory, top))
    return BuiltEnvironment(
        build=build.name,
        directory=str(directory),
        path=(*modules, str(place / "bin")),
        environment={"NODE_ENV": "production", "NO_UPDATE_NOTIFIER": "1"},
    )
