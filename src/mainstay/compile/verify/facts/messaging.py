"""Queues, topics, buses, streams, mail and workflows. Actions: AWS Service Authorization Reference (2025)."""

from mainstay.compile.verify.facts.fact import Facts, Guard, Need, Outside, Permit, Runs, is_set, is_true, one_of
from mainstay.model.intent import Property
from mainstay.model.requirement import Access

_SEND_KEY = ("kms:Decrypt", "kms:GenerateDataKey")
_TAKE_KEY = ("kms:Decrypt",)


def _encrypted(*paths: str) -> Guard:
    return Guard(paths=paths, test=is_set, must="must be encrypted at rest", otherwise="it states no key")


FACTS = (
    Facts(
        type="aws_sqs_queue",
        api=("sqs",),
        key="kms_master_key_id",
        policy="policy",
        permits={
            Access.PUBLISH: Permit(
                needs=(Need(actions=("sqs:SendMessage",)),),
                may=("sqs:GetQueueAttributes", "sqs:GetQueueUrl"),
                key=_SEND_KEY,
            ),
            Access.CONSUME: Permit(
                needs=(Need(actions=("sqs:DeleteMessage", "sqs:ReceiveMessage")),),
                may=("sqs:ChangeMessageVisibility", "sqs:GetQueueAttributes", "sqs:GetQueueUrl"),
                key=_TAKE_KEY,
                called=("sqs:GetQueueAttributes",),
            ),
        },
        guards=(_encrypted("kms_master_key_id", "sqs_managed_sse_enabled"),),
    ),
    Facts(
        type="aws_sns_topic",
        api=("sns",),
        key="kms_master_key_id",
        policy="policy",
        permits={
            Access.PUBLISH: Permit(
                needs=(Need(actions=("sns:Publish",)),), may=("sns:GetTopicAttributes",), key=_SEND_KEY
            ),
            Access.CONSUME: Permit(may=("sns:GetTopicAttributes",), key=_TAKE_KEY),
        },
        guards=(_encrypted("kms_master_key_id"),),
    ),
    Facts(
        type="aws_cloudwatch_event_bus",
        api=("events",),
        key="kms_key_identifier",
        permits={
            Access.PUBLISH: Permit(needs=(Need(actions=("events:PutEvents",)),), may=("events:DescribeEventBus",)),
            Access.CONSUME: Permit(),
        },
    ),
    Facts(
        type="aws_kinesis_stream",
        api=("kinesis-streams",),
        key="kms_key_id",
        holds_data=True,
        permits={
            Access.PUBLISH: Permit(
                needs=(Need(actions=("kinesis:PutRecord", "kinesis:PutRecords")),),
                may=("kinesis:DescribeStream", "kinesis:DescribeStreamSummary", "kinesis:ListShards"),
                key=("kms:GenerateDataKey",),
            ),
            Access.CONSUME: Permit(
                needs=(Need(actions=("kinesis:GetRecords", "kinesis:GetShardIterator")),),
                may=(
                    "kinesis:DescribeStream",
                    "kinesis:DescribeStreamConsumer",
                    "kinesis:DescribeStreamSummary",
                    "kinesis:ListShards",
                    "kinesis:ListStreams",
                    "kinesis:SubscribeToShard",
                ),
                key=_TAKE_KEY,
            ),
        },
        guards=(_encrypted("encryption_type", "kms_key_id"),),
    ),
    Facts(
        type="aws_sesv2_email_identity",
        api=("email",),
        # SES Developer Guide, "Connecting to an Amazon SES SMTP endpoint": 587 with STARTTLS; 25 is throttled by EC2.
        outside=Outside(service="email-smtp", port=587, when=frozenset({Property.HOST, Property.PORT, Property.URL})),
        guards=(
            Guard(
                paths=("email_identity",),
                test=lambda values: any(value != "" for value in values),
                must="must say which domain or address mail comes from",
                otherwise="it does not",
            ),
            Guard(
                paths=("configuration_set_name",),
                test=lambda values: any(value != "" for value in values),
                must="must send by a configuration set",
                otherwise="mail goes out without rules",
            ),
        ),
        permits={
            Access.PUBLISH: Permit(
                needs=(Need(actions=("ses:SendEmail",)),), may=("ses:SendRawEmail", "ses:SendTemplatedEmail")
            )
        },
    ),
    Facts(
        type="aws_sesv2_configuration_set",
        guards=(
            Guard(
                paths=("delivery_options.tls_policy",),
                test=one_of("REQUIRE"),
                must="must hand mail on over TLS only",
                otherwise="TLS is only tried",
            ),
        ),
    ),
    Facts(
        type="aws_sfn_state_machine",
        api=("states",),
        runs=Runs(trust="states.amazonaws.com", roles=("role_arn",), code=False),
        permits={
            access: Permit(
                needs=(Need(actions=("states:StartExecution",)),),
                may=("states:DescribeExecution", "states:StartSyncExecution", "states:StopExecution"),
            )
            for access in (Access.CALL, Access.PUBLISH)
        },
        guards=(
            Guard(
                paths=("logging_configuration.level",),
                test=lambda values: bool(values) and "OFF" not in values,
                must="must log what it does",
                otherwise="it does not",
            ),
            Guard(paths=("tracing_configuration.enabled",), test=is_true, must="must be traced", otherwise="it is not"),
        ),
    ),
)
