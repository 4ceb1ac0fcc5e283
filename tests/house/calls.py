"""Names that may not be used, because something of ours replaces them."""

import ast
import fnmatch

from house.tree import RULES, Module, aliases, dotted_name


def banned_uses(module: Module, banned: dict[str, str]) -> list[str]:
    """Uses of banned names, whatever they were imported as; a mere reference counts like a call."""
    roots = {name.split(".")[0] for name in banned}
    known = {name: stands for name, stands in aliases(module).items() if stands.split(".")[0] in roots}
    found: set[str] = set()
    for node in module.nodes if known else []:
        for name in _used(node, known):
            replacement = _replacement(name, banned)
            if replacement:
                found.add(f"{module.path}: {name} is banned; use {replacement}")
    return sorted(found)


def exempt(module: Module) -> bool:
    """Whether a module may use what is banned."""
    path = module.path.removeprefix("src/mainstay/")
    return any(fnmatch.fnmatchcase(path, pattern) for pattern in RULES["exempt"])


def sleeps_outside_loops(module: Module) -> list[str]:
    """Tests that wait a fixed time instead of for a condition: `sleep` outside of any loop. `sleep(0)` may stand."""
    known = {name: stands for name, stands in aliases(module).items() if stands.split(".")[0] in ("time", "asyncio")}
    calls = [node for node in module.nodes if isinstance(node, ast.Call) and _sleeps(node, known)]
    looped = {
        id(inner)
        for loop in (module.nodes if calls else [])
        if isinstance(loop, ast.For | ast.While | ast.AsyncFor)
        for inner in ast.walk(loop)
    }
    return [
        f"{module.path}:{node.lineno}: sleeps a fixed time; wait for a condition with a limit"
        for node in calls
        if id(node) not in looped
    ]


def _sleeps(call: ast.Call, known: dict[str, str]) -> bool:
    if _resolved(call.func, known) not in ("time.sleep", "asyncio.sleep"):
        return False
    return not (call.args and isinstance(call.args[0], ast.Constant) and call.args[0].value == 0)


def _used(node: ast.AST, known: dict[str, str]) -> list[str]:
    if isinstance(node, ast.Attribute | ast.Name):
        name = _resolved(node, known)
        return [name] if name else []
    if isinstance(node, ast.ImportFrom) and not node.level:
        return [f"{node.module}.{name.name}" for name in node.names]
    return []


def _resolved(node: ast.expr, known: dict[str, str]) -> str | None:
    name = dotted_name(node)
    first, _, rest = (name or "").partition(".")
    if first not in known:
        return None
    return ".".join(filter(None, [known[first], rest]))


def _replacement(name: str, banned: dict[str, str]) -> str | None:
    return next((banned[pattern] for pattern in banned if fnmatch.fnmatchcase(name, pattern)), None)
