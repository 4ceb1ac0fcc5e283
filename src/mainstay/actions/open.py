"""The verb `open`."""

from mainstay.actions.context import Context
from mainstay.actions.results import Report


async def open(context: Context) -> Report:  # noqa: A001 - the verb's name
    """Show where the application and its status page are.

    The address of the status page holds the token that lets a browser in: it is for you alone. Where there is a
    desktop, the page is opened.

    Example:
        mainstay open
    """
    from mainstay.actions.addresses import addresses, open_in_browser
    from mainstay.actions.workspace import open_workspace

    with open_workspace(context) as workspace:
        found = addresses(workspace)
        await open_in_browser(workspace, found["status page"])
    return Report(data=found, lines=tuple(f"{name:<12} {url}" for name, url in found.items()))
