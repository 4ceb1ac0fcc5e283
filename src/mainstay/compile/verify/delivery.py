"""Delivery: whoever consumes is called or can ask; whoever is told about trouble exists; secrets hold something."""

from collections.abc import Iterator

from mainstay.compile.verify.finding import Finding
from mainstay.compile.verify.links import Link, secrets_of
from mainstay.compile.verify.view import View, type_of
from mainstay.model.graph import Resource
from mainstay.model.intent import Workload
from mainstay.model.requirement import Access

_FUNCTION = "aws_lambda_function"
_MAPPING, _SUBSCRIPTION, _TARGET = (
    "aws_lambda_event_source_mapping",
    "aws_sns_topic_subscription",
    "aws_cloudwatch_event_target",
)
_JOINTS = {
    "aws_sqs_queue": (_MAPPING, "event_source_arn", "function_name"),
    "aws_kinesis_stream": (_MAPPING, "event_source_arn", "function_name"),
    "aws_dynamodb_table": (_MAPPING, "event_source_arn", "function_name"),
    "aws_sns_topic": (_SUBSCRIPTION, "topic_arn", "endpoint"),
}
"""What is consumed → the resource that joins it to whom it calls, and where that names the two."""


def delivery(view: View, asked: tuple[Link, ...]) -> Iterator[Finding]:
    """What is consumed by nobody, told to nobody, or empty."""
    for link in asked:
        if Access.CONSUME in link.access and not link.open:
            yield from _consumed(view, link)
    for topic in view.of("aws_sns_topic"):
        alarms = view.using(topic.name, "aws_cloudwatch_metric_alarm")
        if alarms and not view.using(topic.name, _SUBSCRIPTION):
            found = "nobody subscribed to it"
            yield Finding(resource=topic.name, must="must tell somebody about alarms", found=found)
    for user in view.of("aws_ecs_service", "aws_scheduler_schedule"):
        yield from _provided(view, user)
    for component in view.graph.intent.components:
        if isinstance(component, Workload):
            yield from _empty(view, component.name)


def _consumed(view: View, link: Link) -> Iterator[Finding]:
    source, target = view.by_name.get(link.source), view.by_name.get(link.target)
    if source is None or target is None:
        return
    called = type_of(target) == "aws_sns_topic" or type_of(target) == "aws_cloudwatch_event_bus"
    if type_of(source) != _FUNCTION and not called:
        return  # it asks by itself
    if not _is_joined(view, source, target):
        yield Finding(
            resource=link.source,
            must=f"must be called for what comes from `{link.target}`",
            found="nothing hands it over",
            origin=link.origin,
        )


def _is_joined(view: View, source: Resource, target: Resource) -> bool:
    callees = {source.name, *(alias.name for alias in view.using(source.name, "aws_lambda_alias"))}
    if type_of(target) == "aws_cloudwatch_event_bus":
        rules = {rule.name for rule in view.using(target.name, "aws_cloudwatch_event_rule")}
        joints = (joint for callee in callees for joint in view.using(callee, _TARGET))
        return any(rule.name in rules for joint in joints for rule in view.at(joint, "rule"))
    if type_of(target) not in _JOINTS:
        return True
    type_, from_, to = _JOINTS[type_of(target)]
    return any(
        callees & {one.name for one in view.at(joint, to)} and target in view.at(joint, from_)
        for joint in view.using(target.name, type_)
    )


def _provided(view: View, user: Resource) -> Iterator[Finding]:
    """A cluster has the capacity that tasks are to run on (Amazon ECS, "Capacity providers")."""
    wanted = (
        *view.values(user, "capacity_provider_strategy.capacity_provider"),
        *view.values(user, "target.ecs_parameters.capacity_provider_strategy.capacity_provider"),
    )
    clusters = view.referred(user, "aws_ecs_cluster")
    joined = (one for c in clusters for one in view.using(c.name, "aws_ecs_cluster_capacity_providers"))
    there = {provider for one in joined for provider in view.values(one, "capacity_providers")}
    for provider in sorted({str(one) for one in wanted} - {str(one) for one in there}):
        found = "its cluster does not have it"
        yield Finding(resource=user.name, must=f"must be able to run on {provider}", found=found)


def _empty(view: View, component: str) -> Iterator[Finding]:
    """A secret that a program is told has a value, or something writes one."""
    for name in sorted(secrets_of(view, component)):
        secret = view.by_name[name]
        writers = ("aws_secretsmanager_secret_version", "aws_secretsmanager_secret_rotation")
        if type_of(secret) == "aws_secretsmanager_secret" and not view.using(name, *writers):
            must = f"must hold a value: `{component}` is told it"
            yield Finding(resource=name, must=must, found="nothing writes one")
