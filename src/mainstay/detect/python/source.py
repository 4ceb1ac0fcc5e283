"""One Python file → facts, from its syntax tree. Files that this Python cannot parse are read by tree-sitter."""

import ast
import warnings
from dataclasses import replace

from mainstay.detect.facts import CodeFacts
from mainstay.detect.python import connections, django, environment, frameworks
from mainstay.detect.python.fallback import read_loosely
from mainstay.detect.python.module import Module, targets

HINTS = [
    "environ",
    "getenv",
    "config(",
    "env(",
    "Env(",
    "BaseSettings",
    "FastAPI",
    "Flask",
    "Starlette",
    "Quart",
    "Litestar",
    "Celery",
    "celery",
    "redis",
    "Redis",
    "valkey",
    "postgres",
    "psycopg",
    "asyncpg",
    "://",
    "boto3",
    "ALLOWED_HOSTS",
    "sqlite",
    "MEDIA_ROOT",
    "UPLOAD",
    "smtplib",
    "pymongo",
    "motor",
    "mongo",
    "mysql",
    "MySQL",
    "kafka",
    "pika",
    "elasticsearch",
    "__main__",
    "_application",
    "create_async_engine",
    "create_app",
    "Sanic",
    "Bottle",
    "Dash",
    "aiohttp",
    "tornado",
    "streamlit",
    "gradio",
    "falcon",
    "dj_database_url",
    "INSTALLED_APPS",
    "DATABASES",
    "dramatiq",
    "huey",
    "WorkerSettings",
    "rq",
    "6379",
    "5432",
    "get_env",
    "fasthtml",
    "HTTPServer",
    "robyn",
    "blacksheep",
]
"""A file that holds none of these words says nothing about how the application runs, and is not parsed."""


def read_python(path: str, text: str) -> CodeFacts:
    """All that one file says; empty where it says nothing."""
    facts = CodeFacts(path)
    if not any(hint in text for hint in HINTS):
        return facts
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return read_loosely(facts, text)
    try:
        _study(Module(tree, facts), tree)
    except RecursionError:
        facts.marks.setdefault("too deeply nested", 1)
    return facts


def _study(module: Module, tree: ast.Module) -> None:
    nodes = [n for n in ast.walk(tree) if isinstance(n, ast.expr | ast.stmt)]
    for node in nodes:
        _imports(module, node)
    for statement in _top(tree.body):
        names, value = targets(statement)
        if value is not None:
            module.assigned.update(dict.fromkeys(names, value))
    for node in nodes:
        if isinstance(node, ast.NamedExpr):
            module.assigned.setdefault(node.target.id, node.value)
    _documentation(module, nodes)
    for node in nodes:
        environment.prepare(module, node)
    for node in nodes:
        if id(node) not in module.consumed:
            environment.read(module, node)
    top = {id(s) for s in _top(tree.body)}
    for node in nodes:
        _node(module, node, top=id(node) in top)
    _finish(module)


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
    if isinstance(node, ast.Import):
        for name in node.names:
            module.facts.imports.setdefault(name.name, node.lineno)
            module.aliases[name.asname or name.name.split(".")[0]] = (
                name.name if name.asname else name.name.split(".")[0]
            )
    elif isinstance(node, ast.ImportFrom):
        base = "." * node.level + (node.module or "")
        module.facts.imports.setdefault(base, node.lineno)
        for name in node.names:
            module.aliases[name.asname or name.name] = f"{base}.{name.name}"
            if name.name == "*":
                module.aliases |= frameworks.starred(base)


def _documentation(module: Module, nodes: list[ast.expr | ast.stmt]) -> None:
    """Strings that stand alone are documentation, not configuration."""
    for node in nodes:
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            module.consume(node)


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


def _finish(module: Module) -> None:
    facts = module.facts
    for node in ast.walk(module.tree):
        names, value = targets(node)
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
