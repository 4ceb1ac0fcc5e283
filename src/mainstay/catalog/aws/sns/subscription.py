"""Who gets what is published to a topic."""

from typing import Literal

import msgspec

from mainstay.catalog.aws.base import AwsKind
from mainstay.model.cloud import Part
from mainstay.model.told import Json, Ref, Told


class Subscription(AwsKind, tag="aws.sns_subscription", frozen=True, kw_only=True):
    """One who gets what is published."""

    id = "aws.sns_subscription"
    terraform = "aws_sns_topic_subscription"
    aliases = frozenset({"aws.sns_topic_subscription"})
    about = "One queue, function or address that gets what is published to a topic."

    topic_arn: Ref
    protocol: Literal["sqs", "lambda", "email", "https"]
    address: Told = msgspec.field(name="endpoint")
    raw_message_delivery: bool | None = None
    filter_policy: Json | None = None
    redrive_policy: Json | None = None


def subscription(topic: str, queue: str) -> Part:
    """The subscription of `queue` to `topic`."""
    kind = Subscription(
        topic_arn=Ref(resource=topic, attribute="arn"),
        protocol="sqs",
        address=Ref(resource=queue, attribute="arn"),
        raw_message_delivery=True,
    )
    return Part(name=f"{topic}.to-{queue}", kind=kind, says=f"{queue} gets what is published to {topic}")
