# aws.sqs (standard) realises queue `accounts-events` for 315.36 $ a month; nothing else could
resource "aws_sqs_queue" "accounts-events" {
  name                              = "market-accounts-events"
  visibility_timeout_seconds        = 60
  message_retention_seconds         = 345600
  receive_wait_time_seconds         = 20
  kms_master_key_id                 = aws_kms_key.shared_key.arn
  kms_data_key_reuse_period_seconds = 300

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.accounts-events_dead.arn
    maxReceiveCount     = 5
  })

  lifecycle {
    prevent_destroy = true
  }
}

# keeps for 14 days what failed 5 times
resource "aws_sqs_queue" "accounts-events_dead" {
  name                              = "market-accounts-events-dead"
  visibility_timeout_seconds        = 60
  message_retention_seconds         = 1209600
  receive_wait_time_seconds         = 20
  kms_master_key_id                 = aws_kms_key.shared_key.arn
  kms_data_key_reuse_period_seconds = 300

  lifecycle {
    prevent_destroy = true
  }
}

# only accounts-events puts dead letters there
resource "aws_sqs_queue_redrive_allow_policy" "accounts-events_dead_source" {
  queue_url = aws_sqs_queue.accounts-events_dead.id

  redrive_allow_policy = jsonencode({
    redrivePermission = "byQueue"
    sourceQueueArns   = [aws_sqs_queue.accounts-events.arn]
  })
}

# accounts-events is reached over TLS only
data "aws_iam_policy_document" "accounts-events_policy" {
  statement {
    sid       = "OnlyTls"
    effect    = "Deny"
    actions   = ["sqs:*"]
    resources = [aws_sqs_queue.accounts-events.arn]

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

resource "aws_sqs_queue_policy" "accounts-events_policy" {
  queue_url = aws_sqs_queue.accounts-events.id
  policy    = data.aws_iam_policy_document.accounts-events_policy.json
}

# aws.sqs (standard) realises queue `audit-events` for 118.26 $ a month; nothing else could
resource "aws_sqs_queue" "audit-events" {
  name                              = "market-audit-events"
  visibility_timeout_seconds        = 60
  message_retention_seconds         = 345600
  receive_wait_time_seconds         = 20
  kms_master_key_id                 = aws_kms_key.shared_key.arn
  kms_data_key_reuse_period_seconds = 300

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.audit-events_dead.arn
    maxReceiveCount     = 5
  })

  lifecycle {
    prevent_destroy = true
  }
}

# keeps for 14 days what failed 5 times
resource "aws_sqs_queue" "audit-events_dead" {
  name                              = "market-audit-events-dead"
  visibility_timeout_seconds        = 60
  message_retention_seconds         = 1209600
  receive_wait_time_seconds         = 20
  kms_master_key_id                 = aws_kms_key.shared_key.arn
  kms_data_key_reuse_period_seconds = 300

  lifecycle {
    prevent_destroy = true
  }
}

# only audit-events puts dead letters there
resource "aws_sqs_queue_redrive_allow_policy" "audit-events_dead_source" {
  queue_url = aws_sqs_queue.audit-events_dead.id

  redrive_allow_policy = jsonencode({
    redrivePermission = "byQueue"
    sourceQueueArns   = [aws_sqs_queue.audit-events.arn]
  })
}

# audit-events is reached over TLS only
data "aws_iam_policy_document" "audit-events_policy" {
  statement {
    sid       = "OnlyTls"
    effect    = "Deny"
    actions   = ["sqs:*"]
    resources = [aws_sqs_queue.audit-events.arn]

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

resource "aws_sqs_queue_policy" "audit-events_policy" {
  queue_url = aws_sqs_queue.audit-events.id
  policy    = data.aws_iam_policy_document.audit-events_policy.json
}

# aws.sqs (standard) realises queue `campaigns-events` for 157.68 $ a month; nothing else could
resource "aws_sqs_queue" "campaigns-events" {
  name                              = "market-campaigns-events"
  visibility_timeout_seconds        = 60
  message_retention_seconds         = 345600
  receive_wait_time_seconds         = 20
  kms_master_key_id                 = aws_kms_key.shared_key.arn
  kms_data_key_reuse_period_seconds = 300

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.campaigns-events_dead.arn
    maxReceiveCount     = 5
  })

  lifecycle {
    prevent_destroy = true
  }
}

# keeps for 14 days what failed 5 times
resource "aws_sqs_queue" "campaigns-events_dead" {
  name                              = "market-campaigns-events-dead"
  visibility_timeout_seconds        = 60
  message_retention_seconds         = 1209600
  receive_wait_time_seconds         = 20
  kms_master_key_id                 = aws_kms_key.shared_key.arn
  kms_data_key_reuse_period_seconds = 300

  lifecycle {
    prevent_destroy = true
  }
}

# only campaigns-events puts dead letters there
resource "aws_sqs_queue_redrive_allow_policy" "campaigns-events_dead_source" {
  queue_url = aws_sqs_queue.campaigns-events_dead.id

  redrive_allow_policy = jsonencode({
    redrivePermission = "byQueue"
    sourceQueueArns   = [aws_sqs_queue.campaigns-events.arn]
  })
}

# campaigns-events is reached over TLS only
data "aws_iam_policy_document" "campaigns-events_policy" {
  statement {
    sid       = "OnlyTls"
    effect    = "Deny"
    actions   = ["sqs:*"]
    resources = [aws_sqs_queue.campaigns-events.arn]

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

resource "aws_sqs_queue_policy" "campaigns-events_policy" {
  queue_url = aws_sqs_queue.campaigns-events.id
  policy    = data.aws_iam_policy_document.campaigns-events_policy.json
}

# aws.sqs (standard) realises queue `checkout-events` for 59.13 $ a month; nothing else could
resource "aws_sqs_queue" "checkout-events" {
  name                              = "market-checkout-events"
  visibility_timeout_seconds        = 60
  message_retention_seconds         = 345600
  receive_wait_time_seconds         = 20
  kms_master_key_id                 = aws_kms_key.shared_key.arn
  kms_data_key_reuse_period_seconds = 300

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.checkout-events_dead.arn
    maxReceiveCount     = 5
  })

  lifecycle {
    prevent_destroy = true
  }
}

# keeps for 14 days what failed 5 times
resource "aws_sqs_queue" "checkout-events_dead" {
  name                              = "market-checkout-events-dead"
  visibility_timeout_seconds        = 60
  message_retention_seconds         = 1209600
  receive_wait_time_seconds         = 20
  kms_master_key_id                 = aws_kms_key.shared_key.arn
  kms_data_key_reuse_period_seconds = 300

  lifecycle {
    prevent_destroy = true
  }
}

# only checkout-events puts dead letters there
resource "aws_sqs_queue_redrive_allow_policy" "checkout-events_dead_source" {
  queue_url = aws_sqs_queue.checkout-events_dead.id

  redrive_allow_policy = jsonencode({
    redrivePermission = "byQueue"
    sourceQueueArns   = [aws_sqs_queue.checkout-events.arn]
  })
}

# checkout-events is reached over TLS only
data "aws_iam_policy_document" "checkout-events_policy" {
  statement {
    sid       = "OnlyTls"
    effect    = "Deny"
    actions   = ["sqs:*"]
    resources = [aws_sqs_queue.checkout-events.arn]

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

resource "aws_sqs_queue_policy" "checkout-events_policy" {
  queue_url = aws_sqs_queue.checkout-events.id
  policy    = data.aws_iam_policy_document.checkout-events_policy.json
}

# alarms go to one topic
resource "aws_sns_topic" "shared_alerts" {
  name              = "market-alerts"
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
