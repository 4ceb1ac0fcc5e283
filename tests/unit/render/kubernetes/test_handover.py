"""What Terraform makes reaches the manifests: its output has the keys that the overlay waits for."""

import pytest

from mainstay.model.graph import Graph
from mainstay.model.intent import Service
from mainstay.model.target import Target
from mainstay.render import infrastructure, render_kubernetes
from mainstay.render.terraform import render_terraform


@pytest.fixture(scope="module")
def graph(make_graph) -> Graph:
    web = Service(name="web", build="b", command="web", public=True)
    return make_graph((web,), target=Target.AWS)


def test_terraform_tells_every_key(graph: Graph) -> None:
    outputs = render_terraform((graph,))["outputs.tf"]
    assert 'output "infrastructure"' in outputs
    assert "WEB_IMAGES_REPOSITORY_URL=${aws_ecr_repository.web_images.repository_url}\n" in outputs
    assert all(f"{key}=" in outputs for key in infrastructure(graph))


def test_the_readme_says_how(graph: Graph) -> None:
    text = render_kubernetes((graph,))["README.md"]
    assert "terraform output -raw infrastructure > overlays/production/infrastructure.env" in text


def test_without_pods_there_is_nothing_to_tell(graph: Graph) -> None:
    bare = Graph(intent=graph.intent, target=graph.target)
    assert "infrastructure" not in render_terraform((bare,)).get("outputs.tf", "")


def test_without_terraform_a_person_fills_it_in(make_graph) -> None:
    web = Service(name="web", build="b", command="web", public=True)
    files = render_kubernetes((make_graph((web,)),))
    assert "terraform" not in files["README.md"]
    assert "WEB_IMAGE=<" in files["overlays/production/infrastructure.env"]
