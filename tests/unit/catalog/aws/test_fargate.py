from collections.abc import Callable

import msgspec
import pytest

from mainstay.catalog.aws.cloudfront import Distribution
from mainstay.catalog.aws.ecs import Fargate
from mainstay.catalog.aws.ecs.sizes import SIZES, is_size, smallest_memory
from mainstay.catalog.aws.lambda_function import Function
from mainstay.catalog.aws.sqs import KINDS as QUEUES
from mainstay.model.cloud import Demand, Endpoint, Market, Site, Usage
from mainstay.model.intent import Job, Property, Role, Schedule, Service
from mainstay.model.price import total
from mainstay.model.requirement import Access
from mainstay.model.told import Ref, SecretText

WEB = Service(name="web", build="web", command="python app.py", public=True, listens=True, port=3000)
Make = Callable[..., Market]


def _cost(offers) -> float:
    return min(total(offer.charges) or float("inf") for offer in offers)


def test_offers_are_few_cheapest_first_and_serve_the_load(market: Make):
    demand = Demand(rate=100, work_ms=20, public=True)
    offers = Fargate.offers(WEB, demand, market())
    costs = [total(offer.charges) for offer in offers]
    assert 2 <= len(offers) <= 10
    assert costs == sorted(costs)
    assert all(offer.capacity >= 100 for offer in offers)
    assert all(is_size(offer.kind.cpu, offer.kind.memory) for offer in offers)


@pytest.mark.parametrize(
    ("stated", "fits"),
    [
        ({"cpu": 512}, True),
        ({"cpu": 8192}, True),
        ({"memory": 16384}, True),
        ({"cpu": 300}, False),
        ({"memory": 700}, False),
        ({"cpu": 256, "memory": 4096}, False),
    ],
)
def test_a_size_that_is_set_is_one_that_tasks_have(market: Make, stated, fits):
    component = msgspec.structs.replace(WEB, overrides=stated)
    offers = Fargate.offers(component, Demand(rate=1), market())
    assert bool(offers) is fits
    assert bool(Fargate.refusal(component, Demand(rate=1))) is not fits
    for offer in offers:
        assert is_size(offer.kind.cpu, offer.kind.memory)
        assert all(getattr(offer.kind, name) == value for name, value in stated.items())


def test_two_zones_are_safer_than_one_task(market: Make):
    offers = Fargate.offers(WEB, Demand(rate=1, work_ms=20), market())
    by_count = {offer.kind.desired_count: offer.availability for offer in offers}
    assert by_count[2] > by_count[1]


def test_functions_are_cheaper_for_little_load_and_tasks_for_much(market: Make):
    """The load balancer (without prices of its network) is counted with the tasks."""
    balancer = 0.0225 * 730 + 2 * 0.005 * 730

    def cheaper(rate: float) -> str:
        demand = Demand(rate=rate, work_ms=20, waits_ms=20, public=True)
        tasks = _cost(Fargate.offers(WEB, demand, market())) + balancer
        return "lambda" if _cost(Function.offers(WEB, demand, market())) < tasks else "fargate"

    rates = (0.1, 1, 5, 10, 20, 50, 100, 500)
    chosen = [cheaper(rate) for rate in rates]
    assert chosen[0] == "lambda"
    assert chosen[-1] == "fargate"
    assert chosen == sorted(chosen, reverse=True), "there is one crossover, not several"


def test_spare_capacity_is_offered_outside_production_only(market: Make):
    demand = Demand(rate=1, work_ms=20)

    def providers(environment: str) -> set[str]:
        return {o.kind.capacity_provider for o in Fargate.offers(WEB, demand, market(environment=environment))}

    assert "FARGATE_SPOT" in providers("staging")
    assert providers("production") == {"FARGATE"}


def test_what_is_set_is_what_is_priced(market: Make):
    stated = Service(name="web", build="b", command="x", public=True, overrides={"cpu": 1024, "desired_count": 5})
    (offer,) = Fargate.offers(stated, Demand(rate=1), market())
    assert offer.label.startswith("5 x 1 vCPU")


@pytest.mark.parametrize(
    ("component", "word"),
    [
        (Service(name="w", build="b", command="x", persist=("data/app.db",)), "`data/app.db` is one file"),
        (Service(name="w", build="b", command="x", memory_mib=200_000), "122880"),
        (Service(name="w", build="b", command="x", overrides={"cpu": 256, "memory": 8192}), "512, 1024, 2048"),
        (Service(name="w", build="b", command="x", overrides={"cpu": 300, "memory": 8192}), "256, 512, 1024"),
    ],
)
def test_impossible_sizes_are_refused_with_the_reason(component: Service, word: str, market: Make):
    assert word in Fargate.refusal(component, Demand())
    assert Fargate.offers(component, Demand(), market()) == ()


def test_sizes_are_those_of_aws():
    assert smallest_memory(256, 700) == 1024
    assert smallest_memory(512, 5000) is None
    assert (min(SIZES), max(SIZES)) == (256, 16384)


def test_parts_of_a_public_service(site: Callable[..., Site]):
    here = site("web", component=WEB, demand=Demand(public=True), domain="example.com")
    kind = Fargate(desired_count=3).told({"A": "1"}, {"DB": SecretText(resource="db.login", key="url")})
    parts = {part.name: part.kind for part in kind.parts(here)}
    assert {
        "web.images", "web.logs", "web.execution-role", "web.service", "web.scaling", "web.target-group",
        "web.from.load-balancer", "web.alarm-latency",
    } <= set(parts)  # fmt: skip
    service = parts["web.service"]
    assert service.load_balancer.container_port == 3000
    assert service.deployment_circuit_breaker.rollback
    assert not service.network_configuration.assign_public_ip
    assert parts["web.scaling"].min_capacity == 3


def test_the_container_is_read_only_and_gets_secrets_by_reference(site: Callable[..., Site]):
    here = site("web", component=WEB)
    kind = Fargate().told({"A": "1"}, {"DB": SecretText(resource="db.login", key="url")}).placed(here)
    assert kind.container_definitions is not None
    (container,) = kind.container_definitions.content
    assert container["readonlyRootFilesystem"] is True
    assert {"name": "PORT", "value": "3000"} in container["environment"]
    assert container["secrets"] == (
        {"name": "DB", "valueFrom": Ref(resource="db.login", attribute="arn", suffix=":url::")},
    )


def test_only_its_execution_role_reads_images_and_secrets(site: Callable[..., Site]):
    kind = Fargate().told({}, {"DB": SecretText(resource="db.login")})
    parts = {part.name: part.kind for part in kind.parts(site("web", component=WEB))}
    statements = {one.sid: one for one in parts["web.execution-role.policy"].policy.statements}
    assert statements["PullImage"].resources == (Ref(resource="web.images", attribute="arn"),)
    assert statements["ReadSecrets"].resources == (Ref(resource="db.login", attribute="arn"),)
    assert kind.own_statements(site("web", component=WEB)) == ()


def test_it_is_found_by_a_private_name(site: Callable[..., Site]):
    caller = Usage(name="front", kind=Function(), access=(Access.CALL,), role=Role.SERVICE)
    here = site("web", component=WEB, users=(caller,))
    assert Fargate().connection(here)[Property.URL] == "http://web.shop-prod.internal:3000"
    assert Fargate().endpoint(here) == Endpoint(security_group="web.security-group", ports=(3000,))
    assert "web.name" in {part.name for part in Fargate().parts(here)}
    assert Fargate().accepts(Function(), Access.CALL) == ""
    assert "no program" in Fargate().accepts(QUEUES[0](), Access.CALL)


def test_pages_take_the_public_way(site: Callable[..., Site]):
    pages = Usage(name="pages", kind=Distribution(), access=(Access.CALL,), role=Role.SITE)
    here = site("web", component=WEB, users=(pages,))
    assert Fargate().accepts(Distribution(), Access.CALL) == ""
    assert "web.name" not in {part.name for part in Fargate().parts(here)}


def test_a_worker_follows_its_queue(site: Callable[..., Site]):
    queue = Usage(name="jobs", kind=QUEUES[0](), access=(Access.CONSUME,), role=Role.QUEUE)
    worker = Service(name="work", build="b", command="x")
    parts = {part.name: part.kind for part in Fargate().parts(site("work", component=worker, uses=(queue,)))}
    assert {"work.scaling.jobs", "work.alarm-jobs-age"} <= set(parts)
    assert parts["work.service"].load_balancer is None


def test_a_job_is_a_definition_and_a_schedule_starts_it(site: Callable[..., Site], market: Make):
    job = Job(name="migrate", build="b", command="x")
    assert "migrate.service" not in {part.name for part in Fargate().parts(site("migrate", component=job))}
    nightly = Schedule(name="nightly", build="b", command="x", cron="0 3 * * MON-FRI")
    parts = {part.name: part.kind for part in Fargate().parts(site("nightly", component=nightly))}
    assert parts["nightly.schedule"].schedule_expression == "cron(0 3 ? * MON,TUE,WED,THU,FRI *)"
    statements = {one.sid: one for one in parts["nightly.scheduler-role.policy"].policy.statements}
    assert statements["HandRoles"].conditions
    assert _cost(Fargate.offers(nightly, Demand(), market())) < 1


def test_a_file_system_is_mounted_over_tls_as_the_role_of_the_task(site: Callable[..., Site], kinds):
    files = Usage(name="media", kind=kinds["aws.efs"](), access=(Access.WRITE,), role=Role.RESOURCE, in_network=True)
    placed = Fargate().placed(site("web", component=WEB, uses=(files,)))
    (volume,) = (one.efs_volume_configuration for one in placed.volume if one.name == "media")
    assert volume is not None
    assert (volume.transit_encryption, volume.authorization_config.iam) == ("ENABLED", "ENABLED")
    assert placed.container_definitions is not None
    mounts = placed.container_definitions.content[0]["mountPoints"]
    assert [mount["containerPath"] for mount in mounts] == ["/tmp", "/mnt/media"]
