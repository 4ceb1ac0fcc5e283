"""The architecture of a project as it is now, whatever its target."""

from mainstay.actions.context import Context
from mainstay.model.graph import Graph
from mainstay.model.target import Target


def architecture_of(context: Context, environment: str = "") -> Graph:
    """The Graph of the project; nothing of it needs to run, and nothing is written.

    Raises `MainstayError` where its files are wrong, or nothing satisfies what they ask for.
    """
    from mainstay.actions.compiling import chosen_environment, compiled
    from mainstay.actions.releasing import architecture
    from mainstay.actions.workspace import open_workspace
    from mainstay.detect import detect

    intent = detect(context.project, environment=chosen_environment(context, environment))
    if intent.whole.target is not Target.LOCAL:
        return compiled(context, environment)
    with open_workspace(context, remember=False) as workspace:
        return architecture(workspace, intent)
