# pulls the image of gateway and writes its logs
data "aws_iam_policy_document" "gateway_execution_role_trust" {
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

resource "aws_iam_role" "gateway_execution_role" {
  name               = "sensors-gateway-start"
  assume_role_policy = data.aws_iam_policy_document.gateway_execution_role_trust.json
  description        = "What starts tasks of gateway of sensors."
}

# starting a task takes no more than this
data "aws_iam_policy_document" "gateway_execution_role_policy" {
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
    resources = [aws_ecr_repository.gateway_images.arn]
  }

  statement {
    sid       = "WriteLogs"
    effect    = "Allow"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.gateway_logs.arn}:*"]
  }
}

resource "aws_iam_role_policy" "gateway_execution_role_policy" {
  name   = "sensors-gateway-start"
  role   = aws_iam_role.gateway_execution_role.id
  policy = data.aws_iam_policy_document.gateway_execution_role_policy.json
}

# gateway may do what its links need, no more
data "aws_iam_policy_document" "gateway_policy" {
  statement {
    sid    = "PutRecords"
    effect = "Allow"

    actions = [
      "kinesis:DescribeStreamSummary",
      "kinesis:ListShards",
      "kinesis:PutRecord",
      "kinesis:PutRecords",
    ]

    resources = [aws_kinesis_stream.readings.arn]
  }

  statement {
    sid       = "UseKeyThroughKinesis"
    effect    = "Allow"
    actions   = ["kms:GenerateDataKey"]
    resources = [aws_kms_key.shared_key.arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["kinesis.eu-central-1.amazonaws.com"]
    }
  }
}

resource "aws_iam_role_policy" "gateway_policy" {
  name   = "sensors-gateway"
  role   = aws_iam_role.gateway_role.id
  policy = data.aws_iam_policy_document.gateway_policy.json
}

# gateway runs as an identity of its own
data "aws_iam_policy_document" "gateway_role_trust" {
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

resource "aws_iam_role" "gateway_role" {
  name               = "sensors-gateway"
  assume_role_policy = data.aws_iam_policy_document.gateway_role_trust.json
  description        = "What gateway of sensors runs as."
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
  name   = "sensors-flow-log"
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
  name               = "sensors-flow-log"
  assume_role_policy = data.aws_iam_policy_document.network_flow_log_role_trust.json
  description        = "Writes the flow log."
}

# policies name the account that they hold in
data "aws_caller_identity" "shared_account" {}

# store may do what its links need, no more
data "aws_iam_policy_document" "store_policy" {
  statement {
    sid       = "WriteLogs"
    effect    = "Allow"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.store_logs.arn}:*"]
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

    resources = [aws_dynamodb_table.latest.arn, "${aws_dynamodb_table.latest.arn}/index/*"]
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
    sid       = "WriteItems"
    effect    = "Allow"
    actions   = ["dynamodb:BatchWriteItem", "dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:UpdateItem"]
    resources = [aws_dynamodb_table.latest.arn]
  }

  statement {
    sid    = "ReadRecords"
    effect = "Allow"

    actions = [
      "kinesis:DescribeStream",
      "kinesis:DescribeStreamSummary",
      "kinesis:GetRecords",
      "kinesis:GetShardIterator",
      "kinesis:ListShards",
      "kinesis:ListStreams",
    ]

    resources = [aws_kinesis_stream.readings.arn]
  }

  statement {
    sid       = "UseKeyThroughKinesis"
    effect    = "Allow"
    actions   = ["kms:Decrypt"]
    resources = [aws_kms_key.shared_key.arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["kinesis.eu-central-1.amazonaws.com"]
    }
  }
}

resource "aws_iam_role_policy" "store_policy" {
  name   = "sensors-store"
  role   = aws_iam_role.store_role.id
  policy = data.aws_iam_policy_document.store_policy.json
}

# store runs as an identity of its own
data "aws_iam_policy_document" "store_role_trust" {
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

resource "aws_iam_role" "store_role" {
  name               = "sensors-store"
  assume_role_policy = data.aws_iam_policy_document.store_role_trust.json
  description        = "What store of sensors runs as."
}
