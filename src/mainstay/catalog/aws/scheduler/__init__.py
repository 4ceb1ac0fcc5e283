"""EventBridge Scheduler: starts programs by the clock."""

import re
from typing import Literal

from mainstay.catalog.aws.backing import ensure, key_arn, within
from mainstay.catalog.aws.base import AwsKind
from mainstay.catalog.aws.iam import Role, RolePolicy
from mainstay.catalog.aws.names import shortened
from mainstay.model.cloud import Json, Part, PolicyDocument, Ref, Site, Statement, Told, role_of
from mainstay.model.errors import MainstayError
from mainstay.model.value import Value

_FIELDS = 5
_EVERY = "*"
_DAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")


class FlexibleTimeWindow(Value, frozen=True, kw_only=True):
    """How late a start may be."""

    mode: Literal["OFF", "FLEXIBLE"] = "OFF"
    maximum_window_in_minutes: int | None = None


class RetryPolicy(Value, frozen=True, kw_only=True):
    """How often a start that failed is tried again."""

    maximum_retry_attempts: int = 3
    maximum_event_age_in_seconds: int = 3600


class DeadLetters(Value, frozen=True, kw_only=True):
    """Where starts go that failed every time."""

    arn: Ref


class NetworkConfiguration(Value, frozen=True, kw_only=True):
    """Where a task stands."""

    subnets: tuple[Ref, ...]
    security_groups: tuple[Ref, ...]
    assign_public_ip: bool = False


class CapacityProvider(Value, frozen=True, kw_only=True):
    """On what a task runs."""

    capacity_provider: Literal["FARGATE", "FARGATE_SPOT"]
    weight: int = 1


class EcsParameters(Value, frozen=True, kw_only=True):
    """Which task is started, and where."""

    task_definition_arn: Ref
    task_count: int = 1
    launch_type: Literal["FARGATE", "EC2"] | None = None
    capacity_provider_strategy: tuple[CapacityProvider, ...] | None = None
    network_configuration: NetworkConfiguration | None = None
    propagate_tags: Literal["TASK_DEFINITION"] | None = None


class Target(Value, frozen=True, kw_only=True):
    """What is started, and as whom."""

    arn: Told
    role_arn: Ref
    input: Json | str | None = None
    ecs_parameters: EcsParameters | None = None
    retry_policy: RetryPolicy = RetryPolicy()
    dead_letter_config: DeadLetters | None = None


class Schedule(AwsKind, tag="aws.scheduler", frozen=True, kw_only=True):
    """Starts something by the clock, in UTC."""

    id = "aws.scheduler"
    terraform = "aws_scheduler_schedule"
    aliases = frozenset({"aws.scheduler_schedule"})
    about = "EventBridge Scheduler: starts a function or a task by the clock, and tries again where that fails."
    source = "Amazon EventBridge Scheduler user guide, 2025"

    name: str
    description: str | None = None
    schedule_expression: str
    schedule_expression_timezone: str = "UTC"
    state: Literal["ENABLED", "DISABLED"] = "ENABLED"
    flexible_time_window: FlexibleTimeWindow = FlexibleTimeWindow()
    kms_key_arn: Ref | None = None
    target: Target

    def __post_init__(self) -> None:
        ensure(
            self.id,
            self.schedule_expression.startswith(("cron(", "rate(", "at(")),
            "`schedule_expression` must be `cron(…)`, `rate(…)` or `at(…)`",
            f"`{self.schedule_expression}`",
            hint="state `cron` on the component: mainstay translates it",
        )
        within(self.id, "maximum_retry_attempts", self.target.retry_policy.maximum_retry_attempts, (0, 185))


def schedule_part(
    site: Site, cron: str, arn: Told, statements: tuple[Statement, ...], *, ecs: EcsParameters | None = None
) -> tuple[Part, ...]:
    """What starts the program at `site` by the clock: `<name>.schedule`, with an identity that may do just that.

    `arn` is the function, or the cluster for a task (then with `ecs`). `statements` is what starting it takes:
    `lambda:InvokeFunction` on the function, or `ecs:RunTask` on the task and `iam:PassRole` on its roles.
    Raises `MainstayError` where AWS cannot express `cron` (five fields, UTC).
    """
    name = f"{site.name}.schedule"
    label = shortened(f"{site.label}-schedule", 64)
    trust = Statement(
        sid="Assume",
        actions=("sts:AssumeRole",),
        resources=(),
        principals=(("Service", ("scheduler.amazonaws.com",)),),
    )
    role = Role(
        name=label,
        description=f"Starts {site.name} by the clock.",
        assume_role_policy=PolicyDocument(statements=(trust,)),
    )
    policy = RolePolicy(name=label, role=Ref(resource=role_of(name)), policy=PolicyDocument(statements=statements))
    kind = Schedule(
        name=label,
        description=f"starts {site.name}",
        schedule_expression=expression(cron, site.name),
        kms_key_arn=key_arn(),
        target=Target(arn=arn, role_arn=Ref(resource=role_of(name), attribute="arn"), ecs_parameters=ecs),
    )
    says = f"{site.name} is started by the clock: {cron} (UTC)"
    return (
        Part(name=name, kind=kind, says=says),
        Part(name=role_of(name), kind=role, says=f"whoever starts {site.name} may do nothing else"),
        Part(name=f"{name}.policy", kind=policy, says=f"whoever starts {site.name} may do nothing else"),
    )


def expression(cron: str, where: str) -> str:
    """The five fields of `cron` as AWS writes them: six, one of both days `?`, weeks from Sunday 1.

    Raises `MainstayError` at `where` for a count of fields other than five, and where both days are restricted: then
    cron means "or", which AWS has no words for (EventBridge Scheduler user guide, "Cron-based schedules").
    """
    fields = cron.split()
    if len(fields) != _FIELDS:
        raise MainstayError(
            f"`{where}`",
            "`cron` must have five fields: minute, hour, day, month, day of the week",
            f"it is `{cron}`",
            hint="write `0 3 * * *` for every night at three",
        )
    minute, hour, day, month, weekday = fields
    if _EVERY not in {day, weekday}:
        raise MainstayError(
            f"`{where}`",
            "`cron` must restrict the day of the month or that of the week for AWS",
            f"it restricts both: `{cron}`",
            hint="make two schedules of it",
        )
    if weekday == _EVERY:
        days, weekdays = _steps(day, 1), "?"
    else:
        days, weekdays = "?", _weekdays(weekday)
    return f"cron({_steps(minute, 0)} {_steps(hour, 0)} {days} {_steps(month, 1)} {weekdays} *)"


def _steps(field: str, first: int) -> str:
    """`*/5` is `0/5` there."""
    return re.sub(r"(^|,)\*/", rf"\g<1>{first}/", field)


def _weekdays(field: str) -> str:
    """Names instead of numbers: cron counts Sunday as 0 or 7, AWS as 1. What follows `/` is a step and no day."""
    named = re.sub(r"(?<!/)(?<!#)\b[0-7]\b", lambda found: _DAYS[int(found.group()) % 7], field)
    return re.sub(r"(^|,)\*/", r"\g<1>1/", named)


KINDS = (Schedule,)
