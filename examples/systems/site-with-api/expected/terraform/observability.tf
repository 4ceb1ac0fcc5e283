# api fails
resource "aws_cloudwatch_metric_alarm" "api_alarm_errors" {
  alarm_name        = "guestbook-api-errors"
  alarm_description = "api fails"
  namespace         = "AWS/Lambda"
  metric_name       = "Errors"

  dimensions = {
    FunctionName = aws_lambda_function.api.function_name
  }

  comparison_operator = "GreaterThanThreshold"
  threshold           = 5
  statistic           = "Sum"
  period              = 60
  evaluation_periods  = 5
  datapoints_to_alarm = 3
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.shared_alerts.arn]
  ok_actions          = [aws_sns_topic.shared_alerts.arn]
}

# 1 of 100 calls of api takes 80 % of the time that it may
resource "aws_cloudwatch_metric_alarm" "api_alarm_latency" {
  alarm_name        = "guestbook-api-latency"
  alarm_description = "1 of 100 calls of api takes 80 % of the time that it may"
  namespace         = "AWS/Lambda"
  metric_name       = "Duration"

  dimensions = {
    FunctionName = aws_lambda_function.api.function_name
  }

  comparison_operator = "GreaterThanThreshold"
  threshold           = 24000
  extended_statistic  = "p99"
  period              = 60
  evaluation_periods  = 5
  datapoints_to_alarm = 3
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.shared_alerts.arn]
  ok_actions          = [aws_sns_topic.shared_alerts.arn]
}

# api answers with server errors
resource "aws_cloudwatch_metric_alarm" "api_alarm_server_errors" {
  alarm_name        = "guestbook-api-server-errors"
  alarm_description = "api answers with server errors"
  namespace         = "AWS/ApiGateway"
  metric_name       = "5xx"

  dimensions = {
    ApiId = aws_apigatewayv2_api.api_api.id
  }

  comparison_operator = "GreaterThanThreshold"
  threshold           = 10
  statistic           = "Sum"
  period              = 60
  evaluation_periods  = 5
  datapoints_to_alarm = 3
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.shared_alerts.arn]
  ok_actions          = [aws_sns_topic.shared_alerts.arn]
}

# api is called more often than it may run at once
resource "aws_cloudwatch_metric_alarm" "api_alarm_throttles" {
  alarm_name        = "guestbook-api-throttles"
  alarm_description = "api is called more often than it may run at once"
  namespace         = "AWS/Lambda"
  metric_name       = "Throttles"

  dimensions = {
    FunctionName = aws_lambda_function.api.function_name
  }

  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  statistic           = "Sum"
  period              = 60
  evaluation_periods  = 5
  datapoints_to_alarm = 3
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.shared_alerts.arn]
  ok_actions          = [aws_sns_topic.shared_alerts.arn]
}

# keeps who asked api for what
resource "aws_cloudwatch_log_group" "api_api_logs" {
  name              = "/aws/apigateway/guestbook-api"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# keeps what api writes
resource "aws_cloudwatch_log_group" "api_logs" {
  name              = "/aws/lambda/guestbook-api"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# keeps what was stopped, and why
resource "aws_cloudwatch_log_group" "pages_waf_logs" {
  name              = "aws-waf-logs-guestbook-pages"
  retention_in_days = 365
  region            = "us-east-1"
}
