# aws.rds_postgres (db.t4g.micro, 1 zone) realises database `db` for 30.31 $ a month; 9 of 9 others could, too
resource "aws_db_instance" "db" {
  identifier                          = "reports-db"
  engine                              = "postgres"
  engine_version                      = "17"
  instance_class                      = "db.t4g.micro"
  allocated_storage                   = 120
  max_allocated_storage               = 240
  storage_type                        = "gp3"
  storage_encrypted                   = true
  kms_key_id                          = aws_kms_key.shared_key.arn
  db_name                             = "app"
  username                            = "app"
  password_wo                         = ephemeral.aws_secretsmanager_secret_version.db_login_reading.secret_string
  password_wo_version                 = 1
  multi_az                            = false
  db_subnet_group_name                = aws_db_subnet_group.db_subnets.name
  parameter_group_name                = aws_db_parameter_group.db_settings.name
  vpc_security_group_ids              = [aws_security_group.db_security_group.id]
  publicly_accessible                 = false
  backup_retention_period             = 7
  copy_tags_to_snapshot               = true
  delete_automated_backups            = false
  deletion_protection                 = true
  skip_final_snapshot                 = false
  final_snapshot_identifier           = "reports-db-final"
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
  name        = "reports-db-postgres17"
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
  name        = "reports-db"
  description = "private subnets of network for db"
  subnet_ids  = [aws_subnet.network_private_a.id, aws_subnet.network_private_b.id]
}

# aws.s3 (standard) realises bucket `files` for 1.23 $ a month; nothing else could
resource "aws_s3_bucket" "files" {
  bucket_prefix = "reports-files-"
  force_destroy = false

  tags = {
    Name = "reports-files"
  }

  lifecycle {
    prevent_destroy = true
  }
}

# files is not public
resource "aws_s3_bucket_public_access_block" "files_closed" {
  bucket                  = aws_s3_bucket.files.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

# files is encrypted
resource "aws_s3_bucket_server_side_encryption_configuration" "files_encryption" {
  bucket = aws_s3_bucket.files.id

  rule {
    bucket_key_enabled = true

    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.shared_key.arn
    }
  }
}

# earlier versions go after 365 days, unfinished uploads after 7
resource "aws_s3_bucket_lifecycle_configuration" "files_lifecycle" {
  bucket = aws_s3_bucket.files.id

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
      noncurrent_days = 365
    }
  }
}

# keeps who asked files for what
resource "aws_s3_bucket" "files_log" {
  bucket_prefix = "reports-files-log-"
  force_destroy = false

  tags = {
    Name = "reports-files-log"
  }

  lifecycle {
    prevent_destroy = true
  }
}

# files.log is not public
resource "aws_s3_bucket_public_access_block" "files_log_closed" {
  bucket                  = aws_s3_bucket.files_log.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

# files.log is encrypted
resource "aws_s3_bucket_server_side_encryption_configuration" "files_log_encryption" {
  bucket = aws_s3_bucket.files_log.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

# earlier versions go after 30 days, unfinished uploads after 7
resource "aws_s3_bucket_lifecycle_configuration" "files_log_lifecycle" {
  bucket = aws_s3_bucket.files_log.id

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
resource "aws_s3_bucket_ownership_controls" "files_log_ownership" {
  bucket = aws_s3_bucket.files_log.id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

# files.log is reached over TLS only
data "aws_iam_policy_document" "files_log_policy" {
  statement {
    sid       = "OnlyTls"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.files_log.arn, "${aws_s3_bucket.files_log.arn}/*"]

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
    resources = ["${aws_s3_bucket.files_log.arn}/*"]

    principals {
      type        = "Service"
      identifiers = ["logging.s3.amazonaws.com"]
    }

    condition {
      test     = "ArnEquals"
      variable = "aws:SourceArn"
      values   = [aws_s3_bucket.files.arn]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [data.aws_caller_identity.shared_account.account_id]
    }
  }
}

resource "aws_s3_bucket_policy" "files_log_policy" {
  bucket = aws_s3_bucket.files_log.id
  policy = data.aws_iam_policy_document.files_log_policy.json
}

# what is deleted can come back
resource "aws_s3_bucket_versioning" "files_log_versioning" {
  bucket = aws_s3_bucket.files_log.id

  versioning_configuration {
    status = "Enabled"
  }
}

# who asks files for what is kept
resource "aws_s3_bucket_logging" "files_logging" {
  bucket        = aws_s3_bucket.files.id
  target_bucket = aws_s3_bucket.files_log.id
  target_prefix = "files/"
}

# policies alone decide
resource "aws_s3_bucket_ownership_controls" "files_ownership" {
  bucket = aws_s3_bucket.files.id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

# files is reached over TLS only
data "aws_iam_policy_document" "files_policy" {
  statement {
    sid       = "OnlyTls"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.files.arn, "${aws_s3_bucket.files.arn}/*"]

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

resource "aws_s3_bucket_policy" "files_policy" {
  bucket = aws_s3_bucket.files.id
  policy = data.aws_iam_policy_document.files_policy.json
}

# what is deleted can come back
resource "aws_s3_bucket_versioning" "files_versioning" {
  bucket = aws_s3_bucket.files.id

  versioning_configuration {
    status = "Enabled"
  }
}
