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

# the world reaches web over HTTPS
resource "aws_apigatewayv2_api" "web_api" {
  name                         = "planner-staging-web"
  protocol_type                = "HTTP"
  disable_execute_api_endpoint = true
}

# web is called by a name of ours
resource "aws_apigatewayv2_domain_name" "web_api_domain" {
  domain_name = var.domain

  domain_name_configuration {
    certificate_arn = aws_acm_certificate_validation.shared_certificate_validation.certificate_arn
    endpoint_type   = "REGIONAL"
    security_policy = "TLS_1_2"
  }
}

# the name leads to web
resource "aws_apigatewayv2_api_mapping" "web_api_domain_mapping" {
  api_id      = aws_apigatewayv2_api.web_api.id
  domain_name = aws_apigatewayv2_domain_name.web_api_domain.id
  stage       = aws_apigatewayv2_stage.web_api_stage.id
}

# the world finds web by name
resource "aws_route53_record" "web_api_domain_record" {
  zone_id = var.zone_id
  name    = var.domain
  type    = "A"

  alias {
    name                   = aws_apigatewayv2_domain_name.web_api_domain.domain_name_configuration[0].target_domain_name
    zone_id                = aws_apigatewayv2_domain_name.web_api_domain.domain_name_configuration[0].hosted_zone_id
    evaluate_target_health = false
  }
}

# a request is a call of web
resource "aws_apigatewayv2_integration" "web_api_integration" {
  api_id                 = aws_apigatewayv2_api.web_api.id
  integration_type       = "AWS_PROXY"
  integration_method     = "POST"
  integration_uri        = aws_lambda_alias.web_live.invoke_arn
  payload_format_version = "2.0"
  timeout_milliseconds   = 30000
}

# web answers all paths; it knows who may do what
resource "aws_apigatewayv2_route" "web_api_route" {
  api_id             = aws_apigatewayv2_api.web_api.id
  route_key          = "$default"
  target             = "integrations/${aws_apigatewayv2_integration.web_api_integration.id}"
  authorization_type = "NONE"
}

# more than twice the stated load is refused, not paid for
resource "aws_apigatewayv2_stage" "web_api_stage" {
  api_id      = aws_apigatewayv2_api.web_api.id
  name        = "$default"
  auto_deploy = true

  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.web_api_logs.arn

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
