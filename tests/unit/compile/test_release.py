"""A release on AWS in which a job runs first: what the state machine does, and what the checker demands of it."""

import json

import msgspec
import pytest

from mainstay.actions.compiling import compile_text
from mainstay.compile.verify.cloud import findings
from mainstay.model.cloud import RELEASES
from mainstay.model.graph import Graph
from mainstay.model.told import Json


def shop(kind: str = "aws.fargate", trigger: str = "release") -> Graph:
    uses = {"db": {"DATABASE_URL": "url"}}
    web = {"kind": kind, "public": True, "requests_per_second": 5, "uses": uses}
    migrate = {"kind": kind, "work_ms": 1000, "command": "migrate", "trigger": trigger, "uses": uses}
    whole = {"application": "a", "target": "aws", "region": "us-east-1"}
    return compile_text(
        json.dumps({**whole, "services": {"web": web}, "jobs": {"migrate": migrate}, "databases": {"db": {}}})
    )


def states(graph: Graph) -> dict[str, dict]:
    return graph.resource(RELEASES).kind.definition.content["States"]


def broken(graph: Graph, **changed: dict) -> set[str]:
    """What the checker says where some states are others."""
    machine = graph.resource(RELEASES)
    content = {**machine.kind.definition.content, "States": {**states(graph), **changed}}
    kind = msgspec.structs.replace(machine.kind, definition=Json(content=content))
    worse = msgspec.structs.replace(machine, kind=kind)
    resources = tuple(worse if one is machine else one for one in graph.resources)
    return {one.must for one in findings(msgspec.structs.replace(graph, resources=resources))}


@pytest.mark.parametrize(
    ("kind", "runs", "switches", "held"),
    [
        ("aws.fargate", "ecs:runTask.sync", "ecs:updateService", ("web.service", "task_definition")),
        ("aws.lambda", "lambda:invoke", "lambda:updateAlias", ("web.live", "function_version")),
    ],
)
def test_the_job_runs_and_only_then_programs_are_switched(kind: str, runs: str, switches: str, held: tuple[str, str]):
    graph = shop(kind)
    first, then = states(graph).values()
    assert (first["Resource"].endswith(runs), first["Next"]) == (True, "Switch web")
    assert (then["Resource"].endswith(switches), then["End"]) == (True, True)
    assert held[1] in graph.resource(held[0]).kind.ignored


def test_the_task_runs_in_private_subnets_behind_its_own_fence():
    inside = states(shop())["Run migrate"]["Parameters"]["NetworkConfiguration"]["AwsvpcConfiguration"]
    assert [ref.resource for ref in inside["Subnets"]] == ["network.private-a", "network.private-b"]
    assert [ref.resource for ref in inside["SecurityGroups"]] == ["migrate.security-group"]
    assert inside["AssignPublicIp"] == "DISABLED"


def test_what_nobody_has_to_wait_for_is_switched_by_applying():
    graph = shop(trigger="manual")
    assert RELEASES not in {one.name for one in graph.resources}
    assert "task_definition" not in graph.resource("web.service").kind.ignored


def test_the_checker_reads_the_steps():
    graph = shop()
    run, switch = states(graph)["Run migrate"], states(graph)["Switch web"]
    assert "must run with every release" in broken(graph, **{"Run migrate": {**run, "Type": "Pass", "Resource": ""}})
    swapped = {"Run migrate": {**switch, "Next": "Switch web", "End": None}, "Switch web": {**run, "Next": None}}
    assert "must run before programs are switched" in broken(graph, **swapped)
    assert "must be switched by the release" in broken(graph, **{"Run migrate": {**run, "Next": None, "End": True}})
    open_ = {**run, "Parameters": {**run["Parameters"], "NetworkConfiguration": {}}}
    assert "must be started in the network, behind its own fence" in broken(graph, **{"Run migrate": open_})
