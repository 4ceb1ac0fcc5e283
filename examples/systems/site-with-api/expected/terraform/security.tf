# everything at rest is encrypted with a key of the application's own
data "aws_iam_policy_document" "shared_key" {
  statement {
    sid       = "Account"
    effect    = "Allow"
    actions   = ["kms:*"]
    resources = ["*"]

    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::${data.aws_caller_identity.shared_account.account_id}:root"]
    }
  }

  statement {
    sid       = "Logs"
    effect    = "Allow"
    actions   = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"]
    resources = ["*"]

    principals {
      type        = "Service"
      identifiers = ["logs.eu-central-1.amazonaws.com"]
    }

    condition {
      test     = "ArnLike"
      variable = "kms:EncryptionContext:aws:logs:arn"

      values = [
        "arn:aws:logs:eu-central-1:${data.aws_caller_identity.shared_account.account_id}:log-group:*",
      ]
    }
  }

  statement {
    sid       = "Senders"
    effect    = "Allow"
    actions   = ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey*"]
    resources = ["*"]

    principals {
      type        = "Service"
      identifiers = ["cloudwatch.amazonaws.com", "events.amazonaws.com", "s3.amazonaws.com", "sns.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [data.aws_caller_identity.shared_account.account_id]
    }
  }
}

resource "aws_kms_key" "shared_key" {
  description             = "Encrypts what guestbook keeps"
  enable_key_rotation     = true
  deletion_window_in_days = 30
  policy                  = data.aws_iam_policy_document.shared_key.json

  tags = {
    Name = "guestbook-shared-key"
  }

  lifecycle {
    prevent_destroy = true
  }
}

# people find the key by a name
resource "aws_kms_alias" "shared_key_alias" {
  name          = "alias/guestbook"
  target_key_id = aws_kms_key.shared_key.key_id
}
