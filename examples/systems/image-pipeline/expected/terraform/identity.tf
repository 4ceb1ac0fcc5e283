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
  name   = "thumbs-flow-log"
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
  name               = "thumbs-flow-log"
  assume_role_policy = data.aws_iam_policy_document.network_flow_log_role_trust.json
  description        = "Writes the flow log."
}

# pulls the image of resize and writes its logs
data "aws_iam_policy_document" "resize_execution_role_trust" {
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

resource "aws_iam_role" "resize_execution_role" {
  name               = "thumbs-resize-start"
  assume_role_policy = data.aws_iam_policy_document.resize_execution_role_trust.json
  description        = "What starts tasks of resize of thumbs."
}

# starting a task takes no more than this
data "aws_iam_policy_document" "resize_execution_role_policy" {
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
    resources = [aws_ecr_repository.resize_images.arn]
  }

  statement {
    sid       = "WriteLogs"
    effect    = "Allow"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.resize_logs.arn}:*"]
  }
}

resource "aws_iam_role_policy" "resize_execution_role_policy" {
  name   = "thumbs-resize-start"
  role   = aws_iam_role.resize_execution_role.id
  policy = data.aws_iam_policy_document.resize_execution_role_policy.json
}

# resize may do what its links need, no more
data "aws_iam_policy_document" "resize_policy" {
  statement {
    sid       = "Publish"
    effect    = "Allow"
    actions   = ["sns:Publish"]
    resources = [aws_sns_topic.done.arn]
  }

  statement {
    sid       = "UseKeyThroughSns"
    effect    = "Allow"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [aws_kms_key.shared_key.arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["sns.eu-west-1.amazonaws.com"]
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

    resources = [aws_sqs_queue.jobs.arn]
  }

  statement {
    sid       = "UseKeyThroughSqs"
    effect    = "Allow"
    actions   = ["kms:Decrypt"]
    resources = [aws_kms_key.shared_key.arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["sqs.eu-west-1.amazonaws.com"]
    }
  }

  statement {
    sid       = "ReadObjects"
    effect    = "Allow"
    actions   = ["s3:GetObject"]
    resources = ["${aws_s3_bucket.originals.arn}/*"]
  }

  statement {
    sid       = "ListBucket"
    effect    = "Allow"
    actions   = ["s3:ListBucket"]
    resources = [aws_s3_bucket.originals.arn]
  }

  statement {
    sid       = "UseKeyThroughS3"
    effect    = "Allow"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [aws_kms_key.shared_key.arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["s3.eu-west-1.amazonaws.com"]
    }
  }

  statement {
    sid       = "WriteObjects"
    effect    = "Allow"
    actions   = ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:PutObject"]
    resources = ["${aws_s3_bucket.thumbnails.arn}/*"]
  }

  statement {
    sid       = "ListBucket2"
    effect    = "Allow"
    actions   = ["s3:ListBucket"]
    resources = [aws_s3_bucket.thumbnails.arn]
  }
}

resource "aws_iam_role_policy" "resize_policy" {
  name   = "thumbs-resize"
  role   = aws_iam_role.resize_role.id
  policy = data.aws_iam_policy_document.resize_policy.json
}

# resize runs as an identity of its own
data "aws_iam_policy_document" "resize_role_trust" {
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

resource "aws_iam_role" "resize_role" {
  name               = "thumbs-resize"
  assume_role_policy = data.aws_iam_policy_document.resize_role_trust.json
  description        = "What resize of thumbs runs as."
}

# policies name the account that they hold in
data "aws_caller_identity" "shared_account" {}

# pulls the image of upload and writes its logs
data "aws_iam_policy_document" "upload_execution_role_trust" {
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

resource "aws_iam_role" "upload_execution_role" {
  name               = "thumbs-upload-start"
  assume_role_policy = data.aws_iam_policy_document.upload_execution_role_trust.json
  description        = "What starts tasks of upload of thumbs."
}

# starting a task takes no more than this
data "aws_iam_policy_document" "upload_execution_role_policy" {
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
    resources = [aws_ecr_repository.upload_images.arn]
  }

  statement {
    sid       = "WriteLogs"
    effect    = "Allow"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.upload_logs.arn}:*"]
  }
}

resource "aws_iam_role_policy" "upload_execution_role_policy" {
  name   = "thumbs-upload-start"
  role   = aws_iam_role.upload_execution_role.id
  policy = data.aws_iam_policy_document.upload_execution_role_policy.json
}

# upload may do what its links need, no more
data "aws_iam_policy_document" "upload_policy" {
  statement {
    sid       = "Send"
    effect    = "Allow"
    actions   = ["sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:SendMessage"]
    resources = [aws_sqs_queue.jobs.arn]
  }

  statement {
    sid       = "UseKeyThroughSqs"
    effect    = "Allow"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [aws_kms_key.shared_key.arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["sqs.eu-west-1.amazonaws.com"]
    }
  }

  statement {
    sid       = "WriteObjects"
    effect    = "Allow"
    actions   = ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:PutObject"]
    resources = ["${aws_s3_bucket.originals.arn}/*"]
  }

  statement {
    sid       = "ListBucket"
    effect    = "Allow"
    actions   = ["s3:ListBucket"]
    resources = [aws_s3_bucket.originals.arn]
  }

  statement {
    sid       = "UseKeyThroughS3"
    effect    = "Allow"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [aws_kms_key.shared_key.arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["s3.eu-west-1.amazonaws.com"]
    }
  }
}

resource "aws_iam_role_policy" "upload_policy" {
  name   = "thumbs-upload"
  role   = aws_iam_role.upload_role.id
  policy = data.aws_iam_policy_document.upload_policy.json
}

# upload runs as an identity of its own
data "aws_iam_policy_document" "upload_role_trust" {
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

resource "aws_iam_role" "upload_role" {
  name               = "thumbs-upload"
  assume_role_policy = data.aws_iam_policy_document.upload_role_trust.json
  description        = "What upload of thumbs runs as."
}
