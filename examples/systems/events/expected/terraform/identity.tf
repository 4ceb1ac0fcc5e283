# pulls the image of audit and writes its logs
data "aws_iam_policy_document" "audit_execution_role_trust" {
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

resource "aws_iam_role" "audit_execution_role" {
  name               = "fanout-audit-start"
  assume_role_policy = data.aws_iam_policy_document.audit_execution_role_trust.json
  description        = "What starts tasks of audit of fanout."
}

# starting a task takes no more than this
data "aws_iam_policy_document" "audit_execution_role_policy" {
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
    resources = [aws_ecr_repository.audit_images.arn]
  }

  statement {
    sid       = "WriteLogs"
    effect    = "Allow"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.audit_logs.arn}:*"]
  }
}

resource "aws_iam_role_policy" "audit_execution_role_policy" {
  name   = "fanout-audit-start"
  role   = aws_iam_role.audit_execution_role.id
  policy = data.aws_iam_policy_document.audit_execution_role_policy.json
}

# audit may do what its links need, no more
data "aws_iam_policy_document" "audit_policy" {
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

    resources = [aws_sqs_queue.audit-inbox.arn]
  }

  statement {
    sid       = "UseKeyThroughSqs"
    effect    = "Allow"
    actions   = ["kms:Decrypt"]
    resources = [aws_kms_key.shared_key.arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["sqs.us-east-1.amazonaws.com"]
    }
  }

  statement {
    sid       = "WriteObjects"
    effect    = "Allow"
    actions   = ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:PutObject"]
    resources = ["${aws_s3_bucket.trail.arn}/*"]
  }

  statement {
    sid       = "ListBucket"
    effect    = "Allow"
    actions   = ["s3:ListBucket"]
    resources = [aws_s3_bucket.trail.arn]
  }

  statement {
    sid       = "UseKeyThroughS3"
    effect    = "Allow"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [aws_kms_key.shared_key.arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["s3.us-east-1.amazonaws.com"]
    }
  }
}

resource "aws_iam_role_policy" "audit_policy" {
  name   = "fanout-audit"
  role   = aws_iam_role.audit_role.id
  policy = data.aws_iam_policy_document.audit_policy.json
}

# audit runs as an identity of its own
data "aws_iam_policy_document" "audit_role_trust" {
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

resource "aws_iam_role" "audit_role" {
  name               = "fanout-audit"
  assume_role_policy = data.aws_iam_policy_document.audit_role_trust.json
  description        = "What audit of fanout runs as."
}

# pulls the image of billing and writes its logs
data "aws_iam_policy_document" "billing_execution_role_trust" {
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

resource "aws_iam_role" "billing_execution_role" {
  name               = "fanout-billing-start"
  assume_role_policy = data.aws_iam_policy_document.billing_execution_role_trust.json
  description        = "What starts tasks of billing of fanout."
}

# starting a task takes no more than this
data "aws_iam_policy_document" "billing_execution_role_policy" {
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
    resources = [aws_ecr_repository.billing_images.arn]
  }

  statement {
    sid       = "WriteLogs"
    effect    = "Allow"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.billing_logs.arn}:*"]
  }
}

resource "aws_iam_role_policy" "billing_execution_role_policy" {
  name   = "fanout-billing-start"
  role   = aws_iam_role.billing_execution_role.id
  policy = data.aws_iam_policy_document.billing_execution_role_policy.json
}

# billing may do what its links need, no more
data "aws_iam_policy_document" "billing_policy" {
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

    resources = [aws_sqs_queue.billing-inbox.arn]
  }

  statement {
    sid       = "UseKeyThroughSqs"
    effect    = "Allow"
    actions   = ["kms:Decrypt"]
    resources = [aws_kms_key.shared_key.arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["sqs.us-east-1.amazonaws.com"]
    }
  }

  statement {
    sid    = "ReadItems"
    effect = "Allow"

    actions = [
      "dynamodb:BatchGetItem",
      "dynamodb:ConditionCheckItem",
      "dynamodb:DescribeTable",
      "dynamodb:GetItem",
      "dynamodb:Query",
      "dynamodb:Scan",
    ]

    resources = [aws_dynamodb_table.invoices.arn, "${aws_dynamodb_table.invoices.arn}/index/*"]
  }

  statement {
    sid       = "UseKeyThroughDynamodb"
    effect    = "Allow"
    actions   = ["kms:Decrypt"]
    resources = [aws_kms_key.shared_key.arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["dynamodb.us-east-1.amazonaws.com"]
    }
  }

  statement {
    sid       = "WriteItems"
    effect    = "Allow"
    actions   = ["dynamodb:BatchWriteItem", "dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:UpdateItem"]
    resources = [aws_dynamodb_table.invoices.arn]
  }
}

resource "aws_iam_role_policy" "billing_policy" {
  name   = "fanout-billing"
  role   = aws_iam_role.billing_role.id
  policy = data.aws_iam_policy_document.billing_policy.json
}

# billing runs as an identity of its own
data "aws_iam_policy_document" "billing_role_trust" {
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

resource "aws_iam_role" "billing_role" {
  name               = "fanout-billing"
  assume_role_policy = data.aws_iam_policy_document.billing_role_trust.json
  description        = "What billing of fanout runs as."
}

# pulls the image of intake and writes its logs
data "aws_iam_policy_document" "intake_execution_role_trust" {
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

resource "aws_iam_role" "intake_execution_role" {
  name               = "fanout-intake-start"
  assume_role_policy = data.aws_iam_policy_document.intake_execution_role_trust.json
  description        = "What starts tasks of intake of fanout."
}

# starting a task takes no more than this
data "aws_iam_policy_document" "intake_execution_role_policy" {
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
    resources = [aws_ecr_repository.intake_images.arn]
  }

  statement {
    sid       = "WriteLogs"
    effect    = "Allow"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.intake_logs.arn}:*"]
  }
}

resource "aws_iam_role_policy" "intake_execution_role_policy" {
  name   = "fanout-intake-start"
  role   = aws_iam_role.intake_execution_role.id
  policy = data.aws_iam_policy_document.intake_execution_role_policy.json
}

# intake may do what its links need, no more
data "aws_iam_policy_document" "intake_policy" {
  statement {
    sid       = "Publish"
    effect    = "Allow"
    actions   = ["sns:Publish"]
    resources = [aws_sns_topic.happened.arn]
  }

  statement {
    sid       = "UseKeyThroughSns"
    effect    = "Allow"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [aws_kms_key.shared_key.arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["sns.us-east-1.amazonaws.com"]
    }
  }
}

resource "aws_iam_role_policy" "intake_policy" {
  name   = "fanout-intake"
  role   = aws_iam_role.intake_role.id
  policy = data.aws_iam_policy_document.intake_policy.json
}

# intake runs as an identity of its own
data "aws_iam_policy_document" "intake_role_trust" {
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

resource "aws_iam_role" "intake_role" {
  name               = "fanout-intake"
  assume_role_policy = data.aws_iam_policy_document.intake_role_trust.json
  description        = "What intake of fanout runs as."
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
  name   = "fanout-flow-log"
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
  name               = "fanout-flow-log"
  assume_role_policy = data.aws_iam_policy_document.network_flow_log_role_trust.json
  description        = "Writes the flow log."
}

# policies name the account that they hold in
data "aws_caller_identity" "shared_account" {}

# pulls the image of stock and writes its logs
data "aws_iam_policy_document" "stock_execution_role_trust" {
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

resource "aws_iam_role" "stock_execution_role" {
  name               = "fanout-stock-start"
  assume_role_policy = data.aws_iam_policy_document.stock_execution_role_trust.json
  description        = "What starts tasks of stock of fanout."
}

# starting a task takes no more than this
data "aws_iam_policy_document" "stock_execution_role_policy" {
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
    resources = [aws_ecr_repository.stock_images.arn]
  }

  statement {
    sid       = "WriteLogs"
    effect    = "Allow"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.stock_logs.arn}:*"]
  }
}

resource "aws_iam_role_policy" "stock_execution_role_policy" {
  name   = "fanout-stock-start"
  role   = aws_iam_role.stock_execution_role.id
  policy = data.aws_iam_policy_document.stock_execution_role_policy.json
}

# stock may do what its links need, no more
data "aws_iam_policy_document" "stock_policy" {
  statement {
    sid    = "ReadItems"
    effect = "Allow"

    actions = [
      "dynamodb:BatchGetItem",
      "dynamodb:ConditionCheckItem",
      "dynamodb:DescribeTable",
      "dynamodb:GetItem",
      "dynamodb:Query",
      "dynamodb:Scan",
    ]

    resources = [aws_dynamodb_table.levels.arn, "${aws_dynamodb_table.levels.arn}/index/*"]
  }

  statement {
    sid       = "UseKeyThroughDynamodb"
    effect    = "Allow"
    actions   = ["kms:Decrypt"]
    resources = [aws_kms_key.shared_key.arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["dynamodb.us-east-1.amazonaws.com"]
    }
  }

  statement {
    sid       = "WriteItems"
    effect    = "Allow"
    actions   = ["dynamodb:BatchWriteItem", "dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:UpdateItem"]
    resources = [aws_dynamodb_table.levels.arn]
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

    resources = [aws_sqs_queue.stock-inbox.arn]
  }

  statement {
    sid       = "UseKeyThroughSqs"
    effect    = "Allow"
    actions   = ["kms:Decrypt"]
    resources = [aws_kms_key.shared_key.arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["sqs.us-east-1.amazonaws.com"]
    }
  }
}

resource "aws_iam_role_policy" "stock_policy" {
  name   = "fanout-stock"
  role   = aws_iam_role.stock_role.id
  policy = data.aws_iam_policy_document.stock_policy.json
}

# stock runs as an identity of its own
data "aws_iam_policy_document" "stock_role_trust" {
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

resource "aws_iam_role" "stock_role" {
  name               = "fanout-stock"
  assume_role_policy = data.aws_iam_policy_document.stock_role_trust.json
  description        = "What stock of fanout runs as."
}
