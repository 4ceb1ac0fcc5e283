"""The verb `config set`."""

from typing import Annotated

from mainstay.actions.arguments import Argument, Option
from mainstay.actions.context import Context
from mainstay.actions.results import Report


async def config_set(
    context: Context,
    values: Annotated[tuple[str, ...], Argument("NAME=value; NAME=- reads the value from standard input.")],
    *,
    later: Annotated[bool, Option("Keep the values for the next release; release nothing now.")] = False,
) -> Report:
    """Set configuration values.

    Programs see them in their environment, where they win over everything else. A new release is made of what
    serves now; nothing is built. Values are kept in the project's vault and never shown again.

    Example:
        mainstay config set STRIPE_KEY=sk_live_1 FEATURE_X=on
        mainstay config set --later API_TOKEN=-
    """
    from mainstay.actions.changes import reconfigure
    from mainstay.actions.configuration import given_values
    from mainstay.actions.workspace import open_workspace

    with open_workspace(context, create=True) as workspace, workspace.exclusive():
        return await reconfigure(workspace, context, given_values(values), release=not later)
