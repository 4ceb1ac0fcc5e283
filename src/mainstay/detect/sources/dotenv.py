"""Dotenv files: `NAME=value` lines, and which value may be carried in the clear."""

import re
from collections.abc import Mapping

from mainstay.detect.tree import Tree
from mainstay.detect.urls import looks_secret
from mainstay.model.intent import FromFile, Generated, Given, Literal

EXAMPLES = (
    ".env.example",
    ".env.sample",
    ".env.template",
    ".env.dist",
    "env.example",
    ".env.defaults",
    "example.env",
    "sample.env",
    ".env-example",
    ".env.local.example",
)
_LINE = re.compile(r"^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_.]*)\s*=\s*(.*?)\s*$")
_REFERENCE = re.compile(r"\$\{([A-Za-z_]\w*)(?:(:?[-?+])([^{}]*))?\}|\$([A-Za-z_]\w*)|\$\$")
_PLACEHOLDER = re.compile(
    r"^$|^[<{\[].*[>}\]]$|change[-_ ]?(?:me|this|it)|your[-_ ]?|replace|x{3,}|\.\.\.|todo|fixme|insert|placeholder|"
    r"generate|^(?:secret|password|token|key)$|dummy|example\.(?:com|org)|sk_test|pk_test|_here$|\[[A-Z_]+\]|"
    r"<[A-Za-z_ -]+>",
    re.IGNORECASE,
)


def parse(text: str) -> dict[str, tuple[str, int]]:
    """Each name with its unquoted value and its line."""
    found: dict[str, tuple[str, int]] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if match := _LINE.match(line):
            found[match.group(1)] = (_unquoted(match.group(2)), number)
    return found


def _unquoted(value: str) -> str:
    if len(value) > 1 and value[0] in "'\"" and value[-1] == value[0]:
        return value[1:-1]
    return re.split(r"\s+#", value)[0].strip()


def is_placeholder(value: str) -> bool:
    """Whether an example's value only shows where a real one goes."""
    return _PLACEHOLDER.search(value.strip()) is not None


def given(name: str, value: str, path: str, pointer: tuple[str, ...]) -> Given:
    """A value as it may be carried: a possible secret only by its place, a placeholder of one generated."""
    if value and looks_secret(name, value):
        return Generated() if is_placeholder(value) else FromFile(path=path, pointer=pointer)
    return Literal(text=value)


def interpolated(text: str, known: Mapping[str, str]) -> str | None:
    """`${NAME}`, `${NAME:-default}` and `$NAME` replaced as compose does; None where a name has no value."""
    missing = False

    def replace(match: re.Match[str]) -> str:
        nonlocal missing
        if match.group() == "$$":
            return "$"
        name = match.group(1) or match.group(4)
        operator, otherwise = match.group(2) or "", match.group(3) or ""
        value = known.get(name)
        if operator.endswith("+"):
            return otherwise if value else ""
        if value is None or (not value and operator.startswith(":")):
            missing = missing or not operator.endswith("-")
            return otherwise if operator.endswith("-") else ""
        return value

    result = _REFERENCE.sub(replace, text)
    return None if missing else result


def known_values(tree: Tree, directory: str) -> dict[str, str]:
    """What a `.env` beside a compose file provides for its interpolation."""
    path = tree.first(directory, ".env")
    return {name: value for name, (value, _) in parse(tree.text(path)).items()} if path else {}
