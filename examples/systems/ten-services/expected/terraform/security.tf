# programs learn how to log in to accounts-db by reference
resource "aws_secretsmanager_secret" "accounts-db_connection" {
  name                    = "market-accounts-db-connection"
  description             = "accounts-db of market: what programs are told"
  kms_key_id              = aws_kms_key.shared_key.arn
  recovery_window_in_days = 30

  lifecycle {
    prevent_destroy = true
  }
}

# the value of accounts-db.connection is written only: no state has it
resource "aws_secretsmanager_secret_version" "accounts-db_connection_version" {
  secret_id = aws_secretsmanager_secret.accounts-db_connection.id

  secret_string_wo = jsonencode({
    dbname   = "app"
    engine   = "postgres"
    host     = aws_db_instance.accounts-db.address
    port     = "5432"
    url      = "postgresql://app:${ephemeral.aws_secretsmanager_secret_version.accounts-db_login_reading.secret_string}@${aws_db_instance.accounts-db.address}:5432/app"
    username = "app"
    password = ephemeral.aws_secretsmanager_secret_version.accounts-db_login_reading.secret_string
  })

  secret_string_wo_version = 1
}

# the password of accounts-db is kept where few may read it
resource "aws_secretsmanager_secret" "accounts-db_login" {
  name                    = "market-accounts-db-login"
  description             = "accounts-db of market: the password"
  kms_key_id              = aws_kms_key.shared_key.arn
  recovery_window_in_days = 30

  lifecycle {
    prevent_destroy = true
  }
}

# accounts-db.login is a value that nobody knows
ephemeral "random_password" "accounts-db_login_password" {
  length  = 40
  special = false
}

# accounts-db gets the password that was kept
ephemeral "aws_secretsmanager_secret_version" "accounts-db_login_reading" {
  secret_id = aws_secretsmanager_secret_version.accounts-db_login_version.secret_id
}

# the value of accounts-db.login is written only: no state has it
resource "aws_secretsmanager_secret_version" "accounts-db_login_version" {
  secret_id                = aws_secretsmanager_secret.accounts-db_login.id
  secret_string_wo         = ephemeral.random_password.accounts-db_login_password.result
  secret_string_wo_version = 1
}

# programs learn how to log in to baskets-db by reference
resource "aws_secretsmanager_secret" "baskets-db_connection" {
  name                    = "market-baskets-db-connection"
  description             = "baskets-db of market: what programs are told"
  kms_key_id              = aws_kms_key.shared_key.arn
  recovery_window_in_days = 30

  lifecycle {
    prevent_destroy = true
  }
}

# the value of baskets-db.connection is written only: no state has it
resource "aws_secretsmanager_secret_version" "baskets-db_connection_version" {
  secret_id = aws_secretsmanager_secret.baskets-db_connection.id

  secret_string_wo = jsonencode({
    dbname   = "app"
    engine   = "postgres"
    host     = aws_db_instance.baskets-db.address
    port     = "5432"
    url      = "postgresql://app:${ephemeral.aws_secretsmanager_secret_version.baskets-db_login_reading.secret_string}@${aws_db_instance.baskets-db.address}:5432/app"
    username = "app"
    password = ephemeral.aws_secretsmanager_secret_version.baskets-db_login_reading.secret_string
  })

  secret_string_wo_version = 1
}

# the password of baskets-db is kept where few may read it
resource "aws_secretsmanager_secret" "baskets-db_login" {
  name                    = "market-baskets-db-login"
  description             = "baskets-db of market: the password"
  kms_key_id              = aws_kms_key.shared_key.arn
  recovery_window_in_days = 30

  lifecycle {
    prevent_destroy = true
  }
}

# baskets-db.login is a value that nobody knows
ephemeral "random_password" "baskets-db_login_password" {
  length  = 40
  special = false
}

# baskets-db gets the password that was kept
ephemeral "aws_secretsmanager_secret_version" "baskets-db_login_reading" {
  secret_id = aws_secretsmanager_secret_version.baskets-db_login_version.secret_id
}

# the value of baskets-db.login is written only: no state has it
resource "aws_secretsmanager_secret_version" "baskets-db_login_version" {
  secret_id                = aws_secretsmanager_secret.baskets-db_login.id
  secret_string_wo         = ephemeral.random_password.baskets-db_login_password.result
  secret_string_wo_version = 1
}

# programs learn how to log in to catalogue-db by reference
resource "aws_secretsmanager_secret" "catalogue-db_connection" {
  name                    = "market-catalogue-db-connection"
  description             = "catalogue-db of market: what programs are told"
  kms_key_id              = aws_kms_key.shared_key.arn
  recovery_window_in_days = 30

  lifecycle {
    prevent_destroy = true
  }
}

# the value of catalogue-db.connection is written only: no state has it
resource "aws_secretsmanager_secret_version" "catalogue-db_connection_version" {
  secret_id = aws_secretsmanager_secret.catalogue-db_connection.id

  secret_string_wo = jsonencode({
    dbname   = "app"
    engine   = "postgres"
    host     = aws_db_instance.catalogue-db.address
    port     = "5432"
    url      = "postgresql://app:${ephemeral.aws_secretsmanager_secret_version.catalogue-db_login_reading.secret_string}@${aws_db_instance.catalogue-db.address}:5432/app"
    username = "app"
    password = ephemeral.aws_secretsmanager_secret_version.catalogue-db_login_reading.secret_string
  })

  secret_string_wo_version = 1
}

# the password of catalogue-db is kept where few may read it
resource "aws_secretsmanager_secret" "catalogue-db_login" {
  name                    = "market-catalogue-db-login"
  description             = "catalogue-db of market: the password"
  kms_key_id              = aws_kms_key.shared_key.arn
  recovery_window_in_days = 30

  lifecycle {
    prevent_destroy = true
  }
}

# catalogue-db.login is a value that nobody knows
ephemeral "random_password" "catalogue-db_login_password" {
  length  = 40
  special = false
}

# catalogue-db gets the password that was kept
ephemeral "aws_secretsmanager_secret_version" "catalogue-db_login_reading" {
  secret_id = aws_secretsmanager_secret_version.catalogue-db_login_version.secret_id
}

# the value of catalogue-db.login is written only: no state has it
resource "aws_secretsmanager_secret_version" "catalogue-db_login_version" {
  secret_id                = aws_secretsmanager_secret.catalogue-db_login.id
  secret_string_wo         = ephemeral.random_password.catalogue-db_login_password.result
  secret_string_wo_version = 1
}

# programs learn how to log in to sessions by reference
resource "aws_secretsmanager_secret" "sessions_connection" {
  name                    = "market-sessions-connection"
  description             = "sessions of market: what programs are told"
  kms_key_id              = aws_kms_key.shared_key.arn
  recovery_window_in_days = 30

  lifecycle {
    prevent_destroy = true
  }
}

# the value of sessions.connection is written only: no state has it
resource "aws_secretsmanager_secret_version" "sessions_connection_version" {
  secret_id = aws_secretsmanager_secret.sessions_connection.id

  secret_string_wo = jsonencode({
    host     = aws_elasticache_replication_group.sessions.primary_endpoint_address
    port     = "6379"
    url      = "rediss://default:${ephemeral.aws_secretsmanager_secret_version.sessions_login_reading.secret_string}@${aws_elasticache_replication_group.sessions.primary_endpoint_address}:6379"
    username = "default"
    password = ephemeral.aws_secretsmanager_secret_version.sessions_login_reading.secret_string
  })

  secret_string_wo_version = 1
}

# the password of sessions is kept where few may read it
resource "aws_secretsmanager_secret" "sessions_login" {
  name                    = "market-sessions-login"
  description             = "sessions of market: the password"
  kms_key_id              = aws_kms_key.shared_key.arn
  recovery_window_in_days = 30

  lifecycle {
    prevent_destroy = true
  }
}

# sessions.login is a value that nobody knows
ephemeral "random_password" "sessions_login_password" {
  length  = 40
  special = false
}

# sessions gets the password that was kept
ephemeral "aws_secretsmanager_secret_version" "sessions_login_reading" {
  secret_id = aws_secretsmanager_secret_version.sessions_login_version.secret_id
}

# the value of sessions.login is written only: no state has it
resource "aws_secretsmanager_secret_version" "sessions_login_version" {
  secret_id                = aws_secretsmanager_secret.sessions_login.id
  secret_string_wo         = ephemeral.random_password.sessions_login_password.result
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
      identifiers = ["logs.eu-west-1.amazonaws.com"]
    }

    condition {
      test     = "ArnLike"
      variable = "kms:EncryptionContext:aws:logs:arn"
      values   = ["arn:aws:logs:eu-west-1:${data.aws_caller_identity.shared_account.account_id}:log-group:*"]
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
  description             = "Encrypts what market keeps"
  enable_key_rotation     = true
  deletion_window_in_days = 30
  policy                  = data.aws_iam_policy_document.shared_key.json

  tags = {
    Name = "market-shared-key"
  }

  lifecycle {
    prevent_destroy = true
  }
}

# people find the key by a name
resource "aws_kms_alias" "shared_key_alias" {
  name          = "alias/market"
  target_key_id = aws_kms_key.shared_key.key_id
}
