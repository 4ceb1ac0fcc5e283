"""Files: a base, overlays with exactly the differences, and what a cluster would make of them."""

import copy
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from mainstay.model.errors import MainstayError
from mainstay.model.graph import Graph
from mainstay.render import infrastructure, render_kubernetes
from mainstay.render.kubernetes.collect import environment

KUBECTL = shutil.which("kubectl")


@pytest.fixture(scope="module")
def graphs(make_graph, components) -> tuple[Graph, ...]:
    """Production, and a staging with less load, without the report, and with a domain that is still to be given."""
    fewer = tuple(component for component in components() if component.name != "report")
    return (
        make_graph(components(), rate=400.0),
        make_graph(fewer, environment="staging", domain="", rate=1.0),
    )


@pytest.fixture(scope="module")
def files(graphs: tuple[Graph, ...]) -> dict[str, str]:
    return render_kubernetes(graphs)


def test_one_file_for_each_component(files: dict[str, str]) -> None:
    names = ("api", "cache", "db", "files", "kustomization", "migrate", "namespace", "token", "web", "worker")
    assert [path for path in files if path.startswith("base/")] == [f"base/{name}.yaml" for name in names]
    assert "overlays/production/report.yaml" in files
    assert "overlays/staging/kustomization.yaml" in files


def test_documents_say_why_and_keep_the_usual_order(files: dict[str, str]) -> None:
    text = files["base/api.yaml"]
    assert text.startswith("# api runs as an identity of its own\napiVersion: v1\nkind: ServiceAccount\nmetadata:\n")
    assert "# web uses api on port 8000\n" in text
    assert "      containers:\n        - name: api\n          image: api\n" in text


def test_patches_are_exactly_the_differences(files: dict[str, str]) -> None:
    patches = {path: read(text) for path, text in files.items() if path.endswith(".patch.yaml")}
    changed = {
        (path.split("/")[1], operation["path"]) for path, operations in patches.items() for operation in operations
    }
    assert ("staging", "/spec/rules/0/host") in changed
    assert ("staging", "/spec/minReplicas") in changed
    assert not any(environment == "production" for environment, _ in changed)


def test_the_base_and_an_overlay_make_the_environment(graphs: tuple[Graph, ...], files: dict[str, str]) -> None:
    for graph in graphs:
        made = applied(files, environment(graph).name)
        assert made == wanted(graph)


@pytest.mark.skipif(KUBECTL is None, reason="there is no kubectl on this machine")
@pytest.mark.slow
def test_kubectl_reads_it_the_same_way(graphs: tuple[Graph, ...], files: dict[str, str], tmp_path: Path) -> None:
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    for graph in graphs:
        one = environment(graph)
        values = "".join(f"{key}=told-{key.lower()}\n" for key in one.values)
        (tmp_path / f"overlays/{one.name}/infrastructure.env").write_text(values)
        command = [KUBECTL or "", "kustomize", f"overlays/{one.name}"]
        built = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True, timeout=60)
        made = {key(document): document for document in read_all(built.stdout)}
        assert made == {k: told(document) for k, document in wanted(graph).items()}


def test_one_environment_needs_no_patches(graphs: tuple[Graph, ...]) -> None:
    assert not any(path.endswith(".patch.yaml") for path in render_kubernetes(graphs[:1]))


def test_the_order_of_environments_does_not_matter(graphs: tuple[Graph, ...], files: dict[str, str]) -> None:
    assert render_kubernetes(graphs[::-1]) == files


def test_nothing_where_no_pod_runs(graphs: tuple[Graph, ...]) -> None:
    empty = Graph(intent=graphs[0].intent, target=graphs[0].target)
    assert render_kubernetes((empty,)) == {}


def test_two_environments_with_one_name(graphs: tuple[Graph, ...]) -> None:
    with pytest.raises(MainstayError, match="environment `production`: each environment must be rendered once"):
        render_kubernetes((graphs[0], graphs[0]))


def test_what_is_unknown_has_a_key_and_a_meaning(graphs: tuple[Graph, ...], files: dict[str, str]) -> None:
    values = infrastructure(graphs[1])
    assert {"API_IMAGE", "DOMAIN", "WEB_IMAGE"} <= set(values)
    text = files["overlays/staging/infrastructure.env"]
    assert "DOMAIN=<The DNS name that the application is served under>\n" in text


def test_no_secret_stands_in_a_file(files: dict[str, str]) -> None:
    assert not any("kind: Secret\n" in text for text in files.values())
    assert "url: postgresql://app:{{ .password }}@db:5432/app" in files["base/db.yaml"]


def read_all(text: str) -> list[Any]:
    return list(yaml.load_all(text, yaml.CSafeLoader))


def read(text: str) -> Any:
    return yaml.load(text, yaml.CSafeLoader)


# What Kustomize does, as far as our files ask for it


def applied(files: dict[str, str], name: str) -> dict[tuple[str, str], Any]:
    """The base with the patches, the additions and the namespace of an overlay."""
    overlay = read(files[f"overlays/{name}/kustomization.yaml"])
    base = read(files["base/kustomization.yaml"])
    paths = [f"base/{path}" for path in base["resources"]]
    paths += [f"overlays/{name}/{path}" for path in overlay["resources"] if not path.startswith("..")]
    found = {key(one): one for path in paths for one in read_all(files[path])}
    for patch in overlay.get("patches", ()):
        document = found[patch["target"]["kind"], patch["target"]["name"]]
        for operation in read(files[f"overlays/{name}/{patch['path']}"]):
            operate(document, operation)
    for document in found.values():
        where = "name" if document["kind"] == "Namespace" else "namespace"
        document["metadata"][where] = overlay["namespace"]
    return {key(one): one for one in found.values()}


def operate(document: Any, operation: dict[str, Any]) -> None:
    *path, last = [step.replace("~1", "/").replace("~0", "~") for step in operation["path"].split("/")[1:]]
    for step in path:
        document = document[int(step)] if isinstance(document, list) else document[step]
    place = int(last) if isinstance(document, list) else last
    if operation["op"] == "remove":
        del document[place]
    else:
        assert (operation["op"] == "add") == (isinstance(document, dict) and place not in document)
        document[place] = operation["value"]


def wanted(graph: Graph) -> dict[tuple[str, str], Any]:
    return {key(one.document): copy.deepcopy(one.document) for one in environment(graph).manifests}


def told(value: Any) -> Any:
    """With values for the placeholders, and the tag that nobody set yet."""
    if isinstance(value, dict):
        images = {"image": f"told-{value['name']}_image:unreleased"} if is_ours(value) else {}
        return {name: told(inner) for name, inner in value.items()} | images
    if isinstance(value, list):
        return [told(inner) for inner in value]
    return f"told-{value[1:-1].lower()}" if isinstance(value, str) and value.startswith("<") else value


def is_ours(value: dict[str, Any]) -> bool:
    return "image" in value and value["image"] == value.get("name")


def key(document: dict[str, Any]) -> tuple[str, str]:
    return document["kind"], document["metadata"]["name"]
