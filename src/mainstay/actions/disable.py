"""The verb `disable`."""

from mainstay.actions.context import Context
from mainstay.actions.results import Report


async def disable(context: Context) -> Report:
    """Do not start the application when this machine starts.

    Removes the unit that `mainstay enable` wrote. What runs now goes on running.

    Example:
        mainstay disable
    """
    from mainstay.actions.boot import disable_unit
    from mainstay.actions.workspace import open_workspace

    with open_workspace(context) as workspace:
        return await disable_unit(workspace)
