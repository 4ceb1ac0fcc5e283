# render is reached through the load balancer
resource "aws_lb_target_group" "render_target_group" {
  name                 = "tiles-render"
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
  name                       = "tiles-load-balancer"
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
    Name = "tiles-shared-load-balancer-http"
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
    Name = "tiles-shared-load-balancer-https"
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

# the world finds render by name
resource "aws_route53_record" "shared_load_balancer_record_render" {
  zone_id = var.zone_id
  name    = var.domain
  type    = "A"

  alias {
    name                   = aws_lb.shared_load_balancer.dns_name
    zone_id                = aws_lb.shared_load_balancer.zone_id
    evaluate_target_health = true
  }
}

# requests for this name go to render
resource "aws_lb_listener_rule" "shared_load_balancer_to_render" {
  listener_arn = aws_lb_listener.shared_load_balancer_https.arn
  priority     = 1361

  tags = {
    Name = "tiles-shared-load-balancer-to-render"
  }

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.render_target_group.arn
  }

  condition {
    host_header {
      values = [var.domain]
    }
  }
}

# the world reaches it, so known attacks are stopped before it
resource "aws_wafv2_web_acl" "shared_load_balancer_waf" {
  name  = "tiles-load-balancer"
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
    metric_name                = "tiles-load-balancer"
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
