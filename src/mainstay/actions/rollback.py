"""The verb `rollback`."""

from typing import Annotated

from mainstay.actions.arguments import Argument
from mainstay.actions.context import Context
from mainstay.actions.results import Report


async def rollback(
    context: Context,
    release: Annotated[int | None, Argument("Which release to go back to (default: the one before).")] = None,
) -> Report:
    """Serve an earlier release again.

    Its files and its configuration are taken over into a new release; nothing is built and no release phase is run,
    so the database stays as it is. It is health-gated like every release: where it does not become healthy, what
    serves now serves on. Where going back is not proved to be safe (`mainstay prove upgrade`), that is told.

    Example:
        mainstay rollback
        mainstay rollback 3
    """
    from mainstay.actions.changes import roll_back
    from mainstay.actions.outcome import outcome_report
    from mainstay.actions.workspace import open_workspace

    with open_workspace(context) as workspace, workspace.exclusive():
        return outcome_report(workspace, await roll_back(workspace, context, release))
