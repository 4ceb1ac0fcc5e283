"""A condition in CEL: compiled once, asked of many facts, with three answers."""

from functools import lru_cache

import cel

from mainstay.compile.bind.facts import Facts
from mainstay.compile.bind.functions import HELPERS, STANDARD
from mainstay.compile.bind.tokens import WORDS, Path, bound_names, compares_mappings, paths, prepared, tokens
from mainstay.compile.bind.words import meant
from mainstay.model.policy import Holds

ROOTS = ("intent", "resource", "offer", "environment", "region")
"""The variables of a condition."""
COMPILED_AT_MOST = 4096
_MACROS = frozenset({"all", "exists", "exists_one", "map", "filter", "in"})
_FAILED = (KeyError, TypeError, ValueError, RuntimeError, IndexError, OverflowError)
"""What the binding raises where a condition has no answer."""


class ConditionError(Exception):
    """A condition is wrong in itself: `found` says how, `hint` what to do."""

    def __init__(self, found: str, hint: str) -> None:
        super().__init__(found)
        self.found, self.hint = found, hint


class Condition:
    """One compiled condition.

    `roots` are the variables it uses, `asks` the facts of `intent`, `resource` and `offer` without which it has no
    answer.
    """

    def __init__(self, source: str) -> None:
        self.source = source
        found = paths(source)
        bound = bound_names(source)
        _check_names(found, bound)
        if compares_mappings(source):
            raise ConditionError("it compares a whole mapping", "compare its members, one by one")
        try:
            self._program = cel.compile(prepared(source))
        except ValueError as error:
            raise ConditionError(_parse_trouble(source, error), "see https://cel.dev for the language") from None
        self.paths = tuple(p for p in found if p.names[0] in ROOTS)
        self.roots = frozenset(p.names[0] for p in self.paths)
        self.asks = frozenset((p.names[0], p.names[1]) for p in self.paths if len(p.names) > 1 and not p.asked)
        # Only these look at the names of a mapping, from which what is unknown is missing.
        self._looks_at_names = any(token.text in _MACROS for token in tokens(source))

    def answer(self, facts: Facts) -> tuple[Holds, str]:
        """Whether it holds, and where that cannot be told, why."""
        try:
            value = self._program.execute(facts.context)
        except _FAILED as error:
            return Holds.CANNOT_TELL, self._trouble(error, facts)
        if not isinstance(value, bool):
            return Holds.CANNOT_TELL, "the condition is neither true nor false"
        if facts.partly and self._looks_at_names and self._guess(facts) not in {None, value}:
            return Holds.CANNOT_TELL, "it depends on what is known only at apply"
        return (Holds.YES if value else Holds.NO), ""

    def value(self, context: cel.Context) -> object:
        """What it gives, or raises, for made-up facts."""
        return self._program.execute(context)

    def _guess(self, facts: Facts) -> bool | None:
        """The answer with something else in the place of what is unknown; None where there is none."""
        try:
            value = self._program.execute(facts.guess)
        except _FAILED:
            return None
        return value if isinstance(value, bool) else None

    def _trouble(self, error: Exception, facts: Facts) -> str:
        unknown = [path for path in self.paths if facts.marked(path.names)]
        if unknown:
            return f"{', '.join('.'.join(path.names) for path in unknown)} is known only at apply"
        unset = [".".join(path.names) for path in self.paths if facts.unset(path.names)]
        if unset:
            return f"{', '.join(dict.fromkeys(unset))} is not stated"
        if isinstance(error, KeyError):
            return f"there is no fact `{error.args[0]}`"
        return str(error).partition(".")[0][:120]


@lru_cache(maxsize=COMPILED_AT_MOST)
def condition(source: str) -> Condition:
    """The compiled condition. Raises `ConditionError` where it does not compile or uses a name that is not known."""
    return Condition(source)


def _check_names(found: list[Path], bound: frozenset[str]) -> None:
    functions = [*HELPERS, *STANDARD]
    for path in found:
        first, last = path.names[0], path.names[-1]
        if path.called and last not in functions:
            raise ConditionError(f"there is no function `{last}`", meant(last, functions))
        variable = not (path.called and len(path.names) == 1)
        if variable and first not in (*ROOTS, *WORDS, *bound):
            raise ConditionError(f"there is no variable `{first}`", meant(first, ROOTS))


def _parse_trouble(source: str, error: Exception) -> str:
    """The parser's own words about the text as its author wrote it."""
    try:
        cel.compile(source)
    except ValueError as first:
        error = first
    text = str(error).partition("ERROR: ")[2] or str(error)
    return text.partition("\n")[0].removeprefix("<input>:")[:160]
