"""Walking a syntax tree quickly: parents first, without functions and classes that say nothing."""

import ast
from bisect import bisect_left
from typing import cast


def _words(*lines: str) -> tuple[str, ...]:
    return tuple(word for line in lines for word in line.split())


HINTS = _words(
    "environ getenv config( env( Env( BaseSettings FastAPI Flask Starlette Quart Litestar Celery celery redis",
    "Redis valkey postgres psycopg asyncpg :// boto3 ALLOWED_HOSTS sqlite MEDIA_ROOT UPLOAD smtplib pymongo",
    "motor mongo mysql MySQL kafka pika elasticsearch __main__ _application create_async_engine create_app",
    "Sanic Bottle Dash aiohttp tornado streamlit gradio chainlit falcon dj_database_url INSTALLED_APPS",
    "DATABASES dramatiq huey WorkerSettings rq 6379 5432 get_env fasthtml HTTPServer robyn blacksheep",
)
"""A file that holds none of these words says nothing about how the application runs, and is not parsed."""
WORDS = HINTS + _words(
    ".run( run_app serve listen launch client( resource( connect split( schedule periodic crontab actor Pool",
    "SMTP _HOSTS _PATH _DIR _FOLDER _ROOT import App( Application( factory make_ get_ init_ build_ setup_ DSN",
    "Broker Settings Worker Queue",
)
"""A function or class that holds none of these words is not looked into."""
_SKIPPED = frozenset({"ctx", "op", "ops", "type_comment", "type_ignores", "returns", "annotation", "type_params"})
_FIELDS: dict[type, tuple[str, ...]] = {
    kind: tuple(f for f in kind._fields if f not in _SKIPPED or (f == "annotation" and kind is ast.AnnAssign))
    for kind in vars(ast).values()
    if isinstance(kind, type) and issubclass(kind, ast.AST)
}
_TELLING: frozenset[type] = frozenset(
    {
        *(ast.Import, ast.ImportFrom, ast.Assign, ast.AnnAssign, ast.AugAssign, ast.NamedExpr, ast.Expr, ast.If),
        *(ast.Call, ast.Subscript, ast.BoolOp, ast.Compare, ast.Constant, ast.JoinedStr, ast.Tuple),
        *(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef),
    }
)
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def says_something(text: str) -> bool:
    """Whether a file is worth parsing."""
    return any(hint in text for hint in HINTS)


def walk(tree: ast.AST, text: str) -> list[ast.expr | ast.stmt]:
    """Expressions and statements that can say something, parents before children, without scopes that do not."""
    lines = _telling_lines(text)
    found: list[ast.expr | ast.stmt] = []
    waiting: list[ast.AST] = [tree]
    for node in waiting:  # grows while it is walked
        kind = type(node)
        if kind is ast.Name:
            continue
        if isinstance(node, _SCOPES) and not _holds(lines, node.lineno, node.end_lineno or node.lineno):
            continue
        if kind in _TELLING and isinstance(node, ast.expr | ast.stmt):
            found.append(node)
        for name in _FIELDS[kind]:
            _add(waiting, getattr(node, name, None))
    return found


def _add(waiting: list[ast.AST], value: object) -> None:
    if isinstance(value, list):
        waiting.extend(v for v in cast("list[object]", value) if isinstance(v, ast.AST))
    elif isinstance(value, ast.AST):
        waiting.append(value)


def _telling_lines(text: str) -> list[int]:
    """The lines that hold one of the words, sorted."""
    starts = [0]
    position = text.find("\n")
    while position >= 0:
        starts.append(position + 1)
        position = text.find("\n", position + 1)
    found: set[int] = set()
    for word in WORDS:
        position = text.find(word)
        while position >= 0:
            line = bisect_left(starts, position + 1)
            found.add(line)
            end = starts[line] if line < len(starts) else len(text)
            position = text.find(word, end)
    return sorted(found)


def _holds(lines: list[int], first: int, last: int) -> bool:
    index = bisect_left(lines, first)
    return index < len(lines) and lines[index] <= last
