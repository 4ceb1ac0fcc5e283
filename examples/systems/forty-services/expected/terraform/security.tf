# programs learn how to log in to accounts-db by reference
resource "aws_secretsmanager_secret" "accounts-db_connection" {
  name                    = "bazaar-accounts-db-connection"
  description             = "accounts-db of bazaar: what programs are told"
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
  name                    = "bazaar-accounts-db-login"
  description             = "accounts-db of bazaar: the password"
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
  name                    = "bazaar-baskets-db-connection"
  description             = "baskets-db of bazaar: what programs are told"
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
  name                    = "bazaar-baskets-db-login"
  description             = "baskets-db of bazaar: the password"
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
  name                    = "bazaar-catalogue-db-connection"
  description             = "catalogue-db of bazaar: what programs are told"
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
  name                    = "bazaar-catalogue-db-login"
  description             = "catalogue-db of bazaar: the password"
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

# programs learn how to log in to discounts-db by reference
resource "aws_secretsmanager_secret" "discounts-db_connection" {
  name                    = "bazaar-discounts-db-connection"
  description             = "discounts-db of bazaar: what programs are told"
  kms_key_id              = aws_kms_key.shared_key.arn
  recovery_window_in_days = 30

  lifecycle {
    prevent_destroy = true
  }
}

# the value of discounts-db.connection is written only: no state has it
resource "aws_secretsmanager_secret_version" "discounts-db_connection_version" {
  secret_id = aws_secretsmanager_secret.discounts-db_connection.id

  secret_string_wo = jsonencode({
    dbname   = "app"
    engine   = "postgres"
    host     = aws_db_instance.discounts-db.address
    port     = "5432"
    url      = "postgresql://app:${ephemeral.aws_secretsmanager_secret_version.discounts-db_login_reading.secret_string}@${aws_db_instance.discounts-db.address}:5432/app"
    username = "app"
    password = ephemeral.aws_secretsmanager_secret_version.discounts-db_login_reading.secret_string
  })

  secret_string_wo_version = 1
}

# the password of discounts-db is kept where few may read it
resource "aws_secretsmanager_secret" "discounts-db_login" {
  name                    = "bazaar-discounts-db-login"
  description             = "discounts-db of bazaar: the password"
  kms_key_id              = aws_kms_key.shared_key.arn
  recovery_window_in_days = 30

  lifecycle {
    prevent_destroy = true
  }
}

# discounts-db.login is a value that nobody knows
ephemeral "random_password" "discounts-db_login_password" {
  length  = 40
  special = false
}

# discounts-db gets the password that was kept
ephemeral "aws_secretsmanager_secret_version" "discounts-db_login_reading" {
  secret_id = aws_secretsmanager_secret_version.discounts-db_login_version.secret_id
}

# the value of discounts-db.login is written only: no state has it
resource "aws_secretsmanager_secret_version" "discounts-db_login_version" {
  secret_id                = aws_secretsmanager_secret.discounts-db_login.id
  secret_string_wo         = ephemeral.random_password.discounts-db_login_password.result
  secret_string_wo_version = 1
}

# programs learn how to log in to images-db by reference
resource "aws_secretsmanager_secret" "images-db_connection" {
  name                    = "bazaar-images-db-connection"
  description             = "images-db of bazaar: what programs are told"
  kms_key_id              = aws_kms_key.shared_key.arn
  recovery_window_in_days = 30

  lifecycle {
    prevent_destroy = true
  }
}

# the value of images-db.connection is written only: no state has it
resource "aws_secretsmanager_secret_version" "images-db_connection_version" {
  secret_id = aws_secretsmanager_secret.images-db_connection.id

  secret_string_wo = jsonencode({
    dbname   = "app"
    engine   = "postgres"
    host     = aws_db_instance.images-db.address
    port     = "5432"
    url      = "postgresql://app:${ephemeral.aws_secretsmanager_secret_version.images-db_login_reading.secret_string}@${aws_db_instance.images-db.address}:5432/app"
    username = "app"
    password = ephemeral.aws_secretsmanager_secret_version.images-db_login_reading.secret_string
  })

  secret_string_wo_version = 1
}

# the password of images-db is kept where few may read it
resource "aws_secretsmanager_secret" "images-db_login" {
  name                    = "bazaar-images-db-login"
  description             = "images-db of bazaar: the password"
  kms_key_id              = aws_kms_key.shared_key.arn
  recovery_window_in_days = 30

  lifecycle {
    prevent_destroy = true
  }
}

# images-db.login is a value that nobody knows
ephemeral "random_password" "images-db_login_password" {
  length  = 40
  special = false
}

# images-db gets the password that was kept
ephemeral "aws_secretsmanager_secret_version" "images-db_login_reading" {
  secret_id = aws_secretsmanager_secret_version.images-db_login_version.secret_id
}

# the value of images-db.login is written only: no state has it
resource "aws_secretsmanager_secret_version" "images-db_login_version" {
  secret_id                = aws_secretsmanager_secret.images-db_login.id
  secret_string_wo         = ephemeral.random_password.images-db_login_password.result
  secret_string_wo_version = 1
}

# programs learn how to log in to media-db by reference
resource "aws_secretsmanager_secret" "media-db_connection" {
  name                    = "bazaar-media-db-connection"
  description             = "media-db of bazaar: what programs are told"
  kms_key_id              = aws_kms_key.shared_key.arn
  recovery_window_in_days = 30

  lifecycle {
    prevent_destroy = true
  }
}

# the value of media-db.connection is written only: no state has it
resource "aws_secretsmanager_secret_version" "media-db_connection_version" {
  secret_id = aws_secretsmanager_secret.media-db_connection.id

  secret_string_wo = jsonencode({
    dbname   = "app"
    engine   = "postgres"
    host     = aws_db_instance.media-db.address
    port     = "5432"
    url      = "postgresql://app:${ephemeral.aws_secretsmanager_secret_version.media-db_login_reading.secret_string}@${aws_db_instance.media-db.address}:5432/app"
    username = "app"
    password = ephemeral.aws_secretsmanager_secret_version.media-db_login_reading.secret_string
  })

  secret_string_wo_version = 1
}

# the password of media-db is kept where few may read it
resource "aws_secretsmanager_secret" "media-db_login" {
  name                    = "bazaar-media-db-login"
  description             = "media-db of bazaar: the password"
  kms_key_id              = aws_kms_key.shared_key.arn
  recovery_window_in_days = 30

  lifecycle {
    prevent_destroy = true
  }
}

# media-db.login is a value that nobody knows
ephemeral "random_password" "media-db_login_password" {
  length  = 40
  special = false
}

# media-db gets the password that was kept
ephemeral "aws_secretsmanager_secret_version" "media-db_login_reading" {
  secret_id = aws_secretsmanager_secret_version.media-db_login_version.secret_id
}

# the value of media-db.login is written only: no state has it
resource "aws_secretsmanager_secret_version" "media-db_login_version" {
  secret_id                = aws_secretsmanager_secret.media-db_login.id
  secret_string_wo         = ephemeral.random_password.media-db_login_password.result
  secret_string_wo_version = 1
}

# programs learn how to log in to payments-db by reference
resource "aws_secretsmanager_secret" "payments-db_connection" {
  name                    = "bazaar-payments-db-connection"
  description             = "payments-db of bazaar: what programs are told"
  kms_key_id              = aws_kms_key.shared_key.arn
  recovery_window_in_days = 30

  lifecycle {
    prevent_destroy = true
  }
}

# the value of payments-db.connection is written only: no state has it
resource "aws_secretsmanager_secret_version" "payments-db_connection_version" {
  secret_id = aws_secretsmanager_secret.payments-db_connection.id

  secret_string_wo = jsonencode({
    dbname   = "app"
    engine   = "postgres"
    host     = aws_db_instance.payments-db.address
    port     = "5432"
    url      = "postgresql://app:${ephemeral.aws_secretsmanager_secret_version.payments-db_login_reading.secret_string}@${aws_db_instance.payments-db.address}:5432/app"
    username = "app"
    password = ephemeral.aws_secretsmanager_secret_version.payments-db_login_reading.secret_string
  })

  secret_string_wo_version = 1
}

# the password of payments-db is kept where few may read it
resource "aws_secretsmanager_secret" "payments-db_login" {
  name                    = "bazaar-payments-db-login"
  description             = "payments-db of bazaar: the password"
  kms_key_id              = aws_kms_key.shared_key.arn
  recovery_window_in_days = 30

  lifecycle {
    prevent_destroy = true
  }
}

# payments-db.login is a value that nobody knows
ephemeral "random_password" "payments-db_login_password" {
  length  = 40
  special = false
}

# payments-db gets the password that was kept
ephemeral "aws_secretsmanager_secret_version" "payments-db_login_reading" {
  secret_id = aws_secretsmanager_secret_version.payments-db_login_version.secret_id
}

# the value of payments-db.login is written only: no state has it
resource "aws_secretsmanager_secret_version" "payments-db_login_version" {
  secret_id                = aws_secretsmanager_secret.payments-db_login.id
  secret_string_wo         = ephemeral.random_password.payments-db_login_password.result
  secret_string_wo_version = 1
}

# programs learn how to log in to questions-db by reference
resource "aws_secretsmanager_secret" "questions-db_connection" {
  name                    = "bazaar-questions-db-connection"
  description             = "questions-db of bazaar: what programs are told"
  kms_key_id              = aws_kms_key.shared_key.arn
  recovery_window_in_days = 30

  lifecycle {
    prevent_destroy = true
  }
}

# the value of questions-db.connection is written only: no state has it
resource "aws_secretsmanager_secret_version" "questions-db_connection_version" {
  secret_id = aws_secretsmanager_secret.questions-db_connection.id

  secret_string_wo = jsonencode({
    dbname   = "app"
    engine   = "postgres"
    host     = aws_db_instance.questions-db.address
    port     = "5432"
    url      = "postgresql://app:${ephemeral.aws_secretsmanager_secret_version.questions-db_login_reading.secret_string}@${aws_db_instance.questions-db.address}:5432/app"
    username = "app"
    password = ephemeral.aws_secretsmanager_secret_version.questions-db_login_reading.secret_string
  })

  secret_string_wo_version = 1
}

# the password of questions-db is kept where few may read it
resource "aws_secretsmanager_secret" "questions-db_login" {
  name                    = "bazaar-questions-db-login"
  description             = "questions-db of bazaar: the password"
  kms_key_id              = aws_kms_key.shared_key.arn
  recovery_window_in_days = 30

  lifecycle {
    prevent_destroy = true
  }
}

# questions-db.login is a value that nobody knows
ephemeral "random_password" "questions-db_login_password" {
  length  = 40
  special = false
}

# questions-db gets the password that was kept
ephemeral "aws_secretsmanager_secret_version" "questions-db_login_reading" {
  secret_id = aws_secretsmanager_secret_version.questions-db_login_version.secret_id
}

# the value of questions-db.login is written only: no state has it
resource "aws_secretsmanager_secret_version" "questions-db_login_version" {
  secret_id                = aws_secretsmanager_secret.questions-db_login.id
  secret_string_wo         = ephemeral.random_password.questions-db_login_password.result
  secret_string_wo_version = 1
}

# programs learn how to log in to returns-db by reference
resource "aws_secretsmanager_secret" "returns-db_connection" {
  name                    = "bazaar-returns-db-connection"
  description             = "returns-db of bazaar: what programs are told"
  kms_key_id              = aws_kms_key.shared_key.arn
  recovery_window_in_days = 30

  lifecycle {
    prevent_destroy = true
  }
}

# the value of returns-db.connection is written only: no state has it
resource "aws_secretsmanager_secret_version" "returns-db_connection_version" {
  secret_id = aws_secretsmanager_secret.returns-db_connection.id

  secret_string_wo = jsonencode({
    dbname   = "app"
    engine   = "postgres"
    host     = aws_db_instance.returns-db.address
    port     = "5432"
    url      = "postgresql://app:${ephemeral.aws_secretsmanager_secret_version.returns-db_login_reading.secret_string}@${aws_db_instance.returns-db.address}:5432/app"
    username = "app"
    password = ephemeral.aws_secretsmanager_secret_version.returns-db_login_reading.secret_string
  })

  secret_string_wo_version = 1
}

# the password of returns-db is kept where few may read it
resource "aws_secretsmanager_secret" "returns-db_login" {
  name                    = "bazaar-returns-db-login"
  description             = "returns-db of bazaar: the password"
  kms_key_id              = aws_kms_key.shared_key.arn
  recovery_window_in_days = 30

  lifecycle {
    prevent_destroy = true
  }
}

# returns-db.login is a value that nobody knows
ephemeral "random_password" "returns-db_login_password" {
  length  = 40
  special = false
}

# returns-db gets the password that was kept
ephemeral "aws_secretsmanager_secret_version" "returns-db_login_reading" {
  secret_id = aws_secretsmanager_secret_version.returns-db_login_version.secret_id
}

# the value of returns-db.login is written only: no state has it
resource "aws_secretsmanager_secret_version" "returns-db_login_version" {
  secret_id                = aws_secretsmanager_secret.returns-db_login.id
  secret_string_wo         = ephemeral.random_password.returns-db_login_password.result
  secret_string_wo_version = 1
}

# programs learn how to log in to sessions by reference
resource "aws_secretsmanager_secret" "sessions_connection" {
  name                    = "bazaar-sessions-connection"
  description             = "sessions of bazaar: what programs are told"
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
  name                    = "bazaar-sessions-login"
  description             = "sessions of bazaar: the password"
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
  description             = "Encrypts what bazaar keeps"
  enable_key_rotation     = true
  deletion_window_in_days = 30
  policy                  = data.aws_iam_policy_document.shared_key.json

  tags = {
    Name = "bazaar-shared-key"
  }

  lifecycle {
    prevent_destroy = true
  }
}

# people find the key by a name
resource "aws_kms_alias" "shared_key_alias" {
  name          = "alias/bazaar"
  target_key_id = aws_kms_key.shared_key.key_id
}

# programs learn how to log in to stock-db by reference
resource "aws_secretsmanager_secret" "stock-db_connection" {
  name                    = "bazaar-stock-db-connection"
  description             = "stock-db of bazaar: what programs are told"
  kms_key_id              = aws_kms_key.shared_key.arn
  recovery_window_in_days = 30

  lifecycle {
    prevent_destroy = true
  }
}

# the value of stock-db.connection is written only: no state has it
resource "aws_secretsmanager_secret_version" "stock-db_connection_version" {
  secret_id = aws_secretsmanager_secret.stock-db_connection.id

  secret_string_wo = jsonencode({
    dbname   = "app"
    engine   = "postgres"
    host     = aws_db_instance.stock-db.address
    port     = "5432"
    url      = "postgresql://app:${ephemeral.aws_secretsmanager_secret_version.stock-db_login_reading.secret_string}@${aws_db_instance.stock-db.address}:5432/app"
    username = "app"
    password = ephemeral.aws_secretsmanager_secret_version.stock-db_login_reading.secret_string
  })

  secret_string_wo_version = 1
}

# the password of stock-db is kept where few may read it
resource "aws_secretsmanager_secret" "stock-db_login" {
  name                    = "bazaar-stock-db-login"
  description             = "stock-db of bazaar: the password"
  kms_key_id              = aws_kms_key.shared_key.arn
  recovery_window_in_days = 30

  lifecycle {
    prevent_destroy = true
  }
}

# stock-db.login is a value that nobody knows
ephemeral "random_password" "stock-db_login_password" {
  length  = 40
  special = false
}

# stock-db gets the password that was kept
ephemeral "aws_secretsmanager_secret_version" "stock-db_login_reading" {
  secret_id = aws_secretsmanager_secret_version.stock-db_login_version.secret_id
}

# the value of stock-db.login is written only: no state has it
resource "aws_secretsmanager_secret_version" "stock-db_login_version" {
  secret_id                = aws_secretsmanager_secret.stock-db_login.id
  secret_string_wo         = ephemeral.random_password.stock-db_login_password.result
  secret_string_wo_version = 1
}
