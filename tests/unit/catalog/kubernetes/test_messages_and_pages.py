"""Queues, topics and sites on a cluster of one's own: what runs, who reaches it, and what they refuse."""

import json

import pytest

from mainstay.actions.compiling import compile_text
from mainstay.actions.render import rendered
from mainstay.catalog.kubernetes.pages import Pages
from mainstay.catalog.kubernetes.rabbitmq import RabbitMq
from mainstay.catalog.kubernetes.workloads import Deployment
from mainstay.model.cloud import Demand, Market
from mainstay.model.graph import Graph
from mainstay.model.intent import Bucket, Property, Queue, Service, Site, Topic
from mainstay.model.price import PriceBook
from mainstay.model.requirement import Access, DataClass, DataNeeds
from mainstay.model.target import Target
from mainstay.model.told import SecretText


def system() -> Graph:
    """Every sort of program with a queue and a topic, and a site beside them."""
    sends = {"jobs": {"access": ["publish"], "AMQP_URL": "url"}}
    takes = {"jobs": {"access": ["consume"], "AMQP_URL": "url"}, "news": {"access": ["consume"], "NEWS_URL": "url"}}
    return compile_text(
        json.dumps(
            {
                "application": "a",
                "target": "kubernetes",
                "services": {
                    "web": {"public": True, "requests_per_second": 5, "uses": sends},
                    "keeper": {"persist": ["data"], "requests_per_second": 1, "uses": takes},
                    "worker": {"requests_per_second": 1, "uses": takes},
                },
                "schedules": {"tick": {"cron": "0 4 * * *", "uses": sends}},
                "jobs": {"migrate": {"trigger": "release", "uses": sends}},
                "queues": {"jobs": {}},
                "topics": {"news": {}},
                "sites": {"pages": {"fallback": "index.html"}},
            }
        )
    )


def test_every_sort_of_program_reaches_them_and_is_told_where_they_are():
    graph = system()
    assert {graph.resource(name).kind.id for name in ("jobs", "news")} == {"k8s.rabbitmq"}
    for user in ("web", "keeper", "worker", "tick", "migrate"):
        assert graph.resource(f"jobs.jobs-from-{user}")
        assert graph.resource(user).kind.secret_keys["AMQP_URL"].secret == "jobs"
    assert not {"news.news-from-web"} & {one.name for one in graph.resources}


def test_what_is_rendered_is_valid():
    files = rendered((system(),))  # the checks of the renderer: schemas, selectors, labels, ports, names
    assert {"kubernetes/base/jobs.yaml", "kubernetes/base/pages.yaml"} <= set(files)
    assert "amqp://application:{{ .password }}@jobs:5672/" in files["kubernetes/base/jobs.yaml"]


def test_messages_outlive_the_pod_and_its_settings_stay_as_they_are():
    spec = system().resource("jobs").kind.document()["spec"]
    container = spec["template"]["spec"]["containers"][0]
    places = {mount["mountPath"]: mount["name"] for mount in container["volumeMounts"]}
    assert places["/var/lib/rabbitmq"] == spec["volumeClaimTemplates"][0]["metadata"]["name"]
    assert container["securityContext"]["readOnlyRootFilesystem"]
    assert container["startupProbe"]["tcpSocket"] == {"port": "main"}


@pytest.mark.parametrize(
    ("component", "reason"),
    [
        (Queue(name="q", fifo=True), "only while one program consumes"),
        (Queue(name="q", needs=DataNeeds(data_class=DataClass.PERSONAL)), "does not encrypt connections"),
        (Topic(name="t", needs=DataNeeds(retention_days=7)), "it makes no copies"),
        (Bucket(name="b"), "a queue or a topic and nothing else"),
    ],
)
def test_what_rabbitmq_cannot_be(component, reason: str):
    assert reason in RabbitMq.refusal(component, Demand())


def test_messages_are_published_and_consumed_only():
    assert "nobody can read" in RabbitMq().accepts(Deployment(), Access.READ)
    assert RabbitMq().accepts(Deployment(), Access.CONSUME) == ""
    assert "let that use the topic" in RabbitMq().accepts(RabbitMq(), Access.CONSUME)


def test_its_password_is_told_by_reference(graph):
    made = graph(Queue(name="q"))
    url = made.resource("q").kind.connection
    told = url(type("Here", (), {"name": "q", "physical": "q"})())
    assert told[Property.URL] == SecretText(resource="q", key="url")


def test_a_site_runs_in_two_pods_from_its_own_image_and_the_world_gets_there():
    graph = system()
    document = graph.resource("pages").kind.document()
    pod = document["spec"]["template"]["spec"]
    assert document["spec"]["replicas"] == 2
    assert pod["securityContext"]["runAsUser"] == 101
    settings = next(one["value"] for one in pod["containers"][0]["env"] if one["name"] == "SETTINGS")
    assert "try_files $uri $uri/index.html /index.html;" in settings
    assert graph.resource("pages.ingress").kind.service == "pages"


def test_without_a_fallback_what_is_not_there_is_not_found():
    (offer,) = Pages.offers(
        Site(name="pages", build="b"), Demand(), Market(region="", book=PriceBook(), target=Target.KUBERNETES)
    )
    assert "=404" in str(offer.kind.document())


def test_pages_call_programs_by_their_public_name():
    assert "by its public name" in Deployment(port=80).accepts(Pages(), Access.CALL)
    assert "runs no program" in Pages.refusal(Service(name="s", build="b", command="x"), Demand())
