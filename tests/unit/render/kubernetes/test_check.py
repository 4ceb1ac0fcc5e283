"""Each check finds the document that is broken in its way, and nothing else."""

import copy
from typing import Any

import pytest

from mainstay.model.errors import MainstayError
from mainstay.model.graph import Graph
from mainstay.render.kubernetes.check.network import check_links
from mainstay.render.kubernetes.check.references import check_references
from mainstay.render.kubernetes.check.schema import check_schema
from mainstay.render.kubernetes.collect import environment

Documents = dict[tuple[str, str], dict[str, Any]]


@pytest.fixture
def graph(make_graph, components) -> Graph:
    return make_graph(components())


@pytest.fixture
def documents(graph: Graph) -> Documents:
    """All documents of the shop, to be broken."""
    found = (copy.deepcopy(one.document) for one in environment(graph).manifests)
    return {(document["kind"], document["metadata"]["name"]): document for document in found}


def test_the_shop_passes(graph: Graph, documents: Documents) -> None:
    for document in documents.values():
        check_schema(document)
    check_references(tuple(documents.values()))
    check_links(graph, tuple(documents.values()))


@pytest.mark.parametrize(
    ("key", "path", "value", "told"),
    [
        (("Deployment", "web"), ("spec", "replicaz"), 2, "replicaz"),
        (("Service", "web"), ("spec", "ports", 0, "port"), "eighty", "spec.ports.0.port"),
        (("ExternalSecret", "db"), ("spec", "target", "creationPolicy"), "Maybe", "spec.target.creationPolicy"),
        (("ExternalSecret", "db"), ("spec", "storeRef"), {}, "storeRef"),
        (("Password", "db"), ("spec", "length"), "long", "spec.length"),
    ],
)
def test_a_field_that_its_kind_does_not_have(documents: Documents, *, key, path, value, told) -> None:
    put(documents[key], path, value)
    with pytest.raises(MainstayError, match=f"{key[0]} {key[1]}") as error:
        check_schema(documents[key])
    assert told in str(error.value)


def test_a_kind_that_nobody_knows() -> None:
    with pytest.raises(MainstayError, match="there is no Gadget in v1"):
        check_schema({"apiVersion": "v1", "kind": "Gadget", "metadata": {"name": "x"}})


@pytest.mark.parametrize(
    ("key", "path", "value", "must", "found"),
    [
        (
            ("Deployment", "web"),
            ("spec", "selector", "matchLabels"),
            {"app.kubernetes.io/name": "other"},
            "its selector must find its own pods",
            "app.kubernetes.io/name=web",
        ),
        (
            ("Service", "web"),
            ("spec", "selector"),
            {"app": "nobody"},
            "it must lead to pods",
            "no pods have the labels app=nobody",
        ),
        (("Service", "web"), ("spec", "ports", 0, "targetPort"), 81, "port 81 must be one of a container", "8080"),
        (
            ("HorizontalPodAutoscaler", "web"),
            ("spec", "scaleTargetRef", "name"),
            "wob",
            "the Deployment it refers to must exist",
            "`wob` does not (Deployments: api, web)",
        ),
        (
            ("PodDisruptionBudget", "db"),
            ("spec", "selector", "matchLabels"),
            {"app": "nobody"},
            "it must select pods",
            "app=nobody",
        ),
        (
            ("Ingress", "web"),
            ("spec", "rules", 0, "http", "paths", 0, "backend", "service", "name"),
            "wob",
            "the Service it refers to must exist",
            "`wob`",
        ),
        (
            ("Deployment", "api"),
            ("spec", "template", "spec", "serviceAccountName"),
            "root",
            "the ServiceAccount it refers to must exist",
            "`root`",
        ),
        (
            ("Deployment", "api"),
            ("spec", "template", "spec", "containers", 0, "envFrom", 0, "configMapRef", "name"),
            "nothing",
            "the ConfigMap it refers to must exist",
            "`nothing`",
        ),
        (
            ("Deployment", "api"),
            ("spec", "template", "spec", "containers", 0, "env", 0, "valueFrom", "secretKeyRef", "name"),
            "nothing",
            "the Secret it refers to must exist",
            "`nothing`",
        ),
        (
            ("StatefulSet", "worker"),
            ("spec", "template", "spec", "containers", 0, "volumeMounts", 0, "name"),
            "nothing",
            "the volume it refers to must exist",
            "`nothing`",
        ),
        (
            ("CronJob", "db-backup"),
            (*["spec", "jobTemplate", "spec", "template", "spec", "volumes"], 0, "persistentVolumeClaim", "claimName"),
            "nothing",
            "the PersistentVolumeClaim it refers to must exist",
            "`nothing`",
        ),
        (
            ("ExternalSecret", "db"),
            ("spec", "dataFrom", 0, "sourceRef", "generatorRef", "name"),
            "nothing",
            "the Password it refers to must exist",
            "`nothing`",
        ),
    ],
)
def test_what_leads_nowhere(documents: Documents, *, key, path, value, must, found) -> None:
    put(documents[key], path, value)
    with pytest.raises(MainstayError) as error:
        check_references(tuple(documents.values()))
    assert (error.value.where, error.value.must) == (f"`{key[0]} {key[1]}`", must)
    assert found in error.value.found


def test_two_documents_under_one_name(documents: Documents) -> None:
    twice = (*documents.values(), copy.deepcopy(documents["Service", "web"]))
    with pytest.raises(MainstayError, match="`Service web`: a name must be given once"):
        check_references(twice)


@pytest.mark.parametrize(
    ("policy", "where", "must"),
    [
        ("default-deny", "", "its namespace must deny all ingress by default"),
        ("web-to-api", "`Deployment web`", "it must be let out to port 8000 of `api`, which it uses"),
        ("api-from-web", "`Deployment api`", "it must admit `web` on port 8000, which uses it"),
        ("db-from-migrate", "`StatefulSet db`", "it must admit `migrate` on port 5432, which uses it"),
    ],
)
def test_a_link_that_is_shut_out(graph: Graph, documents: Documents, *, policy: str, where: str, must: str) -> None:
    del documents["NetworkPolicy", policy]
    with pytest.raises(MainstayError) as error:
        check_links(graph, tuple(documents.values()))
    assert where in error.value.where
    assert error.value.must == must


def test_a_policy_for_another_port_opens_nothing(graph: Graph, documents: Documents) -> None:
    put(documents["NetworkPolicy", "web-to-api"], ("spec", "egress", 0, "ports", 0, "port"), 8001)
    with pytest.raises(MainstayError, match="must be let out to port 8000"):
        check_links(graph, tuple(documents.values()))


def put(document: Any, path: tuple[str | int, ...], value: object) -> None:
    for step in path[:-1]:
        document = document[step]
    document[path[-1]] = value
