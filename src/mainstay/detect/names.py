"""Names: what a component may be called, and which known name was meant."""

import difflib
import re
from collections.abc import Iterable

_NOT_NAME = re.compile(r"[^a-z0-9]+")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
NAME = r"[a-z0-9]([a-z0-9-]*[a-z0-9])?"
_NAME = re.compile(NAME)
MAX_NAME = 40
NAME_IN_WORDS = f"at most {MAX_NAME} lower case letters, digits and hyphens, with no hyphen at either end"


def sanitised(text: str, otherwise: str = "app") -> str:
    """`text` as a component name: lower case, digits and hyphens, at most 40 characters."""
    name = _NOT_NAME.sub("-", _CAMEL.sub("-", text).lower()).strip("-")[:MAX_NAME].strip("-")
    return name or otherwise


def is_name(text: str) -> bool:
    """Whether `text` may name a component as it is."""
    return len(text) <= MAX_NAME and _NAME.fullmatch(text) is not None


def unique(wanted: str, taken: Iterable[str]) -> str:
    """`wanted`, or `wanted-2`, `wanted-3`… where that is taken."""
    used = set(taken)
    name, number = wanted, 2
    while name in used:
        name, number = f"{wanted}-{number}", number + 1
    return name


def shortened(text: str, characters: int = 60) -> str:
    """The first line of a text, cut to a length that fits into a sentence."""
    line = text.strip().partition("\n")[0].strip()
    return line if len(line) <= characters else line[: characters - 1] + "…"


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word most like `word`; "" where none is close."""
    close = difflib.get_close_matches(word, sorted(known), n=1, cutoff=0.5)
    return close[0] if close else ""
