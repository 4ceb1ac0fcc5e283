import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from mainstay.model.errors import MainstayError
from mainstay.world.real import real_world
from mainstay.world.real.programs import LINGER_S


@pytest.fixture
def programs():
    return real_world().programs


def nothing(_stream: str, _line: str) -> None:
    pass


async def test_a_run_gives_exit_code_and_both_streams(programs):
    seen = []
    done = await programs.run(
        ["sh", "-c", "echo $A; echo err >&2; exit 3"],
        env={"A": "given", "PATH": os.environ["PATH"]},
        on_line=lambda stream, line: seen.append((stream, line)),
    )
    assert (done.exit_code, done.out, done.err) == (3, "given\n", "err\n")
    assert sorted(seen) == [("err", "err"), ("out", "given")]


async def test_the_environment_is_ours_only_where_none_is_given(programs, tmp_path):
    os.environ["MINE"] = "1"
    try:
        assert (await programs.run(["sh", "-c", "echo $MINE"])).out == "1\n"
        assert (await programs.run(["/bin/sh", "-c", "echo $MINE; pwd"], env={}, cwd=tmp_path)).out == f"\n{tmp_path}\n"
    finally:
        del os.environ["MINE"]


async def test_a_signal_is_a_negative_exit_code(programs):
    assert (await programs.run(["sh", "-c", "kill -TERM $$"])).exit_code == -signal.SIGTERM


@pytest.mark.parametrize("name", ["no-such-program", "/no/such/program", "./nor-this"])
async def test_a_missing_program_is_told(programs, name):
    with pytest.raises(MainstayError, match="must be a program that can be started"):
        await programs.run([name])


async def test_other_reasons_are_told_too(programs, tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(MainstayError, match="Permission denied"):
        await programs.run([str(tmp_path / "file")])
    with pytest.raises(MainstayError, match="the folder it should run in is missing"):
        await programs.run(["true"], cwd=tmp_path / "gone")


async def test_a_run_that_takes_too_long_is_killed_with_its_group(programs, tmp_path):
    pids = tmp_path / "pids"
    with pytest.raises(TimeoutError):
        await programs.run(["sh", "-c", f"sleep 100 & echo $! $$ > {pids}; wait"], timeout_s=0.2)
    gone(pids)


async def test_a_run_that_is_cancelled_is_killed_with_its_group(programs, tmp_path, eventually):
    pids = tmp_path / "pids"
    running = asyncio.create_task(programs.run(["sh", "-c", f"sleep 100 & echo $! $$ > {pids}; wait"]))
    await eventually(lambda: pids.exists() and pids.read_text())
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    gone(pids)


def gone(pids: Path) -> None:
    for pid in pids.read_text().split():
        state = Path(f"/proc/{pid}/stat")
        assert not state.exists() or state.read_text().split()[2] == "Z"


@pytest.mark.slow
async def test_a_pipe_that_others_hold_open_does_not_hold_us_up(programs):
    clock = real_world().clock
    begun = clock.monotonic()
    done = await programs.run(["sh", "-c", "setsid sleep 5 & echo done"])
    assert done.out == "done\n"
    assert LINGER_S <= clock.monotonic() - begun < 4


async def test_a_spawned_program_leads_its_own_session_and_can_be_signalled(programs, eventually):
    lines = []
    script = "trap 'echo told; exit 5' USR1; echo up; while :; do sleep 0.01; done"
    process = await programs.spawn(
        ["/bin/sh", "-c", script], cwd=Path("/"), env={}, on_line=lambda _, line: lines.append(line)
    )
    assert os.getsid(process.pid) == process.pid
    await eventually(lambda: lines)
    process.signal("USR1")
    assert await process.wait() == 5
    assert (lines[0], lines[-1]) == ("up", "told")
    process.signal("KILL")  # nothing happens
    assert await process.wait() == 5


@pytest.mark.slow
async def test_it_dies_when_we_die(programs, tmp_path, eventually):
    script = f"""
import asyncio, os
from pathlib import Path
from mainstay.world.real import real_world
async def main():
    p = await real_world().programs.spawn(["sleep", "100"], cwd=Path("/"), env=dict(os.environ), on_line=print)
    Path({str(tmp_path / "pid")!r}).write_text(str(p.pid))
    os.kill(os.getpid(), 9)
asyncio.run(main())
"""
    done = await programs.run([sys.executable, "-c", script])
    assert done.exit_code == -signal.SIGKILL
    pid = (tmp_path / "pid").read_text()
    await eventually(lambda: not Path(f"/proc/{pid}").exists())


async def test_find(programs, tmp_path):
    assert programs.find("sh").endswith("/sh")
    assert programs.find("no-such-program") is None
    assert programs.find("sh", str(tmp_path)) is None
