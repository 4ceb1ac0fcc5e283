from collections.abc import Callable

import msgspec
import pytest

from mainstay.catalog.aws.ecs import Fargate
from mainstay.catalog.aws.lambda_function import Function
from mainstay.catalog.aws.sqs import KINDS as QUEUES
from mainstay.model.cloud import Demand, Market, Site, Usage
from mainstay.model.intent import Bucket, Job, Property, Role, Schedule, Service, Use
from mainstay.model.price import total
from mainstay.model.requirement import Access, ServiceNeeds
from mainstay.model.told import Ref, SecretText

WEB = Service(name="web", build="web", command="python app.py", public=True, listens=True)
LOAD = Demand(rate=50, work_ms=20, waits_ms=30, public=True)
Make = Callable[..., Market]


def test_offers_are_few_cheapest_first_and_all_priced(market: Make):
    costs = [total(offer.charges) for offer in Function.offers(WEB, LOAD, market())]
    assert 2 <= len(costs) <= 10
    assert None not in costs
    assert costs == sorted(costs)


def test_without_warm_environments_one_of_a_hundred_waits_for_a_start(market: Make):
    offers = Function.offers(WEB, LOAD, market())
    cold = [offer for offer in offers if not offer.kind.provisioned_concurrency]
    warm = [offer for offer in offers if offer.kind.provisioned_concurrency]
    assert min(offer.latency_ms for offer in cold) > 1000 > max(offer.latency_ms for offer in warm)


def test_measured_concurrency_raises_what_is_kept_warm(market: Make):
    def warm(demand: Demand) -> int:
        kinds = (offer.kind for offer in Function.offers(WEB, demand, market()) if offer.latency_ms < 100)
        return max(kind.provisioned_concurrency for kind in kinds if isinstance(kind, Function))

    measured = Demand(rate=50, work_ms=20, waits_ms=30, public=True, concurrency=60)
    assert warm(measured) == 60 > warm(LOAD)


def test_one_connection_for_each_environment_that_may_run(market: Make):
    for offer in Function.offers(WEB, LOAD, market()):
        assert isinstance(offer.kind, Function)
        assert offer.connections == offer.kind.reserved_concurrent_executions


def test_what_is_set_is_what_is_priced(market: Make):
    stated = Service(name="web", build="web", command="x", public=True, overrides={"memory_size": 3008})
    assert {o.kind.memory_size for o in Function.offers(stated, LOAD, market()) if isinstance(o.kind, Function)} == {
        3008
    }


def test_somebody_elses_image_is_taken_to_be_for_intel(market: Make):
    other = Service(name="web", build="", image="ghcr.io/a/b:1", command="", public=True)
    assert all("x86_64" in offer.label for offer in Function.offers(other, LOAD, market()))


KEEPER = Service(name="w", build="b", command="x", public=True, persist=("data",))


@pytest.mark.parametrize(
    ("component", "demand", "word"),
    [
        (Bucket(name="b"), Demand(), "services, jobs and schedules"),
        (KEEPER, Demand(), "/app/data to /mnt/data"),
        (msgspec.structs.replace(KEEPER, kind="aws.lambda", persist=("a", "b")), Demand(), "mounts one"),
        (msgspec.structs.replace(KEEPER, kind="aws.lambda", persist=("a.db",)), Demand(), "one file"),
        (Service(name="w", build="b", command="x", public=True, memory_mib=20_000), Demand(), "10240"),
        (Service(name="w", build="b", command="x"), Demand(), "by itself"),
        (Service(name="w", build="b", command="x", listens=True), Demand(work_ms=1_000_000), "15 minutes"),
        (WEB, Demand(work_ms=40_000, public=True), "30 s"),
        (WEB, Demand(rate=20_000, work_ms=100, public=True), "900"),
        (Job(name="j", build="b", command="x"), Demand(), "work_ms"),
    ],
)
def test_limits_of_aws_are_refused_with_the_reason(component, demand: Demand, word: str, market: Make):
    assert word in Function.refusal(component, demand)
    assert Function.offers(component, demand, market()) == ()


def test_a_worker_that_takes_messages_can_be_a_function(market: Make):
    worker = Service(name="w", build="b", command="", uses=(Use(target="q", access=(Access.CONSUME,)),))
    assert Function.offers(worker, Demand(rate=5), market())
    polling = Service(name="w", build="b", command="python poll.py", uses=worker.uses)
    assert "fetches its work itself" in Function.refusal(polling, Demand(rate=5))


def test_a_short_job_costs_next_to_nothing(market: Make):
    job = Job(name="j", build="b", command="x", needs=ServiceNeeds(work_ms=30_000))
    assert (total(Function.offers(job, Demand(), market())[0].charges) or 99) < 1


def test_parts_of_a_public_function(site: Callable[..., Site]):
    here = site("web", component=WEB, demand=LOAD, domain="example.com")
    kind = Function(provisioned_concurrency=4)
    parts = {part.name: part.kind for part in kind.parts(here)}
    assert {"web.images", "web.logs", "web.live", "web.warm", "web.api", "web.api.stage", "web.alarm-errors"} <= set(
        parts
    )
    assert "web.url" not in parts
    placed = kind.placed(here)
    assert placed.function_name == "shop-prod-web"
    assert placed.vpc_config is None
    assert placed.environment is not None
    assert placed.environment.variables["AWS_LWA_PORT"] == "8080"


def test_it_enters_the_network_only_for_what_listens_there(site: Callable[..., Site]):
    queue = Usage(name="q", kind=QUEUES[0](), access=(Access.PUBLISH,), role=Role.QUEUE)
    db = Usage(name="db", kind=QUEUES[0](), access=(Access.READ,), role=Role.DATABASE, in_network=True)
    assert not Function().in_network(site("web", component=WEB, uses=(queue,)))
    inside = site("web", component=WEB, uses=(queue, db))
    assert Function().in_network(inside)
    placed = Function().placed(inside)
    assert placed.vpc_config is not None
    assert placed.vpc_config.security_group_ids == (Ref(resource="web.security-group"),)
    assert "web.network-access" in {part.name for part in Function().parts(inside)}


def test_secrets_are_told_by_their_place_only(site: Callable[..., Site]):
    kind = Function().told({"A": "1"}, {"DB": SecretText(resource="db.login", key="password")})
    assert kind.environment is not None
    assert kind.environment.variables == {
        "A": "1",
        "DB_SECRET_ARN": Ref(resource="db.login", attribute="arn"),
        "DB_SECRET_KEY": "password",
    }
    assert "UseKeyThroughSecretsmanager" in {one.sid for one in kind.own_statements(site("web", component=WEB))}


def test_other_programs_call_its_url_with_a_signature(site: Callable[..., Site]):
    caller = Usage(name="front", kind=Fargate(), access=(Access.CALL,), role=Role.SERVICE)
    here = site("web", component=WEB, users=(caller,))
    assert "web.url" in {part.name for part in Function().parts(here)}
    assert Function().connection(here)[Property.URL] == Ref(resource="web.url", attribute="function_url")
    (grant,) = Function().grants(here, Access.CALL)
    assert grant.resources == (Ref(resource="web.live", attribute="arn"),)
    assert Function().accepts(Fargate(), Access.CALL) == ""
    assert "called" in Function().accepts(Fargate(), Access.READ)
    assert "no program" in Function().accepts(QUEUES[0](), Access.CALL)


def test_a_schedule_is_started_by_the_clock_and_may_start_nothing_else(site: Callable[..., Site]):
    nightly = Schedule(name="nightly", build="b", command="x", cron="0 3 * * *", needs=ServiceNeeds(work_ms=1000))
    parts = {part.name: part.kind for part in Function().parts(site("nightly", component=nightly))}
    assert parts["nightly.schedule"].schedule_expression == "cron(0 3 * * ? *)"
    actions = {one.sid: one for one in parts["nightly.scheduler-role.policy"].policy.statements}
    assert actions["Start"].resources == (Ref(resource="nightly.live", attribute="arn"),)
    assert Function().placed(site("nightly", component=nightly)).timeout == 900


def test_names_that_lambda_sets_itself_are_not_told():
    kind = Function().told({"AWS_DEFAULT_REGION": "eu-central-1", "MODE": "fast"}, {})
    assert kind.environment is not None
    assert kind.environment.variables == {"MODE": "fast"}


def test_a_file_system_is_mounted_once_it_can_be_reached(site: Callable[..., Site], kinds):
    files = Usage(name="media", kind=kinds["aws.efs"](), access=(Access.WRITE,), role=Role.RESOURCE, in_network=True)
    placed = Function().placed(site("web", component=WEB, uses=(files,)))
    assert placed.file_system_config is not None
    assert placed.file_system_config.local_mount_path == "/mnt/media"
    assert placed.depends_on == (Ref(resource="media.mount-a"), Ref(resource="media.mount-b"))


def test_a_pinned_function_mounts_its_files_below_mnt_and_stands_in_the_network(site, market: Make):
    pinned = msgspec.structs.replace(KEEPER, kind="aws.lambda")
    (offer, *_) = Function.offers(pinned, LOAD, market())
    here = site("w", component=pinned, private_subnets=("network.private-a",))
    placed = offer.kind.placed(here)
    assert placed.file_system_config.local_mount_path == "/mnt/data"
    assert placed.vpc_config is not None
    assert [ref.resource for ref in placed.depends_on] == ["w.files.mount-a"]
    assert any("files kept" in line.says for line in offer.charges)
