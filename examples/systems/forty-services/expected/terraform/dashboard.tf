# one page shows how everything is: load, errors, waiting, fullness
resource "aws_cloudwatch_dashboard" "shared_dashboard" {
  dashboard_name = "bazaar"

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
          region = "us-east-1"
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
          region = "us-east-1"
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
          region = "us-east-1"
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
          region = "us-east-1"
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
          region = "us-east-1"
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
          region  = "us-east-1"
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
          region = "us-east-1"
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
          region = "us-east-1"
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
          region = "us-east-1"
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
          region = "us-east-1"
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
          region = "us-east-1"
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
          region = "us-east-1"
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
          region = "us-east-1"
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
          region = "us-east-1"
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
          region = "us-east-1"
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
          region = "us-east-1"
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
          region  = "us-east-1"
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
          region = "us-east-1"
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
          region = "us-east-1"
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
          region  = "us-east-1"
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
          region = "us-east-1"
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
          region = "us-east-1"
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
          region = "us-east-1"
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
          region = "us-east-1"
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
          region = "us-east-1"
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
          region = "us-east-1"
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
          region = "us-east-1"
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
          region = "us-east-1"
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
          region = "us-east-1"
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
          region = "us-east-1"
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
          region  = "us-east-1"
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
          region = "us-east-1"
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
          region = "us-east-1"
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
          region = "us-east-1"
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
          region = "us-east-1"
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
          region = "us-east-1"
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
          region = "us-east-1"
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
          region = "us-east-1"
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
          region = "us-east-1"
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
          region = "us-east-1"
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
          region = "us-east-1"
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
          region = "us-east-1"
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
          region  = "us-east-1"
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
          region = "us-east-1"
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
          region = "us-east-1"
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
          region = "us-east-1"
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
          region = "us-east-1"
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
          title  = "coupons-db: units"
          region = "us-east-1"
          period = 60
          stat   = "Sum"
          metrics = [
            [
              "AWS/DynamoDB",
              "ConsumedReadCapacityUnits",
              "TableName",
              aws_dynamodb_table.coupons-db.name,
            ],
            [
              "AWS/DynamoDB",
              "ConsumedWriteCapacityUnits",
              "TableName",
              aws_dynamodb_table.coupons-db.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 8
        y      = 138
        width  = 8
        height = 6
        properties = {
          title  = "coupons-db: refused"
          region = "us-east-1"
          period = 60
          stat   = "Sum"
          metrics = [
            ["AWS/DynamoDB", "ReadThrottleEvents", "TableName", aws_dynamodb_table.coupons-db.name],
            ["AWS/DynamoDB", "WriteThrottleEvents", "TableName", aws_dynamodb_table.coupons-db.name],
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
          title  = "coupons.service: percent used"
          region = "us-east-1"
          period = 60
          stat   = "Average"
          metrics = [
            [
              "AWS/ECS",
              "CPUUtilization",
              "ClusterName",
              aws_ecs_cluster.shared_cluster.name,
              "ServiceName",
              aws_ecs_service.coupons_service.name,
            ],
            [
              "AWS/ECS",
              "MemoryUtilization",
              "ClusterName",
              aws_ecs_cluster.shared_cluster.name,
              "ServiceName",
              aws_ecs_service.coupons_service.name,
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
          title  = "delivery.service: percent used"
          region = "us-east-1"
          period = 60
          stat   = "Average"
          metrics = [
            [
              "AWS/ECS",
              "CPUUtilization",
              "ClusterName",
              aws_ecs_cluster.shared_cluster.name,
              "ServiceName",
              aws_ecs_service.delivery_service.name,
            ],
            [
              "AWS/ECS",
              "MemoryUtilization",
              "ClusterName",
              aws_ecs_cluster.shared_cluster.name,
              "ServiceName",
              aws_ecs_service.delivery_service.name,
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
          title  = "discounts-db: cpu percent"
          region = "us-east-1"
          period = 60
          stat   = "Average"
          metrics = [
            [
              "AWS/RDS",
              "CPUUtilization",
              "DBInstanceIdentifier",
              aws_db_instance.discounts-db.identifier,
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
          title  = "discounts-db: connections"
          region = "us-east-1"
          period = 60
          stat   = "Maximum"
          metrics = [
            [
              "AWS/RDS",
              "DatabaseConnections",
              "DBInstanceIdentifier",
              aws_db_instance.discounts-db.identifier,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 16
        y      = 156
        width  = 8
        height = 6
        properties = {
          title  = "discounts-db: bytes free"
          region = "us-east-1"
          period = 60
          stat   = "Minimum"
          metrics = [
            [
              "AWS/RDS",
              "FreeStorageSpace",
              "DBInstanceIdentifier",
              aws_db_instance.discounts-db.identifier,
            ],
            [
              "AWS/RDS",
              "FreeableMemory",
              "DBInstanceIdentifier",
              aws_db_instance.discounts-db.identifier,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 162
        width  = 8
        height = 6
        properties = {
          title  = "discounts-events: seconds waited"
          region = "us-east-1"
          period = 60
          stat   = "Maximum"
          metrics = [
            [
              "AWS/SQS",
              "ApproximateAgeOfOldestMessage",
              "QueueName",
              aws_sqs_queue.discounts-events.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 8
        y      = 162
        width  = 8
        height = 6
        properties = {
          title  = "discounts-events: messages waiting"
          region = "us-east-1"
          period = 60
          stat   = "Maximum"
          metrics = [
            [
              "AWS/SQS",
              "ApproximateNumberOfMessagesVisible",
              "QueueName",
              aws_sqs_queue.discounts-events.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 16
        y      = 162
        width  = 8
        height = 6
        properties = {
          title   = "discounts-events: messages sent"
          region  = "us-east-1"
          period  = 60
          stat    = "Sum"
          metrics = [["AWS/SQS", "NumberOfMessagesSent", "QueueName", aws_sqs_queue.discounts-events.name]]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 168
        width  = 8
        height = 6
        properties = {
          title  = "discounts-events.dead: seconds waited"
          region = "us-east-1"
          period = 60
          stat   = "Maximum"
          metrics = [
            [
              "AWS/SQS",
              "ApproximateAgeOfOldestMessage",
              "QueueName",
              aws_sqs_queue.discounts-events_dead.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 8
        y      = 168
        width  = 8
        height = 6
        properties = {
          title  = "discounts-events.dead: messages waiting"
          region = "us-east-1"
          period = 60
          stat   = "Maximum"
          metrics = [
            [
              "AWS/SQS",
              "ApproximateNumberOfMessagesVisible",
              "QueueName",
              aws_sqs_queue.discounts-events_dead.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 16
        y      = 168
        width  = 8
        height = 6
        properties = {
          title  = "discounts-events.dead: messages sent"
          region = "us-east-1"
          period = 60
          stat   = "Sum"
          metrics = [
            [
              "AWS/SQS",
              "NumberOfMessagesSent",
              "QueueName",
              aws_sqs_queue.discounts-events_dead.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 174
        width  = 8
        height = 6
        properties = {
          title  = "discounts.service: percent used"
          region = "us-east-1"
          period = 60
          stat   = "Average"
          metrics = [
            [
              "AWS/ECS",
              "CPUUtilization",
              "ClusterName",
              aws_ecs_cluster.shared_cluster.name,
              "ServiceName",
              aws_ecs_service.discounts_service.name,
            ],
            [
              "AWS/ECS",
              "MemoryUtilization",
              "ClusterName",
              aws_ecs_cluster.shared_cluster.name,
              "ServiceName",
              aws_ecs_service.discounts_service.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 180
        width  = 8
        height = 6
        properties = {
          title  = "exchange.service: percent used"
          region = "us-east-1"
          period = 60
          stat   = "Average"
          metrics = [
            [
              "AWS/ECS",
              "CPUUtilization",
              "ClusterName",
              aws_ecs_cluster.shared_cluster.name,
              "ServiceName",
              aws_ecs_service.exchange_service.name,
            ],
            [
              "AWS/ECS",
              "MemoryUtilization",
              "ClusterName",
              aws_ecs_cluster.shared_cluster.name,
              "ServiceName",
              aws_ecs_service.exchange_service.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 186
        width  = 8
        height = 6
        properties = {
          title  = "fraud-db: units"
          region = "us-east-1"
          period = 60
          stat   = "Sum"
          metrics = [
            [
              "AWS/DynamoDB",
              "ConsumedReadCapacityUnits",
              "TableName",
              aws_dynamodb_table.fraud-db.name,
            ],
            [
              "AWS/DynamoDB",
              "ConsumedWriteCapacityUnits",
              "TableName",
              aws_dynamodb_table.fraud-db.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 8
        y      = 186
        width  = 8
        height = 6
        properties = {
          title  = "fraud-db: refused"
          region = "us-east-1"
          period = 60
          stat   = "Sum"
          metrics = [
            ["AWS/DynamoDB", "ReadThrottleEvents", "TableName", aws_dynamodb_table.fraud-db.name],
            ["AWS/DynamoDB", "WriteThrottleEvents", "TableName", aws_dynamodb_table.fraud-db.name],
          ]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 192
        width  = 8
        height = 6
        properties = {
          title  = "fraud.service: percent used"
          region = "us-east-1"
          period = 60
          stat   = "Average"
          metrics = [
            [
              "AWS/ECS",
              "CPUUtilization",
              "ClusterName",
              aws_ecs_cluster.shared_cluster.name,
              "ServiceName",
              aws_ecs_service.fraud_service.name,
            ],
            [
              "AWS/ECS",
              "MemoryUtilization",
              "ClusterName",
              aws_ecs_cluster.shared_cluster.name,
              "ServiceName",
              aws_ecs_service.fraud_service.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 198
        width  = 8
        height = 6
        properties = {
          title  = "front.service: percent used"
          region = "us-east-1"
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
        y      = 204
        width  = 8
        height = 6
        properties = {
          title  = "front.target-group: requests"
          region = "us-east-1"
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
        y      = 204
        width  = 8
        height = 6
        properties = {
          title  = "front.target-group: seconds"
          region = "us-east-1"
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
        y      = 204
        width  = 8
        height = 6
        properties = {
          title  = "front.target-group: instances"
          region = "us-east-1"
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
        y      = 210
        width  = 8
        height = 6
        properties = {
          title  = "gifts-events: seconds waited"
          region = "us-east-1"
          period = 60
          stat   = "Maximum"
          metrics = [
            [
              "AWS/SQS",
              "ApproximateAgeOfOldestMessage",
              "QueueName",
              aws_sqs_queue.gifts-events.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 8
        y      = 210
        width  = 8
        height = 6
        properties = {
          title  = "gifts-events: messages waiting"
          region = "us-east-1"
          period = 60
          stat   = "Maximum"
          metrics = [
            [
              "AWS/SQS",
              "ApproximateNumberOfMessagesVisible",
              "QueueName",
              aws_sqs_queue.gifts-events.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 16
        y      = 210
        width  = 8
        height = 6
        properties = {
          title   = "gifts-events: messages sent"
          region  = "us-east-1"
          period  = 60
          stat    = "Sum"
          metrics = [["AWS/SQS", "NumberOfMessagesSent", "QueueName", aws_sqs_queue.gifts-events.name]]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 216
        width  = 8
        height = 6
        properties = {
          title  = "gifts-events.dead: seconds waited"
          region = "us-east-1"
          period = 60
          stat   = "Maximum"
          metrics = [
            [
              "AWS/SQS",
              "ApproximateAgeOfOldestMessage",
              "QueueName",
              aws_sqs_queue.gifts-events_dead.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 8
        y      = 216
        width  = 8
        height = 6
        properties = {
          title  = "gifts-events.dead: messages waiting"
          region = "us-east-1"
          period = 60
          stat   = "Maximum"
          metrics = [
            [
              "AWS/SQS",
              "ApproximateNumberOfMessagesVisible",
              "QueueName",
              aws_sqs_queue.gifts-events_dead.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 16
        y      = 216
        width  = 8
        height = 6
        properties = {
          title   = "gifts-events.dead: messages sent"
          region  = "us-east-1"
          period  = 60
          stat    = "Sum"
          metrics = [["AWS/SQS", "NumberOfMessagesSent", "QueueName", aws_sqs_queue.gifts-events_dead.name]]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 222
        width  = 8
        height = 6
        properties = {
          title  = "gifts.service: percent used"
          region = "us-east-1"
          period = 60
          stat   = "Average"
          metrics = [
            [
              "AWS/ECS",
              "CPUUtilization",
              "ClusterName",
              aws_ecs_cluster.shared_cluster.name,
              "ServiceName",
              aws_ecs_service.gifts_service.name,
            ],
            [
              "AWS/ECS",
              "MemoryUtilization",
              "ClusterName",
              aws_ecs_cluster.shared_cluster.name,
              "ServiceName",
              aws_ecs_service.gifts_service.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 228
        width  = 8
        height = 6
        properties = {
          title  = "images-db: cpu percent"
          region = "us-east-1"
          period = 60
          stat   = "Average"
          metrics = [
            [
              "AWS/RDS",
              "CPUUtilization",
              "DBInstanceIdentifier",
              aws_db_instance.images-db.identifier,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 8
        y      = 228
        width  = 8
        height = 6
        properties = {
          title  = "images-db: connections"
          region = "us-east-1"
          period = 60
          stat   = "Maximum"
          metrics = [
            [
              "AWS/RDS",
              "DatabaseConnections",
              "DBInstanceIdentifier",
              aws_db_instance.images-db.identifier,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 16
        y      = 228
        width  = 8
        height = 6
        properties = {
          title  = "images-db: bytes free"
          region = "us-east-1"
          period = 60
          stat   = "Minimum"
          metrics = [
            [
              "AWS/RDS",
              "FreeStorageSpace",
              "DBInstanceIdentifier",
              aws_db_instance.images-db.identifier,
            ],
            [
              "AWS/RDS",
              "FreeableMemory",
              "DBInstanceIdentifier",
              aws_db_instance.images-db.identifier,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 234
        width  = 8
        height = 6
        properties = {
          title  = "images.service: percent used"
          region = "us-east-1"
          period = 60
          stat   = "Average"
          metrics = [
            [
              "AWS/ECS",
              "CPUUtilization",
              "ClusterName",
              aws_ecs_cluster.shared_cluster.name,
              "ServiceName",
              aws_ecs_service.images_service.name,
            ],
            [
              "AWS/ECS",
              "MemoryUtilization",
              "ClusterName",
              aws_ecs_cluster.shared_cluster.name,
              "ServiceName",
              aws_ecs_service.images_service.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 240
        width  = 8
        height = 6
        properties = {
          title  = "invoices.service: percent used"
          region = "us-east-1"
          period = 60
          stat   = "Average"
          metrics = [
            [
              "AWS/ECS",
              "CPUUtilization",
              "ClusterName",
              aws_ecs_cluster.shared_cluster.name,
              "ServiceName",
              aws_ecs_service.invoices_service.name,
            ],
            [
              "AWS/ECS",
              "MemoryUtilization",
              "ClusterName",
              aws_ecs_cluster.shared_cluster.name,
              "ServiceName",
              aws_ecs_service.invoices_service.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 246
        width  = 8
        height = 6
        properties = {
          title  = "loyalty-db: units"
          region = "us-east-1"
          period = 60
          stat   = "Sum"
          metrics = [
            [
              "AWS/DynamoDB",
              "ConsumedReadCapacityUnits",
              "TableName",
              aws_dynamodb_table.loyalty-db.name,
            ],
            [
              "AWS/DynamoDB",
              "ConsumedWriteCapacityUnits",
              "TableName",
              aws_dynamodb_table.loyalty-db.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 8
        y      = 246
        width  = 8
        height = 6
        properties = {
          title  = "loyalty-db: refused"
          region = "us-east-1"
          period = 60
          stat   = "Sum"
          metrics = [
            ["AWS/DynamoDB", "ReadThrottleEvents", "TableName", aws_dynamodb_table.loyalty-db.name],
            ["AWS/DynamoDB", "WriteThrottleEvents", "TableName", aws_dynamodb_table.loyalty-db.name],
          ]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 252
        width  = 8
        height = 6
        properties = {
          title  = "loyalty-events: seconds waited"
          region = "us-east-1"
          period = 60
          stat   = "Maximum"
          metrics = [
            [
              "AWS/SQS",
              "ApproximateAgeOfOldestMessage",
              "QueueName",
              aws_sqs_queue.loyalty-events.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 8
        y      = 252
        width  = 8
        height = 6
        properties = {
          title  = "loyalty-events: messages waiting"
          region = "us-east-1"
          period = 60
          stat   = "Maximum"
          metrics = [
            [
              "AWS/SQS",
              "ApproximateNumberOfMessagesVisible",
              "QueueName",
              aws_sqs_queue.loyalty-events.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 16
        y      = 252
        width  = 8
        height = 6
        properties = {
          title   = "loyalty-events: messages sent"
          region  = "us-east-1"
          period  = 60
          stat    = "Sum"
          metrics = [["AWS/SQS", "NumberOfMessagesSent", "QueueName", aws_sqs_queue.loyalty-events.name]]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 258
        width  = 8
        height = 6
        properties = {
          title  = "loyalty-events.dead: seconds waited"
          region = "us-east-1"
          period = 60
          stat   = "Maximum"
          metrics = [
            [
              "AWS/SQS",
              "ApproximateAgeOfOldestMessage",
              "QueueName",
              aws_sqs_queue.loyalty-events_dead.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 8
        y      = 258
        width  = 8
        height = 6
        properties = {
          title  = "loyalty-events.dead: messages waiting"
          region = "us-east-1"
          period = 60
          stat   = "Maximum"
          metrics = [
            [
              "AWS/SQS",
              "ApproximateNumberOfMessagesVisible",
              "QueueName",
              aws_sqs_queue.loyalty-events_dead.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 16
        y      = 258
        width  = 8
        height = 6
        properties = {
          title   = "loyalty-events.dead: messages sent"
          region  = "us-east-1"
          period  = 60
          stat    = "Sum"
          metrics = [["AWS/SQS", "NumberOfMessagesSent", "QueueName", aws_sqs_queue.loyalty-events_dead.name]]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 264
        width  = 8
        height = 6
        properties = {
          title  = "loyalty.service: percent used"
          region = "us-east-1"
          period = 60
          stat   = "Average"
          metrics = [
            [
              "AWS/ECS",
              "CPUUtilization",
              "ClusterName",
              aws_ecs_cluster.shared_cluster.name,
              "ServiceName",
              aws_ecs_service.loyalty_service.name,
            ],
            [
              "AWS/ECS",
              "MemoryUtilization",
              "ClusterName",
              aws_ecs_cluster.shared_cluster.name,
              "ServiceName",
              aws_ecs_service.loyalty_service.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 270
        width  = 8
        height = 6
        properties = {
          title  = "mailing.service: percent used"
          region = "us-east-1"
          period = 60
          stat   = "Average"
          metrics = [
            [
              "AWS/ECS",
              "CPUUtilization",
              "ClusterName",
              aws_ecs_cluster.shared_cluster.name,
              "ServiceName",
              aws_ecs_service.mailing_service.name,
            ],
            [
              "AWS/ECS",
              "MemoryUtilization",
              "ClusterName",
              aws_ecs_cluster.shared_cluster.name,
              "ServiceName",
              aws_ecs_service.mailing_service.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 276
        width  = 8
        height = 6
        properties = {
          title  = "media-db: cpu percent"
          region = "us-east-1"
          period = 60
          stat   = "Average"
          metrics = [
            [
              "AWS/RDS",
              "CPUUtilization",
              "DBInstanceIdentifier",
              aws_db_instance.media-db.identifier,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 8
        y      = 276
        width  = 8
        height = 6
        properties = {
          title  = "media-db: connections"
          region = "us-east-1"
          period = 60
          stat   = "Maximum"
          metrics = [
            [
              "AWS/RDS",
              "DatabaseConnections",
              "DBInstanceIdentifier",
              aws_db_instance.media-db.identifier,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 16
        y      = 276
        width  = 8
        height = 6
        properties = {
          title  = "media-db: bytes free"
          region = "us-east-1"
          period = 60
          stat   = "Minimum"
          metrics = [
            [
              "AWS/RDS",
              "FreeStorageSpace",
              "DBInstanceIdentifier",
              aws_db_instance.media-db.identifier,
            ],
            [
              "AWS/RDS",
              "FreeableMemory",
              "DBInstanceIdentifier",
              aws_db_instance.media-db.identifier,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 282
        width  = 8
        height = 6
        properties = {
          title  = "media.service: percent used"
          region = "us-east-1"
          period = 60
          stat   = "Average"
          metrics = [
            [
              "AWS/ECS",
              "CPUUtilization",
              "ClusterName",
              aws_ecs_cluster.shared_cluster.name,
              "ServiceName",
              aws_ecs_service.media_service.name,
            ],
            [
              "AWS/ECS",
              "MemoryUtilization",
              "ClusterName",
              aws_ecs_cluster.shared_cluster.name,
              "ServiceName",
              aws_ecs_service.media_service.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 288
        width  = 8
        height = 6
        properties = {
          title  = "messages-events: seconds waited"
          region = "us-east-1"
          period = 60
          stat   = "Maximum"
          metrics = [
            [
              "AWS/SQS",
              "ApproximateAgeOfOldestMessage",
              "QueueName",
              aws_sqs_queue.messages-events.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 8
        y      = 288
        width  = 8
        height = 6
        properties = {
          title  = "messages-events: messages waiting"
          region = "us-east-1"
          period = 60
          stat   = "Maximum"
          metrics = [
            [
              "AWS/SQS",
              "ApproximateNumberOfMessagesVisible",
              "QueueName",
              aws_sqs_queue.messages-events.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 16
        y      = 288
        width  = 8
        height = 6
        properties = {
          title   = "messages-events: messages sent"
          region  = "us-east-1"
          period  = 60
          stat    = "Sum"
          metrics = [["AWS/SQS", "NumberOfMessagesSent", "QueueName", aws_sqs_queue.messages-events.name]]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 294
        width  = 8
        height = 6
        properties = {
          title  = "messages-events.dead: seconds waited"
          region = "us-east-1"
          period = 60
          stat   = "Maximum"
          metrics = [
            [
              "AWS/SQS",
              "ApproximateAgeOfOldestMessage",
              "QueueName",
              aws_sqs_queue.messages-events_dead.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 8
        y      = 294
        width  = 8
        height = 6
        properties = {
          title  = "messages-events.dead: messages waiting"
          region = "us-east-1"
          period = 60
          stat   = "Maximum"
          metrics = [
            [
              "AWS/SQS",
              "ApproximateNumberOfMessagesVisible",
              "QueueName",
              aws_sqs_queue.messages-events_dead.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 16
        y      = 294
        width  = 8
        height = 6
        properties = {
          title  = "messages-events.dead: messages sent"
          region = "us-east-1"
          period = 60
          stat   = "Sum"
          metrics = [
            [
              "AWS/SQS",
              "NumberOfMessagesSent",
              "QueueName",
              aws_sqs_queue.messages-events_dead.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 300
        width  = 8
        height = 6
        properties = {
          title  = "messages.service: percent used"
          region = "us-east-1"
          period = 60
          stat   = "Average"
          metrics = [
            [
              "AWS/ECS",
              "CPUUtilization",
              "ClusterName",
              aws_ecs_cluster.shared_cluster.name,
              "ServiceName",
              aws_ecs_service.messages_service.name,
            ],
            [
              "AWS/ECS",
              "MemoryUtilization",
              "ClusterName",
              aws_ecs_cluster.shared_cluster.name,
              "ServiceName",
              aws_ecs_service.messages_service.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 306
        width  = 8
        height = 6
        properties = {
          title  = "orders-db: units"
          region = "us-east-1"
          period = 60
          stat   = "Sum"
          metrics = [
            [
              "AWS/DynamoDB",
              "ConsumedReadCapacityUnits",
              "TableName",
              aws_dynamodb_table.orders-db.name,
            ],
            [
              "AWS/DynamoDB",
              "ConsumedWriteCapacityUnits",
              "TableName",
              aws_dynamodb_table.orders-db.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 8
        y      = 306
        width  = 8
        height = 6
        properties = {
          title  = "orders-db: refused"
          region = "us-east-1"
          period = 60
          stat   = "Sum"
          metrics = [
            ["AWS/DynamoDB", "ReadThrottleEvents", "TableName", aws_dynamodb_table.orders-db.name],
            ["AWS/DynamoDB", "WriteThrottleEvents", "TableName", aws_dynamodb_table.orders-db.name],
          ]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 312
        width  = 8
        height = 6
        properties = {
          title  = "orders.service: percent used"
          region = "us-east-1"
          period = 60
          stat   = "Average"
          metrics = [
            [
              "AWS/ECS",
              "CPUUtilization",
              "ClusterName",
              aws_ecs_cluster.shared_cluster.name,
              "ServiceName",
              aws_ecs_service.orders_service.name,
            ],
            [
              "AWS/ECS",
              "MemoryUtilization",
              "ClusterName",
              aws_ecs_cluster.shared_cluster.name,
              "ServiceName",
              aws_ecs_service.orders_service.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 318
        width  = 8
        height = 6
        properties = {
          title  = "packing.service: percent used"
          region = "us-east-1"
          period = 60
          stat   = "Average"
          metrics = [
            [
              "AWS/ECS",
              "CPUUtilization",
              "ClusterName",
              aws_ecs_cluster.shared_cluster.name,
              "ServiceName",
              aws_ecs_service.packing_service.name,
            ],
            [
              "AWS/ECS",
              "MemoryUtilization",
              "ClusterName",
              aws_ecs_cluster.shared_cluster.name,
              "ServiceName",
              aws_ecs_service.packing_service.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 324
        width  = 8
        height = 6
        properties = {
          title  = "payments-db: cpu percent"
          region = "us-east-1"
          period = 60
          stat   = "Average"
          metrics = [
            [
              "AWS/RDS",
              "CPUUtilization",
              "DBInstanceIdentifier",
              aws_db_instance.payments-db.identifier,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 8
        y      = 324
        width  = 8
        height = 6
        properties = {
          title  = "payments-db: connections"
          region = "us-east-1"
          period = 60
          stat   = "Maximum"
          metrics = [
            [
              "AWS/RDS",
              "DatabaseConnections",
              "DBInstanceIdentifier",
              aws_db_instance.payments-db.identifier,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 16
        y      = 324
        width  = 8
        height = 6
        properties = {
          title  = "payments-db: bytes free"
          region = "us-east-1"
          period = 60
          stat   = "Minimum"
          metrics = [
            [
              "AWS/RDS",
              "FreeStorageSpace",
              "DBInstanceIdentifier",
              aws_db_instance.payments-db.identifier,
            ],
            [
              "AWS/RDS",
              "FreeableMemory",
              "DBInstanceIdentifier",
              aws_db_instance.payments-db.identifier,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 330
        width  = 8
        height = 6
        properties = {
          title  = "payments-events: seconds waited"
          region = "us-east-1"
          period = 60
          stat   = "Maximum"
          metrics = [
            [
              "AWS/SQS",
              "ApproximateAgeOfOldestMessage",
              "QueueName",
              aws_sqs_queue.payments-events.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 8
        y      = 330
        width  = 8
        height = 6
        properties = {
          title  = "payments-events: messages waiting"
          region = "us-east-1"
          period = 60
          stat   = "Maximum"
          metrics = [
            [
              "AWS/SQS",
              "ApproximateNumberOfMessagesVisible",
              "QueueName",
              aws_sqs_queue.payments-events.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 16
        y      = 330
        width  = 8
        height = 6
        properties = {
          title   = "payments-events: messages sent"
          region  = "us-east-1"
          period  = 60
          stat    = "Sum"
          metrics = [["AWS/SQS", "NumberOfMessagesSent", "QueueName", aws_sqs_queue.payments-events.name]]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 336
        width  = 8
        height = 6
        properties = {
          title  = "payments-events.dead: seconds waited"
          region = "us-east-1"
          period = 60
          stat   = "Maximum"
          metrics = [
            [
              "AWS/SQS",
              "ApproximateAgeOfOldestMessage",
              "QueueName",
              aws_sqs_queue.payments-events_dead.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 8
        y      = 336
        width  = 8
        height = 6
        properties = {
          title  = "payments-events.dead: messages waiting"
          region = "us-east-1"
          period = 60
          stat   = "Maximum"
          metrics = [
            [
              "AWS/SQS",
              "ApproximateNumberOfMessagesVisible",
              "QueueName",
              aws_sqs_queue.payments-events_dead.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 16
        y      = 336
        width  = 8
        height = 6
        properties = {
          title  = "payments-events.dead: messages sent"
          region = "us-east-1"
          period = 60
          stat   = "Sum"
          metrics = [
            [
              "AWS/SQS",
              "NumberOfMessagesSent",
              "QueueName",
              aws_sqs_queue.payments-events_dead.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 342
        width  = 8
        height = 6
        properties = {
          title  = "payments.service: percent used"
          region = "us-east-1"
          period = 60
          stat   = "Average"
          metrics = [
            [
              "AWS/ECS",
              "CPUUtilization",
              "ClusterName",
              aws_ecs_cluster.shared_cluster.name,
              "ServiceName",
              aws_ecs_service.payments_service.name,
            ],
            [
              "AWS/ECS",
              "MemoryUtilization",
              "ClusterName",
              aws_ecs_cluster.shared_cluster.name,
              "ServiceName",
              aws_ecs_service.payments_service.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 348
        width  = 8
        height = 6
        properties = {
          title  = "prices.service: percent used"
          region = "us-east-1"
          period = 60
          stat   = "Average"
          metrics = [
            [
              "AWS/ECS",
              "CPUUtilization",
              "ClusterName",
              aws_ecs_cluster.shared_cluster.name,
              "ServiceName",
              aws_ecs_service.prices_service.name,
            ],
            [
              "AWS/ECS",
              "MemoryUtilization",
              "ClusterName",
              aws_ecs_cluster.shared_cluster.name,
              "ServiceName",
              aws_ecs_service.prices_service.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 354
        width  = 8
        height = 6
        properties = {
          title  = "products-db: units"
          region = "us-east-1"
          period = 60
          stat   = "Sum"
          metrics = [
            [
              "AWS/DynamoDB",
              "ConsumedReadCapacityUnits",
              "TableName",
              aws_dynamodb_table.products-db.name,
            ],
            [
              "AWS/DynamoDB",
              "ConsumedWriteCapacityUnits",
              "TableName",
              aws_dynamodb_table.products-db.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 8
        y      = 354
        width  = 8
        height = 6
        properties = {
          title  = "products-db: refused"
          region = "us-east-1"
          period = 60
          stat   = "Sum"
          metrics = [
            ["AWS/DynamoDB", "ReadThrottleEvents", "TableName", aws_dynamodb_table.products-db.name],
            [
              "AWS/DynamoDB",
              "WriteThrottleEvents",
              "TableName",
              aws_dynamodb_table.products-db.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 360
        width  = 8
        height = 6
        properties = {
          title  = "products.service: percent used"
          region = "us-east-1"
          period = 60
          stat   = "Average"
          metrics = [
            [
              "AWS/ECS",
              "CPUUtilization",
              "ClusterName",
              aws_ecs_cluster.shared_cluster.name,
              "ServiceName",
              aws_ecs_service.products_service.name,
            ],
            [
              "AWS/ECS",
              "MemoryUtilization",
              "ClusterName",
              aws_ecs_cluster.shared_cluster.name,
              "ServiceName",
              aws_ecs_service.products_service.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 366
        width  = 8
        height = 6
        properties = {
          title  = "profiles-events: seconds waited"
          region = "us-east-1"
          period = 60
          stat   = "Maximum"
          metrics = [
            [
              "AWS/SQS",
              "ApproximateAgeOfOldestMessage",
              "QueueName",
              aws_sqs_queue.profiles-events.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 8
        y      = 366
        width  = 8
        height = 6
        properties = {
          title  = "profiles-events: messages waiting"
          region = "us-east-1"
          period = 60
          stat   = "Maximum"
          metrics = [
            [
              "AWS/SQS",
              "ApproximateNumberOfMessagesVisible",
              "QueueName",
              aws_sqs_queue.profiles-events.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 16
        y      = 366
        width  = 8
        height = 6
        properties = {
          title   = "profiles-events: messages sent"
          region  = "us-east-1"
          period  = 60
          stat    = "Sum"
          metrics = [["AWS/SQS", "NumberOfMessagesSent", "QueueName", aws_sqs_queue.profiles-events.name]]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 372
        width  = 8
        height = 6
        properties = {
          title  = "profiles-events.dead: seconds waited"
          region = "us-east-1"
          period = 60
          stat   = "Maximum"
          metrics = [
            [
              "AWS/SQS",
              "ApproximateAgeOfOldestMessage",
              "QueueName",
              aws_sqs_queue.profiles-events_dead.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 8
        y      = 372
        width  = 8
        height = 6
        properties = {
          title  = "profiles-events.dead: messages waiting"
          region = "us-east-1"
          period = 60
          stat   = "Maximum"
          metrics = [
            [
              "AWS/SQS",
              "ApproximateNumberOfMessagesVisible",
              "QueueName",
              aws_sqs_queue.profiles-events_dead.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 16
        y      = 372
        width  = 8
        height = 6
        properties = {
          title  = "profiles-events.dead: messages sent"
          region = "us-east-1"
          period = 60
          stat   = "Sum"
          metrics = [
            [
              "AWS/SQS",
              "NumberOfMessagesSent",
              "QueueName",
              aws_sqs_queue.profiles-events_dead.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 378
        width  = 8
        height = 6
        properties = {
          title  = "profiles.service: percent used"
          region = "us-east-1"
          period = 60
          stat   = "Average"
          metrics = [
            [
              "AWS/ECS",
              "CPUUtilization",
              "ClusterName",
              aws_ecs_cluster.shared_cluster.name,
              "ServiceName",
              aws_ecs_service.profiles_service.name,
            ],
            [
              "AWS/ECS",
              "MemoryUtilization",
              "ClusterName",
              aws_ecs_cluster.shared_cluster.name,
              "ServiceName",
              aws_ecs_service.profiles_service.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 384
        width  = 8
        height = 6
        properties = {
          title  = "questions-db: cpu percent"
          region = "us-east-1"
          period = 60
          stat   = "Average"
          metrics = [
            [
              "AWS/RDS",
              "CPUUtilization",
              "DBInstanceIdentifier",
              aws_db_instance.questions-db.identifier,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 8
        y      = 384
        width  = 8
        height = 6
        properties = {
          title  = "questions-db: connections"
          region = "us-east-1"
          period = 60
          stat   = "Maximum"
          metrics = [
            [
              "AWS/RDS",
              "DatabaseConnections",
              "DBInstanceIdentifier",
              aws_db_instance.questions-db.identifier,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 16
        y      = 384
        width  = 8
        height = 6
        properties = {
          title  = "questions-db: bytes free"
          region = "us-east-1"
          period = 60
          stat   = "Minimum"
          metrics = [
            [
              "AWS/RDS",
              "FreeStorageSpace",
              "DBInstanceIdentifier",
              aws_db_instance.questions-db.identifier,
            ],
            [
              "AWS/RDS",
              "FreeableMemory",
              "DBInstanceIdentifier",
              aws_db_instance.questions-db.identifier,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 390
        width  = 8
        height = 6
        properties = {
          title  = "questions.service: percent used"
          region = "us-east-1"
          period = 60
          stat   = "Average"
          metrics = [
            [
              "AWS/ECS",
              "CPUUtilization",
              "ClusterName",
              aws_ecs_cluster.shared_cluster.name,
              "ServiceName",
              aws_ecs_service.questions_service.name,
            ],
            [
              "AWS/ECS",
              "MemoryUtilization",
              "ClusterName",
              aws_ecs_cluster.shared_cluster.name,
              "ServiceName",
              aws_ecs_service.questions_service.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 396
        width  = 8
        height = 6
        properties = {
          title  = "ratings.service: percent used"
          region = "us-east-1"
          period = 60
          stat   = "Average"
          metrics = [
            [
              "AWS/ECS",
              "CPUUtilization",
              "ClusterName",
              aws_ecs_cluster.shared_cluster.name,
              "ServiceName",
              aws_ecs_service.ratings_service.name,
            ],
            [
              "AWS/ECS",
              "MemoryUtilization",
              "ClusterName",
              aws_ecs_cluster.shared_cluster.name,
              "ServiceName",
              aws_ecs_service.ratings_service.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 402
        width  = 8
        height = 6
        properties = {
          title  = "recommend-db: units"
          region = "us-east-1"
          period = 60
          stat   = "Sum"
          metrics = [
            [
              "AWS/DynamoDB",
              "ConsumedReadCapacityUnits",
              "TableName",
              aws_dynamodb_table.recommend-db.name,
            ],
            [
              "AWS/DynamoDB",
              "ConsumedWriteCapacityUnits",
              "TableName",
              aws_dynamodb_table.recommend-db.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 8
        y      = 402
        width  = 8
        height = 6
        properties = {
          title  = "recommend-db: refused"
          region = "us-east-1"
          period = 60
          stat   = "Sum"
          metrics = [
            [
              "AWS/DynamoDB",
              "ReadThrottleEvents",
              "TableName",
              aws_dynamodb_table.recommend-db.name,
            ],
            [
              "AWS/DynamoDB",
              "WriteThrottleEvents",
              "TableName",
              aws_dynamodb_table.recommend-db.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 408
        width  = 8
        height = 6
        properties = {
          title  = "recommend-events: seconds waited"
          region = "us-east-1"
          period = 60
          stat   = "Maximum"
          metrics = [
            [
              "AWS/SQS",
              "ApproximateAgeOfOldestMessage",
              "QueueName",
              aws_sqs_queue.recommend-events.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 8
        y      = 408
        width  = 8
        height = 6
        properties = {
          title  = "recommend-events: messages waiting"
          region = "us-east-1"
          period = 60
          stat   = "Maximum"
          metrics = [
            [
              "AWS/SQS",
              "ApproximateNumberOfMessagesVisible",
              "QueueName",
              aws_sqs_queue.recommend-events.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 16
        y      = 408
        width  = 8
        height = 6
        properties = {
          title   = "recommend-events: messages sent"
          region  = "us-east-1"
          period  = 60
          stat    = "Sum"
          metrics = [["AWS/SQS", "NumberOfMessagesSent", "QueueName", aws_sqs_queue.recommend-events.name]]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 414
        width  = 8
        height = 6
        properties = {
          title  = "recommend-events.dead: seconds waited"
          region = "us-east-1"
          period = 60
          stat   = "Maximum"
          metrics = [
            [
              "AWS/SQS",
              "ApproximateAgeOfOldestMessage",
              "QueueName",
              aws_sqs_queue.recommend-events_dead.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 8
        y      = 414
        width  = 8
        height = 6
        properties = {
          title  = "recommend-events.dead: messages waiting"
          region = "us-east-1"
          period = 60
          stat   = "Maximum"
          metrics = [
            [
              "AWS/SQS",
              "ApproximateNumberOfMessagesVisible",
              "QueueName",
              aws_sqs_queue.recommend-events_dead.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 16
        y      = 414
        width  = 8
        height = 6
        properties = {
          title  = "recommend-events.dead: messages sent"
          region = "us-east-1"
          period = 60
          stat   = "Sum"
          metrics = [
            [
              "AWS/SQS",
              "NumberOfMessagesSent",
              "QueueName",
              aws_sqs_queue.recommend-events_dead.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 420
        width  = 8
        height = 6
        properties = {
          title  = "recommend.service: percent used"
          region = "us-east-1"
          period = 60
          stat   = "Average"
          metrics = [
            [
              "AWS/ECS",
              "CPUUtilization",
              "ClusterName",
              aws_ecs_cluster.shared_cluster.name,
              "ServiceName",
              aws_ecs_service.recommend_service.name,
            ],
            [
              "AWS/ECS",
              "MemoryUtilization",
              "ClusterName",
              aws_ecs_cluster.shared_cluster.name,
              "ServiceName",
              aws_ecs_service.recommend_service.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 426
        width  = 8
        height = 6
        properties = {
          title  = "refunds.service: percent used"
          region = "us-east-1"
          period = 60
          stat   = "Average"
          metrics = [
            [
              "AWS/ECS",
              "CPUUtilization",
              "ClusterName",
              aws_ecs_cluster.shared_cluster.name,
              "ServiceName",
              aws_ecs_service.refunds_service.name,
            ],
            [
              "AWS/ECS",
              "MemoryUtilization",
              "ClusterName",
              aws_ecs_cluster.shared_cluster.name,
              "ServiceName",
              aws_ecs_service.refunds_service.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 432
        width  = 8
        height = 6
        properties = {
          title  = "returns-db: cpu percent"
          region = "us-east-1"
          period = 60
          stat   = "Average"
          metrics = [
            [
              "AWS/RDS",
              "CPUUtilization",
              "DBInstanceIdentifier",
              aws_db_instance.returns-db.identifier,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 8
        y      = 432
        width  = 8
        height = 6
        properties = {
          title  = "returns-db: connections"
          region = "us-east-1"
          period = 60
          stat   = "Maximum"
          metrics = [
            [
              "AWS/RDS",
              "DatabaseConnections",
              "DBInstanceIdentifier",
              aws_db_instance.returns-db.identifier,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 16
        y      = 432
        width  = 8
        height = 6
        properties = {
          title  = "returns-db: bytes free"
          region = "us-east-1"
          period = 60
          stat   = "Minimum"
          metrics = [
            [
              "AWS/RDS",
              "FreeStorageSpace",
              "DBInstanceIdentifier",
              aws_db_instance.returns-db.identifier,
            ],
            [
              "AWS/RDS",
              "FreeableMemory",
              "DBInstanceIdentifier",
              aws_db_instance.returns-db.identifier,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 438
        width  = 8
        height = 6
        properties = {
          title  = "returns.service: percent used"
          region = "us-east-1"
          period = 60
          stat   = "Average"
          metrics = [
            [
              "AWS/ECS",
              "CPUUtilization",
              "ClusterName",
              aws_ecs_cluster.shared_cluster.name,
              "ServiceName",
              aws_ecs_service.returns_service.name,
            ],
            [
              "AWS/ECS",
              "MemoryUtilization",
              "ClusterName",
              aws_ecs_cluster.shared_cluster.name,
              "ServiceName",
              aws_ecs_service.returns_service.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 444
        width  = 8
        height = 6
        properties = {
          title  = "reviews-events: seconds waited"
          region = "us-east-1"
          period = 60
          stat   = "Maximum"
          metrics = [
            [
              "AWS/SQS",
              "ApproximateAgeOfOldestMessage",
              "QueueName",
              aws_sqs_queue.reviews-events.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 8
        y      = 444
        width  = 8
        height = 6
        properties = {
          title  = "reviews-events: messages waiting"
          region = "us-east-1"
          period = 60
          stat   = "Maximum"
          metrics = [
            [
              "AWS/SQS",
              "ApproximateNumberOfMessagesVisible",
              "QueueName",
              aws_sqs_queue.reviews-events.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 16
        y      = 444
        width  = 8
        height = 6
        properties = {
          title   = "reviews-events: messages sent"
          region  = "us-east-1"
          period  = 60
          stat    = "Sum"
          metrics = [["AWS/SQS", "NumberOfMessagesSent", "QueueName", aws_sqs_queue.reviews-events.name]]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 450
        width  = 8
        height = 6
        properties = {
          title  = "reviews-events.dead: seconds waited"
          region = "us-east-1"
          period = 60
          stat   = "Maximum"
          metrics = [
            [
              "AWS/SQS",
              "ApproximateAgeOfOldestMessage",
              "QueueName",
              aws_sqs_queue.reviews-events_dead.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 8
        y      = 450
        width  = 8
        height = 6
        properties = {
          title  = "reviews-events.dead: messages waiting"
          region = "us-east-1"
          period = 60
          stat   = "Maximum"
          metrics = [
            [
              "AWS/SQS",
              "ApproximateNumberOfMessagesVisible",
              "QueueName",
              aws_sqs_queue.reviews-events_dead.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 16
        y      = 450
        width  = 8
        height = 6
        properties = {
          title   = "reviews-events.dead: messages sent"
          region  = "us-east-1"
          period  = 60
          stat    = "Sum"
          metrics = [["AWS/SQS", "NumberOfMessagesSent", "QueueName", aws_sqs_queue.reviews-events_dead.name]]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 456
        width  = 8
        height = 6
        properties = {
          title  = "reviews.service: percent used"
          region = "us-east-1"
          period = 60
          stat   = "Average"
          metrics = [
            [
              "AWS/ECS",
              "CPUUtilization",
              "ClusterName",
              aws_ecs_cluster.shared_cluster.name,
              "ServiceName",
              aws_ecs_service.reviews_service.name,
            ],
            [
              "AWS/ECS",
              "MemoryUtilization",
              "ClusterName",
              aws_ecs_cluster.shared_cluster.name,
              "ServiceName",
              aws_ecs_service.reviews_service.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 462
        width  = 8
        height = 6
        properties = {
          title  = "search-db: units"
          region = "us-east-1"
          period = 60
          stat   = "Sum"
          metrics = [
            [
              "AWS/DynamoDB",
              "ConsumedReadCapacityUnits",
              "TableName",
              aws_dynamodb_table.search-db.name,
            ],
            [
              "AWS/DynamoDB",
              "ConsumedWriteCapacityUnits",
              "TableName",
              aws_dynamodb_table.search-db.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 8
        y      = 462
        width  = 8
        height = 6
        properties = {
          title  = "search-db: refused"
          region = "us-east-1"
          period = 60
          stat   = "Sum"
          metrics = [
            ["AWS/DynamoDB", "ReadThrottleEvents", "TableName", aws_dynamodb_table.search-db.name],
            ["AWS/DynamoDB", "WriteThrottleEvents", "TableName", aws_dynamodb_table.search-db.name],
          ]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 468
        width  = 8
        height = 6
        properties = {
          title  = "search.service: percent used"
          region = "us-east-1"
          period = 60
          stat   = "Average"
          metrics = [
            [
              "AWS/ECS",
              "CPUUtilization",
              "ClusterName",
              aws_ecs_cluster.shared_cluster.name,
              "ServiceName",
              aws_ecs_service.search_service.name,
            ],
            [
              "AWS/ECS",
              "MemoryUtilization",
              "ClusterName",
              aws_ecs_cluster.shared_cluster.name,
              "ServiceName",
              aws_ecs_service.search_service.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 474
        width  = 8
        height = 6
        properties = {
          title  = "sessions: percent used"
          region = "us-east-1"
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
        y      = 474
        width  = 8
        height = 6
        properties = {
          title  = "sessions: connections"
          region = "us-east-1"
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
        y      = 474
        width  = 8
        height = 6
        properties = {
          title  = "sessions: thrown out"
          region = "us-east-1"
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
        y      = 480
        width  = 8
        height = 6
        properties = {
          title  = "shared.load-balancer: connections"
          region = "us-east-1"
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
        y      = 480
        width  = 8
        height = 6
        properties = {
          title  = "shared.load-balancer: refused"
          region = "us-east-1"
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
      {
        type   = "metric"
        x      = 0
        y      = 486
        width  = 8
        height = 6
        properties = {
          title  = "shipping.service: percent used"
          region = "us-east-1"
          period = 60
          stat   = "Average"
          metrics = [
            [
              "AWS/ECS",
              "CPUUtilization",
              "ClusterName",
              aws_ecs_cluster.shared_cluster.name,
              "ServiceName",
              aws_ecs_service.shipping_service.name,
            ],
            [
              "AWS/ECS",
              "MemoryUtilization",
              "ClusterName",
              aws_ecs_cluster.shared_cluster.name,
              "ServiceName",
              aws_ecs_service.shipping_service.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 492
        width  = 8
        height = 6
        properties = {
          title  = "stock-db: cpu percent"
          region = "us-east-1"
          period = 60
          stat   = "Average"
          metrics = [
            [
              "AWS/RDS",
              "CPUUtilization",
              "DBInstanceIdentifier",
              aws_db_instance.stock-db.identifier,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 8
        y      = 492
        width  = 8
        height = 6
        properties = {
          title  = "stock-db: connections"
          region = "us-east-1"
          period = 60
          stat   = "Maximum"
          metrics = [
            [
              "AWS/RDS",
              "DatabaseConnections",
              "DBInstanceIdentifier",
              aws_db_instance.stock-db.identifier,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 16
        y      = 492
        width  = 8
        height = 6
        properties = {
          title  = "stock-db: bytes free"
          region = "us-east-1"
          period = 60
          stat   = "Minimum"
          metrics = [
            [
              "AWS/RDS",
              "FreeStorageSpace",
              "DBInstanceIdentifier",
              aws_db_instance.stock-db.identifier,
            ],
            [
              "AWS/RDS",
              "FreeableMemory",
              "DBInstanceIdentifier",
              aws_db_instance.stock-db.identifier,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 498
        width  = 8
        height = 6
        properties = {
          title  = "stock-events: seconds waited"
          region = "us-east-1"
          period = 60
          stat   = "Maximum"
          metrics = [
            [
              "AWS/SQS",
              "ApproximateAgeOfOldestMessage",
              "QueueName",
              aws_sqs_queue.stock-events.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 8
        y      = 498
        width  = 8
        height = 6
        properties = {
          title  = "stock-events: messages waiting"
          region = "us-east-1"
          period = 60
          stat   = "Maximum"
          metrics = [
            [
              "AWS/SQS",
              "ApproximateNumberOfMessagesVisible",
              "QueueName",
              aws_sqs_queue.stock-events.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 16
        y      = 498
        width  = 8
        height = 6
        properties = {
          title   = "stock-events: messages sent"
          region  = "us-east-1"
          period  = 60
          stat    = "Sum"
          metrics = [["AWS/SQS", "NumberOfMessagesSent", "QueueName", aws_sqs_queue.stock-events.name]]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 504
        width  = 8
        height = 6
        properties = {
          title  = "stock-events.dead: seconds waited"
          region = "us-east-1"
          period = 60
          stat   = "Maximum"
          metrics = [
            [
              "AWS/SQS",
              "ApproximateAgeOfOldestMessage",
              "QueueName",
              aws_sqs_queue.stock-events_dead.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 8
        y      = 504
        width  = 8
        height = 6
        properties = {
          title  = "stock-events.dead: messages waiting"
          region = "us-east-1"
          period = 60
          stat   = "Maximum"
          metrics = [
            [
              "AWS/SQS",
              "ApproximateNumberOfMessagesVisible",
              "QueueName",
              aws_sqs_queue.stock-events_dead.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 16
        y      = 504
        width  = 8
        height = 6
        properties = {
          title   = "stock-events.dead: messages sent"
          region  = "us-east-1"
          period  = 60
          stat    = "Sum"
          metrics = [["AWS/SQS", "NumberOfMessagesSent", "QueueName", aws_sqs_queue.stock-events_dead.name]]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 510
        width  = 8
        height = 6
        properties = {
          title  = "stock.service: percent used"
          region = "us-east-1"
          period = 60
          stat   = "Average"
          metrics = [
            [
              "AWS/ECS",
              "CPUUtilization",
              "ClusterName",
              aws_ecs_cluster.shared_cluster.name,
              "ServiceName",
              aws_ecs_service.stock_service.name,
            ],
            [
              "AWS/ECS",
              "MemoryUtilization",
              "ClusterName",
              aws_ecs_cluster.shared_cluster.name,
              "ServiceName",
              aws_ecs_service.stock_service.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 516
        width  = 8
        height = 6
        properties = {
          title  = "suppliers.service: percent used"
          region = "us-east-1"
          period = 60
          stat   = "Average"
          metrics = [
            [
              "AWS/ECS",
              "CPUUtilization",
              "ClusterName",
              aws_ecs_cluster.shared_cluster.name,
              "ServiceName",
              aws_ecs_service.suppliers_service.name,
            ],
            [
              "AWS/ECS",
              "MemoryUtilization",
              "ClusterName",
              aws_ecs_cluster.shared_cluster.name,
              "ServiceName",
              aws_ecs_service.suppliers_service.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 522
        width  = 8
        height = 6
        properties = {
          title  = "taxes-db: units"
          region = "us-east-1"
          period = 60
          stat   = "Sum"
          metrics = [
            [
              "AWS/DynamoDB",
              "ConsumedReadCapacityUnits",
              "TableName",
              aws_dynamodb_table.taxes-db.name,
            ],
            [
              "AWS/DynamoDB",
              "ConsumedWriteCapacityUnits",
              "TableName",
              aws_dynamodb_table.taxes-db.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 8
        y      = 522
        width  = 8
        height = 6
        properties = {
          title  = "taxes-db: refused"
          region = "us-east-1"
          period = 60
          stat   = "Sum"
          metrics = [
            ["AWS/DynamoDB", "ReadThrottleEvents", "TableName", aws_dynamodb_table.taxes-db.name],
            ["AWS/DynamoDB", "WriteThrottleEvents", "TableName", aws_dynamodb_table.taxes-db.name],
          ]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 528
        width  = 8
        height = 6
        properties = {
          title  = "taxes.service: percent used"
          region = "us-east-1"
          period = 60
          stat   = "Average"
          metrics = [
            [
              "AWS/ECS",
              "CPUUtilization",
              "ClusterName",
              aws_ecs_cluster.shared_cluster.name,
              "ServiceName",
              aws_ecs_service.taxes_service.name,
            ],
            [
              "AWS/ECS",
              "MemoryUtilization",
              "ClusterName",
              aws_ecs_cluster.shared_cluster.name,
              "ServiceName",
              aws_ecs_service.taxes_service.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 534
        width  = 8
        height = 6
        properties = {
          title  = "wishes-events: seconds waited"
          region = "us-east-1"
          period = 60
          stat   = "Maximum"
          metrics = [
            [
              "AWS/SQS",
              "ApproximateAgeOfOldestMessage",
              "QueueName",
              aws_sqs_queue.wishes-events.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 8
        y      = 534
        width  = 8
        height = 6
        properties = {
          title  = "wishes-events: messages waiting"
          region = "us-east-1"
          period = 60
          stat   = "Maximum"
          metrics = [
            [
              "AWS/SQS",
              "ApproximateNumberOfMessagesVisible",
              "QueueName",
              aws_sqs_queue.wishes-events.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 16
        y      = 534
        width  = 8
        height = 6
        properties = {
          title   = "wishes-events: messages sent"
          region  = "us-east-1"
          period  = 60
          stat    = "Sum"
          metrics = [["AWS/SQS", "NumberOfMessagesSent", "QueueName", aws_sqs_queue.wishes-events.name]]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 540
        width  = 8
        height = 6
        properties = {
          title  = "wishes-events.dead: seconds waited"
          region = "us-east-1"
          period = 60
          stat   = "Maximum"
          metrics = [
            [
              "AWS/SQS",
              "ApproximateAgeOfOldestMessage",
              "QueueName",
              aws_sqs_queue.wishes-events_dead.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 8
        y      = 540
        width  = 8
        height = 6
        properties = {
          title  = "wishes-events.dead: messages waiting"
          region = "us-east-1"
          period = 60
          stat   = "Maximum"
          metrics = [
            [
              "AWS/SQS",
              "ApproximateNumberOfMessagesVisible",
              "QueueName",
              aws_sqs_queue.wishes-events_dead.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 16
        y      = 540
        width  = 8
        height = 6
        properties = {
          title   = "wishes-events.dead: messages sent"
          region  = "us-east-1"
          period  = 60
          stat    = "Sum"
          metrics = [["AWS/SQS", "NumberOfMessagesSent", "QueueName", aws_sqs_queue.wishes-events_dead.name]]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 546
        width  = 8
        height = 6
        properties = {
          title  = "wishes.service: percent used"
          region = "us-east-1"
          period = 60
          stat   = "Average"
          metrics = [
            [
              "AWS/ECS",
              "CPUUtilization",
              "ClusterName",
              aws_ecs_cluster.shared_cluster.name,
              "ServiceName",
              aws_ecs_service.wishes_service.name,
            ],
            [
              "AWS/ECS",
              "MemoryUtilization",
              "ClusterName",
              aws_ecs_cluster.shared_cluster.name,
              "ServiceName",
              aws_ecs_service.wishes_service.name,
            ],
          ]
        }
      },
    ]
  })
}
