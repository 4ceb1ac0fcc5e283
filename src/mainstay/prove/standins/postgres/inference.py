"""Kinds that a statement says nothing of: those of its parameters, and of the columns of its answer."""

from collections.abc import Sequence

from sqlglot import exp

from mainstay.prove.standins.postgres import schema
from mainstay.prove.standins.postgres.kinds import BOOL, BY_PARSED, INT4, INT8, NUMERIC, TEXT, Kind
from mainstay.prove.standins.postgres.versions import Table, Versions


class Inference:
    """What the tables of a statement tell of its parts. `table` is the one that it changes."""

    def __init__(self, versions: Versions, tree: exp.Expr, table: Table | None) -> None:
        self._versions, self._tree, self._table = versions, tree, table
        self._parameters: Sequence[Kind] = ()

    def parameters(self) -> list[Kind]:
        """The kind of each parameter, by its place in the statement; text where that says nothing."""
        found: dict[int, Kind] = {}
        for node in self._tree.find_all(exp.Placeholder):
            number = int(node.name[1:])
            kind = self._wanted(node)
            if kind is not None:
                found.setdefault(number, kind)
            else:
                found[number] = found.get(number, TEXT)
        return [found.get(number, TEXT) for number in range(1, max(found, default=0) + 1)]

    def _wanted(self, node: exp.Expr) -> Kind | None:
        """What kind its place wants of a parameter."""
        parent = node.parent
        if isinstance(parent, exp.Cast):
            return schema.kind_of(parent.to)
        if isinstance(parent, (exp.Limit, exp.Offset, exp.Anonymous)):
            return TEXT if isinstance(parent, exp.Anonymous) else INT8
        if isinstance(parent, exp.Tuple) and isinstance(parent.parent, exp.Values) and self._table is not None:
            return self._table.columns.get(inserted(self._tree, self._table)[parent.expressions.index(node)])
        if parent is None:
            return None
        beside = (self._column(column.name) for column in parent.find_all(exp.Column))
        kind = next(filter(None, beside), None)
        further = isinstance(parent, (exp.Binary, exp.Paren, exp.Neg)) and kind is None
        return self._wanted(parent) if further else kind

    def _column(self, name: str) -> Kind | None:
        for table in self._tree.find_all(exp.Table):
            known = self._versions.tables.get(table.name)
            if known is not None and name in known.columns:
                return known.columns[name]
        return None

    def columns(self, parameters: Sequence[Kind]) -> list[tuple[str, Kind]] | None:
        """Name and kind of each column of the answer; None where there is no answer."""
        self._parameters = parameters
        if isinstance(self._tree, exp.Query):
            return [(each.alias_or_name or "?column?", self._kind(each)) for each in self._tree.selects]
        returning = self._tree.args.get("returning")
        if returning is None or self._table is None:
            return None
        found: list[tuple[str, Kind]] = []
        for each in returning.expressions:
            if isinstance(each, exp.Star):
                found += self._table.columns.items()
            else:
                found.append((each.alias_or_name or "?column?", self._kind(each)))
        return found

    def _kind(self, node: exp.Expr) -> Kind:
        """The kind of what an expression gives."""
        inner = node.this if isinstance(node, exp.Alias) else node
        kind = self._plain_kind(inner)
        if kind is not None:
            return kind
        if isinstance(inner, exp.Sum):
            summed = self._kind(inner.this)
            return {"int4": INT8, "int2": INT8, "int8": NUMERIC}.get(summed.name, summed)
        parsed = node.type
        known = BY_PARSED.get(parsed.this.value.lower()) if isinstance(parsed, exp.DataType) else None
        parts = [part for part in inner.iter_expressions() if not isinstance(part, exp.Identifier)]
        return known or (self._kind(parts[0]) if parts else TEXT)

    def _plain_kind(self, node: exp.Expr) -> Kind | None:
        kind: Kind | None = None
        if isinstance(node, exp.Column):
            kind = self._column(node.name)
        elif isinstance(node, exp.Placeholder):
            kind = self._parameters[int(node.name[1:]) - 1]
        elif isinstance(node, exp.Count):
            kind = INT8
        elif isinstance(node, exp.Literal):
            kind = TEXT if node.is_string else INT4 if node.is_int else NUMERIC
        elif isinstance(node, (exp.Predicate, exp.Boolean, exp.Not, exp.Connector)):
            kind = BOOL
        return kind


def inserted(tree: exp.Expr, table: Table) -> list[str]:
    """The columns that an INSERT gives, in its order."""
    target = tree.this
    return [each.name for each in target.expressions] if isinstance(target, exp.Schema) else list(table.columns)
