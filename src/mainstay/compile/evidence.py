"""Where a field of a component was stated, and in which words."""

from mainstay.model.intent import Component, Whole
from mainstay.model.origin import Evidence


def evidence_of(stated: Component | Whole, field: str) -> Evidence | None:
    """What was said about `field` (`latency_p99_ms`, `kind`, `overrides.memory_size`), else about the component.

    Requirements may be named with `needs.` before them, properties with `set.`. None where nothing was said at all.
    """
    last = field.rpartition(".")[2]
    names = {field, f"needs.{field}", f"set.{last}", last} if "." in field else {field, f"needs.{field}"}
    exact = [evidence for evidence in stated.evidence if evidence.field in names]
    parent = [evidence for evidence in stated.evidence if "." in field and evidence.field == field.partition(".")[0]]
    return next(iter((*exact, *parent, *(e for e in stated.evidence if not e.field), *stated.evidence)), None)


def place_of_field(stated: Component | Whole, field: str, otherwise: str) -> str:
    """`file:line` of the statement about `field`, for the `where` of an error."""
    found = evidence_of(stated, field)
    return str(found.origin) if found else otherwise
