# api is reached through the load balancer
resource "aws_lb_target_group" "api_target_group" {
  name                 = "dropbox-api"
  port                 = 8080
  protocol             = "HTTP"
  target_type          = "ip"
  vpc_id               = aws_vpc.network.id
  deregistration_delay = 30

  health_check {
    path                = "/"
    protocol            = "HTTP"
    matcher             = "200-399"
    interval            = 15
    timeout             = 5
    healthy_threshold   = 2
    unhealthy_threshold = 3
  }
}

# aws.cloudfront (at the edge) realises site `pages` for 8.25 $ a month; nothing else could
resource "aws_cloudfront_distribution" "pages" {
  enabled             = true
  comment             = "dropbox-pages"
  aliases             = [var.domain]
  default_root_object = "index.html"
  http_version        = "http2and3"
  is_ipv6_enabled     = true
  price_class         = "PriceClass_100"
  web_acl_id          = aws_wafv2_web_acl.pages_waf.arn

  tags = {
    Name = "dropbox-pages"
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
  name                              = "dropbox-pages"
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
  name    = "dropbox-pages"
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
  name = "dropbox-pages"

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
  name   = "dropbox-pages"
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
    metric_name                = "dropbox-pages"
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

# the world reaches programs through one place: with TLS, a firewall and a log
resource "aws_lb" "shared_load_balancer" {
  name                       = "dropbox-load-balancer"
  load_balancer_type         = "application"
  internal                   = false
  subnets                    = [aws_subnet.network_public_a.id, aws_subnet.network_public_b.id]
  security_groups            = [aws_security_group.shared_load_balancer_security_group.id]
  drop_invalid_header_fields = true
  enable_deletion_protection = true

  access_logs {
    bucket  = aws_s3_bucket_policy.shared_load_balancer_access_logs_policy.bucket
    enabled = true
  }
}

# nobody talks in the clear: HTTP is sent to HTTPS
resource "aws_lb_listener" "shared_load_balancer_http" {
  load_balancer_arn = aws_lb.shared_load_balancer.arn
  port              = 80
  protocol          = "HTTP"

  tags = {
    Name = "dropbox-shared-load-balancer-http"
  }

  default_action {
    type = "redirect"

    redirect {
      port        = "443"
      protocol    = "HTTPS"
      status_code = "HTTP_301"
    }
  }
}

# what no rule is for gets 404, and reaches no program
resource "aws_lb_listener" "shared_load_balancer_https" {
  load_balancer_arn = aws_lb.shared_load_balancer.arn
  port              = 443
  protocol          = "HTTPS"
  ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-2021-06"
  certificate_arn   = aws_acm_certificate_validation.shared_certificate_validation.certificate_arn

  tags = {
    Name = "dropbox-shared-load-balancer-https"
  }

  default_action {
    type = "fixed-response"

    fixed_response {
      content_type = "text/plain"
      message_body = "Not found"
      status_code  = "404"
    }
  }
}

# the world finds api by name
resource "aws_route53_record" "shared_load_balancer_record_api" {
  zone_id = var.zone_id
  name    = "api.${var.domain}"
  type    = "A"

  alias {
    name                   = aws_lb.shared_load_balancer.dns_name
    zone_id                = aws_lb.shared_load_balancer.zone_id
    evaluate_target_health = true
  }
}

# requests for this name go to api
resource "aws_lb_listener_rule" "shared_load_balancer_to_api" {
  listener_arn = aws_lb_listener.shared_load_balancer_https.arn
  priority     = 29455

  tags = {
    Name = "dropbox-shared-load-balancer-to-api"
  }

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.api_target_group.arn
  }

  condition {
    host_header {
      values = ["api.${var.domain}"]
    }
  }
}

# the world reaches it, so known attacks are stopped before it
resource "aws_wafv2_web_acl" "shared_load_balancer_waf" {
  name  = "dropbox-load-balancer"
  scope = "REGIONAL"

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
    metric_name                = "dropbox-load-balancer"
    sampled_requests_enabled   = true
  }
}

# every public request passes the firewall
resource "aws_wafv2_web_acl_association" "shared_load_balancer_waf_before_load_balancer" {
  resource_arn = aws_lb.shared_load_balancer.arn
  web_acl_arn  = aws_wafv2_web_acl.shared_load_balancer_waf.arn
}

# keeps what was stopped, and why
resource "aws_wafv2_web_acl_logging_configuration" "shared_load_balancer_waf_logging" {
  log_destination_configs = [aws_cloudwatch_log_group.shared_load_balancer_waf_logs.arn]
  resource_arn            = aws_wafv2_web_acl.shared_load_balancer_waf.arn
}
