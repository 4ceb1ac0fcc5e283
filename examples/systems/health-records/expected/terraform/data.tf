# aws.aurora_postgres (0.5 to 2 ACU, 2 zones) realises database `db` for 141.37 $ a month; 5 of 5 others could,…
resource "aws_rds_cluster" "db" {
  cluster_identifier                  = "records-production-db"
  engine                              = "aurora-postgresql"
  engine_mode                         = "provisioned"
  engine_version                      = "16.8"
  database_name                       = "app"
  master_username                     = "app"
  master_password_wo                  = ephemeral.aws_secretsmanager_secret_version.db_login_reading.secret_string
  master_password_wo_version          = 1
  storage_encrypted                   = true
  kms_key_id                          = aws_kms_key.shared_key.arn
  db_subnet_group_name                = aws_db_subnet_group.db_subnets.name
  db_cluster_parameter_group_name     = aws_rds_cluster_parameter_group.db_settings.name
  vpc_security_group_ids              = [aws_security_group.db_security_group.id]
  backup_retention_period             = 35
  copy_tags_to_snapshot               = true
  deletion_protection                 = true
  skip_final_snapshot                 = false
  final_snapshot_identifier           = "records-production-db-final"
  iam_database_authentication_enabled = true
  enabled_cloudwatch_logs_exports     = ["postgresql"]
  depends_on                          = [aws_cloudwatch_log_group.db_log_postgresql]

  serverlessv2_scaling_configuration {
    min_capacity = 0.5
    max_capacity = 2
  }

  lifecycle {
    prevent_destroy = true
  }
}

# db is copied every night; copies are kept for 365 days
resource "aws_backup_plan" "db_backup_plan" {
  name = "records-production-db"

  rule {
    rule_name         = "nightly"
    target_vault_name = aws_backup_vault.shared_backups.name
    schedule          = "cron(0 3 * * ? *)"
    start_window      = 60
    completion_window = 360

    lifecycle {
      delete_after = 365
    }
  }
}

# db is copied every night; copies are kept for 365 days
resource "aws_backup_selection" "db_backup_selection" {
  name         = "records-production-db"
  iam_role_arn = aws_iam_role.shared_backups_role.arn
  plan_id      = aws_backup_plan.db_backup_plan.id
  resources    = [aws_rds_cluster.db.arn]
}

# db writes there
resource "aws_rds_cluster_instance" "db_member_1" {
  identifier                      = "records-production-db-1"
  cluster_identifier              = aws_rds_cluster.db.id
  engine                          = "aurora-postgresql"
  engine_version                  = aws_rds_cluster.db.engine_version
  instance_class                  = "db.serverless"
  db_subnet_group_name            = aws_rds_cluster.db.db_subnet_group_name
  publicly_accessible             = false
  promotion_tier                  = 0
  auto_minor_version_upgrade      = true
  performance_insights_enabled    = true
  performance_insights_kms_key_id = aws_kms_key.shared_key.arn
  monitoring_interval             = 60
  monitoring_role_arn             = aws_iam_role.db_monitor.arn
  copy_tags_to_snapshot           = true
  ca_cert_identifier              = "rds-ca-rsa2048-g1"
}

# takes over when the zone of db fails
resource "aws_rds_cluster_instance" "db_member_2" {
  identifier                      = "records-production-db-2"
  cluster_identifier              = aws_rds_cluster.db.id
  engine                          = "aurora-postgresql"
  engine_version                  = aws_rds_cluster.db.engine_version
  instance_class                  = "db.serverless"
  db_subnet_group_name            = aws_rds_cluster.db.db_subnet_group_name
  publicly_accessible             = false
  promotion_tier                  = 1
  auto_minor_version_upgrade      = true
  performance_insights_enabled    = true
  performance_insights_kms_key_id = aws_kms_key.shared_key.arn
  monitoring_interval             = 60
  monitoring_role_arn             = aws_iam_role.db_monitor.arn
  copy_tags_to_snapshot           = true
  ca_cert_identifier              = "rds-ca-rsa2048-g1"
}

# TLS is forced, and slow queries are logged
resource "aws_rds_cluster_parameter_group" "db_settings" {
  name        = "records-production-db-aurora-postgresql16"
  description = "settings of db"
  family      = "aurora-postgresql16"

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
  name        = "records-production-db"
  description = "private subnets of network for db"
  subnet_ids  = [aws_subnet.network_private_a.id, aws_subnet.network_private_b.id]
}

# aws.s3 (standard) realises bucket `scans` for 123.85 $ a month; nothing else could
resource "aws_s3_bucket" "scans" {
  bucket_prefix = "records-production-scans-"
  force_destroy = false

  tags = {
    Name = "records-production-scans"
  }

  lifecycle {
    prevent_destroy = true
  }
}

# scans is not public
resource "aws_s3_bucket_public_access_block" "scans_closed" {
  bucket                  = aws_s3_bucket.scans.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

# scans is encrypted
resource "aws_s3_bucket_server_side_encryption_configuration" "scans_encryption" {
  bucket = aws_s3_bucket.scans.id

  rule {
    bucket_key_enabled = true

    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.shared_key.arn
    }
  }
}

# earlier versions go after 3650 days, unfinished uploads after 7
resource "aws_s3_bucket_lifecycle_configuration" "scans_lifecycle" {
  bucket = aws_s3_bucket.scans.id

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
      noncurrent_days = 3650
    }
  }
}

# keeps who asked scans for what
resource "aws_s3_bucket" "scans_log" {
  bucket_prefix = "records-production-scans-log-"
  force_destroy = false

  tags = {
    Name = "records-production-scans-log"
  }

  lifecycle {
    prevent_destroy = true
  }
}

# scans.log is not public
resource "aws_s3_bucket_public_access_block" "scans_log_closed" {
  bucket                  = aws_s3_bucket.scans_log.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

# scans.log is encrypted
resource "aws_s3_bucket_server_side_encryption_configuration" "scans_log_encryption" {
  bucket = aws_s3_bucket.scans_log.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

# earlier versions go after 30 days, unfinished uploads after 7
resource "aws_s3_bucket_lifecycle_configuration" "scans_log_lifecycle" {
  bucket = aws_s3_bucket.scans_log.id

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
resource "aws_s3_bucket_ownership_controls" "scans_log_ownership" {
  bucket = aws_s3_bucket.scans_log.id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

# scans.log is reached over TLS only
data "aws_iam_policy_document" "scans_log_policy" {
  statement {
    sid       = "OnlyTls"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.scans_log.arn, "${aws_s3_bucket.scans_log.arn}/*"]

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
    resources = ["${aws_s3_bucket.scans_log.arn}/*"]

    principals {
      type        = "Service"
      identifiers = ["logging.s3.amazonaws.com"]
    }

    condition {
      test     = "ArnEquals"
      variable = "aws:SourceArn"
      values   = [aws_s3_bucket.scans.arn]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [data.aws_caller_identity.shared_account.account_id]
    }
  }
}

resource "aws_s3_bucket_policy" "scans_log_policy" {
  bucket = aws_s3_bucket.scans_log.id
  policy = data.aws_iam_policy_document.scans_log_policy.json
}

# what is deleted can come back
resource "aws_s3_bucket_versioning" "scans_log_versioning" {
  bucket = aws_s3_bucket.scans_log.id

  versioning_configuration {
    status = "Enabled"
  }
}

# who asks scans for what is kept
resource "aws_s3_bucket_logging" "scans_logging" {
  bucket        = aws_s3_bucket.scans.id
  target_bucket = aws_s3_bucket.scans_log.id
  target_prefix = "scans/"
}

# policies alone decide
resource "aws_s3_bucket_ownership_controls" "scans_ownership" {
  bucket = aws_s3_bucket.scans.id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

# scans is reached over TLS only
data "aws_iam_policy_document" "scans_policy" {
  statement {
    sid       = "OnlyTls"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.scans.arn, "${aws_s3_bucket.scans.arn}/*"]

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

resource "aws_s3_bucket_policy" "scans_policy" {
  bucket = aws_s3_bucket.scans.id
  policy = data.aws_iam_policy_document.scans_policy.json
}

# what is deleted can come back
resource "aws_s3_bucket_versioning" "scans_versioning" {
  bucket = aws_s3_bucket.scans.id

  versioning_configuration {
    status = "Enabled"
  }
}

# copies are kept apart from what they were made of
resource "aws_backup_vault" "shared_backups" {
  name        = "records-production-backups"
  kms_key_arn = aws_kms_key.shared_key.arn

  lifecycle {
    prevent_destroy = true
  }
}

# keeps who asked for what
resource "aws_s3_bucket" "shared_load_balancer_access_logs" {
  bucket_prefix = "records-production-load-balancer-log-"
  force_destroy = false

  tags = {
    Name = "records-production-shared-load-balancer-access-logs"
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
