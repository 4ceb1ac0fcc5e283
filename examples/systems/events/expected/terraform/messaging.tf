# aws.sqs (standard) realises queue `audit-inbox` for 63.07 $ a month; nothing else could
resource "aws_sqs_queue" "audit-inbox" {
  name                              = "fanout-audit-inbox"
  visibility_timeout_seconds        = 60
  message_retention_seconds         = 345600
  receive_wait_time_seconds         = 20
  kms_master_key_id                 = aws_kms_key.shared_key.arn
  kms_data_key_reuse_period_seconds = 300

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.audit-inbox_dead.arn
    maxReceiveCount     = 5
  })

  lifecycle {
    prevent_destroy = true
  }
}

# keeps for 14 days what failed 5 times
resource "aws_sqs_queue" "audit-inbox_dead" {
  name                              = "fanout-audit-inbox-dead"
  visibility_timeout_seconds        = 60
  message_retention_seconds         = 1209600
  receive_wait_time_seconds         = 20
  kms_master_key_id                 = aws_kms_key.shared_key.arn
  kms_data_key_reuse_period_seconds = 300

  lifecycle {
    prevent_destroy = true
  }
}

# only audit-inbox puts dead letters there
resource "aws_sqs_queue_redrive_allow_policy" "audit-inbox_dead_source" {
  queue_url = aws_sqs_queue.audit-inbox_dead.id

  redrive_allow_policy = jsonencode({
    redrivePermission = "byQueue"
    sourceQueueArns   = [aws_sqs_queue.audit-inbox.arn]
  })
}

# audit-inbox is reached over TLS only
data "aws_iam_policy_document" "audit-inbox_policy" {
  statement {
    sid       = "OnlyTls"
    effect    = "Deny"
    actions   = ["sqs:*"]
    resources = [aws_sqs_queue.audit-inbox.arn]

    principals {
      type        = "AWS"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }

  statement {
    sid       = "FromServices"
    effect    = "Allow"
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.audit-inbox.arn]

    principals {
      type        = "Service"
      identifiers = ["sns.amazonaws.com"]
    }

    condition {
      test     = "ArnEquals"
      variable = "aws:SourceArn"
      values   = [aws_sns_topic.happened.arn]
    }
  }
}

resource "aws_sqs_queue_policy" "audit-inbox_policy" {
  queue_url = aws_sqs_queue.audit-inbox.id
  policy    = data.aws_iam_policy_document.audit-inbox_policy.json
}

# aws.sqs (standard) realises queue `billing-inbox` for 63.07 $ a month; nothing else could
resource "aws_sqs_queue" "billing-inbox" {
  name                              = "fanout-billing-inbox"
  visibility_timeout_seconds        = 60
  message_retention_seconds         = 345600
  receive_wait_time_seconds         = 20
  kms_master_key_id                 = aws_kms_key.shared_key.arn
  kms_data_key_reuse_period_seconds = 300

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.billing-inbox_dead.arn
    maxReceiveCount     = 5
  })

  lifecycle {
    prevent_destroy = true
  }
}

# keeps for 14 days what failed 5 times
resource "aws_sqs_queue" "billing-inbox_dead" {
  name                              = "fanout-billing-inbox-dead"
  visibility_timeout_seconds        = 60
  message_retention_seconds         = 1209600
  receive_wait_time_seconds         = 20
  kms_master_key_id                 = aws_kms_key.shared_key.arn
  kms_data_key_reuse_period_seconds = 300

  lifecycle {
    prevent_destroy = true
  }
}

# only billing-inbox puts dead letters there
resource "aws_sqs_queue_redrive_allow_policy" "billing-inbox_dead_source" {
  queue_url = aws_sqs_queue.billing-inbox_dead.id

  redrive_allow_policy = jsonencode({
    redrivePermission = "byQueue"
    sourceQueueArns   = [aws_sqs_queue.billing-inbox.arn]
  })
}

# billing-inbox is reached over TLS only
data "aws_iam_policy_document" "billing-inbox_policy" {
  statement {
    sid       = "OnlyTls"
    effect    = "Deny"
    actions   = ["sqs:*"]
    resources = [aws_sqs_queue.billing-inbox.arn]

    principals {
      type        = "AWS"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }

  statement {
    sid       = "FromServices"
    effect    = "Allow"
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.billing-inbox.arn]

    principals {
      type        = "Service"
      identifiers = ["sns.amazonaws.com"]
    }

    condition {
      test     = "ArnEquals"
      variable = "aws:SourceArn"
      values   = [aws_sns_topic.happened.arn]
    }
  }
}

resource "aws_sqs_queue_policy" "billing-inbox_policy" {
  queue_url = aws_sqs_queue.billing-inbox.id
  policy    = data.aws_iam_policy_document.billing-inbox_policy.json
}

# aws.sns (topic) realises topic `happened` for 26.28 $ a month; 1 of 1 others could, too
resource "aws_sns_topic" "happened" {
  name              = "fanout-happened"
  kms_master_key_id = aws_kms_key.shared_key.arn
}

# happened is reached over TLS only
data "aws_iam_policy_document" "happened_policy" {
  statement {
    sid       = "OnlyTls"
    effect    = "Deny"
    actions   = ["sns:Publish"]
    resources = [aws_sns_topic.happened.arn]

    principals {
      type        = "AWS"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

resource "aws_sns_topic_policy" "happened_policy" {
  arn    = aws_sns_topic.happened.arn
  policy = data.aws_iam_policy_document.happened_policy.json
}

# audit-inbox gets what is published to happened
resource "aws_sns_topic_subscription" "happened_to_audit_inbox" {
  topic_arn            = aws_sns_topic.happened.arn
  protocol             = "sqs"
  endpoint             = aws_sqs_queue.audit-inbox.arn
  raw_message_delivery = true
}

# billing-inbox gets what is published to happened
resource "aws_sns_topic_subscription" "happened_to_billing_inbox" {
  topic_arn            = aws_sns_topic.happened.arn
  protocol             = "sqs"
  endpoint             = aws_sqs_queue.billing-inbox.arn
  raw_message_delivery = true
}

# stock-inbox gets what is published to happened
resource "aws_sns_topic_subscription" "happened_to_stock_inbox" {
  topic_arn            = aws_sns_topic.happened.arn
  protocol             = "sqs"
  endpoint             = aws_sqs_queue.stock-inbox.arn
  raw_message_delivery = true
}

# alarms go to one topic
resource "aws_sns_topic" "shared_alerts" {
  name              = "fanout-alerts"
  kms_master_key_id = aws_kms_key.shared_key.arn
}

# somebody gets the alarms
resource "aws_sns_topic_subscription" "shared_alerts_mail" {
  topic_arn = aws_sns_topic.shared_alerts.arn
  protocol  = "email"
  endpoint  = var.alerts_email
}

# only alarms of this account are sent there
data "aws_iam_policy_document" "shared_alerts_policy" {
  statement {
    sid       = "Alarms"
    effect    = "Allow"
    actions   = ["sns:Publish"]
    resources = [aws_sns_topic.shared_alerts.arn]

    principals {
      type        = "Service"
      identifiers = ["cloudwatch.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [data.aws_caller_identity.shared_account.account_id]
    }
  }

  statement {
    sid       = "OnlyTls"
    effect    = "Deny"
    actions   = ["sns:Publish"]
    resources = [aws_sns_topic.shared_alerts.arn]

    principals {
      type        = "AWS"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

resource "aws_sns_topic_policy" "shared_alerts_policy" {
  arn    = aws_sns_topic.shared_alerts.arn
  policy = data.aws_iam_policy_document.shared_alerts_policy.json
}

# aws.sqs (standard) realises queue `stock-inbox` for 63.07 $ a month; nothing else could
resource "aws_sqs_queue" "stock-inbox" {
  name                              = "fanout-stock-inbox"
  visibility_timeout_seconds        = 60
  message_retention_seconds         = 345600
  receive_wait_time_seconds         = 20
  kms_master_key_id                 = aws_kms_key.shared_key.arn
  kms_data_key_reuse_period_seconds = 300

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.stock-inbox_dead.arn
    maxReceiveCount     = 5
  })

  lifecycle {
    prevent_destroy = true
  }
}

# keeps for 14 days what failed 5 times
resource "aws_sqs_queue" "stock-inbox_dead" {
  name                              = "fanout-stock-inbox-dead"
  visibility_timeout_seconds        = 60
  message_retention_seconds         = 1209600
  receive_wait_time_seconds         = 20
  kms_master_key_id                 = aws_kms_key.shared_key.arn
  kms_data_key_reuse_period_seconds = 300

  lifecycle {
    prevent_destroy = true
  }
}

# only stock-inbox puts dead letters there
resource "aws_sqs_queue_redrive_allow_policy" "stock-inbox_dead_source" {
  queue_url = aws_sqs_queue.stock-inbox_dead.id

  redrive_allow_policy = jsonencode({
    redrivePermission = "byQueue"
    sourceQueueArns   = [aws_sqs_queue.stock-inbox.arn]
  })
}

# stock-inbox is reached over TLS only
data "aws_iam_policy_document" "stock-inbox_policy" {
  statement {
    sid       = "OnlyTls"
    effect    = "Deny"
    actions   = ["sqs:*"]
    resources = [aws_sqs_queue.stock-inbox.arn]

    principals {
      type        = "AWS"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }

  statement {
    sid       = "FromServices"
    effect    = "Allow"
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.stock-inbox.arn]

    principals {
      type        = "Service"
      identifiers = ["sns.amazonaws.com"]
    }

    condition {
      test     = "ArnEquals"
      variable = "aws:SourceArn"
      values   = [aws_sns_topic.happened.arn]
    }
  }
}

resource "aws_sqs_queue_policy" "stock-inbox_policy" {
  queue_url = aws_sqs_queue.stock-inbox.id
  policy    = data.aws_iam_policy_document.stock-inbox_policy.json
}
