# db is busy
resource "aws_cloudwatch_metric_alarm" "db_alarm_cpu" {
  alarm_name        = "blog-db-cpu"
  alarm_description = "db is busy"
  namespace         = "AWS/RDS"
  metric_name       = "CPUUtilization"

  dimensions = {
    DBInstanceIdentifier = aws_db_instance.db.identifier
  }

  comparison_operator = "GreaterThanThreshold"
  threshold           = 80
  statistic           = "Average"
  period              = 60
  evaluation_periods  = 5
  datapoints_to_alarm = 3
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.shared_alerts.arn]
  ok_actions          = [aws_sns_topic.shared_alerts.arn]
}

# 10 % of the storage of db is left
resource "aws_cloudwatch_metric_alarm" "db_alarm_storage" {
  alarm_name        = "blog-db-storage"
  alarm_description = "10 % of the storage of db is left"
  namespace         = "AWS/RDS"
  metric_name       = "FreeStorageSpace"

  dimensions = {
    DBInstanceIdentifier = aws_db_instance.db.identifier
  }

  comparison_operator = "LessThanThreshold"
  threshold           = 2147483648
  statistic           = "Minimum"
  period              = 60
  evaluation_periods  = 5
  datapoints_to_alarm = 3
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.shared_alerts.arn]
  ok_actions          = [aws_sns_topic.shared_alerts.arn]
}

# keeps the log `postgresql` of db
resource "aws_cloudwatch_log_group" "db_log_postgresql" {
  name              = "/aws/rds/instance/blog-db/postgresql"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# keeps the log `upgrade` of db
resource "aws_cloudwatch_log_group" "db_log_upgrade" {
  name              = "/aws/rds/instance/blog-db/upgrade"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# after an incident it must be known who talked to whom
resource "aws_cloudwatch_log_group" "network_flow_log_logs" {
  name              = "/mainstay/blog/network"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# web fails
resource "aws_cloudwatch_metric_alarm" "web_alarm_errors" {
  alarm_name        = "blog-web-errors"
  alarm_description = "web fails"
  namespace         = "AWS/Lambda"
  metric_name       = "Errors"

  dimensions = {
    FunctionName = aws_lambda_function.web.function_name
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

# 1 of 100 calls of web takes 80 % of the time that it may
resource "aws_cloudwatch_metric_alarm" "web_alarm_latency" {
  alarm_name        = "blog-web-latency"
  alarm_description = "1 of 100 calls of web takes 80 % of the time that it may"
  namespace         = "AWS/Lambda"
  metric_name       = "Duration"

  dimensions = {
    FunctionName = aws_lambda_function.web.function_name
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

# web answers with server errors
resource "aws_cloudwatch_metric_alarm" "web_alarm_server_errors" {
  alarm_name        = "blog-web-server-errors"
  alarm_description = "web answers with server errors"
  namespace         = "AWS/ApiGateway"
  metric_name       = "5xx"

  dimensions = {
    ApiId = aws_apigatewayv2_api.web_api.id
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

# web is called more often than it may run at once
resource "aws_cloudwatch_metric_alarm" "web_alarm_throttles" {
  alarm_name        = "blog-web-throttles"
  alarm_description = "web is called more often than it may run at once"
  namespace         = "AWS/Lambda"
  metric_name       = "Throttles"

  dimensions = {
    FunctionName = aws_lambda_function.web.function_name
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

# keeps who asked web for what
resource "aws_cloudwatch_log_group" "web_api_logs" {
  name              = "/aws/apigateway/blog-web"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# keeps what web writes
resource "aws_cloudwatch_log_group" "web_logs" {
  name              = "/aws/lambda/blog-web"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}
