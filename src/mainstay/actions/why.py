"""The verb `why`."""

import difflib
from typing import Annotated

import msgspec

from mainstay.actions.arguments import Argument
from mainstay.actions.compile import ENVIRONMENT
from mainstay.actions.context import Context
from mainstay.actions.results import Report
from mainstay.model.errors import MainstayError
from mainstay.model.graph import Graph, Reason, Relation, Resource
from mainstay.model.target import Target
from mainstay.model.value import encode, to_builtins


def why(
    context: Context,
    name: Annotated[str, Argument("A part of the architecture, one of its properties, or what the application needs.")],
    *,
    environment: Annotated[str, ENVIRONMENT] = "",
) -> Report:
    """Explain why a part of the architecture is there.

    Shows the chain of reasons, from what was found in the repository to the technology that was chosen, and what the
    part is connected to. `RESOURCE.PROPERTY` explains one property, `COMPONENT.REQUIREMENT` tells what is asked of a
    component and by whom: mainstay.yaml, or a rule. Looks at the repository as it is now; nothing needs to run.

    Example:
        mainstay why db
        mainstay why db.instance_class
        mainstay why db.availability
        mainstay why web --json
    """
    from mainstay.actions.architecture import architecture_of

    context.progress.say(f"looking at {context.project}")
    return explanation(architecture_of(context, environment), name)


def explanation(graph: Graph, name: str) -> Report:
    """Why the resources called `name`, or made for the component of that name, are in the graph.

    Raises `MainstayError` where there is none, with the nearest name.
    """
    exact = [part for part in graph.resources if part.name == name]
    beside = [part for part in graph.resources if part.component == name and part.name != name]
    if not exact and not beside:
        return _property(graph, name)
    if exact and graph.target is not Target.LOCAL:  # dozens of parts: a line for each
        lines = [*_lines(graph, exact[0]), *(f"  beside it: {p.name} ({p.kind.id}): {p.why[0].says}" for p in beside)]
        return Report(data={"parts": [_data(graph, part) for part in (*exact, *beside)]}, lines=tuple(lines))
    parts = sorted((*exact, *beside), key=lambda part: part.name)
    lines: list[str] = []
    for part in parts:
        lines += [*([""] if lines else []), *_lines(graph, part)]
    return Report(data={"parts": [_data(graph, part) for part in parts]}, lines=tuple(lines))


def _property(graph: Graph, name: str) -> Report:
    """Why a property has its value; raises `MainstayError` where there is no such part or property."""
    owner, _, field = name.rpartition(".")
    part = next((part for part in graph.resources if part.name == owner), None)
    if part is None or field not in part.kind.__struct_fields__:
        asked = _asked(graph, owner, field)
        if asked is None:
            raise _unknown(graph, name) if part is None else _no_property(part, field)
        return _because(name, asked[0], _stated(graph, owner, field) or [_NOBODY])
    value = getattr(part.kind, field)
    reasons = [reason for reason in part.why if reason.property == field] or _stated(graph, owner, field)
    if not reasons and value == _default(part, field):
        reasons = [Reason(step="catalog", says=f"{part.kind.id} has it so unless somebody sets it otherwise")]
    return _because(name, value, reasons or [reason for reason in part.why if not reason.property])


_NOBODY = Reason(step="intent", says="nobody states it; this is what holds then")


def _because(name: str, value: object, reasons: list[Reason]) -> Report:
    plain = to_builtins(value)
    lines = (f"{name} = {encode(plain).decode()}", *(f"  {told(reason)}" for reason in reasons))
    return Report(data={"name": name, "value": plain, "why": [reason_data(reason) for reason in reasons]}, lines=lines)


def _asked(graph: Graph, name: str, field: str) -> tuple[object] | None:
    """What is asked of the component `name` in `field`, alone in a tuple; None where nothing of the kind can be."""
    from mainstay.compile.bind.sets import intent_fields

    component = next((one for one in graph.intent.components if one.name == name), None)
    if component is None or field not in intent_fields(type(component)):
        return None
    holder = component if field in component.__struct_fields__ else getattr(component, "needs", component)
    return (getattr(holder, field),)


def _stated(graph: Graph, name: str, field: str) -> list[Reason]:
    """Who states this field of the component `name`: a person, or a rule with the words of its author."""
    said = (e for one in graph.intent.components if one.name == name for e in one.evidence)
    return [
        Reason(step="policy" if one.rule else "intent", says=one.says, origin=one.origin)
        for one in said
        if one.field.removeprefix("needs.") == field
    ]


def _default(part: Resource, field: str) -> object:
    found = next(f for f in msgspec.structs.fields(part.kind) if f.name == field)
    return found.default


def _no_property(part: Resource, field: str) -> MainstayError:
    known = sorted(part.kind.__struct_fields__)
    near = difflib.get_close_matches(field, known, n=1)
    hint = f"did you mean `{part.name}.{near[0]}`?" if near else f"it has {', '.join(known)}"
    return MainstayError(f"mainstay why {part.name}", f"{part.kind.id} must have `{field}`", "it has not", hint=hint)


def _lines(graph: Graph, part: Resource) -> list[str]:
    lines = [f"{part.name}: {part.kind.id} ({part.kind.about})"]
    lines += [f"  {told(reason)}" for reason in part.why]
    for relation in _relations(graph, part):
        lines.append(f"  {_sentence(relation)}")
        lines += [f"    {told(reason)}" for reason in relation.why]
    return lines


def told(reason: Reason) -> str:
    """One reason, for people."""
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
        "why": [reason_data(reason) for reason in part.why],
        "relations": [
            {
                "source": r.source,
                "link": r.link.value,
                "target": r.target,
                "why": [reason_data(reason) for reason in r.why],
            }
            for r in _relations(graph, part)
        ],
    }


def reason_data(reason: Reason) -> dict[str, object]:
    """One reason, for programs."""
    return {"step": reason.step, "says": reason.says, "origin": str(reason.origin) if reason.origin else None}


def _unknown(graph: Graph, name: str) -> MainstayError:
    known = sorted({part.name for part in graph.resources})
    near = difflib.get_close_matches(name, known, n=1)
    hint = f"did you mean `mainstay why {near[0]}`?" if near else f"there are {', '.join(known) or 'none'}"
    return MainstayError(f"mainstay why {name}", "there must be such a part", "there is none", hint=hint)
