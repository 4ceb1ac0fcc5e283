"""The verb `logs`."""

from typing import Annotated

from mainstay.actions.arguments import Argument, Option
from mainstay.actions.context import Context
from mainstay.actions.results import Stream


async def logs(
    context: Context,
    name: Annotated[str, Argument("A process, a service or one instance (default: all of them).")] = "",
    *,
    follow: Annotated[bool, Option("Keep showing new lines until interrupted.", short="-f")] = False,
    lines: Annotated[int, Option("How many of the newest lines to show first.", short="-n")] = 100,
    grep: Annotated[str, Option("Only lines that contain this text; case does not matter.", short="-g")] = "",
) -> Stream:
    """Show what programs have written.

    Lines are kept over restarts and releases. Secrets in them are masked before they are stored.

    Example:
        mainstay logs
        mainstay logs web --follow
        mainstay logs worker -n 20 --grep error
    """
    from mainstay.actions.lines import log_stream

    return log_stream(context, resource=name, text=grep, limit=lines, follow=follow)
