"""Buckets that services of AWS deliver logs to."""

from collections.abc import Iterator
from typing import Literal

from mainstay.catalog.aws.account import account, account_id
from mainstay.catalog.aws.names import shortened
from mainstay.catalog.aws.s3 import Bucket
from mainstay.catalog.aws.s3.beside import (
    LOGS_DAYS,
    OwnershipControls,
    OwnershipRule,
    closed,
    encrypted,
    objects,
    own,
    tidied,
    versioned,
)
from mainstay.catalog.aws.s3.bucket import PREFIX_LENGTH, UNREAD_DAYS
from mainstay.model.cloud import Part
from mainstay.model.told import Ref, Statement

Deliverer = Literal["load balancer", "cloudfront"]
_BALANCER = "logdelivery.elasticloadbalancing.amazonaws.com"


def delivery_bucket(name: str, label: str, by: Deliverer) -> Iterator[Part]:
    """The bucket `name` for what the load balancer or CloudFront writes, encrypted with S3's own keys.

    Load balancers can use no others; CloudFront could, if the key of the application let in who delivers its logs.
    Load balancers write as a service (Elastic Load Balancing User Guide, "Access logs"); CloudFront's standard log
    writes through an access list, which has to be possible for that (CloudFront Developer Guide, "Standard logging").
    """
    writes = Statement(
        sid="WriteLog",
        actions=("s3:PutObject",),
        resources=(objects(name),),
        principals=(("Service", (_BALANCER,)),),
        conditions=(("StringEquals", "aws:SourceAccount", (account_id(),)),),
    )
    bucket = Bucket(bucket_prefix=f"{shortened(label, PREFIX_LENGTH - 1)}-", retention_days=LOGS_DAYS)
    yield Part(name=name, kind=bucket, says="keeps who asked for what")
    for part in closed(name, (writes,) if by == "load balancer" else ()):
        listed = by == "cloudfront" and isinstance(part.kind, OwnershipControls)
        yield _with_access_lists(name) if listed else part
    yield encrypted(name, by_key=False)
    yield versioned(name)
    yield tidied(name, old_versions_days=UNREAD_DAYS, expires_days=LOGS_DAYS)
    yield account()


def _with_access_lists(name: str) -> Part:
    kind = OwnershipControls(bucket=own(name), rule=OwnershipRule(object_ownership="BucketOwnerPreferred"))
    return Part(name=f"{name}.ownership", kind=kind, says="CloudFront writes its log through an access list")


def ready(name: str) -> Ref:
    """The name of the bucket, once access lists are possible there."""
    return Ref(resource=f"{name}.ownership", attribute="bucket")
