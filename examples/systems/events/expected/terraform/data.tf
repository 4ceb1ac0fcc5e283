# aws.dynamodb (on demand) realises database `invoices` for 15.39 $ a month; nothing else could
resource "aws_dynamodb_table" "invoices" {
  name                        = "fanout-invoices"
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

# aws.dynamodb (on demand) realises database `levels` for 15.39 $ a month; nothing else could
resource "aws_dynamodb_table" "levels" {
  name                        = "fanout-levels"
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

# keeps who asked for what
resource "aws_s3_bucket" "shared_load_balancer_access_logs" {
  bucket_prefix = "fanout-load-balancer-log-"
  force_destroy = false

  tags = {
    Name = "fanout-shared-load-balancer-access-logs"
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

# aws.s3 (standard) realises bucket `trail` for 69.61 $ a month; nothing else could
resource "aws_s3_bucket" "trail" {
  bucket_prefix = "fanout-trail-"
  force_destroy = false

  tags = {
    Name = "fanout-trail"
  }

  lifecycle {
    prevent_destroy = true
  }
}

# trail is not public
resource "aws_s3_bucket_public_access_block" "trail_closed" {
  bucket                  = aws_s3_bucket.trail.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

# trail is encrypted
resource "aws_s3_bucket_server_side_encryption_configuration" "trail_encryption" {
  bucket = aws_s3_bucket.trail.id

  rule {
    bucket_key_enabled = true

    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.shared_key.arn
    }
  }
}

# earlier versions go after 365 days, unfinished uploads after 7
resource "aws_s3_bucket_lifecycle_configuration" "trail_lifecycle" {
  bucket = aws_s3_bucket.trail.id

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

# keeps who asked trail for what
resource "aws_s3_bucket" "trail_log" {
  bucket_prefix = "fanout-trail-log-"
  force_destroy = false

  tags = {
    Name = "fanout-trail-log"
  }

  lifecycle {
    prevent_destroy = true
  }
}

# trail.log is not public
resource "aws_s3_bucket_public_access_block" "trail_log_closed" {
  bucket                  = aws_s3_bucket.trail_log.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

# trail.log is encrypted
resource "aws_s3_bucket_server_side_encryption_configuration" "trail_log_encryption" {
  bucket = aws_s3_bucket.trail_log.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

# earlier versions go after 30 days, unfinished uploads after 7
resource "aws_s3_bucket_lifecycle_configuration" "trail_log_lifecycle" {
  bucket = aws_s3_bucket.trail_log.id

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
resource "aws_s3_bucket_ownership_controls" "trail_log_ownership" {
  bucket = aws_s3_bucket.trail_log.id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

# trail.log is reached over TLS only
data "aws_iam_policy_document" "trail_log_policy" {
  statement {
    sid       = "OnlyTls"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.trail_log.arn, "${aws_s3_bucket.trail_log.arn}/*"]

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
    resources = ["${aws_s3_bucket.trail_log.arn}/*"]

    principals {
      type        = "Service"
      identifiers = ["logging.s3.amazonaws.com"]
    }

    condition {
      test     = "ArnEquals"
      variable = "aws:SourceArn"
      values   = [aws_s3_bucket.trail.arn]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [data.aws_caller_identity.shared_account.account_id]
    }
  }
}

resource "aws_s3_bucket_policy" "trail_log_policy" {
  bucket = aws_s3_bucket.trail_log.id
  policy = data.aws_iam_policy_document.trail_log_policy.json
}

# what is deleted can come back
resource "aws_s3_bucket_versioning" "trail_log_versioning" {
  bucket = aws_s3_bucket.trail_log.id

  versioning_configuration {
    status = "Enabled"
  }
}

# who asks trail for what is kept
resource "aws_s3_bucket_logging" "trail_logging" {
  bucket        = aws_s3_bucket.trail.id
  target_bucket = aws_s3_bucket.trail_log.id
  target_prefix = "trail/"
}

# policies alone decide
resource "aws_s3_bucket_ownership_controls" "trail_ownership" {
  bucket = aws_s3_bucket.trail.id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

# trail is reached over TLS only
data "aws_iam_policy_document" "trail_policy" {
  statement {
    sid       = "OnlyTls"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.trail.arn, "${aws_s3_bucket.trail.arn}/*"]

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

resource "aws_s3_bucket_policy" "trail_policy" {
  bucket = aws_s3_bucket.trail.id
  policy = data.aws_iam_policy_document.trail_policy.json
}

# what is deleted can come back
resource "aws_s3_bucket_versioning" "trail_versioning" {
  bucket = aws_s3_bucket.trail.id

  versioning_configuration {
    status = "Enabled"
  }
}
