"""The checker for the cloud targets: every look at the Graph, and all findings together."""

from collections.abc import Iterator

from mainstay.compile.verify.backups import backups
from mainstay.compile.verify.budget import budget
from mainstay.compile.verify.capacity import capacity
from mainstay.compile.verify.cluster_policies import cluster_policies
from mainstay.compile.verify.clusters import clusters
from mainstay.compile.verify.delivery import delivery
from mainstay.compile.verify.exposure import exposure
from mainstay.compile.verify.file_systems import file_systems
from mainstay.compile.verify.files import files
from mainstay.compile.verify.finding import Finding, UnsoundError, in_order
from mainstay.compile.verify.jobs import stands_of_jobs
from mainstay.compile.verify.links import links
from mainstay.compile.verify.mesh import mesh
from mainstay.compile.verify.network import network
from mainstay.compile.verify.permission import permission
from mainstay.compile.verify.pods import stands_of_pods
from mainstay.compile.verify.protection import protection
from mainstay.compile.verify.reachability import reachability
from mainstay.compile.verify.releases import releases
from mainstay.compile.verify.requirements import requirements
from mainstay.compile.verify.resource_policies import resource_policies
from mainstay.compile.verify.stated import with_places
from mainstay.compile.verify.structure import structure
from mainstay.compile.verify.view import look
from mainstay.compile.verify.watched import watched
from mainstay.model.graph import Graph
from mainstay.model.policy import Policy, Severity


def findings(graph: Graph, policy: Policy = Policy()) -> tuple[Finding, ...]:  # noqa: B008 - frozen
    """Everything in the Graph that is not as it must be, sorted by resource; () for a sound Graph.

    Takes time linear in resources and links.
    """
    view = look(graph)
    broken = [*structure(graph, view)]
    if broken:
        return in_order(with_places(view, broken))  # what follows would stumble over what is missing
    asked = links(view)
    net = network(view, stands_of_pods(view) | stands_of_jobs(view))
    found = [
        *reachability(net, asked),
        *file_systems(net, asked),
        *clusters(view, asked),
        *cluster_policies(view, asked),
        *mesh(view, asked),
        *permission(view, asked),
        *delivery(view, asked),
        *exposure(net),
        *resource_policies(view),
        *protection(view),
        *backups(view),
        *capacity(view, asked),
        *requirements(view, asked),
        *files(view),
        *releases(view),
        *watched(view),
        *budget(graph),
        *_of_policy(graph, policy),
    ]
    return in_order(with_places(view, found))


def _of_policy(graph: Graph, policy: Policy) -> Iterator[Finding]:
    if policy.rules:
        from mainstay.compile.verify.rules import rules  # noqa: PLC0415 - CEL is heavy, and needed for rules only

        yield from rules(graph, policy)


def verify_cloud(graph: Graph, policy: Policy = Policy()) -> tuple[Finding, ...]:  # noqa: B008 - frozen
    """All warnings; raises `UnsoundError` with all findings where the Graph does not do what is asked, or does more."""
    found = findings(graph, policy)
    broken = tuple(finding for finding in found if finding.severity is Severity.ENFORCE)
    if broken:
        raise UnsoundError(broken)
    return found
