"""Where the world comes in, and how far it gets: from load balancers, APIs and distributions to programs."""

from collections import defaultdict
from collections.abc import Iterator

import msgspec

from mainstay.compile.verify.pods import bound, led_to
from mainstay.compile.verify.view import View, type_of
from mainstay.model.graph import Resource
from mainstay.model.intent import Service, Site

_BALANCER, _API, _REST = "aws_lb", "aws_apigatewayv2_api", "aws_api_gateway_rest_api"
_SERVED = "aws_apprunner_service"
_PUBLICLY = "network_configuration.ingress_configuration.is_publicly_accessible"
_DISTRIBUTION, _URL = "aws_cloudfront_distribution", "aws_lambda_function_url"


_DOORS = {"HTTPRoute": "spec.rules.backendRefs.name", "Ingress": "spec.rules.http.paths.backend.service.name"}
"""What leads the world into a cluster, and where it names the Services that it leads to."""


class Passes(msgspec.Struct, frozen=True, kw_only=True):
    """How a resource type hands requests on: from what it refers to at `into`, through itself, to what is at `out`."""

    type: str
    into: tuple[str, ...] = ()
    out: tuple[str, ...] = ()


_PASSES = (
    Passes(
        type="aws_lb_listener",
        into=("load_balancer_arn",),
        out=("default_action.target_group_arn", "default_action.forward.target_group.arn"),
    ),
    Passes(
        type="aws_lb_listener_rule",
        into=("listener_arn",),
        out=("action.target_group_arn", "action.forward.target_group.arn"),
    ),
    Passes(type="aws_lb_target_group_attachment", into=("target_group_arn",), out=("target_id",)),
    Passes(type="aws_ecs_service", into=("load_balancer.target_group_arn",), out=("task_definition",)),
    Passes(
        type="aws_autoscaling_group",
        into=("target_group_arns", "traffic_source.identifier"),
        out=("launch_template",),
    ),
    Passes(type="aws_autoscaling_attachment", into=("lb_target_group_arn",), out=("autoscaling_group_name",)),
    Passes(type="aws_apigatewayv2_route", into=("api_id",), out=("target",)),
    Passes(type="aws_apigatewayv2_integration", out=("integration_uri",)),
    Passes(type="aws_lambda_alias", out=("function_name",)),
    Passes(type=_URL, out=("function_name",)),
    Passes(type=_DISTRIBUTION, out=("origin.domain_name",)),
    Passes(type="aws_lb_target_group"),
)


def steps(view: View) -> dict[str, tuple[str, ...]]:
    """From each resource to those that it hands requests on to."""
    found: dict[str, list[str]] = defaultdict(list)
    for passes in _PASSES:
        for resource in view.of(passes.type):
            for before in (before for path in passes.into for before in view.at(resource, path)):
                found[before.name].append(resource.name)
            for path in passes.out:
                found[resource.name] += [after.name for after in view.at(resource, path)]
    for group in view.of("aws_lb_target_group"):
        found[group.name] += [pod.resource.name for pod in bound(view, group)]
    for door in view.of(*_DOORS):
        found[door.name] += [pod.resource.name for pod in led_to(view, door, _DOORS[type_of(door)])]
    return {name: tuple(after) for name, after in found.items()}


def entrances(view: View) -> tuple[Resource, ...]:
    """What takes requests from the world."""
    return (
        *(one for one in view.of(_BALANCER) if view.value(one, "internal") is not True),
        *(one for one in view.of(_API) if _is_deployed(view, one)),
        *view.of(_REST),
        *(one for one in view.of(_DISTRIBUTION) if view.value(one, "enabled") is not False),
        *(one for one in view.of(_URL) if view.text(one, "authorization_type") == "NONE"),
        *(one for one in view.of(_SERVED) if view.value(one, _PUBLICLY) is not False),
        *view.of(*_DOORS),
    )


def _is_deployed(view: View, api: Resource) -> bool:
    """An API answers where it has a stage, and a name: its own (unless that is off) or one of ours."""
    stages = view.using(api.name, "aws_apigatewayv2_stage")
    mapped = view.using(api.name, "aws_apigatewayv2_api_mapping")
    return bool(stages) and (bool(mapped) or view.value(api, "disable_execute_api_endpoint") is not True)


def reached(view: View) -> dict[str, tuple[str, ...]]:
    """The resources that the world gets to, and the entrances that lead there."""
    onwards = steps(view)
    found: dict[str, list[str]] = defaultdict(list)
    for entrance in entrances(view):
        for name in sorted(_behind(entrance.name, onwards)):
            found[name].append(entrance.name)
    return {name: tuple(leading) for name, leading in found.items()}


def _behind(entrance: str, onwards: dict[str, tuple[str, ...]]) -> set[str]:
    seen, ahead = {entrance}, [entrance]
    while ahead:
        fresh = [name for name in onwards.get(ahead.pop(), ()) if name not in seen]
        seen.update(fresh)
        ahead += fresh
    return seen


def wanted(view: View) -> frozenset[str]:
    """The components that the intent exposes to the world."""
    return frozenset(
        component.name
        for component in view.graph.intent.components
        if isinstance(component, Site) or (isinstance(component, Service) and component.public)
    )


def names_of(view: View, entrance: Resource) -> Iterator[Resource]:
    """The DNS records that lead to an entrance, by itself or by its own name."""
    yield from view.using(entrance.name, "aws_route53_record")
    for mapping in view.using(entrance.name, "aws_apigatewayv2_api_mapping"):
        for name in view.at(mapping, "domain_name"):
            yield from view.using(name.name, "aws_route53_record")


def is_balancer(resource: Resource) -> bool:
    """Whether it is a load balancer, which the world may reach by its address."""
    return type_of(resource) == _BALANCER
