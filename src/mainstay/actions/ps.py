"""The verb `ps`."""

from mainstay.actions.context import Context
from mainstay.actions.results import Table


async def ps(context: Context) -> Table:
    """Show what runs.

    One row for each instance: programs of the application, backing services, router and status page.
    Exits with 1 if one of them is unhealthy, has ended, or waits to be started again.

    Example:
        mainstay ps
        mainstay ps --json
    """
    from mainstay.actions.status import instances_table
    from mainstay.actions.workspace import open_workspace

    with open_workspace(context) as workspace:
        return await instances_table(workspace)
