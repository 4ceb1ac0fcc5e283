"""The verb `config unset`."""

from typing import Annotated

from mainstay.actions.arguments import Argument, Option
from mainstay.actions.context import Context
from mainstay.actions.results import Report


async def config_unset(
    context: Context,
    names: Annotated[tuple[str, ...], Argument("The names of the values.")],
    *,
    later: Annotated[bool, Option("Do so at the next release; release nothing now.")] = False,
) -> Report:
    """Remove configuration values.

    What the application gets without them is what it got before they were set. A new release is made.

    Example:
        mainstay config unset FEATURE_X
    """
    from mainstay.actions.changes import reconfigure
    from mainstay.actions.configuration import known_names
    from mainstay.actions.workspace import open_workspace

    with open_workspace(context) as workspace, workspace.exclusive():
        removed = dict.fromkeys(known_names(workspace, names))
        return await reconfigure(workspace, context, removed, release=not later)
