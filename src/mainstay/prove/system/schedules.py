"""Programs that are started by the clock of their host: `cron` in UTC; two runs never overlap."""

import time
from datetime import UTC, datetime

from cronsim import CronSim

from mainstay.model.system import Instance
from mainstay.prove.machine import current
from mainstay.prove.machine.hub import SECOND
from mainstay.prove.system import programs

_LONGEST_SLEEP_S = 30.0  # the clock is looked at this often, since it may be set
_LOOK_S = 0.05


def run(instance: Instance) -> None:
    """Start the command at its times, until the process ends."""
    host = current.host()
    due = _next(instance.cron, _now())
    while True:
        left = (due - _now()).total_seconds()
        if left > 0:
            time.sleep(min(left, _LONGEST_SLEEP_S))
            continue
        process = host.start(programs.runner(instance), instance.component, may_fail=True, environ=instance.environment)
        del process.state["start again"]  # the clock decides
        while process.alive:
            current.hub.pause(int(_LOOK_S * SECOND))
        due = _next(instance.cron, max(due, _now()))


def _now() -> datetime:
    return datetime.now(UTC)


def _next(cron: str, after: datetime) -> datetime:
    return next(CronSim(cron, after))
