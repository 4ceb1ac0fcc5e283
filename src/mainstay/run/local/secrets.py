"""Values of secrets: made up, or read at the last moment from the file of the repository that they stand in."""

import json
import re
from pathlib import Path
from typing import Any

import yaml

from mainstay.model.errors import MainstayError
from mainstay.model.intent import FromFile, Generated
from mainstay.model.plan import EnsureSecret
from mainstay.world.ports import Randomness

LENGTH = 50
_REFERENCE = re.compile(r"\$\{(?P<name>\w+)(?::?-(?P<default>[^}]*))?\}")


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
        found = _dotenv(text) if path.suffix not in {".yaml", ".yml", ".json"} else _parsed(path, text)
        for key in given.pointer:
            found = _step(found, key)
    except (OSError, ValueError, KeyError, yaml.YAMLError) as error:
        raise MainstayError(
            f"{given.path} ({'.'.join(given.pointer)})",
            "the value must still be there",
            f"it could not be read ({type(error).__name__})",
            hint="put it back, or set it with `mainstay config set`",
        ) from error
    return _filled(str(found), path.parent / ".env")


def _parsed(path: Path, text: str) -> object:
    return json.loads(text) if path.suffix == ".json" else yaml.safe_load(text)


def _step(found: Any, key: str) -> object:  # noqa: ANN401 - whatever somebody's file holds
    if isinstance(found, dict):
        return found[key]  # pyright: ignore[reportUnknownVariableType]
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


def _dotenv(text: str) -> dict[str, str]:
    values: dict[str, str] = {}
    for line in text.splitlines():
        name, separator, value = line.strip().removeprefix("export ").partition("=")
        if separator and not name.startswith("#"):
            values[name.strip()] = value.strip().strip("'\"")
    return values


def _filled(value: str, dotenv: Path) -> str:
    if "${" not in value:
        return value
    known = _dotenv(dotenv.read_text(encoding="utf-8")) if dotenv.is_file() else {}
    return _REFERENCE.sub(lambda found: known.get(found["name"], found["default"] or ""), value)
