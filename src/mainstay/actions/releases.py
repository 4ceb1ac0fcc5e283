"""The verb `releases`."""

from typing import Annotated

from mainstay.actions.arguments import Option
from mainstay.actions.context import Context
from mainstay.actions.results import Table


def releases(context: Context, *, limit: Annotated[int, Option("How many to show.", short="-n")] = 20) -> Table:
    """Show the releases, newest first.

    A release is what was built together with its configuration. Failed ones are shown with the reason. `going back`
    says what `mainstay prove upgrade` has found of going back there from what serves.

    Example:
        mainstay releases
        mainstay releases -n 3 --json
    """
    from mainstay.actions.history import releases_table
    from mainstay.actions.workspace import open_workspace

    with open_workspace(context) as workspace:
        return releases_table(workspace, limit)
