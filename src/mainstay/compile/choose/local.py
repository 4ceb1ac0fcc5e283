"""Pass 2, *choose*, on the local target: for each component the kind that realises it.

On one machine everything costs the same, so what was chosen before stays, and a tie is broken by the kind's id.
"""

from collections.abc import Sequence

from mainstay.catalog import backing_kinds, workload_kinds
from mainstay.compile.bind import place_of
from mainstay.model.errors import MainstayError
from mainstay.model.graph import Lock, Reason
from mainstay.model.intent import AnyComponent, Intent, Site, Workload
from mainstay.model.kind import Kind, Target
from mainstay.model.value import Value


class Decision(Value, frozen=True, kw_only=True):
    """`kind` realises `component`; `others` are the ids of kinds that could have."""

    component: AnyComponent
    kind: Kind
    others: tuple[str, ...] = ()
    why: tuple[Reason, ...]


def choose_local(intent: Intent, target: Target, previous: Lock) -> tuple[Decision, ...]:
    """One decision for each component; raises `MainstayError` where nothing in the catalog can realise it."""
    workloads, backings = workload_kinds(target), backing_kinds(target)  # once: it looks at all that is installed
    decisions: list[Decision] = []
    for component in intent.components:
        if isinstance(component, Workload | Site):
            found = [kind.realising(component, intent.build(component.build)) for kind in workloads]
        else:
            found = [kind.realising(component) for kind in backings]
        decisions.append(_decide(component, [kind for kind in found if kind is not None], target, previous))
    return tuple(decisions)


def _decide(component: AnyComponent, found: Sequence[Kind], target: Target, previous: Lock) -> Decision:
    candidates = sorted(found, key=lambda kind: kind.id)
    if not candidates:
        raise MainstayError(
            place_of(component.evidence, component.name),
            f"`{component.name}` ({component.role.value}) must be realised by a kind of the target {target.value}",
            "no kind in the catalog can",
            hint="`mainstay detect` shows what is needed; override it in mainstay.yaml",
        )
    kept = [kind for kind in candidates if kind.id == previous.kinds.get(component.name)]
    kind = kept[0] if kept else candidates[0]
    others = tuple(other.id for other in candidates if other is not kind)
    return Decision(component=component, kind=kind, others=others, why=_reasons(component, kind, others))


def _reasons(component: AnyComponent, kind: Kind, others: tuple[str, ...]) -> tuple[Reason, ...]:
    beside = f"; {', '.join(others)} could, too" if others else "; nothing else could"
    chosen = Reason(step="choose", says=f"{kind.id} realises {component.role.value} `{component.name}`{beside}")
    return (chosen, *said(component))


def said(component: AnyComponent) -> tuple[Reason, ...]:
    """What the intent said about the existence of a component."""
    return tuple(
        Reason(step="intent", says=evidence.says, origin=evidence.origin)
        for evidence in component.evidence
        if not evidence.field
    )
