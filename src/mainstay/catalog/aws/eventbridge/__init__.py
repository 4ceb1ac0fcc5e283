"""Amazon EventBridge: a bus of events with rules that pick them."""

from typing import ClassVar

import msgspec

from mainstay.catalog.aws.backing import Backing, is_program, key_arn, monthly, per_month, uses_key
from mainstay.catalog.aws.base import AwsKind, overridden
from mainstay.catalog.aws.event_source import LAMBDA, allowed_caller, function_of
from mainstay.catalog.aws.names import shortened
from mainstay.catalog.aws.scheduler import RetryPolicy
from mainstay.model.cloud import CloudKind, Demand, Market, Offer, Part, Site, Usage, Vital
from mainstay.model.intent import AnyComponent, Extra, Property, Role, Topic
from mainstay.model.price import Charge
from mainstay.model.requirement import Access
from mainstay.model.told import Json, Ref, SecretText, Statement, Told

AVAILABILITY = 99.99
"""Amazon EventBridge service level agreement."""
PUBLISH_MS = 60.0
"""One publishing at the 99th percentile. Our assumption."""
RATE = 600.0
"""Publishings a second in the regions with the lowest quota (EventBridge guide, "Quotas": PutEvents)."""
QUEUE = "aws.sqs"


class EventBus(Backing, tag="aws.eventbridge_bus", frozen=True, kw_only=True):
    """A bus: programs put events in, rules hand them on."""

    id = "aws.eventbridge_bus"
    terraform = "aws_cloudwatch_event_bus"
    aliases = frozenset({"aws.eventbridge", "aws.cloudwatch_event_bus"})
    realises = frozenset({Role.TOPIC})
    platform = "serverless"
    about = "Amazon EventBridge: a bus of events; rules pick by content and hand on to queues and functions."
    source = "Amazon EventBridge user guide, 2025"
    possible: ClassVar[frozenset[Access]] = frozenset({Access.PUBLISH, Access.CONSUME})

    name: str | None = None
    description: str | None = None
    kms_key_identifier: Ref | None = None

    @classmethod
    def offers(cls, component: AnyComponent, demand: Demand, market: Market) -> tuple[Offer, ...]:
        """One, by the event."""
        if not isinstance(component, Topic | Extra):
            return ()
        kind = overridden(cls(), component)
        return (
            Offer(
                kind=kind,
                label="bus",
                charges=kind.standing(market, demand),
                latency_ms=PUBLISH_MS,
                availability=AVAILABILITY,
                capacity=RATE,
            ),
        )

    def standing(self, market: Market, demand: Demand) -> tuple[Charge, ...]:
        """By the event."""
        says = f"{demand.rate:g} events a second"
        return (monthly(market, "aws.eventbridge/custom-event", per_month(demand.rate), says, by_usage=True),)

    def accepts(self, user: CloudKind, access: Access) -> str:
        """Programs publish; functions and queues get what rules pick."""
        if access is not Access.CONSUME or user.id == LAMBDA:
            return super().accepts(user, access)
        if user.id == QUEUE:
            return ""
        if is_program(user):
            return f"{self.id} calls, and {user.id} is not called by it: put a queue that uses the bus between"
        return f"{user.id} gets nothing from {self.id}"

    def placed(self, site: Site) -> "EventBus":
        """Named and encrypted."""
        return msgspec.structs.replace(
            self,
            name=self.name or shortened(site.label, 256),
            kms_key_identifier=self.kms_key_identifier or key_arn(),
        )

    def grants(self, site: Site, access: Access) -> tuple[Statement, ...]:
        """Putting events into this bus; who consumes is called and needs nothing."""
        if access is not Access.PUBLISH:
            return ()
        put = Statement(sid="PutEvents", actions=("events:PutEvents",), resources=(_arn(site.name),))
        return (put, uses_key(site, "events", "Decrypt", "GenerateDataKey"))

    def connection(self, site: Site) -> dict[Property, Told | SecretText]:
        """Its name and ARN."""
        return {
            Property.NAME: Ref(resource=site.name, attribute="name"),
            Property.ARN: _arn(site.name),
            Property.REGION: site.region,
        }

    def attached(self, site: Site, user: Usage) -> tuple[Part, ...]:
        """The rule that hands everything of this account to one queue or function, and its target."""
        if Access.CONSUME not in user.access:
            return ()
        name = f"{site.name}.to-{user.name}"
        says = f"{user.name} gets what is put into {site.name}"
        bus = Ref(resource=site.name, attribute="name")
        everything = Json(content={"source": ({"prefix": ""},)})
        rule = EventRule(name=shortened(f"{site.label}-{user.name}", 64), event_bus_name=bus, event_pattern=everything)
        to_queue = user.kind.id == QUEUE
        target = EventTarget(
            rule=Ref(resource=name, attribute="name"),
            event_bus_name=bus,
            arn=_arn(user.name) if to_queue else function_of(user.name),
        )
        parts = (Part(name=name, kind=rule, says=says), Part(name=f"{name}.target", kind=target, says=says))
        return parts if to_queue else (*parts, allowed_caller(user.name, name, "events.amazonaws.com", _arn(name)))


class EventRule(AwsKind, tag="aws.eventbridge_rule", frozen=True, kw_only=True):
    """Picks events."""

    id = "aws.eventbridge_rule"
    terraform = "aws_cloudwatch_event_rule"
    aliases = frozenset({"aws.cloudwatch_event_rule"})
    about = "Picks events of a bus by their content."

    name: str
    description: str | None = None
    event_bus_name: Ref | None = None
    event_pattern: Json

    def vitals(self, name: str) -> tuple[Vital, ...]:
        """What it hands on, and what did not arrive."""
        own: dict[str, Told] = {"RuleName": Ref(resource=name, attribute="name")}
        if self.event_bus_name is not None:
            own = {"EventBusName": self.event_bus_name, **own}
        counted = (("Invocations", "Sum"), ("FailedInvocations", "Sum"))
        return (Vital(title="events", namespace="AWS/Events", dimensions=own, metrics=counted),)


class EventTarget(AwsKind, tag="aws.eventbridge_target", frozen=True, kw_only=True):
    """Gets what a rule picks."""

    id = "aws.eventbridge_target"
    terraform = "aws_cloudwatch_event_target"
    aliases = frozenset({"aws.cloudwatch_event_target"})
    about = "The queue or function that gets what a rule picks."

    rule: Ref
    event_bus_name: Ref | None = None
    arn: Ref
    retry_policy: RetryPolicy | None = None


def _arn(name: str) -> Ref:
    return Ref(resource=name, attribute="arn")


KINDS = (EventBus, EventRule, EventTarget)
