"""What the checker knows of the world: one small table for each family of services, keyed by what is rendered."""

from mainstay.compile.verify.facts import compute, databases, edge, messaging, security, storage
from mainstay.compile.verify.facts.fact import Facts


def _together(families: tuple[tuple[Facts, ...], ...]) -> dict[str, Facts]:
    """Several families may know something of one type: what one leaves open the other says."""
    found: dict[str, Facts] = {}
    for fact in (fact for family in families for fact in family):
        old = found.get(fact.type, fact)
        stated = {name: getattr(fact, name) or getattr(old, name) for name in fact.__struct_fields__}
        found[fact.type] = Facts(**stated)
    return found


FACTS = _together((compute.FACTS, databases.FACTS, edge.FACTS, messaging.FACTS, security.FACTS, storage.FACTS))
"""Resource type → what is known of it."""
NOTHING = Facts(type="")


def facts_of(type_: str) -> Facts:
    """What is known of a resource type; nothing for one that plays no part here."""
    return FACTS.get(type_, NOTHING)
