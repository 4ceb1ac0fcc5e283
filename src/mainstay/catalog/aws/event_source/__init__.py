"""What makes Lambda run a function for the messages of a queue or the records of a stream."""

from typing import Literal

import msgspec

from mainstay.catalog.aws.backing import within
from mainstay.catalog.aws.base import AwsKind
from mainstay.catalog.aws.lambda_function.beside import Permission, alias_of
from mainstay.model.cloud import Part
from mainstay.model.told import Ref
from mainstay.model.value import Value

LAMBDA = "aws.lambda"
"""The id of the one program kind that is called with messages, instead of asking for them."""


class ScalingConfig(Value, frozen=True, kw_only=True):
    """How many messages are worked on at the same time at most."""

    maximum_concurrency: int


class OnFailure(Value, frozen=True, kw_only=True):
    """Where records go that could not be worked on."""

    destination_arn: Ref


class DestinationConfig(Value, frozen=True, kw_only=True):
    """Where records go that could not be worked on."""

    on_failure: OnFailure


class EventSourceMapping(AwsKind, tag="aws.event_source_mapping", frozen=True, kw_only=True):
    """Hands messages to a function, in lots."""

    id = "aws.event_source_mapping"
    terraform = "aws_lambda_event_source_mapping"
    aliases = frozenset({"aws.lambda_event_source_mapping"})
    about = "Hands the messages of a queue or a stream to a function, in lots; only those that failed come again."
    source = "AWS Lambda developer guide, Using Lambda with Amazon SQS and Kinesis, 2025"

    event_source_arn: Ref
    function_name: Ref
    batch_size: int = 10
    maximum_batching_window_in_seconds: int | None = None
    function_response_types: tuple[Literal["ReportBatchItemFailures"], ...] | None = ("ReportBatchItemFailures",)
    starting_position: Literal["LATEST", "TRIM_HORIZON"] | None = None
    bisect_batch_on_function_error: bool | None = None
    maximum_retry_attempts: int | None = None
    scaling_config: ScalingConfig | None = None
    destination_config: DestinationConfig | None = None
    depends_on: tuple[Ref, ...] | None = None

    def __post_init__(self) -> None:
        within(self.id, "batch_size", self.batch_size, (1, 10000))
        within(self.id, "maximum_batching_window_in_seconds", self.maximum_batching_window_in_seconds, (0, 300))
        if self.scaling_config is not None:
            within(self.id, "maximum_concurrency", self.scaling_config.maximum_concurrency, (2, 1000))


def event_source(name: str, user: str, mapping: EventSourceMapping) -> Part:
    """The joint between the queue or stream `name` and the function of `user`, which must be allowed to read first."""
    allowed = msgspec.structs.replace(mapping, depends_on=(Ref(resource=f"{user}.policy"),))
    return Part(name=f"{user}.from-{name}", kind=allowed, says=f"{user} is called for what comes from {name}")


def function_of(user: str) -> Ref:
    """The live version of the function of the program `user`."""
    return Ref(resource=alias_of(user), attribute="arn")


def allowed_caller(user: str, name: str, principal: str, source: Ref) -> Part:
    """Lets the service `principal` call the function of `user`, on behalf of `name` only."""
    kind = Permission(
        statement_id=f"From-{name.replace('.', '-')}",
        function_name=Ref(resource=user, attribute="function_name"),
        qualifier=Ref(resource=alias_of(user), attribute="name"),
        principal=principal,
        source_arn=source,
    )
    return Part(name=f"{user}.called-by-{name}", kind=kind, says=f"{name} calls {user}, and nobody else may")


KINDS = (EventSourceMapping,)
