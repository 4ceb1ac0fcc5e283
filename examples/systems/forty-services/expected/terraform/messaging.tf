# aws.sqs (standard) realises queue `accounts-events` for 315.36 $ a month; nothing else could
resource "aws_sqs_queue" "accounts_events" {
  name                              = "bazaar-accounts-events"
  visibility_timeout_seconds        = 60
  message_retention_seconds         = 345600
  receive_wait_time_seconds         = 20
  kms_master_key_id                 = aws_kms_key.shared_key.arn
  kms_data_key_reuse_period_seconds = 300

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.accounts_events_dead.arn
    maxReceiveCount     = 5
  })

  lifecycle {
    prevent_destroy = true
  }
}

# keeps for 14 days what failed 5 times
resource "aws_sqs_queue" "accounts_events_dead" {
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
resource "aws_sqs_queue_redrive_allow_policy" "accounts_events_dead_source" {
  queue_url = aws_sqs_queue.accounts_events_dead.id

  redrive_allow_policy = jsonencode({
    redrivePermission = "byQueue"
    sourceQueueArns   = [aws_sqs_queue.accounts_events.arn]
  })
}

# accounts-events is reached over TLS only
data "aws_iam_policy_document" "accounts_events_policy" {
  statement {
    sid       = "OnlyTls"
    effect    = "Deny"
    actions   = ["sqs:*"]
    resources = [aws_sqs_queue.accounts_events.arn]

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

resource "aws_sqs_queue_policy" "accounts_events_policy" {
  queue_url = aws_sqs_queue.accounts_events.id
  policy    = data.aws_iam_policy_document.accounts_events_policy.json
}

# aws.sqs (standard) realises queue `audit-events` for 118.26 $ a month; nothing else could
resource "aws_sqs_queue" "audit_events" {
  name                              = "bazaar-audit-events"
  visibility_timeout_seconds        = 60
  message_retention_seconds         = 345600
  receive_wait_time_seconds         = 20
  kms_master_key_id                 = aws_kms_key.shared_key.arn
  kms_data_key_reuse_period_seconds = 300

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.audit_events_dead.arn
    maxReceiveCount     = 5
  })

  lifecycle {
    prevent_destroy = true
  }
}

# keeps for 14 days what failed 5 times
resource "aws_sqs_queue" "audit_events_dead" {
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
resource "aws_sqs_queue_redrive_allow_policy" "audit_events_dead_source" {
  queue_url = aws_sqs_queue.audit_events_dead.id

  redrive_allow_policy = jsonencode({
    redrivePermission = "byQueue"
    sourceQueueArns   = [aws_sqs_queue.audit_events.arn]
  })
}

# audit-events is reached over TLS only
data "aws_iam_policy_document" "audit_events_policy" {
  statement {
    sid       = "OnlyTls"
    effect    = "Deny"
    actions   = ["sqs:*"]
    resources = [aws_sqs_queue.audit_events.arn]

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

resource "aws_sqs_queue_policy" "audit_events_policy" {
  queue_url = aws_sqs_queue.audit_events.id
  policy    = data.aws_iam_policy_document.audit_events_policy.json
}

# aws.sqs (standard) realises queue `campaigns-events` for 157.68 $ a month; nothing else could
resource "aws_sqs_queue" "campaigns_events" {
  name                              = "bazaar-campaigns-events"
  visibility_timeout_seconds        = 60
  message_retention_seconds         = 345600
  receive_wait_time_seconds         = 20
  kms_master_key_id                 = aws_kms_key.shared_key.arn
  kms_data_key_reuse_period_seconds = 300

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.campaigns_events_dead.arn
    maxReceiveCount     = 5
  })

  lifecycle {
    prevent_destroy = true
  }
}

# keeps for 14 days what failed 5 times
resource "aws_sqs_queue" "campaigns_events_dead" {
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
resource "aws_sqs_queue_redrive_allow_policy" "campaigns_events_dead_source" {
  queue_url = aws_sqs_queue.campaigns_events_dead.id

  redrive_allow_policy = jsonencode({
    redrivePermission = "byQueue"
    sourceQueueArns   = [aws_sqs_queue.campaigns_events.arn]
  })
}

# campaigns-events is reached over TLS only
data "aws_iam_policy_document" "campaigns_events_policy" {
  statement {
    sid       = "OnlyTls"
    effect    = "Deny"
    actions   = ["sqs:*"]
    resources = [aws_sqs_queue.campaigns_events.arn]

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

resource "aws_sqs_queue_policy" "campaigns_events_policy" {
  queue_url = aws_sqs_queue.campaigns_events.id
  policy    = data.aws_iam_policy_document.campaigns_events_policy.json
}

# aws.sqs (standard) realises queue `checkout-events` for 59.13 $ a month; nothing else could
resource "aws_sqs_queue" "checkout_events" {
  name                              = "bazaar-checkout-events"
  visibility_timeout_seconds        = 60
  message_retention_seconds         = 345600
  receive_wait_time_seconds         = 20
  kms_master_key_id                 = aws_kms_key.shared_key.arn
  kms_data_key_reuse_period_seconds = 300

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.checkout_events_dead.arn
    maxReceiveCount     = 5
  })

  lifecycle {
    prevent_destroy = true
  }
}

# keeps for 14 days what failed 5 times
resource "aws_sqs_queue" "checkout_events_dead" {
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
resource "aws_sqs_queue_redrive_allow_policy" "checkout_events_dead_source" {
  queue_url = aws_sqs_queue.checkout_events_dead.id

  redrive_allow_policy = jsonencode({
    redrivePermission = "byQueue"
    sourceQueueArns   = [aws_sqs_queue.checkout_events.arn]
  })
}

# checkout-events is reached over TLS only
data "aws_iam_policy_document" "checkout_events_policy" {
  statement {
    sid       = "OnlyTls"
    effect    = "Deny"
    actions   = ["sqs:*"]
    resources = [aws_sqs_queue.checkout_events.arn]

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

resource "aws_sqs_queue_policy" "checkout_events_policy" {
  queue_url = aws_sqs_queue.checkout_events.id
  policy    = data.aws_iam_policy_document.checkout_events_policy.json
}

# aws.sqs (standard) realises queue `discounts-events` for 93.62 $ a month; nothing else could
resource "aws_sqs_queue" "discounts_events" {
  name                              = "bazaar-discounts-events"
  visibility_timeout_seconds        = 60
  message_retention_seconds         = 345600
  receive_wait_time_seconds         = 20
  kms_master_key_id                 = aws_kms_key.shared_key.arn
  kms_data_key_reuse_period_seconds = 300

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.discounts_events_dead.arn
    maxReceiveCount     = 5
  })

  lifecycle {
    prevent_destroy = true
  }
}

# keeps for 14 days what failed 5 times
resource "aws_sqs_queue" "discounts_events_dead" {
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
resource "aws_sqs_queue_redrive_allow_policy" "discounts_events_dead_source" {
  queue_url = aws_sqs_queue.discounts_events_dead.id

  redrive_allow_policy = jsonencode({
    redrivePermission = "byQueue"
    sourceQueueArns   = [aws_sqs_queue.discounts_events.arn]
  })
}

# discounts-events is reached over TLS only
data "aws_iam_policy_document" "discounts_events_policy" {
  statement {
    sid       = "OnlyTls"
    effect    = "Deny"
    actions   = ["sqs:*"]
    resources = [aws_sqs_queue.discounts_events.arn]

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

resource "aws_sqs_queue_policy" "discounts_events_policy" {
  queue_url = aws_sqs_queue.discounts_events.id
  policy    = data.aws_iam_policy_document.discounts_events_policy.json
}

# aws.sqs (standard) realises queue `gifts-events` for 315.36 $ a month; nothing else could
resource "aws_sqs_queue" "gifts_events" {
  name                              = "bazaar-gifts-events"
  visibility_timeout_seconds        = 60
  message_retention_seconds         = 345600
  receive_wait_time_seconds         = 20
  kms_master_key_id                 = aws_kms_key.shared_key.arn
  kms_data_key_reuse_period_seconds = 300

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.gifts_events_dead.arn
    maxReceiveCount     = 5
  })

  lifecycle {
    prevent_destroy = true
  }
}

# keeps for 14 days what failed 5 times
resource "aws_sqs_queue" "gifts_events_dead" {
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
resource "aws_sqs_queue_redrive_allow_policy" "gifts_events_dead_source" {
  queue_url = aws_sqs_queue.gifts_events_dead.id

  redrive_allow_policy = jsonencode({
    redrivePermission = "byQueue"
    sourceQueueArns   = [aws_sqs_queue.gifts_events.arn]
  })
}

# gifts-events is reached over TLS only
data "aws_iam_policy_document" "gifts_events_policy" {
  statement {
    sid       = "OnlyTls"
    effect    = "Deny"
    actions   = ["sqs:*"]
    resources = [aws_sqs_queue.gifts_events.arn]

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

resource "aws_sqs_queue_policy" "gifts_events_policy" {
  queue_url = aws_sqs_queue.gifts_events.id
  policy    = data.aws_iam_policy_document.gifts_events_policy.json
}

# aws.sqs (standard) realises queue `loyalty-events` for 118.26 $ a month; nothing else could
resource "aws_sqs_queue" "loyalty_events" {
  name                              = "bazaar-loyalty-events"
  visibility_timeout_seconds        = 60
  message_retention_seconds         = 345600
  receive_wait_time_seconds         = 20
  kms_master_key_id                 = aws_kms_key.shared_key.arn
  kms_data_key_reuse_period_seconds = 300

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.loyalty_events_dead.arn
    maxReceiveCount     = 5
  })

  lifecycle {
    prevent_destroy = true
  }
}

# keeps for 14 days what failed 5 times
resource "aws_sqs_queue" "loyalty_events_dead" {
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
resource "aws_sqs_queue_redrive_allow_policy" "loyalty_events_dead_source" {
  queue_url = aws_sqs_queue.loyalty_events_dead.id

  redrive_allow_policy = jsonencode({
    redrivePermission = "byQueue"
    sourceQueueArns   = [aws_sqs_queue.loyalty_events.arn]
  })
}

# loyalty-events is reached over TLS only
data "aws_iam_policy_document" "loyalty_events_policy" {
  statement {
    sid       = "OnlyTls"
    effect    = "Deny"
    actions   = ["sqs:*"]
    resources = [aws_sqs_queue.loyalty_events.arn]

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

resource "aws_sqs_queue_policy" "loyalty_events_policy" {
  queue_url = aws_sqs_queue.loyalty_events.id
  policy    = data.aws_iam_policy_document.loyalty_events_policy.json
}

# aws.sqs (standard) realises queue `messages-events` for 157.68 $ a month; nothing else could
resource "aws_sqs_queue" "messages_events" {
  name                              = "bazaar-messages-events"
  visibility_timeout_seconds        = 60
  message_retention_seconds         = 345600
  receive_wait_time_seconds         = 20
  kms_master_key_id                 = aws_kms_key.shared_key.arn
  kms_data_key_reuse_period_seconds = 300

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.messages_events_dead.arn
    maxReceiveCount     = 5
  })

  lifecycle {
    prevent_destroy = true
  }
}

# keeps for 14 days what failed 5 times
resource "aws_sqs_queue" "messages_events_dead" {
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
resource "aws_sqs_queue_redrive_allow_policy" "messages_events_dead_source" {
  queue_url = aws_sqs_queue.messages_events_dead.id

  redrive_allow_policy = jsonencode({
    redrivePermission = "byQueue"
    sourceQueueArns   = [aws_sqs_queue.messages_events.arn]
  })
}

# messages-events is reached over TLS only
data "aws_iam_policy_document" "messages_events_policy" {
  statement {
    sid       = "OnlyTls"
    effect    = "Deny"
    actions   = ["sqs:*"]
    resources = [aws_sqs_queue.messages_events.arn]

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

resource "aws_sqs_queue_policy" "messages_events_policy" {
  queue_url = aws_sqs_queue.messages_events.id
  policy    = data.aws_iam_policy_document.messages_events_policy.json
}

# aws.sqs (standard) realises queue `payments-events` for 59.13 $ a month; nothing else could
resource "aws_sqs_queue" "payments_events" {
  name                              = "bazaar-payments-events"
  visibility_timeout_seconds        = 60
  message_retention_seconds         = 345600
  receive_wait_time_seconds         = 20
  kms_master_key_id                 = aws_kms_key.shared_key.arn
  kms_data_key_reuse_period_seconds = 300

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.payments_events_dead.arn
    maxReceiveCount     = 5
  })

  lifecycle {
    prevent_destroy = true
  }
}

# keeps for 14 days what failed 5 times
resource "aws_sqs_queue" "payments_events_dead" {
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
resource "aws_sqs_queue_redrive_allow_policy" "payments_events_dead_source" {
  queue_url = aws_sqs_queue.payments_events_dead.id

  redrive_allow_policy = jsonencode({
    redrivePermission = "byQueue"
    sourceQueueArns   = [aws_sqs_queue.payments_events.arn]
  })
}

# payments-events is reached over TLS only
data "aws_iam_policy_document" "payments_events_policy" {
  statement {
    sid       = "OnlyTls"
    effect    = "Deny"
    actions   = ["sqs:*"]
    resources = [aws_sqs_queue.payments_events.arn]

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

resource "aws_sqs_queue_policy" "payments_events_policy" {
  queue_url = aws_sqs_queue.payments_events.id
  policy    = data.aws_iam_policy_document.payments_events_policy.json
}

# aws.sqs (standard) realises queue `profiles-events` for 93.62 $ a month; nothing else could
resource "aws_sqs_queue" "profiles_events" {
  name                              = "bazaar-profiles-events"
  visibility_timeout_seconds        = 60
  message_retention_seconds         = 345600
  receive_wait_time_seconds         = 20
  kms_master_key_id                 = aws_kms_key.shared_key.arn
  kms_data_key_reuse_period_seconds = 300

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.profiles_events_dead.arn
    maxReceiveCount     = 5
  })

  lifecycle {
    prevent_destroy = true
  }
}

# keeps for 14 days what failed 5 times
resource "aws_sqs_queue" "profiles_events_dead" {
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
resource "aws_sqs_queue_redrive_allow_policy" "profiles_events_dead_source" {
  queue_url = aws_sqs_queue.profiles_events_dead.id

  redrive_allow_policy = jsonencode({
    redrivePermission = "byQueue"
    sourceQueueArns   = [aws_sqs_queue.profiles_events.arn]
  })
}

# profiles-events is reached over TLS only
data "aws_iam_policy_document" "profiles_events_policy" {
  statement {
    sid       = "OnlyTls"
    effect    = "Deny"
    actions   = ["sqs:*"]
    resources = [aws_sqs_queue.profiles_events.arn]

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

resource "aws_sqs_queue_policy" "profiles_events_policy" {
  queue_url = aws_sqs_queue.profiles_events.id
  policy    = data.aws_iam_policy_document.profiles_events_policy.json
}

# aws.sqs (standard) realises queue `recommend-events` for 315.36 $ a month; nothing else could
resource "aws_sqs_queue" "recommend_events" {
  name                              = "bazaar-recommend-events"
  visibility_timeout_seconds        = 60
  message_retention_seconds         = 345600
  receive_wait_time_seconds         = 20
  kms_master_key_id                 = aws_kms_key.shared_key.arn
  kms_data_key_reuse_period_seconds = 300

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.recommend_events_dead.arn
    maxReceiveCount     = 5
  })

  lifecycle {
    prevent_destroy = true
  }
}

# keeps for 14 days what failed 5 times
resource "aws_sqs_queue" "recommend_events_dead" {
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
resource "aws_sqs_queue_redrive_allow_policy" "recommend_events_dead_source" {
  queue_url = aws_sqs_queue.recommend_events_dead.id

  redrive_allow_policy = jsonencode({
    redrivePermission = "byQueue"
    sourceQueueArns   = [aws_sqs_queue.recommend_events.arn]
  })
}

# recommend-events is reached over TLS only
data "aws_iam_policy_document" "recommend_events_policy" {
  statement {
    sid       = "OnlyTls"
    effect    = "Deny"
    actions   = ["sqs:*"]
    resources = [aws_sqs_queue.recommend_events.arn]

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

resource "aws_sqs_queue_policy" "recommend_events_policy" {
  queue_url = aws_sqs_queue.recommend_events.id
  policy    = data.aws_iam_policy_document.recommend_events_policy.json
}

# aws.sqs (standard) realises queue `reviews-events` for 118.26 $ a month; nothing else could
resource "aws_sqs_queue" "reviews_events" {
  name                              = "bazaar-reviews-events"
  visibility_timeout_seconds        = 60
  message_retention_seconds         = 345600
  receive_wait_time_seconds         = 20
  kms_master_key_id                 = aws_kms_key.shared_key.arn
  kms_data_key_reuse_period_seconds = 300

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.reviews_events_dead.arn
    maxReceiveCount     = 5
  })

  lifecycle {
    prevent_destroy = true
  }
}

# keeps for 14 days what failed 5 times
resource "aws_sqs_queue" "reviews_events_dead" {
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
resource "aws_sqs_queue_redrive_allow_policy" "reviews_events_dead_source" {
  queue_url = aws_sqs_queue.reviews_events_dead.id

  redrive_allow_policy = jsonencode({
    redrivePermission = "byQueue"
    sourceQueueArns   = [aws_sqs_queue.reviews_events.arn]
  })
}

# reviews-events is reached over TLS only
data "aws_iam_policy_document" "reviews_events_policy" {
  statement {
    sid       = "OnlyTls"
    effect    = "Deny"
    actions   = ["sqs:*"]
    resources = [aws_sqs_queue.reviews_events.arn]

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

resource "aws_sqs_queue_policy" "reviews_events_policy" {
  queue_url = aws_sqs_queue.reviews_events.id
  policy    = data.aws_iam_policy_document.reviews_events_policy.json
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
resource "aws_sqs_queue" "stock_events" {
  name                              = "bazaar-stock-events"
  visibility_timeout_seconds        = 60
  message_retention_seconds         = 345600
  receive_wait_time_seconds         = 20
  kms_master_key_id                 = aws_kms_key.shared_key.arn
  kms_data_key_reuse_period_seconds = 300

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.stock_events_dead.arn
    maxReceiveCount     = 5
  })

  lifecycle {
    prevent_destroy = true
  }
}

# keeps for 14 days what failed 5 times
resource "aws_sqs_queue" "stock_events_dead" {
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
resource "aws_sqs_queue_redrive_allow_policy" "stock_events_dead_source" {
  queue_url = aws_sqs_queue.stock_events_dead.id

  redrive_allow_policy = jsonencode({
    redrivePermission = "byQueue"
    sourceQueueArns   = [aws_sqs_queue.stock_events.arn]
  })
}

# stock-events is reached over TLS only
data "aws_iam_policy_document" "stock_events_policy" {
  statement {
    sid       = "OnlyTls"
    effect    = "Deny"
    actions   = ["sqs:*"]
    resources = [aws_sqs_queue.stock_events.arn]

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

resource "aws_sqs_queue_policy" "stock_events_policy" {
  queue_url = aws_sqs_queue.stock_events.id
  policy    = data.aws_iam_policy_document.stock_events_policy.json
}

# aws.sqs (standard) realises queue `wishes-events` for 59.13 $ a month; nothing else could
resource "aws_sqs_queue" "wishes_events" {
  name                              = "bazaar-wishes-events"
  visibility_timeout_seconds        = 60
  message_retention_seconds         = 345600
  receive_wait_time_seconds         = 20
  kms_master_key_id                 = aws_kms_key.shared_key.arn
  kms_data_key_reuse_period_seconds = 300

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.wishes_events_dead.arn
    maxReceiveCount     = 5
  })

  lifecycle {
    prevent_destroy = true
  }
}

# keeps for 14 days what failed 5 times
resource "aws_sqs_queue" "wishes_events_dead" {
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
resource "aws_sqs_queue_redrive_allow_policy" "wishes_events_dead_source" {
  queue_url = aws_sqs_queue.wishes_events_dead.id

  redrive_allow_policy = jsonencode({
    redrivePermission = "byQueue"
    sourceQueueArns   = [aws_sqs_queue.wishes_events.arn]
  })
}

# wishes-events is reached over TLS only
data "aws_iam_policy_document" "wishes_events_policy" {
  statement {
    sid       = "OnlyTls"
    effect    = "Deny"
    actions   = ["sqs:*"]
    resources = [aws_sqs_queue.wishes_events.arn]

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

resource "aws_sqs_queue_policy" "wishes_events_policy" {
  queue_url = aws_sqs_queue.wishes_events.id
  policy    = data.aws_iam_policy_document.wishes_events_policy.json
}
