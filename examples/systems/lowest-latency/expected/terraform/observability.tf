# api fails
resource "aws_cloudwatch_metric_alarm" "api_alarm_errors" {
  alarm_name        = "quotes-api-errors"
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
  alarm_name        = "quotes-api-latency"
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
  alarm_name        = "quotes-api-server-errors"
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
  alarm_name        = "quotes-api-throttles"
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
  name              = "/aws/apigateway/quotes-api"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# keeps what api writes
resource "aws_cloudwatch_log_group" "api_logs" {
  name              = "/aws/lambda/quotes-api"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# db is busy
resource "aws_cloudwatch_metric_alarm" "db_alarm_cpu" {
  alarm_name        = "quotes-db-cpu"
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
  alarm_name        = "quotes-db-storage"
  alarm_description = "10 % of the storage of db is left"
  namespace         = "AWS/RDS"
  metric_name       = "FreeStorageSpace"

  dimensions = {
    DBInstanceIdentifier = aws_db_instance.db.identifier
  }

  comparison_operator = "LessThanThreshold"
  threshold           = 2576980377.6000004
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
  name              = "/aws/rds/instance/quotes-db/postgresql"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# keeps the log `upgrade` of db
resource "aws_cloudwatch_log_group" "db_log_upgrade" {
  name              = "/aws/rds/instance/quotes-db/upgrade"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# after an incident it must be known who talked to whom
resource "aws_cloudwatch_log_group" "network_flow_log_logs" {
  name              = "/mainstay/quotes/network"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}
