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
  name   = "tiles-flow-log"
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
  name               = "tiles-flow-log"
  assume_role_policy = data.aws_iam_policy_document.network_flow_log_role_trust.json
  description        = "Writes the flow log."
}

# pulls the image of render and writes its logs
data "aws_iam_policy_document" "render_execution_role_trust" {
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

resource "aws_iam_role" "render_execution_role" {
  name               = "tiles-render-start"
  assume_role_policy = data.aws_iam_policy_document.render_execution_role_trust.json
  description        = "What starts tasks of render of tiles."
}

# starting a task takes no more than this
data "aws_iam_policy_document" "render_execution_role_policy" {
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
    resources = [aws_ecr_repository.render_images.arn]
  }

  statement {
    sid       = "WriteLogs"
    effect    = "Allow"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.render_logs.arn}:*"]
  }

  statement {
    sid       = "ReadSecrets"
    effect    = "Allow"
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [aws_secretsmanager_secret.cache_connection.arn]
  }

  statement {
    sid       = "UseKeyThroughSecretsmanager"
    effect    = "Allow"
    actions   = ["kms:Decrypt"]
    resources = [aws_kms_key.shared_key.arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["secretsmanager.us-east-1.amazonaws.com"]
    }
  }
}

resource "aws_iam_role_policy" "render_execution_role_policy" {
  name   = "tiles-render-start"
  role   = aws_iam_role.render_execution_role.id
  policy = data.aws_iam_policy_document.render_execution_role_policy.json
}

# render may do what its links need, no more
data "aws_iam_policy_document" "render_policy" {
  statement {
    sid       = "ReadObjects"
    effect    = "Allow"
    actions   = ["s3:GetObject"]
    resources = ["${aws_s3_bucket.store.arn}/*"]
  }

  statement {
    sid       = "ListBucket"
    effect    = "Allow"
    actions   = ["s3:ListBucket"]
    resources = [aws_s3_bucket.store.arn]
  }

  statement {
    sid       = "UseKeyThroughS3"
    effect    = "Allow"
    actions   = ["kms:Decrypt"]
    resources = [aws_kms_key.shared_key.arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["s3.us-east-1.amazonaws.com"]
    }
  }

  statement {
    sid       = "ReadSecrets"
    effect    = "Allow"
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [aws_secretsmanager_secret.cache_connection.arn]
  }
}

resource "aws_iam_role_policy" "render_policy" {
  name   = "tiles-render"
  role   = aws_iam_role.render_role.id
  policy = data.aws_iam_policy_document.render_policy.json
}

# render runs as an identity of its own
data "aws_iam_policy_document" "render_role_trust" {
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

resource "aws_iam_role" "render_role" {
  name               = "tiles-render"
  assume_role_policy = data.aws_iam_policy_document.render_role_trust.json
  description        = "What render of tiles runs as."
}

# policies name the account that they hold in
data "aws_caller_identity" "shared_account" {}
