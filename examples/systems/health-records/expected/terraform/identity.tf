# pulls the image of api and writes its logs
data "aws_iam_policy_document" "api_execution_role_trust" {
  statement {
    sid     = "Assume"
    effect  = "Allow"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ecs-tasks.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "api_execution_role" {
  name               = "records-production-api-start"
  assume_role_policy = data.aws_iam_policy_document.api_execution_role_trust.json
  description        = "What starts tasks of api of records."
}

# starting a task takes no more than this
data "aws_iam_policy_document" "api_execution_role_policy" {
  statement {
    sid       = "EnterRegistry"
    effect    = "Allow"
    actions   = ["ecr:GetAuthorizationToken"]
    resources = ["*"]
  }

  statement {
    sid       = "PullImage"
    effect    = "Allow"
    actions   = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
    resources = [aws_ecr_repository.api_images.arn]
  }

  statement {
    sid       = "WriteLogs"
    effect    = "Allow"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.api_logs.arn}:*"]
  }

  statement {
    sid       = "ReadSecrets"
    effect    = "Allow"
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [aws_secretsmanager_secret.db_connection.arn, aws_secretsmanager_secret.key.arn]
  }

  statement {
    sid       = "UseKeyThroughSecretsmanager"
    effect    = "Allow"
    actions   = ["kms:Decrypt"]
    resources = [aws_kms_key.shared_key.arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["secretsmanager.eu-central-1.amazonaws.com"]
    }
  }
}

resource "aws_iam_role_policy" "api_execution_role_policy" {
  name   = "records-production-api-start"
  role   = aws_iam_role.api_execution_role.id
  policy = data.aws_iam_policy_document.api_execution_role_policy.json
}

# api may do what its links need, no more
data "aws_iam_policy_document" "api_policy" {
  statement {
    sid       = "ReadSecret"
    effect    = "Allow"
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [aws_secretsmanager_secret.key.arn]
  }

  statement {
    sid       = "UseKeyThroughSecretsmanager"
    effect    = "Allow"
    actions   = ["kms:Decrypt"]
    resources = [aws_kms_key.shared_key.arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["secretsmanager.eu-central-1.amazonaws.com"]
    }
  }

  statement {
    sid       = "ReadObjects"
    effect    = "Allow"
    actions   = ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:PutObject"]
    resources = ["${aws_s3_bucket.scans.arn}/*"]
  }

  statement {
    sid       = "ListBucket"
    effect    = "Allow"
    actions   = ["s3:ListBucket"]
    resources = [aws_s3_bucket.scans.arn]
  }

  statement {
    sid       = "UseKeyThroughS3"
    effect    = "Allow"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [aws_kms_key.shared_key.arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["s3.eu-central-1.amazonaws.com"]
    }
  }

  statement {
    sid       = "ReadSecrets"
    effect    = "Allow"
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [aws_secretsmanager_secret.db_connection.arn, aws_secretsmanager_secret.key.arn]
  }
}

resource "aws_iam_role_policy" "api_policy" {
  name   = "records-production-api"
  role   = aws_iam_role.api_role.id
  policy = data.aws_iam_policy_document.api_policy.json
}

# api runs as an identity of its own
data "aws_iam_policy_document" "api_role_trust" {
  statement {
    sid     = "Assume"
    effect  = "Allow"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ecs-tasks.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "api_role" {
  name               = "records-production-api"
  assume_role_policy = data.aws_iam_policy_document.api_role_trust.json
  description        = "What api of records runs as."
}

# figures of the machine of db are seen each minute
data "aws_iam_policy_document" "db_monitor_trust" {
  statement {
    sid     = "Assume"
    effect  = "Allow"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["monitoring.rds.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "db_monitor" {
  name               = "records-production-db-monitor"
  assume_role_policy = data.aws_iam_policy_document.db_monitor_trust.json
  description        = "Sends figures of the machine of db."
}

# figures of the machine of db are seen each minute
resource "aws_iam_role_policy_attachment" "db_monitor_allowed" {
  role       = aws_iam_role.db_monitor.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole"
}

# after an incident it must be known who talked to whom
data "aws_iam_policy_document" "network_flow_log_policy" {
  statement {
    sid    = "Write"
    effect = "Allow"

    actions = [
      "logs:CreateLogStream",
      "logs:DescribeLogGroups",
      "logs:DescribeLogStreams",
      "logs:PutLogEvents",
    ]

    resources = [
      aws_cloudwatch_log_group.network_flow_log_logs.arn,
      "${aws_cloudwatch_log_group.network_flow_log_logs.arn}:*",
    ]
  }
}

resource "aws_iam_role_policy" "network_flow_log_policy" {
  name   = "records-production-flow-log"
  role   = aws_iam_role.network_flow_log_role.id
  policy = data.aws_iam_policy_document.network_flow_log_policy.json
}

# after an incident it must be known who talked to whom
data "aws_iam_policy_document" "network_flow_log_role_trust" {
  statement {
    sid     = "Assume"
    effect  = "Allow"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["vpc-flow-logs.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "network_flow_log_role" {
  name               = "records-production-flow-log"
  assume_role_policy = data.aws_iam_policy_document.network_flow_log_role_trust.json
  description        = "Writes the flow log."
}

# policies name the account that they hold in
data "aws_caller_identity" "shared_account" {}

# what AWS says that making backups needs
resource "aws_iam_role_policy_attachment" "shared_backups_making" {
  role       = aws_iam_role.shared_backups_role.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup"
}

# what AWS says that restoring them needs
resource "aws_iam_role_policy_attachment" "shared_backups_restoring" {
  role       = aws_iam_role.shared_backups_role.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForRestores"
}

# backups are made by an identity of their own
data "aws_iam_policy_document" "shared_backups_role_trust" {
  statement {
    sid     = "Assume"
    effect  = "Allow"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["backup.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "shared_backups_role" {
  name               = "records-production-backups"
  assume_role_policy = data.aws_iam_policy_document.shared_backups_role_trust.json
  description        = "Makes and restores backups."
}
