"""A condition in CEL: compiled once, asked of many facts, with three answers."""

from functools import lru_cache

import cel

from mainstay.compile.bind.facts import Facts
from mainstay.compile.bind.functions import HELPERS, STANDARD
from mainstay.compile.bind.tokens import How, Path, bound_names, compares_mappings, paths, prepared
from mainstay.compile.bind.words import meant
from mainstay.model.policy import Holds

ROOTS = ("intent", "resource", "offer", "environment", "region")
"""The variables of a condition."""
_FACTS = frozenset({"intent", "resource", "offer"})
_FACT = 2  # names in the path to a fact: resource.size
COMPILED_AT_MOST = 4096
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
        facts_of = [p for p in self.paths if len(p.names) > 1]
        asked = {(p.names[0], p.names[1]) for p in facts_of if p.how is How.ASKED and len(p.names) == _FACT}
        self.asks = frozenset((p.names[0], p.names[1]) for p in facts_of if p.how is not How.ASKED) - asked
        # What marks cannot tell: a path taken as a whole, which may be a mapping, and an item of a list as a whole.
        self._wholes = frozenset(p.names for p in facts_of if p.how in {How.WHOLE, How.METHOD})
        self._item = any(p.names[0] in bound and len(p.names) == 1 for p in _besides_bindings(found))

    def answer(self, facts: Facts) -> tuple[Holds, str]:
        """Whether it holds, and where that cannot be told, why."""
        if facts.partly and ((self._item and facts.items) or not self._wholes.isdisjoint(facts.parts)):
            return Holds.CANNOT_TELL, "it depends on what is known only at apply"
        try:
            value = self._program.execute(facts.context)
        except _FAILED as error:
            return Holds.CANNOT_TELL, self._trouble(error, facts)
        if not isinstance(value, bool):
            return Holds.CANNOT_TELL, "the condition is neither true nor false"
        return (Holds.YES if value else Holds.NO), ""

    def value(self, context: cel.Context) -> object:
        """What it gives, or raises, for made-up facts."""
        return self._program.execute(context)

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


def _besides_bindings(found: list[Path]) -> list[Path]:
    """The paths without the names that macros bind, where they are bound: the first `x` in `list.all(x, x > 1)`."""
    bindings = {at + 1 for at in range(len(found) - 1) if _binds(found[at], found[at + 1])}
    return [path for at, path in enumerate(found) if at not in bindings]


def _binds(macro: Path, name: Path) -> bool:
    return macro.how in {How.WALKED, How.METHOD} and name.first == macro.last + 3


def _check_names(found: list[Path], bound: frozenset[str]) -> None:
    functions = [*HELPERS, *STANDARD]
    for path in found:
        if path.function and path.function not in functions:
            raise ConditionError(f"there is no function `{path.function}`", meant(path.function, functions))
        first = path.names[0]
        if path.how is not How.FUNCTION and first not in (*ROOTS, *bound):
            raise ConditionError(f"there is no variable `{first}`", meant(first, ROOTS))
        if first in _FACTS and len(path.names) == 1:
            raise ConditionError(f"it takes `{first}` as a whole", f"name a fact of it, as in `{first}.name`")


def _parse_trouble(source: str, error: Exception) -> str:
    """The parser's own words about the text as its author wrote it."""
    try:
        cel.compile(source)
    except ValueError as first:
        error = first
    text = str(error).partition("ERROR: ")[2] or str(error)
    return text.partition("\n")[0].removeprefix("<input>:")[:160]
