"""Environment names that Python code reads: os.environ, decouple, environ, environs, pydantic settings."""

import ast
import re
from dataclasses import replace

from mainstay.detect.facts import EnvRead
from mainstay.detect.python.module import Module, argument, keyword, targets

_NAME = re.compile(r"[A-Z][A-Z0-9_]{1,80}")
_FIELD = re.compile(r"[A-Za-z][A-Za-z0-9_]{1,80}")
_HELPER = re.compile(
    r"(?:get_?|read_?|load_?|require_?)?(?:env|environ|environment|secret)(?:_?(?:var|variable|value|setting|str|int|bool))?s?"
)
_OBJECTS = frozenset({"env", "environ", "config", "settings_env", "ENV", "_env", "_config", "envs"})
_LISTS = frozenset({"list", "tuple", "json", "set"})
_IMPLIED = {
    "db": "DATABASE_URL",
    "db_url": "DATABASE_URL",
    "dj_db_url": "DATABASE_URL",
    "cache": "CACHE_URL",
    "cache_url": "CACHE_URL",
    "dj_cache_url": "CACHE_URL",
    "email": "EMAIL_URL",
    "email_url": "EMAIL_URL",
    "dj_email_url": "EMAIL_URL",
}
"""Methods of `environ.Env` that read a name of their own when none is given."""


def prepare(module: Module, node: ast.AST) -> None:
    """Note what surrounds reads: separators, `or` fall-backs, `in os.environ`, and settings that are fed."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "split":
        separator = module.string(node.args[0]) if node.args else " "
        module.separators[id(node.func.value)] = separator or " "
    elif isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or):
        module.fallbacks[id(node.values[0])] = node.values[-1]
    elif isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.In | ast.NotIn):
        name = module.string(node.left)
        if _NAME.fullmatch(name) and module.dotted(node.comparators[0]).endswith("environ"):
            module.guarded.add(name)
            module.facts.env.append(EnvRead(name, module.facts.at(node.lineno)))
    else:
        names, value = targets(node)
        if value is not None and any(n.isupper() and "HOSTS" in n for n in names):
            module.into.update({id(n): names[0] for n in ast.walk(value)})


def read(module: Module, node: ast.AST) -> None:
    """Add the environment read that this node is, if it is one."""
    found = None
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
        if module.dotted(node.value) in {"os.environ", "environ"}:
            found = _read(module, node, node.slice, default=None, required=True)
    elif isinstance(node, ast.Call):
        found = _call(module, node)
    elif isinstance(node, ast.ClassDef):
        _settings_class(module, node)
    if found is not None:
        module.facts.env.append(found)


def _call(module: Module, node: ast.Call) -> EnvRead | None:
    name = module.dotted(node.func)
    last = name.rpartition(".")[2]
    if name in {"os.getenv", "os.environ.get", "os.environ.pop", "environ.get", "getenv"}:
        return _read(module, node, argument(node, 0, "key"), default=argument(node, 1, "default"))
    if name == "os.environ.setdefault" and len(node.args) > 1:
        return _read(module, node, node.args[0], default=node.args[1])
    if name in {"dj_database_url.config", "dj_email_url.config", "django_cache_url.config"}:
        implied = {"dj_database_url": "DATABASE_URL", "dj_email_url": "EMAIL_URL"}.get(
            name.partition(".")[0], "CACHE_URL"
        )
        given = ast.copy_location(ast.Constant(module.string(keyword(node, "env")) or implied), node)
        return _read(module, node, given, default=keyword(node, "default"))
    if _is_reader(module, node, name, last):
        return _object_read(module, node, last)
    if last in {"Env", "FileAwareEnv"}:
        module.defaulted.update(k.arg for k in node.keywords if k.arg)
    return None


def _is_reader(module: Module, node: ast.Call, name: str, last: str) -> bool:
    """Whether a call reads the environment through a library's or the application's own helper."""
    if not name:
        return False
    root = name.split(".", maxsplit=1)[0]
    written = node.func
    while isinstance(written, ast.Attribute):
        written = written.value
    local = written.id if isinstance(written, ast.Name) else ""
    first = module.string(node.args[0]) if node.args else ""
    if local in _OBJECTS or root in {"decouple", "environs"}:
        return _NAME.fullmatch(first) is not None or (last in _IMPLIED and not first)
    return _NAME.fullmatch(first) is not None and _HELPER.fullmatch(last.lower()) is not None


def _object_read(module: Module, node: ast.Call, last: str) -> EnvRead | None:
    given: ast.expr | None = node.args[0] if node.args else None
    if given is None:
        given = ast.copy_location(ast.Constant(_IMPLIED[last]), node)
    default = argument(node, 1, "default")
    found = _read(module, node, given, default=default, required=default is None)
    listing = last in _LISTS or _is_csv(module, keyword(node, "cast", "converter"))
    return replace(found, separator=",") if found and listing and not found.separator else found


def _is_csv(module: Module, cast: ast.expr | None) -> bool:
    if isinstance(cast, ast.Call):
        return module.dotted(cast.func).endswith(("Csv", "CommaSeparatedStrings"))
    return cast is not None and module.dotted(cast).endswith(("Csv", "CommaSeparatedStrings"))


def _read(
    module: Module, node: ast.expr, given: ast.expr | None, *, default: ast.expr | None, required: bool = False
) -> EnvRead | None:
    name = module.string(given)
    if not _FIELD.fullmatch(name):
        return None
    fallback = default or module.fallbacks.get(id(node))
    for explained in (given, fallback):
        if explained is not None:
            module.consume(explained)
    none = isinstance(fallback, ast.Constant) and fallback.value is None
    has_default = (fallback is not None and not none) or name in module.defaulted
    return EnvRead(
        name,
        module.facts.at(node.lineno),
        required=required and not has_default,
        has_default=has_default,
        default=(module.literal(fallback) or "") if has_default else "",
        separator=module.separators.get(id(node), ""),
        into=module.into.get(id(node), ""),
    )


def _settings_class(module: Module, node: ast.ClassDef) -> None:
    """Fields of a pydantic settings class are environment names, whatever their case."""
    if not any(module.dotted(b).endswith("BaseSettings") for b in node.bases):
        return
    prefix = _prefix(module, node)
    for statement in node.body:
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            name = statement.target.id
            if name.startswith("_") or name == "model_config" or "ClassVar" in ast.dump(statement.annotation):
                continue
            module.facts.env.append(_field(module, statement, prefix + name))


def _prefix(module: Module, node: ast.ClassDef) -> str:
    for inner in ast.walk(node):
        names, value = targets(inner)
        if "env_prefix" in names:
            return module.string(value)
        if "model_config" in names and isinstance(value, ast.Call):
            return module.string(keyword(value, "env_prefix"))
    return ""


def _field(module: Module, statement: ast.AnnAssign, name: str) -> EnvRead:
    value, given = statement.value, name
    if isinstance(value, ast.Call) and module.dotted(value.func).endswith("Field"):
        given = module.string(keyword(value, "validation_alias", "alias", "env")) or name
        value = argument(value, 0, "default") or keyword(value, "default_factory")
        value = None if isinstance(value, ast.Constant) and value.value is Ellipsis else value
    if value is not None:
        module.consume(value)
    none = isinstance(value, ast.Constant) and value.value is None
    return EnvRead(
        given.upper(),
        module.facts.at(statement.lineno),
        required=value is None,
        has_default=value is not None and not none,
        default=(module.literal(value) or "") if not none else "",
    )
