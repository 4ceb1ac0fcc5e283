# aws.rds_postgres (db.t4g.micro, 2 zones) realises database `db` for 46.55 $ a month; 4 of 4 others could, too
resource "aws_db_instance" "db" {
  identifier                          = "shop-db"
  engine                              = "postgres"
  engine_version                      = "17"
  instance_class                      = "db.t4g.micro"
  allocated_storage                   = 60
  max_allocated_storage               = 120
  storage_type                        = "gp3"
  storage_encrypted                   = true
  kms_key_id                          = aws_kms_key.shared_key.arn
  db_name                             = "app"
  username                            = "app"
  password_wo                         = ephemeral.aws_secretsmanager_secret_version.db_login_reading.secret_string
  password_wo_version                 = 1
  multi_az                            = true
  db_subnet_group_name                = aws_db_subnet_group.db_subnets.name
  parameter_group_name                = aws_db_parameter_group.db_settings.name
  vpc_security_group_ids              = [aws_security_group.db_security_group.id]
  publicly_accessible                 = false
  backup_retention_period             = 35
  copy_tags_to_snapshot               = true
  delete_automated_backups            = false
  deletion_protection                 = true
  skip_final_snapshot                 = false
  final_snapshot_identifier           = "shop-db-final"
  auto_minor_version_upgrade          = true
  iam_database_authentication_enabled = true
  performance_insights_enabled        = true
  performance_insights_kms_key_id     = aws_kms_key.shared_key.arn
  monitoring_interval                 = 60
  monitoring_role_arn                 = aws_iam_role.db_monitor.arn
  enabled_cloudwatch_logs_exports     = ["postgresql", "upgrade"]
  ca_cert_identifier                  = "rds-ca-rsa2048-g1"
  depends_on                          = [aws_cloudwatch_log_group.db_log_postgresql, aws_cloudwatch_log_group.db_log_upgrade]

  lifecycle {
    prevent_destroy = true
  }
}

# TLS is forced, and slow queries are logged
resource "aws_db_parameter_group" "db_settings" {
  name        = "shop-db-postgres17"
  description = "settings of db"
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

# db stands in private subnets
resource "aws_db_subnet_group" "db_subnets" {
  name        = "shop-db"
  description = "private subnets of network for db"
  subnet_ids  = [aws_subnet.network_private_a.id, aws_subnet.network_private_b.id]
}

# aws.s3 (standard) realises bucket `pictures` for 192.01 $ a month; nothing else could
resource "aws_s3_bucket" "pictures" {
  bucket_prefix = "shop-pictures-"
  force_destroy = false

  tags = {
    Name = "shop-pictures"
  }

  lifecycle {
    prevent_destroy = true
  }
}

# pictures is not public
resource "aws_s3_bucket_public_access_block" "pictures_closed" {
  bucket                  = aws_s3_bucket.pictures.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

# pictures is encrypted
resource "aws_s3_bucket_server_side_encryption_configuration" "pictures_encryption" {
  bucket = aws_s3_bucket.pictures.id

  rule {
    bucket_key_enabled = true

    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.shared_key.arn
    }
  }
}

# earlier versions go after 90 days, unfinished uploads after 7
resource "aws_s3_bucket_lifecycle_configuration" "pictures_lifecycle" {
  bucket = aws_s3_bucket.pictures.id

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
      noncurrent_days = 90
    }
  }
}

# keeps who asked pictures for what
resource "aws_s3_bucket" "pictures_log" {
  bucket_prefix = "shop-pictures-log-"
  force_destroy = false

  tags = {
    Name = "shop-pictures-log"
  }

  lifecycle {
    prevent_destroy = true
  }
}

# pictures.log is not public
resource "aws_s3_bucket_public_access_block" "pictures_log_closed" {
  bucket                  = aws_s3_bucket.pictures_log.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

# pictures.log is encrypted
resource "aws_s3_bucket_server_side_encryption_configuration" "pictures_log_encryption" {
  bucket = aws_s3_bucket.pictures_log.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

# earlier versions go after 30 days, unfinished uploads after 7
resource "aws_s3_bucket_lifecycle_configuration" "pictures_log_lifecycle" {
  bucket = aws_s3_bucket.pictures_log.id

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
resource "aws_s3_bucket_ownership_controls" "pictures_log_ownership" {
  bucket = aws_s3_bucket.pictures_log.id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

# pictures.log is reached over TLS only
data "aws_iam_policy_document" "pictures_log_policy" {
  statement {
    sid       = "OnlyTls"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.pictures_log.arn, "${aws_s3_bucket.pictures_log.arn}/*"]

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
    resources = ["${aws_s3_bucket.pictures_log.arn}/*"]

    principals {
      type        = "Service"
      identifiers = ["logging.s3.amazonaws.com"]
    }

    condition {
      test     = "ArnEquals"
      variable = "aws:SourceArn"
      values   = [aws_s3_bucket.pictures.arn]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [data.aws_caller_identity.shared_account.account_id]
    }
  }
}

resource "aws_s3_bucket_policy" "pictures_log_policy" {
  bucket = aws_s3_bucket.pictures_log.id
  policy = data.aws_iam_policy_document.pictures_log_policy.json
}

# what is deleted can come back
resource "aws_s3_bucket_versioning" "pictures_log_versioning" {
  bucket = aws_s3_bucket.pictures_log.id

  versioning_configuration {
    status = "Enabled"
  }
}

# who asks pictures for what is kept
resource "aws_s3_bucket_logging" "pictures_logging" {
  bucket        = aws_s3_bucket.pictures.id
  target_bucket = aws_s3_bucket.pictures_log.id
  target_prefix = "pictures/"
}

# policies alone decide
resource "aws_s3_bucket_ownership_controls" "pictures_ownership" {
  bucket = aws_s3_bucket.pictures.id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

# pictures is reached over TLS only
data "aws_iam_policy_document" "pictures_policy" {
  statement {
    sid       = "OnlyTls"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.pictures.arn, "${aws_s3_bucket.pictures.arn}/*"]

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

resource "aws_s3_bucket_policy" "pictures_policy" {
  bucket = aws_s3_bucket.pictures.id
  policy = data.aws_iam_policy_document.pictures_policy.json
}

# what is deleted can come back
resource "aws_s3_bucket_versioning" "pictures_versioning" {
  bucket = aws_s3_bucket.pictures.id

  versioning_configuration {
    status = "Enabled"
  }
}

# aws.elasticache (cache.t4g.micro, 2 zones) realises cache `sessions` for 21.02 $ a month; 0 of 1 others could…
resource "aws_elasticache_replication_group" "sessions" {
  replication_group_id       = "shop-sessions"
  description                = "sessions of shop"
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
  final_snapshot_identifier  = "shop-sessions-final"
  auto_minor_version_upgrade = true

  lifecycle {
    prevent_destroy = true
  }
}

# sessions stands in private subnets
resource "aws_elasticache_subnet_group" "sessions_subnets" {
  name        = "shop-sessions"
  description = "private subnets for sessions"
  subnet_ids  = [aws_subnet.network_private_a.id, aws_subnet.network_private_b.id]
}

# programs log in to sessions with a password
resource "aws_elasticache_user" "sessions_user" {
  user_id              = "shop-sessions"
  user_name            = "default"
  engine               = "valkey"
  access_string        = "on ~* &* +@all"
  passwords_wo         = ephemeral.aws_secretsmanager_secret_version.sessions_login_reading.secret_string
  passwords_wo_version = 1

  tags = {
    Name = "shop-sessions-user"
  }
}

# nobody else may log in to sessions
resource "aws_elasticache_user_group" "sessions_users" {
  user_group_id = "shop-sessions-users"
  engine        = "valkey"
  user_ids      = [aws_elasticache_user.sessions_user.user_id]

  tags = {
    Name = "shop-sessions-users"
  }
}

# keeps who asked for what
resource "aws_s3_bucket" "shared_load_balancer_access_logs" {
  bucket_prefix = "shop-load-balancer-log-"
  force_destroy = false

  tags = {
    Name = "shop-shared-load-balancer-access-logs"
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
