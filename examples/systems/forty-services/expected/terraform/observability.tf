# accounts-db is busy
resource "aws_cloudwatch_metric_alarm" "accounts-db_alarm_cpu" {
  alarm_name        = "bazaar-accounts-db-cpu"
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
  alarm_name        = "bazaar-accounts-db-storage"
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
  name              = "/aws/rds/instance/bazaar-accounts-db/postgresql"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# keeps the log `upgrade` of accounts-db
resource "aws_cloudwatch_log_group" "accounts-db_log_upgrade" {
  name              = "/aws/rds/instance/bazaar-accounts-db/upgrade"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# accounts uses more than 90 % of its cpu
resource "aws_cloudwatch_metric_alarm" "accounts_alarm_cpu" {
  alarm_name        = "bazaar-accounts-cpu"
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
  alarm_name        = "bazaar-accounts-memory"
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
  name              = "/aws/ecs/bazaar-accounts"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# messages in accounts-events wait more than 15 minutes for addresses
resource "aws_cloudwatch_metric_alarm" "addresses_alarm_accounts_events_age" {
  alarm_name        = "bazaar-addresses-accounts-events-age"
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
  alarm_name        = "bazaar-addresses-cpu"
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
  alarm_name        = "bazaar-addresses-memory"
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
  name              = "/aws/ecs/bazaar-addresses"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# adverts uses more than 90 % of its cpu
resource "aws_cloudwatch_metric_alarm" "adverts_alarm_cpu" {
  alarm_name        = "bazaar-adverts-cpu"
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
  alarm_name        = "bazaar-adverts-memory"
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
  name              = "/aws/ecs/bazaar-adverts"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# audit uses more than 90 % of its cpu
resource "aws_cloudwatch_metric_alarm" "audit_alarm_cpu" {
  alarm_name        = "bazaar-audit-cpu"
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
  alarm_name        = "bazaar-audit-memory"
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
  name              = "/aws/ecs/bazaar-audit"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# baskets-db is busy
resource "aws_cloudwatch_metric_alarm" "baskets-db_alarm_cpu" {
  alarm_name        = "bazaar-baskets-db-cpu"
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
  alarm_name        = "bazaar-baskets-db-storage"
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
  name              = "/aws/rds/instance/bazaar-baskets-db/postgresql"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# keeps the log `upgrade` of baskets-db
resource "aws_cloudwatch_log_group" "baskets-db_log_upgrade" {
  name              = "/aws/rds/instance/bazaar-baskets-db/upgrade"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# messages in audit-events wait more than 15 minutes for baskets
resource "aws_cloudwatch_metric_alarm" "baskets_alarm_audit_events_age" {
  alarm_name        = "bazaar-baskets-audit-events-age"
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
  alarm_name        = "bazaar-baskets-cpu"
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
  alarm_name        = "bazaar-baskets-memory"
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
  name              = "/aws/ecs/bazaar-baskets"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# billing uses more than 90 % of its cpu
resource "aws_cloudwatch_metric_alarm" "billing_alarm_cpu" {
  alarm_name        = "bazaar-billing-cpu"
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
  alarm_name        = "bazaar-billing-memory"
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
  name              = "/aws/ecs/bazaar-billing"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# campaigns uses more than 90 % of its cpu
resource "aws_cloudwatch_metric_alarm" "campaigns_alarm_cpu" {
  alarm_name        = "bazaar-campaigns-cpu"
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
  alarm_name        = "bazaar-campaigns-memory"
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
  name              = "/aws/ecs/bazaar-campaigns"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# messages in campaigns-events wait more than 15 minutes for carriers
resource "aws_cloudwatch_metric_alarm" "carriers_alarm_campaigns_events_age" {
  alarm_name        = "bazaar-carriers-campaigns-events-age"
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
  alarm_name        = "bazaar-carriers-cpu"
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
  alarm_name        = "bazaar-carriers-memory"
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
  name              = "/aws/ecs/bazaar-carriers"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# catalogue-db is busy
resource "aws_cloudwatch_metric_alarm" "catalogue-db_alarm_cpu" {
  alarm_name        = "bazaar-catalogue-db-cpu"
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
  alarm_name        = "bazaar-catalogue-db-storage"
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
  name              = "/aws/rds/instance/bazaar-catalogue-db/postgresql"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# keeps the log `upgrade` of catalogue-db
resource "aws_cloudwatch_log_group" "catalogue-db_log_upgrade" {
  name              = "/aws/rds/instance/bazaar-catalogue-db/upgrade"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# catalogue uses more than 90 % of its cpu
resource "aws_cloudwatch_metric_alarm" "catalogue_alarm_cpu" {
  alarm_name        = "bazaar-catalogue-cpu"
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
  alarm_name        = "bazaar-catalogue-memory"
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
  name              = "/aws/ecs/bazaar-catalogue"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# checkout uses more than 90 % of its cpu
resource "aws_cloudwatch_metric_alarm" "checkout_alarm_cpu" {
  alarm_name        = "bazaar-checkout-cpu"
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
  alarm_name        = "bazaar-checkout-memory"
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
  name              = "/aws/ecs/bazaar-checkout"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# messages in checkout-events wait more than 15 minutes for coupons
resource "aws_cloudwatch_metric_alarm" "coupons_alarm_checkout_events_age" {
  alarm_name        = "bazaar-coupons-checkout-events-age"
  alarm_description = "messages in checkout-events wait more than 15 minutes for coupons"
  namespace         = "AWS/SQS"
  metric_name       = "ApproximateAgeOfOldestMessage"

  dimensions = {
    QueueName = aws_sqs_queue.checkout-events.name
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

# coupons uses more than 90 % of its cpu
resource "aws_cloudwatch_metric_alarm" "coupons_alarm_cpu" {
  alarm_name        = "bazaar-coupons-cpu"
  alarm_description = "coupons uses more than 90 % of its cpu"
  namespace         = "AWS/ECS"
  metric_name       = "CPUUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.coupons_service.name
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

# coupons uses more than 90 % of its memory
resource "aws_cloudwatch_metric_alarm" "coupons_alarm_memory" {
  alarm_name        = "bazaar-coupons-memory"
  alarm_description = "coupons uses more than 90 % of its memory"
  namespace         = "AWS/ECS"
  metric_name       = "MemoryUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.coupons_service.name
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

# keeps what coupons writes
resource "aws_cloudwatch_log_group" "coupons_logs" {
  name              = "/aws/ecs/bazaar-coupons"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# delivery uses more than 90 % of its cpu
resource "aws_cloudwatch_metric_alarm" "delivery_alarm_cpu" {
  alarm_name        = "bazaar-delivery-cpu"
  alarm_description = "delivery uses more than 90 % of its cpu"
  namespace         = "AWS/ECS"
  metric_name       = "CPUUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.delivery_service.name
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

# delivery uses more than 90 % of its memory
resource "aws_cloudwatch_metric_alarm" "delivery_alarm_memory" {
  alarm_name        = "bazaar-delivery-memory"
  alarm_description = "delivery uses more than 90 % of its memory"
  namespace         = "AWS/ECS"
  metric_name       = "MemoryUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.delivery_service.name
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

# keeps what delivery writes
resource "aws_cloudwatch_log_group" "delivery_logs" {
  name              = "/aws/ecs/bazaar-delivery"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# discounts-db is busy
resource "aws_cloudwatch_metric_alarm" "discounts-db_alarm_cpu" {
  alarm_name        = "bazaar-discounts-db-cpu"
  alarm_description = "discounts-db is busy"
  namespace         = "AWS/RDS"
  metric_name       = "CPUUtilization"

  dimensions = {
    DBInstanceIdentifier = aws_db_instance.discounts-db.identifier
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

# 10 % of the storage of discounts-db is left
resource "aws_cloudwatch_metric_alarm" "discounts-db_alarm_storage" {
  alarm_name        = "bazaar-discounts-db-storage"
  alarm_description = "10 % of the storage of discounts-db is left"
  namespace         = "AWS/RDS"
  metric_name       = "FreeStorageSpace"

  dimensions = {
    DBInstanceIdentifier = aws_db_instance.discounts-db.identifier
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

# keeps the log `postgresql` of discounts-db
resource "aws_cloudwatch_log_group" "discounts-db_log_postgresql" {
  name              = "/aws/rds/instance/bazaar-discounts-db/postgresql"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# keeps the log `upgrade` of discounts-db
resource "aws_cloudwatch_log_group" "discounts-db_log_upgrade" {
  name              = "/aws/rds/instance/bazaar-discounts-db/upgrade"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# discounts uses more than 90 % of its cpu
resource "aws_cloudwatch_metric_alarm" "discounts_alarm_cpu" {
  alarm_name        = "bazaar-discounts-cpu"
  alarm_description = "discounts uses more than 90 % of its cpu"
  namespace         = "AWS/ECS"
  metric_name       = "CPUUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.discounts_service.name
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

# discounts uses more than 90 % of its memory
resource "aws_cloudwatch_metric_alarm" "discounts_alarm_memory" {
  alarm_name        = "bazaar-discounts-memory"
  alarm_description = "discounts uses more than 90 % of its memory"
  namespace         = "AWS/ECS"
  metric_name       = "MemoryUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.discounts_service.name
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

# keeps what discounts writes
resource "aws_cloudwatch_log_group" "discounts_logs" {
  name              = "/aws/ecs/bazaar-discounts"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# exchange uses more than 90 % of its cpu
resource "aws_cloudwatch_metric_alarm" "exchange_alarm_cpu" {
  alarm_name        = "bazaar-exchange-cpu"
  alarm_description = "exchange uses more than 90 % of its cpu"
  namespace         = "AWS/ECS"
  metric_name       = "CPUUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.exchange_service.name
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

# messages in discounts-events wait more than 15 minutes for exchange
resource "aws_cloudwatch_metric_alarm" "exchange_alarm_discounts_events_age" {
  alarm_name        = "bazaar-exchange-discounts-events-age"
  alarm_description = "messages in discounts-events wait more than 15 minutes for exchange"
  namespace         = "AWS/SQS"
  metric_name       = "ApproximateAgeOfOldestMessage"

  dimensions = {
    QueueName = aws_sqs_queue.discounts-events.name
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

# exchange uses more than 90 % of its memory
resource "aws_cloudwatch_metric_alarm" "exchange_alarm_memory" {
  alarm_name        = "bazaar-exchange-memory"
  alarm_description = "exchange uses more than 90 % of its memory"
  namespace         = "AWS/ECS"
  metric_name       = "MemoryUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.exchange_service.name
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

# keeps what exchange writes
resource "aws_cloudwatch_log_group" "exchange_logs" {
  name              = "/aws/ecs/bazaar-exchange"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# fraud uses more than 90 % of its cpu
resource "aws_cloudwatch_metric_alarm" "fraud_alarm_cpu" {
  alarm_name        = "bazaar-fraud-cpu"
  alarm_description = "fraud uses more than 90 % of its cpu"
  namespace         = "AWS/ECS"
  metric_name       = "CPUUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.fraud_service.name
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

# fraud uses more than 90 % of its memory
resource "aws_cloudwatch_metric_alarm" "fraud_alarm_memory" {
  alarm_name        = "bazaar-fraud-memory"
  alarm_description = "fraud uses more than 90 % of its memory"
  namespace         = "AWS/ECS"
  metric_name       = "MemoryUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.fraud_service.name
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

# keeps what fraud writes
resource "aws_cloudwatch_log_group" "fraud_logs" {
  name              = "/aws/ecs/bazaar-fraud"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# front uses more than 90 % of its cpu
resource "aws_cloudwatch_metric_alarm" "front_alarm_cpu" {
  alarm_name        = "bazaar-front-cpu"
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
  alarm_name        = "bazaar-front-errors"
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
  alarm_name        = "bazaar-front-latency"
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
  alarm_name        = "bazaar-front-memory"
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
  alarm_name        = "bazaar-front-unhealthy"
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
  name              = "/aws/ecs/bazaar-front"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# gifts uses more than 90 % of its cpu
resource "aws_cloudwatch_metric_alarm" "gifts_alarm_cpu" {
  alarm_name        = "bazaar-gifts-cpu"
  alarm_description = "gifts uses more than 90 % of its cpu"
  namespace         = "AWS/ECS"
  metric_name       = "CPUUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.gifts_service.name
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

# gifts uses more than 90 % of its memory
resource "aws_cloudwatch_metric_alarm" "gifts_alarm_memory" {
  alarm_name        = "bazaar-gifts-memory"
  alarm_description = "gifts uses more than 90 % of its memory"
  namespace         = "AWS/ECS"
  metric_name       = "MemoryUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.gifts_service.name
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

# keeps what gifts writes
resource "aws_cloudwatch_log_group" "gifts_logs" {
  name              = "/aws/ecs/bazaar-gifts"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# images-db is busy
resource "aws_cloudwatch_metric_alarm" "images-db_alarm_cpu" {
  alarm_name        = "bazaar-images-db-cpu"
  alarm_description = "images-db is busy"
  namespace         = "AWS/RDS"
  metric_name       = "CPUUtilization"

  dimensions = {
    DBInstanceIdentifier = aws_db_instance.images-db.identifier
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

# 10 % of the storage of images-db is left
resource "aws_cloudwatch_metric_alarm" "images-db_alarm_storage" {
  alarm_name        = "bazaar-images-db-storage"
  alarm_description = "10 % of the storage of images-db is left"
  namespace         = "AWS/RDS"
  metric_name       = "FreeStorageSpace"

  dimensions = {
    DBInstanceIdentifier = aws_db_instance.images-db.identifier
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

# keeps the log `postgresql` of images-db
resource "aws_cloudwatch_log_group" "images-db_log_postgresql" {
  name              = "/aws/rds/instance/bazaar-images-db/postgresql"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# keeps the log `upgrade` of images-db
resource "aws_cloudwatch_log_group" "images-db_log_upgrade" {
  name              = "/aws/rds/instance/bazaar-images-db/upgrade"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# images uses more than 90 % of its cpu
resource "aws_cloudwatch_metric_alarm" "images_alarm_cpu" {
  alarm_name        = "bazaar-images-cpu"
  alarm_description = "images uses more than 90 % of its cpu"
  namespace         = "AWS/ECS"
  metric_name       = "CPUUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.images_service.name
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

# messages in gifts-events wait more than 15 minutes for images
resource "aws_cloudwatch_metric_alarm" "images_alarm_gifts_events_age" {
  alarm_name        = "bazaar-images-gifts-events-age"
  alarm_description = "messages in gifts-events wait more than 15 minutes for images"
  namespace         = "AWS/SQS"
  metric_name       = "ApproximateAgeOfOldestMessage"

  dimensions = {
    QueueName = aws_sqs_queue.gifts-events.name
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

# images uses more than 90 % of its memory
resource "aws_cloudwatch_metric_alarm" "images_alarm_memory" {
  alarm_name        = "bazaar-images-memory"
  alarm_description = "images uses more than 90 % of its memory"
  namespace         = "AWS/ECS"
  metric_name       = "MemoryUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.images_service.name
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

# keeps what images writes
resource "aws_cloudwatch_log_group" "images_logs" {
  name              = "/aws/ecs/bazaar-images"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# invoices uses more than 90 % of its cpu
resource "aws_cloudwatch_metric_alarm" "invoices_alarm_cpu" {
  alarm_name        = "bazaar-invoices-cpu"
  alarm_description = "invoices uses more than 90 % of its cpu"
  namespace         = "AWS/ECS"
  metric_name       = "CPUUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.invoices_service.name
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

# invoices uses more than 90 % of its memory
resource "aws_cloudwatch_metric_alarm" "invoices_alarm_memory" {
  alarm_name        = "bazaar-invoices-memory"
  alarm_description = "invoices uses more than 90 % of its memory"
  namespace         = "AWS/ECS"
  metric_name       = "MemoryUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.invoices_service.name
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

# keeps what invoices writes
resource "aws_cloudwatch_log_group" "invoices_logs" {
  name              = "/aws/ecs/bazaar-invoices"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# loyalty uses more than 90 % of its cpu
resource "aws_cloudwatch_metric_alarm" "loyalty_alarm_cpu" {
  alarm_name        = "bazaar-loyalty-cpu"
  alarm_description = "loyalty uses more than 90 % of its cpu"
  namespace         = "AWS/ECS"
  metric_name       = "CPUUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.loyalty_service.name
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

# loyalty uses more than 90 % of its memory
resource "aws_cloudwatch_metric_alarm" "loyalty_alarm_memory" {
  alarm_name        = "bazaar-loyalty-memory"
  alarm_description = "loyalty uses more than 90 % of its memory"
  namespace         = "AWS/ECS"
  metric_name       = "MemoryUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.loyalty_service.name
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

# keeps what loyalty writes
resource "aws_cloudwatch_log_group" "loyalty_logs" {
  name              = "/aws/ecs/bazaar-loyalty"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# mailing uses more than 90 % of its cpu
resource "aws_cloudwatch_metric_alarm" "mailing_alarm_cpu" {
  alarm_name        = "bazaar-mailing-cpu"
  alarm_description = "mailing uses more than 90 % of its cpu"
  namespace         = "AWS/ECS"
  metric_name       = "CPUUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.mailing_service.name
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

# messages in loyalty-events wait more than 15 minutes for mailing
resource "aws_cloudwatch_metric_alarm" "mailing_alarm_loyalty_events_age" {
  alarm_name        = "bazaar-mailing-loyalty-events-age"
  alarm_description = "messages in loyalty-events wait more than 15 minutes for mailing"
  namespace         = "AWS/SQS"
  metric_name       = "ApproximateAgeOfOldestMessage"

  dimensions = {
    QueueName = aws_sqs_queue.loyalty-events.name
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

# mailing uses more than 90 % of its memory
resource "aws_cloudwatch_metric_alarm" "mailing_alarm_memory" {
  alarm_name        = "bazaar-mailing-memory"
  alarm_description = "mailing uses more than 90 % of its memory"
  namespace         = "AWS/ECS"
  metric_name       = "MemoryUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.mailing_service.name
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

# keeps what mailing writes
resource "aws_cloudwatch_log_group" "mailing_logs" {
  name              = "/aws/ecs/bazaar-mailing"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# media-db is busy
resource "aws_cloudwatch_metric_alarm" "media-db_alarm_cpu" {
  alarm_name        = "bazaar-media-db-cpu"
  alarm_description = "media-db is busy"
  namespace         = "AWS/RDS"
  metric_name       = "CPUUtilization"

  dimensions = {
    DBInstanceIdentifier = aws_db_instance.media-db.identifier
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

# 10 % of the storage of media-db is left
resource "aws_cloudwatch_metric_alarm" "media-db_alarm_storage" {
  alarm_name        = "bazaar-media-db-storage"
  alarm_description = "10 % of the storage of media-db is left"
  namespace         = "AWS/RDS"
  metric_name       = "FreeStorageSpace"

  dimensions = {
    DBInstanceIdentifier = aws_db_instance.media-db.identifier
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

# keeps the log `postgresql` of media-db
resource "aws_cloudwatch_log_group" "media-db_log_postgresql" {
  name              = "/aws/rds/instance/bazaar-media-db/postgresql"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# keeps the log `upgrade` of media-db
resource "aws_cloudwatch_log_group" "media-db_log_upgrade" {
  name              = "/aws/rds/instance/bazaar-media-db/upgrade"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# media uses more than 90 % of its cpu
resource "aws_cloudwatch_metric_alarm" "media_alarm_cpu" {
  alarm_name        = "bazaar-media-cpu"
  alarm_description = "media uses more than 90 % of its cpu"
  namespace         = "AWS/ECS"
  metric_name       = "CPUUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.media_service.name
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

# media uses more than 90 % of its memory
resource "aws_cloudwatch_metric_alarm" "media_alarm_memory" {
  alarm_name        = "bazaar-media-memory"
  alarm_description = "media uses more than 90 % of its memory"
  namespace         = "AWS/ECS"
  metric_name       = "MemoryUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.media_service.name
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

# keeps what media writes
resource "aws_cloudwatch_log_group" "media_logs" {
  name              = "/aws/ecs/bazaar-media"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# messages uses more than 90 % of its cpu
resource "aws_cloudwatch_metric_alarm" "messages_alarm_cpu" {
  alarm_name        = "bazaar-messages-cpu"
  alarm_description = "messages uses more than 90 % of its cpu"
  namespace         = "AWS/ECS"
  metric_name       = "CPUUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.messages_service.name
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

# messages uses more than 90 % of its memory
resource "aws_cloudwatch_metric_alarm" "messages_alarm_memory" {
  alarm_name        = "bazaar-messages-memory"
  alarm_description = "messages uses more than 90 % of its memory"
  namespace         = "AWS/ECS"
  metric_name       = "MemoryUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.messages_service.name
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

# keeps what messages writes
resource "aws_cloudwatch_log_group" "messages_logs" {
  name              = "/aws/ecs/bazaar-messages"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# after an incident it must be known who talked to whom
resource "aws_cloudwatch_log_group" "network_flow_log_logs" {
  name              = "/mainstay/bazaar/network"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# orders uses more than 90 % of its cpu
resource "aws_cloudwatch_metric_alarm" "orders_alarm_cpu" {
  alarm_name        = "bazaar-orders-cpu"
  alarm_description = "orders uses more than 90 % of its cpu"
  namespace         = "AWS/ECS"
  metric_name       = "CPUUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.orders_service.name
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

# orders uses more than 90 % of its memory
resource "aws_cloudwatch_metric_alarm" "orders_alarm_memory" {
  alarm_name        = "bazaar-orders-memory"
  alarm_description = "orders uses more than 90 % of its memory"
  namespace         = "AWS/ECS"
  metric_name       = "MemoryUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.orders_service.name
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

# messages in messages-events wait more than 15 minutes for orders
resource "aws_cloudwatch_metric_alarm" "orders_alarm_messages_events_age" {
  alarm_name        = "bazaar-orders-messages-events-age"
  alarm_description = "messages in messages-events wait more than 15 minutes for orders"
  namespace         = "AWS/SQS"
  metric_name       = "ApproximateAgeOfOldestMessage"

  dimensions = {
    QueueName = aws_sqs_queue.messages-events.name
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

# keeps what orders writes
resource "aws_cloudwatch_log_group" "orders_logs" {
  name              = "/aws/ecs/bazaar-orders"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# packing uses more than 90 % of its cpu
resource "aws_cloudwatch_metric_alarm" "packing_alarm_cpu" {
  alarm_name        = "bazaar-packing-cpu"
  alarm_description = "packing uses more than 90 % of its cpu"
  namespace         = "AWS/ECS"
  metric_name       = "CPUUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.packing_service.name
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

# packing uses more than 90 % of its memory
resource "aws_cloudwatch_metric_alarm" "packing_alarm_memory" {
  alarm_name        = "bazaar-packing-memory"
  alarm_description = "packing uses more than 90 % of its memory"
  namespace         = "AWS/ECS"
  metric_name       = "MemoryUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.packing_service.name
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

# keeps what packing writes
resource "aws_cloudwatch_log_group" "packing_logs" {
  name              = "/aws/ecs/bazaar-packing"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# payments-db is busy
resource "aws_cloudwatch_metric_alarm" "payments-db_alarm_cpu" {
  alarm_name        = "bazaar-payments-db-cpu"
  alarm_description = "payments-db is busy"
  namespace         = "AWS/RDS"
  metric_name       = "CPUUtilization"

  dimensions = {
    DBInstanceIdentifier = aws_db_instance.payments-db.identifier
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

# 10 % of the storage of payments-db is left
resource "aws_cloudwatch_metric_alarm" "payments-db_alarm_storage" {
  alarm_name        = "bazaar-payments-db-storage"
  alarm_description = "10 % of the storage of payments-db is left"
  namespace         = "AWS/RDS"
  metric_name       = "FreeStorageSpace"

  dimensions = {
    DBInstanceIdentifier = aws_db_instance.payments-db.identifier
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

# keeps the log `postgresql` of payments-db
resource "aws_cloudwatch_log_group" "payments-db_log_postgresql" {
  name              = "/aws/rds/instance/bazaar-payments-db/postgresql"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# keeps the log `upgrade` of payments-db
resource "aws_cloudwatch_log_group" "payments-db_log_upgrade" {
  name              = "/aws/rds/instance/bazaar-payments-db/upgrade"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# payments uses more than 90 % of its cpu
resource "aws_cloudwatch_metric_alarm" "payments_alarm_cpu" {
  alarm_name        = "bazaar-payments-cpu"
  alarm_description = "payments uses more than 90 % of its cpu"
  namespace         = "AWS/ECS"
  metric_name       = "CPUUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.payments_service.name
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

# payments uses more than 90 % of its memory
resource "aws_cloudwatch_metric_alarm" "payments_alarm_memory" {
  alarm_name        = "bazaar-payments-memory"
  alarm_description = "payments uses more than 90 % of its memory"
  namespace         = "AWS/ECS"
  metric_name       = "MemoryUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.payments_service.name
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

# keeps what payments writes
resource "aws_cloudwatch_log_group" "payments_logs" {
  name              = "/aws/ecs/bazaar-payments"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# prices uses more than 90 % of its cpu
resource "aws_cloudwatch_metric_alarm" "prices_alarm_cpu" {
  alarm_name        = "bazaar-prices-cpu"
  alarm_description = "prices uses more than 90 % of its cpu"
  namespace         = "AWS/ECS"
  metric_name       = "CPUUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.prices_service.name
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

# prices uses more than 90 % of its memory
resource "aws_cloudwatch_metric_alarm" "prices_alarm_memory" {
  alarm_name        = "bazaar-prices-memory"
  alarm_description = "prices uses more than 90 % of its memory"
  namespace         = "AWS/ECS"
  metric_name       = "MemoryUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.prices_service.name
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

# messages in payments-events wait more than 15 minutes for prices
resource "aws_cloudwatch_metric_alarm" "prices_alarm_payments_events_age" {
  alarm_name        = "bazaar-prices-payments-events-age"
  alarm_description = "messages in payments-events wait more than 15 minutes for prices"
  namespace         = "AWS/SQS"
  metric_name       = "ApproximateAgeOfOldestMessage"

  dimensions = {
    QueueName = aws_sqs_queue.payments-events.name
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

# keeps what prices writes
resource "aws_cloudwatch_log_group" "prices_logs" {
  name              = "/aws/ecs/bazaar-prices"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# products uses more than 90 % of its cpu
resource "aws_cloudwatch_metric_alarm" "products_alarm_cpu" {
  alarm_name        = "bazaar-products-cpu"
  alarm_description = "products uses more than 90 % of its cpu"
  namespace         = "AWS/ECS"
  metric_name       = "CPUUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.products_service.name
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

# products uses more than 90 % of its memory
resource "aws_cloudwatch_metric_alarm" "products_alarm_memory" {
  alarm_name        = "bazaar-products-memory"
  alarm_description = "products uses more than 90 % of its memory"
  namespace         = "AWS/ECS"
  metric_name       = "MemoryUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.products_service.name
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

# keeps what products writes
resource "aws_cloudwatch_log_group" "products_logs" {
  name              = "/aws/ecs/bazaar-products"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# profiles uses more than 90 % of its cpu
resource "aws_cloudwatch_metric_alarm" "profiles_alarm_cpu" {
  alarm_name        = "bazaar-profiles-cpu"
  alarm_description = "profiles uses more than 90 % of its cpu"
  namespace         = "AWS/ECS"
  metric_name       = "CPUUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.profiles_service.name
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

# profiles uses more than 90 % of its memory
resource "aws_cloudwatch_metric_alarm" "profiles_alarm_memory" {
  alarm_name        = "bazaar-profiles-memory"
  alarm_description = "profiles uses more than 90 % of its memory"
  namespace         = "AWS/ECS"
  metric_name       = "MemoryUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.profiles_service.name
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

# keeps what profiles writes
resource "aws_cloudwatch_log_group" "profiles_logs" {
  name              = "/aws/ecs/bazaar-profiles"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# questions-db is busy
resource "aws_cloudwatch_metric_alarm" "questions-db_alarm_cpu" {
  alarm_name        = "bazaar-questions-db-cpu"
  alarm_description = "questions-db is busy"
  namespace         = "AWS/RDS"
  metric_name       = "CPUUtilization"

  dimensions = {
    DBInstanceIdentifier = aws_db_instance.questions-db.identifier
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

# 10 % of the storage of questions-db is left
resource "aws_cloudwatch_metric_alarm" "questions-db_alarm_storage" {
  alarm_name        = "bazaar-questions-db-storage"
  alarm_description = "10 % of the storage of questions-db is left"
  namespace         = "AWS/RDS"
  metric_name       = "FreeStorageSpace"

  dimensions = {
    DBInstanceIdentifier = aws_db_instance.questions-db.identifier
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

# keeps the log `postgresql` of questions-db
resource "aws_cloudwatch_log_group" "questions-db_log_postgresql" {
  name              = "/aws/rds/instance/bazaar-questions-db/postgresql"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# keeps the log `upgrade` of questions-db
resource "aws_cloudwatch_log_group" "questions-db_log_upgrade" {
  name              = "/aws/rds/instance/bazaar-questions-db/upgrade"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# questions uses more than 90 % of its cpu
resource "aws_cloudwatch_metric_alarm" "questions_alarm_cpu" {
  alarm_name        = "bazaar-questions-cpu"
  alarm_description = "questions uses more than 90 % of its cpu"
  namespace         = "AWS/ECS"
  metric_name       = "CPUUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.questions_service.name
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

# questions uses more than 90 % of its memory
resource "aws_cloudwatch_metric_alarm" "questions_alarm_memory" {
  alarm_name        = "bazaar-questions-memory"
  alarm_description = "questions uses more than 90 % of its memory"
  namespace         = "AWS/ECS"
  metric_name       = "MemoryUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.questions_service.name
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

# messages in profiles-events wait more than 15 minutes for questions
resource "aws_cloudwatch_metric_alarm" "questions_alarm_profiles_events_age" {
  alarm_name        = "bazaar-questions-profiles-events-age"
  alarm_description = "messages in profiles-events wait more than 15 minutes for questions"
  namespace         = "AWS/SQS"
  metric_name       = "ApproximateAgeOfOldestMessage"

  dimensions = {
    QueueName = aws_sqs_queue.profiles-events.name
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

# keeps what questions writes
resource "aws_cloudwatch_log_group" "questions_logs" {
  name              = "/aws/ecs/bazaar-questions"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# ratings uses more than 90 % of its cpu
resource "aws_cloudwatch_metric_alarm" "ratings_alarm_cpu" {
  alarm_name        = "bazaar-ratings-cpu"
  alarm_description = "ratings uses more than 90 % of its cpu"
  namespace         = "AWS/ECS"
  metric_name       = "CPUUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.ratings_service.name
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

# ratings uses more than 90 % of its memory
resource "aws_cloudwatch_metric_alarm" "ratings_alarm_memory" {
  alarm_name        = "bazaar-ratings-memory"
  alarm_description = "ratings uses more than 90 % of its memory"
  namespace         = "AWS/ECS"
  metric_name       = "MemoryUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.ratings_service.name
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

# keeps what ratings writes
resource "aws_cloudwatch_log_group" "ratings_logs" {
  name              = "/aws/ecs/bazaar-ratings"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# recommend uses more than 90 % of its cpu
resource "aws_cloudwatch_metric_alarm" "recommend_alarm_cpu" {
  alarm_name        = "bazaar-recommend-cpu"
  alarm_description = "recommend uses more than 90 % of its cpu"
  namespace         = "AWS/ECS"
  metric_name       = "CPUUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.recommend_service.name
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

# recommend uses more than 90 % of its memory
resource "aws_cloudwatch_metric_alarm" "recommend_alarm_memory" {
  alarm_name        = "bazaar-recommend-memory"
  alarm_description = "recommend uses more than 90 % of its memory"
  namespace         = "AWS/ECS"
  metric_name       = "MemoryUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.recommend_service.name
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

# keeps what recommend writes
resource "aws_cloudwatch_log_group" "recommend_logs" {
  name              = "/aws/ecs/bazaar-recommend"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# refunds uses more than 90 % of its cpu
resource "aws_cloudwatch_metric_alarm" "refunds_alarm_cpu" {
  alarm_name        = "bazaar-refunds-cpu"
  alarm_description = "refunds uses more than 90 % of its cpu"
  namespace         = "AWS/ECS"
  metric_name       = "CPUUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.refunds_service.name
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

# refunds uses more than 90 % of its memory
resource "aws_cloudwatch_metric_alarm" "refunds_alarm_memory" {
  alarm_name        = "bazaar-refunds-memory"
  alarm_description = "refunds uses more than 90 % of its memory"
  namespace         = "AWS/ECS"
  metric_name       = "MemoryUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.refunds_service.name
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

# messages in recommend-events wait more than 15 minutes for refunds
resource "aws_cloudwatch_metric_alarm" "refunds_alarm_recommend_events_age" {
  alarm_name        = "bazaar-refunds-recommend-events-age"
  alarm_description = "messages in recommend-events wait more than 15 minutes for refunds"
  namespace         = "AWS/SQS"
  metric_name       = "ApproximateAgeOfOldestMessage"

  dimensions = {
    QueueName = aws_sqs_queue.recommend-events.name
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

# keeps what refunds writes
resource "aws_cloudwatch_log_group" "refunds_logs" {
  name              = "/aws/ecs/bazaar-refunds"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# returns-db is busy
resource "aws_cloudwatch_metric_alarm" "returns-db_alarm_cpu" {
  alarm_name        = "bazaar-returns-db-cpu"
  alarm_description = "returns-db is busy"
  namespace         = "AWS/RDS"
  metric_name       = "CPUUtilization"

  dimensions = {
    DBInstanceIdentifier = aws_db_instance.returns-db.identifier
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

# 10 % of the storage of returns-db is left
resource "aws_cloudwatch_metric_alarm" "returns-db_alarm_storage" {
  alarm_name        = "bazaar-returns-db-storage"
  alarm_description = "10 % of the storage of returns-db is left"
  namespace         = "AWS/RDS"
  metric_name       = "FreeStorageSpace"

  dimensions = {
    DBInstanceIdentifier = aws_db_instance.returns-db.identifier
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

# keeps the log `postgresql` of returns-db
resource "aws_cloudwatch_log_group" "returns-db_log_postgresql" {
  name              = "/aws/rds/instance/bazaar-returns-db/postgresql"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# keeps the log `upgrade` of returns-db
resource "aws_cloudwatch_log_group" "returns-db_log_upgrade" {
  name              = "/aws/rds/instance/bazaar-returns-db/upgrade"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# returns uses more than 90 % of its cpu
resource "aws_cloudwatch_metric_alarm" "returns_alarm_cpu" {
  alarm_name        = "bazaar-returns-cpu"
  alarm_description = "returns uses more than 90 % of its cpu"
  namespace         = "AWS/ECS"
  metric_name       = "CPUUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.returns_service.name
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

# returns uses more than 90 % of its memory
resource "aws_cloudwatch_metric_alarm" "returns_alarm_memory" {
  alarm_name        = "bazaar-returns-memory"
  alarm_description = "returns uses more than 90 % of its memory"
  namespace         = "AWS/ECS"
  metric_name       = "MemoryUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.returns_service.name
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

# keeps what returns writes
resource "aws_cloudwatch_log_group" "returns_logs" {
  name              = "/aws/ecs/bazaar-returns"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# reviews uses more than 90 % of its cpu
resource "aws_cloudwatch_metric_alarm" "reviews_alarm_cpu" {
  alarm_name        = "bazaar-reviews-cpu"
  alarm_description = "reviews uses more than 90 % of its cpu"
  namespace         = "AWS/ECS"
  metric_name       = "CPUUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.reviews_service.name
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

# reviews uses more than 90 % of its memory
resource "aws_cloudwatch_metric_alarm" "reviews_alarm_memory" {
  alarm_name        = "bazaar-reviews-memory"
  alarm_description = "reviews uses more than 90 % of its memory"
  namespace         = "AWS/ECS"
  metric_name       = "MemoryUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.reviews_service.name
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

# keeps what reviews writes
resource "aws_cloudwatch_log_group" "reviews_logs" {
  name              = "/aws/ecs/bazaar-reviews"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# search uses more than 90 % of its cpu
resource "aws_cloudwatch_metric_alarm" "search_alarm_cpu" {
  alarm_name        = "bazaar-search-cpu"
  alarm_description = "search uses more than 90 % of its cpu"
  namespace         = "AWS/ECS"
  metric_name       = "CPUUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.search_service.name
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

# search uses more than 90 % of its memory
resource "aws_cloudwatch_metric_alarm" "search_alarm_memory" {
  alarm_name        = "bazaar-search-memory"
  alarm_description = "search uses more than 90 % of its memory"
  namespace         = "AWS/ECS"
  metric_name       = "MemoryUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.search_service.name
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

# messages in reviews-events wait more than 15 minutes for search
resource "aws_cloudwatch_metric_alarm" "search_alarm_reviews_events_age" {
  alarm_name        = "bazaar-search-reviews-events-age"
  alarm_description = "messages in reviews-events wait more than 15 minutes for search"
  namespace         = "AWS/SQS"
  metric_name       = "ApproximateAgeOfOldestMessage"

  dimensions = {
    QueueName = aws_sqs_queue.reviews-events.name
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

# keeps what search writes
resource "aws_cloudwatch_log_group" "search_logs" {
  name              = "/aws/ecs/bazaar-search"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# sessions is nearly full
resource "aws_cloudwatch_metric_alarm" "sessions_alarm_memory" {
  alarm_name        = "bazaar-sessions-memory"
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
  name              = "aws-waf-logs-bazaar-load-balancer"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# shipping uses more than 90 % of its cpu
resource "aws_cloudwatch_metric_alarm" "shipping_alarm_cpu" {
  alarm_name        = "bazaar-shipping-cpu"
  alarm_description = "shipping uses more than 90 % of its cpu"
  namespace         = "AWS/ECS"
  metric_name       = "CPUUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.shipping_service.name
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

# shipping uses more than 90 % of its memory
resource "aws_cloudwatch_metric_alarm" "shipping_alarm_memory" {
  alarm_name        = "bazaar-shipping-memory"
  alarm_description = "shipping uses more than 90 % of its memory"
  namespace         = "AWS/ECS"
  metric_name       = "MemoryUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.shipping_service.name
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

# keeps what shipping writes
resource "aws_cloudwatch_log_group" "shipping_logs" {
  name              = "/aws/ecs/bazaar-shipping"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# stock-db is busy
resource "aws_cloudwatch_metric_alarm" "stock-db_alarm_cpu" {
  alarm_name        = "bazaar-stock-db-cpu"
  alarm_description = "stock-db is busy"
  namespace         = "AWS/RDS"
  metric_name       = "CPUUtilization"

  dimensions = {
    DBInstanceIdentifier = aws_db_instance.stock-db.identifier
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

# 10 % of the storage of stock-db is left
resource "aws_cloudwatch_metric_alarm" "stock-db_alarm_storage" {
  alarm_name        = "bazaar-stock-db-storage"
  alarm_description = "10 % of the storage of stock-db is left"
  namespace         = "AWS/RDS"
  metric_name       = "FreeStorageSpace"

  dimensions = {
    DBInstanceIdentifier = aws_db_instance.stock-db.identifier
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

# keeps the log `postgresql` of stock-db
resource "aws_cloudwatch_log_group" "stock-db_log_postgresql" {
  name              = "/aws/rds/instance/bazaar-stock-db/postgresql"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# keeps the log `upgrade` of stock-db
resource "aws_cloudwatch_log_group" "stock-db_log_upgrade" {
  name              = "/aws/rds/instance/bazaar-stock-db/upgrade"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# stock uses more than 90 % of its cpu
resource "aws_cloudwatch_metric_alarm" "stock_alarm_cpu" {
  alarm_name        = "bazaar-stock-cpu"
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
  alarm_name        = "bazaar-stock-memory"
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

# keeps what stock writes
resource "aws_cloudwatch_log_group" "stock_logs" {
  name              = "/aws/ecs/bazaar-stock"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# suppliers uses more than 90 % of its cpu
resource "aws_cloudwatch_metric_alarm" "suppliers_alarm_cpu" {
  alarm_name        = "bazaar-suppliers-cpu"
  alarm_description = "suppliers uses more than 90 % of its cpu"
  namespace         = "AWS/ECS"
  metric_name       = "CPUUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.suppliers_service.name
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

# suppliers uses more than 90 % of its memory
resource "aws_cloudwatch_metric_alarm" "suppliers_alarm_memory" {
  alarm_name        = "bazaar-suppliers-memory"
  alarm_description = "suppliers uses more than 90 % of its memory"
  namespace         = "AWS/ECS"
  metric_name       = "MemoryUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.suppliers_service.name
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

# messages in stock-events wait more than 15 minutes for suppliers
resource "aws_cloudwatch_metric_alarm" "suppliers_alarm_stock_events_age" {
  alarm_name        = "bazaar-suppliers-stock-events-age"
  alarm_description = "messages in stock-events wait more than 15 minutes for suppliers"
  namespace         = "AWS/SQS"
  metric_name       = "ApproximateAgeOfOldestMessage"

  dimensions = {
    QueueName = aws_sqs_queue.stock-events.name
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

# keeps what suppliers writes
resource "aws_cloudwatch_log_group" "suppliers_logs" {
  name              = "/aws/ecs/bazaar-suppliers"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# taxes uses more than 90 % of its cpu
resource "aws_cloudwatch_metric_alarm" "taxes_alarm_cpu" {
  alarm_name        = "bazaar-taxes-cpu"
  alarm_description = "taxes uses more than 90 % of its cpu"
  namespace         = "AWS/ECS"
  metric_name       = "CPUUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.taxes_service.name
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

# taxes uses more than 90 % of its memory
resource "aws_cloudwatch_metric_alarm" "taxes_alarm_memory" {
  alarm_name        = "bazaar-taxes-memory"
  alarm_description = "taxes uses more than 90 % of its memory"
  namespace         = "AWS/ECS"
  metric_name       = "MemoryUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.taxes_service.name
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

# keeps what taxes writes
resource "aws_cloudwatch_log_group" "taxes_logs" {
  name              = "/aws/ecs/bazaar-taxes"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}

# wishes uses more than 90 % of its cpu
resource "aws_cloudwatch_metric_alarm" "wishes_alarm_cpu" {
  alarm_name        = "bazaar-wishes-cpu"
  alarm_description = "wishes uses more than 90 % of its cpu"
  namespace         = "AWS/ECS"
  metric_name       = "CPUUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.wishes_service.name
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

# wishes uses more than 90 % of its memory
resource "aws_cloudwatch_metric_alarm" "wishes_alarm_memory" {
  alarm_name        = "bazaar-wishes-memory"
  alarm_description = "wishes uses more than 90 % of its memory"
  namespace         = "AWS/ECS"
  metric_name       = "MemoryUtilization"

  dimensions = {
    ClusterName = aws_ecs_cluster.shared_cluster.name
    ServiceName = aws_ecs_service.wishes_service.name
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

# keeps what wishes writes
resource "aws_cloudwatch_log_group" "wishes_logs" {
  name              = "/aws/ecs/bazaar-wishes"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.shared_key.arn
}
