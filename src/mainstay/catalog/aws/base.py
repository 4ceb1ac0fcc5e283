"""What all kinds for AWS share."""

from mainstay.model.cloud import CloudKind
from mainstay.model.target import Target


class AwsKind(CloudKind, frozen=True, kw_only=True):
    """One resource type of the AWS provider. The fields of an instance have the names of the provider's arguments.

    A field that is None is not rendered. A field that is a value (or a tuple of values) renders as nested blocks.
    """

    target = Target.AWS
