"""What starts tasks that are no service, and what makes services run the tasks of a new release."""

from mainstay.catalog.aws import scheduler
from mainstay.catalog.aws.account import account_id
from mainstay.catalog.aws.ecs.cluster import CLUSTER
from mainstay.catalog.aws.ecs.service import Provider, execution_role_of, network_of, service_of
from mainstay.model.cloud import Part, ReleaseStep, Site, role_of
from mainstay.model.intent import Schedule
from mainstay.model.told import Joined, Ref, Statement, Told

_LONGEST_S = 3600
_RULE = "rule/StepFunctionsGetEventsForECSTaskRule"
"""By which Step Functions learns that a task has ended (Step Functions guide, "IAM policies for Amazon ECS")."""


def by_the_clock(site: Site, component: Schedule, provider: Provider) -> tuple[Part, ...]:
    """The schedule that starts a task."""
    network = network_of(site)
    how = scheduler.EcsParameters(
        task_definition_arn=_task(site),
        capacity_provider_strategy=scheduler.CapacityProvider(capacity_provider=provider),
        network_configuration=scheduler.TaskNetwork(subnets=network.subnets, security_groups=network.security_groups),
    )
    return scheduler.started(site, component.cron, (_cluster(), how), _may_start(site))


def run_once(site: Site, provider: Provider) -> ReleaseStep:
    """A step that runs a task to its end; it fails where the program ends with anything but 0."""
    network = network_of(site)
    inside = {"Subnets": network.subnets, "SecurityGroups": network.security_groups, "AssignPublicIp": "DISABLED"}
    state: dict[str, object] = {
        "Type": "Task",
        "Resource": "arn:aws:states:::ecs:runTask.sync",
        "Parameters": {
            "Cluster": _cluster(),
            "TaskDefinition": _task(site),
            "CapacityProviderStrategy": ({"CapacityProvider": provider, "Weight": 1},),
            "NetworkConfiguration": {"AwsvpcConfiguration": inside},
            "PropagateTags": "TASK_DEFINITION",
        },
        "TimeoutSeconds": _LONGEST_S,
    }
    tasks: Told = Joined(parts=(*_here(site, "ecs"), "task/", Ref(resource=CLUSTER, attribute="name"), "/*"))
    rule: Told = Joined(parts=(*_here(site, "events"), _RULE))
    may = (
        *_may_start(site),
        Statement(sid="Follow", actions=("ecs:DescribeTasks", "ecs:StopTask"), resources=(tasks,)),
        Statement(
            sid="Hear", actions=("events:DescribeRule", "events:PutRule", "events:PutTargets"), resources=(rule,)
        ),
    )
    return ReleaseStep(name=f"Run {site.name}", state=state, statements=may)


def switched(site: Site) -> ReleaseStep:
    """A step that makes the service run the tasks of the release; ECS takes them back where they do not become well."""
    service = service_of(site.name)
    state: dict[str, object] = {
        "Type": "Task",
        "Resource": "arn:aws:states:::aws-sdk:ecs:updateService",
        "Parameters": {
            "Cluster": _cluster(),
            "Service": Ref(resource=service, attribute="name"),
            "TaskDefinition": _task(site),
        },
    }
    may = Statement(sid="Switch", actions=("ecs:UpdateService",), resources=(Ref(resource=service, attribute="arn"),))
    return ReleaseStep(name=f"Switch {site.name}", state=state, statements=(may,))


def _may_start(site: Site) -> tuple[Statement, ...]:
    roles = tuple(Ref(resource=role, attribute="arn") for role in (execution_role_of(site.name), role_of(site.name)))
    here = ("ArnEquals", "ecs:cluster", (_cluster(),))
    passed = ("StringEquals", "iam:PassedToService", ("ecs-tasks.amazonaws.com",))
    return (
        Statement(sid="Start", actions=("ecs:RunTask",), resources=(_task(site),), conditions=(here,)),
        Statement(sid="HandRoles", actions=("iam:PassRole",), resources=roles, conditions=(passed,)),
    )


def _here(site: Site, service: str) -> tuple[str | Ref, ...]:
    return (f"arn:aws:{service}:{site.region}:", account_id(), ":")


def _task(site: Site) -> Ref:
    return Ref(resource=site.name, attribute="arn")


def _cluster() -> Ref:
    return Ref(resource=CLUSTER, attribute="arn")
