"""A policy is right in itself: its conditions compile and type-check, and what it sets exists.

CEL is typed only when it runs, so a condition is run on made-up facts of the right types: those of every role, and of
every kind, that its rule is about. What is wrong with all of them is wrong.
"""

import fnmatch
import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import cast

import cel

from mainstay.compile.bind.condition import ROOTS, Condition, ConditionError, condition
from mainstay.compile.bind.functions import HELPERS
from mainstay.compile.bind.properties import property_types
from mainstay.compile.bind.samples import MADE, Free, Sample, kind_sample, offer_sample, role_sample
from mainstay.compile.bind.sets import is_field
from mainstay.compile.bind.words import meant
from mainstay.model.cloud import CloudKind
from mainstay.model.errors import MainstayError
from mainstay.model.policy import Policy, Rule

TRIED_AT_MOST = 64
_STUBS: dict[str, object] = {"size_rank": 1, "cidr_contains": True, "days": 1, "kind_in": True}
_TYPES = (TypeError, ValueError, RuntimeError)


def check_policy(policy: Policy, kinds: Iterable[type[CloudKind]]) -> None:
    """Raise `MainstayError` at the first rule that is wrong in itself; `kinds` are those that there are."""
    known = tuple(kinds)
    for rule in policy.rules:
        chosen = _chosen(rule, known)
        if rule.condition:
            _check_condition(rule, chosen)
        _check_sets(rule, chosen)


def _check_sets(rule: Rule, kinds: tuple[type[CloudKind], ...]) -> None:
    for name in rule.sets:
        if not is_field(name) and not any(name in property_types(kind) for kind in kinds):
            names = {n for kind in kinds for n in property_types(kind)}
            found = f"`{name}` is neither a requirement nor a property"
            raise _wrong(rule, "must set what there is", found, meant(name, names))


def _wrong(rule: Rule, must: str, found: str, hint: str) -> MainstayError:
    return MainstayError(str(rule.origin), f"the rule `{rule.id}` {must}", found, hint=hint)


def _chosen(rule: Rule, kinds: tuple[type[CloudKind], ...]) -> tuple[type[CloudKind], ...]:
    """The kinds that the rule is about."""
    patterns = rule.select.kinds
    if not patterns:
        return kinds
    names = {kind: (kind.id, *sorted(kind.aliases)) for kind in kinds}
    for pattern in patterns:
        if not any(fnmatch.fnmatchcase(name, pattern) for all_names in names.values() for name in all_names):
            known = [name for all_names in names.values() for name in all_names]
            raise _wrong(rule, "must be about kinds that exist", f"none is called `{pattern}`", meant(pattern, known))
    return tuple(k for k in kinds if any(fnmatch.fnmatchcase(n, p) for n in names[k] for p in patterns))


def _check_condition(rule: Rule, kinds: tuple[type[CloudKind], ...]) -> None:
    try:
        compiled = condition(rule.condition)
    except ConditionError as error:
        raise _wrong(rule, "must have a condition that compiles", error.found, error.hint) from None
    samples = _Samples(rule, kinds)
    for path in compiled.paths:
        samples.check(path.names)
    trouble = _tried(compiled, samples.variants(compiled))
    if trouble:
        raise _wrong(
            rule, "must have a condition that type-checks", trouble, "`mainstay policy test` runs examples of it"
        )


class _Samples:
    """What the condition of one rule can look at."""

    def __init__(self, rule: Rule, kinds: tuple[type[CloudKind], ...]) -> None:
        self._rule = rule
        self._roles = rule.select.intents or tuple(MADE)
        self._kinds = kinds

    def check(self, names: tuple[str, ...]) -> None:
        """Raise `MainstayError` where none of the samples of the root has this fact."""
        all_of = list(self._of(names[0], flag=True))
        if len(names) == 1 or not all_of or any(_reaches(sample, names[1:]) for sample in all_of):
            return
        depth = next(d for d in range(2, len(names) + 1) if not any(_reaches(s, names[1:d]) for s in all_of))
        owners = [cast("Sample", o) for s in all_of if isinstance(o := _at(s, names[1 : depth - 1]), dict)]
        known = {name for owner in owners for name in owner}
        raise _wrong(
            self._rule, "must look at facts that exist", f"there is no `{'.'.join(names[:depth])}`",
            meant(names[depth - 1], known),
        )  # fmt: skip

    def variants(self, compiled: Condition) -> Iterator[tuple[Mapping[str, object], ...]]:
        """Made-up facts: each twice, with every yes-or-no true and false."""
        roots = [root for root in ROOTS if root in compiled.roots]
        both = [zip(self._of(root, flag=True), self._of(root, flag=False), strict=True) for root in roots]
        for chosen in itertools.islice(_fitting(compiled, roots, both), TRIED_AT_MOST):
            yield tuple({r: pair[at] for r, pair in zip(roots, chosen, strict=True)} for at in (0, 1))

    def _of(self, root: str, *, flag: bool) -> Iterator[object]:
        if root == "intent":
            return (role_sample(role, flag=flag) for role in self._roles)
        if root == "resource":
            return (kind_sample(kind, flag=flag) for kind in self._kinds)
        return iter((offer_sample() if root == "offer" else "text",))


def _fitting(
    compiled: Condition, roots: list[str], both: Iterable[Iterable[tuple[object, object]]]
) -> Iterator[tuple[tuple[object, object], ...]]:
    """Combinations that have all facts which the condition asks for."""
    wanted = {root: {fact for owner, fact in compiled.asks if owner == root} for root in roots}
    kept = [
        [pair for pair in pairs if not isinstance(pair[0], dict) or wanted[root] <= pair[0].keys()]
        for root, pairs in zip(roots, both, strict=True)
    ]
    return itertools.product(*kept)


def _at(sample: object, names: tuple[str, ...]) -> object:
    for name in names:
        if isinstance(sample, Free) or not isinstance(sample, dict):
            return Free()
        sample = sample.get(name)  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType] - made-up facts
    return sample  # pyright: ignore[reportUnknownVariableType] - as above


def _reaches(sample: object, names: tuple[str, ...]) -> bool:
    """Whether there is such a fact; within a mapping of which nobody knows the names, there may be."""
    owner = _at(sample, names[:-1])
    return isinstance(owner, Free) or not isinstance(owner, dict) or names[-1] in owner


def _tried(compiled: Condition, variants: Iterable[tuple[Mapping[str, object], ...]]) -> str:
    """What is wrong with the condition whatever it is asked of; "" where it is right for something."""
    trouble = ""
    for pair in variants:
        wrong = [found for variables in pair if (found := _trouble(compiled, variables))]
        if not wrong:
            return ""
        trouble = trouble or wrong[0]
    return trouble


def _trouble(compiled: Condition, variables: Mapping[str, object]) -> str:
    miscalled: list[str] = []
    functions = {name: _stub(name, arity, miscalled) for name, (_, arity) in HELPERS.items()}
    try:
        value = compiled.value(cel.Context(variables=dict(variables), functions=functions))
    except (KeyError, IndexError):
        return miscalled[0] if miscalled else ""  # a tag that is not there, say: only real facts have them
    except _TYPES as error:
        return miscalled[0] if miscalled else _said(error)
    if miscalled:
        return miscalled[0]
    return "" if isinstance(value, bool) else f"it gives {type(value).__name__}, which is neither true nor false"


def _stub(name: str, arity: int, miscalled: list[str]) -> Callable[..., object]:
    """A function in the place of a helper: it gives a value of the right type, and notes a wrong call."""

    def answer(*given: object) -> object:
        if len(given) != arity:
            miscalled.append(f"`{name}` takes {arity} values, not {len(given)}")
        return _STUBS[name]

    return answer


def _said(error: Exception) -> str:
    """The binding's words in one sentence."""
    text = str(error)
    if text.startswith("No such overload"):
        return "an operation is not defined for the types of its operands (CEL never converts: 2.0 * 3.0, not 2.0 * 3)"
    return text.partition(". ")[0].rstrip(".")[:200]
