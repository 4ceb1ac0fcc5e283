"""All five passes for a cluster that is there already, and its files."""

import msgspec
import pytest

from mainstay.catalog import default_book
from mainstay.compile.cloud import compile_cloud
from mainstay.compile.verify import verify_cloud
from mainstay.model.errors import MainstayError
from mainstay.model.graph import Graph
from mainstay.model.intent import Build, Extra, Intent, Runtime, Service, Use, Whole
from mainstay.model.policy import Policy
from mainstay.model.requirement import Access
from mainstay.model.target import Target
from mainstay.render import render_kubernetes


def compiled(components) -> Graph:
    whole = Whole(target=Target.KUBERNETES, environment="production", domain="shop.example")
    builds = (Build(name="b", runtime=Runtime.PYTHON),)
    intent = Intent(application="shop", builds=builds, components=tuple(components), whole=whole)
    return compile_cloud(intent, book=default_book())


@pytest.fixture(scope="module")
def shop_graph(components) -> Graph:
    return compiled(components())


@pytest.mark.slow
def test_the_shop_compiles_and_renders(shop_graph: Graph) -> None:
    kinds = {one.name: one.kind.id for one in shop_graph.resources if "." not in one.name}
    assert kinds["db"] == "k8s.postgres"
    assert kinds["web"] == "k8s.deployment"
    assert "base/db.yaml" in render_kubernetes((shop_graph,))


@pytest.mark.slow
@pytest.mark.parametrize("broken", ["web.ingress", "web.service", "api.api-from-web", "web.web-to-api"])
def test_what_is_taken_away_is_missed(shop_graph: Graph, broken: str) -> None:
    fewer = tuple(one for one in shop_graph.resources if one.name != broken)
    with pytest.raises(MainstayError):
        verify_cloud(msgspec.structs.replace(shop_graph, resources=fewer), Policy())


@pytest.mark.slow
@pytest.mark.parametrize("mesh", ["k8s.istio", "k8s.linkerd"])
def test_a_mesh_is_asked_for_as_a_resource(mesh: str) -> None:
    inside = Use(target="mesh", access=(Access.CALL,))
    graph = compiled(
        (
            Service(name="web", build="b", command="web", public=True, uses=(Use(target="api"), inside)),
            Service(name="api", build="b", command="api", listens=True, uses=(inside,)),
            Extra(name="mesh", kind=mesh),
        )
    )
    assert graph.resource("api.mesh-from-web")
    assert "base/mesh.yaml" in render_kubernetes((graph,))
