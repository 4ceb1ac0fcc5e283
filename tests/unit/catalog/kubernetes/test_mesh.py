"""A mesh: the same links under Istio and under Linkerd."""

import pytest

from mainstay.catalog import K8sKind
from mainstay.catalog.aws.lambda_function import Function
from mainstay.catalog.kubernetes.mesh import Istio, Linkerd
from mainstay.catalog.kubernetes.workloads import Deployment
from mainstay.model.graph import Graph
from mainstay.model.intent import Extra, Service, Use
from mainstay.model.requirement import Access
from mainstay.render import render_kubernetes


def shop(graph, mesh: str, **exposure: str) -> Graph:
    overrides: dict[str, object] = {"mesh": mesh}
    if exposure:
        overrides["exposure"] = exposure
    web = Service(name="web", build="b", command="web", public=True, uses=(Use(target="api"),), overrides=overrides)
    api = Service(name="api", build="b", command="api", listens=True, port=8000, overrides=overrides)
    return graph(web, api)


def document(graph: Graph, name: str):
    kind = graph.resource(name).kind
    assert isinstance(kind, K8sKind)
    return kind.document()


def test_istio_is_strict_and_allows_each_link_by_identity(graph) -> None:
    made = shop(graph, "istio")
    assert document(made, "shared.mesh")["spec"] == {"mtls": {"mode": "STRICT"}}
    assert document(made, "shared.mesh.nobody")["spec"] == {}
    assert document(made, "api.mesh-from-web")["spec"]["rules"] == [
        {
            "from": [{"source": {"principals": ["cluster.local/ns/shop-production/sa/web"]}}],
            "to": [{"operation": {"ports": ["8000"]}}],
        }
    ]
    pod = document(made, "api")["spec"]["template"]["metadata"]
    assert pod["labels"]["sidecar.istio.io/inject"] == "true"


def test_linkerd_denies_and_allows_each_link_by_identity(graph) -> None:
    made = shop(graph, "linkerd")
    assert document(made, "api.server")["spec"]["accessPolicy"] == "deny"
    assert document(made, "api.mesh-from-web")["spec"] == {
        "targetRef": {"group": "policy.linkerd.io", "kind": "Server", "name": "api"},
        "requiredAuthenticationRefs": [{"kind": "ServiceAccount", "name": "web"}],
    }
    pod = document(made, "api")["spec"]["template"]["metadata"]
    assert pod["annotations"]["linkerd.io/inject"] == "enabled"


@pytest.mark.parametrize("mesh", ["istio", "linkerd"])
def test_the_world_has_no_identity(graph, mesh: str) -> None:
    made = shop(graph, mesh)
    names = {one.name for one in made.resources}
    assert "web.mesh-from-world" in names
    assert "api.mesh-from-world" not in names
    assert "web.web-to-mesh" in names


@pytest.mark.parametrize("mesh", ["none", "istio", "linkerd"])
@pytest.mark.parametrize("door", ["ingress", "gateway"])
def test_all_documents_are_valid(graph, mesh: str, door: str) -> None:
    files = render_kubernetes((shop(graph, mesh, door=door),))
    assert ("kind: Gateway\n" in files["base/web.yaml"]) == (door == "gateway")
    assert ("kind: Ingress\n" in files["base/web.yaml"]) == (door == "ingress")


def test_swapping_the_mesh_changes_nothing_else(graph) -> None:
    istio, linkerd = shop(graph, "istio"), shop(graph, "linkerd")
    kept = {
        "api.service",
        "web.service",
        "api.api-from-web",
        "web.web-to-api",
        "shared.namespace",
        "shared.default-deny",
    }
    assert all(istio.resource(name).kind == linkerd.resource(name).kind for name in kept)


@pytest.mark.parametrize("mesh", ["istio", "linkerd"])
def test_a_mesh_is_a_component_that_programs_use(graph, mesh: str) -> None:
    inside = (Use(target="mesh", access=(Access.CALL,)),)
    made = graph(
        Service(name="web", build="b", command="web", public=True, uses=(Use(target="api"), *inside)),
        Service(name="api", build="b", command="api", listens=True, uses=inside),
        Extra(name="mesh", kind=f"k8s.{mesh}"),
    )
    assert made.resource("mesh").kind.id == f"k8s.{mesh}"
    assert made.resource("api").kind.mesh == mesh
    assert made.resource("api.mesh-from-web")
    assert render_kubernetes((made,))


def test_who_joins_a_mesh() -> None:
    assert Istio().accepts(Deployment(), Access.CALL) == ""
    assert Istio().accepts(Deployment(), Access.READ) == "a mesh carries calls: there is nothing to read"
    assert Linkerd().accepts(Function(), Access.CALL) == "only programs in pods can join a mesh"
