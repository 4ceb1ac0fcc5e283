"""What a difference is, and in which order people want to read differences."""

from enum import StrEnum

from mainstay.model.value import Value


class Concern(StrEnum):
    """What a difference is about, what matters most first."""

    EXPOSURE = "exposure"
    PROTECTION = "protection"
    PERMISSION = "permission"
    OPENING = "opening"
    TECHNOLOGY = "technology"
    RESOURCE = "resource"
    PROPERTY = "property"
    COST = "cost"


SECURITY = frozenset({Concern.EXPOSURE, Concern.PROTECTION, Concern.PERMISSION, Concern.OPENING})
"""The concerns that a security review reads."""


class Difference(Value, frozen=True, kw_only=True):
    """One difference between two architectures; `says` is a clause for people.

    `component` is the component it belongs to ("" for what all share), `resource` the resource by its new name.
    `before` and `after` are values in words where a `field` changed. `weakens`: something is less safe than before.
    """

    concern: Concern
    says: str
    component: str = ""
    resource: str = ""
    field: str = ""
    before: str = ""
    after: str = ""
    weakens: bool = False
    because: str = ""

    @property
    def sentence(self) -> str:
        """The clause, with its reason."""
        return f"{self.says}, because {self.because}" if self.because else self.says


def ordered(found: list[Difference]) -> tuple[Difference, ...]:
    """What weakens first, then by concern, component and name."""
    ranks = {concern: rank for rank, concern in enumerate(Concern)}
    keyed = dict.fromkeys(found)
    return tuple(
        sorted(keyed, key=lambda one: (not one.weakens, ranks[one.concern], one.component, one.resource, one.says))
    )
