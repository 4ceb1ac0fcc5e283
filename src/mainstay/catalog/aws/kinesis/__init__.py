"""Amazon Kinesis: streams of records that several read, each at its own pace."""

import math
from typing import ClassVar, Literal

import msgspec

from mainstay.catalog.aws.backing import Backing, alone, ensure, hourly, key_arn, monthly, per_month, uses_key, within
from mainstay.catalog.aws.event_source import LAMBDA, EventSourceMapping, event_source, function_of
from mainstay.catalog.aws.names import shortened
from mainstay.model.cloud import Demand, Market, Offer, Part, Site, Usage, Vital
from mainstay.model.intent import AnyComponent, Property
from mainstay.model.price import Charge
from mainstay.model.requirement import Access
from mainstay.model.told import Ref, SecretText, Statement, Told
from mainstay.model.value import Value

RECORDS_PER_SHARD = 1000.0
"""Records a second that one shard takes (Kinesis guide, "Quotas and limits")."""
_READS = (
    "kinesis:DescribeStream",
    "kinesis:DescribeStreamSummary",
    "kinesis:GetRecords",
    "kinesis:GetShardIterator",
    "kinesis:ListShards",
    "kinesis:ListStreams",
)
_WRITES = ("kinesis:DescribeStreamSummary", "kinesis:ListShards", "kinesis:PutRecord", "kinesis:PutRecords")


class StreamMode(Value, frozen=True, kw_only=True):
    """Whether Kinesis decides how many shards there are."""

    stream_mode: Literal["ON_DEMAND", "PROVISIONED"] = "PROVISIONED"


class Stream(Backing, tag="aws.kinesis", frozen=True, kw_only=True):
    """A stream: records stay for a while, and each reader goes at its own pace."""

    id = "aws.kinesis"
    terraform = "aws_kinesis_stream"
    aliases = frozenset({"aws.kinesis_stream"})
    stateful = True
    platform = "serverless"
    about = "Amazon Kinesis: a stream of records in order; several read it, each at its own pace, even later."
    source = "Amazon Kinesis Data Streams developer guide, 2025"
    possible: ClassVar[frozenset[Access]] = frozenset({Access.PUBLISH, Access.CONSUME})

    name: str | None = None
    shard_count: int | None = 1
    retention_period: int = 24
    encryption_type: Literal["KMS", "NONE"] = "KMS"
    kms_key_id: Ref | None = None
    enforce_consumer_deletion: bool | None = None
    stream_mode_details: StreamMode = StreamMode()

    def __post_init__(self) -> None:
        within(self.id, "retention_period", self.retention_period, (24, 8760))
        within(self.id, "shard_count", self.shard_count, (1, 10000))
        ensure(
            self.id,
            (self.stream_mode_details.stream_mode == "PROVISIONED") == (self.shard_count is not None),
            "`shard_count` must go with `stream_mode: PROVISIONED`",
            f"`{self.stream_mode_details.stream_mode}`",
            hint="state how many shards, or leave it to Kinesis",
        )

    @classmethod
    def offers(cls, component: AnyComponent, demand: Demand, market: Market) -> tuple[Offer, ...]:
        """Where it is asked for directly: shards for the load."""
        shards = max(1, math.ceil(demand.rate / RECORDS_PER_SHARD))
        return alone(cls(shard_count=shards), component, demand, market)

    def standing(self, market: Market, demand: Demand) -> tuple[Charge, ...]:
        """By the shard and hour, and by the record."""
        records = per_month(demand.rate)
        if self.shard_count is None:
            return (
                hourly(market, "aws.kinesis/stream-hour", 1, "one stream, all month"),
                monthly(market, "aws.kinesis/ingested-gb", records / 2**20, "records of 1 KiB", by_usage=True),
            )
        return (
            hourly(market, "aws.kinesis/shard-hour", self.shard_count, f"{self.shard_count} shards, all month"),
            monthly(market, "aws.kinesis/put-payload-unit", records, "records up to 25 KiB", by_usage=True),
        )

    def vitals(self, name: str) -> tuple[Vital, ...]:
        """What comes, and how far those who read are behind."""
        own: dict[str, Told] = {"StreamName": Ref(resource=name, attribute="name")}
        counted = (("IncomingRecords", "Sum"), ("WriteProvisionedThroughputExceeded", "Sum"))
        behind = (("GetRecords.IteratorAgeMilliseconds", "Maximum"),)
        return (
            Vital(title="records", namespace="AWS/Kinesis", dimensions=own, metrics=counted),
            Vital(title="milliseconds behind", namespace="AWS/Kinesis", dimensions=own, metrics=behind),
        )

    def placed(self, site: Site) -> "Stream":
        """Named and encrypted."""
        return msgspec.structs.replace(
            self, name=self.name or shortened(site.label, 128), kms_key_id=self.kms_key_id or key_arn()
        )

    def grants(self, site: Site, access: Access) -> tuple[Statement, ...]:
        """Putting records in, or reading them; the key, through Kinesis only."""
        own = (_arn(site.name),)
        if access is Access.PUBLISH:
            put = Statement(sid="PutRecords", actions=_WRITES, resources=own)
            return (put, uses_key(site, "kinesis", "GenerateDataKey"))
        return (
            Statement(sid="ReadRecords", actions=_READS, resources=own),
            uses_key(site, "kinesis", "Decrypt"),
        )

    def connection(self, site: Site) -> dict[Property, Told | SecretText]:
        """Its name and ARN."""
        return {
            Property.NAME: Ref(resource=site.name, attribute="name"),
            Property.ARN: _arn(site.name),
            Property.REGION: site.region,
        }

    def attached(self, site: Site, user: Usage) -> tuple[Part, ...]:
        """A function is called with records; other programs read themselves."""
        if user.kind.id != LAMBDA or Access.CONSUME not in user.access:
            return ()
        mapping = EventSourceMapping(
            event_source_arn=_arn(site.name),
            function_name=function_of(user.name),
            batch_size=100,
            starting_position="TRIM_HORIZON",
            bisect_batch_on_function_error=True,
            maximum_retry_attempts=5,
        )
        return (event_source(site.name, user.name, mapping),)


def _arn(name: str) -> Ref:
    return Ref(resource=name, attribute="arn")


KINDS = (Stream,)
