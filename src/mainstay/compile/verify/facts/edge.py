"""What stands before programs and what acts for them with a role of its own."""

from mainstay.compile.verify.facts.fact import Facts, Guard, Listens, Runs, When, is_true, none_of, one_of

_OLD_TLS = (
    "ELBSecurityPolicy-2015-05",
    "ELBSecurityPolicy-2016-08",
    "ELBSecurityPolicy-TLS-1-0-2015-04",
    "ELBSecurityPolicy-TLS-1-1-2017-01",
)
"""Policies of load balancers that speak TLS 1.0 or 1.1 (Elastic Load Balancing User Guide, "Security policies")."""


def _acts(type_: str, trust: str, *roles: str) -> Facts:
    return Facts(type=type_, runs=Runs(trust=trust, roles=roles, code=False))


FACTS = (
    Facts(
        type="aws_lb",
        listens=Listens(),
        guards=(
            Guard(
                paths=("drop_invalid_header_fields",),
                test=is_true,
                must="must drop headers that are none",
                otherwise="it lets them through",
                only_if=("load_balancer_type", none_of("network", "gateway")),
            ),
            Guard(
                paths=("enable_deletion_protection",),
                test=is_true,
                must="must be protected from deletion",
                otherwise="it is not",
                when=When.SAFE,
            ),
        ),
    ),
    Facts(
        type="aws_lb_listener",
        guards=(
            Guard(
                paths=("ssl_policy",),
                test=lambda values: bool(values) and not set(values) & set(_OLD_TLS),
                must="must speak TLS 1.2 or later",
                otherwise="its policy is older, or none is stated",
                only_if=("protocol", one_of("HTTPS", "TLS")),
            ),
            Guard(
                paths=("default_action.type",),
                test=one_of("redirect"),
                must="must send callers without TLS to TLS",
                otherwise="it answers them in the clear",
                only_if=("protocol", one_of("HTTP")),
            ),
        ),
    ),
    Facts(
        type="aws_cloudfront_distribution",
        guards=(
            Guard(
                paths=(
                    "default_cache_behavior.viewer_protocol_policy",
                    "ordered_cache_behavior.viewer_protocol_policy",
                ),
                test=one_of("redirect-to-https", "https-only"),
                must="must send callers without TLS to TLS",
                otherwise="it answers them in the clear",
            ),
            Guard(
                paths=("viewer_certificate.minimum_protocol_version",),
                test=lambda values: all(str(value).startswith(("TLSv1.2", "TLSv1.3")) for value in values),
                must="must speak TLS 1.2 or later",
                otherwise="it speaks older ones",
            ),
        ),
    ),
    Facts(
        type="aws_apigatewayv2_domain_name",
        guards=(
            Guard(
                paths=("domain_name_configuration.security_policy",),
                test=one_of("TLS_1_2"),
                must="must speak TLS 1.2 or later",
                otherwise="it speaks older ones",
            ),
        ),
    ),
    _acts("aws_flow_log", "vpc-flow-logs.amazonaws.com", "iam_role_arn"),
    _acts("aws_db_proxy", "rds.amazonaws.com", "role_arn"),
    _acts("aws_db_instance", "monitoring.rds.amazonaws.com", "monitoring_role_arn"),
    _acts("aws_rds_cluster", "monitoring.rds.amazonaws.com", "monitoring_role_arn"),
    _acts("aws_rds_cluster_instance", "monitoring.rds.amazonaws.com", "monitoring_role_arn"),
    _acts("aws_backup_selection", "backup.amazonaws.com", "iam_role_arn"),
    _acts("aws_scheduler_schedule", "scheduler.amazonaws.com", "target.role_arn"),
    _acts("aws_cloudwatch_event_target", "events.amazonaws.com", "role_arn"),
    _acts("aws_pipes_pipe", "pipes.amazonaws.com", "role_arn"),
    _acts("aws_s3_bucket_replication_configuration", "s3.amazonaws.com", "role"),
    _acts("aws_iot_topic_rule", "iot.amazonaws.com", "role_arn"),
    _acts("aws_api_gateway_account", "apigateway.amazonaws.com", "cloudwatch_role_arn"),
    _acts("aws_apigatewayv2_integration", "apigateway.amazonaws.com", "credentials_arn"),
    _acts("aws_cognito_user_pool", "cognito-idp.amazonaws.com", "sms_configuration.sns_caller_arn"),
)
