"""What IAM asks of the statements of a policy."""

import re
from collections.abc import Iterator

from mainstay.model.errors import MainstayError
from mainstay.model.told import PolicyDocument, Statement
from mainstay.render.terraform.item import Item

_SID = re.compile(r"[A-Za-z0-9]*")
_ACTION = re.compile(r"\*|[a-z0-9-]+:[A-Za-z0-9*?]+")


def statement_errors(item: Item, place: str) -> Iterator[MainstayError]:
    """Statements of the policies of `item` that IAM refuses (IAM User Guide, "Grammar of the JSON policy language")."""
    for value in item.arguments.values():
        if isinstance(value, PolicyDocument):
            yield from _document(value, place)


def _document(policy: PolicyDocument, place: str) -> Iterator[MainstayError]:
    if not policy.statements:
        yield MainstayError(place, "a policy must state something", "it has no statement", hint="leave the policy out")
    seen: set[str] = set()
    for statement in policy.statements:
        yield from _statement(statement, place)
        if statement.sid and statement.sid in seen:
            yield _error(place, "each `sid` must be there once", f"`{statement.sid}` is there twice")
        seen.add(statement.sid)


def _statement(statement: Statement, place: str) -> Iterator[MainstayError]:
    if not _SID.fullmatch(statement.sid):
        yield _error(place, "a `sid` must consist of letters and digits", f"it is `{statement.sid}`")
    if not statement.actions:
        yield _error(place, "a statement must have actions", f"`{statement.sid}` has none")
    for action in statement.actions:
        if not _ACTION.fullmatch(action):
            yield _error(place, "an action must be `service:Operation`", f"it is `{action}`")
    if statement.effect not in ("Allow", "Deny"):
        yield _error(place, "`effect` must be `Allow` or `Deny`", f"it is `{statement.effect}`")


def _error(place: str, must: str, found: str) -> MainstayError:
    return MainstayError(place, must, found, hint="change what the kind grants")
