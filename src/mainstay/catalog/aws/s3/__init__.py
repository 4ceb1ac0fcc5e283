"""Amazon S3: buckets that nobody reads by accident."""

from mainstay.catalog.aws.s3.beside import (
    BucketPolicy,
    Encryption,
    Lifecycle,
    Logging,
    Notification,
    OwnershipControls,
    PublicAccessBlock,
    Versioning,
)
from mainstay.catalog.aws.s3.bucket import Bucket as Bucket

KINDS = (
    Bucket,
    PublicAccessBlock,
    Versioning,
    Encryption,
    Lifecycle,
    OwnershipControls,
    BucketPolicy,
    Logging,
    Notification,
)
