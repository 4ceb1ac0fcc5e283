# cache is nearly full
resource "aws_cloudwatch_metric_alarm" "cache_alarm_memory" {
  alarm_name        = "tiles-cache-memory"
  alarm_description = "cache is nearly full"
  namespace         = "AWS/ElastiCache"
  metric_name       = "DatabaseMemoryUsagePercentage"

  dimensions = {
    CacheClusterId = "${aws_elasticache_replication_group.cache.id}-001"
  }

  comparison_operator = "GreaterThanThreshold"
  threshold           = 90
  statistic           = "Maximum"
  period              = 60
  evaluation_periods  = 5
  datapoints_to_alarm = 3
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.shared_alerts.arn]
  ok_actions          = [aws_sns_topic.shared_alerts.arn]
}

# after an incident it must be known who talked to whom
resource "aws_cloudwatch_log_group" "network_flow_log_logs" {
  name              = "/mainstay/tiles/network"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# render uses more than 90 % of its cpu
resource "aws_cloudwatch_metric_alarm" "render_alarm_cpu" {
  alarm_name        = "tiles-render-cpu"
  alarm_description = "render uses more than 90 % of its cpu"
  namespace         = "AWS/ECS"
  metric_name       = "CPUUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.render_service.name
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

# render answers with server errors
resource "aws_cloudwatch_metric_alarm" "render_alarm_errors" {
  alarm_name        = "tiles-render-errors"
  alarm_description = "render answers with server errors"
  namespace         = "AWS/ApplicationELB"
  metric_name       = "HTTPCode_Target_5XX_Count"

  dimensions = {
    LoadBalancer = aws_lb.shared_load_balancer.arn_suffix
    TargetGroup  = aws_lb_target_group.render_target_group.arn_suffix
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

# render is slower than 0.3 s for 1 of 100 requests
resource "aws_cloudwatch_metric_alarm" "render_alarm_latency" {
  alarm_name        = "tiles-render-latency"
  alarm_description = "render is slower than 0.3 s for 1 of 100 requests"
  namespace         = "AWS/ApplicationELB"
  metric_name       = "TargetResponseTime"

  dimensions = {
    LoadBalancer = aws_lb.shared_load_balancer.arn_suffix
    TargetGroup  = aws_lb_target_group.render_target_group.arn_suffix
  }

  comparison_operator = "GreaterThanThreshold"
  threshold           = 0.3
  extended_statistic  = "p99"
  period              = 60
  evaluation_periods  = 5
  datapoints_to_alarm = 3
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.shared_alerts.arn]
  ok_actions          = [aws_sns_topic.shared_alerts.arn]
}

# render uses more than 90 % of its memory
resource "aws_cloudwatch_metric_alarm" "render_alarm_memory" {
  alarm_name        = "tiles-render-memory"
  alarm_description = "render uses more than 90 % of its memory"
  namespace         = "AWS/ECS"
  metric_name       = "MemoryUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.render_service.name
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

# an instance of render is not well
resource "aws_cloudwatch_metric_alarm" "render_alarm_unhealthy" {
  alarm_name        = "tiles-render-unhealthy"
  alarm_description = "an instance of render is not well"
  namespace         = "AWS/ApplicationELB"
  metric_name       = "UnHealthyHostCount"

  dimensions = {
    LoadBalancer = aws_lb.shared_load_balancer.arn_suffix
    TargetGroup  = aws_lb_target_group.render_target_group.arn_suffix
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

# keeps what render writes
resource "aws_cloudwatch_log_group" "render_logs" {
  name              = "/aws/ecs/tiles-render"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# keeps what was stopped, and why
resource "aws_cloudwatch_log_group" "shared_load_balancer_waf_logs" {
  name              = "aws-waf-logs-tiles-load-balancer"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}
