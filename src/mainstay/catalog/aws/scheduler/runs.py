"""How often a schedule runs, and how EventBridge writes it."""

from mainstay.model.cloud import Demand
from mainstay.model.intent import Component, Job, Schedule, Workload

_DAYS_MONTH = 365.0 / 12.0
_RANGES = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 6))
_NAMES = {
    name: str(number)
    for number, name in (
        *enumerate(["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"], 1),
        *enumerate(["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]),
    )
}
RELEASES_MONTH = 30.0
"""How often a job is taken to run: with a release a day."""
UNKNOWN_RUN_MS = 60_000.0
"""How long a run is taken to be where nobody said: a minute."""


def runs_month(component: Component) -> float:
    """How often a job or schedule starts in a month of 365/12 days."""
    return cron_runs_month(component.cron) if isinstance(component, Schedule) else RELEASES_MONTH


def run_ms(component: Component) -> float:
    """How long one run computes."""
    stated = component.needs.work_ms if isinstance(component, Workload) else None
    return stated or UNKNOWN_RUN_MS


def as_runs(component: Component, demand: Demand) -> Demand:
    """The demand on a job or schedule, whose load is how often it starts; that on a service as it is."""
    if not isinstance(component, Job | Schedule):
        return demand
    return Demand(
        rate=runs_month(component) / (_DAYS_MONTH * 86_400.0),
        work_ms=run_ms(component),
        memory_mib=demand.memory_mib,
        waits_ms=demand.waits_ms,
        needs_network=demand.needs_network,
        needs_egress=demand.needs_egress,
    )


def cron_runs_month(cron: str) -> float:
    """Starts a month of a cron expression with five fields. Days of month and of week are alternatives, as in cron."""
    minute, hour, day, month, weekday = (
        _matches(field, *bounds) for field, bounds in zip(cron.upper().split(), _RANGES, strict=True)
    )
    by_day, by_weekday = len(day) / 31.0, len(weekday) / 7.0
    restricted = cron.split()[2] != "*" and cron.split()[4] != "*"
    share = by_day + by_weekday - by_day * by_weekday if restricted else by_day * by_weekday
    return len(minute) * len(hour) * _DAYS_MONTH * share * len(month) / 12.0


def _matches(field: str, first: int, last: int) -> set[int]:
    found: set[int] = set()
    for part in field.split(","):
        span, _, step = part.partition("/")
        low, high = _span(span, first, last, open_ended=bool(step))
        found |= {number % 7 if last == 6 else number for number in range(low, high + 1, int(step or 1))}  # noqa: PLR2004 - Sunday is 0 and 7
    return found


def _span(span: str, first: int, last: int, *, open_ended: bool) -> tuple[int, int]:
    if span in {"*", "?"}:
        return first, last
    low, _, high = span.partition("-")
    start = int(_NAMES.get(low, low))
    if high:
        return start, int(_NAMES.get(high, high))
    return start, last if open_ended else start


def schedule_expression(cron: str) -> str:
    """The same schedule as EventBridge writes it: six fields, days of the week from SUN, and one `?`.

    (EventBridge Scheduler User Guide, "Cron-based schedules".)
    """
    minute, hour, day, month, weekday = cron.upper().split()
    if weekday == "*":
        return f"cron({minute} {hour} {day} {month} ? *)"
    numbers = sorted(_matches(weekday, *_RANGES[4]))
    names = ",".join(["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"][number] for number in numbers)
    return f"cron({minute} {hour} ? {month} {names} *)"
