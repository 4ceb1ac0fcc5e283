# alarms go to one topic
resource "aws_sns_topic" "shared_alerts" {
  name              = "quotes-alerts"
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
