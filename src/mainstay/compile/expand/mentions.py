"""What kinds refer to: found once for all steps of *expand* that ask for it."""

from mainstay.model.kind import Kind
from mainstay.model.references import references


class Mentions:
    """The names of the resources that kinds refer to. It keeps the kinds, so that no two of them are mixed up."""

    def __init__(self) -> None:
        self._found: dict[int, tuple[Kind, frozenset[str]]] = {}

    def of(self, kind: Kind) -> frozenset[str]:
        """What this very kind refers to."""
        known = self._found.get(id(kind))
        if known is None:
            known = (kind, frozenset(reference.resource for reference in references(kind)))
            self._found[id(kind)] = known
        return known[1]
