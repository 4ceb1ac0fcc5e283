"""The budget: what all of it costs is no more, and that can be shown."""

from collections.abc import Iterator

from mainstay.compile.verify.finding import Finding
from mainstay.model.graph import Graph
from mainstay.model.policy import Severity

_HALF_A_CENT = 0.005
_TOLD = 5
"""So many unknown prices are named."""


def budget(graph: Graph) -> Iterator[Finding]:
    """That it is exceeded by what is known; a warning where unknown prices leave that open."""
    most = graph.intent.whole.budget_usd_month
    if most is None:
        return
    lines = [line for resource in graph.resources for line in resource.charges]
    known = sum(line.usd_month for line in lines if line.usd_month is not None)
    unknown = sorted({line.item for line in lines if line.usd_month is None})
    if known > most + _HALF_A_CENT:
        yield _finding(graph, f"what has a known price costs {known:,.2f} $", "raise the budget, or ask for less")
    elif unknown:
        more = f" and {len(unknown) - _TOLD} more" if len(unknown) > _TOLD else ""
        found = f"that cannot be shown: without {', '.join(unknown[:_TOLD])}{more}, whose price is unknown, "
        yield _finding(
            graph,
            f"{found}it costs {known:,.2f} $",
            "state their prices in a file of your own (`prices`), or pin kinds whose prices are known",
            severity=Severity.WARN,
        )


def _finding(graph: Graph, found: str, hint: str, severity: Severity = Severity.ENFORCE) -> Finding:
    whole = graph.intent.whole
    origins = (said.origin for said in whole.evidence if said.field == "budget_usd_month")
    must = f"all must cost at most {whole.budget_usd_month:,.2f} $ a month"
    return Finding(
        resource=graph.intent.application,
        must=must,
        found=found,
        hint=hint,
        severity=severity,
        origin=next(origins, None),
    )
