"""Data that other programs' files hold: JSON, TOML and YAML, narrowed without trusting any of it."""

import json
import re
import tomllib
from typing import Any, cast

import yaml


def as_map(value: object) -> dict[str, object]:
    """The value if it is a mapping, with keys as text; else an empty one."""
    if not isinstance(value, dict):
        return {}
    return {_encodable(str(k)): v for k, v in cast("dict[object, object]", value).items()}


def as_list(value: object) -> list[object]:
    """The value if it is a list; else an empty one."""
    return cast("list[object]", value) if isinstance(value, list) else []


def as_text(value: object) -> str:
    """A scalar as text; "" for null, lists and mappings."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _encodable(value)
    return str(value) if isinstance(value, int | float) else ""


def as_texts(value: object) -> list[str]:
    """A list of scalars, or one scalar as a list of one."""
    if isinstance(value, list):
        return [t for v in as_list(cast("object", value)) if (t := as_text(v))]
    return [t] if (t := as_text(value)) else []


def _encodable(text: str) -> str:
    """The text with `?` for halves of surrogate pairs, which escapes can spell and no encoding can write."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode(errors="replace").decode()
    return text


MAX_DIGITS = 6


def as_int(value: object) -> int | None:
    """The whole number that the value is or spells."""
    text = as_text(value).strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MAX_DIGITS else None


def dig(value: object, *path: str) -> object:
    """What stands at a path of keys; None where any of it is missing."""
    for key in path:
        value = as_map(value).get(key)
    return value


def load_json(text: str) -> object:
    """JSON, also with `//` comments and trailing commas; None where it does not parse."""
    for candidate in (text, _without_comments(text)):
        try:
            return cast("object", json.loads(candidate))
        except (ValueError, RecursionError):
            continue
    return None


_JSON_PARTS = re.compile(r'"(?:[^"\\\n]|\\.)*"|//[^\n]*|/\*.*?\*/|,(?=\s*[}\]])', re.DOTALL)


def _without_comments(text: str) -> str:
    return _JSON_PARTS.sub(lambda m: m.group() if m.group().startswith('"') else "", text)


def load_toml(text: str) -> dict[str, object]:
    """TOML; an empty mapping where it does not parse."""
    try:
        return cast("dict[str, object]", tomllib.loads(text))
    except (tomllib.TOMLDecodeError, RecursionError, ValueError):
        return {}


class Marked(dict[str, Any]):
    """A YAML mapping that knows on which line (from 1) each of its keys stands."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: dict[str, int] = {}
        self.repeated: dict[str, int] = {}


class _PlainLoader(yaml.SafeLoader):
    """Scalars stay text, unknown tags are ignored, mappings are `Marked`. Merge keys work."""


class _TypedLoader(yaml.SafeLoader):
    """Scalars become booleans and numbers (days stay text, as in JSON), mappings are `Marked`."""


def _map(loader: yaml.SafeLoader, node: yaml.MappingNode) -> Any:  # noqa: ANN401 - the loader's own protocol
    marked = Marked()
    yield marked
    for key, _ in node.value:
        name = str(key.value)
        if name in marked.lines and name != "<<":
            marked.repeated[name] = key.start_mark.line + 1
        marked.lines.setdefault(name, key.start_mark.line + 1)
    loader.flatten_mapping(node)  # merge keys
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise yaml.constructor.ConstructorError(None, None, "found a key that is no text", key.start_mark)
        # As it is written: YAML 1.1 takes `no` and `on` for booleans, and they are good names.
        marked[str(key.value)] = loader.construct_object(value)  # pyright: ignore[reportUnknownMemberType] - stubs


def _plain(loader: yaml.SafeLoader, node: yaml.Node) -> Any:  # noqa: ANN401 - the loader's own protocol
    if isinstance(node, yaml.ScalarNode):
        return None if node.style is None and node.value in {"", "~", "null", "Null", "NULL"} else str(node.value)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    return None


def _plain_tagged(loader: yaml.SafeLoader, _tag: str, node: yaml.Node) -> Any:  # noqa: ANN401 - as above
    return _plain(loader, node)


for _tag in ("bool", "int", "float", "null", "timestamp", "binary", "str"):
    _PlainLoader.add_constructor(f"tag:yaml.org,2002:{_tag}", _plain)
_PlainLoader.add_multi_constructor("!", _plain_tagged)  # pyright: ignore[reportUnknownMemberType] - stubs
_TypedLoader.add_constructor("tag:yaml.org,2002:timestamp", _plain)
for _loader in (_PlainLoader, _TypedLoader):
    _loader.add_constructor("tag:yaml.org,2002:map", _map)


def load_yaml(text: str, *, typed: bool = False) -> object:
    """YAML as `Marked` mappings, lists and scalars (all text, or typed). Raises `yaml.YAMLError`.

    Merge keys (`<<`) are followed. Unknown tags are ignored, except where `typed`.
    """
    try:
        loader = _TypedLoader if typed else _PlainLoader
        return cast("object", yaml.load(text, loader))  # noqa: S506 - both are safe loaders
    except (RecursionError, ValueError, TypeError) as error:
        raise yaml.YAMLError(str(error)) from None


def key_line(mapping: object, key: str, otherwise: int = 0) -> int:
    """The line that `key` stands on in a `Marked` mapping."""
    return mapping.lines.get(key, otherwise) if isinstance(mapping, Marked) else otherwise


def line_of(text: str, *needles: str) -> int:
    """The line (from 1) on which the needles are found one after the other; 0 where they are not."""
    position = 0
    for needle in needles:
        position = text.find(needle, position)
        if position < 0:
            return 0
    return text.count("\n", 0, position) + 1
