"""One connection: the protocol, transactions, and waiting for others."""

import asyncio
import re
from collections.abc import Callable, Sequence
from typing import Any

from mainstay.prove.standins.postgres import wire
from mainstay.prove.standins.postgres.kinds import BY_OID, TEXT, Kind, received, sent
from mainstay.prove.standins.postgres.statements import Answer, Prepared, prepare
from mainstay.prove.standins.postgres.versions import Transaction, Versions, WaitFor
from mainstay.prove.standins.postgres.wire import Body, PostgresError

_SETTINGS = {
    "server_version": "16.0", "server_encoding": "UTF8", "client_encoding": "UTF8", "DateStyle": "ISO, MDY",
    "TimeZone": "UTC", "integer_datetimes": "on", "standard_conforming_strings": "on",
}  # fmt: skip
_ADVISORY = re.compile(
    r"^select\s+pg_(try_)?advisory_(xact_)?(un)?lock(_all)?\s*\((.*)\)\s*$", re.IGNORECASE | re.DOTALL
)
_IGNORED = {"set", "reset", "close", "unlisten", "discard", "deallocate", "analyze", "vacuum", "listen", "notify"}
_PIECES = re.compile(r"((?:'(?:[^']|'')*'|\"[^\"]*\"|[^;'\"])+)")


class Portal:
    """A statement with its parameters."""

    def __init__(self, prepared: "Prepared | str", values: dict[str, Any], formats: Sequence[int]) -> None:
        self.prepared, self.values, self.formats = prepared, values, formats


class Session:
    """One connection and what it has under way."""

    def __init__(self, versions: Versions, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._versions, self._reader, self._writer = versions, reader, writer
        self._transaction: Transaction | None = None
        self._block = False
        self._failed = False
        self._locks = versions.begin(frozen=False)  # what holds the advisory locks of the session
        self._statements: dict[str, Prepared | str] = {}
        self._portals: dict[str, Portal] = {}
        self._skip = False  # after an error the messages up to Sync are left out

    async def run(self) -> None:
        """Serve the connection until it ends."""
        try:
            if await self._greet():
                while await self._message():
                    await self._writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            if self._transaction is not None:
                self._versions.end(self._transaction, commit=False)
            self._versions.end(self._locks, commit=False)
            self._writer.close()

    async def _greet(self) -> bool:
        code, _ = await wire.receive_startup(self._reader)
        while code in {wire.SSL_REQUEST, wire.GSS_REQUEST}:
            self._writer.write(b"N")
            code, _ = await wire.receive_startup(self._reader)
        if code == wire.CANCEL_REQUEST:
            return False
        self._writer.write(wire.message(b"R", bytes(4)))
        for name, value in _SETTINGS.items():
            self._writer.write(wire.message(b"S", wire.text(name) + wire.text(value)))
        self._writer.write(wire.message(b"K", bytes(8)) + wire.ready(b"I"))
        return True

    async def _message(self) -> bool:
        letter, body = await wire.receive(self._reader)
        if letter == b"X":
            return False
        if letter == b"S":
            self._skip = False
            self._end_implicit(commit=not self._failed)
            self._writer.write(wire.ready(self._status()))
            return True
        if self._skip:
            return True
        handlers = {b"Q": self._query, b"P": self._parse, b"B": self._bind, b"D": self._describe, b"E": self._execute,
                    b"C": self._close, b"H": self._flush}  # fmt: skip
        try:
            await handlers[letter](body)
        except PostgresError as trouble:
            self._refuse(letter, trouble)
        except Exception as trouble:  # noqa: BLE001 - a gap of the stand-in is told to its client, as 0A000 is
            self._refuse(letter, PostgresError("XX000", f"the stand-in failed: {trouble!r}"))
        return True

    def _refuse(self, letter: bytes, trouble: PostgresError) -> None:
        self._writer.write(wire.error(trouble))
        self._fail()
        self._skip = letter != b"Q"
        if letter == b"Q":
            self._writer.write(wire.ready(self._status()))

    def _status(self) -> bytes:
        return b"E" if self._block and self._failed else b"T" if self._block else b"I"

    def _fail(self) -> None:
        self._failed = self._block
        self._end_implicit(commit=False)

    def _end_implicit(self, *, commit: bool) -> None:
        """The end of a transaction that is one statement."""
        if not self._block and self._transaction is not None:
            self._versions.end(self._transaction, commit=commit)
            self._transaction = None

    # -- messages

    async def _query(self, body: Body) -> None:
        pieces = [piece.strip() for piece in _PIECES.findall(body.string()) if piece.strip()]
        if not pieces:
            self._writer.write(wire.message(b"I"))
        for piece in pieces:
            portal = Portal(self._prepared(piece), {}, ())
            answer = await self._carried_out(portal)
            columns = _columns(portal.prepared)
            if columns is not None:
                self._writer.write(wire.row_description(columns, [0] * len(columns)))
            self._tell(portal, answer)
            self._end_implicit(commit=True)
        self._writer.write(wire.ready(self._status()))

    async def _parse(self, body: Body) -> None:
        name, sql = body.string(), body.string().strip().rstrip(";")
        given = [body.int32() for _ in range(body.int16())]
        self._check_failed(sql)
        prepared = self._prepared(sql)
        if isinstance(prepared, Prepared):
            for place, oid in enumerate(given):
                if oid in BY_OID and place < len(prepared.parameters):
                    prepared.parameters[place] = BY_OID[oid]
        self._statements[name] = prepared
        self._writer.write(wire.message(b"1"))

    def _prepared(self, sql: str) -> "Prepared | str":
        """A statement about data, or one about the session, which is kept as its text."""
        word = sql.split(None, 1)[0].lower() if sql.split() else ""
        words = {"begin", "start", "commit", "end", "rollback", "abort", "savepoint", "release", "show", "lock", ""}
        if word in words | _IGNORED or _ADVISORY.match(sql):
            return sql
        return prepare(self._versions, sql)

    async def _bind(self, body: Body) -> None:
        portal, name = body.string(), body.string()
        formats, data, results = body.int16s(), body.values(), body.int16s()
        prepared = self._statement(name)
        values: dict[str, Any] = {}
        for place, raw in enumerate(data):
            kind = _parameters(prepared)[place]
            form = formats[place] if len(formats) > 1 else formats[0] if formats else 0
            try:
                values[f"p{place + 1}"] = received(kind, raw, binary=form == 1)
            except ValueError as trouble:
                raise PostgresError("22P02", f"invalid input syntax for type {kind.name}") from trouble
        self._portals[portal] = Portal(prepared, values, results)
        self._writer.write(wire.message(b"2"))

    def _statement(self, name: str) -> "Prepared | str":
        if name not in self._statements:
            raise PostgresError("26000", f'prepared statement "{name}" does not exist')
        return self._statements[name]

    async def _describe(self, body: Body) -> None:
        what, name = body.take(1), body.string()
        prepared = self._statement(name) if what == b"S" else self._portals[name].prepared
        if what == b"S":
            self._writer.write(wire.parameter_description(_parameters(prepared)))
        columns = _columns(prepared)
        if columns is None:
            self._writer.write(wire.message(b"n"))
        else:
            chosen = self._portals[name].formats if what == b"P" else ()
            self._writer.write(wire.row_description(columns, _formats(chosen, len(columns))))

    async def _execute(self, body: Body) -> None:
        portal = self._portals[body.string()]
        self._tell(portal, await self._carried_out(portal))

    async def _close(self, body: Body) -> None:
        held = self._statements if body.take(1) == b"S" else self._portals
        held.pop(body.string(), None)
        self._writer.write(wire.message(b"3"))

    async def _flush(self, _: Body) -> None:
        await self._writer.drain()

    def _tell(self, portal: Portal, answer: Answer) -> None:
        columns = _columns(portal.prepared) or []
        forms = _formats(portal.formats, len(columns))
        for row in answer.rows or ():
            cells = [
                sent(kind, value, binary=form == 1) for value, (_, kind), form in zip(row, columns, forms, strict=False)
            ]
            self._writer.write(wire.data_row(cells))
        self._writer.write(wire.complete(answer.tag))

    # -- statements

    def _check_failed(self, sql: str) -> None:
        word = sql.split(None, 1)[0].lower() if sql.split() else ""
        if self._failed and word not in {"rollback", "abort", "commit", "end"}:
            raise PostgresError(
                "25P02", "current transaction is aborted, commands ignored until end of transaction block"
            )

    async def _carried_out(self, portal: Portal) -> Answer:
        prepared = portal.prepared
        if isinstance(prepared, str):
            self._check_failed(prepared)
            found = _ADVISORY.match(prepared)
            if found is None:
                return self._control(prepared)
            return await self._until_free(lambda running: self._advisory(found, portal, running))
        self._check_failed("select")
        return await self._until_free(lambda running: prepared.run(running, portal.values))

    async def _until_free(self, work: Callable[[Transaction], Answer]) -> Answer:
        """Do it, again while another transaction is in the way; raises 40P01 where they wait for each other."""
        if self._transaction is None:
            self._transaction = self._versions.begin(frozen=False)
        running = self._transaction
        while True:
            self._versions.statement(running)
            try:
                return work(running)
            except WaitFor as other:
                self._versions.undo_statement(running)
                holder = other.holder
            except PostgresError:
                self._versions.undo_statement(running)
                raise
            await self._wait(running, holder)

    async def _wait(self, running: Transaction, holder: Transaction) -> None:
        running.waits_for = self._locks.waits_for = holder
        here: Transaction | None = holder
        while here is not None and here not in {running, self._locks}:
            here = here.waits_for
        try:
            if here is not None:
                raise PostgresError("40P01", "deadlock detected")
            free = asyncio.Event()
            holder.on_end.append(free.set)
            await free.wait()
        finally:
            running.waits_for = self._locks.waits_for = None

    def _advisory(self, found: re.Match[str], portal: Portal, running: Transaction) -> Answer:
        tries, of_transaction, unlocks, everything, argument = found.groups()
        owner = running if of_transaction else self._locks
        if everything:
            self._versions.unlock_all(self._locks)
            return Answer("SELECT 1", [("",)])
        key = portal.values.get("p1") if argument.strip().startswith("$") else int(argument.split(":")[0])
        if unlocks:
            return Answer("SELECT 1", [(self._versions.unlock_advisory(int(key or 0), owner),)])
        got = self._versions.lock_advisory(int(key or 0), owner, wait=not tries)
        return Answer("SELECT 1", [(got if tries else "",)])

    def _control(self, sql: str) -> Answer:
        words = sql.lower().replace(";", "").split()
        word = words[0] if words else ""
        if word in {"begin", "start"}:
            self._block, self._failed = True, False
            strict = "serializable" in words or "repeatable" in words
            self._transaction = self._transaction or self._versions.begin(frozen=strict)
            return Answer("BEGIN")
        if word in {"commit", "end", "rollback", "abort"} and "to" not in words:
            return self._end(commit=word in {"commit", "end"} and not self._failed)
        if word in {"savepoint", "release", "rollback", "abort"}:
            return self._savepoint(word, words[-1].strip('"'))
        if word == "show":
            name = words[-1]
            known = {key.lower(): value for key, value in _SETTINGS.items()} | {
                "transaction_isolation": "read committed"
            }
            return Answer("SHOW", [(known.get(name, ""),)])
        return Answer(word.upper())

    def _end(self, *, commit: bool) -> Answer:
        if self._transaction is not None:
            self._versions.end(self._transaction, commit=commit)
        self._transaction, self._block, self._failed = None, False, False
        return Answer("COMMIT" if commit else "ROLLBACK")

    def _savepoint(self, word: str, name: str) -> Answer:
        if self._transaction is None or not self._block:
            raise PostgresError("25P01", f"{word.upper()} can only be used in transaction blocks")
        if word == "savepoint":
            self._versions.savepoint(self._transaction, name)
        elif word == "release":
            self._versions.release(self._transaction, name)
        else:
            self._versions.back_to(self._transaction, name)
            self._failed = False
            return Answer("ROLLBACK")
        return Answer(word.upper())


def _columns(prepared: "Prepared | str") -> list[tuple[str, Kind]] | None:
    if isinstance(prepared, Prepared):
        return prepared.columns
    found = _ADVISORY.match(prepared)
    if found:
        kind = BY_OID[16] if found[1] or found[3] else TEXT
        return [("pg_advisory_lock", kind)]
    return [(prepared.split()[-1], TEXT)] if prepared.lower().startswith("show") else None


def _parameters(prepared: "Prepared | str") -> list[Kind]:
    if isinstance(prepared, Prepared):
        return prepared.parameters
    return [BY_OID[20]] * prepared.count("$")


def _formats(chosen: Sequence[int], count: int) -> list[int]:
    return list(chosen) if len(chosen) > 1 else [chosen[0] if chosen else 0] * count
