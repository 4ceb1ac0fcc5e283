"""What the checker found: one thing that is not as it must be."""

from mainstay.model.errors import MainstayError
from mainstay.model.origin import Origin
from mainstay.model.policy import Severity
from mainstay.model.value import Value

OURS = "report this: it is our mistake"
"""The hint for what no input should be able to cause."""


class Finding(Value, frozen=True, kw_only=True):
    """One thing that is not as it must be, in the words of `MainstayError`.

    `rule` is the id of the rule of the organisation that is broken ("" for what holds everywhere), `origin` where the
    requirement or the rule was stated, `property` what of it is not as it must be ("": all of it). A `WARN`
    is told and stops nothing.
    """

    resource: str
    must: str
    found: str
    hint: str = OURS
    severity: Severity = Severity.ENFORCE
    rule: str = ""
    origin: Origin | None = None
    property: str = ""

    def __str__(self) -> str:
        where = str(self.origin) if self.origin and self.origin.path else f"`{self.resource}`"
        return f"{where}: {self.must}, but {self.found}"


class UnsoundError(MainstayError):
    """The Graph does not do what is asked, or does more. `findings` are all the reasons, in a stable order."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        self.findings = findings
        first = findings[0]
        where = str(first.origin) if first.origin and first.origin.path else f"`{first.resource}`"
        also = "".join(f"\n  {finding}" for finding in findings[1:])
        more = f"; {len(findings) - 1} more:{also}" if also else ""
        super().__init__(where, first.must, f"{first.found}{more}", hint=first.hint)


def in_order(findings: list[Finding]) -> tuple[Finding, ...]:
    """Sorted by resource, each told once."""
    unique = {(f.resource, f.rule, f.must, f.found): f for f in findings}
    return tuple(unique[key] for key in sorted(unique))
