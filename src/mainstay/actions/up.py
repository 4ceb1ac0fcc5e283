"""The verb `up`."""

from pathlib import Path
from typing import Annotated

from mainstay.actions.arguments import Argument, Option
from mainstay.actions.context import Context
from mainstay.actions.results import Report


async def up(
    context: Context,
    directory: Annotated[
        Path | None, Argument("The application's folder (default: the project).", metavar="DIR")
    ] = None,
    *,
    port: Annotated[int | None, Option("Where people reach the first public service.", short="-p")] = None,
    dry_run: Annotated[bool, Option("Show the steps; change nothing.")] = False,
    note: Annotated[str, Option("What this release is about.", short="-m")] = "",
) -> Report:
    """Build and start the application, or release its newest state.

    Finds out what the repository holds, provides what it needs, builds it, runs its release phase, starts it beside
    what runs already, waits until it is healthy, and switches. Where anything fails, what served before serves on.
    Run again, it changes only what is not as it should be; after an interruption it finishes or undoes what was begun.

    Example:
        mainstay up path/to/clone
        mainstay up --dry-run
        mainstay up --port 8080 -m "new checkout"
    """
    from mainstay.actions.outcome import dry_run_report, outcome_report
    from mainstay.actions.releasing import Wanted, bring_about, give_port
    from mainstay.actions.workspace import open_workspace
    from mainstay.detect import detect
    from mainstay.model.target import Target

    context = context.at(directory)
    context.progress.say(f"looking at {context.project}")
    wanted = Wanted(intent=detect(context.project, target=Target.LOCAL), reason=note or "up")
    if dry_run:
        with open_workspace(context, remember=False) as workspace:
            return await dry_run_report(workspace, wanted)
    with open_workspace(context, create=True) as workspace, workspace.exclusive():
        if port is not None:
            give_port(workspace, wanted.intent, port)
        return outcome_report(workspace, await bring_about(workspace, context, wanted))
