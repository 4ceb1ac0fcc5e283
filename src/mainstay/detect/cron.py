"""Whether a text is a schedule."""

from datetime import UTC, datetime

from cronsim import CronSim, CronSimError

FIELDS = 5
_ANY_DAY = datetime(2024, 1, 1, tzinfo=UTC)


def is_cron(text: str) -> bool:
    """Whether `text` has five valid fields of cron."""
    if len(text.split()) != FIELDS:
        return False
    try:
        CronSim(text, _ANY_DAY)
    except (CronSimError, ValueError):
        return False
    return True
