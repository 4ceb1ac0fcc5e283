"""YAML as a person writes it: keys in their usual order, lists indented, comments that say why.

PyYAML decides how a scalar is written (what needs quotes); the structure around it is simple enough to be written here,
twenty times as fast.
"""

import json
import math
import textwrap
from collections.abc import Iterable, Iterator
from functools import cache
from typing import cast

import yaml

from mainstay.catalog import Document

_WIDTH = 120


def dumped(data: object) -> str:
    """One YAML document of mappings, lists and scalars."""
    return "".join(f"{line}\n" for line in _block(data))


def _block(value: object) -> Iterator[str]:
    """The lines of a value that stands by itself."""
    if isinstance(value, dict) and value:
        for key, inner in cast("dict[str, object]", value).items():
            yield from _entry(f"{_scalar(key)}:", inner)
    elif isinstance(value, list) and value:
        for item in cast("list[object]", value):
            first, *rest = _block(item)
            yield f"- {first}"
            yield from (f"  {line}" for line in rest)
    else:
        yield _scalar(value) if isinstance(value, str) else json.dumps(value)


def _entry(key: str, value: object) -> Iterator[str]:
    lines = _block(value)
    if isinstance(value, dict | list) and value:
        yield key
        yield from (f"  {line}" for line in lines)
    else:
        yield f"{key} {next(lines)}"


@cache
def _scalar(text: str) -> str:
    """Text, in quotes where it would be read as something else."""
    style = '"' if "\n" in text else None
    written = yaml.dump(text, Dumper=yaml.SafeDumper, default_style=style, width=math.inf, allow_unicode=True)
    return written.removesuffix("\n").removesuffix("\n...")


def comment(says: Iterable[str]) -> str:
    """Comment lines."""
    lines = (line for text in says for line in textwrap.wrap(text, _WIDTH - 2, break_on_hyphens=False))
    return "".join(f"# {line}\n" for line in lines)


def documents(entries: Iterable[tuple[tuple[str, ...], Document]]) -> str:
    """Several documents in one file, each below its comment."""
    return "---\n".join(comment(says) + dumped(document) for says, document in entries)
