"""Words: names that say nothing, postponed work, silenced rules without a reason, the sentences of the stages."""

import ast
import re
from pathlib import Path

from house.tree import RULES, Module

_NOQA = re.compile(r"#\s*noqa(?P<rules>[^-—]*)(?P<reason>.*)")
_TYPES = re.compile(r"#\s*(type|pyright):\s*ignore(?P<rules>\[\w+)?")


def empty_names(module: Module) -> list[str]:
    """A module or folder whose name says nothing."""
    parts = Path(module.path).with_suffix("").parts
    return [f"{module.path}: the name {part!r} says nothing" for part in parts if part in RULES["names"]["empty"]]


def postponed_work(module: Module) -> list[str]:
    """Comments that announce work instead of doing it."""
    words = re.compile(rf"\b({'|'.join(RULES['names']['postponed'])})\b")
    return [f"{module.path}:{line}: postpones work" for line, text in module.comments if words.search(text)]


def silenced_without_reason(module: Module) -> list[str]:
    """`noqa` must name the rule and, after a dash, the reason; a type checker's rule has a name that tells."""
    found: list[str] = []
    for line, text in module.comments:
        noqa, types = _NOQA.match(text), _TYPES.match(text)
        reasoned = noqa and noqa["rules"].strip(" :") and len(noqa["reason"].strip(" -—")) > 1
        if (noqa and not reasoned) or (types and not types["rules"]):
            found.append(f"{module.path}:{line}: silences a rule without naming it and the reason")
    return found


def ignores_without_reason(pyproject: str) -> list[str]:
    """Every rule that ruff ignores has a comment beside or above it."""
    section = re.search(r"\[tool\.ruff\.lint\].*?\nignore = \[\n(.*?)\n\]", pyproject, re.DOTALL)
    lines = section[1].splitlines() if section else ["ignore = [ … ], for it was not found"]
    return [f"pyproject.toml: no reason beside {line.strip()}" for line in lines if "#" not in line]


def stage_sentence(module: Module) -> list[str]:
    """The docstring of a stage begins with what enters → what leaves."""
    if module.dotted not in RULES["stages"]["names"] or not module.is_package:
        return []
    first = (ast.get_docstring(module.tree) or "").partition("\n")[0]
    return [] if "→" in first else [f"{module.path}: the docstring must begin with `what enters → what leaves`"]
