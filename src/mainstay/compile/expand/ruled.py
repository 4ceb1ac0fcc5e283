"""What rules set in resources that no intent asked for: the parts around the choices obey the organisation, too."""

import msgspec

from mainstay.compile.bind.policy import fitted
from mainstay.model.cloud import CloudKind
from mainstay.model.graph import Graph, Reason, Resource
from mainstay.model.policy import Policy


def with_rules(graph: Graph, policy: Policy) -> Graph:
    """The Graph with the properties that rules set in its parts; raises where a rule sets what a kind does not have."""
    setting = tuple(rule for rule in policy.rules if rule.sets and not rule.select.intents)
    if not setting:
        return graph
    chosen = graph.intent.names
    narrowed = msgspec.structs.replace(policy, rules=setting)
    resources = tuple(r if r.name in chosen else _ruled(r, graph, narrowed) for r in graph.resources)
    return msgspec.structs.replace(graph, resources=resources)


def _ruled(resource: Resource, graph: Graph, policy: Policy) -> Resource:
    if not isinstance(resource.kind, CloudKind):
        return resource
    kind = fitted(resource.kind, policy, graph.intent.whole, name=resource.name)
    if kind == resource.kind:
        return resource
    changed = [name for name in kind.__struct_fields__ if getattr(kind, name) != getattr(resource.kind, name)]
    reasons = tuple(
        Reason(step=f"rule {rule.id}", says=rule.reason, origin=rule.origin, property=name)
        for name in changed
        for rule in policy.rules
        if name in rule.sets
    )
    return msgspec.structs.replace(resource, kind=kind, why=(*resource.why, *reasons))
