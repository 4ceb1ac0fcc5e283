"""Watching: where services run on AWS, one page shows all that counts what is asked of it."""

from collections.abc import Iterator

from mainstay.compile.verify.finding import Finding
from mainstay.compile.verify.view import View, type_of
from mainstay.model.intent import Service
from mainstay.model.policy import Severity
from mainstay.model.target import Target

_PAGE = "aws_cloudwatch_dashboard"
_COUNTED = frozenset(
    {
        "aws_apigatewayv2_api",
        "aws_apprunner_service",
        "aws_autoscaling_group",
        "aws_cloudfront_distribution",
        "aws_db_instance",
        "aws_dynamodb_table",
        "aws_ecs_service",
        "aws_elasticache_replication_group",
        "aws_lambda_function",
        "aws_lb_target_group",
        "aws_memorydb_cluster",
        "aws_rds_cluster",
        "aws_sqs_queue",
    }
)
"""What has figures that tell whether it works (Amazon CloudWatch user guide, "AWS services that publish metrics")."""


def watched(view: View) -> Iterator[Finding]:
    """What nobody would see; a kind that somebody added may say nothing of its figures, so that only warns."""
    served = sorted(one.name for one in view.components.values() if isinstance(one, Service))
    if view.graph.target is not Target.AWS or not served:
        return
    pages = view.of(_PAGE)
    seen = {ref.resource for page in pages for ref in view.refs[page.name]}
    counted = [one for one in view.graph.resources if type_of(one) in _COUNTED]
    if counted and not pages:
        yield Finding(resource=served[0], must="must be seen on a page of graphs", found="there is none")
        return
    for resource in counted:
        if resource.name not in seen:
            yield Finding(
                resource=resource.name,
                must="should be seen on a page of graphs",
                found="none has it",
                hint="let its kind state `vitals`",
                severity=Severity.WARN,
            )
