"""Policy: every rule of the organisation holds of the finished architecture; what cannot be told is no pass."""

from collections.abc import Iterator

from mainstay.compile.bind.policy import Breach, breaches_in
from mainstay.compile.verify.finding import Finding
from mainstay.model.graph import Graph
from mainstay.model.policy import Holds, Policy, Severity


def rules(graph: Graph, policy: Policy) -> Iterator[Finding]:
    """Each rule that is broken by something of the Graph, without leave; rules that warn are told as warnings."""
    for breach in breaches_in(graph, policy):
        if breach.waiver is None:
            yield _finding(graph, breach)


def _finding(graph: Graph, breach: Breach) -> Finding:
    unknown = breach.holds is Holds.CANNOT_TELL
    return Finding(
        resource=breach.name or graph.intent.application,
        must=f"the rule {breach.rule.id} must hold of `{breach.name or 'the system'}`",
        found=f"that cannot be told before it is applied: {breach.says}" if unknown else breach.says,
        hint=f"change what breaks it, or ask for a waiver of {breach.rule.id}",
        severity=Severity.ENFORCE if breach.counts else Severity.WARN,
        rule=breach.rule.id,
        origin=breach.rule.origin,
    )
