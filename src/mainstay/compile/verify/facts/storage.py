"""Buckets, file systems, keyed tables and search. Actions: AWS Service Authorization Reference (2025)."""

from mainstay.compile.verify.facts.fact import (
    Facts,
    Guard,
    Listens,
    Need,
    Permit,
    When,
    at_least,
    is_set,
    is_true,
    one_of,
)
from mainstay.model.requirement import Access

_READ_TABLE = ("dynamodb:BatchGetItem", "dynamodb:ConditionCheckItem", "dynamodb:DescribeTable", "dynamodb:Scan")
_WRITE_TABLE = ("dynamodb:BatchWriteItem", "dynamodb:ConditionCheckItem", "dynamodb:DescribeTable")
_READ_KEY = ("kms:Decrypt",)
_WRITE_KEY = ("kms:Decrypt", "kms:GenerateDataKey")
"""Uploads in parts read back what they wrote (S3 User Guide, "Multipart upload and permissions")."""

_BUCKET = Facts(
    type="aws_s3_bucket",
    api=("s3",),
    holds_data=True,
    permits={
        Access.READ: Permit(
            needs=(Need(actions=("s3:GetObject",), inside=True), Need(actions=("s3:ListBucket",))),
            may=("s3:GetBucketLocation", "s3:GetObjectTagging", "s3:GetObjectVersion", "s3:ListBucketVersions"),
            key=_READ_KEY,
        ),
        Access.WRITE: Permit(
            needs=(Need(actions=("s3:PutObject",), inside=True),),
            may=(
                "s3:AbortMultipartUpload",
                "s3:DeleteObject",
                "s3:GetBucketLocation",
                "s3:ListBucket",
                "s3:ListBucketMultipartUploads",
                "s3:ListMultipartUploadParts",
                "s3:PutObjectTagging",
            ),
            key=_WRITE_KEY,
        ),
    },
)
_TABLE = Facts(
    type="aws_dynamodb_table",
    key="server_side_encryption.kms_key_arn",
    api=("dynamodb",),
    holds_data=True,
    permits={
        Access.READ: Permit(
            needs=(Need(actions=("dynamodb:GetItem", "dynamodb:Query")),), may=_READ_TABLE, key=_READ_KEY
        ),
        Access.WRITE: Permit(
            needs=(Need(actions=("dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem")),),
            may=_WRITE_TABLE,
            key=_READ_KEY,
        ),
        Access.CONSUME: Permit(
            needs=(Need(actions=("dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator")),),
            may=("dynamodb:ListStreams",),
            called=("dynamodb:ListStreams",),
        ),
    },
    guards=(
        Guard(
            paths=("server_side_encryption.enabled",),
            test=is_true,
            must="must be encrypted with a key of the application's own",
            otherwise="its server-side encryption is not enabled",
        ),
        Guard(
            paths=("point_in_time_recovery.enabled",),
            test=is_true,
            must="must be recoverable to a point in time",
            otherwise="point-in-time recovery is off",
        ),
        Guard(
            paths=("deletion_protection_enabled",),
            test=is_true,
            must="must be protected from deletion",
            otherwise="deletion protection is off",
            when=When.SAFE,
        ),
    ),
)
_FILES = Facts(
    type="aws_efs_file_system",
    holds_data=True,
    permits={
        Access.READ: Permit(needs=(Need(actions=("elasticfilesystem:ClientMount",)),)),
        Access.WRITE: Permit(needs=(Need(actions=("elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite")),)),
    },
    guards=(
        Guard(paths=("encrypted",), test=is_true, must="must be encrypted at rest", otherwise="it is not"),
        Guard(
            paths=("availability_zone_name",),
            test=lambda values: not values,
            must="must survive the loss of a zone",
            otherwise="it is kept in one zone",
            when=When.STEADY,
        ),
    ),
)
_MOUNT = Facts(type="aws_efs_mount_target", listens=Listens(port=2049))
_SEARCH_READ = ("es:ESHttpGet", "es:ESHttpHead")
_SEARCH_WRITE = ("es:ESHttpDelete", "es:ESHttpPatch", "es:ESHttpPost", "es:ESHttpPut")
_SEARCH = Facts(
    type="aws_opensearch_domain",
    listens=Listens(port=443),
    holds_data=True,
    permits={
        Access.READ: Permit(
            needs=(Need(actions=("es:ESHttpGet",), inside=True),), may=(*_SEARCH_READ, "es:ESHttpPost")
        ),
        Access.WRITE: Permit(
            needs=(Need(actions=("es:ESHttpPost", "es:ESHttpPut"), inside=True),), may=(*_SEARCH_READ, *_SEARCH_WRITE)
        ),
    },
    guards=(
        Guard(
            paths=("encrypt_at_rest.enabled",), test=is_true, must="must be encrypted at rest", otherwise="it is not"
        ),
        Guard(
            paths=("node_to_node_encryption.enabled",),
            test=is_true,
            must="must encrypt what its nodes tell each other",
            otherwise="it does not",
        ),
        Guard(
            paths=("domain_endpoint_options.enforce_https",),
            test=is_true,
            must="must be spoken to over TLS only",
            otherwise="TLS is not enforced",
        ),
        Guard(
            paths=("vpc_options.subnet_ids",),
            test=is_set,
            must="must stand inside the network",
            otherwise="it has a public endpoint",
        ),
        Guard(
            paths=("cluster_config.zone_awareness_enabled",),
            test=is_true,
            must="must survive the loss of a zone",
            otherwise="its nodes stand in one zone",
            when=When.STEADY,
        ),
    ),
)
_LOGS = Facts(
    type="aws_cloudwatch_log_group",
    guards=(
        Guard(
            paths=("retention_in_days",),
            test=at_least(1),
            must="must say how long logs are kept",
            otherwise="they are kept for ever",
        ),
        Guard(
            paths=("kms_key_id",),
            test=is_set,
            must="must be encrypted with the application's key",
            otherwise="it is not",
            only_if=("region", lambda values: not values),
        ),
    ),
)
_BUCKET_ENCRYPTION = Facts(
    type="aws_s3_bucket_server_side_encryption_configuration",
    guards=(
        Guard(
            paths=("rule.apply_server_side_encryption_by_default.sse_algorithm",),
            test=one_of("aws:kms", "aws:kms:dsse", "AES256"),
            must="must encrypt what it keeps",
            otherwise="it states no algorithm",
        ),
    ),
)
_IMAGES = Facts(
    type="aws_ecr_repository",
    policy="policy",
    guards=(
        Guard(
            paths=("image_tag_mutability",),
            test=one_of("IMMUTABLE", "IMMUTABLE_WITH_EXCLUSION"),
            must="must keep a tag for one image for ever",
            otherwise="its tags can be moved",
        ),
        Guard(
            paths=("image_scanning_configuration.scan_on_push",),
            test=is_true,
            must="must scan images",
            otherwise="it does not",
        ),
    ),
)
_DISK = Facts(
    type="aws_launch_template",
    guards=(
        Guard(
            paths=("block_device_mappings.ebs.encrypted",),
            test=is_true,
            must="must encrypt its disks",
            otherwise="they are not",
        ),
        Guard(
            paths=("metadata_options.http_tokens",),
            test=one_of("required"),
            must="must hand out credentials by session only (IMDSv2)",
            otherwise="any request gets them",
        ),
        Guard(
            paths=("network_interfaces.associate_public_ip_address",),
            test=lambda values: True not in values and "true" not in values,
            must="must not have a public address",
            otherwise="it has one",
        ),
    ),
)
_BACKUP = Facts(
    type="aws_backup_vault",
    guards=(Guard(paths=("kms_key_arn",), test=is_set, must="must be encrypted with a key", otherwise="it is not"),),
)
_VERSIONS = Facts(
    type="aws_s3_bucket_versioning",
    guards=(
        Guard(
            paths=("versioning_configuration.status",),
            test=one_of("Enabled"),
            must="must keep older versions",
            otherwise="versioning is not enabled",
        ),
    ),
)
_PUBLIC_ACCESS = Facts(
    type="aws_s3_bucket_public_access_block",
    guards=tuple(
        Guard(paths=(name,), test=is_true, must=f"`{name}` must be true", otherwise="the bucket could become public")
        for name in ("block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets")
    ),
)
FACTS = (
    _BACKUP,
    _BUCKET,
    _BUCKET_ENCRYPTION,
    _DISK,
    _FILES,
    _IMAGES,
    _LOGS,
    _MOUNT,
    _PUBLIC_ACCESS,
    _SEARCH,
    _TABLE,
    _VERSIONS,
)
