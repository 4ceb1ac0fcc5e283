# aws.dynamodb (on demand) realises database `latest` for 91.17 $ a month; nothing else could
resource "aws_dynamodb_table" "latest" {
  name                        = "sensors-latest"
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
  bucket_prefix = "sensors-load-balancer-log-"
  force_destroy = false

  tags = {
    Name = "sensors-shared-load-balancer-access-logs"
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
