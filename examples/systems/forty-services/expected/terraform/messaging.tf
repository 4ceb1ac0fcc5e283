# aws.sqs (standard) realises queue `accounts-events` for 315.36 $ a month; nothing else could
resource "aws_sqs_queue" "accounts-events" {
  name                              = "bazaar-accounts-events"
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
  name                              = "bazaar-accounts-events-dead"
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
  name                              = "bazaar-audit-events"
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
  name                              = "bazaar-audit-events-dead"
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
  name                              = "bazaar-campaigns-events"
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
  name                              = "bazaar-campaigns-events-dead"
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
  name                              = "bazaar-checkout-events"
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
  name                              = "bazaar-checkout-events-dead"
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

# aws.sqs (standard) realises queue `discounts-events` for 93.62 $ a month; nothing else could
resource "aws_sqs_queue" "discounts-events" {
  name                              = "bazaar-discounts-events"
  visibility_timeout_seconds        = 60
  message_retention_seconds         = 345600
  receive_wait_time_seconds         = 20
  kms_master_key_id                 = aws_kms_key.shared_key.arn
  kms_data_key_reuse_period_seconds = 300

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.discounts-events_dead.arn
    maxReceiveCount     = 5
  })

  lifecycle {
    prevent_destroy = true
  }
}

# keeps for 14 days what failed 5 times
resource "aws_sqs_queue" "discounts-events_dead" {
  name                              = "bazaar-discounts-events-dead"
  visibility_timeout_seconds        = 60
  message_retention_seconds         = 1209600
  receive_wait_time_seconds         = 20
  kms_master_key_id                 = aws_kms_key.shared_key.arn
  kms_data_key_reuse_period_seconds = 300

  lifecycle {
    prevent_destroy = true
  }
}

# only discounts-events puts dead letters there
resource "aws_sqs_queue_redrive_allow_policy" "discounts-events_dead_source" {
  queue_url = aws_sqs_queue.discounts-events_dead.id

  redrive_allow_policy = jsonencode({
    redrivePermission = "byQueue"
    sourceQueueArns   = [aws_sqs_queue.discounts-events.arn]
  })
}

# discounts-events is reached over TLS only
data "aws_iam_policy_document" "discounts-events_policy" {
  statement {
    sid       = "OnlyTls"
    effect    = "Deny"
    actions   = ["sqs:*"]
    resources = [aws_sqs_queue.discounts-events.arn]

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

resource "aws_sqs_queue_policy" "discounts-events_policy" {
  queue_url = aws_sqs_queue.discounts-events.id
  policy    = data.aws_iam_policy_document.discounts-events_policy.json
}

# aws.sqs (standard) realises queue `gifts-events` for 315.36 $ a month; nothing else could
resource "aws_sqs_queue" "gifts-events" {
  name                              = "bazaar-gifts-events"
  visibility_timeout_seconds        = 60
  message_retention_seconds         = 345600
  receive_wait_time_seconds         = 20
  kms_master_key_id                 = aws_kms_key.shared_key.arn
  kms_data_key_reuse_period_seconds = 300

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.gifts-events_dead.arn
    maxReceiveCount     = 5
  })

  lifecycle {
    prevent_destroy = true
  }
}

# keeps for 14 days what failed 5 times
resource "aws_sqs_queue" "gifts-events_dead" {
  name                              = "bazaar-gifts-events-dead"
  visibility_timeout_seconds        = 60
  message_retention_seconds         = 1209600
  receive_wait_time_seconds         = 20
  kms_master_key_id                 = aws_kms_key.shared_key.arn
  kms_data_key_reuse_period_seconds = 300

  lifecycle {
    prevent_destroy = true
  }
}

# only gifts-events puts dead letters there
resource "aws_sqs_queue_redrive_allow_policy" "gifts-events_dead_source" {
  queue_url = aws_sqs_queue.gifts-events_dead.id

  redrive_allow_policy = jsonencode({
    redrivePermission = "byQueue"
    sourceQueueArns   = [aws_sqs_queue.gifts-events.arn]
  })
}

# gifts-events is reached over TLS only
data "aws_iam_policy_document" "gifts-events_policy" {
  statement {
    sid       = "OnlyTls"
    effect    = "Deny"
    actions   = ["sqs:*"]
    resources = [aws_sqs_queue.gifts-events.arn]

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

resource "aws_sqs_queue_policy" "gifts-events_policy" {
  queue_url = aws_sqs_queue.gifts-events.id
  policy    = data.aws_iam_policy_document.gifts-events_policy.json
}

# aws.sqs (standard) realises queue `loyalty-events` for 118.26 $ a month; nothing else could
resource "aws_sqs_queue" "loyalty-events" {
  name                              = "bazaar-loyalty-events"
  visibility_timeout_seconds        = 60
  message_retention_seconds         = 345600
  receive_wait_time_seconds         = 20
  kms_master_key_id                 = aws_kms_key.shared_key.arn
  kms_data_key_reuse_period_seconds = 300

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.loyalty-events_dead.arn
    maxReceiveCount     = 5
  })

  lifecycle {
    prevent_destroy = true
  }
}

# keeps for 14 days what failed 5 times
resource "aws_sqs_queue" "loyalty-events_dead" {
  name                              = "bazaar-loyalty-events-dead"
  visibility_timeout_seconds        = 60
  message_retention_seconds         = 1209600
  receive_wait_time_seconds         = 20
  kms_master_key_id                 = aws_kms_key.shared_key.arn
  kms_data_key_reuse_period_seconds = 300

  lifecycle {
    prevent_destroy = true
  }
}

# only loyalty-events puts dead letters there
resource "aws_sqs_queue_redrive_allow_policy" "loyalty-events_dead_source" {
  queue_url = aws_sqs_queue.loyalty-events_dead.id

  redrive_allow_policy = jsonencode({
    redrivePermission = "byQueue"
    sourceQueueArns   = [aws_sqs_queue.loyalty-events.arn]
  })
}

# loyalty-events is reached over TLS only
data "aws_iam_policy_document" "loyalty-events_policy" {
  statement {
    sid       = "OnlyTls"
    effect    = "Deny"
    actions   = ["sqs:*"]
    resources = [aws_sqs_queue.loyalty-events.arn]

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

resource "aws_sqs_queue_policy" "loyalty-events_policy" {
  queue_url = aws_sqs_queue.loyalty-events.id
  policy    = data.aws_iam_policy_document.loyalty-events_policy.json
}

# aws.sqs (standard) realises queue `messages-events` for 157.68 $ a month; nothing else could
resource "aws_sqs_queue" "messages-events" {
  name                              = "bazaar-messages-events"
  visibility_timeout_seconds        = 60
  message_retention_seconds         = 345600
  receive_wait_time_seconds         = 20
  kms_master_key_id                 = aws_kms_key.shared_key.arn
  kms_data_key_reuse_period_seconds = 300

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.messages-events_dead.arn
    maxReceiveCount     = 5
  })

  lifecycle {
    prevent_destroy = true
  }
}

# keeps for 14 days what failed 5 times
resource "aws_sqs_queue" "messages-events_dead" {
  name                              = "bazaar-messages-events-dead"
  visibility_timeout_seconds        = 60
  message_retention_seconds         = 1209600
  receive_wait_time_seconds         = 20
  kms_master_key_id                 = aws_kms_key.shared_key.arn
  kms_data_key_reuse_period_seconds = 300

  lifecycle {
    prevent_destroy = true
  }
}

# only messages-events puts dead letters there
resource "aws_sqs_queue_redrive_allow_policy" "messages-events_dead_source" {
  queue_url = aws_sqs_queue.messages-events_dead.id

  redrive_allow_policy = jsonencode({
    redrivePermission = "byQueue"
    sourceQueueArns   = [aws_sqs_queue.messages-events.arn]
  })
}

# messages-events is reached over TLS only
data "aws_iam_policy_document" "messages-events_policy" {
  statement {
    sid       = "OnlyTls"
    effect    = "Deny"
    actions   = ["sqs:*"]
    resources = [aws_sqs_queue.messages-events.arn]

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

resource "aws_sqs_queue_policy" "messages-events_policy" {
  queue_url = aws_sqs_queue.messages-events.id
  policy    = data.aws_iam_policy_document.messages-events_policy.json
}

# aws.sqs (standard) realises queue `payments-events` for 59.13 $ a month; nothing else could
resource "aws_sqs_queue" "payments-events" {
  name                              = "bazaar-payments-events"
  visibility_timeout_seconds        = 60
  message_retention_seconds         = 345600
  receive_wait_time_seconds         = 20
  kms_master_key_id                 = aws_kms_key.shared_key.arn
  kms_data_key_reuse_period_seconds = 300

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.payments-events_dead.arn
    maxReceiveCount     = 5
  })

  lifecycle {
    prevent_destroy = true
  }
}

# keeps for 14 days what failed 5 times
resource "aws_sqs_queue" "payments-events_dead" {
  name                              = "bazaar-payments-events-dead"
  visibility_timeout_seconds        = 60
  message_retention_seconds         = 1209600
  receive_wait_time_seconds         = 20
  kms_master_key_id                 = aws_kms_key.shared_key.arn
  kms_data_key_reuse_period_seconds = 300

  lifecycle {
    prevent_destroy = true
  }
}

# only payments-events puts dead letters there
resource "aws_sqs_queue_redrive_allow_policy" "payments-events_dead_source" {
  queue_url = aws_sqs_queue.payments-events_dead.id

  redrive_allow_policy = jsonencode({
    redrivePermission = "byQueue"
    sourceQueueArns   = [aws_sqs_queue.payments-events.arn]
  })
}

# payments-events is reached over TLS only
data "aws_iam_policy_document" "payments-events_policy" {
  statement {
    sid       = "OnlyTls"
    effect    = "Deny"
    actions   = ["sqs:*"]
    resources = [aws_sqs_queue.payments-events.arn]

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

resource "aws_sqs_queue_policy" "payments-events_policy" {
  queue_url = aws_sqs_queue.payments-events.id
  policy    = data.aws_iam_policy_document.payments-events_policy.json
}

# aws.sqs (standard) realises queue `profiles-events` for 93.62 $ a month; nothing else could
resource "aws_sqs_queue" "profiles-events" {
  name                              = "bazaar-profiles-events"
  visibility_timeout_seconds        = 60
  message_retention_seconds         = 345600
  receive_wait_time_seconds         = 20
  kms_master_key_id                 = aws_kms_key.shared_key.arn
  kms_data_key_reuse_period_seconds = 300

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.profiles-events_dead.arn
    maxReceiveCount     = 5
  })

  lifecycle {
    prevent_destroy = true
  }
}

# keeps for 14 days what failed 5 times
resource "aws_sqs_queue" "profiles-events_dead" {
  name                              = "bazaar-profiles-events-dead"
  visibility_timeout_seconds        = 60
  message_retention_seconds         = 1209600
  receive_wait_time_seconds         = 20
  kms_master_key_id                 = aws_kms_key.shared_key.arn
  kms_data_key_reuse_period_seconds = 300

  lifecycle {
    prevent_destroy = true
  }
}

# only profiles-events puts dead letters there
resource "aws_sqs_queue_redrive_allow_policy" "profiles-events_dead_source" {
  queue_url = aws_sqs_queue.profiles-events_dead.id

  redrive_allow_policy = jsonencode({
    redrivePermission = "byQueue"
    sourceQueueArns   = [aws_sqs_queue.profiles-events.arn]
  })
}

# profiles-events is reached over TLS only
data "aws_iam_policy_document" "profiles-events_policy" {
  statement {
    sid       = "OnlyTls"
    effect    = "Deny"
    actions   = ["sqs:*"]
    resources = [aws_sqs_queue.profiles-events.arn]

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

resource "aws_sqs_queue_policy" "profiles-events_policy" {
  queue_url = aws_sqs_queue.profiles-events.id
  policy    = data.aws_iam_policy_document.profiles-events_policy.json
}

# aws.sqs (standard) realises queue `recommend-events` for 315.36 $ a month; nothing else could
resource "aws_sqs_queue" "recommend-events" {
  name                              = "bazaar-recommend-events"
  visibility_timeout_seconds        = 60
  message_retention_seconds         = 345600
  receive_wait_time_seconds         = 20
  kms_master_key_id                 = aws_kms_key.shared_key.arn
  kms_data_key_reuse_period_seconds = 300

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.recommend-events_dead.arn
    maxReceiveCount     = 5
  })

  lifecycle {
    prevent_destroy = true
  }
}

# keeps for 14 days what failed 5 times
resource "aws_sqs_queue" "recommend-events_dead" {
  name                              = "bazaar-recommend-events-dead"
  visibility_timeout_seconds        = 60
  message_retention_seconds         = 1209600
  receive_wait_time_seconds         = 20
  kms_master_key_id                 = aws_kms_key.shared_key.arn
  kms_data_key_reuse_period_seconds = 300

  lifecycle {
    prevent_destroy = true
  }
}

# only recommend-events puts dead letters there
resource "aws_sqs_queue_redrive_allow_policy" "recommend-events_dead_source" {
  queue_url = aws_sqs_queue.recommend-events_dead.id

  redrive_allow_policy = jsonencode({
    redrivePermission = "byQueue"
    sourceQueueArns   = [aws_sqs_queue.recommend-events.arn]
  })
}

# recommend-events is reached over TLS only
data "aws_iam_policy_document" "recommend-events_policy" {
  statement {
    sid       = "OnlyTls"
    effect    = "Deny"
    actions   = ["sqs:*"]
    resources = [aws_sqs_queue.recommend-events.arn]

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

resource "aws_sqs_queue_policy" "recommend-events_policy" {
  queue_url = aws_sqs_queue.recommend-events.id
  policy    = data.aws_iam_policy_document.recommend-events_policy.json
}

# aws.sqs (standard) realises queue `reviews-events` for 118.26 $ a month; nothing else could
resource "aws_sqs_queue" "reviews-events" {
  name                              = "bazaar-reviews-events"
  visibility_timeout_seconds        = 60
  message_retention_seconds         = 345600
  receive_wait_time_seconds         = 20
  kms_master_key_id                 = aws_kms_key.shared_key.arn
  kms_data_key_reuse_period_seconds = 300

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.reviews-events_dead.arn
    maxReceiveCount     = 5
  })

  lifecycle {
    prevent_destroy = true
  }
}

# keeps for 14 days what failed 5 times
resource "aws_sqs_queue" "reviews-events_dead" {
  name                              = "bazaar-reviews-events-dead"
  visibility_timeout_seconds        = 60
  message_retention_seconds         = 1209600
  receive_wait_time_seconds         = 20
  kms_master_key_id                 = aws_kms_key.shared_key.arn
  kms_data_key_reuse_period_seconds = 300

  lifecycle {
    prevent_destroy = true
  }
}

# only reviews-events puts dead letters there
resource "aws_sqs_queue_redrive_allow_policy" "reviews-events_dead_source" {
  queue_url = aws_sqs_queue.reviews-events_dead.id

  redrive_allow_policy = jsonencode({
    redrivePermission = "byQueue"
    sourceQueueArns   = [aws_sqs_queue.reviews-events.arn]
  })
}

# reviews-events is reached over TLS only
data "aws_iam_policy_document" "reviews-events_policy" {
  statement {
    sid       = "OnlyTls"
    effect    = "Deny"
    actions   = ["sqs:*"]
    resources = [aws_sqs_queue.reviews-events.arn]

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

resource "aws_sqs_queue_policy" "reviews-events_policy" {
  queue_url = aws_sqs_queue.reviews-events.id
  policy    = data.aws_iam_policy_document.reviews-events_policy.json
}

# alarms go to one topic
resource "aws_sns_topic" "shared_alerts" {
  name              = "bazaar-alerts"
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

# aws.sqs (standard) realises queue `stock-events` for 157.68 $ a month; nothing else could
resource "aws_sqs_queue" "stock-events" {
  name                              = "bazaar-stock-events"
  visibility_timeout_seconds        = 60
  message_retention_seconds         = 345600
  receive_wait_time_seconds         = 20
  kms_master_key_id                 = aws_kms_key.shared_key.arn
  kms_data_key_reuse_period_seconds = 300

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.stock-events_dead.arn
    maxReceiveCount     = 5
  })

  lifecycle {
    prevent_destroy = true
  }
}

# keeps for 14 days what failed 5 times
resource "aws_sqs_queue" "stock-events_dead" {
  name                              = "bazaar-stock-events-dead"
  visibility_timeout_seconds        = 60
  message_retention_seconds         = 1209600
  receive_wait_time_seconds         = 20
  kms_master_key_id                 = aws_kms_key.shared_key.arn
  kms_data_key_reuse_period_seconds = 300

  lifecycle {
    prevent_destroy = true
  }
}

# only stock-events puts dead letters there
resource "aws_sqs_queue_redrive_allow_policy" "stock-events_dead_source" {
  queue_url = aws_sqs_queue.stock-events_dead.id

  redrive_allow_policy = jsonencode({
    redrivePermission = "byQueue"
    sourceQueueArns   = [aws_sqs_queue.stock-events.arn]
  })
}

# stock-events is reached over TLS only
data "aws_iam_policy_document" "stock-events_policy" {
  statement {
    sid       = "OnlyTls"
    effect    = "Deny"
    actions   = ["sqs:*"]
    resources = [aws_sqs_queue.stock-events.arn]

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

resource "aws_sqs_queue_policy" "stock-events_policy" {
  queue_url = aws_sqs_queue.stock-events.id
  policy    = data.aws_iam_policy_document.stock-events_policy.json
}

# aws.sqs (standard) realises queue `wishes-events` for 59.13 $ a month; nothing else could
resource "aws_sqs_queue" "wishes-events" {
  name                              = "bazaar-wishes-events"
  visibility_timeout_seconds        = 60
  message_retention_seconds         = 345600
  receive_wait_time_seconds         = 20
  kms_master_key_id                 = aws_kms_key.shared_key.arn
  kms_data_key_reuse_period_seconds = 300

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.wishes-events_dead.arn
    maxReceiveCount     = 5
  })

  lifecycle {
    prevent_destroy = true
  }
}

# keeps for 14 days what failed 5 times
resource "aws_sqs_queue" "wishes-events_dead" {
  name                              = "bazaar-wishes-events-dead"
  visibility_timeout_seconds        = 60
  message_retention_seconds         = 1209600
  receive_wait_time_seconds         = 20
  kms_master_key_id                 = aws_kms_key.shared_key.arn
  kms_data_key_reuse_period_seconds = 300

  lifecycle {
    prevent_destroy = true
  }
}

# only wishes-events puts dead letters there
resource "aws_sqs_queue_redrive_allow_policy" "wishes-events_dead_source" {
  queue_url = aws_sqs_queue.wishes-events_dead.id

  redrive_allow_policy = jsonencode({
    redrivePermission = "byQueue"
    sourceQueueArns   = [aws_sqs_queue.wishes-events.arn]
  })
}

# wishes-events is reached over TLS only
data "aws_iam_policy_document" "wishes-events_policy" {
  statement {
    sid       = "OnlyTls"
    effect    = "Deny"
    actions   = ["sqs:*"]
    resources = [aws_sqs_queue.wishes-events.arn]

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

resource "aws_sqs_queue_policy" "wishes-events_policy" {
  queue_url = aws_sqs_queue.wishes-events.id
  policy    = data.aws_iam_policy_document.wishes-events_policy.json
}
