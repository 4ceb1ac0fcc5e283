# aws.rds_postgres (db.t4g.micro, 2 zones) realises database `db` for 66.28 $ a month; 4 of 4 others could, too
resource "aws_db_instance" "db" {
  identifier                          = "payroll-production-db"
  engine                              = "postgres"
  engine_version                      = "17"
  instance_class                      = "db.t4g.micro"
  allocated_storage                   = 72
  max_allocated_storage               = 144
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
  final_snapshot_identifier           = "payroll-production-db-final"
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

# db is copied every night; copies are kept for 90 days
resource "aws_backup_plan" "db_backup_plan" {
  name = "payroll-production-db"

  rule {
    rule_name         = "nightly"
    target_vault_name = aws_backup_vault.shared_backups.name
    schedule          = "cron(0 3 * * ? *)"
    start_window      = 60
    completion_window = 360

    lifecycle {
      delete_after = 90
    }
  }
}

# db is copied every night; copies are kept for 90 days
resource "aws_backup_selection" "db_backup_selection" {
  name         = "payroll-production-db"
  iam_role_arn = aws_iam_role.shared_backups_role.arn
  plan_id      = aws_backup_plan.db_backup_plan.id
  resources    = [aws_db_instance.db.arn]
}

# TLS is forced, and slow queries are logged
resource "aws_db_parameter_group" "db_settings" {
  name        = "payroll-production-db-postgres17"
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
  name        = "payroll-production-db"
  description = "private subnets of network for db"
  subnet_ids  = [aws_subnet.network_private_a.id, aws_subnet.network_private_b.id]
}

# copies are kept apart from what they were made of
resource "aws_backup_vault" "shared_backups" {
  name        = "payroll-production-backups"
  kms_key_arn = aws_kms_key.shared_key.arn

  lifecycle {
    prevent_destroy = true
  }
}

# keeps who asked for what
resource "aws_s3_bucket" "shared_load_balancer_access_logs" {
  bucket_prefix = "payroll-production-load-balancer-log-"
  force_destroy = false

  tags = {
    Name = "payroll-production-shared-load-balancer-access-logs"
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
