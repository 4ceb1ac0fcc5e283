"""Runs a command by the clock: ``python cron_runner.py --cron "*/5 * * * *" -- /bin/sh -c "command"``.

Stand-alone. Times are UTC. A time that comes while the command still runs is skipped, and that is said; times missed
while the machine slept are made up for by one run. SIGTERM and SIGINT are passed on to the running command, and this
program ends when that has ended.
"""

import argparse
import asyncio
import contextlib
import signal
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from cronsim import CronSim, CronSimError

LONGEST_SLEEP_S = 30.0
"""The clock is looked at this often: it may be set, and a suspended machine's sleep does not count."""


def next_run(cron: str, after: datetime) -> datetime:
    """The first time after `after` (UTC) that `cron` names; raises `CronSimError` for a malformed one."""
    return next(CronSim(cron, after))


def _now() -> datetime:
    return datetime.now(UTC)


def _say(line: str) -> None:
    sys.stdout.write(f"schedule: {line}\n")
    sys.stdout.flush()


class Runner:
    """One command and its times; `now` is the clock."""

    def __init__(self, cron: str, argv: Sequence[str], now: Callable[[], datetime] = _now) -> None:
        self.cron, self.argv, self.now = cron, argv, now
        self.stopping = asyncio.Event()
        self.child: asyncio.subprocess.Process | None = None
        self.watch: asyncio.Task[None] | None = None

    async def run(self) -> None:
        """Start the command at its times until `stop` is called and it has ended."""
        due = next_run(self.cron, self.now())
        _say(f"`{self.cron}`, first run at {due:%Y-%m-%d %H:%M:%S} UTC")
        while not self.stopping.is_set():
            if not await self._reached(due):
                continue
            await self._start(due)
            due = next_run(self.cron, max(due, self.now()))
        if self.watch:
            await self.watch

    def stop(self, number: int) -> None:
        """End after the running command; it gets the signal `number`."""
        self.stopping.set()
        if self.child and self.child.returncode is None:
            _say("stopping, the running command is told")
            self.child.send_signal(number)

    async def _reached(self, due: datetime) -> bool:
        left_s = (due - self.now()).total_seconds()
        if left_s <= 0:
            return True
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.stopping.wait(), min(left_s, LONGEST_SLEEP_S))
        return False

    async def _start(self, due: datetime) -> None:
        if self.watch and not self.watch.done():
            _say(f"skipped the run of {due:%H:%M:%S} UTC: the one before is still running")
            return
        _say(f"run of {due:%Y-%m-%d %H:%M:%S} UTC")
        self.child = await asyncio.create_subprocess_exec(*self.argv)
        self.watch = asyncio.create_task(self._watch(self.child))

    async def _watch(self, child: asyncio.subprocess.Process) -> None:
        code = await child.wait()
        how = f"signal {-code}" if code < 0 else f"status {code}"
        _say(f"ended with {how}")


async def _serve(runner: Runner) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, runner.stop, number)
    await runner.run()


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Run a command by the clock.")
    parser.add_argument("--cron", required=True, help="five fields, UTC")
    parser.add_argument("argv", nargs="+")
    options = parser.parse_args()
    try:
        next_run(options.cron, _now())
    except CronSimError as error:
        sys.exit(f"--cron must name times in five fields, but `{options.cron}` does not: {error}")
    asyncio.run(_serve(Runner(options.cron, options.argv)))


if __name__ == "__main__":
    main()
