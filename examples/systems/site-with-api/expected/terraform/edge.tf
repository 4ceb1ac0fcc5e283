# the world reaches api over HTTPS
resource "aws_apigatewayv2_api" "api_api" {
  name                         = "guestbook-api"
  protocol_type                = "HTTP"
  disable_execute_api_endpoint = true
}

# api is called by a name of ours
resource "aws_apigatewayv2_domain_name" "api_api_domain" {
  domain_name = "api.${var.domain}"

  domain_name_configuration {
    certificate_arn = aws_acm_certificate_validation.shared_certificate_validation.certificate_arn
    endpoint_type   = "REGIONAL"
    security_policy = "TLS_1_2"
  }
}

# the name leads to api
resource "aws_apigatewayv2_api_mapping" "api_api_domain_mapping" {
  api_id      = aws_apigatewayv2_api.api_api.id
  domain_name = aws_apigatewayv2_domain_name.api_api_domain.id
  stage       = aws_apigatewayv2_stage.api_api_stage.id
}

# the world finds api by name
resource "aws_route53_record" "api_api_domain_record" {
  zone_id = var.zone_id
  name    = "api.${var.domain}"
  type    = "A"

  alias {
    name                   = aws_apigatewayv2_domain_name.api_api_domain.domain_name_configuration[0].target_domain_name
    zone_id                = aws_apigatewayv2_domain_name.api_api_domain.domain_name_configuration[0].hosted_zone_id
    evaluate_target_health = false
  }
}

# a request is a call of api
resource "aws_apigatewayv2_integration" "api_api_integration" {
  api_id                 = aws_apigatewayv2_api.api_api.id
  integration_type       = "AWS_PROXY"
  integration_method     = "POST"
  integration_uri        = aws_lambda_alias.api_live.invoke_arn
  payload_format_version = "2.0"
  timeout_milliseconds   = 30000
}

# api answers all paths; it knows who may do what
resource "aws_apigatewayv2_route" "api_api_route" {
  api_id             = aws_apigatewayv2_api.api_api.id
  route_key          = "$default"
  target             = "integrations/${aws_apigatewayv2_integration.api_api_integration.id}"
  authorization_type = "NONE"
}

# more than twice the stated load is refused, not paid for
resource "aws_apigatewayv2_stage" "api_api_stage" {
  api_id      = aws_apigatewayv2_api.api_api.id
  name        = "$default"
  auto_deploy = true

  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.api_api_logs.arn

    format = jsonencode({
      requestId = "$context.requestId"
      time      = "$context.requestTime"
      ip        = "$context.identity.sourceIp"
      method    = "$context.httpMethod"
      path      = "$context.path"
      status    = "$context.status"
      latency   = "$context.responseLatency"
      error     = "$context.integrationErrorMessage"
    })
  }

  default_route_settings {
    throttling_burst_limit   = 10
    throttling_rate_limit    = 10
    detailed_metrics_enabled = true
  }
}

# aws.cloudfront (at the edge) realises site `pages` for 8.86 $ a month; nothing else could
resource "aws_cloudfront_distribution" "pages" {
  enabled             = true
  comment             = "guestbook-pages"
  aliases             = [var.domain]
  default_root_object = "index.html"
  http_version        = "http2and3"
  is_ipv6_enabled     = true
  price_class         = "PriceClass_100"
  web_acl_id          = aws_wafv2_web_acl.pages_waf.arn

  tags = {
    Name = "guestbook-pages"
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
  }

  custom_error_response {
    error_code            = 403
    response_code         = 200
    response_page_path    = "/index.html"
    error_caching_min_ttl = 10
  }

  custom_error_response {
    error_code            = 404
    response_code         = 200
    response_page_path    = "/index.html"
    error_caching_min_ttl = 10
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
  name                              = "guestbook-pages"
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

# browsers are told to protect visitors
resource "aws_cloudfront_response_headers_policy" "pages_headers" {
  name = "guestbook-pages"

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
  name   = "guestbook-pages"
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
    metric_name                = "guestbook-pages"
    sampled_requests_enabled   = true
  }
}

# keeps what was stopped, and why
resource "aws_wafv2_web_acl_logging_configuration" "pages_waf_logging" {
  log_destination_configs = [aws_cloudwatch_log_group.pages_waf_logs.arn]
  resource_arn            = aws_wafv2_web_acl.pages_waf.arn
  region                  = "us-east-1"
}

# callers must know whom they talk to, and nobody may listen
resource "aws_acm_certificate" "shared_certificate" {
  domain_name               = var.domain
  subject_alternative_names = ["*.${var.domain}"]
  validation_method         = "DNS"

  lifecycle {
    create_before_destroy = true
  }
}

# proves that the name is ours, also at each renewal
resource "aws_route53_record" "shared_certificate_record" {
  zone_id         = var.zone_id
  name            = aws_acm_certificate.shared_certificate.domain_validation_options.*.resource_record_name[0]
  type            = aws_acm_certificate.shared_certificate.domain_validation_options.*.resource_record_type[0]
  ttl             = 300
  records         = [aws_acm_certificate.shared_certificate.domain_validation_options.*.resource_record_value[0]]
  allow_overwrite = true
}

# nothing may use a certificate before it is valid
resource "aws_acm_certificate_validation" "shared_certificate_validation" {
  certificate_arn         = aws_acm_certificate.shared_certificate.arn
  validation_record_fqdns = [aws_route53_record.shared_certificate_record.fqdn]
}
