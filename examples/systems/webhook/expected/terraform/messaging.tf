# aws.sqs (standard) realises queue `events` for 0.63 $ a month; nothing else could
resource "aws_sqs_queue" "events" {
  name                              = "hooks-events"
  visibility_timeout_seconds        = 180
  message_retention_seconds         = 345600
  receive_wait_time_seconds         = 20
  kms_master_key_id                 = aws_kms_key.shared_key.arn
  kms_data_key_reuse_period_seconds = 300

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.events_dead.arn
    maxReceiveCount     = 5
  })

  lifecycle {
    prevent_destroy = true
  }
}

# keeps for 14 days what failed 5 times
resource "aws_sqs_queue" "events_dead" {
  name                              = "hooks-events-dead"
  visibility_timeout_seconds        = 60
  message_retention_seconds         = 1209600
  receive_wait_time_seconds         = 20
  kms_master_key_id                 = aws_kms_key.shared_key.arn
  kms_data_key_reuse_period_seconds = 300

  lifecycle {
    prevent_destroy = true
  }
}

# only events puts dead letters there
resource "aws_sqs_queue_redrive_allow_policy" "events_dead_source" {
  queue_url = aws_sqs_queue.events_dead.id

  redrive_allow_policy = jsonencode({
    redrivePermission = "byQueue"
    sourceQueueArns   = [aws_sqs_queue.events.arn]
  })
}

# events is reached over TLS only
data "aws_iam_policy_document" "events_policy" {
  statement {
    sid       = "OnlyTls"
    effect    = "Deny"
    actions   = ["sqs:*"]
    resources = [aws_sqs_queue.events.arn]

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

resource "aws_sqs_queue_policy" "events_policy" {
  queue_url = aws_sqs_queue.events.id
  policy    = data.aws_iam_policy_document.events_policy.json
}

# alarms go to one topic
resource "aws_sns_topic" "shared_alerts" {
  name              = "hooks-alerts"
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
