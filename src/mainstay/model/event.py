"""What happened."""

from typing import Any

from mainstay.model.value import Value


class Event(Value, frozen=True, kw_only=True):
    """One thing that happened. `at` is seconds since the epoch (UTC), `topic` what it is about.

    Topics of the local platform: `intent`, `graph`, `plan`, `step`, `release`, `instance`, `mail`, `change`.
    `subject` is the name of the thing within the topic, `body` JSON that the topic defines.
    """

    id: int = 0
    at: float
    topic: str
    subject: str
    body: dict[str, Any] = {}


class LogLine(Value, frozen=True, kw_only=True):
    """One line that a program wrote. Secrets are already replaced by their names. `stream` is out, err or system."""

    id: int = 0
    at: float
    instance: str
    resource: str
    stream: str
    text: str
