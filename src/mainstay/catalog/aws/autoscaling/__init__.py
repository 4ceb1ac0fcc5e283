"""Scaling of tasks: between how many, and what they follow (AWS Application Auto Scaling)."""

from collections.abc import Iterator
from typing import Literal

from mainstay.catalog.aws.base import AwsKind
from mainstay.catalog.aws.capacity import HEADROOM
from mainstay.model.cloud import Part
from mainstay.model.told import Joined, Ref, Told
from mainstay.model.value import Value

BACKLOG_PER_TASK = 100.0
"""Messages that one task may have before it when more tasks are started (assumption)."""


class ScalingTarget(AwsKind, tag="aws.appautoscaling_target", frozen=True, kw_only=True):
    """What is scaled, and between which numbers."""

    id = "aws.appautoscaling_target"
    terraform = "aws_appautoscaling_target"
    about = "Between how many instances a service is scaled."

    min_capacity: int
    max_capacity: int
    resource_id: Told
    scalable_dimension: str = "ecs:service:DesiredCount"
    service_namespace: str = "ecs"


class MetricDimension(Value, frozen=True, kw_only=True):
    """One dimension of a metric."""

    name: str
    value: Told


class MetricName(Value, frozen=True, kw_only=True):
    """One metric."""

    namespace: str
    metric_name: str
    dimensions: tuple[MetricDimension, ...]


class MetricStat(Value, frozen=True, kw_only=True):
    """A metric, and how its points become one."""

    stat: Literal["Average", "Sum", "Maximum"]
    metric: MetricName


class Metric(Value, frozen=True, kw_only=True):
    """A metric or an expression over others."""

    id: str
    label: str
    expression: str | None = None
    metric_stat: MetricStat | None = None
    return_data: bool


class CustomMetric(Value, frozen=True, kw_only=True):
    """Metrics of our own making."""

    metrics: tuple[Metric, ...]


class PredefinedMetric(Value, frozen=True, kw_only=True):
    """A metric that AWS keeps for what is scaled."""

    predefined_metric_type: Literal["ECSServiceAverageCPUUtilization", "ECSServiceAverageMemoryUtilization"]


class Tracking(Value, frozen=True, kw_only=True):
    """The value that is held, and how fast it is followed."""

    target_value: float
    scale_in_cooldown: int = 300
    scale_out_cooldown: int = 60
    predefined_metric_specification: PredefinedMetric | None = None
    customized_metric_specification: CustomMetric | None = None


class ScalingPolicy(AwsKind, tag="aws.appautoscaling_policy", frozen=True, kw_only=True):
    """What the number of instances follows."""

    id = "aws.appautoscaling_policy"
    terraform = "aws_appautoscaling_policy"
    about = "What the number of instances follows."

    name: str
    policy_type: str = "TargetTrackingScaling"
    resource_id: Ref
    scalable_dimension: Ref
    service_namespace: Ref
    target_tracking_scaling_policy_configuration: Tracking


class Scaled(Value, frozen=True, kw_only=True):
    """A service that is scaled: its component and physical name, cluster and service resources, numbers, queues."""

    name: str
    label: str
    cluster: str
    service: str
    least: int
    most: int
    queues: tuple[str, ...] = ()


def scaling(scaled: Scaled) -> Iterator[Part]:
    """The target `<name>.scaling`, a policy on CPU and one for each queue that the service works off."""
    name, cluster = f"{scaled.name}.scaling", Ref(resource=scaled.cluster, attribute="name")
    target = ScalingTarget(
        min_capacity=scaled.least,
        max_capacity=scaled.most,
        resource_id=Joined(parts=("service/", cluster, "/", Ref(resource=scaled.service, attribute="name"))),
    )
    yield Part(name=name, kind=target, says=f"{scaled.name} runs with {scaled.least} to {scaled.most} tasks")
    cpu = Tracking(
        target_value=HEADROOM * 100.0,
        predefined_metric_specification=PredefinedMetric(predefined_metric_type="ECSServiceAverageCPUUtilization"),
    )
    says = f"tasks are added when more than {HEADROOM:.0%} of the CPU are used"
    yield Part(name=f"{name}.cpu", kind=_policy(name, f"{scaled.label}-cpu", cpu), says=says)
    for queue in scaled.queues:
        kind = _policy(name, f"{scaled.label}-{queue}", _backlog(scaled, queue))
        says = f"tasks are added when more than {BACKLOG_PER_TASK:.0f} messages wait in {queue} for each"
        yield Part(name=f"{name}.{queue}", kind=kind, says=says)


def _policy(target: str, label: str, tracking: Tracking) -> ScalingPolicy:
    return ScalingPolicy(
        name=label,
        resource_id=Ref(resource=target, attribute="resource_id"),
        scalable_dimension=Ref(resource=target, attribute="scalable_dimension"),
        service_namespace=Ref(resource=target, attribute="service_namespace"),
        target_tracking_scaling_policy_configuration=tracking,
    )


def _backlog(scaled: Scaled, queue: str) -> Tracking:
    """Messages for each task ("Scaling based on Amazon SQS", Application Auto Scaling User Guide)."""
    waiting = _metric(
        "AWS/SQS", "ApproximateNumberOfMessagesVisible", {"QueueName": Ref(resource=queue, attribute="name")}
    )
    running = _metric(
        "ECS/ContainerInsights",
        "RunningTaskCount",
        {
            "ClusterName": Ref(resource=scaled.cluster, attribute="name"),
            "ServiceName": Ref(resource=scaled.service, attribute="name"),
        },
    )
    metrics = (
        Metric(id="waiting", label="messages that wait", metric_stat=waiting, return_data=False),
        Metric(id="running", label="tasks that run", metric_stat=running, return_data=False),
        Metric(id="backlog", label="messages for each task", expression="waiting / running", return_data=True),
    )
    return Tracking(target_value=BACKLOG_PER_TASK, customized_metric_specification=CustomMetric(metrics=metrics))


def _metric(namespace: str, name: str, dimensions: dict[str, Told]) -> MetricStat:
    found = tuple(MetricDimension(name=key, value=value) for key, value in sorted(dimensions.items()))
    return MetricStat(stat="Average", metric=MetricName(namespace=namespace, metric_name=name, dimensions=found))


KINDS = (ScalingTarget, ScalingPolicy)
