# gateway uses more than 90 % of its cpu
resource "aws_cloudwatch_metric_alarm" "gateway_alarm_cpu" {
  alarm_name        = "sensors-gateway-cpu"
  alarm_description = "gateway uses more than 90 % of its cpu"
  namespace         = "AWS/ECS"
  metric_name       = "CPUUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.gateway_service.name
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

# gateway answers with server errors
resource "aws_cloudwatch_metric_alarm" "gateway_alarm_errors" {
  alarm_name        = "sensors-gateway-errors"
  alarm_description = "gateway answers with server errors"
  namespace         = "AWS/ApplicationELB"
  metric_name       = "HTTPCode_Target_5XX_Count"

  dimensions = {
    LoadBalancer = aws_lb.shared_load_balancer.arn_suffix
    TargetGroup  = aws_lb_target_group.gateway_target_group.arn_suffix
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

# gateway is slower than 1 s for 1 of 100 requests
resource "aws_cloudwatch_metric_alarm" "gateway_alarm_latency" {
  alarm_name        = "sensors-gateway-latency"
  alarm_description = "gateway is slower than 1 s for 1 of 100 requests"
  namespace         = "AWS/ApplicationELB"
  metric_name       = "TargetResponseTime"

  dimensions = {
    LoadBalancer = aws_lb.shared_load_balancer.arn_suffix
    TargetGroup  = aws_lb_target_group.gateway_target_group.arn_suffix
  }

  comparison_operator = "GreaterThanThreshold"
  threshold           = 1
  extended_statistic  = "p99"
  period              = 60
  evaluation_periods  = 5
  datapoints_to_alarm = 3
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.shared_alerts.arn]
  ok_actions          = [aws_sns_topic.shared_alerts.arn]
}

# gateway uses more than 90 % of its memory
resource "aws_cloudwatch_metric_alarm" "gateway_alarm_memory" {
  alarm_name        = "sensors-gateway-memory"
  alarm_description = "gateway uses more than 90 % of its memory"
  namespace         = "AWS/ECS"
  metric_name       = "MemoryUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.gateway_service.name
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

# an instance of gateway is not well
resource "aws_cloudwatch_metric_alarm" "gateway_alarm_unhealthy" {
  alarm_name        = "sensors-gateway-unhealthy"
  alarm_description = "an instance of gateway is not well"
  namespace         = "AWS/ApplicationELB"
  metric_name       = "UnHealthyHostCount"

  dimensions = {
    LoadBalancer = aws_lb.shared_load_balancer.arn_suffix
    TargetGroup  = aws_lb_target_group.gateway_target_group.arn_suffix
  }

  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  statistic           = "Maximum"
  period              = 60
  evaluation_periods  = 5
  datapoints_to_alarm = 3
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.shared_alerts.arn]
  ok_actions          = [aws_sns_topic.shared_alerts.arn]
}

# keeps what gateway writes
resource "aws_cloudwatch_log_group" "gateway_logs" {
  name              = "/aws/ecs/sensors-gateway"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# after an incident it must be known who talked to whom
resource "aws_cloudwatch_log_group" "network_flow_log_logs" {
  name              = "/mainstay/sensors/network"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# keeps what was stopped, and why
resource "aws_cloudwatch_log_group" "shared_load_balancer_waf_logs" {
  name              = "aws-waf-logs-sensors-load-balancer"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# store fails
resource "aws_cloudwatch_metric_alarm" "store_alarm_errors" {
  alarm_name        = "sensors-store-errors"
  alarm_description = "store fails"
  namespace         = "AWS/Lambda"
  metric_name       = "Errors"

  dimensions = {
    FunctionName = aws_lambda_function.store.function_name
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

# 1 of 100 calls of store takes 80 % of the time that it may
resource "aws_cloudwatch_metric_alarm" "store_alarm_latency" {
  alarm_name        = "sensors-store-latency"
  alarm_description = "1 of 100 calls of store takes 80 % of the time that it may"
  namespace         = "AWS/Lambda"
  metric_name       = "Duration"

  dimensions = {
    FunctionName = aws_lambda_function.store.function_name
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

# store is called more often than it may run at once
resource "aws_cloudwatch_metric_alarm" "store_alarm_throttles" {
  alarm_name        = "sensors-store-throttles"
  alarm_description = "store is called more often than it may run at once"
  namespace         = "AWS/Lambda"
  metric_name       = "Throttles"

  dimensions = {
    FunctionName = aws_lambda_function.store.function_name
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

# keeps what store writes
resource "aws_cloudwatch_log_group" "store_logs" {
  name              = "/aws/lambda/sensors-store"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}
