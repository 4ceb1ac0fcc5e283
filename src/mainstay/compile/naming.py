"""Kinds by the names that people say: an id (`aws.lambda`), an alias, or the last part of one (`lambda`)."""

import difflib
from collections.abc import Iterable

from mainstay.model.cloud import CloudKind
from mainstay.model.errors import MainstayError
from mainstay.model.intent import Intent


def called(kind: type[CloudKind], name: str) -> bool:
    """Whether somebody who says `name` can mean this kind."""
    return any(name in (known, known.rpartition(".")[2]) for known in (kind.id, *kind.aliases))


def named(name: str, kinds: Iterable[type[CloudKind]], where: str, *, also: Iterable[str] = ()) -> type[CloudKind]:
    """The one kind that is called so; raises `MainstayError` with the nearest name where there is none, or several.

    `also` are other words that could have been meant.
    """
    kinds = list(kinds)
    exact = [kind for kind in kinds if name == kind.id]
    found = exact or [kind for kind in kinds if called(kind, name)]
    if len(found) == 1:
        return found[0]
    if found:
        ids = ", ".join(sorted(kind.id for kind in found))
        raise MainstayError(where, f"`{name}` must name one kind", f"{ids} are called so", hint="give the whole id")
    raise MainstayError(
        where,
        "a kind must be in the catalog of the target",
        f"there is no `{name}`",
        hint=_nearest(name, kinds, also),
    )


def _nearest(name: str, kinds: Iterable[type[CloudKind]], also: Iterable[str]) -> str:
    words = {known: known for known in also}
    for kind in kinds:
        for known in (kind.id, *kind.aliases):
            words |= {known: kind.id, known.rpartition(".")[2]: kind.id}
    close = difflib.get_close_matches(name, sorted(words), n=1, cutoff=0.6)
    if close:
        return f"did you mean `{words[close[0]]}`?"
    return f"there are {', '.join(sorted(kind.id for kind in kinds if kind.realises))}"


def check_component(intent: Intent, name: str) -> None:
    """Raise `MainstayError` where the intent has no component of this name."""
    if name not in intent.names:
        close = difflib.get_close_matches(name, sorted(intent.names), n=1, cutoff=0.6)
        hint = f"did you mean `{close[0]}`?" if close else f"there are {', '.join(sorted(intent.names))}"
        raise MainstayError(f"`{name}`", "must be a component", "there is none", hint=hint)
