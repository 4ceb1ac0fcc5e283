"""The ledger: what happened, in order, for good. Newest wins: the present is the newest body of each subject."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from mainstay.model.event import Event, LogLine
from mainstay.store.database import Database, PostgresDatabase, SqliteDatabase

KEPT_LINES = 200_000
"""Log lines kept for each project; the oldest go first. At 150 bytes a line these are about 30 MB."""
PRUNE_EVERY = 5_000

_EVENT = "SELECT id, at, topic, subject, body FROM events WHERE project = ?"
_LINE = "SELECT id, at, instance, resource, stream, text FROM lines WHERE project = ?"


def open_ledger(where: str | Path | None, project: str, clock: Callable[[], float]) -> "Ledger":
    """The ledger of `project`, at a path (SQLite) or a `postgresql://` URL; created where it is missing.

    None gives one in memory that nobody else sees.
    Raises `MainstayError` where it cannot be used.
    """
    if isinstance(where, str) and where.startswith(("postgresql://", "postgres://")):
        return Ledger(PostgresDatabase(where), project, clock)
    return Ledger(SqliteDatabase(Path(where) if where else None), project, clock)


class Ledger:
    """One project's part of a ledger. Implements `run.ports.Journal`; `clock` gives seconds since the epoch."""

    def __init__(self, database: Database, project: str, clock: Callable[[], float]) -> None:
        self._database, self._project, self._clock = database, project, clock
        self._unpruned = 0

    def append(self, topic: str, subject: str, body: dict[str, Any]) -> Event:
        """Add one event; it is durable when this returns."""
        at = self._clock()
        rows = self._database.query(
            "INSERT INTO events (project, at, topic, subject, body) VALUES (?, ?, ?, ?, ?) RETURNING id",
            (self._project, at, topic, subject, json.dumps(body, sort_keys=True, separators=(",", ":"))),
        )
        return Event(id=rows[0][0], at=at, topic=topic, subject=subject, body=body)

    def current(self, topic: str) -> dict[str, dict[str, Any]]:
        """The newest body of each subject in the order of their last change, without empty ones."""
        rows = self._database.query(
            "SELECT subject, body FROM events WHERE id IN "
            "(SELECT max(id) FROM events WHERE project = ? AND topic = ? GROUP BY subject) ORDER BY id",
            (self._project, topic),
        )
        return {subject: body for subject, body in ((row[0], json.loads(row[1])) for row in rows) if body}

    def history(self, topic: str = "", subject: str = "", *, after: int = 0, limit: int = 1000) -> list[Event]:
        """The newest `limit` events with an id above `after`, oldest first; "" means all topics or subjects."""
        conditions, values = "", [self._project, after]
        for column, wanted in (("topic", topic), ("subject", subject)):
            if wanted:
                conditions += f" AND {column} = ?"
                values.append(wanted)
        rows = self._database.query(f"{_EVENT} AND id > ?{conditions} ORDER BY id DESC LIMIT ?", (*values, limit))
        return [
            Event(id=row[0], at=row[1], topic=row[2], subject=row[3], body=json.loads(row[4])) for row in reversed(rows)
        ]

    def write_lines(self, lines: Sequence[LogLine]) -> None:
        """Add log lines in one transaction, and let go of the oldest ones now and then."""
        self._database.write_many(
            "INSERT INTO lines (project, at, instance, resource, stream, text) VALUES (?, ?, ?, ?, ?, ?)",
            [(self._project, x.at, x.instance, x.resource, x.stream, x.text.replace("\0", "�")) for x in lines],
        )
        self._unpruned += len(lines)
        if self._unpruned >= PRUNE_EVERY:
            self._unpruned = 0
            self._prune()

    def lines(self, *, after: int = 0, limit: int = 1000, resource: str = "", text: str = "") -> list[LogLine]:
        """The newest `limit` lines with an id above `after`, oldest first.

        `resource` names a resource or one of its instances, `text` is a part of the line (case matters not).
        """
        conditions, values = "", [self._project, after]
        if resource:
            conditions += " AND (resource = ? OR instance = ?)"
            values += [resource, resource]
        if text:
            conditions += " AND lower(text) LIKE ? ESCAPE '!'"
            values.append(f"%{_escaped(text.lower())}%")
        rows = self._database.query(f"{_LINE} AND id > ?{conditions} ORDER BY id DESC LIMIT ?", (*values, limit))
        return [
            LogLine(id=row[0], at=row[1], instance=row[2], resource=row[3], stream=row[4], text=row[5])
            for row in reversed(rows)
        ]

    def forget(self) -> None:
        """Delete all that is known of the project. For ledgers that others share: a file can simply be removed."""
        for table in ("events", "lines"):
            self._database.query(f"DELETE FROM {table} WHERE project = ?", (self._project,))  # noqa: S608 - both ours

    def close(self) -> None:
        """Close the database."""
        self._database.close()

    def _prune(self) -> None:
        newest = self._database.query("SELECT max(id) FROM lines WHERE project = ?", (self._project,))[0][0]
        self._database.query("DELETE FROM lines WHERE project = ? AND id <= ?", (self._project, newest - KEPT_LINES))


def _escaped(text: str) -> str:
    for special in "!%_":
        text = text.replace(special, f"!{special}")
    return text
