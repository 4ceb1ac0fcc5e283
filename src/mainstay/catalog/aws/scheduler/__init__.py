"""The clock: starts functions and tasks at stated times, in UTC."""

from typing import Literal

from mainstay.catalog.aws.backing import uses_key
from mainstay.catalog.aws.base import AwsKind
from mainstay.catalog.aws.iam import Role, RolePolicy
from mainstay.catalog.aws.names import shortened
from mainstay.catalog.aws.scheduler.runs import as_runs as as_runs
from mainstay.catalog.aws.scheduler.runs import run_ms as run_ms
from mainstay.catalog.aws.scheduler.runs import runs_month as runs_month
from mainstay.catalog.aws.scheduler.runs import schedule_expression
from mainstay.model.cloud import KEY, Market, Part, Site
from mainstay.model.intent import Schedule
from mainstay.model.price import Charge, charge
from mainstay.model.told import Json, PolicyDocument, Ref, Statement
from mainstay.model.value import Value

_NAME_LENGTH = 64


class Window(Value, frozen=True, kw_only=True):
    """How exactly the time is kept."""

    mode: Literal["OFF", "FLEXIBLE"] = "OFF"
    maximum_window_in_minutes: int | None = None


class RetryPolicy(Value, frozen=True, kw_only=True):
    """How often a start is tried that fails."""

    maximum_retry_attempts: int = 3
    maximum_event_age_in_seconds: int = 3600


class CapacityProvider(Value, frozen=True, kw_only=True):
    """Which capacity a task runs on."""

    capacity_provider: Literal["FARGATE", "FARGATE_SPOT"] = "FARGATE"
    weight: int = 1


class TaskNetwork(Value, frozen=True, kw_only=True):
    """Where a task stands in the network."""

    subnets: tuple[Ref, ...]
    security_groups: tuple[Ref, ...]
    assign_public_ip: bool = False


class EcsParameters(Value, frozen=True, kw_only=True):
    """How a task is started."""

    task_definition_arn: Ref
    task_count: int = 1
    capacity_provider_strategy: CapacityProvider
    network_configuration: TaskNetwork
    propagate_tags: str = "TASK_DEFINITION"


class Target(Value, frozen=True, kw_only=True):
    """What is started, and as whom."""

    arn: Ref
    role_arn: Ref
    input: Json | None = None
    ecs_parameters: EcsParameters | None = None
    retry_policy: RetryPolicy = RetryPolicy()


class ScheduleRule(AwsKind, tag="aws.scheduler", frozen=True, kw_only=True):
    """One schedule."""

    id = "aws.scheduler"
    terraform = "aws_scheduler_schedule"
    aliases = frozenset({"aws.scheduler_schedule"})
    about = "Starts something at stated times."

    name: str
    schedule_expression: str
    schedule_expression_timezone: str = "UTC"
    flexible_time_window: Window = Window()
    target: Target
    kms_key_arn: Ref | None = None


def charges(market: Market, component: Schedule) -> tuple[Charge, ...]:
    """What its starts cost a month."""
    item, count = "aws.scheduler/invocation", runs_month(component)
    says = f"{count:,.0f} starts (`{component.cron}`)"
    return (charge(market.book.find(item, market.region), count, says, item=item, by_usage=True),)


def started(
    site: Site, cron: str, target: tuple[Ref, EcsParameters | None], may: tuple[Statement, ...]
) -> tuple[Part, ...]:
    """What starts `target` (its ARN, and how, where it is a task) by the clock; `may` is what that takes."""
    role, clock = f"{site.name}.scheduler-role", f"{site.name}.schedule"
    label = shortened(site.label, _NAME_LENGTH - len("-clock"))
    trusts = Statement(
        sid="Assume", actions=("sts:AssumeRole",), resources=(), principals=(("Service", ("scheduler.amazonaws.com",)),)
    )
    kind = ScheduleRule(
        name=label,
        schedule_expression=schedule_expression(cron),
        target=Target(arn=target[0], role_arn=Ref(resource=role, attribute="arn"), ecs_parameters=target[1]),
        kms_key_arn=Ref(resource=KEY, attribute="arn"),
    )
    own = Role(
        name=f"{label}-clock",
        description=f"What starts {site.name} of {site.application} by the clock.",
        assume_role_policy=PolicyDocument(statements=(trusts,)),
    )
    allowed = PolicyDocument(statements=(*may, uses_key(site, "scheduler", "Decrypt")))
    policy = RolePolicy(name=f"{label}-clock", role=Ref(resource=role), policy=allowed)
    return (
        Part(name=clock, kind=kind, says=f"{site.name} runs at `{cron}` (UTC)"),
        Part(name=role, kind=own, says=f"the clock may start {site.name}, and nothing else"),
        Part(name=f"{role}.policy", kind=policy, says=f"the clock may start {site.name}, and nothing else"),
    )


KINDS = (ScheduleRule,)
