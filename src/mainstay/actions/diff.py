"""The verb `diff`."""

from dataclasses import replace
from typing import Annotated

from mainstay.actions.arguments import Argument, Option
from mainstay.actions.context import Context
from mainstay.actions.results import Report


async def diff(
    context: Context,
    revision: Annotated[str, Argument("The git revision to compare with (default: HEAD).", metavar="REV")] = "HEAD",
    *,
    environment: Annotated[str, Option("The environment (default: the first).", short="-e", metavar="NAME")] = "",
    exit_code: Annotated[bool, Option("End with 1 where anything differs.")] = False,
) -> Report:
    """Tell how the architecture differs from that of a git revision.

    Compiles the files as they are now, and as they were in that revision, and compares the two in words: first what
    makes it less safe and what concerns security, then what changes for each component, then the cost.

    Example:
        mainstay diff
        mainstay diff main --exit-code
    """
    from mainstay.actions.architecture import architecture_and_warnings, architecture_of
    from mainstay.actions.comparing import comparison
    from mainstay.actions.revision import files_of

    async with files_of(context, revision) as folder:
        context.progress.say(f"compiling {revision}")
        before = architecture_of(context.at(folder), environment)
    context.progress.say("compiling the files as they are now")
    after, warnings = architecture_and_warnings(context, environment)
    return replace(comparison(before, after, revision, strict=exit_code), notes=warnings)
