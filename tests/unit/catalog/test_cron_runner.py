"""The program that runs commands by the clock."""

import asyncio
import signal
import sys
from datetime import UTC, datetime, timedelta

import pytest
from cronsim import CronSimError

from mainstay.catalog.local import cron_runner
from mainstay.catalog.local.cron_runner import Runner, next_run

START = datetime(2026, 2, 27, 23, 59, 59, tzinfo=UTC)


class FakeClock:
    """A clock that jumps to the next run whenever it has been looked at often enough."""

    def __init__(self, *times: datetime) -> None:
        self.times = list(times)

    def __call__(self) -> datetime:
        return self.times.pop(0) if len(self.times) > 1 else self.times[0]


@pytest.mark.parametrize(
    ("cron", "due"),
    [
        ("*/5 * * * *", "2026-02-28 00:00"),
        ("30 3 * * *", "2026-02-28 03:30"),
        ("0 0 29 2 *", "2028-02-29 00:00"),
        ("0 9 * * MON", "2026-03-02 09:00"),
        ("15 14 1 * *", "2026-03-01 14:15"),
    ],
)
def test_the_next_run_is_the_next_time_that_matches(cron, due):
    assert f"{next_run(cron, START):%Y-%m-%d %H:%M}" == due


@pytest.mark.parametrize("cron", ["", "* * * *", "61 * * * *", "@daily", "0 0 30 2 *", "a b c d e"])
def test_a_malformed_time_is_refused(cron):
    with pytest.raises(CronSimError):
        next_run(cron, START)


async def until(condition) -> None:
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.005)


async def test_runs_never_overlap_and_the_running_one_is_told_to_stop(tmp_path, capfd):
    marks = tmp_path / "marks"
    script = f"import time; open({str(marks)!r}, 'a').write('x'); time.sleep(60)"
    minute = timedelta(minutes=1)
    # Due at 00:00; then looked at again at 00:01, while the first run is still going.
    clock = FakeClock(START, START + minute, START + minute, START + 2 * minute, START + 2 * minute)
    runner = Runner("* * * * *", [sys.executable, "-c", script], clock)
    task = asyncio.create_task(runner.run())
    await until(lambda: marks.exists() and marks.read_text() == "x")
    runner.stop(signal.SIGTERM)
    async with asyncio.timeout(10):
        await task
    said = capfd.readouterr().out
    assert "first run at 2026-02-28 00:00:00 UTC" in said
    assert "skipped the run of 00:01:00 UTC: the one before is still running" in said
    assert "the running command is told" in said
    assert "ended with signal 15" in said
    assert marks.read_text() == "x"


async def test_runs_missed_while_the_machine_slept_are_made_up_for_by_one(capfd):
    later = START + timedelta(hours=5)
    runner = Runner("* * * * *", [sys.executable, "-c", "print('ran', flush=True)"], FakeClock(START, later))
    task = asyncio.create_task(runner.run())
    await until(lambda: runner.watch is not None and runner.watch.done())
    runner.stop(signal.SIGTERM)
    async with asyncio.timeout(10):
        await task
    said = capfd.readouterr().out
    assert said.count("ran\n") == 1
    assert "ended with status 0" in said


def test_the_command_line_refuses_a_malformed_time(monkeypatch):
    monkeypatch.setattr(sys, "argv", ["cron_runner.py", "--cron", "never", "--", "true"])
    with pytest.raises(SystemExit, match="must name times in five fields, but `never` does not"):
        cron_runner.main()
