"""Releases on disk: copied, made ready, and only then marked as complete."""

import asyncio
import os
from collections.abc import Callable, Collection, Coroutine
from pathlib import Path

import msgspec

from mainstay.model.errors import MainstayError
from mainstay.model.intent import Build, PackageManager, Runtime
from mainstay.model.value import Value, decode, digest, encode
from mainstay.run.local.builder.cache import EnvironmentCache, is_ready, remove, sweep, write_durably
from mainstay.run.local.builder.node import build_node
from mainstay.run.local.builder.python import build_python
from mainstay.run.local.builder.tree import copy_tree, source_digest, unusable
from mainstay.run.local.builder.values import BuildInput, BuiltEnvironment, BuiltRelease
from mainstay.run.local.builder.workshop import Call, Workshop
from mainstay.run.local.paths import ProjectPaths
from mainstay.world.ports import World

BUILT = "built.json"
"""Written into a release as the very last act; a release without it is unfinished."""

MARK = "MAINSTAY_BUILD"
"""Set to the release's folder for everything that a build starts, so that what outlives a killed build is found."""

_NODE_MANAGERS = frozenset({PackageManager.NPM, PackageManager.PNPM, PackageManager.YARN})


class Record(Value, frozen=True, kw_only=True):
    """The content of `built.json`. `identity` tells what was built, `environments` are digests in the cache."""

    identity: str
    built: BuiltRelease
    environments: tuple[str, ...] = ()


async def build_release(
    wanted: BuildInput, *, paths: ProjectPaths, world: World, report: Callable[[str], None]
) -> BuiltRelease:
    """Copy the source, install what it needs, run its build commands; the same again where that is done already.

    `report` gets one-line sentences and the output of installers, values of settings masked. Raises `MainstayError`
    (exit code 2) where anything fails, and leaves no folder of that release then. What a killed build leaves has
    no `built.json` and is built anew; the folder is not renamed at the end, because build tools write absolute
    paths into what they make.
    """
    folder = _folder(paths, wanted.release)
    try:
        done = _record(paths, wanted.release)
        if done and done.identity == await asyncio.to_thread(_identity, wanted, Path(wanted.source)):
            return done.built
        _stop_leftovers(folder, world)
        try:
            return await _build(wanted, folder, paths=paths, shop=_workshop(wanted, folder, world=world, report=report))
        except BaseException:
            await asyncio.to_thread(remove, folder)
            raise
    except OSError as error:
        raise unusable(error, paths.home) from error


def built_release(paths: ProjectPaths, release: int) -> BuiltRelease | None:
    """A release that was built completely and is still there, with all its environments; None otherwise."""
    record = _record(paths, release)
    return record.built if record else None


def discard_release(paths: ProjectPaths, release: int) -> None:
    """Remove the files of a release; nothing happens where there are none. Its environments stay for others."""
    try:
        remove(_folder(paths, release))
    except OSError as error:
        raise unusable(error, paths.releases) from error


def prune(paths: ProjectPaths, keep_releases: int = 5, *, serving: Collection[int] = ()) -> tuple[int, ...]:
    """Remove all but the newest `keep_releases` releases and those `serving`, and environments nobody needs then.

    Environments that a build is using at this moment stay. Returns the releases that were removed.
    """
    numbers = sorted(_numbers(paths), reverse=True)
    gone = [number for position, number in enumerate(numbers) if position >= keep_releases and number not in serving]
    for number in gone:
        discard_release(paths, number)
    records = [record for number in numbers if (record := _record(paths, number))]
    try:
        sweep(paths.cache, {name for record in records for name in record.environments})
    except OSError as error:
        raise unusable(error, paths.cache) from error
    return tuple(sorted(gone))


def _folder(paths: ProjectPaths, release: int) -> Path:
    return paths.releases / str(release)


def _numbers(paths: ProjectPaths) -> list[int]:
    if not paths.releases.is_dir():
        return []
    return [int(folder.name) for folder in paths.releases.iterdir() if folder.name.isdecimal()]


def _record(paths: ProjectPaths, release: int) -> Record | None:
    folder = _folder(paths, release)
    try:
        record = decode((folder / BUILT).read_bytes(), Record)
    except (OSError, msgspec.MsgspecError):
        return None
    complete = Path(record.built.tree).is_dir() and all(is_ready(paths.cache, name) for name in record.environments)
    return record if complete else None


def _identity(wanted: BuildInput, source: Path) -> str:
    return digest([source_digest(source, wanted.builds), wanted.settings])


def _workshop(wanted: BuildInput, folder: Path, *, world: World, report: Callable[[str], None]) -> Workshop:
    return Workshop(
        world=world, tree=folder / "app", report=report, settings=wanted.settings, marks={MARK: str(folder)}
    )


def _stop_leftovers(folder: Path, world: World) -> None:
    """Stop what a killed build of this release left running: it would write into the new one.

    The installers themselves die with us; scripts that they had started may not.
    """
    for entry in world.host.processes():
        if world.host.environment_of(entry.pid).get(MARK) == str(folder):
            world.host.signal(entry, "KILL")


async def _build(wanted: BuildInput, folder: Path, *, paths: ProjectPaths, shop: Workshop) -> BuiltRelease:
    shop.report(f"Copying the source of release {wanted.release}")
    await _completed(asyncio.to_thread(_prepared, wanted, folder, paths))
    # Taken from the copy: the source may be edited at any moment.
    identity = await asyncio.to_thread(_identity, wanted, shop.tree)
    async with EnvironmentCache(paths.cache, shop.world, shop.report) as cache:
        environments: list[BuiltEnvironment] = []
        notes: list[str] = []
        for build in wanted.builds:
            environment, more = await _environment(build, shop, cache, folder=folder)
            environments.append(environment)
            notes += more
        for build, environment in sorted(zip(wanted.builds, environments, strict=True), key=_order):
            await _run_commands(build, environment, shop)
        built = BuiltRelease(
            release=wanted.release,
            tree=str(shop.tree),
            environments=tuple(environments),
            notes=tuple(dict.fromkeys(notes)),
        )
        # Still inside the cache's context: from here on the record keeps the environments, until here their locks do.
        write_durably(folder / BUILT, encode(Record(identity=identity, built=built, environments=cache.used)))
    return built


async def _completed(work: Coroutine[None, None, None]) -> None:
    """Await work of a thread to its end even when cancelled: a thread goes on, and would write into what is removed."""
    task = asyncio.ensure_future(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await task
        raise


def _prepared(wanted: BuildInput, folder: Path, paths: ProjectPaths) -> None:
    paths.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    remove(folder)
    copy_tree(Path(wanted.source), folder / "app")


async def _environment(
    build: Build, shop: Workshop, cache: EnvironmentCache, *, folder: Path
) -> tuple[BuiltEnvironment, tuple[str, ...]]:
    directory = shop.tree / build.directory
    if not directory.is_dir():
        hint = "correct the build's `directory` in mainstay.yaml, or add the folder to the repository"
        where = f"the build `{build.name}`"
        raise MainstayError(where, "its directory must exist", f"`{build.directory}` is not there", hint=hint)
    if build.runtime is Runtime.PYTHON:
        return await build_python(build, shop, cache, packages=folder / "packages" / build.name)
    if build.runtime is Runtime.NODE or build.manager in _NODE_MANAGERS:
        return await build_node(build, shop, cache)
    return BuiltEnvironment(build=build.name, directory=str(directory.resolve())), ()


def _order(pair: tuple[Build, BuiltEnvironment]) -> bool:
    """Assets first: a Python build step (collectstatic) may gather what a Node one makes, never the reverse."""
    return pair[0].runtime is Runtime.PYTHON


async def _run_commands(build: Build, environment: BuiltEnvironment, shop: Workshop) -> None:
    # A build step may install once more (`npm ci && npm run build`); it must not lose what it builds with.
    variables = {**environment.environment, "npm_config_include": "dev", "YARN_PRODUCTION": "false"}
    for command in build.commands:
        shop.report(f"{build.name}: {command}")
        await shop.run(
            Call(
                argv=["/bin/sh", "-c", command],
                cwd=Path(environment.directory),
                environment=shop.environment(variables, environment.path),
                label=build.name,
                where=f"`{command}`",
                must=f"must succeed: it builds `{build.name}`",
                hint="run it by hand in the project; where it is wrong, correct `commands` in mainstay.yaml",
            )
        )
    if build.output and not await asyncio.to_thread(os.path.isdir, Path(environment.directory) / build.output):
        raise MainstayError(
            f"the build `{build.name}`",
            f"must leave its files in `{build.output}`",
            "there is no such folder afterwards" if build.commands else "there is no such folder",
            hint="correct `output` or `commands` of the build in mainstay.yaml",
        )
