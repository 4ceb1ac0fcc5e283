# keeps the files of pages
resource "aws_s3_bucket" "pages_files" {
  bucket_prefix = "brochure-pages-"
  force_destroy = false

  tags = {
    Name = "brochure-pages-files"
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
  bucket_prefix = "brochure-pages-log-"
  force_destroy = false

  tags = {
    Name = "brochure-pages-log"
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
