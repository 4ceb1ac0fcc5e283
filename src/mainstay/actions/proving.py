"""What simulated tests are written with, as tables read from the code itself."""

import ast
import inspect
import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from mainstay.actions.results import Cell, Column, Table

if TYPE_CHECKING:
    from mainstay.model.value import Value


def names() -> Table:
    """Every public name of `mainstay.prove` that is called, and what the objects that tests get can do."""
    from mainstay import prove

    rows: list[tuple[Cell, ...]] = []
    for name in prove.__all__:
        found: Any = getattr(prove, name)
        if inspect.isfunction(found):
            rows.append((name, _form(found), _about(found)))
        elif inspect.isclass(found) and not hasattr(found, "__struct_fields__"):
            rows.append((name, "", _about(found)))
            rows += [(f"{name}.{part}", form, about) for part, form, about in _methods(found)]
    return Table(columns=(Column("name", whole=True), Column("form"), Column("about")), rows=tuple(rows))


def faults() -> Table:
    """Every field of a fault plan, with its value in the plans that are there to take."""
    from mainstay import prove

    plans = (prove.NONE, prove.GENTLE, prove.ROUGH)
    rows: list[tuple[Cell, ...]] = []
    for part in ("latency", "network", "host", "disk"):
        values: list[Value] = [getattr(plan, part) for plan in plans]
        rows += [(part, field, *(str(getattr(v, field)) for v in values)) for field in values[0].__struct_fields__]
    columns = ("part", "field", "NONE", "GENTLE", "ROUGH")
    return Table(columns=tuple(Column(name) for name in columns), rows=tuple(rows))


def fault_parts() -> Table:
    """What the fields of each part of a fault plan mean."""
    from mainstay import prove

    parts = {
        "latency": prove.Latency,
        "network": prove.NetworkFaults,
        "host": prove.HostFaults,
        "disk": prove.DiskFaults,
    }
    rows = tuple((name, kind.__name__, _about(kind)) for name, kind in parts.items())
    return Table(columns=(Column("part"), Column("kind"), Column("about")), rows=rows)


def _methods(kind: type) -> Iterator[tuple[str, str, str]]:
    for name, found in vars(kind).items():
        if name.startswith("_") or any(hasattr(base, name) for base in kind.__bases__):
            continue
        if isinstance(found, property):
            yield name, "", _about(found)
        elif inspect.isfunction(found):
            yield name, _form(found), _about(found)


def _form(function: Any) -> str:  # noqa: ANN401 - any function
    """Its parameters as they are written, which no version of Python shows otherwise."""
    node = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
    assert isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)  # noqa: S101 - what `def` makes
    shown = ast.unparse(node.args)
    return f"({shown.removeprefix('self').removeprefix(', ')})"


def _about(thing: object) -> str:
    """The docstring as one paragraph, without its example."""
    return " ".join((inspect.getdoc(thing) or "").partition("Example::")[0].split())
