# after an incident it must be known who talked to whom
resource "aws_cloudwatch_log_group" "network_flow_log_logs" {
  name              = "/mainstay/thumbs/network"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# resize uses more than 90 % of its cpu
resource "aws_cloudwatch_metric_alarm" "resize_alarm_cpu" {
  alarm_name        = "thumbs-resize-cpu"
  alarm_description = "resize uses more than 90 % of its cpu"
  namespace         = "AWS/ECS"
  metric_name       = "CPUUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.resize_service.name
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

# messages in jobs wait more than 15 minutes for resize
resource "aws_cloudwatch_metric_alarm" "resize_alarm_jobs_age" {
  alarm_name        = "thumbs-resize-jobs-age"
  alarm_description = "messages in jobs wait more than 15 minutes for resize"
  namespace         = "AWS/SQS"
  metric_name       = "ApproximateAgeOfOldestMessage"

  dimensions = {
    QueueName = aws_sqs_queue.jobs.name
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

# resize uses more than 90 % of its memory
resource "aws_cloudwatch_metric_alarm" "resize_alarm_memory" {
  alarm_name        = "thumbs-resize-memory"
  alarm_description = "resize uses more than 90 % of its memory"
  namespace         = "AWS/ECS"
  metric_name       = "MemoryUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.resize_service.name
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

# keeps what resize writes
resource "aws_cloudwatch_log_group" "resize_logs" {
  name              = "/aws/ecs/thumbs-resize"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# keeps what was stopped, and why
resource "aws_cloudwatch_log_group" "shared_load_balancer_waf_logs" {
  name              = "aws-waf-logs-thumbs-load-balancer"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# upload uses more than 90 % of its cpu
resource "aws_cloudwatch_metric_alarm" "upload_alarm_cpu" {
  alarm_name        = "thumbs-upload-cpu"
  alarm_description = "upload uses more than 90 % of its cpu"
  namespace         = "AWS/ECS"
  metric_name       = "CPUUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.upload_service.name
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

# upload answers with server errors
resource "aws_cloudwatch_metric_alarm" "upload_alarm_errors" {
  alarm_name        = "thumbs-upload-errors"
  alarm_description = "upload answers with server errors"
  namespace         = "AWS/ApplicationELB"
  metric_name       = "HTTPCode_Target_5XX_Count"

  dimensions = {
    LoadBalancer = aws_lb.shared_load_balancer.arn_suffix
    TargetGroup  = aws_lb_target_group.upload_target_group.arn_suffix
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

# upload is slower than 1 s for 1 of 100 requests
resource "aws_cloudwatch_metric_alarm" "upload_alarm_latency" {
  alarm_name        = "thumbs-upload-latency"
  alarm_description = "upload is slower than 1 s for 1 of 100 requests"
  namespace         = "AWS/ApplicationELB"
  metric_name       = "TargetResponseTime"

  dimensions = {
    LoadBalancer = aws_lb.shared_load_balancer.arn_suffix
    TargetGroup  = aws_lb_target_group.upload_target_group.arn_suffix
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

# upload uses more than 90 % of its memory
resource "aws_cloudwatch_metric_alarm" "upload_alarm_memory" {
  alarm_name        = "thumbs-upload-memory"
  alarm_description = "upload uses more than 90 % of its memory"
  namespace         = "AWS/ECS"
  metric_name       = "MemoryUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.upload_service.name
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

# an instance of upload is not well
resource "aws_cloudwatch_metric_alarm" "upload_alarm_unhealthy" {
  alarm_name        = "thumbs-upload-unhealthy"
  alarm_description = "an instance of upload is not well"
  namespace         = "AWS/ApplicationELB"
  metric_name       = "UnHealthyHostCount"

  dimensions = {
    LoadBalancer = aws_lb.shared_load_balancer.arn_suffix
    TargetGroup  = aws_lb_target_group.upload_target_group.arn_suffix
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

# keeps what upload writes
resource "aws_cloudwatch_log_group" "upload_logs" {
  name              = "/aws/ecs/thumbs-upload"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}
