# aws.elasticache (cache.t4g.micro, 1 zone) realises cache `cache` for 9.34 $ a month; 1 of 1 others could, too
resource "aws_elasticache_replication_group" "cache" {
  replication_group_id       = "cms-cache"
  description                = "cache of cms"
  engine                     = "valkey"
  engine_version             = "8.0"
  node_type                  = "cache.t4g.micro"
  num_cache_clusters         = 1
  automatic_failover_enabled = false
  multi_az_enabled           = false
  port                       = 6379
  parameter_group_name       = "default.valkey8"
  subnet_group_name          = aws_elasticache_subnet_group.cache_subnets.name
  security_group_ids         = [aws_security_group.cache_security_group.id]
  at_rest_encryption_enabled = true
  kms_key_id                 = aws_kms_key.shared_key.arn
  transit_encryption_enabled = true
  transit_encryption_mode    = "required"
  user_group_ids             = [aws_elasticache_user_group.cache_users.user_group_id]
  snapshot_retention_limit   = 7
  final_snapshot_identifier  = "cms-cache-final"
  auto_minor_version_upgrade = true

  lifecycle {
    prevent_destroy = true
  }
}

# cache stands in private subnets
resource "aws_elasticache_subnet_group" "cache_subnets" {
  name        = "cms-cache"
  description = "private subnets for cache"
  subnet_ids  = [aws_subnet.network_private_a.id, aws_subnet.network_private_b.id]
}

# programs log in to cache with a password
resource "aws_elasticache_user" "cache_user" {
  user_id              = "cms-cache"
  user_name            = "default"
  engine               = "valkey"
  access_string        = "on ~* &* +@all"
  passwords_wo         = ephemeral.aws_secretsmanager_secret_version.cache_login_reading.secret_string
  passwords_wo_version = 1

  tags = {
    Name = "cms-cache-user"
  }
}

# nobody else may log in to cache
resource "aws_elasticache_user_group" "cache_users" {
  user_group_id = "cms-cache-users"
  engine        = "valkey"
  user_ids      = [aws_elasticache_user.cache_user.user_id]

  tags = {
    Name = "cms-cache-users"
  }
}

# aws.rds_mysql (db.t4g.micro, 1 zone) realises database `db` for 15.82 $ a month; 11 of 11 others could, too
resource "aws_db_instance" "db" {
  identifier                          = "cms-db"
  engine                              = "mysql"
  engine_version                      = "8.4"
  instance_class                      = "db.t4g.micro"
  allocated_storage                   = 36
  max_allocated_storage               = 72
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
  final_snapshot_identifier           = "cms-db-final"
  auto_minor_version_upgrade          = true
  iam_database_authentication_enabled = true
  performance_insights_enabled        = false
  monitoring_interval                 = 60
  monitoring_role_arn                 = aws_iam_role.db_monitor.arn
  enabled_cloudwatch_logs_exports     = ["error", "slowquery"]
  ca_cert_identifier                  = "rds-ca-rsa2048-g1"
  depends_on                          = [aws_cloudwatch_log_group.db_log_error, aws_cloudwatch_log_group.db_log_slowquery]

  lifecycle {
    prevent_destroy = true
  }
}

# TLS is forced, and slow queries are logged
resource "aws_db_parameter_group" "db_settings" {
  name        = "cms-db-mysql8-4"
  description = "settings of db"
  family      = "mysql8.4"

  parameter {
    name  = "log_output"
    value = "FILE"
  }

  parameter {
    name  = "long_query_time"
    value = "1"
  }

  parameter {
    name  = "require_secure_transport"
    value = "1"
  }

  parameter {
    name  = "slow_query_log"
    value = "1"
  }
}

# db stands in private subnets
resource "aws_db_subnet_group" "db_subnets" {
  name        = "cms-db"
  description = "private subnets of network for db"
  subnet_ids  = [aws_subnet.network_private_a.id, aws_subnet.network_private_b.id]
}

# copies are kept apart from what they were made of
resource "aws_backup_vault" "shared_backups" {
  name        = "cms-backups"
  kms_key_arn = aws_kms_key.shared_key.arn

  lifecycle {
    prevent_destroy = true
  }
}

# keeps who asked for what
resource "aws_s3_bucket" "shared_load_balancer_access_logs" {
  bucket_prefix = "cms-load-balancer-log-"
  force_destroy = false

  tags = {
    Name = "cms-shared-load-balancer-access-logs"
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

# uploads of web must outlive releases
resource "aws_efs_file_system" "web_files" {
  creation_token   = "cms-web-files"
  encrypted        = true
  kms_key_id       = aws_kms_key.shared_key.arn
  performance_mode = "generalPurpose"
  throughput_mode  = "elastic"

  tags = {
    Name = "cms-web-files"
  }

  lifecycle_policy {
    transition_to_ia = "AFTER_30_DAYS"
  }

  lifecycle_policy {
    transition_to_primary_storage_class = "AFTER_1_ACCESS"
  }

  lifecycle {
    prevent_destroy = true
  }
}

# programs see one folder of web.files, as one user
resource "aws_efs_access_point" "web_files_access_point" {
  file_system_id = aws_efs_file_system.web_files.id

  tags = {
    Name = "cms-web-files-access-point"
  }

  posix_user {
    uid = 1000
    gid = 1000
  }

  root_directory {
    path = "/0"

    creation_info {
      owner_uid   = 1000
      owner_gid   = 1000
      permissions = "0750"
    }
  }
}

# web.files is copied every night; copies are kept for 35 days
resource "aws_backup_plan" "web_files_backup_plan" {
  name = "cms-web-files"

  rule {
    rule_name         = "nightly"
    target_vault_name = aws_backup_vault.shared_backups.name
    schedule          = "cron(0 3 * * ? *)"
    start_window      = 60
    completion_window = 360

    lifecycle {
      delete_after = 35
    }
  }
}

# web.files is copied every night; copies are kept for 35 days
resource "aws_backup_selection" "web_files_backup_selection" {
  name         = "cms-web-files"
  iam_role_arn = aws_iam_role.shared_backups_role.arn
  plan_id      = aws_backup_plan.web_files_backup_plan.id
  resources    = [aws_efs_file_system.web_files.arn]
}

# web.files is mounted in this zone
resource "aws_efs_mount_target" "web_files_mount_a" {
  file_system_id  = aws_efs_file_system.web_files.id
  subnet_id       = aws_subnet.network_private_a.id
  security_groups = [aws_security_group.web_files_security_group.id]
}

# web.files is mounted in this zone
resource "aws_efs_mount_target" "web_files_mount_b" {
  file_system_id  = aws_efs_file_system.web_files.id
  subnet_id       = aws_subnet.network_private_b.id
  security_groups = [aws_security_group.web_files_security_group.id]
}

# web.files is mounted over TLS only
data "aws_iam_policy_document" "web_files_policy" {
  statement {
    sid       = "OnlyTls"
    effect    = "Deny"
    actions   = ["*"]
    resources = [aws_efs_file_system.web_files.arn]

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

resource "aws_efs_file_system_policy" "web_files_policy" {
  file_system_id = aws_efs_file_system.web_files.id
  policy         = data.aws_iam_policy_document.web_files_policy.json
}
