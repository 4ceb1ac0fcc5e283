# api uses more than 90 % of its cpu
resource "aws_cloudwatch_metric_alarm" "api_alarm_cpu" {
  alarm_name        = "dropbox-api-cpu"
  alarm_description = "api uses more than 90 % of its cpu"
  namespace         = "AWS/ECS"
  metric_name       = "CPUUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.api_service.name
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

# api answers with server errors
resource "aws_cloudwatch_metric_alarm" "api_alarm_errors" {
  alarm_name        = "dropbox-api-errors"
  alarm_description = "api answers with server errors"
  namespace         = "AWS/ApplicationELB"
  metric_name       = "HTTPCode_Target_5XX_Count"

  dimensions = {
    LoadBalancer = aws_lb.shared_load_balancer.arn_suffix
    TargetGroup  = aws_lb_target_group.api_target_group.arn_suffix
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

# api is slower than 1 s for 1 of 100 requests
resource "aws_cloudwatch_metric_alarm" "api_alarm_latency" {
  alarm_name        = "dropbox-api-latency"
  alarm_description = "api is slower than 1 s for 1 of 100 requests"
  namespace         = "AWS/ApplicationELB"
  metric_name       = "TargetResponseTime"

  dimensions = {
    LoadBalancer = aws_lb.shared_load_balancer.arn_suffix
    TargetGroup  = aws_lb_target_group.api_target_group.arn_suffix
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

# api uses more than 90 % of its memory
resource "aws_cloudwatch_metric_alarm" "api_alarm_memory" {
  alarm_name        = "dropbox-api-memory"
  alarm_description = "api uses more than 90 % of its memory"
  namespace         = "AWS/ECS"
  metric_name       = "MemoryUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.api_service.name
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

# an instance of api is not well
resource "aws_cloudwatch_metric_alarm" "api_alarm_unhealthy" {
  alarm_name        = "dropbox-api-unhealthy"
  alarm_description = "an instance of api is not well"
  namespace         = "AWS/ApplicationELB"
  metric_name       = "UnHealthyHostCount"

  dimensions = {
    LoadBalancer = aws_lb.shared_load_balancer.arn_suffix
    TargetGroup  = aws_lb_target_group.api_target_group.arn_suffix
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

# keeps what api writes
resource "aws_cloudwatch_log_group" "api_logs" {
  name              = "/aws/ecs/dropbox-api"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# after an incident it must be known who talked to whom
resource "aws_cloudwatch_log_group" "network_flow_log_logs" {
  name              = "/mainstay/dropbox/network"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# keeps what was stopped, and why
resource "aws_cloudwatch_log_group" "pages_waf_logs" {
  name              = "aws-waf-logs-dropbox-pages"
  retention_in_days = 365
  region            = "us-east-1"
}

# keeps what was stopped, and why
resource "aws_cloudwatch_log_group" "shared_load_balancer_waf_logs" {
  name              = "aws-waf-logs-dropbox-load-balancer"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}
