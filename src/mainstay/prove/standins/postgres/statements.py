"""SQL of PostgreSQL carried out on versions of rows: SELECT, INSERT, UPDATE, DELETE, and what they answer.

Every table of a statement becomes the rows that its transaction sees; the rest is left to SQLite, in whose dialect
sqlglot writes it. A change selects the rows it concerns, locks each, ends its version and adds another.
"""

import copy
import re
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

import sqlglot
from sqlglot import exp
from sqlglot.dialects.postgres import Postgres
from sqlglot.dialects.sqlite import SQLite
from sqlglot.errors import SqlglotError
from sqlglot.optimizer.annotate_types import annotate_types
from sqlglot.optimizer.qualify import qualify

from mainstay.prove.standins.postgres import schema
from mainstay.prove.standins.postgres.inference import Inference, inserted
from mainstay.prove.standins.postgres.kinds import Kind
from mainstay.prove.standins.postgres.versions import Table, Transaction, Versions
from mainstay.prove.standins.postgres.wire import PostgresError

_PARAMETER = re.compile(r"('(?:[^']|'')*'|\"[^\"]*\")|\$(\d+)")
Rows = Sequence[Sequence[Any]]
Parameters = Mapping[str, Any]


class Answer:
    """What a statement gives: its rows (None where it gives none) and the tag of its completion."""

    def __init__(self, tag: str, rows: Rows | None = None) -> None:
        self.tag, self.rows = tag, rows


# What sqlglot would write as SQLite's own functions, though the stand-in has those of PostgreSQL.
_OWN: dict[type[exp.Expr], str] = {exp.CurrentVersion: "version", exp.CurrentSchema: "current_schema"}


def parse(sql: str) -> exp.Expr:
    """The statement; raises 42601. `$1` becomes the named parameter `p1`."""
    named = _PARAMETER.sub(lambda found: found[1] or f":p{found[2]}", sql)
    try:
        parsed = sqlglot.parse_one(named, read=Postgres)
    except SqlglotError as trouble:
        raise PostgresError("42601", f"syntax error, or not known to this stand-in: {sql[:200]}") from trouble
    for dot in list(parsed.find_all(exp.Dot)):
        if dot.this.name.lower() == "pg_catalog":
            dot.replace(dot.expression)
    for node in list(parsed.find_all(*_OWN)):
        node.replace(exp.Anonymous(this=_OWN[type(node)]))
    if isinstance(parsed, exp.Command):
        raise PostgresError("0A000", f"not supported by this stand-in: {sql[:200]}")
    return parsed


class Prepared:
    """A parsed statement with the kinds of its parameters and columns."""

    def __init__(self, versions: Versions, sql: str) -> None:
        self._versions = versions
        self.tree = parse(sql)
        self._lock: exp.Lock | None = next(iter(self.tree.args.get("locks") or []), None)
        self.tree.set("locks", None)  # what it names are no tables to read
        self.table = self._target()
        self.parameters = Inference(versions, self.tree, self.table).parameters()
        self._expand()
        inference = Inference(versions, self.tree, self.table)
        self.columns: list[tuple[str, Kind]] | None = inference.columns(self.parameters)

    def again(self) -> "Prepared":
        """The same for another session, which may say itself of what kind its parameters are."""
        twin = copy.copy(self)
        twin.parameters = list(self.parameters)
        return twin

    def _target(self) -> Table | None:
        if not isinstance(self.tree, (exp.Insert, exp.Update, exp.Delete)):
            return None
        name = self.tree.find(exp.Table).name  # type: ignore[union-attr] # the grammar has one
        return self._known(name)

    def _known(self, name: str) -> Table:
        found = self._versions.tables.get(name)
        if found is None:
            raise PostgresError("42P01", f'relation "{name}" does not exist')
        return found

    def _expand(self) -> None:
        """Name tables of columns and spell out stars, which the rows of a SELECT need."""
        if not isinstance(self.tree, exp.Query):
            return
        for table in self.tree.find_all(exp.Table):
            if table.name not in _ctes(self.tree):
                self._known(table.name)
        try:
            self.tree = annotate_types(
                qualify(self.tree, schema=self._catalog(), dialect=Postgres, validate_qualify_columns=False),
                schema=self._catalog(),
                dialect=Postgres,
            )
        except SqlglotError as trouble:
            raise PostgresError("42703", str(trouble)) from trouble

    def _catalog(self) -> dict[str, object]:
        return {
            name: {column: kind.name for column, kind in table.columns.items()}
            for name, table in self._versions.tables.items()
        }

    # -- running

    def run(self, transaction: Transaction, values: Parameters) -> Answer:
        """Carry it out; raises `PostgresError`, or `WaitFor` where it must be run again later."""
        tree = self.tree.copy()
        for syntax, work in self._works:
            if isinstance(tree, syntax):
                try:
                    return work(transaction, tree, values)
                except sqlite3.Error as trouble:
                    raise PostgresError("0A000", f"this stand-in cannot do that: {trouble}") from trouble
        raise PostgresError("0A000", f"not supported by this stand-in: {tree.sql(Postgres)[:200]}")

    @property
    def _works(self) -> tuple[tuple[type[exp.Expr], Callable[[Transaction, Any, Parameters], Answer]], ...]:
        versions = self._versions
        return (
            (exp.Query, self._select),
            (exp.Insert, self._insert),
            (exp.Update, self._update),
            (exp.Delete, self._delete),
            (exp.Create, lambda _, tree, __: Answer(schema.create(versions, tree))),
            (exp.Alter, lambda _, tree, __: Answer(schema.alter(versions, tree))),
            (exp.Drop, lambda _, tree, __: Answer(schema.drop(versions, tree))),
        )

    def _ask(self, tree: exp.Expr, values: Parameters, tables: set[str] | None = None) -> list[tuple[Any, ...]]:
        """The rows of a query of what the transaction sees."""
        for table in list(tree.find_all(exp.Table)):
            known = self._versions.tables.get(table.name)
            if known is not None and table.name not in _ctes(tree) and (tables is None or table.name in tables):
                table.replace(_visible(known, table.alias_or_name))
        return self._versions.storage.execute(tree.sql(SQLite), dict(values)).fetchall()

    def _select(self, transaction: Transaction, tree: exp.Query, values: Parameters) -> Answer:
        if self._lock is None:
            rows = self._ask(tree, values)
            return Answer(f"SELECT {len(rows)}", rows)
        locked = _locked(tree, self._lock)
        waits: Any = self._lock.args.get("wait")
        for alias, name in locked.items():
            if waits is False:  # SKIP LOCKED
                tree.where(f'_free(\'{name}\', "{alias}"."_row")', copy=False, dialect=SQLite)
            tree.select(exp.column("_row", table=alias, quoted=True), copy=False)
        rows = self._ask(tree, values)
        for row in rows:
            for name, number in zip(locked.values(), row[-len(locked) :], strict=True):
                self._versions.lock(transaction, name, number, nowait=waits is True)
        return Answer(f"SELECT {len(rows)}", [row[: -len(locked)] for row in rows])

    def _insert(self, transaction: Transaction, tree: exp.Insert, values: Parameters) -> Answer:
        table = self._own_table()
        names = inserted(tree, table)
        made: list[int] = []
        for given in self._given(tree, values):
            row = self._completed(table, dict(zip(names, given, strict=False)))
            self._check_references(transaction, table, row)
            number = self._added(transaction, tree, row, values)
            if number is not None:
                made.append(number)
        return Answer(f"INSERT 0 {len(made)}", self._returned(tree, made, values))

    def _added(self, transaction: Transaction, tree: exp.Insert, row: dict[str, Any], values: Parameters) -> int | None:
        """The version that a row became, by itself or by ON CONFLICT; None where that says to do nothing."""
        table, conflict = self._own_table(), tree.args.get("conflict")
        try:
            return self._versions.add(transaction, table, list(row.values()))
        except PostgresError as trouble:
            if trouble.state != "23505" or conflict is None:
                raise
            if not conflict.expressions:
                return None
            if conflict.args.get("where") is not None:
                raise PostgresError("0A000", "WHERE of DO UPDATE is not supported by this stand-in") from trouble
            unique = next(each for each in table.uniques if each.name == trouble.fields["constraint"])
        where = " AND ".join(f'"{name}" IS :k{place}' for place, name in enumerate(unique.columns))
        keys = {f"k{place}": row[name] for place, name in enumerate(unique.columns)}
        others = {f"excluded_{name}": value for name, value in row.items()}
        changed = {each.this.name: _excluded(each.expression) for each in conflict.expressions}
        cells = [changed.get(name, exp.column(name, quoted=True)) for name in table.columns]
        query = exp.select(exp.column("_row", quoted=True), *cells).from_(table.name).where(where, dialect=SQLite)
        for number, *cells in self._ask(query, {**values, **keys, **others}):
            self._versions.lock(transaction, table.name, number)
            self._versions.remove(transaction, table, number)
            return self._versions.add(transaction, table, cells)
        raise PostgresError("40001", "could not serialize access due to concurrent update")

    def _own_table(self) -> Table:
        if self.table is None:
            raise PostgresError("0A000", "not supported by this stand-in")
        return self.table

    def _given(self, tree: exp.Insert, values: Parameters) -> Rows:
        source: Any = tree.expression
        if source is None:
            return [()]  # DEFAULT VALUES
        if not isinstance(source, exp.Values):
            return self._ask(source, values)
        return [
            [_DEFAULT if each.name.upper() == "DEFAULT" and isinstance(each, (exp.Var, exp.Column)) else
             self._value(each, values) for each in row.expressions]
            for row in source.expressions
        ]  # fmt: skip

    def _value(self, node: exp.Expr, values: Parameters) -> Any:  # noqa: ANN401 - as SQLite keeps it
        if isinstance(node, exp.Placeholder):
            return values[node.name]
        return self._ask(exp.select(node.copy()), values)[0][0]

    def _completed(self, table: Table, given: dict[str, Any]) -> dict[str, Any]:
        row: dict[str, Any] = {}
        for name in table.columns:
            value = given.get(name, _DEFAULT)
            if value is _DEFAULT and name in table.sequences:
                table.sequences[name] += 1
                value = table.sequences[name]
            elif value is _DEFAULT:
                default = table.defaults.get(name)
                query = f"SELECT {default}"
                value = self._versions.storage.execute(query).fetchone()[0] if default else None
            row[name] = value
        return row

    def _check_references(self, transaction: Transaction, table: Table, row: dict[str, Any]) -> None:
        for reference in table.references:
            wanted = [row[name] for name in reference.columns]
            target = self._known(reference.table)
            if None in wanted or self._versions.latest(transaction, target, reference.foreign, wanted):
                continue
            raise PostgresError(
                "23503",
                f'insert or update on table "{table.name}" violates foreign key constraint "{reference.name}"',
                detail=f"Key ({', '.join(reference.columns)})=({', '.join(map(str, wanted))}) is not present in table "
                f'"{target.name}".',
                constraint=reference.name,
                table=table.name,
            )

    def _returned(self, tree: exp.Expr, rows: Sequence[int], values: Parameters) -> Rows | None:
        returning = tree.args.get("returning")
        if returning is None:
            return None
        query = exp.select(*[each.copy() for each in returning.expressions]).from_(self._own_table().name)
        query = _starless(query, self._own_table())
        found: list[tuple[Any, ...]] = []
        for row in rows:  # one by one, as an ended version must still be told
            one = query.where(f"rowid = {row}", dialect=SQLite)
            found += self._versions.storage.execute(one.sql(SQLite), dict(values)).fetchall()
        return found

    def _concerned(self, tree: exp.Expr, values: Parameters, extra: Sequence[exp.Expr]) -> Rows:
        """Row ids that an UPDATE or DELETE concerns, with the new values."""
        alias = tree.this.alias_or_name
        query = exp.select(exp.column("_row", table=alias, quoted=True), *extra).from_(tree.this.copy())
        source: Any = tree.args.get("from_") or tree.args.get("from") or tree.args.get("using")
        if source:
            others = cast("list[exp.Expr]", source if isinstance(source, list) else [source.this])
            for other in others:
                query = query.join(other.copy(), join_type="cross")
        where: Any = tree.args.get("where")
        if where is not None:
            query = query.where(where.this.copy())
        return self._ask(query, values)

    def _update(self, transaction: Transaction, tree: exp.Update, values: Parameters) -> Answer:
        table, alias = self._own_table(), tree.this.alias_or_name
        changed = {each.this.name: each.expression for each in tree.expressions}
        unknown = set(changed) - set(table.columns)
        if unknown:
            raise PostgresError("42703", f'column "{min(unknown)}" of relation "{table.name}" does not exist')
        cells = [
            changed[name].copy() if name in changed else exp.column(name, table=alias, quoted=True)
            for name in table.columns
        ]
        made: list[int] = []
        for number, *row in self._concerned(tree, values, cells):
            self._versions.lock(transaction, table.name, number)
            self._versions.remove(transaction, table, number)
            self._check_references(transaction, table, dict(zip(table.columns, row, strict=True)))
            made.append(self._versions.add(transaction, table, row))
        return Answer(f"UPDATE {len(made)}", self._returned(tree, made, values))

    def _delete(self, transaction: Transaction, tree: exp.Delete, values: Parameters) -> Answer:
        table = self._own_table()
        numbers = [row[0] for row in self._concerned(tree, values, ())]
        for number in numbers:
            self._versions.lock(transaction, table.name, number)
        rows = self._returned(tree, numbers, values)
        for number in numbers:
            self._versions.remove(transaction, table, number)
        self._check_orphans(transaction, table, numbers)
        return Answer(f"DELETE {len(numbers)}", rows)

    def _check_orphans(self, transaction: Transaction, table: Table, numbers: Sequence[int]) -> None:
        """Nothing may refer to a row that is gone."""
        pairs = [(other, each) for other in self._versions.tables.values() for each in other.references]
        for other, reference in pairs:
            if reference.table != table.name:
                continue
            names = ", ".join(f'"{name}"' for name in reference.foreign)
            query = f'SELECT {names} FROM "{table.name}" WHERE rowid = ?'  # noqa: S608 - names of ours
            gone = [self._versions.storage.execute(query, (number,)).fetchone() for number in numbers]
            if any(self._versions.latest(transaction, other, reference.columns, values) for values in gone):
                told = f'update or delete on table "{table.name}" violates foreign key constraint "{reference.name}"'
                raise PostgresError(
                    "23503", f'{told} on table "{other.name}"', constraint=reference.name, table=other.name
                )


def prepare(versions: Versions, sql: str) -> Prepared:
    """A statement, ready to run; parsed once for all sessions, until the schema changes. Raises `PostgresError`."""
    known = versions.prepared.get(sql)
    if not isinstance(known, Prepared):
        known = versions.prepared[sql] = Prepared(versions, sql)
    return known.again()


_DEFAULT = object()


def _excluded(node: exp.Expr) -> exp.Expr:
    """`excluded.name` as the parameter that holds it."""

    def told(part: exp.Expr) -> exp.Expr:
        if isinstance(part, exp.Column) and part.table.lower() == "excluded":
            return exp.Placeholder(this=f"excluded_{part.name}")
        return exp.column(part.name, quoted=True) if isinstance(part, exp.Column) else part

    return node.copy().transform(told)


def _locked(tree: exp.Query, lock: exp.Lock) -> dict[str, str]:
    """The tables whose rows FOR UPDATE locks, by their name in the query: those after OF, or all of FROM."""
    joins = cast("list[exp.Join]", tree.args.get("joins") or [])
    source: Any = tree.args.get("from_") or tree.args.get("from")
    tables = [each.this for each in (*([source] if source else []), *joins) if isinstance(each.this, exp.Table)]
    known = {each.alias_or_name: each.name for each in tables}
    asked = [each.name for each in cast("list[exp.Expr]", lock.expressions)] or list(known)
    if not asked or not set(asked) <= set(known) or any(join.side for join in joins):
        raise PostgresError("0A000", "FOR UPDATE of this query is not supported by this stand-in")
    return {alias: known[alias] for alias in asked}


def _ctes(tree: exp.Expr) -> set[str]:
    return {each.alias for each in tree.find_all(exp.CTE)}


def _visible(table: Table, alias: str) -> exp.Expr:
    """The rows of a table that the running statement sees."""
    names = ", ".join(f'"{name}"' for name in table.columns)
    query = f'SELECT rowid AS "_row", {names} FROM "{table.name}" WHERE _seen("_xmin", "_xmax")'  # noqa: S608 - names of ours
    parsed = sqlglot.parse_one(query, read=SQLite)
    # Named differently inside, so that it is not taken for a table of the statement again.
    return exp.Subquery(this=parsed, alias=exp.TableAlias(this=exp.to_identifier(alias, quoted=True)))


def _starless(query: exp.Select, table: Table) -> exp.Select:
    if any(isinstance(each, exp.Star) for each in query.expressions):
        query.set("expressions", [exp.column(name, quoted=True) for name in table.columns])
    return query
