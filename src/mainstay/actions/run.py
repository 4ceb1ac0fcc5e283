"""The verb `run`."""

from typing import Annotated

from mainstay.actions.arguments import Argument, Option
from mainstay.actions.context import Context
from mainstay.actions.results import Report


async def run(
    context: Context,
    command: Annotated[tuple[str, ...], Argument("The command and its arguments.", metavar="CMD", verbatim=True)],
    *,
    process: Annotated[str, Option("As which process: its environment is used (default: web).", short="-p")] = "",
) -> Report:
    """Run a command as the application would.

    In the files and the environment of the release that serves, with its services in reach, on your terminal. The
    exit code is the command's own.

    Example:
        mainstay run python manage.py createsuperuser
        mainstay run --process worker python -c 'import os; print(sorted(os.environ))'
    """
    from mainstay.actions.oneoff import run_once
    from mainstay.actions.workspace import open_workspace

    with open_workspace(context) as workspace:
        status = await run_once(workspace, command, process)
    return Report(data={"exit_code": status}, status=status)
