"""Amazon DynamoDB: tables of items by key, without servers."""

from typing import ClassVar, Literal

import msgspec

from mainstay.catalog.aws.backing import (
    ELEVEN_NINES,
    Backing,
    ensure,
    hourly,
    key_arn,
    monthly,
    needs_of,
    per_month,
    retention_days,
    size_now,
    uses_key,
    within,
)
from mainstay.catalog.aws.backup import backups
from mainstay.catalog.aws.base import overridden
from mainstay.catalog.aws.event_source import LAMBDA, EventSourceMapping, event_source, function_of
from mainstay.catalog.aws.names import shortened
from mainstay.model.cloud import CloudKind, Demand, Market, Offer, Part, Site, Usage, Vital
from mainstay.model.intent import AnyComponent, Database, Engine, Extra, Property, Role
from mainstay.model.price import Charge
from mainstay.model.requirement import Access
from mainstay.model.told import Ref, SecretText, Statement, Told
from mainstay.model.value import Value

AVAILABILITY = 99.99
"""Amazon DynamoDB service level agreement, one region."""
CALL_MS = 10.0
"""One call at the 99th percentile: "consistent single-digit millisecond" (DynamoDB guide, "What is DynamoDB")."""
SHARE_OF_WRITES = 0.25
"""One call in four writes, where only a rate is stated. Our assumption."""
ON_DEMAND_WRITES = 4000.0
"""Writes a second that a new table takes; it doubles with use (DynamoDB guide, "On-demand capacity mode")."""
POINT_IN_TIME_DAYS = 35
RESTORE_S = 3600.0
"""How long restoring a small table takes; our assumption. No single zone can make it necessary."""
DEFAULT_SIZE_GIB = 5.0
_READS = (
    "dynamodb:BatchGetItem",
    "dynamodb:ConditionCheckItem",
    "dynamodb:DescribeTable",
    "dynamodb:GetItem",
    "dynamodb:Query",
    "dynamodb:Scan",
)
_WRITES = ("dynamodb:BatchWriteItem", "dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:UpdateItem")
_STREAM = (
    "dynamodb:DescribeStream",
    "dynamodb:GetRecords",
    "dynamodb:GetShardIterator",
    "dynamodb:ListStreams",
)


class Attribute(Value, frozen=True, kw_only=True):
    """An attribute that is a key: a string, a number or bytes."""

    name: str
    type: Literal["S", "N", "B"] = "S"


class PointInTimeRecovery(Value, frozen=True, kw_only=True):
    """Back to any second of the last days."""

    enabled: bool = True
    recovery_period_in_days: int | None = None


class Encryption(Value, frozen=True, kw_only=True):
    """With which key."""

    enabled: bool = True
    kms_key_arn: Ref | None = None


class TimeToLive(Value, frozen=True, kw_only=True):
    """The attribute that says when an item goes."""

    attribute_name: str
    enabled: bool = True


class Table(Backing, tag="aws.dynamodb", frozen=True, kw_only=True):
    """A table. Its keys cannot be changed: the program knows them, so state them with `set`."""

    id = "aws.dynamodb"
    terraform = "aws_dynamodb_table"
    aliases = frozenset({"aws.dynamodb_table"})
    realises = frozenset({Role.DATABASE})
    stateful = True
    platform = "serverless"
    about = "Amazon DynamoDB: items by key in three zones, paid by the call; back to any second of the last 35 days."
    source = "Amazon DynamoDB developer guide, 2025"
    possible: ClassVar[frozenset[Access]] = frozenset({Access.READ, Access.WRITE, Access.CONSUME})
    unrendered = frozenset({"retention_days"})

    name: str | None = None
    billing_mode: Literal["PAY_PER_REQUEST", "PROVISIONED"] = "PAY_PER_REQUEST"
    read_capacity: int | None = None
    write_capacity: int | None = None
    hash_key: str = "pk"
    range_key: str | None = "sk"
    attribute: tuple[Attribute, ...] = (Attribute(name="pk"), Attribute(name="sk"))
    ttl: TimeToLive | None = None
    stream_enabled: bool | None = None
    stream_view_type: Literal["KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES"] | None = None
    server_side_encryption: Encryption | None = None
    point_in_time_recovery: PointInTimeRecovery = PointInTimeRecovery()
    deletion_protection_enabled: bool = True
    retention_days: int = POINT_IN_TIME_DAYS

    def __post_init__(self) -> None:
        days = self.point_in_time_recovery.recovery_period_in_days
        within(self.id, "recovery_period_in_days", days, (1, POINT_IN_TIME_DAYS))
        keys = {key for key in (self.hash_key, self.range_key) if key}
        stated = {one.name for one in self.attribute}
        ensure(
            self.id,
            keys == stated,
            "`attribute` must describe exactly the keys",
            f"{', '.join(sorted(stated))} for the keys {', '.join(sorted(keys))}",
            hint="name `hash_key` and `range_key` in `attribute`, each with its type",
        )
        provisioned = self.billing_mode == "PROVISIONED"
        ensure(
            self.id,
            provisioned == (self.read_capacity is not None and self.write_capacity is not None),
            "`read_capacity` and `write_capacity` must go with `billing_mode: PROVISIONED`",
            f"`{self.billing_mode}`",
            hint="state all three, or leave the capacity to DynamoDB",
        )
        ensure(
            self.id,
            bool(self.stream_enabled) == (self.stream_view_type is not None),
            "`stream_view_type` must go with `stream_enabled`",
            f"`{self.stream_view_type}`",
            hint="state both",
        )

    @classmethod
    def refusal(cls, component: AnyComponent, demand: Demand) -> str:
        """It speaks a language of its own."""
        del demand
        if isinstance(component, Database) and component.engine is not Engine.DYNAMODB:
            return f"`{component.name}` must be {component.engine.value}, whose language DynamoDB does not speak"
        return ""

    @classmethod
    def offers(cls, component: AnyComponent, demand: Demand, market: Market) -> tuple[Offer, ...]:
        """One, by the call and the size."""
        if not isinstance(component, Database | Extra) or cls.refusal(component, demand):
            return ()
        needs = needs_of(component)
        days = max(POINT_IN_TIME_DAYS, retention_days(needs, market.environment))
        kind = overridden(cls(retention_days=days), component)
        size = size_now(needs, DEFAULT_SIZE_GIB)
        return (
            Offer(
                kind=kind,
                label="on demand",
                charges=(*_kept(market, size), *kind.standing(market, demand)),
                latency_ms=CALL_MS,
                availability=AVAILABILITY,
                durability=ELEVEN_NINES,
                capacity=ON_DEMAND_WRITES / SHARE_OF_WRITES,
                says=(f"{SHARE_OF_WRITES:.0%} of {demand.rate:g} calls a second write 1 KiB, others read 4 (assumed)",),
            ),
        )

    def standing(self, market: Market, demand: Demand) -> tuple[Charge, ...]:
        """By the call; what it keeps comes with the offer, which knows the size."""
        if self.billing_mode == "PROVISIONED":
            return (
                hourly(market, "aws.dynamodb/write-capacity-hour", self.write_capacity or 0, "capacity to write"),
                hourly(market, "aws.dynamodb/read-capacity-hour", self.read_capacity or 0, "capacity to read"),
            )
        writes = per_month(demand.rate) * SHARE_OF_WRITES
        reads = per_month(demand.rate) - writes
        return (
            monthly(market, "aws.dynamodb/write-request-unit", writes, "writes", by_usage=True),
            monthly(market, "aws.dynamodb/read-request-unit", reads, "reads", by_usage=True),
        )

    def accepts(self, user: CloudKind, access: Access) -> str:
        """Changes can be consumed, but only by a function."""
        refused = super().accepts(user, access)
        if refused or access is not Access.CONSUME or user.id == LAMBDA:
            return refused
        return f"the changes of {self.id} come as a stream that calls functions, and {user.id} is none"

    def vitals(self, name: str) -> tuple[Vital, ...]:
        """Units that are used, and calls that were refused."""
        own: dict[str, Told] = {"TableName": Ref(resource=name, attribute="name")}
        used = (("ConsumedReadCapacityUnits", "Sum"), ("ConsumedWriteCapacityUnits", "Sum"))
        refused = (("ReadThrottleEvents", "Sum"), ("WriteThrottleEvents", "Sum"))
        return (
            Vital(title="units", namespace="AWS/DynamoDB", dimensions=own, metrics=used),
            Vital(title="refused", namespace="AWS/DynamoDB", dimensions=own, metrics=refused),
        )

    def placed(self, site: Site) -> "Table":
        """Named and encrypted; with a stream where somebody consumes its changes."""
        streamed = any(Access.CONSUME in user.access for user in site.users)
        return msgspec.structs.replace(
            self,
            name=self.name or shortened(site.label, 255),
            server_side_encryption=self.server_side_encryption or Encryption(kms_key_arn=key_arn()),
            stream_enabled=self.stream_enabled or (True if streamed else None),
            stream_view_type=self.stream_view_type or ("NEW_AND_OLD_IMAGES" if streamed else None),
        )

    def parts(self, site: Site) -> tuple[Part, ...]:
        """Copies in the vault, where they must be kept longer than DynamoDB goes back."""
        return backups(site, self.retention_days) if self.retention_days > POINT_IN_TIME_DAYS else ()

    def grants(self, site: Site, access: Access) -> tuple[Statement, ...]:
        """Reading or writing of this table and its indexes; the key, through DynamoDB only."""
        if access is Access.CONSUME:
            stream = Statement(
                sid="ReadStream", actions=_STREAM, resources=(Ref(resource=site.name, attribute="stream_arn"),)
            )
            return (stream, uses_key(site, "dynamodb", "Decrypt"))
        arn = Ref(resource=site.name, attribute="arn")
        indexes = Ref(resource=site.name, attribute="arn", suffix="/index/*")
        if access is Access.READ:
            items = Statement(sid="ReadItems", actions=_READS, resources=(arn, indexes))
        else:
            items = Statement(sid="WriteItems", actions=_WRITES, resources=(arn,))
        return (items, uses_key(site, "dynamodb", "Decrypt"))

    def connection(self, site: Site) -> dict[Property, Told | SecretText]:
        """Its name; the SDK knows the way."""
        return {
            Property.NAME: Ref(resource=site.name, attribute="name"),
            Property.DATABASE: Ref(resource=site.name, attribute="name"),
            Property.ARN: Ref(resource=site.name, attribute="arn"),
            Property.ENDPOINT: f"https://dynamodb.{site.region}.amazonaws.com",
            Property.URL: f"https://dynamodb.{site.region}.amazonaws.com",
            Property.REGION: site.region,
        }

    def attached(self, site: Site, user: Usage) -> tuple[Part, ...]:
        """A function is called with changes."""
        if Access.CONSUME not in user.access:
            return ()
        mapping = EventSourceMapping(
            event_source_arn=Ref(resource=site.name, attribute="stream_arn"),
            function_name=function_of(user.name),
            batch_size=100,
            starting_position="TRIM_HORIZON",
            bisect_batch_on_function_error=True,
            maximum_retry_attempts=5,
        )
        return (event_source(site.name, user.name, mapping),)


def _kept(market: Market, size_gib: float) -> tuple[Charge, ...]:
    back = "aws.dynamodb/point-in-time-recovery/gb-month"
    return (
        monthly(market, "aws.dynamodb/storage/gb-month", size_gib, f"{size_gib:g} GiB kept", by_usage=True),
        monthly(market, back, size_gib, "the way back to any second", by_usage=True),
    )


KINDS = (Table,)
