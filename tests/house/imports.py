"""Who imports whom."""

import ast
import fnmatch

from house.tree import RULES, Module, absolute


def imported(module: Module) -> list[str]:
    """What of ours a module imports, as names below the package (`model.intent`, `detect`)."""
    found: set[str] = set()
    for node in module.nodes:
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = absolute(module, node)
            found |= {f"{base}.{n.name}" for n in node.names} if base == "mainstay" else {base}
    return sorted(name.removeprefix("mainstay.") for name in found if name.startswith("mainstay."))


def layer_breaks(module: Module) -> list[str]:
    """Imports that the layers forbid. The package itself (the Python interface) may import anything."""
    own = module.dotted.split(".")[0]
    if own in ("", "__main__"):
        return []
    if own not in RULES["layers"]:
        return [f"{module.path}: the package {own} has no layer in rules.toml"]
    allowed = [own, *RULES["layers"][own]]
    if module.path.removeprefix("src/mainstay/") in RULES["processes"]:
        allowed.append("world.real")
    names = [n for n in imported(module) if n.split(".")[0] in RULES["layers"]]
    return [
        f"{module.path}: imports {name}; {own} may import {', '.join(allowed[1:]) or 'nothing of ours'}"
        for name in names
        if not any(name == a or name.startswith(f"{a}.") for a in allowed)
    ]


def side_doors(module: Module) -> list[str]:
    """Imports from the inside of another package instead of from the package itself."""
    own = module.dotted.split(".")[0]
    return [
        f"{module.path}: imports {name}; import from the package {name.split('.')[0]} itself"
        for name in imported(module)
        if name.split(".")[0] != own and own not in ("", "__main__") and not _entrance(name)
    ]


def _entrance(name: str) -> bool:
    return "." not in name or any(fnmatch.fnmatchcase(name, pattern) for pattern in RULES["entrances"])
