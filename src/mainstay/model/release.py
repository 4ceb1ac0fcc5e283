"""A release: what was built, with which configuration, under a number that is never used again."""

from mainstay.model.intent import Intent
from mainstay.model.value import Value


class Release(Value, frozen=True, kw_only=True):
    """One release.

    `digest` identifies all that it is made of, `source` the content of the source tree. `built` is the number of the
    release whose files it runs (its own, or an earlier one: changed configuration and rollbacks build nothing).
    `config` maps names set with `mainstay config set` to their place in the vault.
    """

    number: int
    digest: str
    source: str
    built: int
    intent: Intent
    config: dict[str, str] = {}
    note: str = ""


class RollbackProof(Value, frozen=True, kw_only=True):
    """What `mainstay prove upgrade` has found of going back from the code `new` to the code `old`.

    Both are digests of content (`Release.source`), so a proof holds for exactly that code, and no other. `tests` are
    those that were run, in `simulations` simulations of all kinds of moves; `unsafe` are the moves that break.
    """

    old: str
    new: str
    safe: bool
    tests: tuple[str, ...] = ()
    simulations: int = 0
    unsafe: tuple[str, ...] = ()
