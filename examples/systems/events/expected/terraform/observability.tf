# messages in audit-inbox wait more than 15 minutes for audit
resource "aws_cloudwatch_metric_alarm" "audit_alarm_audit_inbox_age" {
  alarm_name        = "fanout-audit-audit-inbox-age"
  alarm_description = "messages in audit-inbox wait more than 15 minutes for audit"
  namespace         = "AWS/SQS"
  metric_name       = "ApproximateAgeOfOldestMessage"

  dimensions = {
    QueueName = aws_sqs_queue.audit-inbox.name
  }

  comparison_operator = "GreaterThanThreshold"
  threshold           = 900
  statistic           = "Maximum"
  period              = 60
  evaluation_periods  = 5
  datapoints_to_alarm = 3
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.shared_alerts.arn]
  ok_actions          = [aws_sns_topic.shared_alerts.arn]
}

# audit uses more than 90 % of its cpu
resource "aws_cloudwatch_metric_alarm" "audit_alarm_cpu" {
  alarm_name        = "fanout-audit-cpu"
  alarm_description = "audit uses more than 90 % of its cpu"
  namespace         = "AWS/ECS"
  metric_name       = "CPUUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.audit_service.name
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

# audit uses more than 90 % of its memory
resource "aws_cloudwatch_metric_alarm" "audit_alarm_memory" {
  alarm_name        = "fanout-audit-memory"
  alarm_description = "audit uses more than 90 % of its memory"
  namespace         = "AWS/ECS"
  metric_name       = "MemoryUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.audit_service.name
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

# keeps what audit writes
resource "aws_cloudwatch_log_group" "audit_logs" {
  name              = "/aws/ecs/fanout-audit"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# messages in billing-inbox wait more than 15 minutes for billing
resource "aws_cloudwatch_metric_alarm" "billing_alarm_billing_inbox_age" {
  alarm_name        = "fanout-billing-billing-inbox-age"
  alarm_description = "messages in billing-inbox wait more than 15 minutes for billing"
  namespace         = "AWS/SQS"
  metric_name       = "ApproximateAgeOfOldestMessage"

  dimensions = {
    QueueName = aws_sqs_queue.billing-inbox.name
  }

  comparison_operator = "GreaterThanThreshold"
  threshold           = 900
  statistic           = "Maximum"
  period              = 60
  evaluation_periods  = 5
  datapoints_to_alarm = 3
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.shared_alerts.arn]
  ok_actions          = [aws_sns_topic.shared_alerts.arn]
}

# billing uses more than 90 % of its cpu
resource "aws_cloudwatch_metric_alarm" "billing_alarm_cpu" {
  alarm_name        = "fanout-billing-cpu"
  alarm_description = "billing uses more than 90 % of its cpu"
  namespace         = "AWS/ECS"
  metric_name       = "CPUUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.billing_service.name
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

# billing uses more than 90 % of its memory
resource "aws_cloudwatch_metric_alarm" "billing_alarm_memory" {
  alarm_name        = "fanout-billing-memory"
  alarm_description = "billing uses more than 90 % of its memory"
  namespace         = "AWS/ECS"
  metric_name       = "MemoryUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.billing_service.name
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

# keeps what billing writes
resource "aws_cloudwatch_log_group" "billing_logs" {
  name              = "/aws/ecs/fanout-billing"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# intake uses more than 90 % of its cpu
resource "aws_cloudwatch_metric_alarm" "intake_alarm_cpu" {
  alarm_name        = "fanout-intake-cpu"
  alarm_description = "intake uses more than 90 % of its cpu"
  namespace         = "AWS/ECS"
  metric_name       = "CPUUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.intake_service.name
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

# intake answers with server errors
resource "aws_cloudwatch_metric_alarm" "intake_alarm_errors" {
  alarm_name        = "fanout-intake-errors"
  alarm_description = "intake answers with server errors"
  namespace         = "AWS/ApplicationELB"
  metric_name       = "HTTPCode_Target_5XX_Count"

  dimensions = {
    LoadBalancer = aws_lb.shared_load_balancer.arn_suffix
    TargetGroup  = aws_lb_target_group.intake_target_group.arn_suffix
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

# intake is slower than 1 s for 1 of 100 requests
resource "aws_cloudwatch_metric_alarm" "intake_alarm_latency" {
  alarm_name        = "fanout-intake-latency"
  alarm_description = "intake is slower than 1 s for 1 of 100 requests"
  namespace         = "AWS/ApplicationELB"
  metric_name       = "TargetResponseTime"

  dimensions = {
    LoadBalancer = aws_lb.shared_load_balancer.arn_suffix
    TargetGroup  = aws_lb_target_group.intake_target_group.arn_suffix
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

# intake uses more than 90 % of its memory
resource "aws_cloudwatch_metric_alarm" "intake_alarm_memory" {
  alarm_name        = "fanout-intake-memory"
  alarm_description = "intake uses more than 90 % of its memory"
  namespace         = "AWS/ECS"
  metric_name       = "MemoryUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.intake_service.name
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

# an instance of intake is not well
resource "aws_cloudwatch_metric_alarm" "intake_alarm_unhealthy" {
  alarm_name        = "fanout-intake-unhealthy"
  alarm_description = "an instance of intake is not well"
  namespace         = "AWS/ApplicationELB"
  metric_name       = "UnHealthyHostCount"

  dimensions = {
    LoadBalancer = aws_lb.shared_load_balancer.arn_suffix
    TargetGroup  = aws_lb_target_group.intake_target_group.arn_suffix
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

# keeps what intake writes
resource "aws_cloudwatch_log_group" "intake_logs" {
  name              = "/aws/ecs/fanout-intake"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# after an incident it must be known who talked to whom
resource "aws_cloudwatch_log_group" "network_flow_log_logs" {
  name              = "/mainstay/fanout/network"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# keeps what was stopped, and why
resource "aws_cloudwatch_log_group" "shared_load_balancer_waf_logs" {
  name              = "aws-waf-logs-fanout-load-balancer"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# stock uses more than 90 % of its cpu
resource "aws_cloudwatch_metric_alarm" "stock_alarm_cpu" {
  alarm_name        = "fanout-stock-cpu"
  alarm_description = "stock uses more than 90 % of its cpu"
  namespace         = "AWS/ECS"
  metric_name       = "CPUUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.stock_service.name
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

# stock uses more than 90 % of its memory
resource "aws_cloudwatch_metric_alarm" "stock_alarm_memory" {
  alarm_name        = "fanout-stock-memory"
  alarm_description = "stock uses more than 90 % of its memory"
  namespace         = "AWS/ECS"
  metric_name       = "MemoryUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.stock_service.name
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

# messages in stock-inbox wait more than 15 minutes for stock
resource "aws_cloudwatch_metric_alarm" "stock_alarm_stock_inbox_age" {
  alarm_name        = "fanout-stock-stock-inbox-age"
  alarm_description = "messages in stock-inbox wait more than 15 minutes for stock"
  namespace         = "AWS/SQS"
  metric_name       = "ApproximateAgeOfOldestMessage"

  dimensions = {
    QueueName = aws_sqs_queue.stock-inbox.name
  }

  comparison_operator = "GreaterThanThreshold"
  threshold           = 900
  statistic           = "Maximum"
  period              = 60
  evaluation_periods  = 5
  datapoints_to_alarm = 3
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.shared_alerts.arn]
  ok_actions          = [aws_sns_topic.shared_alerts.arn]
}

# keeps what stock writes
resource "aws_cloudwatch_log_group" "stock_logs" {
  name              = "/aws/ecs/fanout-stock"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}
