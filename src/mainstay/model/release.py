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
