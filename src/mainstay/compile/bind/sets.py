"""Fields of the intent that rules set where nobody stated them."""

from functools import cache

import msgspec

from mainstay.compile.bind.typed import converted
from mainstay.model.intent import AnyComponent, Site, Whole
from mainstay.model.origin import Evidence
from mainstay.model.policy import Rule

_OWN = frozenset({"kind", "replicas", "memory_mib", "health_path", "fifo", "authenticated", "engine"})
_WHOLE = frozenset({"region", "budget_usd_month", "domain"})


@cache
def intent_fields(made: type[AnyComponent]) -> frozenset[str]:
    """The fields of a component that a rule can set: its requirements, and some of its own."""
    types = {field.name: field.type for field in msgspec.structs.fields(made)}
    needs = types.get("needs")
    required = msgspec.structs.fields(needs) if isinstance(needs, type) else ()
    return frozenset({*(_OWN & types.keys()), *(field.name for field in required)})


def set_fields(component: AnyComponent, rule: Rule, over: frozenset[str]) -> tuple[AnyComponent, frozenset[str]]:
    """The component with the fields that a rule sets and nobody stated, and their names.

    Fields in `over` were set by other rules, which is no statement of a person.
    """
    fields = intent_fields(type(component))
    stated = {evidence.field for evidence in component.evidence} - over
    wanted = {n: v for n, v in sorted(rule.sets.items()) if n in fields and n not in stated}
    if not wanted:
        return component, frozenset()
    said = (*(e for e in component.evidence if e.field not in wanted), *(_said(rule, name) for name in wanted))
    needs = None if isinstance(component, Site) else component.needs
    own = {n: v for n, v in wanted.items() if n in component.__struct_fields__}
    changed = msgspec.structs.replace(component, **_typed(component, own, rule), evidence=said)
    required = {n: v for n, v in wanted.items() if n not in own}
    if needs is not None and required:
        typed = msgspec.structs.replace(needs, **_typed(needs, required, rule))
        changed = msgspec.structs.replace(changed, needs=typed)
    return changed, frozenset(wanted)


def set_whole(whole: Whole, rule: Rule) -> Whole:
    """What is asked of the system as a whole, with what a rule sets and nobody stated."""
    stated = {evidence.field for evidence in whole.evidence}
    wanted = {n: v for n, v in sorted(rule.sets.items()) if n in _WHOLE and n not in stated}
    said = (*whole.evidence, *(_said(rule, name) for name in wanted))
    return msgspec.structs.replace(whole, **_typed(whole, wanted, rule), evidence=said) if wanted else whole


def is_field(name: str) -> bool:
    """Whether a rule can set something of this name in an intent."""
    return name in _WHOLE or any(name in intent_fields(made) for made in AnyComponent.__args__)


def set_by(rule: Rule) -> str:
    """Why something is set that nobody stated: the rule that does it, in its author's words."""
    return f"the rule {rule.id} sets it: {rule.reason}"


def _said(rule: Rule, name: str) -> Evidence:
    return Evidence(field=name, origin=rule.origin, says=set_by(rule), rule=rule.id)


def _typed(owner: msgspec.Struct, values: dict[str, object], rule: Rule) -> dict[str, object]:
    types = {field.name: field.type for field in msgspec.structs.fields(type(owner))}
    return {n: converted(v, types[n], f"{rule.origin}: {rule.id}", n) for n, v in values.items()}
