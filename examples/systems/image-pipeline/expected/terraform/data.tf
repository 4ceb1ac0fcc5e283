# aws.s3 (standard) realises bucket `originals` for 92.38 $ a month; nothing else could
resource "aws_s3_bucket" "originals" {
  bucket_prefix = "thumbs-originals-"
  force_destroy = false

  tags = {
    Name = "thumbs-originals"
  }

  lifecycle {
    prevent_destroy = true
  }
}

# originals is not public
resource "aws_s3_bucket_public_access_block" "originals_closed" {
  bucket                  = aws_s3_bucket.originals.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

# originals is encrypted
resource "aws_s3_bucket_server_side_encryption_configuration" "originals_encryption" {
  bucket = aws_s3_bucket.originals.id

  rule {
    bucket_key_enabled = true

    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.shared_key.arn
    }
  }
}

# earlier versions go after 90 days, unfinished uploads after 7
resource "aws_s3_bucket_lifecycle_configuration" "originals_lifecycle" {
  bucket = aws_s3_bucket.originals.id

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

# keeps who asked originals for what
resource "aws_s3_bucket" "originals_log" {
  bucket_prefix = "thumbs-originals-log-"
  force_destroy = false

  tags = {
    Name = "thumbs-originals-log"
  }

  lifecycle {
    prevent_destroy = true
  }
}

# originals.log is not public
resource "aws_s3_bucket_public_access_block" "originals_log_closed" {
  bucket                  = aws_s3_bucket.originals_log.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

# originals.log is encrypted
resource "aws_s3_bucket_server_side_encryption_configuration" "originals_log_encryption" {
  bucket = aws_s3_bucket.originals_log.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

# earlier versions go after 30 days, unfinished uploads after 7
resource "aws_s3_bucket_lifecycle_configuration" "originals_log_lifecycle" {
  bucket = aws_s3_bucket.originals_log.id

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
resource "aws_s3_bucket_ownership_controls" "originals_log_ownership" {
  bucket = aws_s3_bucket.originals_log.id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

# originals.log is reached over TLS only
data "aws_iam_policy_document" "originals_log_policy" {
  statement {
    sid       = "OnlyTls"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.originals_log.arn, "${aws_s3_bucket.originals_log.arn}/*"]

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
    resources = ["${aws_s3_bucket.originals_log.arn}/*"]

    principals {
      type        = "Service"
      identifiers = ["logging.s3.amazonaws.com"]
    }

    condition {
      test     = "ArnEquals"
      variable = "aws:SourceArn"
      values   = [aws_s3_bucket.originals.arn]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [data.aws_caller_identity.shared_account.account_id]
    }
  }
}

resource "aws_s3_bucket_policy" "originals_log_policy" {
  bucket = aws_s3_bucket.originals_log.id
  policy = data.aws_iam_policy_document.originals_log_policy.json
}

# what is deleted can come back
resource "aws_s3_bucket_versioning" "originals_log_versioning" {
  bucket = aws_s3_bucket.originals_log.id

  versioning_configuration {
    status = "Enabled"
  }
}

# who asks originals for what is kept
resource "aws_s3_bucket_logging" "originals_logging" {
  bucket        = aws_s3_bucket.originals.id
  target_bucket = aws_s3_bucket.originals_log.id
  target_prefix = "originals/"
}

# policies alone decide
resource "aws_s3_bucket_ownership_controls" "originals_ownership" {
  bucket = aws_s3_bucket.originals.id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

# originals is reached over TLS only
data "aws_iam_policy_document" "originals_policy" {
  statement {
    sid       = "OnlyTls"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.originals.arn, "${aws_s3_bucket.originals.arn}/*"]

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

resource "aws_s3_bucket_policy" "originals_policy" {
  bucket = aws_s3_bucket.originals.id
  policy = data.aws_iam_policy_document.originals_policy.json
}

# what is deleted can come back
resource "aws_s3_bucket_versioning" "originals_versioning" {
  bucket = aws_s3_bucket.originals.id

  versioning_configuration {
    status = "Enabled"
  }
}

# keeps who asked for what
resource "aws_s3_bucket" "shared_load_balancer_access_logs" {
  bucket_prefix = "thumbs-load-balancer-log-"
  force_destroy = false

  tags = {
    Name = "thumbs-shared-load-balancer-access-logs"
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

# aws.s3 (standard) realises bucket `thumbnails` for 36.99 $ a month; nothing else could
resource "aws_s3_bucket" "thumbnails" {
  bucket_prefix = "thumbs-thumbnails-"
  force_destroy = false

  tags = {
    Name = "thumbs-thumbnails"
  }

  lifecycle {
    prevent_destroy = true
  }
}

# thumbnails is not public
resource "aws_s3_bucket_public_access_block" "thumbnails_closed" {
  bucket                  = aws_s3_bucket.thumbnails.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

# thumbnails is encrypted
resource "aws_s3_bucket_server_side_encryption_configuration" "thumbnails_encryption" {
  bucket = aws_s3_bucket.thumbnails.id

  rule {
    bucket_key_enabled = true

    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.shared_key.arn
    }
  }
}

# earlier versions go after 90 days, unfinished uploads after 7
resource "aws_s3_bucket_lifecycle_configuration" "thumbnails_lifecycle" {
  bucket = aws_s3_bucket.thumbnails.id

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

# keeps who asked thumbnails for what
resource "aws_s3_bucket" "thumbnails_log" {
  bucket_prefix = "thumbs-thumbnails-log-"
  force_destroy = false

  tags = {
    Name = "thumbs-thumbnails-log"
  }

  lifecycle {
    prevent_destroy = true
  }
}

# thumbnails.log is not public
resource "aws_s3_bucket_public_access_block" "thumbnails_log_closed" {
  bucket                  = aws_s3_bucket.thumbnails_log.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

# thumbnails.log is encrypted
resource "aws_s3_bucket_server_side_encryption_configuration" "thumbnails_log_encryption" {
  bucket = aws_s3_bucket.thumbnails_log.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

# earlier versions go after 30 days, unfinished uploads after 7
resource "aws_s3_bucket_lifecycle_configuration" "thumbnails_log_lifecycle" {
  bucket = aws_s3_bucket.thumbnails_log.id

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
resource "aws_s3_bucket_ownership_controls" "thumbnails_log_ownership" {
  bucket = aws_s3_bucket.thumbnails_log.id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

# thumbnails.log is reached over TLS only
data "aws_iam_policy_document" "thumbnails_log_policy" {
  statement {
    sid       = "OnlyTls"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.thumbnails_log.arn, "${aws_s3_bucket.thumbnails_log.arn}/*"]

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
    resources = ["${aws_s3_bucket.thumbnails_log.arn}/*"]

    principals {
      type        = "Service"
      identifiers = ["logging.s3.amazonaws.com"]
    }

    condition {
      test     = "ArnEquals"
      variable = "aws:SourceArn"
      values   = [aws_s3_bucket.thumbnails.arn]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [data.aws_caller_identity.shared_account.account_id]
    }
  }
}

resource "aws_s3_bucket_policy" "thumbnails_log_policy" {
  bucket = aws_s3_bucket.thumbnails_log.id
  policy = data.aws_iam_policy_document.thumbnails_log_policy.json
}

# what is deleted can come back
resource "aws_s3_bucket_versioning" "thumbnails_log_versioning" {
  bucket = aws_s3_bucket.thumbnails_log.id

  versioning_configuration {
    status = "Enabled"
  }
}

# who asks thumbnails for what is kept
resource "aws_s3_bucket_logging" "thumbnails_logging" {
  bucket        = aws_s3_bucket.thumbnails.id
  target_bucket = aws_s3_bucket.thumbnails_log.id
  target_prefix = "thumbnails/"
}

# policies alone decide
resource "aws_s3_bucket_ownership_controls" "thumbnails_ownership" {
  bucket = aws_s3_bucket.thumbnails.id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

# thumbnails is reached over TLS only
data "aws_iam_policy_document" "thumbnails_policy" {
  statement {
    sid       = "OnlyTls"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.thumbnails.arn, "${aws_s3_bucket.thumbnails.arn}/*"]

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

resource "aws_s3_bucket_policy" "thumbnails_policy" {
  bucket = aws_s3_bucket.thumbnails.id
  policy = data.aws_iam_policy_document.thumbnails_policy.json
}

# what is deleted can come back
resource "aws_s3_bucket_versioning" "thumbnails_versioning" {
  bucket = aws_s3_bucket.thumbnails.id

  versioning_configuration {
    status = "Enabled"
  }
}
