"""What stands behind a load balancer: a target group for each program, and the openings between the two fences."""

from typing import Literal

from mainstay.catalog.aws.base import AwsKind
from mainstay.catalog.aws.cloudwatch import Signal
from mainstay.catalog.aws.elb.balancer import LOAD_BALANCER
from mainstay.catalog.aws.names import shortened
from mainstay.catalog.aws.programs import health_path, port_of, watch, workload
from mainstay.catalog.aws.vpc import EgressRule, IngressRule
from mainstay.model.cloud import NETWORK, Part, Site, Vital, group_of
from mainstay.model.told import Ref, Told
from mainstay.model.value import Value

_NAME_LENGTH = 32


class HealthCheck(Value, frozen=True, kw_only=True):
    """What says that a target is well."""

    path: str | None = None
    protocol: Literal["HTTP", "HTTPS", "TCP"] = "HTTP"
    matcher: str | None = "200-399"
    interval: int = 15
    timeout: int = 5
    healthy_threshold: int = 2
    unhealthy_threshold: int = 3


class TargetGroup(AwsKind, tag="aws.lb_target_group", frozen=True, kw_only=True):
    """The instances of one program; `balancer` is the resource that spreads what comes over them."""

    id = "aws.lb_target_group"
    terraform = "aws_lb_target_group"
    about = "The instances of one program, and how to tell whether they are well."
    unrendered = frozenset({"balancer"})

    name: str
    port: int
    protocol: Literal["HTTP", "HTTPS", "TCP"] = "HTTP"
    target_type: Literal["ip", "instance", "lambda"] = "ip"
    vpc_id: Ref = Ref(resource=NETWORK)
    deregistration_delay: int = 30
    health_check: HealthCheck
    balancer: str = LOAD_BALANCER

    def vitals(self, name: str) -> tuple[Vital, ...]:
        """Requests with their errors, latency, and how many instances are well; of connections only the latter."""
        own: dict[str, Told] = {
            "LoadBalancer": Ref(resource=self.balancer, attribute="arn_suffix"),
            "TargetGroup": Ref(resource=name, attribute="arn_suffix"),
        }
        hosts = (("HealthyHostCount", "Minimum"), ("UnHealthyHostCount", "Maximum"))
        if self.protocol == "TCP":
            return (Vital(title="instances", namespace="AWS/NetworkELB", dimensions=own, metrics=hosts),)
        space, time = "AWS/ApplicationELB", "TargetResponseTime"
        counted = (("RequestCount", "Sum"), ("HTTPCode_Target_4XX_Count", "Sum"), ("HTTPCode_Target_5XX_Count", "Sum"))
        return (
            Vital(title="requests", namespace=space, dimensions=own, metrics=counted),
            Vital(title="seconds", namespace=space, dimensions=own, metrics=((time, "p50"), (time, "p99"))),
            Vital(title="instances", namespace=space, dimensions=own, metrics=hosts),
        )


def target_group_of(name: str) -> str:
    """The resource name of the target group of `name`."""
    return f"{name}.target-group"


def behind(site: Site, target_type: Literal["ip", "instance"]) -> tuple[Part, ...]:
    """What puts the program at `site` behind the shared load balancer."""
    component = workload(site)
    port = port_of(component)
    group = TargetGroup(
        name=shortened(site.label, _NAME_LENGTH),
        port=port,
        target_type=target_type,
        health_check=HealthCheck(path=health_path(component)),
    )
    says = f"the load balancer reaches {site.name} on port {port}, and nothing else does"
    inwards = IngressRule(
        security_group_id=Ref(resource=group_of(site.name)),
        description="from the load balancer",
        from_port=port,
        to_port=port,
        referenced_security_group_id=Ref(resource=group_of(LOAD_BALANCER)),
    )
    outwards = EgressRule(
        security_group_id=Ref(resource=group_of(LOAD_BALANCER)),
        description=f"to {site.name}",
        from_port=port,
        to_port=port,
        referenced_security_group_id=Ref(resource=group_of(site.name)),
    )
    return (
        Part(name=target_group_of(site.name), kind=group, says=f"{site.name} is reached through the load balancer"),
        Part(name=f"{site.name}.from.load-balancer", kind=inwards, says=says),
        Part(name=f"{site.name}.from.load-balancer.way-out", kind=outwards, says=says),
        *_alarms(site),
    )


def _alarms(site: Site) -> tuple[Part, ...]:
    dimensions = {
        "LoadBalancer": Ref(resource=LOAD_BALANCER, attribute="arn_suffix"),
        "TargetGroup": Ref(resource=target_group_of(site.name), attribute="arn_suffix"),
    }
    space = "AWS/ApplicationELB"
    needs = workload(site).needs
    wanted_s = (needs.latency_p99_ms or 1000.0) / 1000.0
    errors = Signal(namespace=space, metric="HTTPCode_Target_5XX_Count", dimensions={**dimensions}, above=10)
    sick = Signal(namespace=space, metric="UnHealthyHostCount", dimensions={**dimensions}, above=0, statistic="Maximum")
    slow = Signal(
        namespace=space,
        metric="TargetResponseTime",
        dimensions={**dimensions},
        above=wanted_s,
        percentile="p99",
    )
    return (
        watch(site, "errors", f"{site.name} answers with server errors", errors),
        watch(site, "unhealthy", f"an instance of {site.name} is not well", sick),
        watch(site, "latency", f"{site.name} is slower than {wanted_s:g} s for 1 of 100 requests", slow),
    )
