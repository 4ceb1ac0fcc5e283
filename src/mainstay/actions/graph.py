"""The verb `graph`."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

from mainstay.actions.arguments import Argument, Option
from mainstay.actions.context import Context
from mainstay.actions.results import Report


class Shown(StrEnum):
    """What is drawn: the components of the application, or every resource where it stands."""

    APP = "app"
    INFRA = "infra"


async def graph(
    context: Context,
    directory: Annotated[Path | None, Argument("The repository (default: the project).", metavar="DIR")] = None,
    *,
    view: Annotated[Shown, Option("What to draw.")] = Shown.APP,
    output: Annotated[Path, Option("The file: .svg, .png, .mmd, .html or .dot.", short="-o", metavar="FILE")] = Path(
        "architecture.svg"
    ),
    environment: Annotated[str, Option("The environment (default: the first).", short="-e", metavar="NAME")] = "",
) -> Report:
    """Draw the architecture.

    `app` shows components and what they use; `infra` shows all resources by network, zone and subnet, with rules,
    policies, logs and alarms counted on what they belong to. SVG and PNG are drawn by Graphviz.

    Example:
        mainstay graph -o shop.svg
        mainstay graph --view infra -o shop.html
    """
    from mainstay.actions.architecture import architecture_of
    from mainstay.actions.drawing import draw, drawable
    from mainstay.render.picture import View

    target = drawable(context, output)
    context = context.at(directory)
    context.progress.say(f"compiling {context.project}")
    found = architecture_of(context, environment)
    context.progress.say(f"drawing {target.name}")
    await draw(context.world, found, View(view.value), target)
    count = len(found.resources)
    told = f"{target}: {count} resource{'' if count == 1 else 's'}, the {view.value} view"
    return Report(data={"file": str(target), "view": view.value, "resources": count}, lines=(told,))
