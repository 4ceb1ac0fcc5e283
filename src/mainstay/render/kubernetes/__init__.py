"""Graphs of one system, one for each environment → Kustomize files: a base, and an overlay for each environment.

Nothing of AWS is written here: what a manifest must know of it (a role, an address) is a key of the overlay's
`infrastructure.env`, which Terraform fills (`infrastructure` tells with what). Everything is checked before anything is
returned.
"""

from collections.abc import Iterable

from mainstay.model.errors import MainstayError
from mainstay.model.graph import Graph
from mainstay.model.told import Told
from mainstay.render.kubernetes.check import check
from mainstay.render.kubernetes.collect import Environment, environment
from mainstay.render.kubernetes.kustomize import kustomize


def render_kubernetes(graphs: tuple[Graph, ...]) -> dict[str, str]:
    """Path → text of every file, below a folder that the caller chooses; nothing where no pod runs.

    Raises `MainstayError` where two graphs have one environment, and where a document breaks the schema of its kind,
    leads nowhere, or shuts out a link.
    """
    found = [(environment(graph), graph) for graph in graphs]
    environments = tuple(sorted((one for one, _ in found), key=lambda one: one.name))
    _check_names(environments)
    if not any(one.manifests for one in environments):
        return {}
    for one, graph in found:
        check(graph, one)
    return kustomize(environments)


def infrastructure(graph: Graph) -> dict[str, Told]:
    """The keys of `infrastructure.env` of the graph's overlay, and what each is: sorted by key."""
    return environment(graph).values


def _check_names(environments: Iterable[Environment]) -> None:
    seen: set[str] = set()
    for one in environments:
        if one.name in seen:
            raise MainstayError(
                f"environment `{one.name}`",
                "each environment must be rendered once",
                "two graphs are for it",
                hint="give one of them another name in mainstay.yaml",
            )
        seen.add(one.name)
