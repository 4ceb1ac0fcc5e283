"""What to install into a Python environment: read from the files of any package manager."""

import json
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from mainstay.model.errors import MainstayError
from mainstay.model.intent import Build, PackageManager
from mainstay.run.local.builder.pdm import pdm_locked
from mainstay.run.local.builder.pins import Locked, marker_environment
from mainstay.run.local.builder.pipenv import pipenv_locked, pipfile_requirements
from mainstay.run.local.builder.places import beside, joined
from mainstay.run.local.builder.poetry import poetry_locked, poetry_requirements
from mainstay.run.local.builder.reqfiles import read_requirement_files
from mainstay.run.local.builder.requirement import Release
from mainstay.run.local.builder.uvlock import local_packages

Table = Mapping[str, Any]
T = TypeVar("T")

# What may decide which dependencies a package of the repository has.
_PACKAGE_FILES = ("pyproject.toml", "setup.py", "setup.cfg", "requirements.txt", "requirements.in")


@dataclass(frozen=True)
class Recipe:
    """What goes into an environment. Paths are relative to the repository.

    `where` names the file in errors, `inputs` are all files whose content decides. One of `locked` (a complete
    set), `sync` (uv.lock, which uv reads itself), `lines` and `files` (to be resolved) says what to install.
    `direct` are requirements as PEP 508 lines: all of them where locked, else the project's own. `local` are
    folders of the repository that are packages: installed per release, never into the cached environment. `mixed`
    says that `lines` or `files` name such folders too, so that their dependencies must be found out first.
    """

    where: str
    inputs: tuple[str, ...]
    locked: Locked | None = None
    sync: bool = False
    lines: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    direct: tuple[str, ...] = ()
    local: tuple[str, ...] = ()
    mixed: bool = False

    @property
    def is_locked(self) -> bool:
        """Whether a lock file names every package with its version."""
        return self.sync or self.locked is not None


def read_recipe(build: Build, tree: Path, python: Release) -> Recipe:
    """The recipe of a Python build; raises `MainstayError` where a file is missing or cannot be understood."""
    try:
        return _READERS[build.manager](_Source(build, tree, python))
    except OSError as error:
        raise MainstayError(
            str(error.filename).removeprefix(f"{tree}/"),
            f"must exist: it is what the build `{build.name}` installs from",
            (error.strerror or str(error)).lower(),
            hint="restore the file, or correct `manifests` and `lock` of the build in mainstay.yaml",
        ) from error


@dataclass(frozen=True)
class _Source:
    """Where a recipe is read from."""

    build: Build
    tree: Path
    python: Release

    def manifest(self, name: str) -> str:
        """The manifest of that name among the build's, else the one in its folder."""
        named = (m for m in self.build.manifests if Path(m).name == name)
        return next(named, joined(self.build.directory, name))

    def lock(self, name: str) -> str:
        return self.build.lock or joined(self.build.directory, name)

    def has(self, name: str) -> bool:
        return (self.tree / name).is_file()

    def existing(self, *names: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for name in names if self.has(name)))

    def toml(self, name: str) -> dict[str, Any]:
        return self._parsed(name, tomllib.loads, "TOML")

    def json(self, name: str) -> dict[str, Any]:
        return self._parsed(name, json.loads, "JSON")

    def package_files(self, folder: str) -> tuple[str, ...]:
        """The files that decide about the dependencies of a package of the repository."""
        return self.existing(*(joined(folder, name) for name in _PACKAGE_FILES))

    def _parsed(self, name: str, parse: Callable[[str], Any], notation: str) -> dict[str, Any]:
        try:
            return parse((self.tree / name).read_text("utf-8"))
        except ValueError as error:
            hint = "look for a merge conflict or a cut-off end; a lock file can be generated again"
            raise MainstayError(name, f"must be {notation}", f"it is not: {error}", hint=hint) from error


def _of_requirements(source: _Source) -> Recipe:
    named = tuple(m for m in source.build.manifests if Path(m).suffix in {".txt", ".in", ".pip"})
    files = named or (joined(source.build.directory, "requirements.txt"),)
    read = read_requirement_files(source.tree, files, source.build.directory)
    inputs = [*read.files, *read.archives, *(name for folder in read.folders for name in source.package_files(folder))]
    return Recipe(
        files[0],
        tuple(dict.fromkeys(inputs)),
        files=files,
        direct=read.lines,
        local=read.folders,
        mixed=bool(read.folders),
    )


def _of_uv(source: _Source) -> Recipe:
    lock = source.lock("uv.lock")
    content = source.toml(lock)
    manifests = (source.manifest("pyproject.toml"), beside(lock, "pyproject.toml"), beside(lock, "uv.toml"))

    def read() -> Recipe:
        folder = beside(lock, ".")
        return Recipe(
            lock,
            source.existing(lock, *manifests),
            sync=True,
            direct=tuple(f"{p['name']}=={p['version']}" for p in content.get("package", []) if "version" in p),
            local=local_packages(content, folder, source.build.directory, source.build.extras),
        )

    return _understood(lock, read)


def _of_poetry(source: _Source) -> Recipe:
    manifest, lock = source.manifest("pyproject.toml"), source.lock("poetry.lock")
    project, extras = source.toml(manifest), source.build.extras
    own = _own_package(manifest, project)
    if not source.has(lock):
        lines = _understood(manifest, lambda: poetry_requirements(project, extras))
        return Recipe(manifest, (manifest,), lines=lines, direct=lines, local=own)
    content, environment = source.toml(lock), marker_environment(source.python)
    found = _understood(lock, lambda: poetry_locked(content, project, environment=environment, extras=extras))
    return _of_lock((lock, manifest), found, own)


def _of_pdm(source: _Source) -> Recipe:
    manifest, lock = source.manifest("pyproject.toml"), source.lock("pdm.lock")
    if not source.has(lock):
        return _of_pyproject(source)
    project, content = source.toml(manifest), source.toml(lock)
    environment, extras = marker_environment(source.python), source.build.extras
    found = _understood(lock, lambda: pdm_locked(content, project, environment=environment, extras=extras))
    own = _own_package(manifest, project) if project.get("tool", {}).get("pdm", {}).get("distribution", True) else ()
    return _of_lock((lock, manifest), found, own)


def _of_pipenv(source: _Source) -> Recipe:
    lock = source.lock("Pipfile.lock")
    if source.has(lock):
        content = source.json(lock)
        found = _understood(lock, lambda: pipenv_locked(content, environment=marker_environment(source.python)))
        return _of_lock((lock,), found, ())
    manifest = source.manifest("Pipfile")
    pipfile = source.toml(manifest)
    lines, folders = _understood(manifest, lambda: pipfile_requirements(pipfile))
    local = tuple(beside(manifest, folder) for folder in folders)
    inputs = (manifest, *(name for folder in local for name in source.package_files(folder)))
    lines += tuple(str(source.tree / folder) for folder in local)
    return Recipe(manifest, inputs, lines=lines, direct=lines, local=local, mixed=bool(local))


def _of_pyproject(source: _Source) -> Recipe:
    manifest = source.manifest("pyproject.toml")
    setups = source.existing(source.manifest("setup.py"), source.manifest("setup.cfg"))
    project = source.toml(manifest) if source.has(manifest) or not setups else {}
    if "project" not in project and "poetry" in project.get("tool", {}):
        return _of_poetry(source)
    where = setups[0] if "project" not in project and setups else manifest
    standard: Table = project.get("project", {})
    direct = [*standard.get("dependencies", [])]
    for extra in source.build.extras:
        direct += standard.get("optional-dependencies", {}).get(extra, [])
    folder = beside(where, ".")
    own = (folder,) if setups else _own_package(manifest, project)
    return Recipe(where, source.package_files(folder), files=(where,), direct=tuple(direct), local=own)


def _of_nothing(source: _Source) -> Recipe:
    return Recipe(source.build.directory, ())


_READERS: Mapping[PackageManager, Callable[[_Source], Recipe]] = {
    PackageManager.REQUIREMENTS: _of_requirements,
    PackageManager.UV: _of_uv,
    PackageManager.POETRY: _of_poetry,
    PackageManager.PDM: _of_pdm,
    PackageManager.PIPENV: _of_pipenv,
    PackageManager.PYPROJECT: _of_pyproject,
    PackageManager.NONE: _of_nothing,
}


def _of_lock(inputs: tuple[str, ...], found: Locked, own: tuple[str, ...]) -> Recipe:
    lock = inputs[0]
    local = tuple(dict.fromkeys([*(beside(lock, folder) for folder in found.local), *own]))
    direct = tuple(f"{pin.name}=={pin.version}" for pin in found.pins if not pin.url)
    return Recipe(lock, inputs, locked=found, direct=direct, local=local)


def _own_package(manifest: str, project: Table) -> tuple[str, ...]:
    """The folder of the project where it is a package itself, by the rules of uv and poetry."""
    tools: Table = project.get("tool", {})
    poetry: Table = tools.get("poetry", {})
    declared: bool | None = tools.get("uv", {}).get("package")
    if poetry and "project" not in project:
        is_package = "name" in poetry
    else:
        is_package = "build-system" in project if declared is None else declared
    is_package = is_package and bool(poetry.get("package-mode", True))
    return (beside(manifest, "."),) if is_package else ()


def _understood(where: str, read: Callable[[], T]) -> T:
    """What `read` makes of a parsed file; a `MainstayError` where the file has not the shape of its kind."""
    try:
        return read()
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        found = f"`{error.args[0]}` is missing or not understood" if error.args else "its shape is another"
        hint = "lock the dependencies again with the package manager, and commit the result"
        raise MainstayError(where, "must be complete and in a known format", found, hint=hint) from error
