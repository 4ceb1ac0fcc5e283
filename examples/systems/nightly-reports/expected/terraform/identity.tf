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
  name               = "reports-db-monitor"
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
  name   = "reports-flow-log"
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
  name               = "reports-flow-log"
  assume_role_policy = data.aws_iam_policy_document.network_flow_log_role_trust.json
  description        = "Writes the flow log."
}

# pulls the image of nightly and writes its logs
data "aws_iam_policy_document" "nightly_execution_role_trust" {
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

resource "aws_iam_role" "nightly_execution_role" {
  name               = "reports-nightly-start"
  assume_role_policy = data.aws_iam_policy_document.nightly_execution_role_trust.json
  description        = "What starts tasks of nightly of reports."
}

# starting a task takes no more than this
data "aws_iam_policy_document" "nightly_execution_role_policy" {
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
    resources = [aws_ecr_repository.nightly_images.arn]
  }

  statement {
    sid       = "WriteLogs"
    effect    = "Allow"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.nightly_logs.arn}:*"]
  }

  statement {
    sid       = "ReadSecrets"
    effect    = "Allow"
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [aws_secretsmanager_secret.db_connection.arn]
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

resource "aws_iam_role_policy" "nightly_execution_role_policy" {
  name   = "reports-nightly-start"
  role   = aws_iam_role.nightly_execution_role.id
  policy = data.aws_iam_policy_document.nightly_execution_role_policy.json
}

# nightly may do what its links need, no more
data "aws_iam_policy_document" "nightly_policy" {
  statement {
    sid       = "WriteObjects"
    effect    = "Allow"
    actions   = ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:PutObject"]
    resources = ["${aws_s3_bucket.files.arn}/*"]
  }

  statement {
    sid       = "ListBucket"
    effect    = "Allow"
    actions   = ["s3:ListBucket"]
    resources = [aws_s3_bucket.files.arn]
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
    sid       = "SendMail"
    effect    = "Allow"
    actions   = ["ses:SendEmail", "ses:SendRawEmail"]
    resources = [aws_sesv2_email_identity.post.arn, aws_sesv2_configuration_set.post_rules.arn]
  }

  statement {
    sid       = "ReadSecrets"
    effect    = "Allow"
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [aws_secretsmanager_secret.db_connection.arn]
  }
}

resource "aws_iam_role_policy" "nightly_policy" {
  name   = "reports-nightly"
  role   = aws_iam_role.nightly_role.id
  policy = data.aws_iam_policy_document.nightly_policy.json
}

# nightly runs as an identity of its own
data "aws_iam_policy_document" "nightly_role_trust" {
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

resource "aws_iam_role" "nightly_role" {
  name               = "reports-nightly"
  assume_role_policy = data.aws_iam_policy_document.nightly_role_trust.json
  description        = "What nightly of reports runs as."
}

# the clock may start nightly, and nothing else
data "aws_iam_policy_document" "nightly_scheduler_role_trust" {
  statement {
    sid     = "Assume"
    effect  = "Allow"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["scheduler.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "nightly_scheduler_role" {
  name               = "reports-nightly-clock"
  assume_role_policy = data.aws_iam_policy_document.nightly_scheduler_role_trust.json
  description        = "What starts nightly of reports by the clock."
}

# the clock may start nightly, and nothing else
data "aws_iam_policy_document" "nightly_scheduler_role_policy" {
  statement {
    sid       = "Start"
    effect    = "Allow"
    actions   = ["ecs:RunTask"]
    resources = [aws_ecs_task_definition.nightly.arn]

    condition {
      test     = "ArnEquals"
      variable = "ecs:cluster"
      values   = [aws_ecs_cluster.shared_cluster.arn]
    }
  }

  statement {
    sid       = "HandRoles"
    effect    = "Allow"
    actions   = ["iam:PassRole"]
    resources = [aws_iam_role.nightly_execution_role.arn, aws_iam_role.nightly_role.arn]

    condition {
      test     = "StringEquals"
      variable = "iam:PassedToService"
      values   = ["ecs-tasks.amazonaws.com"]
    }
  }

  statement {
    sid       = "UseKeyThroughScheduler"
    effect    = "Allow"
    actions   = ["kms:Decrypt"]
    resources = [aws_kms_key.shared_key.arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["scheduler.eu-central-1.amazonaws.com"]
    }
  }
}

resource "aws_iam_role_policy" "nightly_scheduler_role_policy" {
  name   = "reports-nightly-clock"
  role   = aws_iam_role.nightly_scheduler_role.id
  policy = data.aws_iam_policy_document.nightly_scheduler_role_policy.json
}

# policies name the account that they hold in
data "aws_caller_identity" "shared_account" {}
