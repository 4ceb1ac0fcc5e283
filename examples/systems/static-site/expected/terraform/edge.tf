# aws.cloudfront (at the edge) realises site `pages` for 8.86 $ a month; nothing else could
resource "aws_cloudfront_distribution" "pages" {
  enabled             = true
  comment             = "brochure-pages"
  aliases             = [var.domain]
  default_root_object = "index.html"
  http_version        = "http2and3"
  is_ipv6_enabled     = true
  price_class         = "PriceClass_100"
  web_acl_id          = aws_wafv2_web_acl.pages_waf.arn

  tags = {
    Name = "brochure-pages"
  }

  origin {
    origin_id                = "files"
    domain_name              = aws_s3_bucket.pages_files.bucket_regional_domain_name
    origin_access_control_id = aws_cloudfront_origin_access_control.pages_access.id
  }

  default_cache_behavior {
    target_origin_id           = "files"
    allowed_methods            = ["GET", "HEAD", "OPTIONS"]
    cached_methods             = ["GET", "HEAD"]
    viewer_protocol_policy     = "redirect-to-https"
    cache_policy_id            = "658327ea-f89d-4fab-a63d-7e88639e58f6"
    response_headers_policy_id = aws_cloudfront_response_headers_policy.pages_headers.id
    compress                   = true

    function_association {
      event_type   = "viewer-request"
      function_arn = aws_cloudfront_function.pages_folders.arn
    }
  }

  restrictions {
    geo_restriction {
      restriction_type = "none"
      locations        = []
    }
  }

  viewer_certificate {
    acm_certificate_arn      = aws_acm_certificate_validation.pages_certificate_validation.certificate_arn
    minimum_protocol_version = "TLSv1.2_2021"
    ssl_support_method       = "sni-only"
  }

  logging_config {
    bucket          = "${aws_s3_bucket_ownership_controls.pages_log_ownership.bucket}.s3.amazonaws.com"
    include_cookies = false
    prefix          = "cloudfront/"
  }
}

# only the distribution reads the files of pages
resource "aws_cloudfront_origin_access_control" "pages_access" {
  name                              = "brochure-pages"
  origin_access_control_origin_type = "s3"
  signing_behavior                  = "always"
  signing_protocol                  = "sigv4"
}

# callers must know whom they talk to, and nobody may listen
resource "aws_acm_certificate" "pages_certificate" {
  domain_name       = var.domain
  validation_method = "DNS"
  region            = "us-east-1"

  lifecycle {
    create_before_destroy = true
  }
}

# proves that the name is ours, also at each renewal
resource "aws_route53_record" "pages_certificate_record" {
  zone_id         = var.zone_id
  name            = aws_acm_certificate.pages_certificate.domain_validation_options.*.resource_record_name[0]
  type            = aws_acm_certificate.pages_certificate.domain_validation_options.*.resource_record_type[0]
  ttl             = 300
  records         = [aws_acm_certificate.pages_certificate.domain_validation_options.*.resource_record_value[0]]
  allow_overwrite = true
}

# nothing may use a certificate before it is valid
resource "aws_acm_certificate_validation" "pages_certificate_validation" {
  certificate_arn         = aws_acm_certificate.pages_certificate.arn
  validation_record_fqdns = [aws_route53_record.pages_certificate_record.fqdn]
  region                  = "us-east-1"
}

# a folder is answered with its index.html
resource "aws_cloudfront_function" "pages_folders" {
  name    = "brochure-pages"
  runtime = "cloudfront-js-2.0"
  publish = true

  code = <<-EOT
    function handler(event) {
      var request = event.request;
      if (request.uri.endsWith('/')) {
        request.uri += 'index.html';
      } else if (!request.uri.split('/').pop().includes('.')) {
        request.uri += '/index.html';
      }
      return request;
    }
  EOT
}

# browsers are told to protect visitors
resource "aws_cloudfront_response_headers_policy" "pages_headers" {
  name = "brochure-pages"

  security_headers_config {
    content_type_options {
      override = true
    }

    frame_options {
      frame_option = "SAMEORIGIN"
      override     = true
    }

    referrer_policy {
      referrer_policy = "strict-origin-when-cross-origin"
      override        = true
    }

    strict_transport_security {
      access_control_max_age_sec = 31536000
      include_subdomains         = true
      preload                    = true
      override                   = true
    }
  }
}

# the world finds pages by name
resource "aws_route53_record" "pages_record" {
  zone_id = var.zone_id
  name    = var.domain
  type    = "A"

  alias {
    name                   = aws_cloudfront_distribution.pages.domain_name
    zone_id                = aws_cloudfront_distribution.pages.hosted_zone_id
    evaluate_target_health = false
  }
}

# the world reaches it, so known attacks are stopped before it
resource "aws_wafv2_web_acl" "pages_waf" {
  name   = "brochure-pages"
  scope  = "CLOUDFRONT"
  region = "us-east-1"

  default_action {
    allow {}
  }

  rule {
    name     = "AWSManagedRulesAmazonIpReputationList"
    priority = 0

    override_action {
      none {}
    }

    statement {
      managed_rule_group_statement {
        name        = "AWSManagedRulesAmazonIpReputationList"
        vendor_name = "AWS"
      }
    }

    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "AWSManagedRulesAmazonIpReputationList"
      sampled_requests_enabled   = true
    }
  }

  rule {
    name     = "AWSManagedRulesCommonRuleSet"
    priority = 1

    override_action {
      none {}
    }

    statement {
      managed_rule_group_statement {
        name        = "AWSManagedRulesCommonRuleSet"
        vendor_name = "AWS"
      }
    }

    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "AWSManagedRulesCommonRuleSet"
      sampled_requests_enabled   = true
    }
  }

  rule {
    name     = "AWSManagedRulesKnownBadInputsRuleSet"
    priority = 2

    override_action {
      none {}
    }

    statement {
      managed_rule_group_statement {
        name        = "AWSManagedRulesKnownBadInputsRuleSet"
        vendor_name = "AWS"
      }
    }

    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "AWSManagedRulesKnownBadInputsRuleSet"
      sampled_requests_enabled   = true
    }
  }

  visibility_config {
    cloudwatch_metrics_enabled = true
    metric_name                = "brochure-pages"
    sampled_requests_enabled   = true
  }
}

# keeps what was stopped, and why
resource "aws_wafv2_web_acl_logging_configuration" "pages_waf_logging" {
  log_destination_configs = [aws_cloudwatch_log_group.pages_waf_logs.arn]
  resource_arn            = aws_wafv2_web_acl.pages_waf.arn
  region                  = "us-east-1"
}
