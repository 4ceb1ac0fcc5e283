# aws.rds_postgres (db.t4g.micro, 2 zones) realises database `accounts-db` for 29.90 $ a month; 8 of 13 others…
resource "aws_db_instance" "accounts-db" {
  identifier                          = "market-accounts-db"
  engine                              = "postgres"
  engine_version                      = "17"
  instance_class                      = "db.t4g.micro"
  allocated_storage                   = 20
  max_allocated_storage               = 40
  storage_type                        = "gp3"
  storage_encrypted                   = true
  kms_key_id                          = aws_kms_key.shared_key.arn
  db_name                             = "app"
  username                            = "app"
  password_wo                         = ephemeral.aws_secretsmanager_secret_version.accounts-db_login_reading.secret_string
  password_wo_version                 = 1
  multi_az                            = true
  db_subnet_group_name                = aws_db_subnet_group.accounts-db_subnets.name
  parameter_group_name                = aws_db_parameter_group.accounts-db_settings.name
  vpc_security_group_ids              = [aws_security_group.accounts-db_security_group.id]
  publicly_accessible                 = false
  backup_retention_period             = 7
  copy_tags_to_snapshot               = true
  delete_automated_backups            = false
  deletion_protection                 = true
  skip_final_snapshot                 = false
  final_snapshot_identifier           = "market-accounts-db-final"
  auto_minor_version_upgrade          = true
  iam_database_authentication_enabled = true
  performance_insights_enabled        = true
  performance_insights_kms_key_id     = aws_kms_key.shared_key.arn
  monitoring_interval                 = 60
  monitoring_role_arn                 = aws_iam_role.accounts-db_monitor.arn
  enabled_cloudwatch_logs_exports     = ["postgresql", "upgrade"]
  ca_cert_identifier                  = "rds-ca-rsa2048-g1"

  depends_on = [
    aws_cloudwatch_log_group.accounts-db_log_postgresql,
    aws_cloudwatch_log_group.accounts-db_log_upgrade,
  ]

  lifecycle {
    prevent_destroy = true
  }
}

# TLS is forced, and slow queries are logged
resource "aws_db_parameter_group" "accounts-db_settings" {
  name        = "market-accounts-db-postgres17"
  description = "settings of accounts-db"
  family      = "postgres17"

  parameter {
    name  = "log_min_duration_statement"
    value = "1000"
  }

  parameter {
    name  = "log_statement"
    value = "ddl"
  }

  parameter {
    name  = "rds.force_ssl"
    value = "1"
  }
}

# accounts-db stands in private subnets
resource "aws_db_subnet_group" "accounts-db_subnets" {
  name        = "market-accounts-db"
  description = "private subnets of network for accounts-db"
  subnet_ids  = [aws_subnet.network_private_a.id, aws_subnet.network_private_b.id]
}

# aws.dynamodb (on demand) realises database `adverts-db` for 58.29 $ a month; nothing else could
resource "aws_dynamodb_table" "adverts-db" {
  name                        = "market-adverts-db"
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "pk"
  range_key                   = "sk"
  deletion_protection_enabled = true

  attribute {
    name = "pk"
    type = "S"
  }

  attribute {
    name = "sk"
    type = "S"
  }

  server_side_encryption {
    enabled     = true
    kms_key_arn = aws_kms_key.shared_key.arn
  }

  point_in_time_recovery {
    enabled = true
  }

  lifecycle {
    prevent_destroy = true
  }
}

# aws.rds_postgres (db.t4g.micro, 2 zones) realises database `baskets-db` for 29.90 $ a month; 8 of 13 others c…
resource "aws_db_instance" "baskets-db" {
  identifier                          = "market-baskets-db"
  engine                              = "postgres"
  engine_version                      = "17"
  instance_class                      = "db.t4g.micro"
  allocated_storage                   = 20
  max_allocated_storage               = 40
  storage_type                        = "gp3"
  storage_encrypted                   = true
  kms_key_id                          = aws_kms_key.shared_key.arn
  db_name                             = "app"
  username                            = "app"
  password_wo                         = ephemeral.aws_secretsmanager_secret_version.baskets-db_login_reading.secret_string
  password_wo_version                 = 1
  multi_az                            = true
  db_subnet_group_name                = aws_db_subnet_group.baskets-db_subnets.name
  parameter_group_name                = aws_db_parameter_group.baskets-db_settings.name
  vpc_security_group_ids              = [aws_security_group.baskets-db_security_group.id]
  publicly_accessible                 = false
  backup_retention_period             = 7
  copy_tags_to_snapshot               = true
  delete_automated_backups            = false
  deletion_protection                 = true
  skip_final_snapshot                 = false
  final_snapshot_identifier           = "market-baskets-db-final"
  auto_minor_version_upgrade          = true
  iam_database_authentication_enabled = true
  performance_insights_enabled        = true
  performance_insights_kms_key_id     = aws_kms_key.shared_key.arn
  monitoring_interval                 = 60
  monitoring_role_arn                 = aws_iam_role.baskets-db_monitor.arn
  enabled_cloudwatch_logs_exports     = ["postgresql", "upgrade"]
  ca_cert_identifier                  = "rds-ca-rsa2048-g1"

  depends_on = [
    aws_cloudwatch_log_group.baskets-db_log_postgresql,
    aws_cloudwatch_log_group.baskets-db_log_upgrade,
  ]

  lifecycle {
    prevent_destroy = true
  }
}

# TLS is forced, and slow queries are logged
resource "aws_db_parameter_group" "baskets-db_settings" {
  name        = "market-baskets-db-postgres17"
  description = "settings of baskets-db"
  family      = "postgres17"

  parameter {
    name  = "log_min_duration_statement"
    value = "1000"
  }

  parameter {
    name  = "log_statement"
    value = "ddl"
  }

  parameter {
    name  = "rds.force_ssl"
    value = "1"
  }
}

# baskets-db stands in private subnets
resource "aws_db_subnet_group" "baskets-db_subnets" {
  name        = "market-baskets-db"
  description = "private subnets of network for baskets-db"
  subnet_ids  = [aws_subnet.network_private_a.id, aws_subnet.network_private_b.id]
}

# aws.dynamodb (on demand) realises database `campaigns-db` for 39.71 $ a month; nothing else could
resource "aws_dynamodb_table" "campaigns-db" {
  name                        = "market-campaigns-db"
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "pk"
  range_key                   = "sk"
  deletion_protection_enabled = true

  attribute {
    name = "pk"
    type = "S"
  }

  attribute {
    name = "sk"
    type = "S"
  }

  server_side_encryption {
    enabled     = true
    kms_key_arn = aws_kms_key.shared_key.arn
  }

  point_in_time_recovery {
    enabled = true
  }

  lifecycle {
    prevent_destroy = true
  }
}

# aws.rds_postgres (db.t4g.micro, 2 zones) realises database `catalogue-db` for 29.90 $ a month; 8 of 13 others…
resource "aws_db_instance" "catalogue-db" {
  identifier                          = "market-catalogue-db"
  engine                              = "postgres"
  engine_version                      = "17"
  instance_class                      = "db.t4g.micro"
  allocated_storage                   = 20
  max_allocated_storage               = 40
  storage_type                        = "gp3"
  storage_encrypted                   = true
  kms_key_id                          = aws_kms_key.shared_key.arn
  db_name                             = "app"
  username                            = "app"
  password_wo                         = ephemeral.aws_secretsmanager_secret_version.catalogue-db_login_reading.secret_string
  password_wo_version                 = 1
  multi_az                            = true
  db_subnet_group_name                = aws_db_subnet_group.catalogue-db_subnets.name
  parameter_group_name                = aws_db_parameter_group.catalogue-db_settings.name
  vpc_security_group_ids              = [aws_security_group.catalogue-db_security_group.id]
  publicly_accessible                 = false
  backup_retention_period             = 7
  copy_tags_to_snapshot               = true
  delete_automated_backups            = false
  deletion_protection                 = true
  skip_final_snapshot                 = false
  final_snapshot_identifier           = "market-catalogue-db-final"
  auto_minor_version_upgrade          = true
  iam_database_authentication_enabled = true
  performance_insights_enabled        = true
  performance_insights_kms_key_id     = aws_kms_key.shared_key.arn
  monitoring_interval                 = 60
  monitoring_role_arn                 = aws_iam_role.catalogue-db_monitor.arn
  enabled_cloudwatch_logs_exports     = ["postgresql", "upgrade"]
  ca_cert_identifier                  = "rds-ca-rsa2048-g1"

  depends_on = [
    aws_cloudwatch_log_group.catalogue-db_log_postgresql,
    aws_cloudwatch_log_group.catalogue-db_log_upgrade,
  ]

  lifecycle {
    prevent_destroy = true
  }
}

# TLS is forced, and slow queries are logged
resource "aws_db_parameter_group" "catalogue-db_settings" {
  name        = "market-catalogue-db-postgres17"
  description = "settings of catalogue-db"
  family      = "postgres17"

  parameter {
    name  = "log_min_duration_statement"
    value = "1000"
  }

  parameter {
    name  = "log_statement"
    value = "ddl"
  }

  parameter {
    name  = "rds.force_ssl"
    value = "1"
  }
}

# catalogue-db stands in private subnets
resource "aws_db_subnet_group" "catalogue-db_subnets" {
  name        = "market-catalogue-db"
  description = "private subnets of network for catalogue-db"
  subnet_ids  = [aws_subnet.network_private_a.id, aws_subnet.network_private_b.id]
}

# aws.elasticache (cache.t4g.micro, 2 zones) realises cache `sessions` for 19.86 $ a month; 0 of 1 others could…
resource "aws_elasticache_replication_group" "sessions" {
  replication_group_id       = "market-sessions"
  description                = "sessions of market"
  engine                     = "valkey"
  engine_version             = "8.0"
  node_type                  = "cache.t4g.micro"
  num_cache_clusters         = 2
  automatic_failover_enabled = true
  multi_az_enabled           = true
  port                       = 6379
  parameter_group_name       = "default.valkey8"
  subnet_group_name          = aws_elasticache_subnet_group.sessions_subnets.name
  security_group_ids         = [aws_security_group.sessions_security_group.id]
  at_rest_encryption_enabled = true
  kms_key_id                 = aws_kms_key.shared_key.arn
  transit_encryption_enabled = true
  transit_encryption_mode    = "required"
  user_group_ids             = [aws_elasticache_user_group.sessions_users.user_group_id]
  snapshot_retention_limit   = 7
  final_snapshot_identifier  = "market-sessions-final"
  auto_minor_version_upgrade = true

  lifecycle {
    prevent_destroy = true
  }
}

# sessions stands in private subnets
resource "aws_elasticache_subnet_group" "sessions_subnets" {
  name        = "market-sessions"
  description = "private subnets for sessions"
  subnet_ids  = [aws_subnet.network_private_a.id, aws_subnet.network_private_b.id]
}

# programs log in to sessions with a password
resource "aws_elasticache_user" "sessions_user" {
  user_id              = "market-sessions"
  user_name            = "default"
  engine               = "valkey"
  access_string        = "on ~* &* +@all"
  passwords_wo         = ephemeral.aws_secretsmanager_secret_version.sessions_login_reading.secret_string
  passwords_wo_version = 1

  tags = {
    Name = "market-sessions-user"
  }
}

# nobody else may log in to sessions
resource "aws_elasticache_user_group" "sessions_users" {
  user_group_id = "market-sessions-users"
  engine        = "valkey"
  user_ids      = [aws_elasticache_user.sessions_user.user_id]

  tags = {
    Name = "market-sessions-users"
  }
}

# keeps who asked for what
resource "aws_s3_bucket" "shared_load_balancer_access_logs" {
  bucket_prefix = "market-load-balancer-log-"
  force_destroy = false

  tags = {
    Name = "market-shared-load-balancer-access-logs"
  }

  lifecycle {
    prevent_destroy = true
  }
}

# shared.load-balancer.access-logs is not public
resource "aws_s3_bucket_public_access_block" "shared_load_balancer_access_logs_closed" {
  bucket                  = aws_s3_bucket.shared_load_balancer_access_logs.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

# shared.load-balancer.access-logs is encrypted
resource "aws_s3_bucket_server_side_encryption_configuration" "shared_load_balancer_access_logs_encryption" {
  bucket = aws_s3_bucket.shared_load_balancer_access_logs.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

# earlier versions go after 30 days, unfinished uploads after 7
resource "aws_s3_bucket_lifecycle_configuration" "shared_load_balancer_access_logs_lifecycle" {
  bucket = aws_s3_bucket.shared_load_balancer_access_logs.id

  rule {
    id     = "tidy"
    status = "Enabled"

    filter {
      prefix = ""
    }

    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }

    noncurrent_version_expiration {
      noncurrent_days = 30
    }

    expiration {
      days = 365
    }
  }
}

# policies alone decide
resource "aws_s3_bucket_ownership_controls" "shared_load_balancer_access_logs_ownership" {
  bucket = aws_s3_bucket.shared_load_balancer_access_logs.id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

# shared.load-balancer.access-logs is reached over TLS only
data "aws_iam_policy_document" "shared_load_balancer_access_logs_policy" {
  statement {
    sid     = "OnlyTls"
    effect  = "Deny"
    actions = ["s3:*"]

    resources = [
      aws_s3_bucket.shared_load_balancer_access_logs.arn,
      "${aws_s3_bucket.shared_load_balancer_access_logs.arn}/*",
    ]

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

  statement {
    sid       = "WriteLog"
    effect    = "Allow"
    actions   = ["s3:PutObject"]
    resources = ["${aws_s3_bucket.shared_load_balancer_access_logs.arn}/*"]

    principals {
      type        = "Service"
      identifiers = ["logdelivery.elasticloadbalancing.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [data.aws_caller_identity.shared_account.account_id]
    }
  }
}

resource "aws_s3_bucket_policy" "shared_load_balancer_access_logs_policy" {
  bucket = aws_s3_bucket.shared_load_balancer_access_logs.id
  policy = data.aws_iam_policy_document.shared_load_balancer_access_logs_policy.json
}

# what is deleted can come back
resource "aws_s3_bucket_versioning" "shared_load_balancer_access_logs_versioning" {
  bucket = aws_s3_bucket.shared_load_balancer_access_logs.id

  versioning_configuration {
    status = "Enabled"
  }
}
