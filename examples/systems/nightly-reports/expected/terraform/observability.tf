# db is busy
resource "aws_cloudwatch_metric_alarm" "db_alarm_cpu" {
  alarm_name        = "reports-db-cpu"
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
  alarm_name        = "reports-db-storage"
  alarm_description = "10 % of the storage of db is left"
  namespace         = "AWS/RDS"
  metric_name       = "FreeStorageSpace"

  dimensions = {
    DBInstanceIdentifier = aws_db_instance.db.identifier
  }

  comparison_operator = "LessThanThreshold"
  threshold           = 12884901888
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
  name              = "/aws/rds/instance/reports-db/postgresql"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# keeps the log `upgrade` of db
resource "aws_cloudwatch_log_group" "db_log_upgrade" {
  name              = "/aws/rds/instance/reports-db/upgrade"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# after an incident it must be known who talked to whom
resource "aws_cloudwatch_log_group" "network_flow_log_logs" {
  name              = "/mainstay/reports/network"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# keeps what nightly writes
resource "aws_cloudwatch_log_group" "nightly_logs" {
  name              = "/aws/ecs/reports-nightly"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}
