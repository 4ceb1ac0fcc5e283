# one page shows how everything is: load, errors, waiting, fullness
resource "aws_cloudwatch_dashboard" "shared_dashboard" {
  dashboard_name = "dropbox"

  dashboard_body = jsonencode({
    widgets = [
      {
        type   = "metric"
        x      = 0
        y      = 0
        width  = 8
        height = 6
        properties = {
          title  = "api.service: percent used"
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
              aws_ecs_service.api_service.name,
            ],
            [
              "AWS/ECS",
              "MemoryUtilization",
              "ClusterName",
              aws_ecs_cluster.shared_cluster.name,
              "ServiceName",
              aws_ecs_service.api_service.name,
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
          title  = "api.target-group: requests"
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
              aws_lb_target_group.api_target_group.arn_suffix,
            ],
            [
              "AWS/ApplicationELB",
              "HTTPCode_Target_4XX_Count",
              "LoadBalancer",
              aws_lb.shared_load_balancer.arn_suffix,
              "TargetGroup",
              aws_lb_target_group.api_target_group.arn_suffix,
            ],
            [
              "AWS/ApplicationELB",
              "HTTPCode_Target_5XX_Count",
              "LoadBalancer",
              aws_lb.shared_load_balancer.arn_suffix,
              "TargetGroup",
              aws_lb_target_group.api_target_group.arn_suffix,
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
          title  = "api.target-group: seconds"
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
              aws_lb_target_group.api_target_group.arn_suffix,
            ],
            [
              "AWS/ApplicationELB",
              "TargetResponseTime",
              "LoadBalancer",
              aws_lb.shared_load_balancer.arn_suffix,
              "TargetGroup",
              aws_lb_target_group.api_target_group.arn_suffix,
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
        y      = 6
        width  = 8
        height = 6
        properties = {
          title  = "api.target-group: instances"
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
              aws_lb_target_group.api_target_group.arn_suffix,
            ],
            [
              "AWS/ApplicationELB",
              "UnHealthyHostCount",
              "LoadBalancer",
              aws_lb.shared_load_balancer.arn_suffix,
              "TargetGroup",
              aws_lb_target_group.api_target_group.arn_suffix,
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
        y      = 12
        width  = 8
        height = 6
        properties = {
          title  = "index: units"
          region = "us-east-1"
          period = 60
          stat   = "Sum"
          metrics = [
            [
              "AWS/DynamoDB",
              "ConsumedReadCapacityUnits",
              "TableName",
              aws_dynamodb_table.index.name,
            ],
            [
              "AWS/DynamoDB",
              "ConsumedWriteCapacityUnits",
              "TableName",
              aws_dynamodb_table.index.name,
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
          title  = "index: refused"
          region = "us-east-1"
          period = 60
          stat   = "Sum"
          metrics = [
            ["AWS/DynamoDB", "ReadThrottleEvents", "TableName", aws_dynamodb_table.index.name],
            ["AWS/DynamoDB", "WriteThrottleEvents", "TableName", aws_dynamodb_table.index.name],
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
          title  = "pages: requests"
          region = "us-east-1"
          period = 60
          stat   = "Sum"
          metrics = [
            [
              "AWS/CloudFront",
              "Requests",
              "DistributionId",
              aws_cloudfront_distribution.pages.id,
              "Region",
              "Global",
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
          title  = "pages: percent failed"
          region = "us-east-1"
          period = 60
          stat   = "Average"
          metrics = [
            [
              "AWS/CloudFront",
              "4xxErrorRate",
              "DistributionId",
              aws_cloudfront_distribution.pages.id,
              "Region",
              "Global",
            ],
            [
              "AWS/CloudFront",
              "5xxErrorRate",
              "DistributionId",
              aws_cloudfront_distribution.pages.id,
              "Region",
              "Global",
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
          title   = "post: mails"
          region  = "us-east-1"
          period  = 60
          stat    = "Sum"
          metrics = [["AWS/SES", "Send"], ["AWS/SES", "Bounce"], ["AWS/SES", "Complaint"]]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 30
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
        y      = 30
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
    ]
  })
}
