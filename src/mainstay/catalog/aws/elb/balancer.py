"""The load balancer in front of everything public.

Its parts have well-known names: `LOAD_BALANCER` itself, its security group `group_of(LOAD_BALANCER)`, its listener
`HTTPS_LISTENER`. For each program behind it there is a rule `shared.load-balancer.to.<name>` by host, which leads to
the program's own target group `<name>.target-group`, and a record `shared.load-balancer.record.<name>`.
"""

from collections.abc import Iterator
from typing import Literal

from mainstay.catalog.aws.acm import VALID, Certificate
from mainstay.catalog.aws.base import AwsKind
from mainstay.catalog.aws.delivery import delivery_bucket
from mainstay.catalog.aws.elb.listener import (
    TLS_POLICY,
    Action,
    Condition,
    FixedResponse,
    HostHeader,
    Listener,
    ListenerRule,
    Redirect,
    priorities,
)
from mainstay.catalog.aws.names import shortened
from mainstay.catalog.aws.route53 import Alias, host, leads_to
from mainstay.catalog.aws.vpc import IngressRule, SecurityGroup
from mainstay.catalog.aws.waf import WebAclAssociation, web_acl
from mainstay.model.cloud import NETWORK, Demand, Market, Part, Site, Vital, group_of
from mainstay.model.price import HOURS_MONTH, Charge, charge
from mainstay.model.told import Ref, Told
from mainstay.model.value import Value

LOAD_BALANCER = "shared.load-balancer"
"""The resource name of the shared load balancer."""
HTTPS_LISTENER = f"{LOAD_BALANCER}.https"
"""The resource name of its listener with TLS."""
LATENCY_MS = 2.0
"""What it adds to a call (assumption; the TLS handshake is the caller's)."""
AVAILABILITY = 99.99
"""In percent (Elastic Load Balancing Service Level Agreement, 2022, several zones)."""
_KIB_PER_ANSWER = 10.0
_LCU_KIB_S = 1024.0 * 1024.0 / 3600.0
_LCU_NEW_CONNECTIONS_S = 25.0
_REQUESTS_PER_CONNECTION = 10.0
_NAME_LENGTH = 32
_HTTP, _HTTPS = 80, 443


class AccessLogs(Value, frozen=True, kw_only=True):
    """Where who asked for what is kept."""

    bucket: Ref
    prefix: str | None = None
    enabled: bool = True


class LoadBalancer(AwsKind, tag="aws.load_balancer", frozen=True, kw_only=True):
    """Spreads requests over healthy instances in several zones."""

    id = "aws.load_balancer"
    comes_by_itself = True
    terraform = "aws_lb"
    aliases = frozenset({"aws.lb", "aws.alb"})
    about = "Takes requests from the world over TLS, and spreads them over healthy instances."

    name: str = ""
    load_balancer_type: Literal["application", "network"] = "application"
    internal: bool = False
    subnets: tuple[Ref, ...] = ()
    security_groups: tuple[Ref, ...] = ()
    drop_invalid_header_fields: bool | None = True
    enable_deletion_protection: bool = True
    enable_cross_zone_load_balancing: bool | None = None
    access_logs: AccessLogs | None = None

    def standing(self, market: Market, demand: Demand) -> tuple[Charge, ...]:
        """By the hour; what it is used for is charged with the programs behind it."""
        del demand
        items = {"aws.load_balancer/hour": 1} | ({} if self.internal else {"aws.public_ipv4/hour": market.zones})
        return tuple(
            charge(market.book.find(item, market.region), HOURS_MONTH * count, f"{count}, all month", item=item)
            for item, count in items.items()
        )

    def vitals(self, name: str) -> tuple[Vital, ...]:
        """Connections, and what it refuses itself."""
        own: dict[str, Told] = {"LoadBalancer": Ref(resource=name, attribute="arn_suffix")}
        if self.load_balancer_type == "network":
            flows = (("ActiveFlowCount", "Average"),)
            return (Vital(title="connections", namespace="AWS/NetworkELB", dimensions=own, metrics=flows),)
        space = "AWS/ApplicationELB"
        refused = (("HTTPCode_ELB_4XX_Count", "Sum"), ("HTTPCode_ELB_5XX_Count", "Sum"))
        return (
            Vital(title="connections", namespace=space, dimensions=own, metrics=(("ActiveConnectionCount", "Sum"),)),
            Vital(title="refused", namespace=space, dimensions=own, metrics=refused),
        )

    @classmethod
    def shared_part(cls, site: Site) -> tuple[Part, ...]:
        """The load balancer of the application with its listeners, rules, names, firewall and logs."""
        # Through the policy, so that the load balancer may write before it starts to.
        logs = f"{LOAD_BALANCER}.access-logs"
        itself = cls(
            name=shortened(site.label, _NAME_LENGTH),
            access_logs=AccessLogs(bucket=Ref(resource=f"{logs}.policy", attribute="bucket")),
            subnets=tuple(Ref(resource=subnet) for subnet in site.public_subnets),
            security_groups=(Ref(resource=group_of(LOAD_BALANCER)),),
        )
        says = "the world reaches programs through one place: with TLS, a firewall and a log"
        return (
            Part(name=LOAD_BALANCER, kind=itself, says=says),
            *delivery_bucket(logs, f"{site.label}-log", "load balancer"),
            *Certificate.shared_part(site),
            *_fence(site),
            *_listeners(),
            *_firewall(site),
            *_rules(site),
        )


def traffic(market: Market, demand: Demand) -> tuple[Charge, ...]:
    """What the load of one program costs at the load balancer, in capacity units.

    The dimension that is used most counts (Elastic Load Balancing pricing): new connections (with 10 requests each)
    or bytes (with 10 KiB for each answer, where nobody knows).
    """
    connections = demand.rate / _REQUESTS_PER_CONNECTION / _LCU_NEW_CONNECTIONS_S
    units = max(connections, demand.rate * _KIB_PER_ANSWER / _LCU_KIB_S)
    item = "aws.load_balancer/lcu-hour"
    says = f"{units:.2f} load balancer capacity units at {demand.rate:g} requests a second"
    return (charge(market.book.find(item, market.region), units * HOURS_MONTH, says, item=item, by_usage=True),)


def _fence(site: Site) -> Iterator[Part]:
    group = group_of(LOAD_BALANCER)
    kind = SecurityGroup(
        name=f"{site.label}-public", description="around the load balancer", vpc_id=Ref(resource=NETWORK)
    )
    yield Part(name=group, kind=kind, says="only the ports of the web are open to the world")
    for port, says in ((_HTTP, "callers without TLS are sent to TLS"), (_HTTPS, "the world calls over TLS")):
        rule = IngressRule(
            security_group_id=Ref(resource=group),
            description=f"from the world on {port}",
            from_port=port,
            to_port=port,
            cidr_ipv4="0.0.0.0/0",
        )
        yield Part(name=f"{LOAD_BALANCER}.from.world.{port}", kind=rule, says=says)


def _listeners() -> tuple[Part, Part]:
    balancer = Ref(resource=LOAD_BALANCER, attribute="arn")
    plain = Listener(
        load_balancer_arn=balancer,
        port=_HTTP,
        protocol="HTTP",
        default_action=Action(type="redirect", redirect=Redirect()),
    )
    secure = Listener(
        load_balancer_arn=balancer,
        port=_HTTPS,
        protocol="HTTPS",
        ssl_policy=TLS_POLICY,
        certificate_arn=Ref(resource=VALID, attribute="certificate_arn"),
        default_action=Action(type="fixed-response", fixed_response=FixedResponse()),
    )
    return (
        Part(name=f"{LOAD_BALANCER}.http", kind=plain, says="nobody talks in the clear: HTTP is sent to HTTPS"),
        Part(name=HTTPS_LISTENER, kind=secure, says="what no rule is for gets 404, and reaches no program"),
    )


def _firewall(site: Site) -> Iterator[Part]:
    acl = f"{LOAD_BALANCER}.waf"
    yield from web_acl(acl, site.label)
    joined = WebAclAssociation(
        resource_arn=Ref(resource=LOAD_BALANCER, attribute="arn"), web_acl_arn=Ref(resource=acl, attribute="arn")
    )
    yield Part(name=f"{acl}.before-load-balancer", kind=joined, says="every public request passes the firewall")


def _rules(site: Site) -> Iterator[Part]:
    names = tuple(sorted(user.name for user in site.users))
    places = priorities(names)
    target = Alias(
        name=Ref(resource=LOAD_BALANCER, attribute="dns_name"), zone_id=Ref(resource=LOAD_BALANCER, attribute="zone_id")
    )
    for name in names:
        rule = ListenerRule(
            listener_arn=Ref(resource=HTTPS_LISTENER, attribute="arn"),
            priority=places[name],
            action=Action(type="forward", target_group_arn=Ref(resource=f"{name}.target-group", attribute="arn")),
            condition=Condition(host_header=HostHeader(values=(host(site, name),))),
        )
        yield Part(name=f"{LOAD_BALANCER}.to.{name}", kind=rule, says=f"requests for this name go to {name}")
        yield leads_to(f"{LOAD_BALANCER}.record.{name}", host(site, name), target, f"the world finds {name} by name")
