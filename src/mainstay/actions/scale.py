"""The verb `scale`."""

from typing import Annotated

from mainstay.actions.arguments import Argument
from mainstay.actions.context import Context
from mainstay.actions.results import Report


async def scale(
    context: Context, processes: Annotated[tuple[str, ...], Argument("How many of which: web=3 worker=2.")]
) -> Report:
    """Change how many instances of a process run.

    New instances get requests when they are healthy; those that go finish theirs first. The numbers are kept for
    later releases.

    Example:
        mainstay scale web=3 worker=2
    """
    from mainstay.actions.changes import rescale
    from mainstay.actions.outcome import outcome_report
    from mainstay.actions.workspace import open_workspace

    with open_workspace(context) as workspace, workspace.exclusive():
        return outcome_report(workspace, await rescale(workspace, context, processes))
