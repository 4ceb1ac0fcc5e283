# one page shows how everything is: load, errors, waiting, fullness
resource "aws_cloudwatch_dashboard" "shared_dashboard" {
  dashboard_name = "fanout"

  dashboard_body = jsonencode({
    widgets = [
      {
        type   = "metric"
        x      = 0
        y      = 0
        width  = 8
        height = 6
        properties = {
          title  = "audit-inbox: seconds waited"
          region = "us-east-1"
          period = 60
          stat   = "Maximum"
          metrics = [
            [
              "AWS/SQS",
              "ApproximateAgeOfOldestMessage",
              "QueueName",
              aws_sqs_queue.audit-inbox.name,
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
          title  = "audit-inbox: messages waiting"
          region = "us-east-1"
          period = 60
          stat   = "Maximum"
          metrics = [
            [
              "AWS/SQS",
              "ApproximateNumberOfMessagesVisible",
              "QueueName",
              aws_sqs_queue.audit-inbox.name,
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
          title   = "audit-inbox: messages sent"
          region  = "us-east-1"
          period  = 60
          stat    = "Sum"
          metrics = [["AWS/SQS", "NumberOfMessagesSent", "QueueName", aws_sqs_queue.audit-inbox.name]]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 6
        width  = 8
        height = 6
        properties = {
          title  = "audit-inbox.dead: seconds waited"
          region = "us-east-1"
          period = 60
          stat   = "Maximum"
          metrics = [
            [
              "AWS/SQS",
              "ApproximateAgeOfOldestMessage",
              "QueueName",
              aws_sqs_queue.audit-inbox_dead.name,
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
          title  = "audit-inbox.dead: messages waiting"
          region = "us-east-1"
          period = 60
          stat   = "Maximum"
          metrics = [
            [
              "AWS/SQS",
              "ApproximateNumberOfMessagesVisible",
              "QueueName",
              aws_sqs_queue.audit-inbox_dead.name,
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
          title   = "audit-inbox.dead: messages sent"
          region  = "us-east-1"
          period  = 60
          stat    = "Sum"
          metrics = [["AWS/SQS", "NumberOfMessagesSent", "QueueName", aws_sqs_queue.audit-inbox_dead.name]]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 12
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
        y      = 18
        width  = 8
        height = 6
        properties = {
          title  = "billing-inbox: seconds waited"
          region = "us-east-1"
          period = 60
          stat   = "Maximum"
          metrics = [
            [
              "AWS/SQS",
              "ApproximateAgeOfOldestMessage",
              "QueueName",
              aws_sqs_queue.billing-inbox.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 8
        y      = 18
        width  = 8
        height = 6
        properties = {
          title  = "billing-inbox: messages waiting"
          region = "us-east-1"
          period = 60
          stat   = "Maximum"
          metrics = [
            [
              "AWS/SQS",
              "ApproximateNumberOfMessagesVisible",
              "QueueName",
              aws_sqs_queue.billing-inbox.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 16
        y      = 18
        width  = 8
        height = 6
        properties = {
          title   = "billing-inbox: messages sent"
          region  = "us-east-1"
          period  = 60
          stat    = "Sum"
          metrics = [["AWS/SQS", "NumberOfMessagesSent", "QueueName", aws_sqs_queue.billing-inbox.name]]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 24
        width  = 8
        height = 6
        properties = {
          title  = "billing-inbox.dead: seconds waited"
          region = "us-east-1"
          period = 60
          stat   = "Maximum"
          metrics = [
            [
              "AWS/SQS",
              "ApproximateAgeOfOldestMessage",
              "QueueName",
              aws_sqs_queue.billing-inbox_dead.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 8
        y      = 24
        width  = 8
        height = 6
        properties = {
          title  = "billing-inbox.dead: messages waiting"
          region = "us-east-1"
          period = 60
          stat   = "Maximum"
          metrics = [
            [
              "AWS/SQS",
              "ApproximateNumberOfMessagesVisible",
              "QueueName",
              aws_sqs_queue.billing-inbox_dead.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 16
        y      = 24
        width  = 8
        height = 6
        properties = {
          title   = "billing-inbox.dead: messages sent"
          region  = "us-east-1"
          period  = 60
          stat    = "Sum"
          metrics = [["AWS/SQS", "NumberOfMessagesSent", "QueueName", aws_sqs_queue.billing-inbox_dead.name]]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 30
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
        y      = 36
        width  = 8
        height = 6
        properties = {
          title  = "happened: messages"
          region = "us-east-1"
          period = 60
          stat   = "Sum"
          metrics = [
            ["AWS/SNS", "NumberOfMessagesPublished", "TopicName", aws_sns_topic.happened.name],
            ["AWS/SNS", "NumberOfNotificationsFailed", "TopicName", aws_sns_topic.happened.name],
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
          title  = "intake.service: percent used"
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
              aws_ecs_service.intake_service.name,
            ],
            [
              "AWS/ECS",
              "MemoryUtilization",
              "ClusterName",
              aws_ecs_cluster.shared_cluster.name,
              "ServiceName",
              aws_ecs_service.intake_service.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 48
        width  = 8
        height = 6
        properties = {
          title  = "intake.target-group: requests"
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
              aws_lb_target_group.intake_target_group.arn_suffix,
            ],
            [
              "AWS/ApplicationELB",
              "HTTPCode_Target_4XX_Count",
              "LoadBalancer",
              aws_lb.shared_load_balancer.arn_suffix,
              "TargetGroup",
              aws_lb_target_group.intake_target_group.arn_suffix,
            ],
            [
              "AWS/ApplicationELB",
              "HTTPCode_Target_5XX_Count",
              "LoadBalancer",
              aws_lb.shared_load_balancer.arn_suffix,
              "TargetGroup",
              aws_lb_target_group.intake_target_group.arn_suffix,
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
          title  = "intake.target-group: seconds"
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
              aws_lb_target_group.intake_target_group.arn_suffix,
            ],
            [
              "AWS/ApplicationELB",
              "TargetResponseTime",
              "LoadBalancer",
              aws_lb.shared_load_balancer.arn_suffix,
              "TargetGroup",
              aws_lb_target_group.intake_target_group.arn_suffix,
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
        y      = 48
        width  = 8
        height = 6
        properties = {
          title  = "intake.target-group: instances"
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
              aws_lb_target_group.intake_target_group.arn_suffix,
            ],
            [
              "AWS/ApplicationELB",
              "UnHealthyHostCount",
              "LoadBalancer",
              aws_lb.shared_load_balancer.arn_suffix,
              "TargetGroup",
              aws_lb_target_group.intake_target_group.arn_suffix,
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
        y      = 54
        width  = 8
        height = 6
        properties = {
          title  = "invoices: units"
          region = "us-east-1"
          period = 60
          stat   = "Sum"
          metrics = [
            [
              "AWS/DynamoDB",
              "ConsumedReadCapacityUnits",
              "TableName",
              aws_dynamodb_table.invoices.name,
            ],
            [
              "AWS/DynamoDB",
              "ConsumedWriteCapacityUnits",
              "TableName",
              aws_dynamodb_table.invoices.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 8
        y      = 54
        width  = 8
        height = 6
        properties = {
          title  = "invoices: refused"
          region = "us-east-1"
          period = 60
          stat   = "Sum"
          metrics = [
            ["AWS/DynamoDB", "ReadThrottleEvents", "TableName", aws_dynamodb_table.invoices.name],
            ["AWS/DynamoDB", "WriteThrottleEvents", "TableName", aws_dynamodb_table.invoices.name],
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
          title  = "levels: units"
          region = "us-east-1"
          period = 60
          stat   = "Sum"
          metrics = [
            [
              "AWS/DynamoDB",
              "ConsumedReadCapacityUnits",
              "TableName",
              aws_dynamodb_table.levels.name,
            ],
            [
              "AWS/DynamoDB",
              "ConsumedWriteCapacityUnits",
              "TableName",
              aws_dynamodb_table.levels.name,
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
          title  = "levels: refused"
          region = "us-east-1"
          period = 60
          stat   = "Sum"
          metrics = [
            ["AWS/DynamoDB", "ReadThrottleEvents", "TableName", aws_dynamodb_table.levels.name],
            ["AWS/DynamoDB", "WriteThrottleEvents", "TableName", aws_dynamodb_table.levels.name],
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
        y      = 66
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
        y      = 72
        width  = 8
        height = 6
        properties = {
          title  = "stock-inbox: seconds waited"
          region = "us-east-1"
          period = 60
          stat   = "Maximum"
          metrics = [
            [
              "AWS/SQS",
              "ApproximateAgeOfOldestMessage",
              "QueueName",
              aws_sqs_queue.stock-inbox.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 8
        y      = 72
        width  = 8
        height = 6
        properties = {
          title  = "stock-inbox: messages waiting"
          region = "us-east-1"
          period = 60
          stat   = "Maximum"
          metrics = [
            [
              "AWS/SQS",
              "ApproximateNumberOfMessagesVisible",
              "QueueName",
              aws_sqs_queue.stock-inbox.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 16
        y      = 72
        width  = 8
        height = 6
        properties = {
          title   = "stock-inbox: messages sent"
          region  = "us-east-1"
          period  = 60
          stat    = "Sum"
          metrics = [["AWS/SQS", "NumberOfMessagesSent", "QueueName", aws_sqs_queue.stock-inbox.name]]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 78
        width  = 8
        height = 6
        properties = {
          title  = "stock-inbox.dead: seconds waited"
          region = "us-east-1"
          period = 60
          stat   = "Maximum"
          metrics = [
            [
              "AWS/SQS",
              "ApproximateAgeOfOldestMessage",
              "QueueName",
              aws_sqs_queue.stock-inbox_dead.name,
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
          title  = "stock-inbox.dead: messages waiting"
          region = "us-east-1"
          period = 60
          stat   = "Maximum"
          metrics = [
            [
              "AWS/SQS",
              "ApproximateNumberOfMessagesVisible",
              "QueueName",
              aws_sqs_queue.stock-inbox_dead.name,
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 16
        y      = 78
        width  = 8
        height = 6
        properties = {
          title   = "stock-inbox.dead: messages sent"
          region  = "us-east-1"
          period  = 60
          stat    = "Sum"
          metrics = [["AWS/SQS", "NumberOfMessagesSent", "QueueName", aws_sqs_queue.stock-inbox_dead.name]]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 84
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
    ]
  })
}
