"""How often a schedule runs."""

from mainstay.compile.evidence import place_of_field
from mainstay.model.errors import MainstayError
from mainstay.model.intent import Component

_RANGES = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
_NAMES = {**{name: 1 + i for i, name in enumerate(_MONTHS)}, **{name: i for i, name in enumerate(_DAYS)}}
_DAY_S = 86_400
_MONTH_DAYS, _WEEK_DAYS, _SUNDAY_AGAIN = 31, 7, 7


def runs_a_second(cron: str, schedule: Component) -> float:
    """The mean rate of five fields of cron; days are taken as if all months had 31.

    Raises `MainstayError` where a field says nothing that a clock could show.
    """
    fields = cron.lower().split()
    try:
        minutes, hours, days, months, weekdays = (
            _count(field, low, high) for field, (low, high) in zip(fields, _RANGES, strict=True)
        )
    except ValueError as error:
        raise MainstayError(
            place_of_field(schedule, "cron", f"`{schedule.name}`"),
            f"the cron of `{schedule.name}` must have five fields of minutes, hours, days, months and weekdays",
            f"it is `{cron}`",
            hint="`0 3 * * *` is every night at three",
        ) from error
    of_month, of_week = days / _MONTH_DAYS, weekdays / _WEEK_DAYS
    # Where both are given, cron runs on days that match either (crontab(5)).
    of_days = of_month + of_week - of_month * of_week if of_month < 1 and of_week < 1 else of_month * of_week
    return minutes * hours * of_days * (months / 12) / _DAY_S


def _count(field: str, low: int, high: int) -> int:
    values: set[int] = set()
    for part in field.split(","):
        span, _, step = part.partition("/")
        first, last = _span(span, low, high, stepped=bool(step))
        values |= set(range(first, last + 1, int(step or 1)))
    if high == _SUNDAY_AGAIN:
        values = {value % _WEEK_DAYS for value in values}
    if not values:
        raise ValueError(field)
    return len(values)


def _span(span: str, low: int, high: int, *, stepped: bool) -> tuple[int, int]:
    if span == "*":
        return low, high
    first, dash, last = span.partition("-")
    start = _value(first)
    end = _value(last) if dash else (high if stepped else start)
    if not low <= start <= end <= high:
        raise ValueError(span)
    return start, end


def _value(text: str) -> int:
    return _NAMES[text] if text in _NAMES else int(text)
