"""What keeps machines running: the group, its scaling, its identity, and an address inside the network."""

from collections.abc import Iterator
from typing import Literal

from mainstay.catalog.aws.acm import VALID, Certificate
from mainstay.catalog.aws.base import AwsKind
from mainstay.catalog.aws.cloudwatch import Signal
from mainstay.catalog.aws.ec2.blocks import InstanceRefresh, Tag, TemplateVersion, Tracking
from mainstay.catalog.aws.elb import LOAD_BALANCER, Listener, LoadBalancer, TargetGroup
from mainstay.catalog.aws.elb.listener import TLS_POLICY, Action
from mainstay.catalog.aws.elb.target import HealthCheck
from mainstay.catalog.aws.iam import InstanceProfile
from mainstay.catalog.aws.names import shortened
from mainstay.catalog.aws.programs import called_by_programs, is_public, port_of, watch, workload
from mainstay.catalog.aws.route53 import Alias, host, leads_to
from mainstay.catalog.aws.vpc import EgressRule, IngressRule, SecurityGroup
from mainstay.model.cloud import NETWORK, Part, Site, Vital, group_of, role_of
from mainstay.model.told import Ref, Told

_BALANCER_NAME = 32
_GROWTH = 3


class Group(AwsKind, tag="aws.autoscaling_group", frozen=True, kw_only=True):
    """Keeps a number of machines running."""

    id = "aws.autoscaling_group"
    terraform = "aws_autoscaling_group"
    aliases = frozenset({"aws.auto_scaling_group"})
    about = "Keeps a number of equal machines running, spread over zones."
    ignored = ("desired_capacity",)

    name: str
    min_size: int
    max_size: int
    desired_capacity: int
    vpc_zone_identifier: tuple[Ref, ...]
    health_check_type: Literal["EC2", "ELB"] = "EC2"
    health_check_grace_period: int = 120
    default_instance_warmup: int = 120
    target_group_arns: tuple[Ref, ...] | None = None
    launch_template: TemplateVersion
    instance_refresh: InstanceRefresh = InstanceRefresh()
    tag: tuple[Tag, ...] = ()

    def vitals(self, name: str) -> tuple[Vital, ...]:
        """CPU of its machines."""
        own: dict[str, Told] = {"AutoScalingGroupName": Ref(resource=name, attribute="name")}
        return (
            Vital(title="cpu percent", namespace="AWS/EC2", dimensions=own, metrics=(("CPUUtilization", "Average"),)),
        )


class GroupPolicy(AwsKind, tag="aws.autoscaling_policy", frozen=True, kw_only=True):
    """What the number of machines follows."""

    id = "aws.autoscaling_policy"
    terraform = "aws_autoscaling_policy"
    about = "What the number of machines of a group follows."

    name: str
    autoscaling_group_name: Ref
    policy_type: str = "TargetTrackingScaling"
    target_tracking_configuration: Tracking = Tracking()


def group_name(name: str) -> str:
    """The resource name of the group of machines of `name`."""
    return f"{name}.group"


def address_of(name: str) -> str:
    """The resource name of the address of `name` inside the network."""
    return f"{name}.address"


def profile(site: Site) -> Part:
    """Hands the role to the machines."""
    kind = InstanceProfile(name=site.label, role=Ref(resource=role_of(site.name), attribute="name"))
    return Part(name=f"{site.name}.profile", kind=kind, says=f"the machines of {site.name} run as its role")


def kept_running(site: Site, count: int) -> Iterator[Part]:
    """The group with its scaling, its alarms and its addresses."""
    public, called = is_public(workload(site), site.demand), called_by_programs(site)
    own = Ref(resource=site.name)
    targets: list[Ref] = []
    if public:  # through the rule, so that the target group has a listener before machines join it
        targets.append(Ref(resource=f"{LOAD_BALANCER}.to.{site.name}", attribute="action[0].target_group_arn"))
    if called:
        targets.append(Ref(resource=f"{address_of(site.name)}.targets", attribute="arn"))
        yield from _address(site)
    kind = Group(
        name=site.label,
        min_size=count,
        max_size=max(count + 2, count * _GROWTH),
        desired_capacity=count,
        vpc_zone_identifier=tuple(Ref(resource=subnet) for subnet in site.private_subnets),
        health_check_type="ELB" if targets else "EC2",
        target_group_arns=tuple(targets) or None,
        launch_template=TemplateVersion(id=own, version=Ref(resource=site.name, attribute="latest_version")),
        tag=(Tag(value=site.label),),
    )
    yield Part(name=group_name(site.name), kind=kind, says=f"keeps {count} machines of {site.name} running")
    group = Ref(resource=group_name(site.name), attribute="name")
    policy = GroupPolicy(name=f"{site.label}-cpu", autoscaling_group_name=group)
    yield Part(name=f"{site.name}.scaling", kind=policy, says="machines are added when the CPU is used too much")
    busy = Signal(
        namespace="AWS/EC2",
        metric="CPUUtilization",
        dimensions={"AutoScalingGroupName": group},
        above=90,
        statistic="Average",
    )
    yield watch(site, "cpu", f"{site.name} uses more than 90 % of its cpu", busy)


def _address(site: Site) -> Iterator[Part]:
    """A network load balancer: machines come and go, and other programs need one address; it speaks TLS.

    Its name is public, for the certificate is; what it leads to are private addresses, which only the network reaches.
    """
    name, port = address_of(site.name), port_of(workload(site))
    label = shortened(f"{site.label}-in", _BALANCER_NAME)
    balancer = LoadBalancer(
        name=label,
        load_balancer_type="network",
        internal=True,
        subnets=tuple(Ref(resource=subnet) for subnet in site.private_subnets),
        security_groups=(Ref(resource=group_of(name)),),
        drop_invalid_header_fields=None,
        enable_cross_zone_load_balancing=True,
    )
    targets = TargetGroup(
        name=label,
        port=port,
        protocol="TCP",
        target_type="instance",
        health_check=HealthCheck(protocol="TCP", matcher=None),
        balancer=name,
    )
    listener = Listener(
        load_balancer_arn=Ref(resource=name, attribute="arn"),
        port=port,
        protocol="TLS",
        ssl_policy=TLS_POLICY,
        certificate_arn=Ref(resource=VALID, attribute="certificate_arn"),
        default_action=Action(type="forward", target_group_arn=Ref(resource=f"{name}.targets", attribute="arn")),
    )
    fence = SecurityGroup(name=label, description=f"around the address of {site.name}", vpc_id=Ref(resource=NETWORK))
    says = f"other programs find {site.name} at one address"
    yield Part(name=name, kind=balancer, says=says)
    yield Part(name=f"{name}.targets", kind=targets, says=says)
    yield Part(name=f"{name}.listener", kind=listener, says=says)
    yield Part(name=group_of(name), kind=fence, says=f"the address of {site.name} stands behind a fence of its own")
    target = Alias(name=Ref(resource=name, attribute="dns_name"), zone_id=Ref(resource=name, attribute="zone_id"))
    yield leads_to(f"{name}.record", host(site, f"{site.name}-internal"), target, says)
    yield from Certificate.shared_part(site)
    yield from _from_address(site, name, port)


def _from_address(site: Site, name: str, port: int) -> Iterator[Part]:
    says = f"the address of {site.name} leads to its machines"
    out = EgressRule(
        security_group_id=Ref(resource=group_of(name)),
        description=f"to {site.name}",
        from_port=port,
        to_port=port,
        referenced_security_group_id=Ref(resource=group_of(site.name)),
    )
    into = IngressRule(
        security_group_id=Ref(resource=group_of(site.name)),
        description="from its address",
        from_port=port,
        to_port=port,
        referenced_security_group_id=Ref(resource=group_of(name)),
    )
    yield Part(name=f"{name}.way-out", kind=out, says=says)
    yield Part(name=f"{site.name}.from.address", kind=into, says=says)
