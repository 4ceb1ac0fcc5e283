"""Pods on EKS: their role, their secrets, their way out, and the load balancer before them."""

import pytest

from mainstay.catalog.aws.eks import CLUSTER, NODES_GROUP
from mainstay.model.graph import Graph
from mainstay.model.intent import Binding, Database, Property, Queue, Service, Use
from mainstay.model.target import Target
from mainstay.model.told import Ref
from mainstay.render import render_kubernetes


@pytest.fixture(scope="module")
def shop(graph) -> Graph:
    api = (Binding(name="API_URL", property=Property.URL),)
    db = (Binding(name="DB_HOST", property=Property.HOST), Binding(name="DB_PASSWORD", property=Property.PASSWORD))
    uses = (Use(target="api", bindings=api), Use(target="db", bindings=db), Use(target="jobs"))
    return graph(
        Service(name="web", build="b", command="web", public=True, uses=uses),
        Service(name="api", build="b", command="api", listens=True, port=8000),
        Database(name="db"),
        Queue(name="jobs"),
        target=Target.AWS,
    )


def test_its_pods_get_its_role(shop: Graph) -> None:
    association = shop.resource("web.identity").kind
    assert association.cluster_name == Ref(resource=CLUSTER, attribute="name")
    assert (association.namespace, association.service_account) == ("shop-production", "web")
    assert association.role_arn == Ref(resource="web.role", attribute="arn")
    trust = shop.resource("web.role").kind.assume_role_policy.statements[0]
    assert trust.principals == (("Service", ("pods.eks.amazonaws.com",)),)
    assert trust.actions == ("sts:AssumeRole", "sts:TagSession")


def test_secrets_stay_in_secrets_manager(shop: Graph) -> None:
    secret = shop.resource("web.secrets").kind
    assert secret.store == shop.resource("shared.secret-store").kind.name
    assert set(secret.data) == {"DB_PASSWORD"}
    policy = shop.resource("web.secrets-policy").kind
    assert policy.role == Ref(resource="shared.secrets.role")
    assert policy.policy.statements[0].resources == (secret.data["DB_PASSWORD"].key,)


def test_the_ways_out_are_those_of_its_links(shop: Graph) -> None:
    network = Ref(resource="network", attribute="cidr_block")
    to_database = shop.resource("web.web-to-db").kind.egress[0]
    assert (to_database.peers[0].cidr, to_database.ports) == (network, (5432,))
    assert shop.resource("web.web-to-aws").kind.egress[0].ports == (443,)
    assert shop.resource("web.web-to-identity").kind.egress[0].peers[0].cidr == "169.254.170.23/32"
    assert not any(one.name.startswith("api.api-to-") and "identity" not in one.name for one in shop.resources)


def test_the_load_balancer_reaches_the_nodes(shop: Graph) -> None:
    binding = shop.resource("web.targets").kind
    assert binding.target_group_arn == Ref(resource="web.target-group", attribute="arn")
    nodes = Ref(resource=NODES_GROUP)
    assert shop.resource("web.from.load-balancer").kind.security_group_id == nodes
    assert shop.resource("web.from.load-balancer.way-out").kind.referenced_security_group_id == nodes
    targets = shop.resource("web.targets-policy").kind.policy.statements[0]
    assert targets.resources == (Ref(resource="web.target-group", attribute="arn"),)


def test_connections_come_from_the_nodes(shop: Graph) -> None:
    assert shop.resource("web.to.db.5432").kind.security_group_id == Ref(resource=NODES_GROUP)


def test_its_image_comes_from_its_own_registry(shop: Graph) -> None:
    assert shop.resource("web").kind.image.parts[0] == Ref(resource="web.images", attribute="repository_url")


def test_disks_are_encrypted(graph) -> None:
    wiki = Service(name="wiki", build="b", command="wiki", listens=True, persist=("/var/data",))
    made = graph(wiki, target=Target.AWS)
    template = made.resource("wiki").kind.document()["spec"]["volumeClaimTemplates"][0]
    assert template["spec"]["storageClassName"] == made.resource("shared.storage-class").kind.name
    assert render_kubernetes((made,))
