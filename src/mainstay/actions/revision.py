"""The files of a project as they were in a git revision."""

import tempfile
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from mainstay.actions.context import Context
from mainstay.model.errors import MainstayError
from mainstay.world.ports import Completed

LIMIT_S = 120.0
"""How long one git command may take."""


@asynccontextmanager
async def files_of(context: Context, revision: str) -> AsyncGenerator[Path]:
    """A temporary folder with the project's files of `revision`; the repository and its index stay as they are.

    Raises `MainstayError` where git is missing, the project is in no repository, or there is no such revision.
    """
    commit = await commit_of(context, revision)
    with tempfile.TemporaryDirectory(prefix="mainstay-") as name:
        yield await write_files(context, commit, Path(name))


async def write_files(context: Context, commit: str, place: Path) -> Path:
    """Write the repository's files of `commit` below the existing folder `place`; the project's folder there.

    Raises `MainstayError` where the project did not exist then.
    """
    prefix = await _prefix(context)
    # An application is called like its folder where nobody said otherwise.
    root = place / (context.project.name if not prefix else "repository")
    index = {"GIT_INDEX_FILE": str(place / "index")}
    await _required(context, ["read-tree", commit], index)
    await _required(context, ["checkout-index", "--all", "--force", f"--prefix={root}/"], index)
    folder = root / prefix
    if not folder.is_dir():
        raise MainstayError(
            f"{commit}:{prefix}", "must be a folder of that revision", "it is not", hint="name a later revision"
        )
    return folder


async def _prefix(context: Context) -> str:
    """The project's folder within the repository, "" for its root."""
    ended = await _git(context, ["rev-parse", "--show-prefix"])
    if ended.exit_code:
        raise MainstayError(
            str(context.project),
            "must be in a git repository, to be compared with what it was",
            "git finds none",
            hint="`git init`, commit, change something, and compare then",
        )
    return ended.out.strip()


async def commit_of(context: Context, revision: str) -> str:
    """The full name of the commit that `revision` means; raises `MainstayError` where there is none."""
    await _prefix(context)
    ended = await _git(context, ["rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"])
    if ended.exit_code:
        raise MainstayError(
            f"mainstay diff {revision}",
            "must name a commit",
            "git knows no such revision",
            hint="`git log --oneline` shows what there is",
        )
    return ended.out.strip()


async def _required(context: Context, arguments: list[str], extra: dict[str, str]) -> None:
    ended = await _git(context, arguments, extra)
    if ended.exit_code:
        said = (ended.err.strip().splitlines() or [f"it ended with {ended.exit_code}"])[-1]
        raise MainstayError(
            f"git {arguments[0]}", "must give the files of the revision", said, hint="look at it with `git status`"
        )


async def _git(context: Context, arguments: list[str], extra: dict[str, str] | None = None) -> Completed:
    programs = context.world.programs
    if programs.find("git") is None:
        raise MainstayError("git", "must be installed to compare revisions", "it is not on PATH", hint="install git")
    env = {**context.world.environment.all(), **(extra or {})}
    # checkout-index writes relative to the root of the work tree, so it is told absolute places only.
    where = ["git", "-C", str(context.project)]
    try:
        return await programs.run([*where, *arguments], cwd=context.project, env=env, timeout_s=LIMIT_S)
    except TimeoutError:
        raise MainstayError(
            f"git {arguments[0]}", f"must end within {LIMIT_S:.0f} s", "it did not", hint="run it by hand"
        ) from None
