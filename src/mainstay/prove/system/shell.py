"""The commands of a Procfile as a shell reads them: words, variables, assignments, `&&`.

That is what commands that start a program are made of. All else of the shell (pipes, files, patterns, background) is
refused with its place, never guessed at.
"""

import re
import shlex
from collections.abc import Mapping

from mainstay.model.errors import MainstayError
from mainstay.model.value import Value

_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*=")
_VARIABLE = re.compile(r"\$(?:(?P<plain>[A-Za-z_]\w*)|\{(?P<braced>[A-Za-z_]\w*)(?::?-(?P<default>[^}]*))?\})")
_OPERATORS = frozenset({"|", "||", "&", ";", "(", ")", "<", ">", ">>", "<<", ";;"})
# What starts a program in the environment of its project, which a simulated host has anyway.
_WRAPPERS = (("uv", "run"), ("poetry", "run"), ("pipenv", "run"), ("pdm", "run"), ("exec",), ("env",))


class Call(Value, frozen=True, kw_only=True):
    """One program to run: its words, and the variables that are set for it alone."""

    argv: tuple[str, ...]
    environment: dict[str, str] = {}


def read(command: str, environment: Mapping[str, str], *, where: str) -> tuple[Call, ...]:
    """The programs that `command` runs one after the other, each if the one before has succeeded.

    Raises `MainstayError` at `where` for what only a shell can do.
    """
    calls: list[Call] = []
    words: list[str] = []
    for word in [*_words(command, where), "&&"]:
        if word != "&&":
            words.append(word)
            continue
        if not words:
            raise _refused(command, where, "a program is missing")
        calls.append(_call(words, environment))
        words = []
    return tuple(calls)


def _words(command: str, where: str) -> list[str]:
    """The words with their quotes, so that what is in single quotes is not expanded."""
    lexer = shlex.shlex(command, posix=False, punctuation_chars=True)
    lexer.whitespace_split = True
    lexer.commenters = ""
    try:
        words = list(lexer)
    except ValueError as trouble:
        raise _refused(command, where, str(trouble)) from None
    for word in words:
        if word in _OPERATORS or "`" in word or "$(" in word:
            raise _refused(command, where, f"`{word}`")
    return words


def _call(words: list[str], environment: Mapping[str, str]) -> Call:
    own: dict[str, str] = {}
    rest = list(words)
    while rest:
        wrapper = next((each for each in _WRAPPERS if tuple(rest[: len(each)]) == each), None)
        if wrapper is not None:
            del rest[: len(wrapper)]
        elif _ASSIGNMENT.match(rest[0]):
            name, _, value = rest.pop(0).partition("=")
            own[name] = " ".join(_expanded(value, environment))
        else:
            break
    return Call(argv=tuple(word for each in rest for word in _expanded(each, environment)), environment=own)


def _expanded(word: str, environment: Mapping[str, str]) -> list[str]:
    """A word without its quotes, with the values of its variables; a bare one that is empty is no word at all."""

    def value(found: re.Match[str]) -> str:
        name = found["plain"] or found["braced"]
        return environment.get(name) or found["default"] or ""

    if word.startswith("'") and word.endswith("'") and word.count("'") == len("''"):
        return [word[1:-1]]
    filled = _VARIABLE.sub(value, word)
    if not any(quote in word for quote in "\"'\\"):
        return filled.split()
    return ["".join(shlex.split(filled))]


def _refused(command: str, where: str, found: str) -> MainstayError:
    return MainstayError(
        where,
        "its command must be a program with arguments, or several joined by `&&`",
        f"{found} in `{command}`",
        hint="move the rest into a Python module and start that",
    )
