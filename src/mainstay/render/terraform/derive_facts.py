"""Reads the schemas of CloudFormation that cfn-lint carries: choices, what cannot be changed, which actions are needed.

CloudFormation and Terraform call the same API, and mostly name what they take alike: `QueueName` and `name`, `KmsKeyId`
and `kms_key_id`. What does not map by the rules here is left out, so that a fact is never about something else.
"""

import json
import re
from pathlib import Path
from typing import cast

from mainstay.render.terraform.derive_provider import Shape

Json = dict[str, object]

_MOST_CHOICES = 40
"""Longer lists (instance classes, runtimes) age faster than this package."""
_TEXTS = ("string", "list(string)", "set(string)")
_HANDLERS = ("create", "read", "update", "delete")
_TYPES = {
    "aws_acm_certificate": "AWS::CertificateManager::Certificate",
    "aws_appautoscaling_policy": "AWS::ApplicationAutoScaling::ScalingPolicy",
    "aws_appautoscaling_target": "AWS::ApplicationAutoScaling::ScalableTarget",
    "aws_autoscaling_group": "AWS::AutoScaling::AutoScalingGroup",
    "aws_autoscaling_policy": "AWS::AutoScaling::ScalingPolicy",
    "aws_backup_plan": "AWS::Backup::BackupPlan",
    "aws_backup_selection": "AWS::Backup::BackupSelection",
    "aws_backup_vault": "AWS::Backup::BackupVault",
    "aws_cloudwatch_event_bus": "AWS::Events::EventBus",
    "aws_cloudwatch_event_rule": "AWS::Events::Rule",
    "aws_cloudwatch_log_group": "AWS::Logs::LogGroup",
    "aws_cloudwatch_metric_alarm": "AWS::CloudWatch::Alarm",
    "aws_db_instance": "AWS::RDS::DBInstance",
    "aws_db_parameter_group": "AWS::RDS::DBParameterGroup",
    "aws_db_proxy": "AWS::RDS::DBProxy",
    "aws_db_proxy_default_target_group": "AWS::RDS::DBProxyTargetGroup",
    "aws_db_subnet_group": "AWS::RDS::DBSubnetGroup",
    "aws_ecs_cluster_capacity_providers": "AWS::ECS::ClusterCapacityProviderAssociations",
    "aws_eks_node_group": "AWS::EKS::Nodegroup",
    "aws_iam_openid_connect_provider": "AWS::IAM::OIDCProvider",
    "aws_iam_policy": "AWS::IAM::ManagedPolicy",
    "aws_lambda_function_url": "AWS::Lambda::Url",
    "aws_lb": "AWS::ElasticLoadBalancingV2::LoadBalancer",
    "aws_lb_listener": "AWS::ElasticLoadBalancingV2::Listener",
    "aws_lb_listener_rule": "AWS::ElasticLoadBalancingV2::ListenerRule",
    "aws_lb_target_group": "AWS::ElasticLoadBalancingV2::TargetGroup",
    "aws_opensearch_domain": "AWS::OpenSearchService::Domain",
    "aws_rds_cluster": "AWS::RDS::DBCluster",
    "aws_rds_cluster_instance": "AWS::RDS::DBInstance",
    "aws_rds_cluster_parameter_group": "AWS::RDS::DBClusterParameterGroup",
    "aws_route53_record": "AWS::Route53::RecordSet",
    "aws_route53_zone": "AWS::Route53::HostedZone",
    "aws_route_table_association": "AWS::EC2::SubnetRouteTableAssociation",
    "aws_secretsmanager_secret_rotation": "AWS::SecretsManager::RotationSchedule",
    "aws_sesv2_configuration_set": "AWS::SES::ConfigurationSet",
    "aws_sesv2_email_identity": "AWS::SES::EmailIdentity",
    "aws_sfn_state_machine": "AWS::StepFunctions::StateMachine",
    "aws_sns_topic_subscription": "AWS::SNS::Subscription",
    "aws_vpc_security_group_egress_rule": "AWS::EC2::SecurityGroupEgress",
    "aws_vpc_security_group_ingress_rule": "AWS::EC2::SecurityGroupIngress",
}
"""Where the names of the two differ by more than spelling."""
_ADJUNCTS = ("aws_s3_bucket_",)
"""Types of Terraform that are a property of one resource in CloudFormation: no facts of their own."""


def facts(schemas: Path, resources: dict[str, Shape]) -> dict[str, Json]:
    """Terraform type → `type` (CloudFormation's), `enums`, `replaces`, `actions`; empty ones are left out."""
    by_type = {str(schema["typeName"]): schema for schema in map(_read, sorted(schemas.glob("*.json")))}
    named = {_plain(name.removeprefix("AWS::")): name for name in by_type}
    found: dict[str, Json] = {}
    for terraform, shape in sorted(resources.items()):
        name = _type(terraform, named)
        if name in by_type:
            fact = {"type": name, **_fact(by_type[name], shape)}
            found[terraform] = {key: value for key, value in fact.items() if value}
    return found


def _read(path: Path) -> Json:
    return json.loads(path.read_text())


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _type(terraform: str, named: dict[str, str]) -> str:
    if terraform in _TYPES:
        return _TYPES[terraform]
    plain = _plain(terraform.removeprefix("aws_"))
    if terraform.startswith(_ADJUNCTS) and plain != "s3bucketpolicy":
        return ""
    return named.get(plain) or named.get(f"ec2{plain}", "")


def _fact(schema: Json, shape: Shape) -> Json:
    enums: dict[str, list[str]] = {}
    _Choices(schema, enums).collect(schema, shape, "")
    pointers = [str(pointer) for pointer in _list(schema.get("createOnlyProperties"))]
    tops = [pointer.removeprefix("/properties/") for pointer in pointers]
    replaces = {_match(top, shape, str(schema["typeName"])) for top in tops if "/" not in top} - {""}
    handlers = _dict(schema.get("handlers"))
    actions = {
        str(action)
        for handler in _HANDLERS
        for action in _list(_dict(handlers.get(handler)).get("permissions"))
        if ":" in str(action)
    }
    return {"enums": dict(sorted(enums.items())), "replaces": sorted(replaces), "actions": sorted(actions)}


class _Choices:
    """Walks the schema of CloudFormation and the shape of Terraform side by side, as deep as their names agree."""

    def __init__(self, schema: Json, found: dict[str, list[str]]) -> None:
        self._schema, self._found = schema, found

    def collect(self, level: Json, shape: Shape, path: str) -> None:
        for name, described in _dict(level.get("properties")).items():
            taken = _match(name, shape, str(self._schema["typeName"]))
            if not taken:
                continue
            node = self._resolved(_dict(described))
            if node.get("type") == "array":
                node = self._resolved(_dict(node.get("items")))
            self._argument(node, shape[taken], f"{path}.{taken}" if path else taken)

    def _argument(self, node: Json, kind: object, path: str) -> None:
        if isinstance(kind, list):
            self.collect(node, cast("list[Shape]", kind)[2], path)
            return
        values = _list(node.get("enum"))
        texts = [value for value in values if isinstance(value, str)]
        if str(kind).split()[0] in _TEXTS and len(texts) == len(values) and 0 < len(texts) <= _MOST_CHOICES:
            self._found[path] = sorted(texts)

    def _resolved(self, node: Json) -> Json:
        name = str(node.get("$ref", "")).rpartition("/")[2]
        return _dict(_dict(self._schema.get("definitions")).get(name)) if name else node


def _match(name: str, shape: Shape, type_name: str) -> str:
    """The argument that `name` is: spelt the same, or without the name of the resource itself (`QueueName`)."""
    spelt = {_plain(taken): taken for taken in shape}
    plain = _plain(name)
    own = _plain(type_name.rpartition("::")[2])
    return spelt.get(plain) or (spelt.get(plain.removeprefix(own), "") if plain.startswith(own) else "")


def _dict(value: object) -> Json:
    return cast("Json", value) if isinstance(value, dict) else {}


def _list(value: object) -> list[object]:
    return cast("list[object]", value) if isinstance(value, list) else []
