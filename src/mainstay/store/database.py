"""The two databases a ledger can live in, behind the few calls that it needs.

Statements are written with `?` and contain neither `?` nor `%` otherwise.
"""

import re
import sqlite3
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import parse_qs, unquote

from mainstay.model.errors import MainstayError

if TYPE_CHECKING:
    from psycopg import Connection
    from psycopg.rows import TupleRow

Row = tuple[Any, ...]
CONNECT_S = 10

SCHEMA_VERSION = 1
_COLUMNS = """
CREATE TABLE IF NOT EXISTS meta (version INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS events (
    id {key}, project TEXT NOT NULL, at DOUBLE PRECISION NOT NULL,
    topic TEXT NOT NULL, subject TEXT NOT NULL, body TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS events_by_subject ON events (project, topic, subject, id);
CREATE TABLE IF NOT EXISTS lines (
    id {key}, project TEXT NOT NULL, at DOUBLE PRECISION NOT NULL,
    instance TEXT NOT NULL, resource TEXT NOT NULL, stream TEXT NOT NULL, text TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS lines_by_project ON lines (project, id);
"""


class Database(Protocol):
    """A connection that commits every call on its own."""

    def query(self, statement: str, values: Sequence[Any] = ()) -> list[Row]:
        """Run one statement; the rows that it returns."""
        ...

    def write_many(self, statement: str, rows: Sequence[Sequence[Any]]) -> None:
        """Run one statement for each row, in one transaction."""
        ...

    def close(self) -> None:
        """Give the connection back."""
        ...


class SqliteDatabase:
    """SQLite in WAL mode: readers never wait, and a commit survives the death of any process, and loss of power.

    What a release has written elsewhere (its files, the router's table) is on the disk before the ledger says so; a
    ledger that forgot its last moments would disagree with it.
    """

    def __init__(self, path: Path | None) -> None:
        """Open the file, or a database in memory for None."""
        name = str(path or ":memory:")
        try:
            if path:
                path.touch(mode=0o600, exist_ok=True)
            self._connection = sqlite3.connect(name, timeout=10.0, isolation_level=None, check_same_thread=False)
            self._connection.execute("PRAGMA journal_mode=WAL")
            self._connection.execute("PRAGMA synchronous=FULL")
            _create(self, _COLUMNS.format(key="INTEGER PRIMARY KEY AUTOINCREMENT"), name)
        except (OSError, sqlite3.Error) as error:
            raise _unusable(name, str(error)) from error
        self._lock = threading.Lock()

    def query(self, statement: str, values: Sequence[Any] = ()) -> list[Row]:
        """See `Database`. Raises `MainstayError` where the database cannot be written (a full disk)."""
        try:
            return self._connection.execute(statement, values).fetchall()
        except sqlite3.OperationalError as error:
            raise _unusable("the ledger", str(error)) from error

    def write_many(self, statement: str, rows: Sequence[Sequence[Any]]) -> None:
        """See `Database`."""
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                self._connection.executemany(statement, rows)
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def close(self) -> None:
        """See `Database`."""
        self._connection.close()


class PostgresDatabase:
    """A team's ledger; needs the extra `team` (psycopg)."""

    def __init__(self, url: str) -> None:
        try:
            import psycopg  # noqa: PLC0415 - an extra, wanted only by those who ask for PostgreSQL
        except ImportError as error:
            raise MainstayError(
                "MAINSTAY_STORE",
                "a PostgreSQL ledger needs psycopg",
                "it is not installed",
                hint="uv pip install 'mainstay[team]'",
            ) from error
        self._url, self._library = url, psycopg
        self._connection = self._connect()
        try:
            _create(self, _COLUMNS.format(key="BIGSERIAL PRIMARY KEY"), "MAINSTAY_STORE")
        except BaseException:
            self.close()
            raise

    def query(self, statement: str, values: Sequence[Any] = ()) -> list[Row]:
        """See `Database`. After an interruption, the next call connects again."""
        try:
            with self._usable().cursor() as cursor:
                cursor.execute(statement.replace("?", "%s").encode(), values)
                return cursor.fetchall() if cursor.description else []
        except self._library.Error as error:
            raise _unreachable(self._url, error) from None

    def write_many(self, statement: str, rows: Sequence[Sequence[Any]]) -> None:
        """See `Database`."""
        try:
            connection = self._usable()
            with connection.transaction(), connection.cursor() as cursor:
                cursor.executemany(statement.replace("?", "%s").encode(), rows)
        except self._library.Error as error:
            raise _unreachable(self._url, error) from None

    def close(self) -> None:
        """See `Database`."""
        self._connection.close()

    def _usable(self) -> "Connection[TupleRow]":
        if self._connection.closed:
            self._connection = self._connect()
        return self._connection

    def _connect(self) -> "Connection[TupleRow]":
        try:
            # Whatever the database is encoded in: of one without an encoding, psycopg would give us bytes.
            return self._library.connect(self._url, autocommit=True, connect_timeout=CONNECT_S, client_encoding="utf8")
        except self._library.Error as error:
            raise _unreachable(self._url, error) from None


def _unreachable(url: str, error: Exception) -> MainstayError:
    """What PostgreSQL says names host and user; it never repeats a password, unless the URL is not well-formed."""
    told = " ".join(str(error).split())
    inside = re.match(r"\w+://[^:@/]*:(.*)@", url, re.DOTALL)
    query = parse_qs(url.partition("?")[2])
    pieces = [*re.split(r"[@:/?#\s]", inside[1] if inside else ""), *query.get("password", [])]
    if any(piece and (piece in told or unquote(piece) in told) for piece in pieces):
        told = "it cannot be used as it is written: special characters in its password must be percent-encoded"
    return MainstayError(
        "MAINSTAY_STORE",
        "the ledger's PostgreSQL must accept what it is told",
        told.rstrip(".") or type(error).__name__,
        hint="check the URL postgresql://USER:PASSWORD@HOST:PORT/DATABASE, and that the server runs",
    )


def _create(database: Database, schema: str, where: str) -> None:
    for statement in schema.strip().split(";\n"):
        if statement.strip():
            database.query(statement.removesuffix(";"))
    found = database.query("SELECT max(version) FROM meta")[0][0]
    if found is None:
        database.query("INSERT INTO meta (version) VALUES (?)", (SCHEMA_VERSION,))
    elif found > SCHEMA_VERSION:
        raise MainstayError(
            where,
            f"the ledger must have version {SCHEMA_VERSION} or older",
            f"it has version {found}",
            hint="a newer mainstay wrote it: upgrade this one",
        )


def _unusable(where: str, found: str) -> MainstayError:
    return MainstayError(
        where,
        "the ledger must be readable and writable",
        found,
        hint="check that the folder exists, is yours, and that the disk is not full",
    )
