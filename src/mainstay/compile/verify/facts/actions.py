"""Actions that are not about what a link leads to (AWS Service Authorization Reference, 2025, unless said otherwise)."""

UNSCOPED = frozenset(
    {
        "cloudwatch:PutMetricData",
        "ec2:AssignPrivateIpAddresses",
        "ec2:CreateNetworkInterface",
        "ec2:DeleteNetworkInterface",
        "ec2:DescribeNetworkInterfaces",
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
        {"ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"}
    ),
    "aws_ecs_task_definition": frozenset({"ecs:RunTask"}),
    "aws_ecs_cluster": frozenset({"ecs:RunTask"}),
    "aws_efs_access_point": frozenset({"elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"}),
    "aws_iam_role": frozenset({"iam:PassRole"}),
    "aws_lambda_alias": frozenset({"lambda:InvokeFunction"}),
    "aws_lambda_function": frozenset({"lambda:InvokeFunction"}),
    "aws_sqs_queue": frozenset({"sqs:SendMessage"}),
    "aws_sns_topic": frozenset({"sns:Publish"}),
}
"""What may be done with a resource of one's own component, or with one that the actor itself refers to."""

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
        {f"{_AWS}AmazonEKS_CNI_Policy", f"{_AWS}service-role/AmazonEBSCSIDriverPolicy",
         f"{_AWS}service-role/AmazonEFSCSIDriverPolicy"}
    ),
}  # fmt: skip
"""Policies of AWS's own that a service demands on the role it assumes (AWS Managed Policy Reference, 2025)."""

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

ACTS = {
    "aws_db_proxy": (("secretsmanager:GetSecretValue", "auth.secret_arn"),),
    "aws_flow_log": (("logs:CreateLogStream", "log_destination"), ("logs:PutLogEvents", "log_destination")),
}
"""What a service that acts with a role of its own has to be allowed, and on what."""
