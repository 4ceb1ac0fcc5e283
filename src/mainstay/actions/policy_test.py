"""The verb `policy test`."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from mainstay.actions.arguments import Argument
from mainstay.actions.context import Context
from mainstay.actions.results import Column, Table
from mainstay.model.policy import Holds
from mainstay.model.target import Target

if TYPE_CHECKING:
    from mainstay.compile.bind.examples import Outcome

FOLDER = "policy"
_WORDS = {Holds.YES: "pass", Holds.NO: "fail", Holds.CANNOT_TELL: "cannot tell"}


def policy_test(
    context: Context,
    folder: Annotated[
        Path | None, Argument("A folder or file with rules (default: those of mainstay.yaml, or `policy`).")
    ] = None,
) -> Table:
    """Try the rules on the examples beside them.

    Checks every rule in itself, then asks it about each of its examples, and fails where one answer is not the expected
    one. A rule about something else than the example passes it.

    Example:
        mainstay policy test
        mainstay policy test policy/company.yaml
    """
    from mainstay.catalog import cloud_kinds
    from mainstay.compile.bind.check import check_policy
    from mainstay.compile.bind.examples import outcomes, without_example
    from mainstay.detect import read_policy

    policy = read_policy(_folders(context, folder))
    kinds = cloud_kinds(Target.AWS)
    check_policy(policy, kinds)
    found = outcomes(policy, kinds)
    notes = [f"{rule.origin}: the rule `{rule.id}` has no example" for rule in without_example(policy)]
    wrong = sum(not outcome.right for outcome in found)
    notes.append(f"{len(policy.rules)} rules, {len(found)} examples, {wrong} not as expected")
    columns = (
        Column("rule", whole=True), Column("place", whole=True), Column("expected"), Column("found"), Column("because"),
    )  # fmt: skip
    return Table(columns=columns, rows=tuple(map(_row, found)), notes=tuple(notes), ok=not wrong, empty="no examples")


def _row(outcome: "Outcome") -> tuple[str, str, str, str, str]:
    example = outcome.example
    return (example.rule, str(example.origin), _WORDS[example.expect], _WORDS[outcome.found], outcome.says)


def _folders(context: Context, folder: Path | None) -> Mapping[str, Path]:
    from mainstay.actions.policy_folders import policy_folders
    from mainstay.detect import stated_policy

    if folder is not None:
        return {str(folder): context.project / folder}
    return policy_folders(context, stated_policy(context.project) or (FOLDER,))
