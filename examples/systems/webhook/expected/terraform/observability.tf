# follower fails
resource "aws_cloudwatch_metric_alarm" "follower_alarm_errors" {
  alarm_name        = "hooks-follower-errors"
  alarm_description = "follower fails"
  namespace         = "AWS/Lambda"
  metric_name       = "Errors"

  dimensions = {
    FunctionName = aws_lambda_function.follower.function_name
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

# 1 of 100 calls of follower takes 80 % of the time that it may
resource "aws_cloudwatch_metric_alarm" "follower_alarm_latency" {
  alarm_name        = "hooks-follower-latency"
  alarm_description = "1 of 100 calls of follower takes 80 % of the time that it may"
  namespace         = "AWS/Lambda"
  metric_name       = "Duration"

  dimensions = {
    FunctionName = aws_lambda_function.follower.function_name
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

# follower is called more often than it may run at once
resource "aws_cloudwatch_metric_alarm" "follower_alarm_throttles" {
  alarm_name        = "hooks-follower-throttles"
  alarm_description = "follower is called more often than it may run at once"
  namespace         = "AWS/Lambda"
  metric_name       = "Throttles"

  dimensions = {
    FunctionName = aws_lambda_function.follower.function_name
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

# keeps what follower writes
resource "aws_cloudwatch_log_group" "follower_logs" {
  name              = "/aws/lambda/hooks-follower"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# receiver fails
resource "aws_cloudwatch_metric_alarm" "receiver_alarm_errors" {
  alarm_name        = "hooks-receiver-errors"
  alarm_description = "receiver fails"
  namespace         = "AWS/Lambda"
  metric_name       = "Errors"

  dimensions = {
    FunctionName = aws_lambda_function.receiver.function_name
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

# 1 of 100 calls of receiver takes 80 % of the time that it may
resource "aws_cloudwatch_metric_alarm" "receiver_alarm_latency" {
  alarm_name        = "hooks-receiver-latency"
  alarm_description = "1 of 100 calls of receiver takes 80 % of the time that it may"
  namespace         = "AWS/Lambda"
  metric_name       = "Duration"

  dimensions = {
    FunctionName = aws_lambda_function.receiver.function_name
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

# receiver answers with server errors
resource "aws_cloudwatch_metric_alarm" "receiver_alarm_server_errors" {
  alarm_name        = "hooks-receiver-server-errors"
  alarm_description = "receiver answers with server errors"
  namespace         = "AWS/ApiGateway"
  metric_name       = "5xx"

  dimensions = {
    ApiId = aws_apigatewayv2_api.receiver_api.id
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

# receiver is called more often than it may run at once
resource "aws_cloudwatch_metric_alarm" "receiver_alarm_throttles" {
  alarm_name        = "hooks-receiver-throttles"
  alarm_description = "receiver is called more often than it may run at once"
  namespace         = "AWS/Lambda"
  metric_name       = "Throttles"

  dimensions = {
    FunctionName = aws_lambda_function.receiver.function_name
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

# keeps who asked receiver for what
resource "aws_cloudwatch_log_group" "receiver_api_logs" {
  name              = "/aws/apigateway/hooks-receiver"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# keeps what receiver writes
resource "aws_cloudwatch_log_group" "receiver_logs" {
  name              = "/aws/lambda/hooks-receiver"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}
