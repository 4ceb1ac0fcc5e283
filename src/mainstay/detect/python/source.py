"""One Python file → facts, from its syntax tree. Files that this Python cannot parse are read by tree-sitter."""

import ast
import warnings
from dataclasses import replace

from mainstay.detect.facts import CodeFacts
from mainstay.detect.python import connections, django, environment, frameworks
from mainstay.detect.python.fallback import read_loosely
from mainstay.detect.python.module import Module, targets
from mainstay.detect.python.walk import says_something, walk


def read_python(path: str, text: str) -> CodeFacts:
    """All that one file says; empty where it says nothing."""
    facts = CodeFacts(path)
    if not says_something(text):
        return facts
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return read_loosely(facts, text)
    try:
        _study(Module(tree, facts), tree, walk(tree, text))
    except RecursionError:
        facts.marks.setdefault("too deeply nested", 1)
    return facts


def _study(module: Module, tree: ast.Module, nodes: list[ast.expr | ast.stmt]) -> None:
    top = _top(tree.body)
    for node in nodes:
        _imports(module, node)
    for statement in top:
        names, value = targets(statement)
        if value is not None:
            module.assigned.update(dict.fromkeys(names, value))
    for node in nodes:
        environment.prepare(module, node)
    for node in nodes:
        if id(node) not in module.consumed:
            environment.read(module, node)
    outer = {id(s) for s in top}
    for node in nodes:
        _node(module, node, top=id(node) in outer)
    _finish(module, nodes)


def _top(body: list[ast.stmt]) -> list[ast.stmt]:
    """Statements of the module level, also inside `if`, `try` and `with`."""
    found: list[ast.stmt] = []
    for statement in body:
        found.append(statement)
        if isinstance(statement, ast.If | ast.Try | ast.With):
            found.extend(_top(statement.body))
            found.extend(_top(getattr(statement, "orelse", [])))
    return found


def _imports(module: Module, node: ast.AST) -> None:
    """Imports, names bound by `:=`, and strings that stand alone: those are documentation, not configuration."""
    if isinstance(node, ast.Import):
        for name in node.names:
            module.facts.imports.setdefault(name.name, node.lineno)
            module.aliases[name.asname or name.name.split(".")[0]] = (
                name.name if name.asname else name.name.split(".")[0]
            )
    elif isinstance(node, ast.NamedExpr):
        module.assigned.setdefault(node.target.id, node.value)
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        module.consume(node)
    elif isinstance(node, ast.ImportFrom):
        base = "." * node.level + (node.module or "")
        module.facts.imports.setdefault(base, node.lineno)
        for name in node.names:
            module.aliases[name.asname or name.name] = f"{base}.{name.name}"
            if name.name == "*":
                module.aliases |= frameworks.starred(base)


def _node(module: Module, node: ast.expr | ast.stmt, *, top: bool) -> None:
    if isinstance(node, ast.stmt):
        frameworks.statement(module, node, top=top)
        django.setting(module, node)
        return
    if id(node) in module.consumed:
        return
    if isinstance(node, ast.Call):
        connections.connect(module, node)
        frameworks.listens(module, node)
        django.appended(module, node)
        _mark_call(module, node)
    elif isinstance(node, ast.Constant | ast.JoinedStr | ast.Tuple):
        connections.literal(module, node)


_MARKED_CALLS = frozenset({"create_async_engine", "crontab", "add_periodic_task", "setup_periodic_tasks", "actor"})


def _mark_call(module: Module, node: ast.Call) -> None:
    last = module.dotted(node.func).rpartition(".")[2]
    if last in _MARKED_CALLS:
        module.facts.marks.setdefault(last, node.lineno)


_MARKED_NAMES = frozenset({"beat_schedule", "CELERY_BEAT_SCHEDULE", "CELERYBEAT_SCHEDULE", "CELERY_BEAT_SCHEDULER"})


def _finish(module: Module, nodes: list[ast.expr | ast.stmt]) -> None:
    facts = module.facts
    for node in nodes:
        names, value = targets(node) if isinstance(node, ast.stmt) else ([], None)
        for name in names:
            if name in _MARKED_NAMES and value is not None:
                facts.marks.setdefault(name, getattr(node, "lineno", 0))
            if name == "DJANGO_SETTINGS_MODULE" and value is not None and module.string(value):
                facts.marks.setdefault(f"settings:{module.string(value)}", getattr(node, "lineno", 0))
    for read in facts.env:
        if read.name == "DJANGO_SETTINGS_MODULE" and read.default:
            facts.marks.setdefault(f"settings:{read.default}", read.origin.line)
    if module.guarded:
        facts.env = [replace(e, required=False) if e.name in module.guarded else e for e in facts.env]
