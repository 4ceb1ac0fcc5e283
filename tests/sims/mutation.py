"""Planting faults: small changes to a program, each of a kind that people make by mistake."""

import ast
import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_FLIPS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.Gt), ast.LtE: (ast.Lt, ast.Gt), ast.Gt: (ast.GtE, ast.Lt), ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,), ast.NotEq: (ast.Eq,), ast.In: (ast.NotIn,), ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,), ast.IsNot: (ast.Is,),
}  # fmt: skip
_ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.FloorDiv: ast.Mult, ast.Div: ast.Mult, ast.Mod: ast.Mult,
}  # fmt: skip
_NAMES = {"max": "min", "min": "max", "all": "any", "any": "all"}
_DROPPED = (ast.Expr, ast.AugAssign, ast.Raise, ast.Delete, ast.Continue, ast.Break)
_SHOWN = 60


@dataclass(frozen=True)
class Mutant:
    """A changed program. `where` is the function that was changed, `what` the change; together they name it."""

    where: str
    what: str
    line: int
    source: str


Change = tuple[str, Callable[[ast.AST], None]]
"""What is changed, and how: the call changes the copy of the node that it was offered for."""


def mutants(source: str, *, within: frozenset[str]) -> list[Mutant]:
    """All mutants of a program's functions that are named in `within`, in the order of their lines."""
    tree = ast.parse(source)
    found: list[Mutant] = []
    nodes = list(ast.walk(tree))
    for where, function in _functions(tree):
        if where.partition(".")[0] not in within and where not in within:
            continue
        for node in _inside(function):
            number = nodes.index(node)
            for what, change in _changes(node):
                changed = copy.deepcopy(tree)
                change(list(ast.walk(changed))[number])
                text = ast.unparse(ast.fix_missing_locations(changed))
                found.append(Mutant(where, what, _line(tree, changed), text))
    return _distinct(found)


def _line(before: ast.AST, after: ast.AST) -> int:
    """The line of the first statement that differs; 0 for none."""
    for one, other in zip(ast.walk(before), ast.walk(after), strict=False):
        if isinstance(one, ast.stmt) and isinstance(other, ast.stmt) and not hasattr(one, "body"):
            if ast.dump(one) != ast.dump(other):
                return one.lineno
        elif isinstance(one, ast.expr) and isinstance(other, ast.expr) and ast.dump(one) != ast.dump(other):
            return one.lineno
    return 0


def _distinct(found: list[Mutant]) -> list[Mutant]:
    """Sorted, each with a name of its own: equal changes in one function are numbered."""
    seen: dict[tuple[str, str], int] = {}
    named: list[Mutant] = []
    for mutant in sorted(found, key=lambda mutant: (mutant.line, mutant.what)):
        count = seen[mutant.where, mutant.what] = seen.get((mutant.where, mutant.what), 0) + 1
        what = mutant.what if count == 1 else f"{mutant.what} ({count})"
        named.append(Mutant(mutant.where, what, mutant.line, mutant.source))
    return named


def _functions(tree: ast.Module) -> Iterator[tuple[str, ast.AST]]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, node
        if isinstance(node, ast.ClassDef):
            for method in node.body:
                if isinstance(method, ast.FunctionDef | ast.AsyncFunctionDef):
                    yield f"{node.name}.{method.name}", method


def _inside(function: ast.AST) -> Iterator[ast.AST]:
    """The function and what is in it, but for its arguments, annotations and docstring."""
    skipped: set[int] = set()
    for node in ast.walk(function):
        parts: list[ast.AST | None] = []
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0]
            documented = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
            parts = [node.args, node.returns, *node.decorator_list, first if documented else None]
        if isinstance(node, ast.AnnAssign):
            parts = [node.annotation]
        for part in parts:
            if part is not None:
                skipped.update(id(each) for each in ast.walk(part))
        if id(node) not in skipped:
            yield node


def _changes(node: ast.AST) -> Iterator[Change]:
    for operator in (_comparison, _constant, _arithmetic, _logic, _name, _condition, _body, _handler):
        yield from operator(node)


def _text(node: ast.AST) -> str:
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def _set(name: str, value: object) -> Callable[[ast.AST], None]:
    return lambda node: setattr(node, name, value)


def _comparison(node: ast.AST) -> Iterator[Change]:
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        for flipped in _FLIPS.get(type(node.ops[0]), ()):
            changed = copy.deepcopy(node)
            changed.ops = [flipped()]
            yield f"{_text(node)} → {_text(changed)}", _set("ops", [flipped()])


def _constant(node: ast.AST) -> Iterator[Change]:
    if not isinstance(node, ast.Constant):
        return
    value = node.value
    if isinstance(value, bool):
        yield f"{value} → {not value}", _set("value", not value)
    elif isinstance(value, int | float):
        yield f"{value} → {value + 1}", _set("value", value + 1)


def _arithmetic(node: ast.AST) -> Iterator[Change]:
    if isinstance(node, ast.BinOp | ast.AugAssign) and type(node.op) in _ARITHMETIC:
        made = _ARITHMETIC[type(node.op)]
        yield f"{type(node.op).__name__} → {made.__name__} in {_text(node)}", _set("op", made())


def _logic(node: ast.AST) -> Iterator[Change]:
    if isinstance(node, ast.BoolOp):
        made = ast.Or if isinstance(node.op, ast.And) else ast.And
        yield f"{type(node.op).__name__} → {made.__name__} in {_text(node)}", _set("op", made())


def _name(node: ast.AST) -> Iterator[Change]:
    if isinstance(node, ast.Name) and node.id in _NAMES:
        yield f"{node.id} → {_NAMES[node.id]}", _set("id", _NAMES[node.id])


def _condition(node: ast.AST) -> Iterator[Change]:
    if isinstance(node, ast.If | ast.IfExp):
        for value in (True, False):
            yield f"if {_text(node.test)} → if {value}", _set("test", ast.Constant(value))


def _body(node: ast.AST) -> Iterator[Change]:
    """Statements of a block: one is left out, two are swapped, a lock is not taken, the rest is not done."""
    block: list[ast.stmt] = getattr(node, "body", [])
    if not isinstance(block, list):
        return
    for number, statement in enumerate(block):
        if isinstance(statement, _DROPPED) and not isinstance(getattr(statement, "value", None), ast.Constant):
            yield f"without {_text(statement)}", _replace(number, [ast.Pass()])
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Subscript | ast.Attribute):
            yield f"without {_text(statement)}", _replace(number, [ast.Pass()])
        if isinstance(statement, ast.With | ast.AsyncWith) and not statement.items[0].optional_vars:
            yield f"not with {_text(statement.items[0])}", _unwrap(number)
        if number and _is_simple(statement) and _is_simple(block[number - 1]):
            yield f"{_text(statement)} before {_text(block[number - 1])}", _swap(number)


def _is_simple(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr | ast.Assign | ast.AugAssign) and not (
        isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    )


def _replace(number: int, made: list[ast.stmt]) -> Callable[[ast.AST], None]:
    def change(node: ast.AST) -> None:
        node.body[number : number + 1] = made

    return change


def _unwrap(number: int) -> Callable[[ast.AST], None]:
    def change(node: ast.AST) -> None:
        node.body[number : number + 1] = node.body[number].body

    return change


def _swap(number: int) -> Callable[[ast.AST], None]:
    def change(node: ast.AST) -> None:
        node.body[number - 1 : number + 1] = reversed(node.body[number - 1 : number + 1])

    return change


def _handler(node: ast.AST) -> Iterator[Change]:
    """An exception is not caught."""
    if isinstance(node, ast.Try) and node.handlers:
        kind = node.handlers[0].type
        told = _text(kind) if kind is not None else "everything"

        def change(copied: ast.AST) -> None:
            copied.handlers[0].body = [ast.Raise()]

        yield f"{told} is not caught", change
