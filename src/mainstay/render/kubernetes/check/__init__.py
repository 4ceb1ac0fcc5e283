"""Everything that can be known of manifests before a cluster sees them."""

from mainstay.model.graph import Graph
from mainstay.render.kubernetes.check.network import check_links
from mainstay.render.kubernetes.check.references import check_references
from mainstay.render.kubernetes.check.schema import check_schema
from mainstay.render.kubernetes.collect import Environment


def check(graph: Graph, environment: Environment) -> None:
    """Raises `MainstayError` at the first document that is wrong: its shape, what it refers to, whom it shuts out."""
    documents = [manifest.document for manifest in environment.manifests]
    for document in documents:
        check_schema(document)
    check_references(documents)
    check_links(graph, documents)
