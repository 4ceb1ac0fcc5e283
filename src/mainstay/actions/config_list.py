"""The verb `config list`."""

from mainstay.actions.context import Context
from mainstay.actions.results import Table


def config_list(context: Context) -> Table:
    """Show the configuration; secrets are masked.

    All names that programs of the application see, with where each comes from.

    Example:
        mainstay config list
    """
    from mainstay.actions.configuration import settings_table
    from mainstay.actions.workspace import open_workspace

    with open_workspace(context) as workspace:
        return settings_table(workspace)
