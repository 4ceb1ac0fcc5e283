"""A queue, what may be sent to it by services, and where its dead letters go."""

import math
from collections.abc import Iterator
from typing import ClassVar, Literal

import msgspec

from mainstay.catalog.aws.backing import ELEVEN_NINES, Backing, ensure, key_arn, monthly, per_month, uses_key, within
from mainstay.catalog.aws.base import AwsKind, overridden
from mainstay.catalog.aws.event_source import LAMBDA, EventSourceMapping, event_source, function_of
from mainstay.catalog.aws.lambda_function import Function
from mainstay.catalog.aws.names import shortened
from mainstay.catalog.aws.sns.subscription import subscription
from mainstay.model.cloud import CloudKind, Demand, Market, Offer, Part, Site, Usage, Vital
from mainstay.model.intent import AnyComponent, Extra, Property, Role
from mainstay.model.intent import Queue as QueueComponent
from mainstay.model.price import Charge
from mainstay.model.requirement import Access
from mainstay.model.told import Json, PolicyDocument, Ref, SecretText, Statement, Told

AVAILABILITY = 99.9
"""Amazon Messaging (SQS, SNS) service level agreement."""
SEND_MS = 25.0
"""One sending at the 99th percentile: "tens to low hundreds of milliseconds" (SQS guide); our assumption."""
REQUESTS_PER_MESSAGE = 3
"""One message is sent, received and deleted."""
FIFO_RATE = 300.0
"""Calls of one action a second (SQS guide, "Message quotas"); ten messages fit into one call."""
FAST_FIFO_RATE = 2400.0
"""The same in high-throughput mode, in the regions with the lowest quota."""
RETRIES = 5
"""How often a message is tried before it is put aside."""
MAX_VISIBILITY_S = 43200
FUNCTION_TIMES = 6
MAX_RETENTION_S = 1209600
NAME_LENGTH = 80
BUS, TOPIC = "aws.eventbridge_bus", "aws.sns"
_SENDERS = {"aws.s3": "s3.amazonaws.com", TOPIC: "sns.amazonaws.com"}
"""Kinds that put messages into queues by themselves, and what AWS calls them."""


class Queue(Backing, tag="aws.sqs", frozen=True, kw_only=True):
    """A queue. What cannot be worked on goes to a dead-letter queue beside it."""

    id = "aws.sqs"
    terraform = "aws_sqs_queue"
    aliases = frozenset({"aws.sqs_queue"})
    realises = frozenset({Role.QUEUE})
    stateful = True
    platform = "serverless"
    about = "Amazon SQS: a queue without servers; messages that fail five times are put aside and an alarm tells."
    source = "Amazon SQS developer guide, 2025"
    possible: ClassVar[frozenset[Access]] = frozenset({Access.PUBLISH, Access.CONSUME})

    name: str | None = None
    fifo_queue: bool | None = None
    content_based_deduplication: bool | None = None
    deduplication_scope: Literal["queue", "messageGroup"] | None = None
    fifo_throughput_limit: Literal["perQueue", "perMessageGroupId"] | None = None
    visibility_timeout_seconds: int = 60
    message_retention_seconds: int = 345600
    max_message_size: int | None = None
    delay_seconds: int | None = None
    receive_wait_time_seconds: int = 20
    kms_master_key_id: Ref | str | None = None
    kms_data_key_reuse_period_seconds: int = 300
    redrive_policy: Json | None = None

    def __post_init__(self) -> None:
        within(self.id, "visibility_timeout_seconds", self.visibility_timeout_seconds, (0, MAX_VISIBILITY_S))
        within(self.id, "message_retention_seconds", self.message_retention_seconds, (60, MAX_RETENTION_S))
        within(self.id, "receive_wait_time_seconds", self.receive_wait_time_seconds, (0, 20))
        within(self.id, "delay_seconds", self.delay_seconds, (0, 900))
        within(self.id, "max_message_size", self.max_message_size, (1024, 1048576))
        within(self.id, "kms_data_key_reuse_period_seconds", self.kms_data_key_reuse_period_seconds, (60, 86400))
        self._check_order()

    def _check_order(self) -> None:
        ordered = bool(self.fifo_queue)
        only_ordered = (self.content_based_deduplication, self.deduplication_scope, self.fifo_throughput_limit)
        ensure(
            self.id,
            ordered or not any(only_ordered),
            "`deduplication_scope`, `fifo_throughput_limit` and deduplication by content must go with `fifo_queue`",
            "a queue without order",
            hint="set `fifo_queue: true`",
        )
        ensure(
            self.id,
            self.fifo_throughput_limit != "perMessageGroupId" or self.deduplication_scope == "messageGroup",
            "`fifo_throughput_limit: perMessageGroupId` must go with `deduplication_scope: messageGroup`",
            f"`{self.deduplication_scope}`",
            hint="set both, for high throughput, or none",
        )
        ensure(
            self.id,
            self.name is None or self.name.endswith(".fifo") == ordered,
            "`name` must end in `.fifo` where, and only where, the queue keeps the order",
            f"`{self.name}`",
            hint="leave the name to mainstay",
        )

    @classmethod
    def offers(cls, component: AnyComponent, demand: Demand, market: Market) -> tuple[Offer, ...]:
        """One: without order, with order, or with order and high throughput, where the load asks for it."""
        if isinstance(component, Extra):
            return (_offer(overridden(cls(), component), demand, market, label="standard"),)
        if not isinstance(component, QueueComponent):
            return ()
        if not component.fifo:
            return (_offer(overridden(cls(), component), demand, market, label="standard"),)
        ordered = cls(fifo_queue=True, content_based_deduplication=True)
        fast = msgspec.structs.replace(
            ordered, deduplication_scope="messageGroup", fifo_throughput_limit="perMessageGroupId"
        )
        if demand.rate <= FIFO_RATE:
            return (_offer(overridden(ordered, component), demand, market, label="fifo", capacity=FIFO_RATE),)
        return (
            _offer(overridden(fast, component), demand, market, label="fifo, high throughput", capacity=FAST_FIFO_RATE),
        )

    def standing(self, market: Market, demand: Demand) -> tuple[Charge, ...]:
        """By the request."""
        sort = "fifo" if self.fifo_queue else "standard"
        calls = per_month(demand.rate) * REQUESTS_PER_MESSAGE
        says = f"{REQUESTS_PER_MESSAGE} requests for each of {demand.rate:g} messages a second"
        return (monthly(market, f"aws.sqs/{sort}-request", calls, says, by_usage=True),)

    def accepts(self, user: CloudKind, access: Access) -> str:
        """Programs send and take; topics hand on what is published, buckets tell what was put into them."""
        return "" if access is Access.PUBLISH and user.id in _SENDERS else super().accepts(user, access)

    def vitals(self, name: str) -> tuple[Vital, ...]:
        """How long messages wait, how many do, and how many come."""
        own: dict[str, Told] = {"QueueName": Ref(resource=name, attribute="name")}
        age, depth = "ApproximateAgeOfOldestMessage", "ApproximateNumberOfMessagesVisible"
        return (
            Vital(title="seconds waited", namespace="AWS/SQS", dimensions=own, metrics=((age, "Maximum"),)),
            Vital(title="messages waiting", namespace="AWS/SQS", dimensions=own, metrics=((depth, "Maximum"),)),
            Vital(
                title="messages sent", namespace="AWS/SQS", dimensions=own, metrics=(("NumberOfMessagesSent", "Sum"),)
            ),
        )

    def placed(self, site: Site) -> "Queue":
        """Named, encrypted, with its dead letters beside it."""
        dead = Json(
            content={
                "deadLetterTargetArn": Ref(resource=f"{site.name}.dead", attribute="arn"),
                "maxReceiveCount": RETRIES,
            }
        )
        return msgspec.structs.replace(
            self,
            name=self.name or self._physical(site.label),
            kms_master_key_id=self.kms_master_key_id or key_arn(),
            redrive_policy=self.redrive_policy or dead,
            visibility_timeout_seconds=max(self.visibility_timeout_seconds, _hidden_s(site)),
        )

    def parts(self, site: Site) -> tuple[Part, ...]:
        """The queue for dead letters, which takes them from this queue only; nobody without TLS."""
        dead = Queue(
            name=self._physical(f"{site.label}-dead"),
            fifo_queue=self.fifo_queue,
            message_retention_seconds=MAX_RETENTION_S,
            kms_master_key_id=key_arn(),
        )
        only_this = Json(content={"redrivePermission": "byQueue", "sourceQueueArns": (_arn(site.name),)})
        allow = RedriveAllowPolicy(queue_url=Ref(resource=f"{site.name}.dead"), redrive_allow_policy=only_this)
        policy = QueuePolicy(queue_url=Ref(resource=site.name), policy=PolicyDocument(statements=_policy(site)))
        return (
            Part(name=f"{site.name}.dead", kind=dead, says=f"keeps for 14 days what failed {RETRIES} times"),
            Part(name=f"{site.name}.dead-source", kind=allow, says=f"only {site.name} puts dead letters there"),
            Part(name=f"{site.name}.policy", kind=policy, says=f"{site.name} is reached over TLS only"),
        )

    def grants(self, site: Site, access: Access) -> tuple[Statement, ...]:
        """Sending, or taking and deleting; and the key, through SQS only."""
        queue = (_arn(site.name),)
        look = ("sqs:GetQueueAttributes", "sqs:GetQueueUrl")
        if access is Access.PUBLISH:
            send = Statement(sid="Send", actions=("sqs:SendMessage", *look), resources=queue)
            return (send, uses_key(site, "sqs", "Decrypt", "GenerateDataKey"))
        take = ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility")
        return (Statement(sid="Take", actions=(*take, *look), resources=queue), uses_key(site, "sqs", "Decrypt"))

    def connection(self, site: Site) -> dict[Property, Told | SecretText]:
        """Its URL, name and ARN."""
        return {
            Property.URL: Ref(resource=site.name, attribute="url"),
            Property.NAME: Ref(resource=site.name, attribute="name"),
            Property.ARN: _arn(site.name),
            Property.REGION: site.region,
        }

    def attached(self, site: Site, user: Usage) -> tuple[Part, ...]:
        """A function is called with what comes, a topic hands on; other programs ask for it themselves."""
        if user.kind.id == TOPIC:
            return (subscription(user.name, site.name),)
        if user.kind.id != LAMBDA or Access.CONSUME not in user.access:
            return ()
        mapping = EventSourceMapping(event_source_arn=_arn(site.name), function_name=function_of(user.name))
        return (event_source(site.name, user.name, mapping),)

    def _physical(self, label: str) -> str:
        return f"{shortened(label, NAME_LENGTH - 5)}.fifo" if self.fifo_queue else shortened(label, NAME_LENGTH)


class QueuePolicy(AwsKind, tag="aws.sqs_queue_policy", frozen=True, kw_only=True):
    """Who may use a queue, kept with the queue."""

    id = "aws.sqs_queue_policy"
    terraform = "aws_sqs_queue_policy"
    about = "Which services may put messages into a queue, and that nobody comes without TLS."

    queue_url: Ref
    policy: PolicyDocument


class RedriveAllowPolicy(AwsKind, tag="aws.sqs_redrive_allow_policy", frozen=True, kw_only=True):
    """Which queues may put dead letters into a queue."""

    id = "aws.sqs_redrive_allow_policy"
    terraform = "aws_sqs_queue_redrive_allow_policy"
    about = "Which queues may put their dead letters into this one."

    queue_url: Ref
    redrive_allow_policy: Json


def _offer(kind: Queue, demand: Demand, market: Market, *, label: str, capacity: float = math.inf) -> Offer:
    return Offer(
        kind=kind,
        label=label,
        charges=kind.standing(market, demand),
        latency_ms=SEND_MS,
        availability=AVAILABILITY,
        durability=ELEVEN_NINES,
        capacity=capacity,
        says=(f"sending takes up to {SEND_MS:g} ms in 99 of 100 cases (assumed)",),
    )


def _hidden_s(site: Site) -> int:
    """How long a message must be hidden: six times what a function may take (Lambda guide, "Using Lambda with SQS")."""
    taken = [user.kind for user in site.users if Access.CONSUME in user.access]
    slowest = max((kind.timeout for kind in taken if isinstance(kind, Function)), default=0)
    return min(FUNCTION_TIMES * slowest, MAX_VISIBILITY_S)


def _arn(name: str) -> Ref:
    return Ref(resource=name, attribute="arn")


def _policy(site: Site) -> tuple[Statement, ...]:
    """TLS for all; and for each topic and bucket that feeds the queue the permission to send (SNS guide, "Fanout")."""
    queue = (_arn(site.name),)
    closed = Statement(
        sid="OnlyTls",
        effect="Deny",
        actions=("sqs:*",),
        resources=queue,
        principals=(("AWS", ("*",)),),
        conditions=(("Bool", "aws:SecureTransport", ("false",)),),
    )
    sources = sorted(_feeders(site), key=lambda pair: (pair[0], pair[1].resource))
    if not sources:
        return (closed,)
    fed = Statement(
        sid="FromServices",
        actions=("sqs:SendMessage",),
        resources=queue,
        principals=(("Service", tuple(sorted({service for service, _ in sources}))),),
        conditions=(("ArnEquals", "aws:SourceArn", tuple(arn for _, arn in sources)),),
    )
    return (closed, fed)


def _feeders(site: Site) -> Iterator[tuple[str, Ref]]:
    """The services that put messages in, and on whose behalf: a bus signs with its rule, others with themselves."""
    for use in site.uses:
        if Access.CONSUME not in use.access:
            continue
        if use.kind.id == BUS:
            yield "events.amazonaws.com", _arn(f"{use.name}.to-{site.name}")
        elif use.kind.id == TOPIC:
            yield _SENDERS[TOPIC], _arn(use.name)
    for user in site.users:
        if Access.PUBLISH in user.access and user.kind.id in _SENDERS:
            yield _SENDERS[user.kind.id], _arn(user.name)
