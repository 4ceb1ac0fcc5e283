"""Services that hand things to each other, and the policies by which the receiving side lets them in."""

import msgspec


class Hand(msgspec.Struct, frozen=True, kw_only=True):
    """`service` hands something from what is at `source` ("": the resource itself) to what is at `targets`.

    `action` is what it does there, where that does not follow from the type of the target.
    """

    type: str
    service: str
    action: str = ""
    source: str = ""
    targets: tuple[str, ...] = ()
    uses_key: bool = True


HANDS = (
    Hand(type="aws_sns_topic_subscription", service="sns.amazonaws.com", source="topic_arn", targets=("endpoint",)),
    Hand(type="aws_cloudwatch_event_target", service="events.amazonaws.com", source="rule", targets=("arn",)),
    Hand(type="aws_cloudwatch_metric_alarm", service="cloudwatch.amazonaws.com", targets=("alarm_actions",)),
    Hand(
        type="aws_apigatewayv2_integration",
        service="apigateway.amazonaws.com",
        source="api_id",
        targets=("integration_uri",),
        uses_key=False,
    ),
    Hand(
        type="aws_lb",
        service="logdelivery.elasticloadbalancing.amazonaws.com",
        action="s3:PutObject",
        targets=("access_logs.bucket",),
        uses_key=False,
    ),
    Hand(
        type="aws_s3_bucket_logging",
        service="logging.s3.amazonaws.com",
        action="s3:PutObject",
        source="bucket",
        targets=("target_bucket",),
        uses_key=False,
    ),
    Hand(
        type="aws_s3_bucket_notification",
        service="s3.amazonaws.com",
        source="bucket",
        targets=("queue.queue_arn", "topic.topic_arn", "lambda_function.lambda_function_arn"),
    ),
    Hand(
        type="aws_cloudfront_distribution",
        service="cloudfront.amazonaws.com",
        action="s3:GetObject",
        targets=("origin.domain_name",),
        uses_key=False,
    ),
)
"""Amazon SNS ("Fanout to queues"), EventBridge ("Resource-based policies"), CloudWatch ("Encrypted topics"), S3
("Server access logging", "Event notifications"), CloudFront ("Restricting access to an S3 origin"), API Gateway
guides, 2025."""

RECEIVES = {
    "aws_lambda_alias": "lambda:InvokeFunction",
    "aws_lambda_function": "lambda:InvokeFunction",
    "aws_s3_bucket": "",
    "aws_sns_topic": "sns:Publish",
    "aws_sqs_queue": "sqs:SendMessage",
}
"""What takes things from services by a policy of its own → the action by which it does."""

LOGS_NEED = ("kms:Decrypt", "kms:Describe", "kms:Encrypt", "kms:GenerateDataKey", "kms:ReEncrypt")
"""How the actions begin that CloudWatch Logs needs on a key (CloudWatch Logs User Guide, "Encrypt log data")."""
SENDERS_NEED = ("kms:Decrypt", "kms:GenerateDataKey")

POLICIES = {
    "aws_ecr_repository_policy": ("policy", "repository"),
    "aws_efs_file_system_policy": ("policy", "file_system_id"),
    "aws_kms_key": ("policy", ""),
    "aws_kms_key_policy": ("policy", "key_id"),
    "aws_opensearch_domain": ("access_policies", ""),
    "aws_opensearch_domain_policy": ("access_policies", "domain_name"),
    "aws_s3_bucket_policy": ("policy", "bucket"),
    "aws_secretsmanager_secret": ("policy", ""),
    "aws_secretsmanager_secret_policy": ("policy", "secret_arn"),
    "aws_sns_topic": ("policy", ""),
    "aws_sns_topic_policy": ("policy", "arn"),
    "aws_sqs_queue": ("policy", ""),
    "aws_sqs_queue_policy": ("policy", "queue_url"),
    "aws_vpc_endpoint": ("policy", ""),
    "aws_cloudwatch_event_bus_policy": ("policy", "event_bus_name"),
}
"""Type → where its policy stands, and what it is the policy of ("": of itself)."""

CONFINED = frozenset(
    {
        "aws:principalaccount",
        "aws:principalarn",
        "aws:principalorgid",
        "aws:sourceaccount",
        "aws:sourcearn",
        "aws:sourceowner",
        "aws:sourcevpce",
        "elasticfilesystem:accessedviamounttarget",
        "elasticfilesystem:accesspointarn",
        "kms:calleraccount",
        "kms:encryptioncontext:aws:logs:arn",
        "kms:viaservice",
    }
)
"""Conditions that keep others out (IAM User Guide, "The confused deputy problem"; KMS guide, "Condition keys")."""
