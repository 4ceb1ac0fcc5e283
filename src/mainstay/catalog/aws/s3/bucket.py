"""A bucket."""

import re
from collections.abc import Iterator
from typing import ClassVar

import msgspec

from mainstay.catalog.aws.account import account, account_id
from mainstay.catalog.aws.backing import (
    ELEVEN_NINES,
    Backing,
    ensure,
    monthly,
    needs_of,
    per_month,
    retention_days,
    size_now,
    uses_key,
)
from mainstay.catalog.aws.base import overridden
from mainstay.catalog.aws.names import shortened
from mainstay.catalog.aws.s3.beside import (
    LOGS_DAYS,
    OLD_VERSIONS_DAYS,
    Logging,
    arn,
    closed,
    encrypted,
    notification,
    objects,
    own,
    tidied,
    versioned,
)
from mainstay.model.cloud import Demand, Market, Offer, Part, Site
from mainstay.model.intent import AnyComponent, Extra, Property, Role
from mainstay.model.intent import Bucket as BucketComponent
from mainstay.model.price import Charge
from mainstay.model.requirement import Access
from mainstay.model.told import Ref, SecretText, Statement, Told

AVAILABILITY = 99.9
"""Amazon S3 service level agreement, S3 Standard (it is designed for 99.99)."""
FIRST_BYTE_MS = 200.0
"""One call at the 99th percentile: "roughly 100-200 milliseconds" (S3 guide, "Performance guidelines")."""
RATE = 3500.0
"""Writes a second for one prefix (S3 guide, "Performance guidelines"); reads 5500; more prefixes give more."""
PREFIX_LENGTH = 37
"""Characters that Terraform leaves for the beginning of a name (provider, `bucket_prefix`)."""
SHARE_OF_WRITES = 0.2
"""One access in five writes, where only a rate is stated. Our assumption."""
DEFAULT_SIZE_GIB = 10.0
UNREAD_DAYS = 30
"""How long earlier versions of logs stay."""
_NAME = re.compile(r"(?!xn--|sthree-)(?!.*\.\.)(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")


class Bucket(Backing, tag="aws.s3", frozen=True, kw_only=True):
    """A bucket: closed, encrypted, versioned, reached over TLS, with a log of who asked for what."""

    id = "aws.s3"
    terraform = "aws_s3_bucket"
    aliases = frozenset({"aws.s3_bucket"})
    realises = frozenset({Role.BUCKET})
    stateful = True
    platform = "serverless"
    about = "Amazon S3: keeps objects in three zones or more; closed to the world, encrypted, with earlier versions."
    source = "Amazon S3 user guide, 2025"
    possible: ClassVar[frozenset[Access]] = frozenset({Access.READ, Access.WRITE})
    unrendered = frozenset({"retention_days"})

    bucket: str | None = None
    bucket_prefix: str | None = None
    force_destroy: bool = False
    object_lock_enabled: bool | None = None
    retention_days: int = OLD_VERSIONS_DAYS

    def __post_init__(self) -> None:
        ensure(
            self.id,
            self.bucket is None or bool(_NAME.fullmatch(self.bucket)),
            "`bucket` must have 3 to 63 lower-case letters, digits, dots and hyphens",
            f"`{self.bucket}`",
            hint="leave the name to mainstay: it must be unique in the world",
        )
        ensure(
            self.id,
            self.bucket is None or self.bucket_prefix is None,
            "either `bucket` or `bucket_prefix` must be given",
            "given both",
            hint="drop one of them",
        )
        ensure(
            self.id,
            self.bucket_prefix is None or len(self.bucket_prefix) <= PREFIX_LENGTH,
            f"`bucket_prefix` must have at most {PREFIX_LENGTH} characters",
            len(self.bucket_prefix or ""),
            hint="shorten it",
        )
        ensure(
            self.id,
            self.retention_days > 0,
            "`retention_days` must be 1 or more",
            self.retention_days,
            hint="say how many days what was deleted can come back",
        )

    @classmethod
    def offers(cls, component: AnyComponent, demand: Demand, market: Market) -> tuple[Offer, ...]:
        """One, by size and use."""
        if not isinstance(component, BucketComponent | Extra):
            return ()
        needs = needs_of(component)
        days = max(OLD_VERSIONS_DAYS, retention_days(needs, market.environment))
        kind = overridden(cls(retention_days=days), component)
        return (
            Offer(
                kind=kind,
                label="standard",
                charges=(_stored(market, size_now(needs, DEFAULT_SIZE_GIB)), *kind.standing(market, demand)),
                latency_ms=FIRST_BYTE_MS,
                availability=AVAILABILITY,
                durability=ELEVEN_NINES,
                says=(f"{SHARE_OF_WRITES:.0%} of {demand.rate:g} calls a second write (assumed)",),
            ),
        )

    def standing(self, market: Market, demand: Demand) -> tuple[Charge, ...]:
        """By the call; what it keeps comes with the offer, which knows the size."""
        writes = per_month(demand.rate) * SHARE_OF_WRITES
        reads = per_month(demand.rate) - writes
        return (
            monthly(market, "aws.s3/put-request", writes, "writes", by_usage=True),
            monthly(market, "aws.s3/get-request", reads, "reads", by_usage=True),
        )

    def placed(self, site: Site) -> "Bucket":
        """Its name begins with that of the application; AWS makes it unique in the world."""
        if self.bucket or self.bucket_prefix:
            return self
        return msgspec.structs.replace(self, bucket_prefix=_prefix(site.label))

    def parts(self, site: Site) -> tuple[Part, ...]:
        """Its settings, and the bucket for its log."""
        return (
            *closed(site.name),
            encrypted(site.name),
            versioned(site.name),
            tidied(site.name, old_versions_days=self.retention_days),
            *_log(site),
            *_tells(site),
        )

    def grants(self, site: Site, access: Access) -> tuple[Statement, ...]:
        """Reading, or writing and deleting, of objects; listing of the bucket; the key, through S3 only."""
        listing = Statement(sid="ListBucket", actions=("s3:ListBucket",), resources=(arn(site.name),))
        if access is Access.READ:
            read = Statement(sid="ReadObjects", actions=("s3:GetObject",), resources=(objects(site.name),))
            return (read, listing, uses_key(site, "s3", "Decrypt"))
        actions = ("s3:AbortMultipartUpload", "s3:DeleteObject", "s3:PutObject")
        write = Statement(sid="WriteObjects", actions=actions, resources=(objects(site.name),))
        return (write, listing, uses_key(site, "s3", "Decrypt", "GenerateDataKey"))

    def connection(self, site: Site) -> dict[Property, Told | SecretText]:
        """Its name; the SDK knows the way."""
        return {
            Property.NAME: Ref(resource=site.name, attribute="bucket"),
            Property.ARN: arn(site.name),
            Property.URL: Ref(resource=site.name, attribute="bucket_regional_domain_name", prefix="https://"),
            Property.ENDPOINT: f"https://s3.{site.region}.amazonaws.com",
            Property.REGION: site.region,
        }


def _prefix(label: str) -> str:
    usable = re.sub(r"[^a-z0-9-]", "-", label.lower()).strip("-")
    return f"{shortened(usable, PREFIX_LENGTH - 1)}-"


def _stored(market: Market, size_gib: float) -> Charge:
    return monthly(market, "aws.s3/standard/gb-month", size_gib, f"{size_gib:g} GiB kept", by_usage=True)


def _tells(site: Site) -> Iterator[Part]:
    """A bucket has one list of all whom it tells."""
    told = {role: tuple(sorted(use.name for use in site.uses if use.role is role)) for role in (Role.QUEUE, Role.TOPIC)}
    if any(told.values()):
        yield notification(site.name, told[Role.QUEUE], told[Role.TOPIC])


def _log(site: Site) -> Iterator[Part]:
    """The bucket that S3 writes the log to. S3 cannot use our key for that (S3 guide, "Server access logging")."""
    name = f"{site.name}.log"
    writes = Statement(
        sid="WriteLog",
        actions=("s3:PutObject",),
        resources=(objects(name),),
        principals=(("Service", ("logging.s3.amazonaws.com",)),),
        conditions=(
            ("ArnEquals", "aws:SourceArn", (arn(site.name),)),
            ("StringEquals", "aws:SourceAccount", (account_id(),)),
        ),
    )
    bucket = Bucket(bucket_prefix=_prefix(f"{site.label}-log"), retention_days=LOGS_DAYS)
    logging = Logging(bucket=own(site.name), target_bucket=own(name), target_prefix=f"{site.name}/")
    yield Part(name=name, kind=bucket, says=f"keeps who asked {site.name} for what")
    yield from closed(name, (writes,))
    yield encrypted(name, by_key=False)
    yield versioned(name)
    yield tidied(name, old_versions_days=UNREAD_DAYS, expires_days=LOGS_DAYS)
    yield Part(name=f"{site.name}.logging", kind=logging, says=f"who asks {site.name} for what is kept")
    yield account()
