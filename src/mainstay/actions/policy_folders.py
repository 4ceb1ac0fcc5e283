"""Where the rules of a project stand: folders, and folders of git repositories at one commit, which are fetched."""

import asyncio
import re
import shutil
import tempfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from mainstay.actions.context import Context
from mainstay.model.errors import MainstayError

CACHE = Path(".mainstay") / "cache" / "policy"
LIMIT_S = 120.0
"""How long one git command may take."""
_GIT = re.compile(r"git\+(?P<url>[a-z]+://[^\s#]+)@(?P<commit>[0-9a-f]{40})(?:#(?P<folder>[^\s#]+))?")


def policy_folders(context: Context, stated: Iterable[str]) -> dict[str, Path]:
    """The folders with rules by the name that errors show. A commit never changes, so it is fetched once.

    Raises `MainstayError` where git is missing or fails, or the commit has no such folder.
    """
    found: dict[str, Path] = {}
    for place in stated:
        match = _GIT.fullmatch(place)
        if match is None:
            found[place] = context.project / place
            continue
        url, commit, folder = match["url"], match["commit"], (match["folder"] or "").strip("/")
        root = context.project / CACHE / commit
        if not root.is_dir():
            # Verbs that compile are no coroutines, but may be called from one: a loop of its own is always possible.
            with ThreadPoolExecutor(max_workers=1) as thread:
                thread.submit(asyncio.run, _fetch(context, url, root)).result()
        inside = (root / folder).resolve()
        if not inside.is_relative_to(root.resolve()) or not inside.exists():
            raise MainstayError(
                place, "must be a folder of that commit", f"there is no `{folder}`", hint="mend what stands after #"
            )
        name = url.rstrip("/").rpartition("/")[2]
        found["/".join(part for part in (f"{name}@{commit[:7]}", folder) if part)] = inside
    return found


async def _fetch(context: Context, url: str, target: Path) -> None:
    """Put the files of the commit that `target` is named after there: whole, or not at all."""
    commit = target.name
    context.progress.say(f"fetching {url}")
    target.parent.mkdir(parents=True, exist_ok=True)
    ignored = context.project / ".mainstay" / ".gitignore"
    if not ignored.exists():
        ignored.write_text("*\n", encoding="utf-8")
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".fetch-") as name:
        repository = Path(name) / "files"
        repository.mkdir()
        await _git(context, repository, ["init", "--quiet"], url)
        # A server may refuse to give a single commit; then everything is fetched.
        if not await _git(context, repository, ["fetch", "--quiet", "--depth=1", url, commit], url, required=False):
            await _git(context, repository, ["fetch", "--quiet", url, "+refs/*:refs/all/*"], url)
        await _git(context, repository, ["checkout", "--quiet", "--detach", commit], url)
        shutil.rmtree(repository / ".git")
        repository.rename(target)


async def _git(context: Context, cwd: Path, arguments: list[str], url: str, *, required: bool = True) -> bool:
    """Run git without asking anybody anything and without the user's hooks; whether it worked."""
    programs = context.world.programs
    if programs.find("git") is None:
        raise MainstayError("git", "must be installed to fetch rules", "it is not on PATH", hint="install git")
    env = {**context.world.environment.all(), "GIT_TERMINAL_PROMPT": "0"}
    argv = ["git", "-c", "core.hooksPath=/dev/null", *arguments]
    try:
        ended = await programs.run(argv, cwd=cwd, env=env, timeout_s=LIMIT_S)
    except TimeoutError:
        must = f"must answer within {LIMIT_S:.0f} s"
        raise MainstayError(url, must, "it does not", hint="try `git ls-remote` with it") from None
    if ended.exit_code and required:
        lines = ended.err.strip().splitlines()
        fatal = [line for line in lines if line.startswith("fatal: ")]  # what follows it is advice
        said = (fatal or lines or [f"git ended with {ended.exit_code}"])[0].removeprefix("fatal: ").rstrip(".")
        raise MainstayError(url, "must give the commit", said[:200], hint="check the URL, the commit and your access")
    return ended.exit_code == 0
