# aws.s3 (standard) realises bucket `files` for 167.03 $ a month; nothing else could
resource "aws_s3_bucket" "files" {
  bucket_prefix = "dropbox-files-"
  force_destroy = false

  tags = {
    Name = "dropbox-files"
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

# earlier versions go after 90 days, unfinished uploads after 7
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
      noncurrent_days = 90
    }
  }
}

# keeps who asked files for what
resource "aws_s3_bucket" "files_log" {
  bucket_prefix = "dropbox-files-log-"
  force_destroy = false

  tags = {
    Name = "dropbox-files-log"
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

# aws.dynamodb (on demand) realises database `index` for 12.11 $ a month; nothing else could
resource "aws_dynamodb_table" "index" {
  name                        = "dropbox-index"
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

# keeps the files of pages
resource "aws_s3_bucket" "pages_files" {
  bucket_prefix = "dropbox-pages-"
  force_destroy = false

  tags = {
    Name = "dropbox-pages-files"
  }

  lifecycle {
    prevent_destroy = true
  }
}

# pages.files is not public
resource "aws_s3_bucket_public_access_block" "pages_files_closed" {
  bucket                  = aws_s3_bucket.pages_files.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

# pages.files is encrypted
resource "aws_s3_bucket_server_side_encryption_configuration" "pages_files_encryption" {
  bucket = aws_s3_bucket.pages_files.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

# earlier versions go after 90 days, unfinished uploads after 7
resource "aws_s3_bucket_lifecycle_configuration" "pages_files_lifecycle" {
  bucket = aws_s3_bucket.pages_files.id

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

# policies alone decide
resource "aws_s3_bucket_ownership_controls" "pages_files_ownership" {
  bucket = aws_s3_bucket.pages_files.id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

# pages.files is reached over TLS only
data "aws_iam_policy_document" "pages_files_policy" {
  statement {
    sid       = "OnlyTls"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.pages_files.arn, "${aws_s3_bucket.pages_files.arn}/*"]

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
    sid       = "DistributionReads"
    effect    = "Allow"
    actions   = ["s3:GetObject"]
    resources = ["${aws_s3_bucket.pages_files.arn}/*"]

    principals {
      type        = "Service"
      identifiers = ["cloudfront.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceArn"
      values   = [aws_cloudfront_distribution.pages.arn]
    }
  }
}

resource "aws_s3_bucket_policy" "pages_files_policy" {
  bucket = aws_s3_bucket.pages_files.id
  policy = data.aws_iam_policy_document.pages_files_policy.json
}

# what is deleted can come back
resource "aws_s3_bucket_versioning" "pages_files_versioning" {
  bucket = aws_s3_bucket.pages_files.id

  versioning_configuration {
    status = "Enabled"
  }
}

# keeps who asked for what
resource "aws_s3_bucket" "pages_log" {
  bucket_prefix = "dropbox-pages-log-"
  force_destroy = false

  tags = {
    Name = "dropbox-pages-log"
  }

  lifecycle {
    prevent_destroy = true
  }
}

# pages.log is not public
resource "aws_s3_bucket_public_access_block" "pages_log_closed" {
  bucket                  = aws_s3_bucket.pages_log.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

# pages.log is encrypted
resource "aws_s3_bucket_server_side_encryption_configuration" "pages_log_encryption" {
  bucket = aws_s3_bucket.pages_log.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

# earlier versions go after 30 days, unfinished uploads after 7
resource "aws_s3_bucket_lifecycle_configuration" "pages_log_lifecycle" {
  bucket = aws_s3_bucket.pages_log.id

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

# CloudFront writes its log through an access list
resource "aws_s3_bucket_ownership_controls" "pages_log_ownership" {
  bucket = aws_s3_bucket.pages_log.id

  rule {
    object_ownership = "BucketOwnerPreferred"
  }
}

# pages.log is reached over TLS only
data "aws_iam_policy_document" "pages_log_policy" {
  statement {
    sid       = "OnlyTls"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.pages_log.arn, "${aws_s3_bucket.pages_log.arn}/*"]

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

resource "aws_s3_bucket_policy" "pages_log_policy" {
  bucket = aws_s3_bucket.pages_log.id
  policy = data.aws_iam_policy_document.pages_log_policy.json
}

# what is deleted can come back
resource "aws_s3_bucket_versioning" "pages_log_versioning" {
  bucket = aws_s3_bucket.pages_log.id

  versioning_configuration {
    status = "Enabled"
  }
}

# keeps who asked for what
resource "aws_s3_bucket" "shared_load_balancer_access_logs" {
  bucket_prefix = "dropbox-load-balancer-log-"
  force_destroy = false

  tags = {
    Name = "dropbox-shared-load-balancer-access-logs"
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
