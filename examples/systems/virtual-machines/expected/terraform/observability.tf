# front fails
resource "aws_cloudwatch_metric_alarm" "front_alarm_errors" {
  alarm_name        = "solver-front-errors"
  alarm_description = "front fails"
  namespace         = "AWS/Lambda"
  metric_name       = "Errors"

  dimensions = {
    FunctionName = aws_lambda_function.front.function_name
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

# 1 of 100 calls of front takes 80 % of the time that it may
resource "aws_cloudwatch_metric_alarm" "front_alarm_latency" {
  alarm_name        = "solver-front-latency"
  alarm_description = "1 of 100 calls of front takes 80 % of the time that it may"
  namespace         = "AWS/Lambda"
  metric_name       = "Duration"

  dimensions = {
    FunctionName = aws_lambda_function.front.function_name
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

# front answers with server errors
resource "aws_cloudwatch_metric_alarm" "front_alarm_server_errors" {
  alarm_name        = "solver-front-server-errors"
  alarm_description = "front answers with server errors"
  namespace         = "AWS/ApiGateway"
  metric_name       = "5xx"

  dimensions = {
    ApiId = aws_apigatewayv2_api.front_api.id
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

# front is called more often than it may run at once
resource "aws_cloudwatch_metric_alarm" "front_alarm_throttles" {
  alarm_name        = "solver-front-throttles"
  alarm_description = "front is called more often than it may run at once"
  namespace         = "AWS/Lambda"
  metric_name       = "Throttles"

  dimensions = {
    FunctionName = aws_lambda_function.front.function_name
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

# keeps who asked front for what
resource "aws_cloudwatch_log_group" "front_api_logs" {
  name              = "/aws/apigateway/solver-front"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# keeps what front writes
resource "aws_cloudwatch_log_group" "front_logs" {
  name              = "/aws/lambda/solver-front"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# after an incident it must be known who talked to whom
resource "aws_cloudwatch_log_group" "network_flow_log_logs" {
  name              = "/mainstay/solver/network"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# solver uses more than 90 % of its cpu
resource "aws_cloudwatch_metric_alarm" "solver_alarm_cpu" {
  alarm_name        = "solver-solver-cpu"
  alarm_description = "solver uses more than 90 % of its cpu"
  namespace         = "AWS/EC2"
  metric_name       = "CPUUtilization"

  dimensions = {
    AutoScalingGroupName = aws_autoscaling_group.solver_group.name
  }

  comparison_operator = "GreaterThanThreshold"
  threshold           = 90
  statistic           = "Average"
  period              = 60
  evaluation_periods  = 5
  datapoints_to_alarm = 3
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.shared_alerts.arn]
  ok_actions          = [aws_sns_topic.shared_alerts.arn]
}

# keeps what solver writes
resource "aws_cloudwatch_log_group" "solver_logs" {
  name              = "/aws/ec2/solver-solver"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}
