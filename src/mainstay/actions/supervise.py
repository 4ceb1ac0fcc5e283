"""The verb `supervise`."""

from mainstay.actions.context import Context
from mainstay.actions.results import Report


async def supervise(context: Context) -> Report:
    """Keep the programs of a project running.

    Started by `mainstay up` and by the unit that `mainstay enable` writes; ends when it is told to stop everything.

    Example:
        mainstay -C path/to/project supervise
    """
    from mainstay.actions.workspace import open_workspace
    from mainstay.run.local import supervise as keep_running

    with open_workspace(context) as workspace:
        await keep_running(workspace.paths, world=workspace.world, journal=workspace.ledger, vault=workspace.vault)
    return Report(data={"stopped": True}, lines=("stopped",))
