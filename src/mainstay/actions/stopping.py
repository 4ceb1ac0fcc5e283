"""Stopping an application, and deleting what it leaves."""

import shutil

from mainstay.actions.context import Context
from mainstay.actions.present import present_instances
from mainstay.actions.releasing import machinery_of
from mainstay.actions.workspace import Workspace, shared_store
from mainstay.model.errors import MainstayError
from mainstay.render import render_down
from mainstay.run import apply, recover


async def stop(workspace: Workspace, context: Context) -> list[str]:
    """Stop everything that mainstay started for the project; the names of what was stopped."""
    machinery = machinery_of(workspace, context)
    plan = render_down(workspace.paths.id, present_instances(workspace))
    # An interrupted release is undone first, so that no half of it is left behind.
    await recover(machinery, plan.digest, context.progress.step)
    instances = present_instances(workspace)
    await machinery.lifecycle.ensure()
    await apply(render_down(workspace.paths.id, instances), machinery, context.progress.step)
    return sorted(instances)


def destroy(workspace: Workspace) -> None:
    """Delete `.mainstay` with all that is in it; raises `MainstayError` naming what could not be deleted."""
    if shared_store(workspace.vault, workspace.world):
        workspace.ledger.forget()
    for folder in (workspace.paths.runtime, workspace.paths.home):
        try:
            shutil.rmtree(folder)
        except FileNotFoundError:
            continue
        except OSError as error:
            raise MainstayError(
                str(error.filename or folder),
                "must be deleted",
                error.strerror or str(error),
                hint="delete it yourself: nothing runs any more",
            ) from error
