# aws.elasticache (cache.t4g.micro, 2 zones) realises cache `cache` for 18.69 $ a month; 0 of 1 others could, t…
resource "aws_elasticache_replication_group" "cache" {
  replication_group_id       = "tiles-cache"
  description                = "cache of tiles"
  engine                     = "valkey"
  engine_version             = "8.0"
  node_type                  = "cache.t4g.micro"
  num_cache_clusters         = 2
  automatic_failover_enabled = true
  multi_az_enabled           = true
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
  final_snapshot_identifier  = "tiles-cache-final"
  auto_minor_version_upgrade = true

  lifecycle {
    prevent_destroy = true
  }
}

# cache stands in private subnets
resource "aws_elasticache_subnet_group" "cache_subnets" {
  name        = "tiles-cache"
  description = "private subnets for cache"
  subnet_ids  = [aws_subnet.network_private_a.id, aws_subnet.network_private_b.id]
}

# programs log in to cache with a password
resource "aws_elasticache_user" "cache_user" {
  user_id              = "tiles-cache"
  user_name            = "default"
  engine               = "valkey"
  access_string        = "on ~* &* +@all"
  passwords_wo         = ephemeral.aws_secretsmanager_secret_version.cache_login_reading.secret_string
  passwords_wo_version = 1

  tags = {
    Name = "tiles-cache-user"
  }
}

# nobody else may log in to cache
resource "aws_elasticache_user_group" "cache_users" {
  user_group_id = "tiles-cache-users"
  engine        = "valkey"
  user_ids      = [aws_elasticache_user.cache_user.user_id]

  tags = {
    Name = "tiles-cache-users"
  }
}

# keeps who asked for what
resource "aws_s3_bucket" "shared_load_balancer_access_logs" {
  bucket_prefix = "tiles-load-balancer-log-"
  force_destroy = false

  tags = {
    Name = "tiles-shared-load-balancer-access-logs"
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

# aws.s3 (standard) realises bucket `store` for 1,399.08 $ a month; nothing else could
resource "aws_s3_bucket" "store" {
  bucket_prefix = "tiles-store-"
  force_destroy = false

  tags = {
    Name = "tiles-store"
  }

  lifecycle {
    prevent_destroy = true
  }
}

# store is not public
resource "aws_s3_bucket_public_access_block" "store_closed" {
  bucket                  = aws_s3_bucket.store.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

# store is encrypted
resource "aws_s3_bucket_server_side_encryption_configuration" "store_encryption" {
  bucket = aws_s3_bucket.store.id

  rule {
    bucket_key_enabled = true

    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.shared_key.arn
    }
  }
}

# earlier versions go after 90 days, unfinished uploads after 7
resource "aws_s3_bucket_lifecycle_configuration" "store_lifecycle" {
  bucket = aws_s3_bucket.store.id

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

# keeps who asked store for what
resource "aws_s3_bucket" "store_log" {
  bucket_prefix = "tiles-store-log-"
  force_destroy = false

  tags = {
    Name = "tiles-store-log"
  }

  lifecycle {
    prevent_destroy = true
  }
}

# store.log is not public
resource "aws_s3_bucket_public_access_block" "store_log_closed" {
  bucket                  = aws_s3_bucket.store_log.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

# store.log is encrypted
resource "aws_s3_bucket_server_side_encryption_configuration" "store_log_encryption" {
  bucket = aws_s3_bucket.store_log.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

# earlier versions go after 30 days, unfinished uploads after 7
resource "aws_s3_bucket_lifecycle_configuration" "store_log_lifecycle" {
  bucket = aws_s3_bucket.store_log.id

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
resource "aws_s3_bucket_ownership_controls" "store_log_ownership" {
  bucket = aws_s3_bucket.store_log.id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

# store.log is reached over TLS only
data "aws_iam_policy_document" "store_log_policy" {
  statement {
    sid       = "OnlyTls"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.store_log.arn, "${aws_s3_bucket.store_log.arn}/*"]

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
    resources = ["${aws_s3_bucket.store_log.arn}/*"]

    principals {
      type        = "Service"
      identifiers = ["logging.s3.amazonaws.com"]
    }

    condition {
      test     = "ArnEquals"
      variable = "aws:SourceArn"
      values   = [aws_s3_bucket.store.arn]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [data.aws_caller_identity.shared_account.account_id]
    }
  }
}

resource "aws_s3_bucket_policy" "store_log_policy" {
  bucket = aws_s3_bucket.store_log.id
  policy = data.aws_iam_policy_document.store_log_policy.json
}

# what is deleted can come back
resource "aws_s3_bucket_versioning" "store_log_versioning" {
  bucket = aws_s3_bucket.store_log.id

  versioning_configuration {
    status = "Enabled"
  }
}

# who asks store for what is kept
resource "aws_s3_bucket_logging" "store_logging" {
  bucket        = aws_s3_bucket.store.id
  target_bucket = aws_s3_bucket.store_log.id
  target_prefix = "store/"
}

# policies alone decide
resource "aws_s3_bucket_ownership_controls" "store_ownership" {
  bucket = aws_s3_bucket.store.id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

# store is reached over TLS only
data "aws_iam_policy_document" "store_policy" {
  statement {
    sid       = "OnlyTls"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.store.arn, "${aws_s3_bucket.store.arn}/*"]

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

resource "aws_s3_bucket_policy" "store_policy" {
  bucket = aws_s3_bucket.store.id
  policy = data.aws_iam_policy_document.store_policy.json
}

# what is deleted can come back
resource "aws_s3_bucket_versioning" "store_versioning" {
  bucket = aws_s3_bucket.store.id

  versioning_configuration {
    status = "Enabled"
  }
}
