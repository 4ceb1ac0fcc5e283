"""A topic, who may publish to it, and who gets what is published."""

from typing import ClassVar

import msgspec

from mainstay.catalog.aws.account import account, account_id
from mainstay.catalog.aws.backing import (
    ELEVEN_NINES,
    Backing,
    ensure,
    is_program,
    key_arn,
    monthly,
    per_month,
    uses_key,
)
from mainstay.catalog.aws.base import AwsKind, overridden
from mainstay.catalog.aws.event_source import LAMBDA, allowed_caller, function_of
from mainstay.catalog.aws.names import shortened
from mainstay.catalog.aws.sns.subscription import Subscription, subscription
from mainstay.model.cloud import ALERTS, CloudKind, Demand, Market, Offer, Part, Site, Usage, Vital
from mainstay.model.intent import AnyComponent, Extra, Property, Role
from mainstay.model.intent import Topic as TopicComponent
from mainstay.model.price import Charge
from mainstay.model.requirement import Access
from mainstay.model.told import PolicyDocument, Ref, SecretText, Statement, Told, Variable

AVAILABILITY = 99.9
"""Amazon Messaging (SQS, SNS) service level agreement."""
PUBLISH_MS = 30.0
"""One publishing at the 99th percentile; SNS states "typically under 30 milliseconds" for delivery (SNS FAQ)."""
QUEUE, BUCKET = "aws.sqs", "aws.s3"
NAME_LENGTH = 256
"""Characters of the name of a topic (SNS API reference, CreateTopic)."""


class Topic(Backing, tag="aws.sns", frozen=True, kw_only=True):
    """A topic: what is published goes to all who subscribed."""

    id = "aws.sns"
    terraform = "aws_sns_topic"
    aliases = frozenset({"aws.sns_topic"})
    realises = frozenset({Role.TOPIC})
    platform = "serverless"
    about = "Amazon SNS: hands each message to all queues and functions that subscribed, at once."
    source = "Amazon SNS developer guide, 2025"
    possible: ClassVar[frozenset[Access]] = frozenset({Access.PUBLISH, Access.CONSUME})

    name: str | None = None
    display_name: str | None = None
    fifo_topic: bool | None = None
    content_based_deduplication: bool | None = None
    kms_master_key_id: Ref | str | None = None

    def __post_init__(self) -> None:
        ensure(
            self.id,
            bool(self.fifo_topic) or not self.content_based_deduplication,
            "`content_based_deduplication` must go with `fifo_topic`",
            "a topic without order",
            hint="set `fifo_topic: true`",
        )
        ensure(
            self.id,
            self.name is None or self.name.endswith(".fifo") == bool(self.fifo_topic),
            "`name` must end in `.fifo` where, and only where, the topic keeps the order",
            f"`{self.name}`",
            hint="leave the name to mainstay",
        )

    @classmethod
    def offers(cls, component: AnyComponent, demand: Demand, market: Market) -> tuple[Offer, ...]:
        """One, by the message."""
        if not isinstance(component, TopicComponent | Extra):
            return ()
        kind = overridden(cls(), component)
        return (
            Offer(
                kind=kind,
                label="topic",
                charges=kind.standing(market, demand),
                latency_ms=PUBLISH_MS,
                availability=AVAILABILITY,
                durability=ELEVEN_NINES,
                says=("deliveries to queues and functions cost nothing",),
            ),
        )

    @classmethod
    def shared_part(cls, site: Site) -> tuple[Part, ...]:
        """The topic of all alarms, read by an address that the person who applies gives."""
        label = "-".join(part for part in (site.application, site.environment, "alerts") if part)
        address = Variable(name="alerts_email", description="The mail address that alarms are sent to.")
        mail = Subscription(topic_arn=_arn(ALERTS), protocol="email", address=address)
        alarms = Statement(
            sid="Alarms",
            actions=("sns:Publish",),
            resources=(_arn(ALERTS),),
            principals=(("Service", ("cloudwatch.amazonaws.com",)),),
            conditions=(("StringEquals", "aws:SourceAccount", (account_id(),)),),
        )
        policy = TopicPolicy(arn=_arn(ALERTS), policy=PolicyDocument(statements=(alarms, _only_tls(ALERTS))))
        return (
            Part(name=ALERTS, kind=cls(name=label, kms_master_key_id=key_arn()), says="alarms go to one topic"),
            Part(name=f"{ALERTS}.policy", kind=policy, says="only alarms of this account are sent there"),
            Part(name=f"{ALERTS}.mail", kind=mail, says="somebody gets the alarms"),
            account(),
        )

    def standing(self, market: Market, demand: Demand) -> tuple[Charge, ...]:
        """By the message."""
        says = f"{demand.rate:g} messages a second"
        return (monthly(market, "aws.sns/publish-request", per_month(demand.rate), says, by_usage=True),)

    def accepts(self, user: CloudKind, access: Access) -> str:
        """Programs and buckets publish; functions and queues subscribe. Other programs need a queue between."""
        if access is Access.PUBLISH and user.id == BUCKET:
            return ""
        if access is not Access.CONSUME or user.id == LAMBDA:
            return super().accepts(user, access)
        if user.id == QUEUE:
            return ""
        if is_program(user):
            return f"{self.id} calls, and {user.id} is not called by it: put a queue that uses the topic between"
        return f"{user.id} cannot subscribe to {self.id}"

    def vitals(self, name: str) -> tuple[Vital, ...]:
        """What is published, and what did not arrive."""
        own: dict[str, Told] = {"TopicName": Ref(resource=name, attribute="name")}
        counted = (("NumberOfMessagesPublished", "Sum"), ("NumberOfNotificationsFailed", "Sum"))
        return (Vital(title="messages", namespace="AWS/SNS", dimensions=own, metrics=counted),)

    def placed(self, site: Site) -> "Topic":
        """Named and encrypted."""
        name = (
            f"{shortened(site.label, NAME_LENGTH - 5)}.fifo" if self.fifo_topic else shortened(site.label, NAME_LENGTH)
        )
        return msgspec.structs.replace(
            self, name=self.name or name, kms_master_key_id=self.kms_master_key_id or key_arn()
        )

    def parts(self, site: Site) -> tuple[Part, ...]:
        """Nobody comes without TLS; buckets that use it may publish what was put into them."""
        statements = (_only_tls(site.name), *_from_buckets(site))
        policy = TopicPolicy(arn=_arn(site.name), policy=PolicyDocument(statements=statements))
        return (Part(name=f"{site.name}.policy", kind=policy, says=f"{site.name} is reached over TLS only"),)

    def grants(self, site: Site, access: Access) -> tuple[Statement, ...]:
        """Publishing, and the key for it; who consumes is called and needs nothing."""
        if access is not Access.PUBLISH:
            return ()
        publish = Statement(sid="Publish", actions=("sns:Publish",), resources=(_arn(site.name),))
        return (publish, uses_key(site, "sns", "Decrypt", "GenerateDataKey"))

    def connection(self, site: Site) -> dict[Property, Told | SecretText]:
        """Its name and ARN."""
        return {
            Property.ARN: _arn(site.name),
            Property.NAME: Ref(resource=site.name, attribute="name"),
            Property.REGION: site.region,
        }

    def attached(self, site: Site, user: Usage) -> tuple[Part, ...]:
        """The subscription of a queue or a function."""
        if Access.CONSUME not in user.access:
            return ()
        name = f"{site.name}.to-{user.name}"
        says = f"{user.name} gets what is published to {site.name}"
        if user.kind.id == QUEUE:
            return (subscription(site.name, user.name),)
        to_function = Subscription(topic_arn=_arn(site.name), protocol="lambda", address=function_of(user.name))
        caller = allowed_caller(user.name, site.name, "sns.amazonaws.com", _arn(site.name))
        return (Part(name=name, kind=to_function, says=says), caller)


class TopicPolicy(AwsKind, tag="aws.sns_topic_policy", frozen=True, kw_only=True):
    """Who may publish to a topic, kept with the topic."""

    id = "aws.sns_topic_policy"
    terraform = "aws_sns_topic_policy"
    about = "Which services may publish to a topic, and that nobody comes without TLS."

    arn: Ref
    policy: PolicyDocument


def _arn(name: str) -> Ref:
    return Ref(resource=name, attribute="arn")


def _only_tls(name: str) -> Statement:
    return Statement(
        sid="OnlyTls",
        effect="Deny",
        actions=("sns:Publish",),
        resources=(_arn(name),),
        principals=(("AWS", ("*",)),),
        conditions=(("Bool", "aws:SecureTransport", ("false",)),),
    )


def _from_buckets(site: Site) -> tuple[Statement, ...]:
    buckets = sorted(user.name for user in site.users if user.kind.id == BUCKET and Access.PUBLISH in user.access)
    if not buckets:
        return ()
    told = Statement(
        sid="FromBuckets",
        actions=("sns:Publish",),
        resources=(_arn(site.name),),
        principals=(("Service", ("s3.amazonaws.com",)),),
        conditions=(("ArnEquals", "aws:SourceArn", tuple(_arn(bucket) for bucket in buckets)),),
    )
    return (told,)
