# programs learn how to log in to db by reference
resource "aws_secretsmanager_secret" "db_connection" {
  name                    = "quotes-db-connection"
  description             = "db of quotes: what programs are told"
  kms_key_id              = aws_kms_key.shared_key.arn
  recovery_window_in_days = 30

  lifecycle {
    prevent_destroy = true
  }
}

# the value of db.connection is written only: no state has it
resource "aws_secretsmanager_secret_version" "db_connection_version" {
  secret_id = aws_secretsmanager_secret.db_connection.id

  secret_string_wo = jsonencode({
    dbname   = "app"
    engine   = "postgres"
    host     = aws_db_proxy.db_proxy.endpoint
    port     = "5432"
    url      = "postgresql://app:${ephemeral.aws_secretsmanager_secret_version.db_login_reading.secret_string}@${aws_db_proxy.db_proxy.endpoint}:5432/app"
    username = "app"
    password = ephemeral.aws_secretsmanager_secret_version.db_login_reading.secret_string
  })

  secret_string_wo_version = 1
}

# the password of db is kept where few may read it
resource "aws_secretsmanager_secret" "db_login" {
  name                    = "quotes-db-login"
  description             = "db of quotes: the password"
  kms_key_id              = aws_kms_key.shared_key.arn
  recovery_window_in_days = 30

  lifecycle {
    prevent_destroy = true
  }
}

# db.login is a value that nobody knows
ephemeral "random_password" "db_login_password" {
  length  = 40
  special = false
}

# db gets the password that was kept
ephemeral "aws_secretsmanager_secret_version" "db_login_reading" {
  secret_id = aws_secretsmanager_secret_version.db_login_version.secret_id
}

# the value of db.login is written only: no state has it
resource "aws_secretsmanager_secret_version" "db_login_version" {
  secret_id                = aws_secretsmanager_secret.db_login.id
  secret_string_wo         = ephemeral.random_password.db_login_password.result
  secret_string_wo_version = 1
}

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
      identifiers = ["logs.us-east-1.amazonaws.com"]
    }

    condition {
      test     = "ArnLike"
      variable = "kms:EncryptionContext:aws:logs:arn"
      values   = ["arn:aws:logs:us-east-1:${data.aws_caller_identity.shared_account.account_id}:log-group:*"]
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
  description             = "Encrypts what quotes keeps"
  enable_key_rotation     = true
  deletion_window_in_days = 30
  policy                  = data.aws_iam_policy_document.shared_key.json

  tags = {
    Name = "quotes-shared-key"
  }

  lifecycle {
    prevent_destroy = true
  }
}

# people find the key by a name
resource "aws_kms_alias" "shared_key_alias" {
  name          = "alias/quotes"
  target_key_id = aws_kms_key.shared_key.key_id
}
