"""Everything about where one program runs, resolved."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from mainstay.model.errors import MainstayError
from mainstay.model.program import Identity, Program, SecretRef, Text, Tool
from mainstay.run.local.paths import ProjectPaths
from mainstay.run.local.sandbox.environment import INSTANCE_MARK, PROJECT_MARK, base_environment, compose
from mainstay.run.local.sandbox.hosts import hosts_file, name_service_file
from mainstay.run.local.sandbox.machine import Grade, Machine
from mainstay.run.local.sandbox.references import Resolver, package_root, parts, uses_interpreter

if TYPE_CHECKING:  # see sandbox/environment.py
    from mainstay.run.local.builder import BuiltEnvironment, BuiltRelease

HOSTS, NAME_SERVICE = Path("/etc/hosts"), Path("/etc/nsswitch.conf")


@dataclass(frozen=True)
class Sources:
    """Where the references of a program are looked up."""

    machine: Machine
    paths: ProjectPaths
    secret: Callable[[SecretRef], str | None]
    built: "Callable[[int], BuiltRelease | None]"


@dataclass(frozen=True)
class Room:
    """Where one program runs. `data` is "" where it has no folder of its own.

    `readable` are folders that it must be able to read whoever it runs as. `files` are contents of files below
    `data`; `mounts` are contents of files that it sees instead of the machine's own.
    """

    instance: str
    program: Program
    machine: Machine
    cwd: str
    data: str
    resolve: Callable[[Text], str] = field(repr=False)
    environment: dict[str, str] = field(repr=False)
    files: dict[str, str] = field(repr=False)
    readable: tuple[str, ...] = ()
    mounts: dict[str, str] = field(default_factory=dict[str, str])
    mounts_folder: str = ""

    @property
    def unprivileged(self) -> bool:
        """Whether the program has to change its user: we are root, and it must not be."""
        return self.machine.root and self.program.identity is Identity.UNPRIVILEGED


def furnish(instance: str, program: Program, sources: Sources) -> Room:
    """Resolve all references of a program.

    Raises `MainstayError` where a package, a secret or a built release is missing, or a file would lie outside the
    program's data folder.
    """
    machine, paths = sources.machine, sources.paths
    data = str((paths.home / program.data).resolve()) if program.data else ""
    places = {"{home}": str(paths.home), "{runtime}": str(paths.runtime), "{project}": str(paths.project)}
    if program.built:
        places = {}  # what the application's own command writes in braces is the application's business
    resolve = Resolver(instance, data, machine.interpreter, sources.secret, places)
    tree, built = _built(instance, program, sources)
    own = {name: resolve(value) for name, value in sorted(program.environment.items())}
    environment = compose(base_environment(machine, program, data), own, program=program, built=built)
    return Room(
        instance=instance,
        program=program,
        machine=machine,
        cwd=_folder(program, tree, built) if built else str(paths.home / (program.directory or data or "/")),
        data=data,
        resolve=resolve,
        environment=environment | {PROJECT_MARK: paths.id, INSTANCE_MARK: instance},
        files={_inner(instance, name): resolve(value) for name, value in sorted(program.files.items())},
        readable=_readable(program, machine),
        mounts=_mounts(program, machine),
        mounts_folder=str(paths.runtime / "mounts" / instance),
    )


def write_files(room: Room) -> None:
    """Write what the program finds: its files, and the files that it sees instead of the machine's. Makes `data`.

    Files below `data` are made anew and moved into place: the folder may belong to another user by now, and what
    that user put there must not lead us elsewhere.
    """
    owner = (room.machine.uid, room.machine.gid) if room.unprivileged else None
    if room.data:
        Path(room.data).mkdir(parents=True, exist_ok=True, mode=0o700)
        if owner:
            os.chown(room.data, *owner, follow_symlinks=False)
    for name, content in room.files.items():
        _replace(Path(room.data, name), content, owner)
    for target, content in room.mounts.items():
        place = Path(room.mounts_folder, PurePosixPath(target).name)
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        place.write_text(content, encoding="utf-8")
        place.chmod(0o644)


def _replace(place: Path, content: str, owner: tuple[int, int] | None) -> None:
    if not place.parent.is_dir():
        place.parent.mkdir(parents=True, mode=0o700)
        if owner:
            os.chown(place.parent, *owner, follow_symlinks=False)
    fresh = place.with_name(f".{place.name}.new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600), "w") as file:
        if owner:
            os.fchown(file.fileno(), *owner)
        file.write(content)
    fresh.replace(place)


def _inner(instance: str, name: str) -> str:
    if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts or not name:
        raise MainstayError(
            instance, "its files must lie in its data folder", f"`{name}` does not", hint="use a relative path"
        )
    return name


def _built(instance: str, program: Program, sources: Sources) -> "tuple[str, BuiltEnvironment | None]":
    wanted = program.built
    if wanted is None:
        return "", None
    release = sources.built(wanted.release)
    if release:
        for environment in release.environments:
            if environment.build == wanted.build:
                return release.tree, environment
    raise MainstayError(
        instance,
        f"build `{wanted.build}` of release {wanted.release} must be on this machine",
        "its files are gone" if release is None else f"that release has no build `{wanted.build}`",
        hint="run `mainstay up` to make a new release",
    )


def _folder(program: Program, tree: str, built: "BuiltEnvironment") -> str:
    return os.path.normpath(Path(tree, program.directory)) if program.directory else built.directory


def _readable(program: Program, machine: Machine) -> tuple[str, ...]:
    """Tools come with their package's neighbours: shared libraries of a wheel lie in a folder beside it."""
    roots = {str(package_root(part).parent) for part in parts(program) if isinstance(part, Tool)}
    library = machine.library if uses_interpreter(program) else ()
    return tuple(sorted({*roots, *library}))


def _mounts(program: Program, machine: Machine) -> dict[str, str]:
    """What the program sees instead of the machine's files. A file that the machine lacks cannot be covered."""
    if machine.grade is Grade.NONE or not HOSTS.is_file():
        return {}
    mounts = {str(HOSTS.resolve()): hosts_file(HOSTS.read_text(errors="replace"), program.hosts)}
    order = name_service_file(NAME_SERVICE.read_text(errors="replace")) if NAME_SERVICE.is_file() else ""
    return mounts | ({str(NAME_SERVICE.resolve()): order} if order else {})
