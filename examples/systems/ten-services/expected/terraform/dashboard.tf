# one page shows how everything is: load, errors, waiting, fullness
resource "aws_cloudwatch_dashboard" "shared_dashboard" {
  dashboard_name = "market"

  dashboard_body = jsonencode({
    widgets = [
      {
        type   = "metric"
        x      = 0
        y      = 0
        width  = 8
        height = 6
        properties = {
          title  = "accounts-db: cpu percent"
          region = "eu-west-1"
          period = 60
          stat   = "Average"
          metrics = [
            [
              "AWS/RDS",
              "CPUUtilization",
              "DBInstanceIdentifier",
              aws_db_instance.accounts-db.identifier,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 8
        y      = 0
        width  = 8
        height = 6
        properties = {
          title  = "accounts-db: connections"
          region = "eu-west-1"
          period = 60
          stat   = "Maximum"
          metrics = [
            [
              "AWS/RDS",
              "DatabaseConnections",
              "DBInstanceIdentifier",
              aws_db_instance.accounts-db.identifier,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 16
        y      = 0
        width  = 8
        height = 6
        properties = {
          title  = "accounts-db: bytes free"
          region = "eu-west-1"
          period = 60
          stat   = "Minimum"
          metrics = [
            [
              "AWS/RDS",
              "FreeStorageSpace",
              "DBInstanceIdentifier",
              aws_db_instance.accounts-db.identifier,
            ],
            [
              "AWS/RDS",
              "FreeableMemory",
              "DBInstanceIdentifier",
              aws_db_instance.accounts-db.identifier,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 6
        width  = 8
        height = 6
        properties = {
          title  = "accounts-events: seconds waited"
          region = "eu-west-1"
          period = 60
          stat   = "Maximum"
          metrics = [
            [
              "AWS/SQS",
              "ApproximateAgeOfOldestMessage",
              "QueueName",
              aws_sqs_queue.accounts-events.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 8
        y      = 6
        width  = 8
        height = 6
        properties = {
          title  = "accounts-events: messages waiting"
          region = "eu-west-1"
          period = 60
          stat   = "Maximum"
          metrics = [
            [
              "AWS/SQS",
              "ApproximateNumberOfMessagesVisible",
              "QueueName",
              aws_sqs_queue.accounts-events.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 16
        y      = 6
        width  = 8
        height = 6
        properties = {
          title   = "accounts-events: messages sent"
          region  = "eu-west-1"
          period  = 60
          stat    = "Sum"
          metrics = [["AWS/SQS", "NumberOfMessagesSent", "QueueName", aws_sqs_queue.accounts-events.name]]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 12
        width  = 8
        height = 6
        properties = {
          title  = "accounts-events.dead: seconds waited"
          region = "eu-west-1"
          period = 60
          stat   = "Maximum"
          metrics = [
            [
              "AWS/SQS",
              "ApproximateAgeOfOldestMessage",
              "QueueName",
              aws_sqs_queue.accounts-events_dead.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 8
        y      = 12
        width  = 8
        height = 6
        properties = {
          title  = "accounts-events.dead: messages waiting"
          region = "eu-west-1"
          period = 60
          stat   = "Maximum"
          metrics = [
            [
              "AWS/SQS",
              "ApproximateNumberOfMessagesVisible",
              "QueueName",
              aws_sqs_queue.accounts-events_dead.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 16
        y      = 12
        width  = 8
        height = 6
        properties = {
          title  = "accounts-events.dead: messages sent"
          region = "eu-west-1"
          period = 60
          stat   = "Sum"
          metrics = [
            [
              "AWS/SQS",
              "NumberOfMessagesSent",
              "QueueName",
              aws_sqs_queue.accounts-events_dead.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 18
        width  = 8
        height = 6
        properties = {
          title  = "accounts.service: percent used"
          region = "eu-west-1"
          period = 60
          stat   = "Average"
          metrics = [
            [
              "AWS/ECS",
              "CPUUtilization",
              "ClusterName",
              aws_ecs_cluster.shared_cluster.name,
              "ServiceName",
              aws_ecs_service.accounts_service.name,
            ],
            [
              "AWS/ECS",
              "MemoryUtilization",
              "ClusterName",
              aws_ecs_cluster.shared_cluster.name,
              "ServiceName",
              aws_ecs_service.accounts_service.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 24
        width  = 8
        height = 6
        properties = {
          title  = "addresses.service: percent used"
          region = "eu-west-1"
          period = 60
          stat   = "Average"
          metrics = [
            [
              "AWS/ECS",
              "CPUUtilization",
              "ClusterName",
              aws_ecs_cluster.shared_cluster.name,
              "ServiceName",
              aws_ecs_service.addresses_service.name,
            ],
            [
              "AWS/ECS",
              "MemoryUtilization",
              "ClusterName",
              aws_ecs_cluster.shared_cluster.name,
              "ServiceName",
              aws_ecs_service.addresses_service.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 30
        width  = 8
        height = 6
        properties = {
          title  = "adverts-db: units"
          region = "eu-west-1"
          period = 60
          stat   = "Sum"
          metrics = [
            [
              "AWS/DynamoDB",
              "ConsumedReadCapacityUnits",
              "TableName",
              aws_dynamodb_table.adverts-db.name,
            ],
            [
              "AWS/DynamoDB",
              "ConsumedWriteCapacityUnits",
              "TableName",
              aws_dynamodb_table.adverts-db.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 8
        y      = 30
        width  = 8
        height = 6
        properties = {
          title  = "adverts-db: refused"
          region = "eu-west-1"
          period = 60
          stat   = "Sum"
          metrics = [
            ["AWS/DynamoDB", "ReadThrottleEvents", "TableName", aws_dynamodb_table.adverts-db.name],
            ["AWS/DynamoDB", "WriteThrottleEvents", "TableName", aws_dynamodb_table.adverts-db.name],
          ]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 36
        width  = 8
        height = 6
        properties = {
          title  = "adverts.service: percent used"
          region = "eu-west-1"
          period = 60
          stat   = "Average"
          metrics = [
            [
              "AWS/ECS",
              "CPUUtilization",
              "ClusterName",
              aws_ecs_cluster.shared_cluster.name,
              "ServiceName",
              aws_ecs_service.adverts_service.name,
            ],
            [
              "AWS/ECS",
              "MemoryUtilization",
              "ClusterName",
              aws_ecs_cluster.shared_cluster.name,
              "ServiceName",
              aws_ecs_service.adverts_service.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 42
        width  = 8
        height = 6
        properties = {
          title  = "audit-events: seconds waited"
          region = "eu-west-1"
          period = 60
          stat   = "Maximum"
          metrics = [
            [
              "AWS/SQS",
              "ApproximateAgeOfOldestMessage",
              "QueueName",
              aws_sqs_queue.audit-events.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 8
        y      = 42
        width  = 8
        height = 6
        properties = {
          title  = "audit-events: messages waiting"
          region = "eu-west-1"
          period = 60
          stat   = "Maximum"
          metrics = [
            [
              "AWS/SQS",
              "ApproximateNumberOfMessagesVisible",
              "QueueName",
              aws_sqs_queue.audit-events.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 16
        y      = 42
        width  = 8
        height = 6
        properties = {
          title   = "audit-events: messages sent"
          region  = "eu-west-1"
          period  = 60
          stat    = "Sum"
          metrics = [["AWS/SQS", "NumberOfMessagesSent", "QueueName", aws_sqs_queue.audit-events.name]]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 48
        width  = 8
        height = 6
        properties = {
          title  = "audit-events.dead: seconds waited"
          region = "eu-west-1"
          period = 60
          stat   = "Maximum"
          metrics = [
            [
              "AWS/SQS",
              "ApproximateAgeOfOldestMessage",
              "QueueName",
              aws_sqs_queue.audit-events_dead.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 8
        y      = 48
        width  = 8
        height = 6
        properties = {
          title  = "audit-events.dead: messages waiting"
          region = "eu-west-1"
          period = 60
          stat   = "Maximum"
          metrics = [
            [
              "AWS/SQS",
              "ApproximateNumberOfMessagesVisible",
              "QueueName",
              aws_sqs_queue.audit-events_dead.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 16
        y      = 48
        width  = 8
        height = 6
        properties = {
          title   = "audit-events.dead: messages sent"
          region  = "eu-west-1"
          period  = 60
          stat    = "Sum"
          metrics = [["AWS/SQS", "NumberOfMessagesSent", "QueueName", aws_sqs_queue.audit-events_dead.name]]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 54
        width  = 8
        height = 6
        properties = {
          title  = "audit.service: percent used"
          region = "eu-west-1"
          period = 60
          stat   = "Average"
          metrics = [
            [
              "AWS/ECS",
              "CPUUtilization",
              "ClusterName",
              aws_ecs_cluster.shared_cluster.name,
              "ServiceName",
              aws_ecs_service.audit_service.name,
            ],
            [
              "AWS/ECS",
              "MemoryUtilization",
              "ClusterName",
              aws_ecs_cluster.shared_cluster.name,
              "ServiceName",
              aws_ecs_service.audit_service.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 60
        width  = 8
        height = 6
        properties = {
          title  = "baskets-db: cpu percent"
          region = "eu-west-1"
          period = 60
          stat   = "Average"
          metrics = [
            [
              "AWS/RDS",
              "CPUUtilization",
              "DBInstanceIdentifier",
              aws_db_instance.baskets-db.identifier,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 8
        y      = 60
        width  = 8
        height = 6
        properties = {
          title  = "baskets-db: connections"
          region = "eu-west-1"
          period = 60
          stat   = "Maximum"
          metrics = [
            [
              "AWS/RDS",
              "DatabaseConnections",
              "DBInstanceIdentifier",
              aws_db_instance.baskets-db.identifier,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 16
        y      = 60
        width  = 8
        height = 6
        properties = {
          title  = "baskets-db: bytes free"
          region = "eu-west-1"
          period = 60
          stat   = "Minimum"
          metrics = [
            [
              "AWS/RDS",
              "FreeStorageSpace",
              "DBInstanceIdentifier",
              aws_db_instance.baskets-db.identifier,
            ],
            [
              "AWS/RDS",
              "FreeableMemory",
              "DBInstanceIdentifier",
              aws_db_instance.baskets-db.identifier,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 66
        width  = 8
        height = 6
        properties = {
          title  = "baskets.service: percent used"
          region = "eu-west-1"
          period = 60
          stat   = "Average"
          metrics = [
            [
              "AWS/ECS",
              "CPUUtilization",
              "ClusterName",
              aws_ecs_cluster.shared_cluster.name,
              "ServiceName",
              aws_ecs_service.baskets_service.name,
            ],
            [
              "AWS/ECS",
              "MemoryUtilization",
              "ClusterName",
              aws_ecs_cluster.shared_cluster.name,
              "ServiceName",
              aws_ecs_service.baskets_service.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 72
        width  = 8
        height = 6
        properties = {
          title  = "billing.service: percent used"
          region = "eu-west-1"
          period = 60
          stat   = "Average"
          metrics = [
            [
              "AWS/ECS",
              "CPUUtilization",
              "ClusterName",
              aws_ecs_cluster.shared_cluster.name,
              "ServiceName",
              aws_ecs_service.billing_service.name,
            ],
            [
              "AWS/ECS",
              "MemoryUtilization",
              "ClusterName",
              aws_ecs_cluster.shared_cluster.name,
              "ServiceName",
              aws_ecs_service.billing_service.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 78
        width  = 8
        height = 6
        properties = {
          title  = "campaigns-db: units"
          region = "eu-west-1"
          period = 60
          stat   = "Sum"
          metrics = [
            [
              "AWS/DynamoDB",
              "ConsumedReadCapacityUnits",
              "TableName",
              aws_dynamodb_table.campaigns-db.name,
            ],
            [
              "AWS/DynamoDB",
              "ConsumedWriteCapacityUnits",
              "TableName",
              aws_dynamodb_table.campaigns-db.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 8
        y      = 78
        width  = 8
        height = 6
        properties = {
          title  = "campaigns-db: refused"
          region = "eu-west-1"
          period = 60
          stat   = "Sum"
          metrics = [
            [
              "AWS/DynamoDB",
              "ReadThrottleEvents",
              "TableName",
              aws_dynamodb_table.campaigns-db.name,
            ],
            [
              "AWS/DynamoDB",
              "WriteThrottleEvents",
              "TableName",
              aws_dynamodb_table.campaigns-db.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 84
        width  = 8
        height = 6
        properties = {
          title  = "campaigns-events: seconds waited"
          region = "eu-west-1"
          period = 60
          stat   = "Maximum"
          metrics = [
            [
              "AWS/SQS",
              "ApproximateAgeOfOldestMessage",
              "QueueName",
              aws_sqs_queue.campaigns-events.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 8
        y      = 84
        width  = 8
        height = 6
        properties = {
          title  = "campaigns-events: messages waiting"
          region = "eu-west-1"
          period = 60
          stat   = "Maximum"
          metrics = [
            [
              "AWS/SQS",
              "ApproximateNumberOfMessagesVisible",
              "QueueName",
              aws_sqs_queue.campaigns-events.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 16
        y      = 84
        width  = 8
        height = 6
        properties = {
          title   = "campaigns-events: messages sent"
          region  = "eu-west-1"
          period  = 60
          stat    = "Sum"
          metrics = [["AWS/SQS", "NumberOfMessagesSent", "QueueName", aws_sqs_queue.campaigns-events.name]]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 90
        width  = 8
        height = 6
        properties = {
          title  = "campaigns-events.dead: seconds waited"
          region = "eu-west-1"
          period = 60
          stat   = "Maximum"
          metrics = [
            [
              "AWS/SQS",
              "ApproximateAgeOfOldestMessage",
              "QueueName",
              aws_sqs_queue.campaigns-events_dead.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 8
        y      = 90
        width  = 8
        height = 6
        properties = {
          title  = "campaigns-events.dead: messages waiting"
          region = "eu-west-1"
          period = 60
          stat   = "Maximum"
          metrics = [
            [
              "AWS/SQS",
              "ApproximateNumberOfMessagesVisible",
              "QueueName",
              aws_sqs_queue.campaigns-events_dead.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 16
        y      = 90
        width  = 8
        height = 6
        properties = {
          title  = "campaigns-events.dead: messages sent"
          region = "eu-west-1"
          period = 60
          stat   = "Sum"
          metrics = [
            [
              "AWS/SQS",
              "NumberOfMessagesSent",
              "QueueName",
              aws_sqs_queue.campaigns-events_dead.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 96
        width  = 8
        height = 6
        properties = {
          title  = "campaigns.service: percent used"
          region = "eu-west-1"
          period = 60
          stat   = "Average"
          metrics = [
            [
              "AWS/ECS",
              "CPUUtilization",
              "ClusterName",
              aws_ecs_cluster.shared_cluster.name,
              "ServiceName",
              aws_ecs_service.campaigns_service.name,
            ],
            [
              "AWS/ECS",
              "MemoryUtilization",
              "ClusterName",
              aws_ecs_cluster.shared_cluster.name,
              "ServiceName",
              aws_ecs_service.campaigns_service.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 102
        width  = 8
        height = 6
        properties = {
          title  = "carriers.service: percent used"
          region = "eu-west-1"
          period = 60
          stat   = "Average"
          metrics = [
            [
              "AWS/ECS",
              "CPUUtilization",
              "ClusterName",
              aws_ecs_cluster.shared_cluster.name,
              "ServiceName",
              aws_ecs_service.carriers_service.name,
            ],
            [
              "AWS/ECS",
              "MemoryUtilization",
              "ClusterName",
              aws_ecs_cluster.shared_cluster.name,
              "ServiceName",
              aws_ecs_service.carriers_service.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 108
        width  = 8
        height = 6
        properties = {
          title  = "catalogue-db: cpu percent"
          region = "eu-west-1"
          period = 60
          stat   = "Average"
          metrics = [
            [
              "AWS/RDS",
              "CPUUtilization",
              "DBInstanceIdentifier",
              aws_db_instance.catalogue-db.identifier,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 8
        y      = 108
        width  = 8
        height = 6
        properties = {
          title  = "catalogue-db: connections"
          region = "eu-west-1"
          period = 60
          stat   = "Maximum"
          metrics = [
            [
              "AWS/RDS",
              "DatabaseConnections",
              "DBInstanceIdentifier",
              aws_db_instance.catalogue-db.identifier,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 16
        y      = 108
        width  = 8
        height = 6
        properties = {
          title  = "catalogue-db: bytes free"
          region = "eu-west-1"
          period = 60
          stat   = "Minimum"
          metrics = [
            [
              "AWS/RDS",
              "FreeStorageSpace",
              "DBInstanceIdentifier",
              aws_db_instance.catalogue-db.identifier,
            ],
            [
              "AWS/RDS",
              "FreeableMemory",
              "DBInstanceIdentifier",
              aws_db_instance.catalogue-db.identifier,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 114
        width  = 8
        height = 6
        properties = {
          title  = "catalogue.service: percent used"
          region = "eu-west-1"
          period = 60
          stat   = "Average"
          metrics = [
            [
              "AWS/ECS",
              "CPUUtilization",
              "ClusterName",
              aws_ecs_cluster.shared_cluster.name,
              "ServiceName",
              aws_ecs_service.catalogue_service.name,
            ],
            [
              "AWS/ECS",
              "MemoryUtilization",
              "ClusterName",
              aws_ecs_cluster.shared_cluster.name,
              "ServiceName",
              aws_ecs_service.catalogue_service.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 120
        width  = 8
        height = 6
        properties = {
          title  = "checkout-events: seconds waited"
          region = "eu-west-1"
          period = 60
          stat   = "Maximum"
          metrics = [
            [
              "AWS/SQS",
              "ApproximateAgeOfOldestMessage",
              "QueueName",
              aws_sqs_queue.checkout-events.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 8
        y      = 120
        width  = 8
        height = 6
        properties = {
          title  = "checkout-events: messages waiting"
          region = "eu-west-1"
          period = 60
          stat   = "Maximum"
          metrics = [
            [
              "AWS/SQS",
              "ApproximateNumberOfMessagesVisible",
              "QueueName",
              aws_sqs_queue.checkout-events.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 16
        y      = 120
        width  = 8
        height = 6
        properties = {
          title   = "checkout-events: messages sent"
          region  = "eu-west-1"
          period  = 60
          stat    = "Sum"
          metrics = [["AWS/SQS", "NumberOfMessagesSent", "QueueName", aws_sqs_queue.checkout-events.name]]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 126
        width  = 8
        height = 6
        properties = {
          title  = "checkout-events.dead: seconds waited"
          region = "eu-west-1"
          period = 60
          stat   = "Maximum"
          metrics = [
            [
              "AWS/SQS",
              "ApproximateAgeOfOldestMessage",
              "QueueName",
              aws_sqs_queue.checkout-events_dead.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 8
        y      = 126
        width  = 8
        height = 6
        properties = {
          title  = "checkout-events.dead: messages waiting"
          region = "eu-west-1"
          period = 60
          stat   = "Maximum"
          metrics = [
            [
              "AWS/SQS",
              "ApproximateNumberOfMessagesVisible",
              "QueueName",
              aws_sqs_queue.checkout-events_dead.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 16
        y      = 126
        width  = 8
        height = 6
        properties = {
          title  = "checkout-events.dead: messages sent"
          region = "eu-west-1"
          period = 60
          stat   = "Sum"
          metrics = [
            [
              "AWS/SQS",
              "NumberOfMessagesSent",
              "QueueName",
              aws_sqs_queue.checkout-events_dead.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 132
        width  = 8
        height = 6
        properties = {
          title  = "checkout.service: percent used"
          region = "eu-west-1"
          period = 60
          stat   = "Average"
          metrics = [
            [
              "AWS/ECS",
              "CPUUtilization",
              "ClusterName",
              aws_ecs_cluster.shared_cluster.name,
              "ServiceName",
              aws_ecs_service.checkout_service.name,
            ],
            [
              "AWS/ECS",
              "MemoryUtilization",
              "ClusterName",
              aws_ecs_cluster.shared_cluster.name,
              "ServiceName",
              aws_ecs_service.checkout_service.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 138
        width  = 8
        height = 6
        properties = {
          title  = "front.service: percent used"
          region = "eu-west-1"
          period = 60
          stat   = "Average"
          metrics = [
            [
              "AWS/ECS",
              "CPUUtilization",
              "ClusterName",
              aws_ecs_cluster.shared_cluster.name,
              "ServiceName",
              aws_ecs_service.front_service.name,
            ],
            [
              "AWS/ECS",
              "MemoryUtilization",
              "ClusterName",
              aws_ecs_cluster.shared_cluster.name,
              "ServiceName",
              aws_ecs_service.front_service.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 144
        width  = 8
        height = 6
        properties = {
          title  = "front.target-group: requests"
          region = "eu-west-1"
          period = 60
          stat   = "Sum"
          metrics = [
            [
              "AWS/ApplicationELB",
              "RequestCount",
              "LoadBalancer",
              aws_lb.shared_load_balancer.arn_suffix,
              "TargetGroup",
              aws_lb_target_group.front_target_group.arn_suffix,
            ],
            [
              "AWS/ApplicationELB",
              "HTTPCode_Target_4XX_Count",
              "LoadBalancer",
              aws_lb.shared_load_balancer.arn_suffix,
              "TargetGroup",
              aws_lb_target_group.front_target_group.arn_suffix,
            ],
            [
              "AWS/ApplicationELB",
              "HTTPCode_Target_5XX_Count",
              "LoadBalancer",
              aws_lb.shared_load_balancer.arn_suffix,
              "TargetGroup",
              aws_lb_target_group.front_target_group.arn_suffix,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 8
        y      = 144
        width  = 8
        height = 6
        properties = {
          title  = "front.target-group: seconds"
          region = "eu-west-1"
          period = 60
          stat   = "p50"
          metrics = [
            [
              "AWS/ApplicationELB",
              "TargetResponseTime",
              "LoadBalancer",
              aws_lb.shared_load_balancer.arn_suffix,
              "TargetGroup",
              aws_lb_target_group.front_target_group.arn_suffix,
            ],
            [
              "AWS/ApplicationELB",
              "TargetResponseTime",
              "LoadBalancer",
              aws_lb.shared_load_balancer.arn_suffix,
              "TargetGroup",
              aws_lb_target_group.front_target_group.arn_suffix,
              {
                stat = "p99"
              },
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 16
        y      = 144
        width  = 8
        height = 6
        properties = {
          title  = "front.target-group: instances"
          region = "eu-west-1"
          period = 60
          stat   = "Minimum"
          metrics = [
            [
              "AWS/ApplicationELB",
              "HealthyHostCount",
              "LoadBalancer",
              aws_lb.shared_load_balancer.arn_suffix,
              "TargetGroup",
              aws_lb_target_group.front_target_group.arn_suffix,
            ],
            [
              "AWS/ApplicationELB",
              "UnHealthyHostCount",
              "LoadBalancer",
              aws_lb.shared_load_balancer.arn_suffix,
              "TargetGroup",
              aws_lb_target_group.front_target_group.arn_suffix,
              {
                stat = "Maximum"
              },
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 150
        width  = 8
        height = 6
        properties = {
          title  = "sessions: percent used"
          region = "eu-west-1"
          period = 60
          stat   = "Average"
          metrics = [
            [
              "AWS/ElastiCache",
              "EngineCPUUtilization",
              "CacheClusterId",
              "${aws_elasticache_replication_group.sessions.id}-001",
            ],
            [
              "AWS/ElastiCache",
              "DatabaseMemoryUsagePercentage",
              "CacheClusterId",
              "${aws_elasticache_replication_group.sessions.id}-001",
              {
                stat = "Maximum"
              },
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 8
        y      = 150
        width  = 8
        height = 6
        properties = {
          title  = "sessions: connections"
          region = "eu-west-1"
          period = 60
          stat   = "Maximum"
          metrics = [
            [
              "AWS/ElastiCache",
              "CurrConnections",
              "CacheClusterId",
              "${aws_elasticache_replication_group.sessions.id}-001",
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 16
        y      = 150
        width  = 8
        height = 6
        properties = {
          title  = "sessions: thrown out"
          region = "eu-west-1"
          period = 60
          stat   = "Sum"
          metrics = [
            [
              "AWS/ElastiCache",
              "Evictions",
              "CacheClusterId",
              "${aws_elasticache_replication_group.sessions.id}-001",
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 156
        width  = 8
        height = 6
        properties = {
          title  = "shared.load-balancer: connections"
          region = "eu-west-1"
          period = 60
          stat   = "Sum"
          metrics = [
            [
              "AWS/ApplicationELB",
              "ActiveConnectionCount",
              "LoadBalancer",
              aws_lb.shared_load_balancer.arn_suffix,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 8
        y      = 156
        width  = 8
        height = 6
        properties = {
          title  = "shared.load-balancer: refused"
          region = "eu-west-1"
          period = 60
          stat   = "Sum"
          metrics = [
            [
              "AWS/ApplicationELB",
              "HTTPCode_ELB_4XX_Count",
              "LoadBalancer",
              aws_lb.shared_load_balancer.arn_suffix,
            ],
            [
              "AWS/ApplicationELB",
              "HTTPCode_ELB_5XX_Count",
              "LoadBalancer",
              aws_lb.shared_load_balancer.arn_suffix,
            ],
          ]
        }
      },
    ]
  })
}
