"""The verb `down`."""

from typing import Annotated

from mainstay.actions.arguments import Option
from mainstay.actions.context import Context
from mainstay.actions.results import Report


async def down(
    context: Context,
    *,
    destroy_data: Annotated[bool, Option("Delete its data and all that mainstay keeps, too.")] = False,
) -> Report:
    """Stop the application; its data stays.

    `mainstay up` starts it again as it was. With --destroy-data, databases, buckets, releases and the ledger are
    deleted for good, after asking.

    Example:
        mainstay down
        mainstay down --destroy-data --yes
    """
    from mainstay.actions.stopping import destroy, stop
    from mainstay.actions.workspace import open_workspace

    with open_workspace(context) as workspace, workspace.exclusive():
        if destroy_data and not context.agreed(f"Delete all data of {context.project} for good?"):
            return Report(data={"stopped": False}, lines=("nothing was changed",), ok=False)
        stopped = await stop(workspace, context)
        if destroy_data:
            destroy(workspace)
    lines = (f"stopped {', '.join(stopped)}" if stopped else "nothing ran",)
    lines += ("all data is deleted",) if destroy_data else ("its data is kept: `mainstay up` starts it again",)
    return Report(data={"stopped": stopped, "data_destroyed": destroy_data}, lines=lines)
