# aws.sqs (standard) realises queue `jobs` for 1.58 $ a month; nothing else could
resource "aws_sqs_queue" "jobs" {
  name                              = "ledgerly-jobs"
  visibility_timeout_seconds        = 180
  message_retention_seconds         = 345600
  receive_wait_time_seconds         = 20
  kms_master_key_id                 = aws_kms_key.shared_key.arn
  kms_data_key_reuse_period_seconds = 300

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.jobs_dead.arn
    maxReceiveCount     = 5
  })

  lifecycle {
    prevent_destroy = true
  }
}

# keeps for 14 days what failed 5 times
resource "aws_sqs_queue" "jobs_dead" {
  name                              = "ledgerly-jobs-dead"
  visibility_timeout_seconds        = 60
  message_retention_seconds         = 1209600
  receive_wait_time_seconds         = 20
  kms_master_key_id                 = aws_kms_key.shared_key.arn
  kms_data_key_reuse_period_seconds = 300

  lifecycle {
    prevent_destroy = true
  }
}

# only jobs puts dead letters there
resource "aws_sqs_queue_redrive_allow_policy" "jobs_dead_source" {
  queue_url = aws_sqs_queue.jobs_dead.id

  redrive_allow_policy = jsonencode({
    redrivePermission = "byQueue"
    sourceQueueArns   = [aws_sqs_queue.jobs.arn]
  })
}

# jobs is reached over TLS only
data "aws_iam_policy_document" "jobs_policy" {
  statement {
    sid       = "OnlyTls"
    effect    = "Deny"
    actions   = ["sqs:*"]
    resources = [aws_sqs_queue.jobs.arn]

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

resource "aws_sqs_queue_policy" "jobs_policy" {
  queue_url = aws_sqs_queue.jobs.id
  policy    = data.aws_iam_policy_document.jobs_policy.json
}

# aws.ses (mail) realises mail `post` for 262.80 $ a month; nothing else could
resource "aws_sesv2_email_identity" "post" {
  email_identity         = var.domain
  configuration_set_name = aws_sesv2_configuration_set.post_rules.configuration_set_name

  tags = {
    Name = "ledgerly-post"
  }
}

# mail goes over TLS, and to nobody where it bounced
resource "aws_sesv2_configuration_set" "post_rules" {
  configuration_set_name = "ledgerly-post"

  tags = {
    Name = "ledgerly-post-rules"
  }

  delivery_options {
    tls_policy = "REQUIRE"
  }

  reputation_options {
    reputation_metrics_enabled = true
  }

  suppression_options {
    suppressed_reasons = ["BOUNCE", "COMPLAINT"]
  }
}

# alarms go to one topic
resource "aws_sns_topic" "shared_alerts" {
  name              = "ledgerly-alerts"
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
