# front may do what its links need, no more
data "aws_iam_policy_document" "front_policy" {
  statement {
    sid       = "WriteLogs"
    effect    = "Allow"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.front_logs.arn}:*"]
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

    resources = [aws_dynamodb_table.results.arn, "${aws_dynamodb_table.results.arn}/index/*"]
  }

  statement {
    sid       = "UseKeyThroughDynamodb"
    effect    = "Allow"
    actions   = ["kms:Decrypt"]
    resources = [aws_kms_key.shared_key.arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["dynamodb.eu-central-1.amazonaws.com"]
    }
  }

  statement {
    sid       = "Send"
    effect    = "Allow"
    actions   = ["sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:SendMessage"]
    resources = [aws_sqs_queue.work.arn]
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
}

resource "aws_iam_role_policy" "front_policy" {
  name   = "solver-front"
  role   = aws_iam_role.front_role.id
  policy = data.aws_iam_policy_document.front_policy.json
}

# front runs as an identity of its own
data "aws_iam_policy_document" "front_role_trust" {
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

resource "aws_iam_role" "front_role" {
  name               = "solver-front"
  assume_role_policy = data.aws_iam_policy_document.front_role_trust.json
  description        = "What front of solver runs as."
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
  name   = "solver-flow-log"
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
  name               = "solver-flow-log"
  assume_role_policy = data.aws_iam_policy_document.network_flow_log_role_trust.json
  description        = "Writes the flow log."
}

# policies name the account that they hold in
data "aws_caller_identity" "shared_account" {}

# solver may do what its links need, no more
data "aws_iam_policy_document" "solver_policy" {
  statement {
    sid       = "WriteLogs"
    effect    = "Allow"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.solver_logs.arn}:*"]
  }

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
    resources = [aws_ecr_repository.solver_images.arn]
  }

  statement {
    sid       = "WriteItems"
    effect    = "Allow"
    actions   = ["dynamodb:BatchWriteItem", "dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:UpdateItem"]
    resources = [aws_dynamodb_table.results.arn]
  }

  statement {
    sid       = "UseKeyThroughDynamodb"
    effect    = "Allow"
    actions   = ["kms:Decrypt"]
    resources = [aws_kms_key.shared_key.arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["dynamodb.eu-central-1.amazonaws.com"]
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

    resources = [aws_sqs_queue.work.arn]
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
}

resource "aws_iam_role_policy" "solver_policy" {
  name   = "solver-solver"
  role   = aws_iam_role.solver_role.id
  policy = data.aws_iam_policy_document.solver_policy.json
}

# the machines of solver run as its role
resource "aws_iam_instance_profile" "solver_profile" {
  name = "solver-solver"
  role = aws_iam_role.solver_role.name
}

# solver runs as an identity of its own
data "aws_iam_policy_document" "solver_role_trust" {
  statement {
    sid     = "Assume"
    effect  = "Allow"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ec2.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "solver_role" {
  name               = "solver-solver"
  assume_role_policy = data.aws_iam_policy_document.solver_role_trust.json
  description        = "What solver of solver runs as."
}
