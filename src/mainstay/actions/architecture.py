"""The architecture of a project as it is now, whatever its target."""

from mainstay.actions.context import Context
from mainstay.model.graph import Graph
from mainstay.model.target import Target


def architecture_of(context: Context, environment: str = "") -> Graph:
    """The Graph of the project; nothing of it needs to run, and nothing is written.

    Raises `MainstayError` where its files are wrong, or nothing satisfies what they ask for.
    """
    return architecture_and_warnings(context, environment)[0]


def architecture_and_warnings(context: Context, environment: str = "") -> tuple[Graph, tuple[str, ...]]:
    """Like `architecture_of`, with what is to be told beside it."""
    from mainstay.actions.compiling import asked, chosen_environment, compilation_of, warned
    from mainstay.actions.releasing import architecture
    from mainstay.actions.workspace import open_workspace
    from mainstay.detect import detect

    intent = detect(context.project, environment=chosen_environment(context, environment))
    if intent.whole.target is not Target.LOCAL:
        context.progress.say("compiling")
        made = compilation_of(asked(context, environment))
        return made.graph, warned(made)
    with open_workspace(context, remember=False) as workspace:
        return architecture(workspace, intent), ()
