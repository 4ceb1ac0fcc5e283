"""Actions that are not about what a link leads to (AWS Service Authorization Reference, 2025)."""

import msgspec

UNSCOPED = frozenset(
    {
        "cloudwatch:PutMetricData",
        "ec2:AssignPrivateIpAddresses",
        "ec2:CreateNetworkInterface",
        "ec2:DeleteNetworkInterface",
        "ec2:DescribeAvailabilityZones",
        "ec2:DescribeInstances",
        "ec2:DescribeNetworkInterfaces",
        "ec2:DescribeSecurityGroups",
        "ec2:DescribeVpcs",
        "elasticloadbalancing:DescribeTargetGroups",
        "elasticloadbalancing:DescribeTargetHealth",
        "ec2:DescribeSubnets",
        "ec2:UnassignPrivateIpAddresses",
        "ecr:GetAuthorizationToken",
        "logs:CreateLogDelivery",
        "logs:DeleteLogDelivery",
        "logs:DescribeLogGroups",
        "logs:DescribeResourcePolicies",
        "logs:GetLogDelivery",
        "logs:ListLogDeliveries",
        "logs:PutResourcePolicy",
        "logs:UpdateLogDelivery",
        "xray:GetSamplingRules",
        "xray:GetSamplingTargets",
        "xray:PutTelemetryRecords",
        "xray:PutTraceSegments",
    }
)
"""Actions whose entry states no resource type, so that only `*` works."""

OWN = {
    "aws_cloudwatch_log_group": frozenset(
        {"logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents", "logs:DescribeLogGroups"}
    ),
    "aws_ecr_repository": frozenset(
        {
            "ecr:BatchCheckLayerAvailability",
            "ecr:BatchGetImage",
            "ecr:DescribeImages",
            "ecr:GetDownloadUrlForLayer",
        }
    ),
    "aws_ecs_task_definition": frozenset({"ecs:RunTask"}),
    "aws_ecs_cluster": frozenset({"ecs:RunTask"}),
    "aws_efs_file_system": frozenset({"elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"}),
    "aws_efs_access_point": frozenset({"elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"}),
    "aws_iam_role": frozenset({"iam:PassRole"}),
    "aws_lambda_alias": frozenset({"lambda:InvokeFunction"}),
    "aws_lambda_function": frozenset({"lambda:InvokeFunction"}),
    "aws_lb_target_group": frozenset(
        {"elasticloadbalancing:DeregisterTargets", "elasticloadbalancing:RegisterTargets"}
    ),
    "aws_secretsmanager_secret": frozenset({"secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"}),
    "aws_sqs_queue": frozenset({"sqs:SendMessage"}),
    "aws_sns_topic": frozenset({"sns:Publish"}),
}
"""What may be done with a resource of one's own component, or with one that the actor itself refers to."""

MACHINE = {
    "aws_cloudwatch_log_group": ("logs:CreateLogStream", "logs:PutLogEvents"),
    "aws_ecr_repository": ("ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"),
}
"""What a machine does with the log group and the registry of its program."""

COMPANIONS = {
    "aws_efs_file_system": "aws_efs_access_point",
    "aws_memorydb_cluster": "aws_memorydb_user",
    "aws_sesv2_email_identity": "aws_sesv2_configuration_set",
}
"""What is named beside a resource when something is done with it: how mail is sent, where a file system is entered."""

KEYS = frozenset({"kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey", "kms:GenerateDataKey*"})
"""What a key is used for by those who read and write what it encrypts."""

SECRETS = frozenset({"secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"})
PARAMETERS = frozenset({"ssm:GetParameter", "ssm:GetParameters"})

_AWS = "arn:aws:iam::aws:policy/"
MANAGED = {
    "lambda.amazonaws.com": frozenset(
        {
            f"{_AWS}service-role/AWSLambdaENIManagementAccess",
            f"{_AWS}service-role/AWSLambdaVPCAccessExecutionRole",
        }
    ),
    "monitoring.rds.amazonaws.com": frozenset({f"{_AWS}service-role/AmazonRDSEnhancedMonitoringRole"}),
    "backup.amazonaws.com": frozenset(
        {
            f"{_AWS}AWSBackupServiceRolePolicyForS3Backup",
            f"{_AWS}AWSBackupServiceRolePolicyForS3Restore",
            f"{_AWS}service-role/AWSBackupServiceRolePolicyForBackup",
            f"{_AWS}service-role/AWSBackupServiceRolePolicyForRestores",
        }
    ),
    "eks.amazonaws.com": frozenset(
        {f"{_AWS}AmazonEKSClusterPolicy", f"{_AWS}AmazonEKSVPCResourceController"}
    ),
    "ec2.amazonaws.com": frozenset(
        {
            f"{_AWS}AmazonEC2ContainerRegistryPullOnly",
            f"{_AWS}AmazonEC2ContainerRegistryReadOnly",
            f"{_AWS}AmazonEKSWorkerNodePolicy",
            f"{_AWS}AmazonEKS_CNI_Policy",
            f"{_AWS}AmazonSSMManagedInstanceCore",
        }
    ),
    "eks-fargate-pods.amazonaws.com": frozenset({f"{_AWS}AmazonEKSFargatePodExecutionRolePolicy"}),
    "pods.eks.amazonaws.com": frozenset(
        {f"{_AWS}service-role/AmazonEBSCSIDriverPolicy", f"{_AWS}service-role/AmazonEFSCSIDriverPolicy"}
    ),
}  # fmt: skip
"""Policies of AWS's own that a service demands on the role it assumes (AWS Managed Policy Reference, 2025)."""

DEMANDED = {
    "backup.amazonaws.com": frozenset(
        {
            f"{_AWS}service-role/AWSBackupServiceRolePolicyForBackup",
            f"{_AWS}service-role/AWSBackupServiceRolePolicyForRestores",
        }
    )
}
"""Of those, the ones that all have to be there: copies are made, and can be brought back (AWS Backup guide)."""

CONDITIONS = frozenset(
    {
        "aws:SecureTransport",
        "cloudwatch:namespace",
        "ecs:cluster",
        "elasticfilesystem:AccessPointArn",
        "elasticfilesystem:AccessedViaMountTarget",
        "iam:PassedToService",
        "kms:ViaService",
        "ses:FromAddress",
    }
)
"""Conditions that hold whenever the application does what it is meant to do; any other may refuse it."""

VIA = {
    "aws_dynamodb_table": "dynamodb",
    "aws_kinesis_stream": "kinesis",
    "aws_s3_bucket": "s3",
    "aws_secretsmanager_secret": "secretsmanager",
    "aws_sns_topic": "sns",
    "aws_sqs_queue": "sqs",
    "aws_ssm_parameter": "ssm",
}
"""How a service is called in `kms:ViaService` (AWS KMS Developer Guide, "kms:ViaService")."""


class Act(msgspec.Struct, frozen=True, kw_only=True):
    """An action that a resource needs for itself on what is at `path` ("": on everything), and when it does.

    `given` is a property that must refer to something. `starts` says that the role which starts it needs it, if
    there is one. `key` are uses of the key behind it.
    """

    action: str
    path: str = ""
    when: tuple[str, str] = ("", "")
    given: str = ""
    starts: bool = False
    types: tuple[str, ...] = ()
    key: tuple[str, ...] = ()


_GROUP = "container_definitions.logConfiguration.options.awslogs-group"
_IMAGE = "container_definitions.image"
_LETTERS = "dead_letter_config.target_arn"
_SEND = ("kms:Decrypt", "kms:GenerateDataKey")

ACTS = {
    "aws_db_proxy": (Act(action="secretsmanager:GetSecretValue", path="auth.secret_arn", key=("kms:Decrypt",)),),
    "aws_ecs_task_definition": (
        Act(action="ecr:GetAuthorizationToken", given=_IMAGE, starts=True),
        Act(action="logs:CreateLogStream", path=_GROUP, starts=True),
        Act(action="logs:PutLogEvents", path=_GROUP, starts=True),
        Act(action="ecr:BatchCheckLayerAvailability", path=_IMAGE, starts=True),
        Act(action="ecr:BatchGetImage", path=_IMAGE, starts=True),
        Act(action="ecr:GetDownloadUrlForLayer", path=_IMAGE, starts=True),
    ),
    "aws_flow_log": (
        Act(action="logs:CreateLogStream", path="log_destination"),
        Act(action="logs:PutLogEvents", path="log_destination"),
        Act(action="logs:DescribeLogGroups", path="log_destination"),
        Act(action="logs:DescribeLogStreams", path="log_destination"),
    ),
    "aws_lambda_function": (
        Act(action="logs:CreateLogStream", path="logging_config.log_group"),
        Act(action="logs:PutLogEvents", path="logging_config.log_group"),
        Act(action="xray:PutTraceSegments", when=("tracing_config.mode", "Active")),
        Act(action="xray:PutTelemetryRecords", when=("tracing_config.mode", "Active")),
        Act(action="sns:Publish", path=_LETTERS, types=("aws_sns_topic",), key=_SEND),
        Act(action="sqs:SendMessage", path=_LETTERS, types=("aws_sqs_queue",), key=_SEND),
    ),
    "aws_scheduler_schedule": (Act(action="kms:Decrypt", path="kms_key_arn"),),
    "aws_sfn_state_machine": tuple(
        Act(action=f"logs:{action}", given="logging_configuration.log_destination")
        for action in (
            *("CreateLogDelivery", "DeleteLogDelivery", "DescribeLogGroups", "DescribeResourcePolicies"),
            *("GetLogDelivery", "ListLogDeliveries", "PutResourcePolicy", "UpdateLogDelivery"),
        )
    ),
}
"""What resources with a role need for themselves: AWS Lambda ("Execution role", "Dead-letter queues"), Amazon ECS
("Task execution IAM role"), VPC ("Flow logs"), EventBridge Scheduler ("Encryption"), Step
Functions ("Logging to CloudWatch Logs"), Amazon RDS ("RDS Proxy") guides, 2025."""
