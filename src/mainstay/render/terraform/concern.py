"""Files by concern: where a reader looks for a thing first."""

from typing import Final

_CONCERNS: Final = {
    "compute": (
        "aws_appautoscaling_",
        "aws_autoscaling_",
        "aws_ecr_",
        "aws_ecs_",
        "aws_eks_",
        "aws_instance",
        "aws_lambda_",
        "aws_launch_template",
        "aws_sfn_",
    ),
    "data": (
        "aws_backup_",
        "aws_db_",
        "aws_dynamodb_",
        "aws_efs_",
        "aws_elasticache_",
        "aws_opensearch_",
        "aws_rds_",
        "aws_s3_",
    ),
    "edge": (
        "aws_acm_",
        "aws_alb",
        "aws_apigatewayv2_",
        "aws_api_gateway_",
        "aws_cloudfront_",
        "aws_cognito_",
        "aws_lb",
        "aws_route53_",
        "aws_wafv2_",
    ),
    "identity": ("aws_caller_identity", "aws_iam_", "aws_partition"),
    "messaging": (
        "aws_cloudwatch_event_",
        "aws_kinesis_",
        "aws_pipes_",
        "aws_scheduler_",
        "aws_ses",
        "aws_sns_",
        "aws_sqs_",
    ),
    "network": (
        "aws_default_",
        "aws_ec2_managed_prefix_list",
        "aws_egress_",
        "aws_eip",
        "aws_flow_log",
        "aws_internet_gateway",
        "aws_nat_gateway",
        "aws_network_",
        "aws_prefix_list",
        "aws_route",
        "aws_security_group",
        "aws_service_discovery_",
        "aws_subnet",
        "aws_vpc",
    ),
    "observability": ("aws_cloudwatch_", "aws_grafana_", "aws_prometheus_", "aws_xray_"),
    "security": (
        "aws_guardduty_",
        "aws_kms_",
        "aws_secretsmanager_",
        "aws_securityhub_",
        "aws_ssm_",
        "random_",
    ),
}
"""File → prefixes of the types that belong in it; the longest one decides."""
_OTHERS = "main"


def concern(kind: str) -> str:
    """The file, without its ending, of the type `kind`."""
    fits = (
        (len(prefix), file) for file, prefixes in _CONCERNS.items() for prefix in prefixes if kind.startswith(prefix)
    )
    return max(fits, default=(0, _OTHERS))[1]
