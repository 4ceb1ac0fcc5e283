"""What keeps tasks running: the service, its private name, its scaling, its execution role, and alarms."""

from collections.abc import Iterator
from typing import Literal

import msgspec

from mainstay.catalog.aws.autoscaling import Scaled, scaling
from mainstay.catalog.aws.backing import uses_key
from mainstay.catalog.aws.base import AwsKind
from mainstay.catalog.aws.cloudwatch import Signal
from mainstay.catalog.aws.ecs.cluster import CLUSTER, NAMESPACE, Discovery, DnsConfig
from mainstay.catalog.aws.ecs.container import CONTAINER
from mainstay.catalog.aws.efs.kept import mount_targets
from mainstay.catalog.aws.elb import LOAD_BALANCER
from mainstay.catalog.aws.iam import Role, RolePolicy
from mainstay.catalog.aws.names import shortened
from mainstay.catalog.aws.programs import (
    called_by_programs,
    consumed,
    is_ours,
    is_public,
    port_of,
    pulls_images,
    reads_secrets,
    watch,
    workload,
    writes_logs,
)
from mainstay.model.cloud import Part, Site, Vital, group_of
from mainstay.model.told import PolicyDocument, Ref, SecretText, Statement, Told
from mainstay.model.value import Value

Provider = Literal["FARGATE", "FARGATE_SPOT"]
_ROLE_LENGTH = 64


class ProviderStrategy(Value, frozen=True, kw_only=True):
    """Which capacity tasks run on."""

    capacity_provider: Provider
    weight: int = 1


class CircuitBreaker(Value, frozen=True, kw_only=True):
    """A release whose tasks do not become well is taken back."""

    enable: bool = True
    rollback: bool = True


class NetworkConfiguration(Value, frozen=True, kw_only=True):
    """Where tasks stand in the network."""

    subnets: tuple[Ref, ...]
    security_groups: tuple[Ref, ...]
    assign_public_ip: bool = False


class Targets(Value, frozen=True, kw_only=True):
    """Which target group tasks join."""

    target_group_arn: Ref
    container_name: str = CONTAINER
    container_port: int


class Registries(Value, frozen=True, kw_only=True):
    """Which private name leads to tasks."""

    registry_arn: Ref


class EcsService(AwsKind, tag="aws.fargate_service", frozen=True, kw_only=True):
    """Keeps a number of tasks running."""

    id = "aws.fargate_service"
    terraform = "aws_ecs_service"
    about = "Keeps a number of equal tasks running, spread over zones."
    ignored = ("desired_count",)

    name: str
    cluster: Ref
    task_definition: Ref
    desired_count: int
    platform_version: str = "LATEST"
    propagate_tags: Literal["SERVICE", "TASK_DEFINITION"] = "SERVICE"
    enable_execute_command: bool = False
    deployment_minimum_healthy_percent: int = 100
    deployment_maximum_percent: int = 200
    availability_zone_rebalancing: Literal["ENABLED", "DISABLED"] = "ENABLED"
    health_check_grace_period_seconds: int | None = None
    capacity_provider_strategy: tuple[ProviderStrategy, ...]
    deployment_circuit_breaker: CircuitBreaker = CircuitBreaker()
    network_configuration: NetworkConfiguration
    load_balancer: Targets | None = None
    service_registries: Registries | None = None
    depends_on: tuple[Ref, ...] | None = None

    def vitals(self, name: str) -> tuple[Vital, ...]:
        """CPU and memory of its tasks."""
        cluster = msgspec.structs.replace(self.cluster, attribute="name")
        own: dict[str, Told] = {"ClusterName": cluster, "ServiceName": Ref(resource=name, attribute="name")}
        used = (("CPUUtilization", "Average"), ("MemoryUtilization", "Average"))
        return (Vital(title="percent used", namespace="AWS/ECS", dimensions=own, metrics=used),)


class StagedService(EcsService, tag="aws.fargate_staged_service", frozen=True, kw_only=True):
    """A service that a release switches to its tasks, after its jobs ended well; applying does not."""

    id = "aws.fargate_staged_service"
    about = "Keeps a number of equal tasks running; which ones, the release says after its jobs ended well."
    ignored = ("desired_count", "task_definition")


class Running(Value, frozen=True, kw_only=True):
    """How many tasks run, and on what."""

    least: int
    most: int
    provider: Provider


def service_of(name: str) -> str:
    """The resource name of what keeps the tasks of `name` running."""
    return f"{name}.service"


def execution_role_of(name: str) -> str:
    """The resource name of the role that pulls the image, reads secrets and writes logs for `name`."""
    return f"{name}.execution-role"


def execution_role(site: Site, secrets: dict[str, SecretText]) -> tuple[Part, Part]:
    """The role of ECS itself: the program cannot use it."""
    label = f"{shortened(site.label, _ROLE_LENGTH - len('-start'))}-start"
    may: list[Statement] = [*(pulls_images(site.name) if is_ours(workload(site)) else ()), writes_logs(site.name)]
    if secrets:
        may += [*reads_secrets(secrets), uses_key(site, "secretsmanager", "Decrypt")]
    trusts = Statement(
        sid="Assume", actions=("sts:AssumeRole",), resources=(), principals=(("Service", ("ecs-tasks.amazonaws.com",)),)
    )
    role = Role(
        name=label,
        description=f"What starts tasks of {site.name} of {site.application}.",
        assume_role_policy=PolicyDocument(statements=(trusts,)),
    )
    name = execution_role_of(site.name)
    policy = RolePolicy(name=label, role=Ref(resource=name), policy=PolicyDocument(statements=tuple(may)))
    return (
        Part(name=name, kind=role, says=f"pulls the image of {site.name} and writes its logs"),
        Part(name=f"{name}.policy", kind=policy, says="starting a task takes no more than this"),
    )


def network_of(site: Site) -> NetworkConfiguration:
    """In the private subnets, behind its own fence."""
    return NetworkConfiguration(
        subnets=tuple(Ref(resource=subnet) for subnet in site.private_subnets),
        security_groups=(Ref(resource=group_of(site.name)),),
    )


def kept_running(site: Site, running: Running) -> Iterator[Part]:
    """The service with its private name, its scaling and its alarms."""
    component = workload(site)
    public = is_public(component, site.demand)
    called = called_by_programs(site)
    registry = f"{site.name}.name"
    # Through the rule, so that the target group has a listener before tasks join it: ECS refuses it otherwise.
    joins = Ref(resource=f"{LOAD_BALANCER}.to.{site.name}", attribute="action[0].target_group_arn")
    if called:
        discovery = Discovery(name=site.name, dns_config=DnsConfig(namespace_id=Ref(resource=NAMESPACE)))
        yield Part(name=registry, kind=discovery, says=f"other programs find {site.name} by a private name")
    kind = (StagedService if site.staged else EcsService)(
        name=site.label,
        cluster=Ref(resource=CLUSTER, attribute="arn"),
        task_definition=Ref(resource=site.name, attribute="arn"),
        desired_count=running.least,
        capacity_provider_strategy=(ProviderStrategy(capacity_provider=running.provider),),
        network_configuration=network_of(site),
        health_check_grace_period_seconds=60 if public else None,
        load_balancer=Targets(target_group_arn=joins, container_port=port_of(component)) if public else None,
        service_registries=Registries(registry_arn=Ref(resource=registry, attribute="arn")) if called else None,
        depends_on=mount_targets(site) or None,
    )
    yield Part(name=service_of(site.name), kind=kind, says=f"keeps {running.least} tasks of {site.name} running")
    yield from scaling(_scaled(site, running))
    yield from _alarms(site)


def _scaled(site: Site, running: Running) -> Scaled:
    return Scaled(
        name=site.name,
        label=site.label,
        cluster=CLUSTER,
        service=service_of(site.name),
        least=running.least,
        most=running.most,
        queues=consumed(site),
    )


def _alarms(site: Site) -> Iterator[Part]:
    dimensions: dict[str, Told] = {
        "ClusterName": Ref(resource=CLUSTER, attribute="name"),
        "ServiceName": Ref(resource=service_of(site.name), attribute="name"),
    }
    for metric, what in (("CPUUtilization", "cpu"), ("MemoryUtilization", "memory")):
        busy = Signal(namespace="AWS/ECS", metric=metric, dimensions=dimensions, above=90, statistic="Average")
        yield watch(site, what, f"{site.name} uses more than 90 % of its {what}", busy)
    for queue in consumed(site):
        old = Signal(
            namespace="AWS/SQS",
            metric="ApproximateAgeOfOldestMessage",
            dimensions={"QueueName": Ref(resource=queue, attribute="name")},
            above=900,
            statistic="Maximum",
        )
        yield watch(site, f"{queue}-age", f"messages in {queue} wait more than 15 minutes for {site.name}", old)
