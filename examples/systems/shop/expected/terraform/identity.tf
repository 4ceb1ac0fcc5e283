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
  name               = "shop-db-monitor"
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
  name   = "shop-flow-log"
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
  name               = "shop-flow-log"
  assume_role_policy = data.aws_iam_policy_document.network_flow_log_role_trust.json
  description        = "Writes the flow log."
}

# policies name the account that they hold in
data "aws_caller_identity" "shared_account" {}

# pulls the image of web and writes its logs
data "aws_iam_policy_document" "web_execution_role_trust" {
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

resource "aws_iam_role" "web_execution_role" {
  name               = "shop-web-start"
  assume_role_policy = data.aws_iam_policy_document.web_execution_role_trust.json
  description        = "What starts tasks of web of shop."
}

# starting a task takes no more than this
data "aws_iam_policy_document" "web_execution_role_policy" {
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
    resources = [aws_ecr_repository.web_images.arn]
  }

  statement {
    sid       = "WriteLogs"
    effect    = "Allow"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.web_logs.arn}:*"]
  }

  statement {
    sid       = "ReadSecrets"
    effect    = "Allow"
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [aws_secretsmanager_secret.db_connection.arn, aws_secretsmanager_secret.sessions_connection.arn]
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

resource "aws_iam_role_policy" "web_execution_role_policy" {
  name   = "shop-web-start"
  role   = aws_iam_role.web_execution_role.id
  policy = data.aws_iam_policy_document.web_execution_role_policy.json
}

# web may do what its links need, no more
data "aws_iam_policy_document" "web_policy" {
  statement {
    sid       = "Send"
    effect    = "Allow"
    actions   = ["sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:SendMessage"]
    resources = [aws_sqs_queue.orders.arn]
  }

  statement {
    sid       = "UseKeyThroughSqs"
    effect    = "Allow"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [aws_kms_key.shared_key.arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["sqs.eu-central-1.amazonaws.com"]
    }
  }

  statement {
    sid       = "ReadObjects"
    effect    = "Allow"
    actions   = ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:PutObject"]
    resources = ["${aws_s3_bucket.pictures.arn}/*"]
  }

  statement {
    sid       = "ListBucket"
    effect    = "Allow"
    actions   = ["s3:ListBucket"]
    resources = [aws_s3_bucket.pictures.arn]
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
    resources = [aws_secretsmanager_secret.db_connection.arn, aws_secretsmanager_secret.sessions_connection.arn]
  }
}

resource "aws_iam_role_policy" "web_policy" {
  name   = "shop-web"
  role   = aws_iam_role.web_role.id
  policy = data.aws_iam_policy_document.web_policy.json
}

# web runs as an identity of its own
data "aws_iam_policy_document" "web_role_trust" {
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

resource "aws_iam_role" "web_role" {
  name               = "shop-web"
  assume_role_policy = data.aws_iam_policy_document.web_role_trust.json
  description        = "What web of shop runs as."
}

# worker stands in private subnets
resource "aws_iam_role_policy_attachment" "worker_network_access" {
  role       = aws_iam_role.worker_role.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaENIManagementAccess"
}

# worker may do what its links need, no more
data "aws_iam_policy_document" "worker_policy" {
  statement {
    sid       = "WriteLogs"
    effect    = "Allow"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.worker_logs.arn}:*"]
  }

  statement {
    sid       = "WriteTraces"
    effect    = "Allow"
    actions   = ["xray:PutTelemetryRecords", "xray:PutTraceSegments"]
    resources = ["*"]
  }

  statement {
    sid       = "TellFailures"
    effect    = "Allow"
    actions   = ["sns:Publish"]
    resources = [aws_sns_topic.shared_alerts.arn]
  }

  statement {
    sid       = "UseKeyThroughSns"
    effect    = "Allow"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [aws_kms_key.shared_key.arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["sns.eu-central-1.amazonaws.com"]
    }
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
    sid    = "Take"
    effect = "Allow"

    actions = [
      "sqs:ChangeMessageVisibility",
      "sqs:DeleteMessage",
      "sqs:GetQueueAttributes",
      "sqs:GetQueueUrl",
      "sqs:ReceiveMessage",
    ]

    resources = [aws_sqs_queue.orders.arn]
  }

  statement {
    sid       = "UseKeyThroughSqs"
    effect    = "Allow"
    actions   = ["kms:Decrypt"]
    resources = [aws_kms_key.shared_key.arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["sqs.eu-central-1.amazonaws.com"]
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

resource "aws_iam_role_policy" "worker_policy" {
  name   = "shop-worker"
  role   = aws_iam_role.worker_role.id
  policy = data.aws_iam_policy_document.worker_policy.json
}

# worker runs as an identity of its own
data "aws_iam_policy_document" "worker_role_trust" {
  statement {
    sid     = "Assume"
    effect  = "Allow"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "worker_role" {
  name               = "shop-worker"
  assume_role_policy = data.aws_iam_policy_document.worker_role_trust.json
  description        = "What worker of shop runs as."
}
