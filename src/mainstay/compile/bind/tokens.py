"""The words of a condition in CEL: enough of them to see which names it uses, and to ask what is known of a fact.

The binding parses and runs CEL but shows no syntax tree, so this reads the text (CEL language definition, "Syntax").
"""

import itertools
import re
from typing import NamedTuple

from mainstay.compile.bind.unknown import SIZED, STATED

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


class Path(NamedTuple):
    """Names with points between them (`resource.tags.team`); `asked` where it stands in `has()`; `called` as `f(…)`."""

    names: tuple[str, ...]
    asked: bool
    called: bool


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
        if words[at].sort != "name" or (at and words[at - 1].text == "."):
            at += 1
            continue
        end = _path_end(words, at)
        names = tuple(word.text for word in words[at:end:2])
        asked = at > 1 and (words[at - 2].text, words[at - 1].text) == ("has", "(")
        called = end < len(words) and words[end].text == "("
        found.append(Path(names, asked, called))
        at = end
    return found


def _path_end(words: list[Token], at: int) -> int:
    end = at + 1
    while end + 1 < len(words) and words[end].text == "." and words[end + 1].sort == "name":
        end += 2
    return end


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
    """The condition so that `has()` is true of what is stated but known only at apply, and false of what is null.

    `has(a.b)` asks for the mark, too, and `size(a.b)` and `a.b.size()` take the length that is known by itself.
    """
    words = tokens(source)
    out: list[str] = []
    at = 0
    while at < len(words):
        before = words[at - 1].text if at else ""
        if words[at].text in {"has", "size"} and words[at + 1 : at + 2] == [Token("mark", "(")] and before != ".":
            end = _path_end(words, at + 2) if at + 2 < len(words) and words[at + 2].sort == "name" else at
            if end > at + 3 and words[end : end + 1] == [Token("mark", ")")]:
                out.append(_asking(words[at].text, [w.text for w in words[at + 2 : end : 2]]))
                at = end + 1
                continue
        if words[at].sort == "name" and before != ".":
            end = _path_end(words, at)
            names = [w.text for w in words[at:end:2]]
            if len(names) > 2 and names[-1] == "size" and [w.text for w in words[end : end + 2]] == ["(", ")"]:  # noqa: PLR2004 - a.b.size
                out.append(_asking("size", names[:-1]))
                at = end + 2
                continue
        out.append(words[at].text)
        at += 1
    return " ".join(out)


def _asking(function: str, names: list[str]) -> str:
    owner, fact = ".".join(names[:-1]), names[-1]
    path = f"{owner}.{fact}"
    if function == "has":
        return f"(has({path}) ? {path} != null : has({owner}.{STATED}{fact}))"
    return f"(has({owner}.{SIZED}{fact}) ? {owner}.{SIZED}{fact} : size({path}))"
