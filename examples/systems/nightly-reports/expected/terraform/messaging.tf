# nightly runs at `30 2 * * *` (UTC)
resource "aws_scheduler_schedule" "nightly_schedule" {
  name                         = "reports-nightly"
  schedule_expression          = "cron(30 2 * * ? *)"
  schedule_expression_timezone = "UTC"
  kms_key_arn                  = aws_kms_key.shared_key.arn

  flexible_time_window {
    mode = "OFF"
  }

  target {
    arn      = aws_ecs_cluster.shared_cluster.arn
    role_arn = aws_iam_role.nightly_scheduler_role.arn

    ecs_parameters {
      task_definition_arn = aws_ecs_task_definition.nightly.arn
      task_count          = 1
      propagate_tags      = "TASK_DEFINITION"

      capacity_provider_strategy {
        capacity_provider = "FARGATE"
        weight            = 1
      }

      network_configuration {
        subnets          = [aws_subnet.network_private_a.id, aws_subnet.network_private_b.id]
        security_groups  = [aws_security_group.nightly_security_group.id]
        assign_public_ip = false
      }
    }

    retry_policy {
      maximum_retry_attempts       = 3
      maximum_event_age_in_seconds = 3600
    }
  }
}

# aws.ses (mail) realises mail `post` for 0.00 $ a month; nothing else could
resource "aws_sesv2_email_identity" "post" {
  email_identity         = var.domain
  configuration_set_name = aws_sesv2_configuration_set.post_rules.configuration_set_name

  tags = {
    Name = "reports-post"
  }
}

# mail goes over TLS, and to nobody where it bounced
resource "aws_sesv2_configuration_set" "post_rules" {
  configuration_set_name = "reports-post"

  tags = {
    Name = "reports-post-rules"
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
  name              = "reports-alerts"
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
