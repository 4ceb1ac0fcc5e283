"""What stands beside a bucket: each of its settings is a resource of its own."""

from collections.abc import Iterator
from typing import Literal

from mainstay.catalog.aws.backing import key_arn
from mainstay.catalog.aws.base import AwsKind
from mainstay.model.cloud import Part
from mainstay.model.told import PolicyDocument, Ref, Statement
from mainstay.model.value import Value

LOGS_DAYS = 365
"""How long is kept who asked for what."""
UNFINISHED_DAYS = 7
OLD_VERSIONS_DAYS = 90
"""How long what was overwritten or deleted can be brought back."""


class PublicAccessBlock(AwsKind, tag="aws.s3_public_access_block", frozen=True, kw_only=True):
    """Keeps a bucket closed, whatever a policy says."""

    id = "aws.s3_public_access_block"
    terraform = "aws_s3_bucket_public_access_block"
    about = "Keeps a bucket closed to the world, whatever its policy says."

    bucket: Ref
    block_public_acls: bool = True
    block_public_policy: bool = True
    ignore_public_acls: bool = True
    restrict_public_buckets: bool = True


class VersioningConfiguration(Value, frozen=True, kw_only=True):
    """Whether earlier versions are kept."""

    status: Literal["Enabled", "Suspended"] = "Enabled"


class Versioning(AwsKind, tag="aws.s3_versioning", frozen=True, kw_only=True):
    """Keeps what is overwritten or deleted."""

    id = "aws.s3_versioning"
    terraform = "aws_s3_bucket_versioning"
    about = "Keeps earlier versions of what is overwritten or deleted."

    bucket: Ref
    versioning_configuration: VersioningConfiguration = VersioningConfiguration()


class ByDefault(Value, frozen=True, kw_only=True):
    """With what is encrypted."""

    sse_algorithm: Literal["aws:kms", "AES256"] = "aws:kms"
    kms_master_key_id: Ref | None = None


class EncryptionRule(Value, frozen=True, kw_only=True):
    """How is encrypted; with `bucket_key_enabled` the key is asked once for many objects."""

    apply_server_side_encryption_by_default: ByDefault
    bucket_key_enabled: bool | None = True


class Encryption(AwsKind, tag="aws.s3_encryption", frozen=True, kw_only=True):
    """Encrypts all objects."""

    id = "aws.s3_encryption"
    terraform = "aws_s3_bucket_server_side_encryption_configuration"
    about = "Encrypts all that a bucket keeps."

    bucket: Ref
    rule: EncryptionRule


class Prefix(Value, frozen=True, kw_only=True):
    """Which objects; the empty prefix: all."""

    prefix: str = ""


class AbortUnfinished(Value, frozen=True, kw_only=True):
    """When uploads that nobody finished go."""

    days_after_initiation: int = UNFINISHED_DAYS


class NoncurrentExpiration(Value, frozen=True, kw_only=True):
    """When earlier versions go."""

    noncurrent_days: int = OLD_VERSIONS_DAYS


class Expiration(Value, frozen=True, kw_only=True):
    """When objects go."""

    days: int


class LifecycleRule(Value, frozen=True, kw_only=True):
    """What goes when."""

    id: str
    status: Literal["Enabled", "Disabled"] = "Enabled"
    filter: Prefix = Prefix()
    abort_incomplete_multipart_upload: AbortUnfinished | None = AbortUnfinished()
    noncurrent_version_expiration: NoncurrentExpiration | None = NoncurrentExpiration()
    expiration: Expiration | None = None


class Lifecycle(AwsKind, tag="aws.s3_lifecycle", frozen=True, kw_only=True):
    """What goes when."""

    id = "aws.s3_lifecycle"
    terraform = "aws_s3_bucket_lifecycle_configuration"
    about = "Lets earlier versions and unfinished uploads go after a while."

    bucket: Ref
    rule: tuple[LifecycleRule, ...]


class OwnershipRule(Value, frozen=True, kw_only=True):
    """Who owns what others put in."""

    object_ownership: Literal["BucketOwnerEnforced", "BucketOwnerPreferred", "ObjectWriter"] = "BucketOwnerEnforced"


class OwnershipControls(AwsKind, tag="aws.s3_ownership_controls", frozen=True, kw_only=True):
    """Access lists are off: policies alone decide."""

    id = "aws.s3_ownership_controls"
    terraform = "aws_s3_bucket_ownership_controls"
    about = "Switches access lists off: policies alone decide."

    bucket: Ref
    rule: OwnershipRule = OwnershipRule()


class BucketPolicy(AwsKind, tag="aws.s3_bucket_policy", frozen=True, kw_only=True):
    """Who may do what with a bucket, kept with the bucket."""

    id = "aws.s3_bucket_policy"
    terraform = "aws_s3_bucket_policy"
    about = "Refuses whoever comes without TLS, and says which services may read or write."

    bucket: Ref
    policy: PolicyDocument


class Logging(AwsKind, tag="aws.s3_logging", frozen=True, kw_only=True):
    """Keeps who asked for what, in another bucket."""

    id = "aws.s3_logging"
    terraform = "aws_s3_bucket_logging"
    about = "Keeps in another bucket who asked for what."

    bucket: Ref
    target_bucket: Ref
    target_prefix: str


class QueueNotification(Value, frozen=True, kw_only=True):
    """Tells a queue."""

    queue_arn: Ref
    events: tuple[str, ...] = ("s3:ObjectCreated:*",)


class TopicNotification(Value, frozen=True, kw_only=True):
    """Tells a topic."""

    topic_arn: Ref
    events: tuple[str, ...] = ("s3:ObjectCreated:*",)


class Notification(AwsKind, tag="aws.s3_notification", frozen=True, kw_only=True):
    """Tells others what happens in a bucket."""

    id = "aws.s3_notification"
    terraform = "aws_s3_bucket_notification"
    about = "Tells EventBridge, queues and topics what happens in a bucket."

    bucket: Ref
    eventbridge: bool | None = None
    queue: tuple[QueueNotification, ...] | None = None
    topic: tuple[TopicNotification, ...] | None = None
    depends_on: tuple[Ref, ...] | None = None


def notification(name: str, queues: tuple[str, ...], topics: tuple[str, ...]) -> Part:
    """What is put into the bucket is told to `queues` and `topics`, once their policies let the bucket in."""
    kind = Notification(
        bucket=own(name),
        queue=tuple(QueueNotification(queue_arn=arn(queue)) for queue in queues) or None,
        topic=tuple(TopicNotification(topic_arn=arn(topic)) for topic in topics) or None,
        depends_on=tuple(Ref(resource=f"{told}.policy") for told in (*queues, *topics)),
    )
    told = " and ".join((*queues, *topics))
    return Part(name=f"{name}.notification", kind=kind, says=f"{told} learns what is put into {name}")


def own(name: str) -> Ref:
    """The bucket itself."""
    return Ref(resource=name)


def arn(name: str) -> Ref:
    """The ARN of a bucket."""
    return Ref(resource=name, attribute="arn")


def objects(name: str) -> Ref:
    """The ARN of all objects of a bucket."""
    return Ref(resource=name, attribute="arn", suffix="/*")


def only_tls(name: str) -> Statement:
    """Refuses whoever comes without TLS."""
    return Statement(
        sid="OnlyTls",
        effect="Deny",
        actions=("s3:*",),
        resources=(arn(name), objects(name)),
        principals=(("AWS", ("*",)),),
        conditions=(("Bool", "aws:SecureTransport", ("false",)),),
    )


def closed(name: str, statements: tuple[Statement, ...] = ()) -> Iterator[Part]:
    """What every bucket needs; `statements` go into its policy."""
    policy = BucketPolicy(bucket=own(name), policy=PolicyDocument(statements=(only_tls(name), *statements)))
    yield Part(name=f"{name}.closed", kind=PublicAccessBlock(bucket=own(name)), says=f"{name} is not public")
    yield Part(name=f"{name}.ownership", kind=OwnershipControls(bucket=own(name)), says="policies alone decide")
    yield Part(name=f"{name}.policy", kind=policy, says=f"{name} is reached over TLS only")


def encrypted(name: str, *, by_key: bool = True) -> Part:
    """Encryption with the key of the application; by S3's own where a service must write that cannot use it."""
    default = ByDefault(kms_master_key_id=key_arn()) if by_key else ByDefault(sse_algorithm="AES256")
    rule = EncryptionRule(apply_server_side_encryption_by_default=default, bucket_key_enabled=True if by_key else None)
    return Part(name=f"{name}.encryption", kind=Encryption(bucket=own(name), rule=rule), says=f"{name} is encrypted")


def versioned(name: str) -> Part:
    """Earlier versions are kept."""
    return Part(name=f"{name}.versioning", kind=Versioning(bucket=own(name)), says="what is deleted can come back")


def tidied(name: str, *, old_versions_days: int, expires_days: int | None = None) -> Part:
    """Earlier versions and unfinished uploads go; with `expires_days`, objects, too."""
    rule = LifecycleRule(
        id="tidy",
        noncurrent_version_expiration=NoncurrentExpiration(noncurrent_days=old_versions_days),
        expiration=Expiration(days=expires_days) if expires_days else None,
    )
    says = f"earlier versions go after {old_versions_days} days, unfinished uploads after {UNFINISHED_DAYS}"
    return Part(name=f"{name}.lifecycle", kind=Lifecycle(bucket=own(name), rule=(rule,)), says=says)
