"""The page with the graphs of a system: what is on it, what it costs, where there is none."""

import json

import msgspec
import pytest

from golden.systems.outputs import graphs, names
from mainstay.actions.compiling import compile_text
from mainstay.compile.verify.cloud import findings
from mainstay.model.cloud import DASHBOARD
from mainstay.model.graph import Graph, Resource
from mainstay.model.intent import Bucket, Job, Schedule, Secret, Service, Topic
from mainstay.model.references import references
from mainstay.model.target import Target
from mainstay.model.told import Json

ELSEWHERE = (Bucket, Job, Schedule, Secret, Topic)
"""Without a figure by the minute, or looked at through what they start or feed."""


def system(**more: object) -> Graph:
    web = {"public": True, "requests_per_second": 5, "uses": {"db": {"DATABASE_URL": "url"}}}
    whole = {"application": "a", "target": "aws", "region": "eu-central-1"}
    return compile_text(json.dumps({**whole, "services": {"web": web}, "databases": {"db": {}}, **more}))


def page(graph: Graph) -> Resource:
    return next(one for one in graph.resources if one.name == DASHBOARD)


def widgets(graph: Graph) -> tuple[dict[str, object], ...]:
    body = page(graph).kind.dashboard_body
    assert isinstance(body, Json)
    return body.content["widgets"]


def titles(graph: Graph) -> list[str]:
    return [widget["properties"]["title"] for widget in widgets(graph)]


@pytest.mark.slow
@pytest.mark.parametrize("name", names())
def test_every_component_of_an_aws_system_with_services_is_on_the_page(name: str):
    for graph in graphs(name):
        components = graph.intent.components
        if graph.target is not Target.AWS or not any(isinstance(one, Service) for one in components):
            assert DASHBOARD not in {one.name for one in graph.resources}
            continue
        shown = {title.split(":")[0].split(".")[0] for title in titles(graph)}
        parts = {one.component for one in graph.resources if one.kind.vitals(one.name)}
        assert parts - {""} <= shown
        silent = {c.name for c in components if not isinstance(c, ELSEWHERE)} - shown
        assert all(is_quiet(graph, name) for name in silent), silent


def is_quiet(graph: Graph, component: str) -> bool:
    """Pods that nobody calls from outside have no figures in CloudWatch, and function with nothing else neither."""
    return next(one.kind.platform for one in graph.resources if one.name == component) == "kubernetes"


def test_graphs_do_not_cover_each_other_and_refer_to_what_is_there():
    graph = system()
    places = [(w["x"], w["y"]) for w in widgets(graph)]
    assert len(set(places)) == len(places)
    assert all(x in {0, 8, 16} and y % 6 == 0 for x, y in places)
    there = {one.name for one in graph.resources}
    assert {ref.resource for ref in references(page(graph).kind)} <= there


def test_entrances_and_databases_show_what_matters():
    shown = {metric[1] for widget in widgets(system()) for metric in widget["properties"]["metrics"]}
    assert {"CPUUtilization", "DatabaseConnections", "FreeStorageSpace"} <= shown
    assert shown & {"Latency", "TargetResponseTime"}
    assert shown & {"5xx", "HTTPCode_Target_5XX_Count"}


def test_a_queue_shows_age_and_depth_and_a_function_what_it_is_refused():
    worker = {"kind": "aws.lambda", "requests_per_second": 1, "uses": {"work": {"access": ["consume"]}}}
    graph = system(services={"worker": worker}, queues={"work": {}}, databases={})
    shown = {metric[1] for widget in widgets(graph) for metric in widget["properties"]["metrics"]}
    assert {"ApproximateAgeOfOldestMessage", "ApproximateNumberOfMessagesVisible", "Throttles", "Errors"} <= shown


def test_it_is_paid_and_explained():
    one = page(system())
    assert [line.usd_month for line in one.charges] == [3.0]
    assert one.why[0].says


def test_a_system_without_services_has_none():
    graph = system(services={}, databases={}, sites={"pages": {}})
    assert DASHBOARD not in {one.name for one in graph.resources}


def test_the_checker_misses_the_page_and_what_is_not_on_it():
    graph = system()
    without = tuple(one for one in graph.resources if one.name != DASHBOARD)
    blind = msgspec.structs.replace(graph, resources=without, relations=())
    assert "must be seen on a page of graphs" in {one.must for one in findings(blind)}
    empty = msgspec.structs.replace(page(graph).kind, dashboard_body=Json(content={"widgets": ()}))
    bare = msgspec.structs.replace(page(graph), kind=empty)
    dark = msgspec.structs.replace(graph, resources=(*without, bare))
    unseen = {one.resource for one in findings(dark) if one.must == "should be seen on a page of graphs"}
    assert "db" in unseen
