"""What package.json and the files beside it say about installing a Node project."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mainstay.model.errors import MainstayError
from mainstay.model.intent import Build, PackageManager
from mainstay.run.local.builder.places import beside, joined

Table = Mapping[str, Any]

# Scripts of the project itself that an installation runs, in npm's order.
LIFECYCLE = ("preinstall", "install", "postinstall", "prepare")
# Words in the names of scripts that run where the application runs.
_RUNNING = frozenset({"start", "worker", "migrate", "migration", "migrations"})

_LOCKS = {
    PackageManager.NPM: ("package-lock.json", "npm-shrinkwrap.json"),
    PackageManager.PNPM: ("pnpm-lock.yaml",),
    PackageManager.YARN: ("yarn.lock",),
}
_CONFIGURATION = (
    ".npmrc", ".yarnrc", ".yarnrc.yml", ".pnpmfile.cjs", "pnpm-workspace.yaml",
)  # fmt: skip
_PATCHES = ("patches/**/*", ".yarn/patches/**/*", ".yarn/plugins/**/*")
_DEPENDENCIES = ("dependencies", "devDependencies", "optionalDependencies")
_OWN_CODE = re.compile(r"(file|link|portal|workspace):|\.{0,2}/")

# The package manager that wrote each version of a lock file: a newer one would rewrite it, which a frozen installation
# refuses (pnpm, "lockfile versions"; yarn measured: the newest release that still writes that version).
_PNPM_BY_LOCK = {"5.3": "6", "5.4": "7", "6.0": "8", "6.1": "8", "9.0": "9"}
_PNPM_DEFAULT = "9"
_PNPM_WITH_SETTINGS_ONLY = "10"
_BERRY_BY_LOCK = {"4": "2.4.2", "5": "3.1.1", "6": "3.8.7", "8": "4.13.0", "9": "4.14.1", "10": "4"}
_BERRY_DEFAULT = "4"
YARN_CLASSIC = "1.22.22"


@dataclass(frozen=True)
class Tool:
    """A package manager as a package of the npm registry: `package` at `version`, which may be a range (`9`)."""

    command: str
    package: str
    version: str

    @property
    def is_berry(self) -> bool:
        """Whether this is yarn 2 or later, which has nothing but the name in common with yarn 1."""
        return self.package == "@yarnpkg/cli-dist"


@dataclass(frozen=True)
class NodeProject:
    """One Node build. Paths are relative to the repository.

    `root` is where the package manager runs: the folder of the lock file, which a workspace has at its top.
    `lock` is "" where there is none. `tool` is None for npm, which comes with Node.
    """

    build: Build
    root: str
    manifest: Table
    lock: str
    tool: Tool | None
    inputs: tuple[str, ...]
    cacheable: bool

    @property
    def scripts(self) -> Table:
        """The scripts of package.json."""
        return self.manifest.get("scripts", {})

    @property
    def lifecycle(self) -> tuple[str, ...]:
        """The project's own scripts that every installation runs."""
        return tuple(name for name in LIFECYCLE if name in self.scripts)

    @property
    def needs_development(self) -> bool:
        """Whether devDependencies are needed: to build, to install, to start (ts-node), to migrate (sequelize-cli)."""
        if self.build.commands or self.lifecycle:
            return True
        started = " ".join(str(text) for name, text in sorted(self.scripts.items()) if _RUNNING & set(name.split(":")))
        words = set(re.findall(r"[\w.@/-]+", started))
        return any(
            name in words or name.rpartition("/")[2] in words for name in self.manifest.get("devDependencies", {})
        )


def read_node_project(build: Build, tree: Path) -> NodeProject:
    """Read a Node build; raises `MainstayError` where package.json is missing or is no JSON object."""
    name = next((m for m in build.manifests if Path(m).name == "package.json"), joined(build.directory, "package.json"))
    manifest = _manifest(name, tree)
    lock = _lock(build, tree)
    root = beside(lock, ".") if lock else beside(name, ".")
    top = manifest if root == beside(name, ".") else _manifest(joined(root, "package.json"), tree)
    inputs = dict.fromkeys(filter(None, [name, lock, *_configuration(root, tree)]))
    return NodeProject(
        build=build,
        root=root,
        manifest=manifest,
        lock=lock,
        tool=_tool(build.manager, top, root=tree / root, lock=tree / lock if lock else None),
        inputs=tuple(inputs),
        cacheable=_cacheable(top, tree / root),
    )


def _manifest(name: str, tree: Path) -> Table:
    hint = "restore the file, or correct the build's `directory` in mainstay.yaml"
    try:
        content = json.loads((tree / name).read_text("utf-8-sig"))
    except OSError as error:
        raise MainstayError(name, "must exist", (error.strerror or str(error)).lower(), hint=hint) from error
    except ValueError as error:
        hint = "look for a missing comma, a comment or a merge conflict"
        raise MainstayError(name, "must be JSON", f"it is not: {error}", hint=hint) from error
    if not isinstance(content, dict):
        raise MainstayError(name, "must be a JSON object", "it is something else", hint="start it with `{`")
    return content  # pyright: ignore[reportUnknownVariableType] - JSON


def _lock(build: Build, tree: Path) -> str:
    if build.lock:
        if not (tree / build.lock).is_file():
            hint = "restore the file, or correct the build's `lock` in mainstay.yaml"
            raise MainstayError(build.lock, "must exist: it pins the dependencies", "it does not", hint=hint)
        return build.lock
    names = (joined(build.directory, name) for name in _LOCKS.get(build.manager, ()))
    return next((name for name in names if (tree / name).is_file()), "")


def _configuration(root: str, tree: Path) -> Iterator[str]:
    yield from (joined(root, name) for name in _CONFIGURATION if (tree / root / name).is_file())
    for pattern in _PATCHES:
        found = sorted(path for path in (tree / root).glob(pattern) if path.is_file())
        yield from (path.relative_to(tree).as_posix() for path in found)


def _cacheable(top: Table, root: Path) -> bool:
    """Whether node_modules depends on nothing but the files that are its inputs.

    Not so in a workspace (packages of the repository lie in it) and with dependencies on folders of the repository.
    """
    if "workspaces" in top or _workspace_packages(root) or _linker(root) not in {"", "node-modules"}:
        return False
    wanted = (str(spec) for group in _DEPENDENCIES for spec in top.get(group, {}).values())
    return not any(_OWN_CODE.match(spec) for spec in wanted)


def _workspace_packages(root: Path) -> bool:
    """Whether pnpm-workspace.yaml lists packages; since pnpm 10 it may hold nothing but settings."""
    return re.search(r"^packages\s*:", _text(root / "pnpm-workspace.yaml"), re.MULTILINE) is not None


def _linker(root: Path) -> str:
    match = re.search(r"^nodeLinker\s*:\s*[\"']?([\w-]+)", _text(root / ".yarnrc.yml"), re.MULTILINE)
    return match.group(1) if match else ""


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8", errors="replace")
    except OSError:
        return ""


def _tool(manager: PackageManager, top: Table, *, root: Path, lock: Path | None) -> Tool | None:
    """The package manager at the version that the project names, else at one that knows its lock file."""
    if manager not in {PackageManager.PNPM, PackageManager.YARN}:
        return None
    named = re.fullmatch(r"(pnpm|yarn)@(\d+\.\d+\.\d+[\w.-]*)(\+.*)?", str(top.get("packageManager", "")))
    version = named.group(2) if named and named.group(1) == manager.value else ""
    text = _text(lock) if lock else ""
    if manager is PackageManager.PNPM:
        return Tool("pnpm", "pnpm", version or _pnpm_version(text, root))
    berry = "__metadata:" in text or (not text and (root / ".yarnrc.yml").is_file())
    if version:
        berry = not version.startswith("1.")
    if not berry:
        return Tool("yarn", "yarn", version or YARN_CLASSIC)
    return Tool("yarn", "@yarnpkg/cli-dist", version or _berry_version(text))


def _pnpm_version(lock: str, root: Path) -> str:
    match = re.search(r"^lockfileVersion: *['\"]?([\d.]+)", lock, re.MULTILINE)
    version = _PNPM_BY_LOCK.get(match.group(1), _PNPM_DEFAULT) if match else _PNPM_DEFAULT
    # Up to version 9 a pnpm-workspace.yaml without packages is an error.
    only_settings = (root / "pnpm-workspace.yaml").is_file() and not _workspace_packages(root)
    return _PNPM_WITH_SETTINGS_ONLY if version == _PNPM_DEFAULT and only_settings else version


def _berry_version(lock: str) -> str:
    match = re.search(r"^__metadata:\n\s+version: *['\"]?(\d+)", lock, re.MULTILINE)
    return _BERRY_BY_LOCK.get(match.group(1), _BERRY_DEFAULT) if match else _BERRY_DEFAULT
