"""Importing programs under test so that they tell which edges they take.

Up to Python 3.11 the syntax tree gets a look at each branch: `if FRESH[n]: hit(n)`, at the line of what follows. From
3.12 the interpreter tells lines itself (PEP 669), once each. Docstrings, line numbers, tracebacks and sources stay.
"""

import ast
import builtins
import importlib.machinery
import marshal
import sys
from collections.abc import Iterator, Sequence
from types import CodeType
from typing import Any

from mainstay.prove.machine import edges

_FRESH, _HIT = "__mainstay_fresh__", "__mainstay_hit__"  # builtins: in no module's own names
_monitoring: Any = getattr(sys, "monitoring", None)  # from 3.12
_TOOL = 4  # one of the two numbers that PEP 669 gives to no kind of tool
_Function = (ast.FunctionDef, ast.AsyncFunctionDef)
_Loop = (ast.For, ast.AsyncFor, ast.While)


class Loader(importlib.machinery.SourceFileLoader):
    """As its base, for code that tells its edges. Each import gets a code object of its own, as from a file."""

    def get_code(self, fullname: str) -> CodeType:
        """As `importlib.abc.InspectLoader.get_code`."""
        path = self.get_filename(fullname)
        data = self.get_data(path)
        made = _made.get((path, data))
        if made is None:
            made = _made[path, data] = marshal.dumps(compiled(data, path))
        code: CodeType = marshal.loads(made)  # noqa: S302 - our own, from this process
        if _monitoring is not None:
            _monitor(code)
        return code


_made: dict[tuple[str, bytes], bytes] = {}  # hosts import the same files: what was compiled for the first


def covering(spec: importlib.machinery.ModuleSpec | None) -> importlib.machinery.ModuleSpec | None:
    """The same module, told of: where its source is a file of Python that is no part of the standard library."""
    if spec is not None and type(spec.loader) is importlib.machinery.SourceFileLoader:
        spec.loader = Loader(spec.loader.name, spec.loader.path)
    return spec


def install() -> None:
    """Let code that was loaded by `Loader` run in this interpreter."""
    setattr(builtins, _FRESH, edges.FRESH)
    setattr(builtins, _HIT, edges.hit)
    if _monitoring is not None and _monitoring.get_tool(_TOOL) is None:
        _monitoring.use_tool_id(_TOOL, "mainstay")
        _monitoring.register_callback(_TOOL, _monitoring.events.LINE, _line)


# -- up to 3.11


def compiled(data: bytes, path: str) -> CodeType:
    """The code of a file; up to 3.11 with looks at its edges. Raises `SyntaxError` as `compile` does."""
    if _monitoring is not None:
        return compile(data, path, "exec", dont_inherit=True)
    tree: Any = compile(data, path, "exec", ast.PyCF_ONLY_AST, dont_inherit=True)
    _Marks(edges.place(path)).look_into(tree.body)
    return compile(tree, path, "exec", dont_inherit=True)


class _Marks:
    """Numbers the edges of one file, in the order of its text."""

    def __init__(self, number: int) -> None:
        self._number = number

    def look_into(self, body: Sequence[ast.stmt]) -> None:
        """Mark what `body` branches to, at any depth."""
        for statement in body:
            for block, at, place in _blocks(statement):
                self.look_into(block)
                block.insert(at, self._mark(place))
            for block in _plain(statement):
                self.look_into(block)

    def _mark(self, place: ast.stmt) -> ast.stmt:
        """The look at one edge, at the place in the text of `place`."""
        number = self._number % edges.PLACES
        self._number += 1
        where: Any = {"lineno": place.lineno, "col_offset": place.col_offset}
        where |= {"end_lineno": place.lineno, "end_col_offset": place.col_offset}
        fresh = ast.Subscript(ast.Name(_FRESH, ast.Load(), **where), ast.Constant(number, **where), ast.Load(), **where)
        hit = ast.Call(ast.Name(_HIT, ast.Load(), **where), [ast.Constant(number, **where)], [], **where)
        return ast.If(fresh, [ast.Expr(hit, **where)], [], **where)


def _blocks(statement: ast.stmt) -> Iterator[tuple[list[ast.stmt], int, ast.stmt]]:
    """The blocks that are entered by a branch: the statements, where the mark belongs, and whose place it gets."""
    if isinstance(statement, _Function):
        at = int(ast.get_docstring(statement, clean=False) is not None)
        yield statement.body, at, statement.body[min(at, len(statement.body) - 1)]
    elif isinstance(statement, ast.If):
        yield statement.body, 0, statement.body[0]
        yield statement.orelse, 0, (statement.orelse or [statement])[0]
    elif isinstance(statement, _Loop):
        yield statement.body, 0, statement.body[0]
    elif isinstance(statement, (ast.Try, ast.TryStar)):
        yield from ((handler.body, 0, handler.body[0]) for handler in statement.handlers)
    elif isinstance(statement, ast.Match):
        yield from ((case.body, 0, case.body[0]) for case in statement.cases)


def _plain(statement: ast.stmt) -> Iterator[list[ast.stmt]]:
    """The blocks that are always entered, or follow from others."""
    if isinstance(statement, (ast.With, ast.AsyncWith, ast.ClassDef)):
        yield statement.body
    elif isinstance(statement, _Loop):
        yield statement.orelse
    elif isinstance(statement, (ast.Try, ast.TryStar)):
        yield from (statement.body, statement.orelse, statement.finalbody)


# -- from 3.12


def _monitor(code: CodeType) -> None:
    _monitoring.set_local_events(_TOOL, code, _monitoring.events.LINE)
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            _monitor(constant)


_places: dict[str, int] = {}


def _line(code: CodeType, line: int) -> Any:  # noqa: ANN401 - sys.monitoring.DISABLE
    """A line is reached for the first time. Never keyed by code object, whose hash costs more than all else."""
    path = code.co_filename
    first = _places.get(path)
    if first is None:
        first = _places[path] = edges.place(path)
    number = (first + line) % edges.PLACES
    if edges.FRESH[number]:
        edges.hit(number)
    return _monitoring.DISABLE
