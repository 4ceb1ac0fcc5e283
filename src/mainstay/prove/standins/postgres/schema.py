"""CREATE, DROP and ALTER: tables as the catalogs have them, and what SQLite keeps of them.

SQLite checks NOT NULL and CHECK; what looks at other rows (PRIMARY KEY, UNIQUE, FOREIGN KEY) is checked by `versions`,
which knows who sees them. Changes of the schema take effect at once, also in a transaction that is rolled back later.
"""

import sqlite3
from typing import Any, cast

from sqlglot import exp
from sqlglot.dialects.postgres import Postgres
from sqlglot.dialects.sqlite import SQLite

from mainstay.prove.standins.postgres.kinds import BY_PARSED, Kind
from mainstay.prove.standins.postgres.versions import Reference, Table, Unique, Versions
from mainstay.prove.standins.postgres.wire import PostgresError

_SERIAL = {"bigserial", "serial", "smallserial"}


def create(versions: Versions, statement: exp.Create) -> str:
    """CREATE TABLE and CREATE [UNIQUE] INDEX; raises `PostgresError`."""
    versions.prepared.clear()
    if statement.kind == "INDEX":
        return _create_index(versions, statement)
    if statement.kind != "TABLE":
        raise PostgresError("0A000", f"CREATE {statement.kind} is not supported by this stand-in")
    name = statement.find(exp.Table).name  # type: ignore[union-attr] # the grammar has one
    if name in versions.tables:
        if statement.args.get("exists"):
            return "CREATE TABLE"
        raise PostgresError("42P07", f'relation "{name}" already exists')
    definitions: list[Any] = statement.this.expressions
    columns = {d.name: kind_of(d.args["kind"]) for d in definitions if isinstance(d, exp.ColumnDef)}
    table = Table(name, columns)
    lines = [_column(table, d) for d in definitions if isinstance(d, exp.ColumnDef)]
    for definition in definitions:
        if not isinstance(definition, exp.ColumnDef):
            lines += _constraint(table, definition, "")
    lines += ['"_xmin" INTEGER', '"_xmax" INTEGER']
    versions.storage.execute(f'CREATE TABLE "{name}" ({", ".join(lines)})')
    for unique in table.uniques:
        names = ", ".join(f'"{column}"' for column in unique.columns)
        versions.storage.execute(f'CREATE INDEX "{unique.name}" ON "{name}" ({names})')
    versions.tables[name] = table
    return "CREATE TABLE"


def kind_of(parsed: exp.DataType) -> Kind:
    """The kind that a parsed type names; raises 42704 where the stand-in has none such."""
    found = BY_PARSED.get(parsed.this.value.lower())
    if found is None:
        raise PostgresError("42704", f'type "{parsed.sql(Postgres)}" is not known to this stand-in')
    return found


def _column(table: Table, definition: exp.ColumnDef) -> str:
    name, kind = definition.name, table.columns[definition.name]
    line = f'"{name}" {kind.affinity}'
    if definition.args["kind"].this.value.lower() in _SERIAL:
        table.sequences[name] = 0
        line += " NOT NULL"
    for constraint in cast("list[Any]", definition.args.get("constraints") or []):
        what = constraint.kind
        if isinstance(what, exp.NotNullColumnConstraint):
            line += "" if what.args.get("allow_null") else " NOT NULL"
        elif isinstance(what, exp.PrimaryKeyColumnConstraint):
            line += " NOT NULL"
            table.uniques.append(Unique(name=f"{table.name}_pkey", columns=(name,)))
        elif isinstance(what, exp.UniqueColumnConstraint):
            table.uniques.append(Unique(name=f"{table.name}_{name}_key", columns=(name,)))
        elif isinstance(what, exp.DefaultColumnConstraint):
            table.defaults[name] = what.this.sql(SQLite)
        elif isinstance(what, exp.GeneratedAsIdentityColumnConstraint):
            table.sequences[name] = 0
        elif isinstance(what, exp.CheckColumnConstraint):
            line += f' CONSTRAINT "{table.name}_{name}_check" CHECK ({what.this.sql(SQLite)})'
        elif isinstance(what, exp.Reference):
            table.references.append(_reference(table, (name,), what))
    return line


def _constraint(table: Table, definition: Any, name: str) -> list[str]:  # noqa: ANN401 - a part of the syntax
    """A constraint of the table; what of it SQLite checks."""
    if isinstance(definition, exp.Constraint):
        return [line for each in definition.expressions for line in _constraint(table, each, definition.name)]
    if isinstance(definition, exp.PrimaryKey):
        columns = tuple(each.name for each in definition.expressions)
        table.uniques.append(Unique(name=name or f"{table.name}_pkey", columns=columns))
        return []
    if isinstance(definition, exp.UniqueColumnConstraint):
        columns = tuple(each.name for each in definition.this.expressions)
        table.uniques.append(Unique(name=name or f"{table.name}_{'_'.join(columns)}_key", columns=columns))
        return []
    if isinstance(definition, exp.ForeignKey):
        columns = tuple(each.name for each in definition.expressions)
        table.references.append(_reference(table, columns, definition.args["reference"], name))
        return []
    if isinstance(definition, exp.CheckColumnConstraint):
        return [f'CONSTRAINT "{name or table.name + "_check"}" CHECK ({definition.this.sql(SQLite)})']
    raise PostgresError("0A000", f"{definition.sql('postgres')} is not supported by this stand-in")


def _reference(table: Table, columns: tuple[str, ...], parsed: exp.Reference, name: str = "") -> Reference:
    target = parsed.find(exp.Table)
    foreign = tuple(each.name for each in parsed.this.expressions) if isinstance(parsed.this, exp.Schema) else ("id",)
    options = " ".join(map(str, cast("list[object]", parsed.args.get("options") or []))).upper()
    if "CASCADE" in options or " SET " in options:
        raise PostgresError("0A000", f"{options} is not supported by this stand-in")
    return Reference(
        name=name or f"{table.name}_{'_'.join(columns)}_fkey",
        columns=columns,
        table=target.name if target is not None else "",
        foreign=foreign,
    )


def _create_index(versions: Versions, statement: exp.Create) -> str:
    index: Any = statement.this
    table = versions.tables.get(index.args["table"].name)
    if table is None:
        raise PostgresError("42P01", f'relation "{index.args["table"].name}" does not exist')
    names = tuple(each.name or each.this.name for each in index.args["params"].args["columns"])
    if not set(names) <= set(table.columns):
        raise PostgresError("0A000", "indexes on expressions are not supported by this stand-in")
    called = index.name or f"{table.name}_{'_'.join(names)}_idx"
    if statement.args.get("unique") and index.args["params"].args.get("where") is not None:
        raise PostgresError("0A000", "unique indexes on a part of a table are not supported by this stand-in")
    if statement.args.get("unique"):
        table.uniques.append(Unique(name=called, columns=names))
    quoted = ", ".join(f'"{name}"' for name in names)
    versions.storage.execute(f'CREATE INDEX IF NOT EXISTS "{called}" ON "{table.name}" ({quoted})')
    return "CREATE INDEX"


def alter(versions: Versions, statement: exp.Alter) -> str:
    """ALTER TABLE … ADD COLUMN; raises `PostgresError` for all else."""
    versions.prepared.clear()
    table = versions.tables.get(statement.this.name)
    if table is None:
        if statement.args.get("exists"):
            return "ALTER TABLE"
        raise PostgresError("42P01", f'relation "{statement.this.name}" does not exist')
    for action in cast("list[Any]", statement.args.get("actions") or []):
        if not isinstance(action, exp.ColumnDef):
            raise PostgresError("0A000", f"{statement.sql(Postgres)[:200]} is not supported by this stand-in")
        _add_column(versions, table, action)
    return "ALTER TABLE"


def _add_column(versions: Versions, table: Table, definition: exp.ColumnDef) -> None:
    """One more column, with its default in the rows that are there."""
    name = definition.name
    if name in table.columns:
        if definition.args.get("exists"):
            return
        raise PostgresError("42701", f'column "{name}" of relation "{table.name}" already exists')
    table.columns[name] = kind_of(definition.args["kind"])
    known = (len(table.uniques), len(table.sequences))
    line = _column(table, definition)
    if known != (len(table.uniques), len(table.sequences)):
        raise PostgresError("0A000", f'adding "{name}" as a key or a sequence is not supported by this stand-in')
    default = table.defaults.get(name)
    # SQLite adds constants only; what it is here is right for rows that are there, and others never use it.
    value = versions.storage.execute(f"SELECT quote({default})").fetchone()[0] if default else "NULL"
    try:
        versions.storage.execute(f'ALTER TABLE "{table.name}" ADD COLUMN {line} DEFAULT {value}')
    except sqlite3.Error as trouble:
        del table.columns[name]
        raise PostgresError("23502", f'column "{name}" of relation "{table.name}" contains null values') from trouble


def drop(versions: Versions, statement: exp.Drop) -> str:
    """DROP TABLE; raises `PostgresError`."""
    versions.prepared.clear()
    for target in statement.find_all(exp.Table):
        if target.name in versions.tables:
            versions.storage.execute(f'DROP TABLE "{target.name}"')
            del versions.tables[target.name]
        elif not statement.args.get("exists"):
            raise PostgresError("42P01", f'table "{target.name}" does not exist')
    return f"DROP {statement.args.get('kind') or 'TABLE'}"
