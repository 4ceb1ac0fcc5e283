from collections.abc import Callable

import pytest

from mainstay.catalog.aws.app_runner import AppRunner
from mainstay.catalog.aws.ec2 import Instances
from mainstay.catalog.aws.ecs import Fargate
from mainstay.catalog.aws.eks import CLUSTER, NODES_GROUP, Cluster
from mainstay.catalog.aws.eks.nodes import nodes_needed
from mainstay.catalog.kubernetes.eks import CLUSTER as CLUSTER_OF_PODS
from mainstay.catalog.kubernetes.eks import NODES as NODES_OF_PODS
from mainstay.model.cloud import Demand, Market, Site, Usage
from mainstay.model.intent import Job, Property, Role, Service
from mainstay.model.price import total
from mainstay.model.requirement import Access
from mainstay.model.told import Base64, Ref, SecretText

WEB = Service(name="web", build="web", command="python app.py", public=True, listens=True)
Make = Callable[..., Market]


def test_machines_are_priced_and_ordered(market: Make):
    offers = Instances.offers(WEB, Demand(rate=100, work_ms=20, public=True), market())
    costs = [total(offer.charges) for offer in offers]
    assert None not in costs
    assert costs == sorted(costs)
    assert all(offer.capacity >= 100 for offer in offers)


def test_burstable_machines_are_counted_by_what_lasts(market: Make):
    """A t4g.small has two processors, of which a fifth lasts."""
    stated = Service(name="web", build="b", command="x", overrides={"instance_type": "t4g.small"})
    offers = Instances.offers(stated, Demand(rate=100, work_ms=20), market())
    assert min(offer.kind.desired_count for offer in offers) == 10


@pytest.mark.parametrize(
    ("component", "word"),
    [
        (Job(name="j", build="b", command="x"), "services"),
        (Service(name="w", build="b", command="x", persist=("data",)), "files"),
        (Service(name="w", build="b", command="x", memory_mib=500_000), "500000 MiB"),
        (Service(name="w", build="b", command="x", overrides={"instance_type": "z9.huge"}), "z9.huge"),
    ],
)
def test_what_machines_cannot_do_is_refused_with_the_reason(component, word: str, market: Make):
    assert word in Instances.refusal(component, Demand())
    assert Instances.offers(component, Demand(), market()) == ()


def test_a_machine_needs_a_session_for_its_metadata_and_has_an_encrypted_disk(site: Callable[..., Site]):
    placed = Instances().placed(site("web", component=WEB))
    assert placed.metadata_options.http_tokens == "required"
    assert placed.metadata_options.http_put_response_hop_limit == 1
    assert placed.block_device_mappings.ebs.encrypted
    assert placed.image_id is not None
    assert placed.image_id.endswith("-arm64")


def test_secrets_are_in_no_template(site: Callable[..., Site]):
    told = Instances().told({"A": "it's"}, {"DB": SecretText(resource="db.login", key="url")})
    script = told.placed(site("web", component=WEB)).user_data
    assert isinstance(script, Base64)
    assert Ref(resource="db.login", attribute="arn") in script.parts
    assert "A=" in script.parts


def test_machines_are_found_at_one_address(site: Callable[..., Site]):
    caller = Usage(name="front", kind=Fargate(), access=(Access.CALL,), role=Role.SERVICE)
    here = site(
        "web", component=Service(name="web", build="b", command="x", listens=True), users=(caller,), domain="a.org"
    )
    parts = {part.name: part.kind for part in Instances().parts(here)}
    assert parts["web.address"].internal
    assert parts["web.group"].target_group_arns == (Ref(resource="web.address.targets", attribute="arn"),)
    url = Instances().connection(here)[Property.URL]
    assert url == Ref(resource="web.address.record", attribute="fqdn", prefix="https://", suffix=":8080")
    assert parts["web.address.record"].name == "web-internal.a.org"
    assert parts["web.address.listener"].protocol == "TLS"


def test_app_runner_is_for_who_pins_it(market: Make):
    demand = Demand(rate=1, public=True)
    assert "April 30, 2026" in AppRunner.refusal(WEB, demand)
    pinned = Service(name="web", build="b", command="x", public=True, kind="aws.app_runner_service")
    assert AppRunner.refusal(pinned, demand) == ""
    assert AppRunner.offers(pinned, demand, market())


def test_app_runner_enters_the_network_through_a_connector(site: Callable[..., Site]):
    db = Usage(name="db", kind=Fargate(), access=(Access.READ,), role=Role.DATABASE, in_network=True)
    here = site("web", component=WEB, uses=(db,))
    assert "web.connector" in {part.name for part in AppRunner().parts(here)}
    placed = AppRunner().placed(here)
    assert placed.network_configuration is not None
    assert placed.network_configuration.egress_configuration.egress_type == "VPC"


def test_the_cluster_is_closed_encrypted_and_logged(site: Callable[..., Site]):
    parts = {part.name: part.kind for part in Cluster.shared_part(site("shared.eks-cluster"))}
    cluster = parts[CLUSTER]
    assert cluster.vpc_config.endpoint_private_access
    assert not cluster.vpc_config.endpoint_public_access
    assert cluster.encryption_config.resources == ("secrets",)
    assert set(cluster.enabled_cluster_log_types) == {"api", "audit", "authenticator", "controllerManager", "scheduler"}
    assert {f"{CLUSTER}.eks-pod-identity-agent", f"{CLUSTER}.oidc", NODES_GROUP, f"{CLUSTER}.nodes"} <= set(parts)


def test_pods_know_the_cluster_by_the_same_names():
    assert (CLUSTER, NODES_GROUP) == (CLUSTER_OF_PODS, NODES_OF_PODS)


def test_there_are_as_many_nodes_as_pods_need(kinds):
    pods = kinds["k8s.deployment"](image="x", replicas=20, cpu_millis=1000)
    assert nodes_needed(()) == 2
    assert nodes_needed((Usage(name="web", kind=pods, access=(), role=Role.SERVICE),)) == 13
