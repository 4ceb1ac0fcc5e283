"""A build that is killed in the middle leaves nothing that counts as a release."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from mainstay.model.intent import Build, Runtime
from mainstay.run.local.builder import BuildInput, build_release, built_release
from mainstay.run.local.paths import ProjectPaths
from mainstay.world.real import real_world

pytestmark = [pytest.mark.real, pytest.mark.slow]

LIMIT_S = 30.0

BUILDER = """
import asyncio, sys
from pathlib import Path
from mainstay.model.intent import Build, Runtime
from mainstay.run.local.builder import BuildInput, build_release
from mainstay.run.local.paths import ProjectPaths
from mainstay.world.real import real_world
project = Path(sys.argv[1])
slow = Build(name="web", runtime=Runtime.PYTHON, commands=("(while true; do echo x >> late; sleep 0.05; done) & wait",))
asyncio.run(build_release(
    BuildInput(release=1, source=str(project), builds=(slow,)),
    paths=ProjectPaths(project=project, id="0123456789", runtime=project), world=real_world(), report=print))
"""


def until(condition, what: str) -> None:
    end = time.monotonic() + LIMIT_S
    while not condition():
        assert time.monotonic() < end, f"{what} within {LIMIT_S} s"
        time.sleep(0.02)


def marked(release: Path) -> list[int]:
    """The processes that carry the mark of a release's build."""
    world = real_world()
    mark = ("MAINSTAY_BUILD", str(release))
    return [e.pid for e in world.host.processes() if mark in world.host.environment_of(e.pid).items()]


def test_a_killed_build_is_no_release_and_the_next_one_starts_afresh(tmp_path):
    project = tmp_path / "project"
    project.mkdir()
    (project / "app.py").write_text("")
    paths = ProjectPaths(project=project, id="0123456789", runtime=tmp_path)
    release = paths.releases / "1"
    builder = subprocess.Popen([sys.executable, "-c", BUILDER, str(project)], stdout=subprocess.DEVNULL)
    try:
        until((release / "app" / "late").exists, "the build command writes")
    finally:
        os.kill(builder.pid, signal.SIGKILL)
        builder.wait()
    assert built_release(paths, 1) is None
    plain = BuildInput(release=1, source=str(project), builds=(Build(name="web", runtime=Runtime.PYTHON),))
    built = asyncio.run(build_release(plain, paths=paths, world=real_world(), report=lambda _line: None))
    assert built_release(paths, 1) == built
    until(lambda: not marked(release), "what the killed build left is gone")
    assert not (release / "app" / "late").exists()


def test_a_cancelled_build_leaves_no_folder_and_no_process(tmp_path):
    project = tmp_path / "project"
    project.mkdir()
    paths = ProjectPaths(project=project, id="0123456789", runtime=tmp_path)
    slow = Build(name="web", runtime=Runtime.STATIC, commands=("touch started; sleep 600",))
    wanted = BuildInput(release=1, source=str(project), builds=(slow,))

    async def cancelled() -> None:
        task = asyncio.create_task(build_release(wanted, paths=paths, world=real_world(), report=lambda _line: None))
        end = time.monotonic() + LIMIT_S
        while not (paths.releases / "1" / "app" / "started").exists():
            assert time.monotonic() < end
            await asyncio.sleep(0.02)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(cancelled())
    assert not (paths.releases / "1").exists()
    assert marked(paths.releases / "1") == []
