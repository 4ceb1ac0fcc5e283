# api may do what its links need, no more
data "aws_iam_policy_document" "api_policy" {
  statement {
    sid       = "WriteLogs"
    effect    = "Allow"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.api_logs.arn}:*"]
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

    resources = [aws_dynamodb_table.entries.arn, "${aws_dynamodb_table.entries.arn}/index/*"]
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
    resources = [aws_dynamodb_table.entries.arn]
  }
}

resource "aws_iam_role_policy" "api_policy" {
  name   = "guestbook-api"
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
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "api_role" {
  name               = "guestbook-api"
  assume_role_policy = data.aws_iam_policy_document.api_role_trust.json
  description        = "What api of guestbook runs as."
}

# policies name the account that they hold in
data "aws_caller_identity" "shared_account" {}
