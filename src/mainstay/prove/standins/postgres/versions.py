"""Row versions, snapshots and locks: how concurrent transactions see one database.

As in PostgreSQL (documentation, chapter 13; "HeapTupleSatisfiesMVCC"): a row is a chain of versions, each with the
transaction that made it and the one that ended it. SQLite keeps all of them in one table and finds them; which one a
statement sees is decided here. Nothing of an aborted transaction is undone: it is only never seen.
"""

import sqlite3
from collections.abc import Callable, Sequence
from typing import Any

from mainstay.model.value import Value
from mainstay.prove.standins.postgres.kinds import Kind
from mainstay.prove.standins.postgres.wire import PostgresError

_NEVER = 1 << 62
Key = tuple[str, int]


class Unique(Value, frozen=True, kw_only=True):
    """A unique constraint or index."""

    name: str
    columns: tuple[str, ...]


class Reference(Value, frozen=True, kw_only=True):
    """A foreign key."""

    name: str
    columns: tuple[str, ...]
    table: str
    foreign: tuple[str, ...]


class Table:
    """One table as the catalogs have it. `defaults` are SQL of SQLite; `sequences` the counters of serial columns."""

    def __init__(self, name: str, columns: dict[str, Kind]) -> None:
        self.name, self.columns = name, columns
        self.uniques: list[Unique] = []
        self.references: list[Reference] = []
        self.defaults: dict[str, str] = {}
        self.sequences: dict[str, int] = {}


class WaitFor(Exception):  # noqa: N818 - it is no error
    """The statement needs what another transaction holds: run it again when that has ended."""

    def __init__(self, holder: "Transaction") -> None:
        super().__init__(holder)
        self.holder = holder


class Transaction:
    """One transaction. `own` are the numbers whose work it sees as its own: itself, its savepoints and statements."""

    def __init__(self, number: int, *, frozen: bool) -> None:
        self.own = {number}
        self.frozen = frozen  # REPEATABLE READ and SERIALIZABLE: one snapshot for all statements
        self.snapshot: int | None = None
        self.current = number
        self.savepoints: list[tuple[str, set[int]]] = []
        self.locks: list[Key] = []
        self.advisory: list[int] = []
        self.waits_for: Transaction | None = None
        self.ended = False
        self.on_end: list[Callable[[], None]] = []

    def wake(self) -> None:
        """Let those who wait for it look again."""
        calls, self.on_end = self.on_end, []
        for call in calls:
            call()


class Versions:
    """The versions of all rows of a database, and who locks them."""

    def __init__(self) -> None:
        self.storage = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        self.tables: dict[str, Table] = {}
        self.prepared: dict[str, object] = {}  # statements that were parsed; of this schema, so a change empties it
        self._numbers = 0
        self._commits = 0
        self._committed: dict[int, int] = {}  # transaction number → which commit it was
        self._running: dict[int, Transaction] = {}
        self._locks: dict[Key, Transaction] = {}
        self.advisory: dict[int, tuple[Transaction, int]] = {}
        self._own: set[int] = set()
        self._horizon = 0
        self.storage.create_function("_seen", 2, self._seen)
        self.storage.create_function("_free", 2, self._free)

    # -- transactions

    def begin(self, *, frozen: bool) -> Transaction:
        """A new transaction."""
        return self._numbered(Transaction(self._next(), frozen=frozen))

    def _next(self) -> int:
        self._numbers += 1
        return self._numbers

    def _numbered(self, transaction: Transaction) -> Transaction:
        for number in transaction.own:
            self._running[number] = transaction
        return transaction

    def statement(self, transaction: Transaction) -> None:
        """A new statement begins: it sees what was committed by now, or when a frozen transaction began."""
        if transaction.snapshot is None or not transaction.frozen:
            transaction.snapshot = self._commits
        transaction.current = self._next()
        transaction.own.add(transaction.current)
        self._running[transaction.current] = transaction
        self._own, self._horizon = transaction.own, transaction.snapshot

    def undo_statement(self, transaction: Transaction) -> None:
        """What the statement has written is never seen."""
        self._abandon(transaction, {transaction.current})

    def _abandon(self, transaction: Transaction, numbers: set[int]) -> None:
        transaction.own -= numbers
        for number in numbers:
            self._running.pop(number, None)

    def savepoint(self, transaction: Transaction, name: str) -> None:
        """Remember what has been done."""
        transaction.savepoints.append((name, set(transaction.own)))

    def back_to(self, transaction: Transaction, name: str, *, keep: bool = True) -> None:
        """Forget what was done since savepoint `name`; raises where there is none."""
        place = self._place(transaction, name)
        self._abandon(transaction, transaction.own - transaction.savepoints[place][1])
        del transaction.savepoints[place + keep :]

    def release(self, transaction: Transaction, name: str) -> None:
        """Forget a savepoint and those after it."""
        del transaction.savepoints[self._place(transaction, name) :]

    def _place(self, transaction: Transaction, name: str) -> int:
        for place in range(len(transaction.savepoints) - 1, -1, -1):
            if transaction.savepoints[place][0] == name:
                return place
        raise PostgresError("3B001", f'savepoint "{name}" does not exist')

    def end(self, transaction: Transaction, *, commit: bool) -> None:
        """Commit or roll back: its locks are free, who waits for it goes on."""
        if transaction.ended:
            return
        transaction.ended = True
        if commit:
            self._commits += 1
            self._committed.update(dict.fromkeys(transaction.own, self._commits))
        for number in transaction.own:
            self._running.pop(number, None)
        for key in transaction.locks:
            self._locks.pop(key, None)
        self.unlock_all(transaction)

    def unlock_all(self, owner: Transaction) -> None:
        """Give back the advisory locks of a transaction, or of what stands for a session."""
        for key in owner.advisory:
            self.advisory.pop(key, None)
        owner.advisory.clear()
        owner.wake()

    # -- what is seen

    def _alive(self, number: int) -> bool:
        return number in self._own or self._committed.get(number, _NEVER) <= self._horizon

    def _seen(self, made: int, ended: int | None) -> bool:
        return self._alive(made) and not (ended is not None and self._alive(ended))

    def _free(self, table: str, row: int) -> bool:
        holder = self._locks.get((table, row)) or self._ender(table, row)
        return holder is None or holder.own is self._own

    def _ender(self, table: str, row: int) -> Transaction | None:
        """The running transaction that has changed or deleted a version."""
        found = self.storage.execute(f'SELECT "_xmax" FROM "{table}" WHERE rowid = ?', (row,)).fetchone()  # noqa: S608 - a name of ours
        return self._running.get(found[0]) if found and found[0] is not None else None

    # -- locks

    def lock(self, transaction: Transaction, table: str, row: int, *, nowait: bool = False) -> None:
        """Lock one version for a change; raises `WaitFor`, or 55P03, 40001 where it was changed after the snapshot."""
        holder = self._locks.get((table, row)) or self._ender(table, row)
        if holder is not None and holder is not transaction:
            if nowait:
                raise PostgresError("55P03", f'could not obtain lock on row in relation "{table}"')
            raise WaitFor(holder)
        ended = self.storage.execute(f'SELECT "_xmax" FROM "{table}" WHERE rowid = ?', (row,)).fetchone()[0]  # noqa: S608 - a name of ours
        if ended in self._committed:
            raise PostgresError("40001", "could not serialize access due to concurrent update")
        if holder is None:
            self._locks[table, row] = transaction
            transaction.locks.append((table, row))

    def lock_advisory(self, key: int, owner: Transaction, *, wait: bool) -> bool:
        """An advisory lock of a transaction, or of what stands for a session; False where it would have to `wait`."""
        held = self.advisory.get(key)
        if held is not None and held[0] is not owner:
            if not wait:
                return False
            raise WaitFor(held[0])
        self.advisory[key] = (owner, held[1] + 1 if held else 1)
        if held is None:
            owner.advisory.append(key)
        return True

    def unlock_advisory(self, key: int, owner: Transaction) -> bool:
        """Give it back once; False where it was not held."""
        held = self.advisory.get(key)
        if held is None or held[0] is not owner:
            return False
        if held[1] > 1:
            self.advisory[key] = (owner, held[1] - 1)
            return True
        del self.advisory[key]
        owner.advisory.remove(key)
        owner.wake()
        return True

    # -- changes

    def add(self, transaction: Transaction, table: Table, row: Sequence[Any]) -> int:
        """A new version; raises 23505, 23502, 23514 or `WaitFor`. Its row id."""
        values = dict(zip(table.columns, row, strict=True))
        for unique in table.uniques:
            self._check_unique(transaction, table, unique, [values[name] for name in unique.columns])
        names = ", ".join(f'"{name}"' for name in (*table.columns, "_xmin"))
        marks = ", ".join("?" * (len(row) + 1))
        try:
            made = self.storage.execute(
                f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})',  # noqa: S608 - names of ours
                (*row, transaction.current),
            )
        except sqlite3.IntegrityError as trouble:
            raise _violated(table, str(trouble)) from trouble
        return made.lastrowid or 0

    def remove(self, transaction: Transaction, table: Table, row: int) -> None:
        """End a version that is locked."""
        self.storage.execute(
            f'UPDATE "{table.name}" SET "_xmax" = ? WHERE rowid = ?',  # noqa: S608 - a name of ours
            (transaction.current, row),
        )

    def _check_unique(self, transaction: Transaction, table: Table, unique: Unique, values: list[Any]) -> None:
        for made, ended in self._same(table, unique.columns, values):
            maker, ender = self._running.get(made), self._running.get(ended)
            if made not in self._committed and maker is None:
                continue  # its maker was rolled back
            if ended in self._committed or (ended is not None and ender is transaction):
                continue
            if maker is not None and maker is not transaction:
                raise WaitFor(maker)
            if ender is not None:
                raise WaitFor(ender)
            what = f"({', '.join(unique.columns)})=({', '.join(map(str, values))})"
            raise PostgresError(
                "23505",
                f'duplicate key value violates unique constraint "{unique.name}"',
                detail=f"Key {what} already exists.",
                constraint=unique.name,
                table=table.name,
                schema="public",
            )

    def _same(self, table: Table, columns: Sequence[str], values: Sequence[Any]) -> list[tuple[Any, Any]]:
        where = " AND ".join(f'"{name}" = ?' for name in columns)
        query = f'SELECT "_xmin", "_xmax" FROM "{table.name}" WHERE {where}'  # noqa: S608 - names of ours
        return self.storage.execute(query, tuple(values)).fetchall()

    def latest(self, transaction: Transaction, table: Table, columns: Sequence[str], values: Sequence[Any]) -> bool:
        """Whether a version with these values lives now, whatever the snapshot; raises `WaitFor` where it may soon."""
        for made, ended in self._same(table, columns, values):
            maker, ender = self._running.get(made), self._running.get(ended)
            if made not in self._committed and maker is None:
                continue
            if ended in self._committed or (ended is not None and ender is transaction):
                continue
            if maker is not None and maker is not transaction:
                raise WaitFor(maker)
            if ender is not None:
                raise WaitFor(ender)
            return True
        return False


def _violated(table: Table, found: str) -> PostgresError:
    what, _, where = found.partition(" constraint failed: ")
    name = where.rpartition(".")[2]
    if what == "NOT NULL":
        told = f'null value in column "{name}" of relation "{table.name}" violates not-null constraint'
        return PostgresError("23502", told, column=name, table=table.name, schema="public")
    told = f'new row for relation "{table.name}" violates check constraint "{name}"'
    return PostgresError("23514", told, constraint=name, table=table.name, schema="public")
