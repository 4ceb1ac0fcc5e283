"""What a Django settings module states."""

import ast

from mainstay.detect.facts import Connection, DjangoSettings, Kept, Tech
from mainstay.detect.python.module import Module, targets

_TEXTS = frozenset(
    [
        "WSGI_APPLICATION",
        "ASGI_APPLICATION",
        "ROOT_URLCONF",
        "EMAIL_BACKEND",
        "EMAIL_HOST",
        "DEBUG",
        "STATIC_ROOT",
        "AWS_STORAGE_BUCKET_NAME",
        "DEFAULT_FILE_STORAGE",
        "CELERY_RESULT_BACKEND",
        "CELERY_BROKER_URL",
    ]
)
_UPLOADS = frozenset(
    {"MEDIA_ROOT", "UPLOAD_FOLDER", "UPLOAD_DIR", "UPLOADS_DIR", "UPLOAD_PATH", "UPLOADS_FOLDER", "UPLOADED_FILES_DEST"}
)
_MARKS = {"INSTALLED_APPS", "ROOT_URLCONF", "DATABASES", "WSGI_APPLICATION", "MIDDLEWARE"}


def setting(module: Module, node: ast.stmt | ast.expr) -> None:
    """Add what one statement of a settings module (or a Flask configuration) says."""
    names, value = targets(node)
    for name in names:
        if value is not None and name in _UPLOADS:
            _keep(module, value, name)
        if value is not None and name in _MARKS | _TEXTS | {"ALLOWED_HOSTS"}:
            _value(module, name, value, node.lineno)


def _value(module: Module, name: str, value: ast.expr, line: int) -> None:
    if name in _MARKS and module.facts.settings is None:
        module.facts.settings = DjangoSettings()
    settings = module.facts.settings = module.facts.settings or DjangoSettings()
    if name == "DATABASES":
        _databases(module, settings, value)
    elif name == "ALLOWED_HOSTS":
        settings.states_hosts = True
        settings.hosts.extend((h, line) for h in _hosts(module, value))
    elif name in _TEXTS:
        settings.values[name] = (module.literal(value) or _path_text(module, value) or "?", line)


def _path_text(module: Module, value: ast.expr) -> str:
    found = module.path(value)
    return found[0] if found else ""


def appended(module: Module, node: ast.Call) -> None:
    """`ALLOWED_HOSTS.append(x)`, `.extend([...])` and `.insert(0, x)`."""
    func = node.func
    if (
        isinstance(func, ast.Attribute)
        and isinstance(func.value, ast.Name)
        and func.value.id == "ALLOWED_HOSTS"
        and node.args
    ):
        settings = module.facts.settings = module.facts.settings or DjangoSettings()
        settings.states_hosts = True
        for argument in node.args[-1:]:
            settings.hosts.extend((h, node.lineno) for h in _hosts(module, argument))


def _hosts(module: Module, value: ast.expr) -> list[str]:
    """Literal hosts; a value that comes from the environment as `{env:NAME}`; computed parts are left out."""
    if isinstance(value, ast.List | ast.Tuple | ast.Set):
        return [h for e in value.elts for h in _hosts(module, e)]
    if isinstance(value, ast.BinOp):
        return [*_hosts(module, value.left), *_hosts(module, value.right)]
    if isinstance(value, ast.IfExp):
        return [*_hosts(module, value.body), *_hosts(module, value.orelse)]
    if isinstance(value, ast.JoinedStr):
        return [h] if "?" not in (h := "".join(_piece(module, p) for p in value.values)) else []
    if isinstance(value, ast.Starred):
        return _hosts(module, value.value)
    text = _piece(module, value)
    return [] if text in {"", "?"} else text.split(",")


def _piece(module: Module, node: ast.expr) -> str:
    if isinstance(node, ast.FormattedValue):
        return _piece(module, node.value)
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else "?"
    if isinstance(node, ast.Name) and node.id in module.assigned:
        node = module.assigned[node.id]
        if isinstance(node, ast.Constant):
            return str(node.value)
    found = next((e for e in module.facts.env if e.origin.line == getattr(node, "lineno", 0) and e.name), None)
    return f"{{env:{found.name}}}" if found else "?"


def _databases(module: Module, settings: DjangoSettings, value: ast.expr) -> None:
    for node in ast.walk(value):
        if not isinstance(node, ast.Dict):
            continue
        entries = {module.string(k): v for k, v in zip(node.keys, node.values, strict=True) if k is not None}
        engines = _choices(module, entries["ENGINE"]) if "ENGINE" in entries else []
        for engine in engines:
            settings.engines.setdefault(engine, node.lineno)
        if any("sqlite" in e for e in engines) and "NAME" in entries:
            _keep_sqlite(module, entries["NAME"])
        if any("postg" in e for e in engines):
            module.facts.connections.append(_connection(module, entries, node.lineno))


def _connection(module: Module, entries: dict[str, ast.expr], line: int) -> Connection:
    """What DATABASES says about PostgreSQL; without a HOST, the client library reads PGHOST and its like."""
    text = {k: module.string(v) for k, v in entries.items() if k in {"HOST", "USER", "PASSWORD", "NAME"}}
    return Connection(
        Tech.POSTGRES,
        module.facts.at(entries["PASSWORD"].lineno if "PASSWORD" in entries else line),
        host=text.get("HOST", ""),
        user=text.get("USER", ""),
        password=text.get("PASSWORD", ""),
        database=text.get("NAME", ""),
        open="PASSWORD" not in entries,
        bare="HOST" not in entries,
    )


def _choices(module: Module, node: ast.expr) -> list[str]:
    """The engines that an expression can mean: a literal, or the default of an environment read."""
    texts = [n.value for n in ast.walk(node) if isinstance(n, ast.Constant) and isinstance(n.value, str)]
    whole = module.string(node)
    return [whole] if whole else [t for t in texts if "." in t]


def _keep_sqlite(module: Module, node: ast.expr) -> None:
    for candidate in (node, *(n for n in ast.walk(node) if isinstance(n, ast.expr))):
        found = module.path(candidate)
        if found and found[0].endswith((".sqlite3", ".sqlite", ".db", ".db3")):
            module.facts.kept.append(
                Kept(found[0], module.facts.at(node.lineno), "the SQLite database of Django", found[1])
            )
            return


def _keep(module: Module, value: ast.expr, name: str) -> None:
    found = module.path(value)
    if found and found[0] not in {".", ""} and not found[0].startswith("/"):
        module.facts.kept.append(Kept(found[0], module.facts.at(value.lineno), f"uploads ({name})", found[1]))
