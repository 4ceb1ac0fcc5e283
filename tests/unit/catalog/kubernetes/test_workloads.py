"""Programs in pods: what they offer, what stands around them, and how safe their pods are."""

import pytest

from mainstay.catalog import K8sKind
from mainstay.catalog.aws.lambda_function import Function
from mainstay.catalog.kubernetes.program import replaced_shell
from mainstay.catalog.kubernetes.workloads import CronJob, Deployment, Job, StatefulSet
from mainstay.model.cloud import Demand
from mainstay.model.intent import Binding, Database, Property, Schedule, Service, Trigger, Use
from mainstay.model.intent import Job as JobComponent
from mainstay.model.requirement import Access, ServiceNeeds
from mainstay.model.target import Target

WEB = Service(name="web", build="b", command="gunicorn web", public=True, health_path="/health")
WORKER = Service(name="worker", build="b", command="python worker.py")
MIGRATE = JobComponent(name="migrate", build="b", command="alembic upgrade head", trigger=Trigger.RELEASE)
BY_HAND = JobComponent(name="seed", build="b", command="python seed.py")
REPORT = Schedule(name="report", build="b", command="python report.py", cron="0 3 * * *")
FILES = Service(name="wiki", build="b", command="wiki", listens=True, persist=("/var/data",))


def document(graph, name: str):
    kind = graph.resource(name).kind
    assert isinstance(kind, K8sKind)
    return kind.document()


def pod(graph, name: str):
    return document(graph, name)["spec"]["template"]["spec"]


@pytest.mark.parametrize(
    ("component", "kind"),
    [
        (WEB, Deployment),
        (WORKER, Deployment),
        (FILES, StatefulSet),
        (MIGRATE, Job),
        (BY_HAND, CronJob),
        (REPORT, CronJob),
    ],
)
@pytest.mark.parametrize("target", [Target.KUBERNETES, Target.AWS])
def test_each_program_has_one_kind(offers, component, kind, target) -> None:
    assert {type(offer.kind) for offer in offers(component, target=target)} == {kind}


def test_why_the_others_cannot() -> None:
    demand = Demand()
    assert Deployment.refusal(FILES, demand) == "it keeps no files, but `wiki` persists /var/data"
    assert StatefulSet.refusal(WEB, demand) == "`web` keeps no files: it needs no volume"
    assert Job.refusal(BY_HAND, demand) == "it runs once for each release and at no other time"
    assert CronJob.refusal(MIGRATE, demand) == "it does not know when a release is made"
    assert "services" in Deployment.refusal(MIGRATE, demand)


def test_offers_serve_the_load_and_are_priced_by_their_share_of_a_node(offers) -> None:
    found = offers(WEB, target=Target.AWS, rate=100.0, work_ms=20.0)
    assert all(offer.capacity >= 100.0 for offer in found)
    assert all(offer.charges[0].usd_month for offer in found)
    assert all(set(offer.shared) == {"aws.eks_cluster", "aws.load_balancer"} for offer in found)
    costs = [sum(line.usd_month or 0.0 for line in offer.charges) for offer in found]
    assert costs == sorted(costs)


def test_a_cluster_that_is_there_already_has_no_known_price(offers) -> None:
    found = offers(WEB)
    assert all(line.usd_month is None for offer in found for line in offer.charges)
    assert all(offer.shared == () for offer in found)


def test_more_pods_in_more_zones_are_more_available(offers) -> None:
    by_pods = {offer.kind.replicas: offer.availability for offer in offers(WEB, target=Target.AWS, rate=1.0)}
    assert by_pods[1] == 99.49  # through the load balancer
    assert by_pods[2] == 99.98


def test_what_is_set_decides_the_offers(offers) -> None:
    asked = Service(name="web", build="b", command="x", overrides={"cpu_millis": 1000, "memory_mib": 2048})
    assert {(o.kind.cpu_millis, o.kind.memory_mib) for o in offers(asked)} == {(1000, 2048)}


def test_pods_may_do_nothing_but_their_work(graph) -> None:
    for name in ("web", "migrate"):
        spec = pod(graph(WEB, MIGRATE), name)
        assert spec["automountServiceAccountToken"] is False
        assert spec["securityContext"]["runAsNonRoot"] is True
        assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        container = spec["containers"][0]
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
        assert set(container["resources"]) == {"requests", "limits"}


def test_a_service_is_probed_and_drained(graph) -> None:
    container = pod(graph(WEB), "web")["containers"][0]
    assert container["readinessProbe"]["httpGet"] == {"path": "/health", "port": "main"}
    assert "tcpSocket" in container["livenessProbe"]
    assert container["startupProbe"]["failureThreshold"] * container["startupProbe"]["periodSeconds"] == 120
    assert container["lifecycle"]["preStop"]["sleep"]["seconds"] > 0


def test_a_worker_has_no_door(graph) -> None:
    made = graph(WORKER)
    assert "readinessProbe" not in pod(made, "worker")["containers"][0]
    assert not any(one.name == "worker.service" for one in made.resources)
    assert made.resource("worker").kind.accepts(Deployment(), Access.CALL) == "it takes no connections: it is a worker"


def test_pods_stand_apart(graph) -> None:
    keys = [one["topologyKey"] for one in pod(graph(WEB), "web")["topologySpreadConstraints"]]
    assert keys == ["topology.kubernetes.io/zone", "kubernetes.io/hostname"]


def test_the_autoscaler_decides_how_many(graph) -> None:
    made = graph(WEB)
    assert "replicas" not in document(made, "web")["spec"]
    assert document(made, "web.autoscaler")["spec"]["minReplicas"] == made.resource("web").kind.replicas


def test_files_are_kept_on_a_volume(graph) -> None:
    spec = document(graph(FILES), "wiki")["spec"]
    assert spec["volumeClaimTemplates"][0]["spec"]["resources"] == {"requests": {"storage": "10Gi"}}
    mounts = spec["template"]["spec"]["containers"][0]["volumeMounts"]
    assert {"name": "data", "mountPath": "/var/data", "subPath": "folder-0"} in mounts


def test_jobs(graph) -> None:
    made = graph(MIGRATE, BY_HAND, REPORT)
    assert document(made, "migrate")["metadata"]["annotations"]["argocd.argoproj.io/hook"] == "PreSync"
    assert document(made, "report")["spec"]["schedule"] == "0 3 * * *"
    assert document(made, "report")["spec"]["suspend"] is False
    assert document(made, "seed")["spec"]["suspend"] is True


def test_only_pods_call_it() -> None:
    running = Deployment(port=80)
    assert running.accepts(Job(), Access.CALL) == ""
    assert running.accepts(Job(), Access.READ) == "a program can be called, but not read"
    assert "put a queue between" in running.accepts(Function(), Access.CALL)


@pytest.mark.parametrize(
    ("command", "shell"),
    [
        ("gunicorn web", "exec gunicorn web"),
        ("a && b", "a && b"),
        ("A=1 web", "A=1 web"),
        ("cat x | y", "cat x | y"),
    ],
)
def test_signals_reach_a_single_command(command: str, shell: str) -> None:
    assert replaced_shell(command) == shell


def test_secrets_of_the_cluster_are_read_where_they_are(graph) -> None:
    use = Use(target="db", bindings=(Binding(name="DATABASE_URL", property=Property.URL),))
    made = graph(Service(name="api", build="b", command="api", uses=(use,)), Database(name="db"))
    assert pod(made, "api")["containers"][0]["env"] == [
        {"name": "DATABASE_URL", "valueFrom": {"secretKeyRef": {"name": "db", "key": "url"}}}
    ]


def test_the_internet_is_open_for_who_needs_it(graph) -> None:
    needs = ServiceNeeds(internet=True)
    made = graph(Service(name="api", build="b", command="api", needs=needs))
    block = document(made, "api.api-to-internet")["spec"]["egress"][0]["to"][0]["ipBlock"]
    assert block["cidr"] == "0.0.0.0/0"
    assert "10.0.0.0/8" in block["except"]


def test_names_that_code_has_hard_wired_lead_there(graph) -> None:
    made = graph(
        Service(name="api", build="b", command="api", listens=True, hostnames=("backend", "api", "api.example.com")),
        Database(name="db", hostnames=("postgres",)),
    )
    assert document(made, "api.service-backend")["metadata"]["name"] == "backend"
    assert document(made, "db.service-postgres")["spec"]["selector"] == {"app.kubernetes.io/component": "db"}
    assert [one.name for one in made.resources if ".service-" in one.name and "account" not in one.name] == [
        "api.service-backend",
        "db.service-postgres",
    ]
