"""Making a Python environment: one virtual environment per set of dependencies, by uv whatever pins them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name
from uv import find_uv_bin

from mainstay.model.errors import MainstayError
from mainstay.model.intent import Build
from mainstay.run.local.builder.choosing import Found
from mainstay.run.local.builder.companions import Limit
from mainstay.run.local.builder.pins import Pin
from mainstay.run.local.builder.recipe import Recipe
from mainstay.run.local.builder.remedies import Remedy, remedy_for
from mainstay.run.local.builder.twins import Swap, with_twins
from mainstay.run.local.builder.workshop import Call, Workshop, failure
from mainstay.world.ports import World

# Every environment gets these, as virtualenv used to: packages from before 2023 import pkg_resources at run time,
# which setuptools dropped with version 81, and people run pip. A project's own pins replace them.
SEEDS = ("pip", "setuptools<81")
_SEED_NAMES = frozenset(seed.partition("<")[0] for seed in SEEDS)

_NAMES_IN_NOTE = 6


@dataclass(frozen=True)
class PythonWork:
    """One environment to make: for which build, with which interpreter, from what."""

    build: Build
    shop: Workshop
    python: Found
    recipe: Recipe
    swaps: tuple[Swap, ...]
    limits: tuple[Limit, ...] = ()

    @property
    def folder(self) -> Path:
        """Where the project is in the release's tree."""
        return self.shop.tree / self.build.directory


def uv_program(world: World) -> str:
    """The installer that comes with mainstay."""
    try:
        return find_uv_bin()
    except FileNotFoundError as error:
        found = world.programs.find("uv")
        if found:
            return found
        hint = "install mainstay again (`pip install --force-reinstall mainstay`), or put uv on PATH"
        raise MainstayError("uv", "must be installed: it makes Python environments", "it is not", hint=hint) from error


def program(place: Path) -> Path:
    """The interpreter of an environment."""
    return place / "venv" / "bin" / "python"


async def install(work: PythonWork, place: Path) -> tuple[str, ...]:
    """Make the environment in an empty folder; returns notes for the user.

    Its modules are not compiled to bytecode beforehand: measured on 33 packages, that made the installation 2.8 s
    longer (1.0 to 3.8 s) and the first start 0.8 s shorter (1.5 to 0.7 s), and the first start writes the bytecode
    itself.
    """
    shop = work.shop
    venv = str(place / "venv")
    await shop.run(_uv(work, ["venv", "--quiet", "--no-project", "--python", work.python.path, venv], cwd=place))
    await shop.run(_pip(work, place, "install", "--quiet", *SEEDS))
    if not (work.recipe.is_locked or work.recipe.lines or work.recipe.files):
        return ()
    shop.report(f"{work.build.name}: installing {work.recipe.where}")
    work, remedies = await _installed_packages(work, place)
    for swap in work.swaps if work.recipe.sync else ():
        await shop.run(_pip(work, place, "install", "--no-deps", swap.requirement))
    return (*remedies, *_limits_told(work, place), *_unpinned(work, place))


async def _installed_packages(work: PythonWork, place: Path) -> tuple[PythonWork, tuple[str, ...]]:
    """Install; where that fails within the limits, which are no more than experience, again without them."""
    try:
        return work, await _with_remedies(work, place, await _main_call(work, place))
    except MainstayError:
        if not work.limits:
            raise
    work.shop.report(f"{work.build.name}: trying without {', '.join(limit.constraint for limit in work.limits)}")
    free = replace(work, limits=())
    return free, await _with_remedies(free, place, await _main_call(free, place))


async def _main_call(work: PythonWork, place: Path) -> Call:
    recipe = work.recipe
    if recipe.sync:
        return _sync(work, place)
    if recipe.locked:
        lock = with_twins(recipe.locked, work.swaps)
        pins = tuple(_absolute(pin, work) for pin in lock.pins)
        listed = _written(place / "requirements.txt", replace(lock, pins=pins).requirements())
        # All versions are pinned and most are hashed: which registry a file comes from does not matter then.
        return _pip(work, place, "install", "--no-deps", "--index-strategy", "unsafe-best-match", "-r", listed)
    sources = [str(work.shop.tree / name) for name in recipe.files]
    if recipe.lines:
        sources.append(_written(place / "requirements.in", "".join(f"{line}\n" for line in recipe.lines)))
    arguments = [*_swapped(work, place), *_limited(work, place)]
    for extra in work.build.extras if recipe.files and not recipe.files[0].endswith(".txt") else ():
        arguments += ["--extra", extra]
    if recipe.mixed:
        return await _without_local(work, place, [*arguments, *sources])
    return _pip(work, place, "install", *arguments, *(part for source in sources for part in ("-r", source)))


def _swapped(work: PythonWork, place: Path) -> list[str]:
    """Arguments that put twins in the place of their originals."""
    if not work.swaps:
        return []
    # An override with a marker that is never true takes a package out of the resolution, also where others need it.
    never = "".join(f'{swap.original} ; python_version < "0"\n' for swap in work.swaps)
    twins = "".join(f"{swap.requirement}\n" for swap in work.swaps)
    return ["--overrides", _written(place / "overrides.txt", never), "-r", _written(place / "twins.txt", twins)]


def _limited(work: PythonWork, place: Path) -> list[str]:
    """Arguments that keep versions away which are known not to get along with what the project pins."""
    if not work.limits:
        return []
    listed = "".join(f"{limit.constraint}\n" for limit in work.limits)
    return ["--constraint", _written(place / "constraints.txt", listed)]


def _limits_told(work: PythonWork, place: Path) -> tuple[str, ...]:
    """Why packages are not the newest, of those that are there."""
    installed = _installed(place)
    told: dict[str, list[str]] = {}
    for limit in work.limits:
        if limit.constraint.partition("<")[0] in installed:
            told.setdefault(limit.why, []).append(limit.constraint)
    return tuple(
        f"{', '.join(told[why])} {'was' if len(told[why]) == 1 else 'were'} chosen where {work.recipe.where} leaves "
        f"the version open: {why}. State a version to choose otherwise."
        for why in told
    )


async def _without_local(work: PythonWork, place: Path, arguments: Sequence[str]) -> Call:
    """Resolve requirements that name folders of the repository, and leave those folders out of the installation.

    The environment outlives this release, so it may hold what the folders depend on but not the folders themselves.
    """
    plain = [part for part in arguments if part != "-r"]
    command = ["pip", "compile", "--quiet", "--no-header", "--no-annotate", "--python", str(program(place))]
    await work.shop.run(_uv(work, [*command, *plain, "--output-file", str(place / "resolved.txt")]))
    lines = (place / "resolved.txt").read_text("utf-8").splitlines()
    kept = [line for line in lines if not _names_folder(line, work)]
    listed = _written(place / "requirements.txt", "".join(f"{line}\n" for line in kept))
    return _pip(work, place, "install", "--no-deps", "-r", listed)


def _names_folder(line: str, work: PythonWork) -> bool:
    place = re.sub(r"^(-e|--editable)\s+|^[\w.-]+(\[[^]]*\])?\s*@\s*", "", line).split(" ;")[0].strip()
    place = place.removeprefix("file://")
    return bool(place) and (place.startswith((".", "/"))) and (work.folder / place).is_dir()


def _absolute(pin: Pin, work: PythonWork) -> Pin:
    """A pin whose file lies in the repository, as a URL that holds wherever it is read."""
    if not pin.url or "://" in pin.url:
        return pin
    lock = work.shop.tree / work.recipe.where
    return Pin(pin.name, pin.version, pin.hashes, (lock.parent / pin.url).resolve().as_uri())


def _sync(work: PythonWork, place: Path) -> Call:
    """uv.lock, without the packages of the repository: they belong to the release, the environment does not."""
    arguments = ["sync", "--frozen", "--no-dev", "--inexact", "--python", str(program(place))]
    arguments += ["--no-install-project", "--no-install-workspace", "--no-install-local"]
    for extra in work.build.extras:
        arguments += ["--extra", extra]
    for swap in work.swaps:
        arguments += ["--no-install-package", swap.original]
    return _uv(work, arguments, environment={"UV_PROJECT_ENVIRONMENT": str(place / "venv")})


def _pip(work: PythonWork, place: Path, command: str, *arguments: str) -> Call:
    return _uv(work, ["pip", command, "--python", str(program(place)), *arguments])


def _uv(
    work: PythonWork, arguments: Sequence[str], *, cwd: Path | None = None, environment: dict[str, str] | None = None
) -> Call:
    quiet = {"UV_NO_PROGRESS": "1", "NO_COLOR": "1", "UV_PYTHON_DOWNLOADS": "never"}
    return Call(
        argv=[uv_program(work.shop.world), *arguments],
        cwd=cwd or work.folder,
        environment=work.shop.environment({**quiet, **(environment or {})}),
        label="uv",
        where=work.recipe.where,
        must=f"must install with Python {work.python}",
        hint=f"the lines above say what is wrong; correct {work.recipe.where} and build again",
    )


async def _with_remedies(work: PythonWork, place: Path, call: Call) -> tuple[str, ...]:
    """Run the installation; where an old package needs older build tools, again with those. Returns notes."""
    tried: tuple[Remedy, ...] = ()
    while True:
        outcome = await work.shop.attempt(call)
        if outcome.exit_code == 0:
            return tuple(f"{remedy.why}: it was built with {remedy.constraint}." for remedy in tried)
        remedy = remedy_for(outcome, tried)
        if remedy is None:
            raise failure(call, outcome)
        tried = (*tried, remedy)
        work.shop.report(f"{work.build.name}: {remedy.why}; trying with {remedy.constraint}")
        listed = _written(place / "build-constraints.txt", "".join(f"{r.constraint}\n" for r in tried))
        call = replace(call, environment={**call.environment, "UV_BUILD_CONSTRAINT": listed})


def _unpinned(work: PythonWork, place: Path) -> tuple[str, ...]:
    """What the user should know where versions were chosen just now."""
    recipe = work.recipe
    if recipe.is_locked:
        return ()
    installed = _installed(place)
    loose = [name for line in recipe.direct if (name := _loose(line))]
    if recipe.direct and not loose:
        return ()
    names = loose or sorted(installed.keys() - _SEED_NAMES)
    chosen = [f"{name} {installed[name]}" for name in names if name in installed]
    if not chosen:
        return ()
    more = f" and {len(chosen) - _NAMES_IN_NOTE} more" if len(chosen) > _NAMES_IN_NOTE else ""
    listed = ", ".join(chosen[:_NAMES_IN_NOTE])
    note = (
        f"{recipe.where} leaves versions open. Chosen now, and kept until the file changes: {listed}{more}. "
        "A lock file makes every machine choose the same."
    )
    return (note,)


def _loose(line: str) -> str:
    """The name of a requirement that is not pinned to one version, "" for one that is."""
    try:
        wanted = Requirement(line)
    except InvalidRequirement:
        return ""
    pinned = any(spec.operator in {"==", "==="} and not spec.version.endswith("*") for spec in wanted.specifier)
    return "" if wanted.url or pinned else canonicalize_name(wanted.name)


def _installed(place: Path) -> dict[str, str]:
    """Name and version of all installed distributions, from the names of their metadata folders."""
    found: dict[str, str] = {}
    for info in sorted((place / "venv" / "lib").glob("python*/site-packages/*.dist-info")):
        name, _, version = info.name.removesuffix(".dist-info").rpartition("-")
        found[canonicalize_name(name)] = version
    return found


def _written(place: Path, text: str) -> str:
    place.write_text(text, "utf-8")
    return str(place)
