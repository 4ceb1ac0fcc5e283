"""Values of secrets: made up, or read at the last moment from the file of the repository that they stand in."""

import json
import re
import shlex
from pathlib import Path
from typing import Any

import yaml

from mainstay.model.errors import MainstayError
from mainstay.model.intent import FromFile, Generated
from mainstay.model.plan import EnsureSecret
from mainstay.world.ports import Randomness

LENGTH = 50
_REFERENCE = re.compile(r"\$\{(?P<name>\w+)(?::?-(?P<default>[^}]*))?\}")
_COMPOSED_REFERENCE = re.compile(rf"(?P<dollar>\$\$)|{_REFERENCE.pattern}|\$(?P<bare>[A-Za-z_]\w*)")
_COLUMNS = re.compile(r"(\d+):(\d+)")
_COMPOSED = frozenset({".yaml", ".yml"})


class LocalSecrets:
    """Implements `run.ports.Secrets`."""

    def __init__(self, randomness: Randomness) -> None:
        self._randomness = randomness

    def made(self, step: EnsureSecret) -> str:
        """See `Secrets`. Raises `MainstayError` where the file or the place in it is gone."""
        match step.value:
            case Generated():
                return self._randomness.token(LENGTH)
            case FromFile():
                return read_value(Path(step.source), step.value)
            case given:
                return given.text


def read_value(source: Path, given: FromFile) -> str:
    """The value that `given` points at, below the folder `source`. References to `.env` are filled in."""
    path = source / given.path
    try:
        text = path.read_text(encoding="utf-8")
        if columns := _columns(given.pointer):
            return _in_line(text, *columns)
        found = _parsed(path, text) if path.suffix in {*_COMPOSED, ".json"} else _dotenv(text)
        for key in given.pointer:
            found = _step(found, key)
    except (OSError, ValueError, LookupError, yaml.YAMLError) as error:
        raise MainstayError(
            f"{given.path} ({'.'.join(given.pointer)})",
            "the value must still be there",
            f"it could not be read ({type(error).__name__})",
            hint="put it back, or set it with `mainstay config set`",
        ) from error
    return _filled(str(found), path.parent / ".env", composed=path.suffix in _COMPOSED)


def _columns(pointer: tuple[str, ...]) -> tuple[int, int, int] | None:
    """Line, first and last column of a place in a file that is no data (code, a Dockerfile); None for any other."""
    match = _COLUMNS.fullmatch(pointer[-1]) if len(pointer) == len(("line", "columns")) else None
    return (int(pointer[0]), int(match[1]), int(match[2])) if match and pointer[0].isdigit() else None


def _in_line(text: str, number: int, start: int, end: int) -> str:
    line = text.splitlines()[number - 1]
    if len(line) < end:
        raise ValueError(number)
    return line[start:end]


def _parsed(path: Path, text: str) -> object:
    return json.loads(text) if path.suffix == ".json" else yaml.safe_load(text)


def _step(found: Any, key: str) -> object:  # noqa: ANN401 - whatever somebody's file holds
    if isinstance(found, dict):
        return found[key]  # pyright: ignore[reportUnknownVariableType]
    if key.startswith("--"):
        return _option(found, key)
    if isinstance(found, list):
        return _member(found, key)  # pyright: ignore[reportUnknownArgumentType]
    raise KeyError(key)


def _member(items: list[Any], key: str) -> object:
    """An element by number, or the value of `NAME=value` or `{key: NAME, value: …}`."""
    if key.isdigit() and int(key) < len(items):
        return items[int(key)]
    for item in items:
        if isinstance(item, str) and item.partition("=")[0].strip() == key:
            return item.partition("=")[2]
        if isinstance(item, dict) and key in (item.get("key"), item.get("name")):  # pyright: ignore[reportUnknownMemberType]
            return item["value"]  # pyright: ignore[reportUnknownVariableType]
    raise KeyError(key)


def _option(command: Any, name: str) -> str:  # noqa: ANN401 - a command line, or a list of its parts
    """What follows an option in a command, also inside of `sh -c "…"`."""
    parts = command if isinstance(command, list) else [command]  # pyright: ignore[reportUnknownVariableType]
    words = [w for part in parts for w in (shlex.split(str(part)) if name in str(part) else [str(part)])]  # pyright: ignore[reportUnknownVariableType,reportUnknownArgumentType]
    return words[words.index(name) + 1]


def _dotenv(text: str) -> dict[str, str]:
    values: dict[str, str] = {}
    for line in text.splitlines():
        name, separator, value = line.strip().removeprefix("export ").partition("=")
        if separator and not name.startswith("#"):
            values[name.strip()] = _unquoted(value.strip())
    return values


def _unquoted(value: str) -> str:
    """A value of a dotenv file without its quotes, or without the comment behind it."""
    if len(value) > 1 and value[0] in "'\"" and value[-1] == value[0]:
        return value[1:-1]
    return re.split(r"\s+#", value)[0].strip()


def _filled(value: str, dotenv: Path, *, composed: bool) -> str:
    """The value with its references to `.env` replaced. Compose files have the short form, too, and `$$` for `$`."""
    if "$" not in value:
        return value
    known = _dotenv(dotenv.read_text(encoding="utf-8")) if dotenv.is_file() else {}
    if not composed:
        return _REFERENCE.sub(lambda found: known.get(found["name"], found["default"] or ""), value)

    def replaced(found: re.Match[str]) -> str:
        return "$" if found["dollar"] else known.get(found["name"] or found["bare"], found["default"] or "")

    return _COMPOSED_REFERENCE.sub(replaced, value)
