"""The verb `why`."""

import difflib
from typing import Annotated

from mainstay.actions.arguments import Argument
from mainstay.actions.context import Context
from mainstay.actions.results import Report
from mainstay.model.errors import MainstayError
from mainstay.model.graph import Graph, Reason, Relation, Resource


def why(
    context: Context, name: Annotated[str, Argument("A part of the architecture, or what the application needs.")]
) -> Report:
    """Explain why a part of the architecture is there.

    Shows the chain of reasons, from what was found in the repository to the technology that was chosen, and what the
    part is connected to. Looks at the repository as it is now; nothing needs to run.

    Example:
        mainstay why db
        mainstay why web --json
    """
    from mainstay.actions.releasing import architecture
    from mainstay.actions.workspace import open_workspace
    from mainstay.detect import detect

    context.progress.say(f"looking at {context.project}")
    with open_workspace(context, remember=False) as workspace:
        return explanation(architecture(workspace, detect(context.project)), name)


def explanation(graph: Graph, name: str) -> Report:
    """Why the resources called `name`, or made for the component of that name, are in the graph.

    Raises `MainstayError` where there is none, with the nearest name.
    """
    parts = [part for part in graph.resources if name in (part.name, part.component)]
    if not parts:
        raise _unknown(graph, name)
    lines: list[str] = []
    for part in parts:
        lines += [*([""] if lines else []), *_lines(graph, part)]
    return Report(data={"parts": [_data(graph, part) for part in parts]}, lines=tuple(lines))


def _lines(graph: Graph, part: Resource) -> list[str]:
    lines = [f"{part.name}: {part.kind.id} ({part.kind.about})"]
    lines += [f"  {_told(reason)}" for reason in part.why]
    for relation in _relations(graph, part):
        lines.append(f"  {_sentence(relation)}")
        lines += [f"    {_told(reason)}" for reason in relation.why]
    return lines


def _told(reason: Reason) -> str:
    where = f" [{reason.origin}]" if reason.origin else ""
    return f"{reason.step}: {reason.says}{where}"


def _sentence(relation: Relation) -> str:
    return f"{relation.source} {relation.link.value.replace('_', ' ')} {relation.target}"


def _relations(graph: Graph, part: Resource) -> list[Relation]:
    return [r for r in graph.relations if part.name in (r.source, r.target)]


def _data(graph: Graph, part: Resource) -> dict[str, object]:
    return {
        "name": part.name,
        "kind": part.kind.id,
        "about": part.kind.about,
        "component": part.component,
        "why": [_reason(reason) for reason in part.why],
        "relations": [
            {"source": r.source, "link": r.link.value, "target": r.target, "why": [_reason(reason) for reason in r.why]}
            for r in _relations(graph, part)
        ],
    }


def _reason(reason: Reason) -> dict[str, object]:
    return {"step": reason.step, "says": reason.says, "origin": str(reason.origin) if reason.origin else None}


def _unknown(graph: Graph, name: str) -> MainstayError:
    known = sorted({part.name for part in graph.resources})
    near = difflib.get_close_matches(name, known, n=1)
    hint = f"did you mean `mainstay why {near[0]}`?" if near else f"there are {', '.join(known) or 'none'}"
    return MainstayError(f"mainstay why {name}", "there must be such a part", "there is none", hint=hint)
