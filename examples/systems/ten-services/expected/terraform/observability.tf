# accounts-db is busy
resource "aws_cloudwatch_metric_alarm" "accounts-db_alarm_cpu" {
  alarm_name        = "market-accounts-db-cpu"
  alarm_description = "accounts-db is busy"
  namespace         = "AWS/RDS"
  metric_name       = "CPUUtilization"

  dimensions = {
    DBInstanceIdentifier = aws_db_instance.accounts-db.identifier
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

# 10 % of the storage of accounts-db is left
resource "aws_cloudwatch_metric_alarm" "accounts-db_alarm_storage" {
  alarm_name        = "market-accounts-db-storage"
  alarm_description = "10 % of the storage of accounts-db is left"
  namespace         = "AWS/RDS"
  metric_name       = "FreeStorageSpace"

  dimensions = {
    DBInstanceIdentifier = aws_db_instance.accounts-db.identifier
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

# keeps the log `postgresql` of accounts-db
resource "aws_cloudwatch_log_group" "accounts-db_log_postgresql" {
  name              = "/aws/rds/instance/market-accounts-db/postgresql"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# keeps the log `upgrade` of accounts-db
resource "aws_cloudwatch_log_group" "accounts-db_log_upgrade" {
  name              = "/aws/rds/instance/market-accounts-db/upgrade"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# accounts uses more than 90 % of its cpu
resource "aws_cloudwatch_metric_alarm" "accounts_alarm_cpu" {
  alarm_name        = "market-accounts-cpu"
  alarm_description = "accounts uses more than 90 % of its cpu"
  namespace         = "AWS/ECS"
  metric_name       = "CPUUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.accounts_service.name
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

# accounts uses more than 90 % of its memory
resource "aws_cloudwatch_metric_alarm" "accounts_alarm_memory" {
  alarm_name        = "market-accounts-memory"
  alarm_description = "accounts uses more than 90 % of its memory"
  namespace         = "AWS/ECS"
  metric_name       = "MemoryUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.accounts_service.name
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

# keeps what accounts writes
resource "aws_cloudwatch_log_group" "accounts_logs" {
  name              = "/aws/ecs/market-accounts"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# messages in accounts-events wait more than 15 minutes for addresses
resource "aws_cloudwatch_metric_alarm" "addresses_alarm_accounts_events_age" {
  alarm_name        = "market-addresses-accounts-events-age"
  alarm_description = "messages in accounts-events wait more than 15 minutes for addresses"
  namespace         = "AWS/SQS"
  metric_name       = "ApproximateAgeOfOldestMessage"

  dimensions = {
    QueueName = aws_sqs_queue.accounts-events.name
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

# addresses uses more than 90 % of its cpu
resource "aws_cloudwatch_metric_alarm" "addresses_alarm_cpu" {
  alarm_name        = "market-addresses-cpu"
  alarm_description = "addresses uses more than 90 % of its cpu"
  namespace         = "AWS/ECS"
  metric_name       = "CPUUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.addresses_service.name
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

# addresses uses more than 90 % of its memory
resource "aws_cloudwatch_metric_alarm" "addresses_alarm_memory" {
  alarm_name        = "market-addresses-memory"
  alarm_description = "addresses uses more than 90 % of its memory"
  namespace         = "AWS/ECS"
  metric_name       = "MemoryUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.addresses_service.name
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

# keeps what addresses writes
resource "aws_cloudwatch_log_group" "addresses_logs" {
  name              = "/aws/ecs/market-addresses"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# adverts uses more than 90 % of its cpu
resource "aws_cloudwatch_metric_alarm" "adverts_alarm_cpu" {
  alarm_name        = "market-adverts-cpu"
  alarm_description = "adverts uses more than 90 % of its cpu"
  namespace         = "AWS/ECS"
  metric_name       = "CPUUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.adverts_service.name
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

# adverts uses more than 90 % of its memory
resource "aws_cloudwatch_metric_alarm" "adverts_alarm_memory" {
  alarm_name        = "market-adverts-memory"
  alarm_description = "adverts uses more than 90 % of its memory"
  namespace         = "AWS/ECS"
  metric_name       = "MemoryUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.adverts_service.name
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

# keeps what adverts writes
resource "aws_cloudwatch_log_group" "adverts_logs" {
  name              = "/aws/ecs/market-adverts"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# audit uses more than 90 % of its cpu
resource "aws_cloudwatch_metric_alarm" "audit_alarm_cpu" {
  alarm_name        = "market-audit-cpu"
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
  alarm_name        = "market-audit-memory"
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
  name              = "/aws/ecs/market-audit"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# baskets-db is busy
resource "aws_cloudwatch_metric_alarm" "baskets-db_alarm_cpu" {
  alarm_name        = "market-baskets-db-cpu"
  alarm_description = "baskets-db is busy"
  namespace         = "AWS/RDS"
  metric_name       = "CPUUtilization"

  dimensions = {
    DBInstanceIdentifier = aws_db_instance.baskets-db.identifier
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

# 10 % of the storage of baskets-db is left
resource "aws_cloudwatch_metric_alarm" "baskets-db_alarm_storage" {
  alarm_name        = "market-baskets-db-storage"
  alarm_description = "10 % of the storage of baskets-db is left"
  namespace         = "AWS/RDS"
  metric_name       = "FreeStorageSpace"

  dimensions = {
    DBInstanceIdentifier = aws_db_instance.baskets-db.identifier
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

# keeps the log `postgresql` of baskets-db
resource "aws_cloudwatch_log_group" "baskets-db_log_postgresql" {
  name              = "/aws/rds/instance/market-baskets-db/postgresql"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# keeps the log `upgrade` of baskets-db
resource "aws_cloudwatch_log_group" "baskets-db_log_upgrade" {
  name              = "/aws/rds/instance/market-baskets-db/upgrade"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# messages in audit-events wait more than 15 minutes for baskets
resource "aws_cloudwatch_metric_alarm" "baskets_alarm_audit_events_age" {
  alarm_name        = "market-baskets-audit-events-age"
  alarm_description = "messages in audit-events wait more than 15 minutes for baskets"
  namespace         = "AWS/SQS"
  metric_name       = "ApproximateAgeOfOldestMessage"

  dimensions = {
    QueueName = aws_sqs_queue.audit-events.name
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

# baskets uses more than 90 % of its cpu
resource "aws_cloudwatch_metric_alarm" "baskets_alarm_cpu" {
  alarm_name        = "market-baskets-cpu"
  alarm_description = "baskets uses more than 90 % of its cpu"
  namespace         = "AWS/ECS"
  metric_name       = "CPUUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.baskets_service.name
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

# baskets uses more than 90 % of its memory
resource "aws_cloudwatch_metric_alarm" "baskets_alarm_memory" {
  alarm_name        = "market-baskets-memory"
  alarm_description = "baskets uses more than 90 % of its memory"
  namespace         = "AWS/ECS"
  metric_name       = "MemoryUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.baskets_service.name
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

# keeps what baskets writes
resource "aws_cloudwatch_log_group" "baskets_logs" {
  name              = "/aws/ecs/market-baskets"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# billing uses more than 90 % of its cpu
resource "aws_cloudwatch_metric_alarm" "billing_alarm_cpu" {
  alarm_name        = "market-billing-cpu"
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
  alarm_name        = "market-billing-memory"
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
  name              = "/aws/ecs/market-billing"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# campaigns uses more than 90 % of its cpu
resource "aws_cloudwatch_metric_alarm" "campaigns_alarm_cpu" {
  alarm_name        = "market-campaigns-cpu"
  alarm_description = "campaigns uses more than 90 % of its cpu"
  namespace         = "AWS/ECS"
  metric_name       = "CPUUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.campaigns_service.name
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

# campaigns uses more than 90 % of its memory
resource "aws_cloudwatch_metric_alarm" "campaigns_alarm_memory" {
  alarm_name        = "market-campaigns-memory"
  alarm_description = "campaigns uses more than 90 % of its memory"
  namespace         = "AWS/ECS"
  metric_name       = "MemoryUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.campaigns_service.name
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

# keeps what campaigns writes
resource "aws_cloudwatch_log_group" "campaigns_logs" {
  name              = "/aws/ecs/market-campaigns"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# messages in campaigns-events wait more than 15 minutes for carriers
resource "aws_cloudwatch_metric_alarm" "carriers_alarm_campaigns_events_age" {
  alarm_name        = "market-carriers-campaigns-events-age"
  alarm_description = "messages in campaigns-events wait more than 15 minutes for carriers"
  namespace         = "AWS/SQS"
  metric_name       = "ApproximateAgeOfOldestMessage"

  dimensions = {
    QueueName = aws_sqs_queue.campaigns-events.name
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

# carriers uses more than 90 % of its cpu
resource "aws_cloudwatch_metric_alarm" "carriers_alarm_cpu" {
  alarm_name        = "market-carriers-cpu"
  alarm_description = "carriers uses more than 90 % of its cpu"
  namespace         = "AWS/ECS"
  metric_name       = "CPUUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.carriers_service.name
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

# carriers uses more than 90 % of its memory
resource "aws_cloudwatch_metric_alarm" "carriers_alarm_memory" {
  alarm_name        = "market-carriers-memory"
  alarm_description = "carriers uses more than 90 % of its memory"
  namespace         = "AWS/ECS"
  metric_name       = "MemoryUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.carriers_service.name
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

# keeps what carriers writes
resource "aws_cloudwatch_log_group" "carriers_logs" {
  name              = "/aws/ecs/market-carriers"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# catalogue-db is busy
resource "aws_cloudwatch_metric_alarm" "catalogue-db_alarm_cpu" {
  alarm_name        = "market-catalogue-db-cpu"
  alarm_description = "catalogue-db is busy"
  namespace         = "AWS/RDS"
  metric_name       = "CPUUtilization"

  dimensions = {
    DBInstanceIdentifier = aws_db_instance.catalogue-db.identifier
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

# 10 % of the storage of catalogue-db is left
resource "aws_cloudwatch_metric_alarm" "catalogue-db_alarm_storage" {
  alarm_name        = "market-catalogue-db-storage"
  alarm_description = "10 % of the storage of catalogue-db is left"
  namespace         = "AWS/RDS"
  metric_name       = "FreeStorageSpace"

  dimensions = {
    DBInstanceIdentifier = aws_db_instance.catalogue-db.identifier
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

# keeps the log `postgresql` of catalogue-db
resource "aws_cloudwatch_log_group" "catalogue-db_log_postgresql" {
  name              = "/aws/rds/instance/market-catalogue-db/postgresql"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# keeps the log `upgrade` of catalogue-db
resource "aws_cloudwatch_log_group" "catalogue-db_log_upgrade" {
  name              = "/aws/rds/instance/market-catalogue-db/upgrade"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# catalogue uses more than 90 % of its cpu
resource "aws_cloudwatch_metric_alarm" "catalogue_alarm_cpu" {
  alarm_name        = "market-catalogue-cpu"
  alarm_description = "catalogue uses more than 90 % of its cpu"
  namespace         = "AWS/ECS"
  metric_name       = "CPUUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.catalogue_service.name
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

# catalogue uses more than 90 % of its memory
resource "aws_cloudwatch_metric_alarm" "catalogue_alarm_memory" {
  alarm_name        = "market-catalogue-memory"
  alarm_description = "catalogue uses more than 90 % of its memory"
  namespace         = "AWS/ECS"
  metric_name       = "MemoryUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.catalogue_service.name
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

# keeps what catalogue writes
resource "aws_cloudwatch_log_group" "catalogue_logs" {
  name              = "/aws/ecs/market-catalogue"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# checkout uses more than 90 % of its cpu
resource "aws_cloudwatch_metric_alarm" "checkout_alarm_cpu" {
  alarm_name        = "market-checkout-cpu"
  alarm_description = "checkout uses more than 90 % of its cpu"
  namespace         = "AWS/ECS"
  metric_name       = "CPUUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.checkout_service.name
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

# checkout uses more than 90 % of its memory
resource "aws_cloudwatch_metric_alarm" "checkout_alarm_memory" {
  alarm_name        = "market-checkout-memory"
  alarm_description = "checkout uses more than 90 % of its memory"
  namespace         = "AWS/ECS"
  metric_name       = "MemoryUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.checkout_service.name
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

# keeps what checkout writes
resource "aws_cloudwatch_log_group" "checkout_logs" {
  name              = "/aws/ecs/market-checkout"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# front uses more than 90 % of its cpu
resource "aws_cloudwatch_metric_alarm" "front_alarm_cpu" {
  alarm_name        = "market-front-cpu"
  alarm_description = "front uses more than 90 % of its cpu"
  namespace         = "AWS/ECS"
  metric_name       = "CPUUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.front_service.name
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

# front answers with server errors
resource "aws_cloudwatch_metric_alarm" "front_alarm_errors" {
  alarm_name        = "market-front-errors"
  alarm_description = "front answers with server errors"
  namespace         = "AWS/ApplicationELB"
  metric_name       = "HTTPCode_Target_5XX_Count"

  dimensions = {
    LoadBalancer = aws_lb.shared_load_balancer.arn_suffix
    TargetGroup  = aws_lb_target_group.front_target_group.arn_suffix
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

# front is slower than 3 s for 1 of 100 requests
resource "aws_cloudwatch_metric_alarm" "front_alarm_latency" {
  alarm_name        = "market-front-latency"
  alarm_description = "front is slower than 3 s for 1 of 100 requests"
  namespace         = "AWS/ApplicationELB"
  metric_name       = "TargetResponseTime"

  dimensions = {
    LoadBalancer = aws_lb.shared_load_balancer.arn_suffix
    TargetGroup  = aws_lb_target_group.front_target_group.arn_suffix
  }

  comparison_operator = "GreaterThanThreshold"
  threshold           = 3
  extended_statistic  = "p99"
  period              = 60
  evaluation_periods  = 5
  datapoints_to_alarm = 3
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.shared_alerts.arn]
  ok_actions          = [aws_sns_topic.shared_alerts.arn]
}

# front uses more than 90 % of its memory
resource "aws_cloudwatch_metric_alarm" "front_alarm_memory" {
  alarm_name        = "market-front-memory"
  alarm_description = "front uses more than 90 % of its memory"
  namespace         = "AWS/ECS"
  metric_name       = "MemoryUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.front_service.name
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

# an instance of front is not well
resource "aws_cloudwatch_metric_alarm" "front_alarm_unhealthy" {
  alarm_name        = "market-front-unhealthy"
  alarm_description = "an instance of front is not well"
  namespace         = "AWS/ApplicationELB"
  metric_name       = "UnHealthyHostCount"

  dimensions = {
    LoadBalancer = aws_lb.shared_load_balancer.arn_suffix
    TargetGroup  = aws_lb_target_group.front_target_group.arn_suffix
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

# keeps what front writes
resource "aws_cloudwatch_log_group" "front_logs" {
  name              = "/aws/ecs/market-front"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# after an incident it must be known who talked to whom
resource "aws_cloudwatch_log_group" "network_flow_log_logs" {
  name              = "/mainstay/market/network"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# sessions is nearly full
resource "aws_cloudwatch_metric_alarm" "sessions_alarm_memory" {
  alarm_name        = "market-sessions-memory"
  alarm_description = "sessions is nearly full"
  namespace         = "AWS/ElastiCache"
  metric_name       = "DatabaseMemoryUsagePercentage"

  dimensions = {
    CacheClusterId = "${aws_elasticache_replication_group.sessions.id}-001"
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

# keeps what was stopped, and why
resource "aws_cloudwatch_log_group" "shared_load_balancer_waf_logs" {
  name              = "aws-waf-logs-market-load-balancer"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}
