"""The code of a release, from what somebody types: a folder, pinned packages, a release that served, a git revision."""

import os
import re
import sys
from pathlib import Path

from mainstay.actions.context import Context
from mainstay.actions.present import releases
from mainstay.actions.revision import commit_of, write_files
from mainstay.actions.workspace import open_workspace, project_paths
from mainstay.model.errors import MainstayError
from mainstay.model.intent import Build
from mainstay.model.release import Release
from mainstay.prove.rollout import Code
from mainstay.run.local import built_release, source_digest
from mainstay.run.local.builder.pyinstall import uv_program

WORKING_TREE = "working tree"
_PIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(\[[A-Za-z0-9._,-]*\])?==[A-Za-z0-9.!+_-]+")
_RELEASE = re.compile(r"r(\d+)")
_INSTALL_S = 600.0


async def code_of(context: Context, said: str, target: str) -> Code:
    """The code that `said` names; raises `MainstayError` where there is none.

    `target` is the test: in a release of the project its folder is looked for as well. "" is the project as it is now.
    """
    if not said:
        return _project(context.project, WORKING_TREE, _below(context, target))
    if "==" in said:
        return await _pinned(context, said)
    folder = context.project / said
    if folder.is_dir():
        return Code(name=said, folders=(str(folder.resolve()),), digest=source_digest(folder, ()))
    if match := _RELEASE.fullmatch(said):
        return _release(context, int(match[1]), _below(context, target))
    return await _revision(context, said, _below(context, target))


def serving(context: Context) -> str:
    """How the release that serves is called; raises `MainstayError` where none does."""
    with open_workspace(context, remember=False) as workspace:
        known = releases(workspace)
    if not known:
        raise MainstayError(
            "mainstay prove upgrade",
            "--from must say what runs before",
            "no release serves here",
            hint="--from v1.2 (a git revision), --from name==1.2 (a package), --from path/to/folder",
        )
    return f"r{list(known)[-1]}"


def _below(context: Context, target: str) -> str:
    """The folder of the test's file, relative to the project; "." where it lies elsewhere."""
    folder = (context.project / target.partition("::")[0]).resolve()
    folder = folder if folder.is_dir() else folder.parent
    inside = folder.is_relative_to(context.project.resolve())
    return str(folder.relative_to(context.project.resolve())) if inside else "."


def _project(root: Path, name: str, below: str) -> Code:
    """The code of a whole project: modules beside the test, in `src`, and at the top."""
    folders = dict.fromkeys((root / below, root / "src", root))
    found = tuple(str(folder.resolve()) for folder in folders if folder.is_dir())
    return Code(name=name, folders=found, digest=source_digest(root, _builds(root)))


def _builds(root: Path) -> tuple[Build, ...]:
    """How the project is built, which is a part of what identifies its releases; nothing where it is no application."""
    from mainstay.detect import detect
    from mainstay.model.target import Target

    try:
        return detect(root, target=Target.LOCAL).builds
    except MainstayError:
        return ()


def _release(context: Context, number: int, below: str) -> Code:
    with open_workspace(context, remember=False) as workspace:
        release: Release | None = releases(workspace).get(number)
        built = built_release(workspace.paths, release.built) if release else None
    if release is None or built is None:
        raise MainstayError(
            f"r{number}",
            "there must be such a release, with its files",
            "its files have been cleared away" if release else "there is none",
            hint="`mainstay releases` shows them; a git revision will do as well",
        )
    tree = Path(built.tree)
    installed = [_installed(environment.environment.get("VIRTUAL_ENV", "")) for environment in built.environments]
    code = _project(tree, f"r{number}", below)
    return Code(name=code.name, folders=(*code.folders, *filter(None, installed)), digest=release.source)


def _installed(environment: str) -> str:
    """The packages of an environment, where this interpreter can load them."""
    folder = Path(environment) / "lib" / f"python{sys.version_info[0]}.{sys.version_info[1]}" / "site-packages"
    return str(folder) if environment and folder.is_dir() else ""


async def _revision(context: Context, said: str, below: str) -> Code:
    try:
        commit = await commit_of(context, said)
    except MainstayError as error:
        raise MainstayError(
            said,
            "must be a folder, packages (name==version), a release (r3) or a git revision",
            f"it is none of them: {error.found}",
            hint="`git log --oneline` and `mainstay releases` show what there is",
        ) from None
    place = _cache(context) / commit[:16]
    kept = place / "folder"  # a link to the project's folder, made when all is written
    if not kept.is_symlink():
        place.mkdir(exist_ok=True)
        kept.symlink_to((await write_files(context, commit, place)).relative_to(place))
    return _project(kept.resolve(), said, below)


async def _pinned(context: Context, said: str) -> Code:
    """Packages in one version each, as the package index has them; what they need must be installed already."""
    pins = [pin.strip() for pin in said.split(",")]
    for pin in pins:
        if not _PIN.fullmatch(pin):
            hint = "websockets==12.0,httpx==0.27.0"
            raise MainstayError(said, "must be packages, each with its version", f"it has {pin!r}", hint=hint)
    folder = _cache(context) / "-".join(pins)
    if not folder.is_dir():
        await _install(context, pins, folder)
    return Code(name=said, folders=(str(folder),), digest=source_digest(folder, ()))


async def _install(context: Context, pins: list[str], folder: Path) -> None:
    unfinished = folder.with_name(f".{folder.name}")
    context.progress.say(f"installing {' '.join(pins)}")
    argv = [uv_program(context.world), "pip", "install", "--quiet", "--no-deps", "--python", sys.executable]
    ended = await context.world.programs.run(
        [*argv, "--target", str(unfinished), *pins],
        cwd=context.project,
        env=context.world.environment.all(),
        timeout_s=_INSTALL_S,
    )
    if ended.exit_code:
        words = re.sub(r"[^\x20-\x7e]+|^error:", " ", ended.err).split()  # uv draws trees
        raise MainstayError(
            ", ".join(pins),
            "must be installable from the package index",
            " ".join(words).rstrip(".") or f"uv ended with {ended.exit_code}",
            hint="look at the name and the version, and whether the index can be reached; or give a folder",
        )
    os.replace(unfinished, folder)  # noqa: PTH105 - it may not be there half


def _cache(context: Context) -> Path:
    """Where code is kept, so that what was found can be replayed."""
    folder = project_paths(context).home / "prove" / "releases"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
