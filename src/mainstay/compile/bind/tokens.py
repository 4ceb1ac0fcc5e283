"""The words of a condition in CEL: enough of them to see which names it uses and how, and to ask what is known of them.

The binding parses and runs CEL but shows no syntax tree, so this reads the text (CEL language definition, "Syntax").
"""

import itertools
import re
from enum import Enum, auto
from typing import NamedTuple

from mainstay.compile.bind.unknown import NAMED, SIZED, STATED

_TOKEN = re.compile(
    r"""(?P<space>\s+|//[^\n]*)
    |(?P<text>[bBrR]{0,2}(?:\"{3}.*?\"{3}|'{3}.*?'{3}|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'))
    |(?P<number>\d+(?:\.\d+)?(?:[eE][-+]?\d+)?u?)
    |(?P<name>[A-Za-z_]\w*)
    |(?P<mark>&&|\|\||==|!=|<=|>=|.)""",
    re.VERBOSE | re.DOTALL,
)
_MACROS = frozenset({"all", "exists", "exists_one", "map", "filter"})
WORDS = frozenset({"true", "false", "null", "in"})


class Token(NamedTuple):
    """One word: what it is (`name`, `text`, `number`, `mark`), and the text itself."""

    sort: str
    text: str


class How(Enum):
    """What a condition does with a path of names."""

    WHOLE = auto()  # its value, whatever that is
    ASKED = auto()  # has(a.b)
    SIZED = auto()  # size(a.b), a.b.size()
    SOUGHT = auto()  # "x" in a.b
    WALKED = auto()  # a.b.exists(x, …)
    FUNCTION = auto()  # f(…), where the path is the name of the function
    METHOD = auto()  # a.b.f(…), where the path is a.b


class Path(NamedTuple):
    """Names with points between them (`resource.tags.team`), and from which word to which they stand.

    `function` is the function or macro that is called on it, or by it.
    """

    names: tuple[str, ...]
    how: How
    first: int
    last: int
    function: str = ""


def tokens(source: str) -> list[Token]:
    """The words of a condition, spaces and comments left out."""
    found = [Token(str(m.lastgroup), m.group()) for m in _TOKEN.finditer(source)]
    return [token for token in found if token.sort != "space"]


def paths(source: str) -> list[Path]:
    """All paths of names in a condition."""
    words = tokens(source)
    found: list[Path] = []
    at = 0
    while at < len(words):
        if words[at].sort == "name" and words[at].text not in WORDS and (not at or words[at - 1].text != "."):
            path = _path(words, at)
            found.append(path)
            at = max(at + 1, path.last)
        else:
            at += 1
    return found


def _path(words: list[Token], at: int) -> Path:
    end = at + 1
    while end + 1 < len(words) and words[end].text == "." and words[end + 1].sort == "name":
        end += 2
    names = tuple(word.text for word in words[at:end:2])
    before = [word.text for word in words[max(0, at - 2) : at]]
    after = [word.text for word in words[end : end + 2]]
    if after[:1] == ["("]:
        return _called(names, at, end, after)
    if len(names) > 1 and before in (["has", "("], ["size", "("]) and after[:1] == [")"]:
        return Path(names, How.ASKED if before[0] == "has" else How.SIZED, at - 2, end + 1)
    if len(names) > 1 and before[-1:] == ["in"] and after[:1] != ["["]:
        return Path(names, How.SOUGHT, at, end)
    return Path(names, How.WHOLE, at, end)


def _called(names: tuple[str, ...], at: int, end: int, after: list[str]) -> Path:
    *owner, function = names
    if not owner:
        return Path(names, How.FUNCTION, at, end, function)
    if len(owner) > 1 and function == "size" and after == ["(", ")"]:
        return Path(tuple(owner), How.SIZED, at, end + 2, function)
    if len(owner) > 1 and function in _MACROS:
        return Path(tuple(owner), How.WALKED, at, end - 2, function)
    return Path(tuple(owner), How.METHOD, at, end - 2, function)


def bound_names(source: str) -> frozenset[str]:
    """Names that macros bind: the `x` in `list.all(x, x > 1)`."""
    words = tokens(source)
    return frozenset(
        words[i + 2].text
        for i in range(len(words) - 3)
        if words[i].text in _MACROS and words[i + 1].text == "(" and words[i + 2].sort == "name"
        and words[i + 3].text == ","
    )  # fmt: skip


def compares_mappings(source: str) -> bool:
    """Whether a mapping is compared as a whole, or looked for in a list: its unknown part would be overlooked."""
    texts = [word.text for word in tokens(source)]
    pairs = itertools.pairwise(texts)
    return any((a in {"==", "!="} and b == "{") or (a == "}" and b in {"==", "!=", "in"}) for a, b in pairs)


def prepared(source: str) -> str:
    """The condition so that it asks the marks of what is known only at apply (see `unknown`).

    `has(a.b)` is true of what is stated though not known, and false of null; lengths and names that are known by
    themselves are taken from where they stand.
    """
    words = tokens(source)
    out: list[str] = []
    done = 0
    for path in paths(source):
        asking = _asking(path)
        if asking:
            out += [*(word.text for word in words[done : path.first]), asking]
            done = path.last
    return " ".join([*out, *(word.text for word in words[done:])])


def _asking(path: Path) -> str:
    owner, fact = ".".join(path.names[:-1]), path.names[-1]
    whole = f"{owner}.{fact}"
    if path.how is How.ASKED:
        return f"(has({whole}) ? {whole} != null : has({owner}.{STATED}{fact}))"
    if path.how is How.SIZED:
        return f"(has({owner}.{SIZED}{fact}) ? {owner}.{SIZED}{fact} : size({whole}))"
    if path.how in {How.SOUGHT, How.WALKED}:
        return f"(has({owner}.{NAMED}{fact}) ? {owner}.{NAMED}{fact} : {whole})"
    return ""
