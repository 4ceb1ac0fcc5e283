"""The verb `enable`."""

from mainstay.actions.context import Context
from mainstay.actions.results import Report


async def enable(context: Context) -> Report:
    """Start the application whenever this machine starts.

    Writes a systemd unit of yours (as root: of the machine) and enables it. Where systemd does not run, it shows the
    unit and the line that other init systems need.

    Example:
        mainstay enable
    """
    from mainstay.actions.boot import enable_unit
    from mainstay.actions.workspace import open_workspace

    with open_workspace(context) as workspace:
        return await enable_unit(workspace)
