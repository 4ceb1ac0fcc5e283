# one page shows how everything is: load, errors, waiting, fullness
resource "aws_cloudwatch_dashboard" "shared_dashboard" {
  dashboard_name = "planner-staging"

  dashboard_body = jsonencode({
    widgets = [
      {
        type   = "metric"
        x      = 0
        y      = 0
        width  = 8
        height = 6
        properties = {
          title  = "cache: percent used"
          region = "eu-central-1"
          period = 60
          stat   = "Average"
          metrics = [
            [
              "AWS/ElastiCache",
              "EngineCPUUtilization",
              "CacheClusterId",
              "${aws_elasticache_replication_group.cache.id}-001",
            ],
            [
              "AWS/ElastiCache",
              "DatabaseMemoryUsagePercentage",
              "CacheClusterId",
              "${aws_elasticache_replication_group.cache.id}-001",
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
        y      = 0
        width  = 8
        height = 6
        properties = {
          title  = "cache: connections"
          region = "eu-central-1"
          period = 60
          stat   = "Maximum"
          metrics = [
            [
              "AWS/ElastiCache",
              "CurrConnections",
              "CacheClusterId",
              "${aws_elasticache_replication_group.cache.id}-001",
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
          title  = "cache: thrown out"
          region = "eu-central-1"
          period = 60
          stat   = "Sum"
          metrics = [
            [
              "AWS/ElastiCache",
              "Evictions",
              "CacheClusterId",
              "${aws_elasticache_replication_group.cache.id}-001",
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
          title   = "db: cpu percent"
          region  = "eu-central-1"
          period  = 60
          stat    = "Average"
          metrics = [["AWS/RDS", "CPUUtilization", "DBInstanceIdentifier", aws_db_instance.db.identifier]]
        }
      },
      {
        type   = "metric"
        x      = 8
        y      = 6
        width  = 8
        height = 6
        properties = {
          title  = "db: connections"
          region = "eu-central-1"
          period = 60
          stat   = "Maximum"
          metrics = [
            [
              "AWS/RDS",
              "DatabaseConnections",
              "DBInstanceIdentifier",
              aws_db_instance.db.identifier,
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
          title  = "db: bytes free"
          region = "eu-central-1"
          period = 60
          stat   = "Minimum"
          metrics = [
            ["AWS/RDS", "FreeStorageSpace", "DBInstanceIdentifier", aws_db_instance.db.identifier],
            ["AWS/RDS", "FreeableMemory", "DBInstanceIdentifier", aws_db_instance.db.identifier],
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
          title  = "shared.load-balancer: connections"
          region = "eu-central-1"
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
        y      = 12
        width  = 8
        height = 6
        properties = {
          title  = "shared.load-balancer: refused"
          region = "eu-central-1"
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
        y      = 18
        width  = 8
        height = 6
        properties = {
          title  = "web.service: percent used"
          region = "eu-central-1"
          period = 60
          stat   = "Average"
          metrics = [
            [
              "AWS/ECS",
              "CPUUtilization",
              "ClusterName",
              aws_ecs_cluster.shared_cluster.name,
              "ServiceName",
              aws_ecs_service.web_service.name,
            ],
            [
              "AWS/ECS",
              "MemoryUtilization",
              "ClusterName",
              aws_ecs_cluster.shared_cluster.name,
              "ServiceName",
              aws_ecs_service.web_service.name,
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
          title  = "web.target-group: requests"
          region = "eu-central-1"
          period = 60
          stat   = "Sum"
          metrics = [
            [
              "AWS/ApplicationELB",
              "RequestCount",
              "LoadBalancer",
              aws_lb.shared_load_balancer.arn_suffix,
              "TargetGroup",
              aws_lb_target_group.web_target_group.arn_suffix,
            ],
            [
              "AWS/ApplicationELB",
              "HTTPCode_Target_4XX_Count",
              "LoadBalancer",
              aws_lb.shared_load_balancer.arn_suffix,
              "TargetGroup",
              aws_lb_target_group.web_target_group.arn_suffix,
            ],
            [
              "AWS/ApplicationELB",
              "HTTPCode_Target_5XX_Count",
              "LoadBalancer",
              aws_lb.shared_load_balancer.arn_suffix,
              "TargetGroup",
              aws_lb_target_group.web_target_group.arn_suffix,
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
          title  = "web.target-group: seconds"
          region = "eu-central-1"
          period = 60
          stat   = "p50"
          metrics = [
            [
              "AWS/ApplicationELB",
              "TargetResponseTime",
              "LoadBalancer",
              aws_lb.shared_load_balancer.arn_suffix,
              "TargetGroup",
              aws_lb_target_group.web_target_group.arn_suffix,
            ],
            [
              "AWS/ApplicationELB",
              "TargetResponseTime",
              "LoadBalancer",
              aws_lb.shared_load_balancer.arn_suffix,
              "TargetGroup",
              aws_lb_target_group.web_target_group.arn_suffix,
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
        y      = 24
        width  = 8
        height = 6
        properties = {
          title  = "web.target-group: instances"
          region = "eu-central-1"
          period = 60
          stat   = "Minimum"
          metrics = [
            [
              "AWS/ApplicationELB",
              "HealthyHostCount",
              "LoadBalancer",
              aws_lb.shared_load_balancer.arn_suffix,
              "TargetGroup",
              aws_lb_target_group.web_target_group.arn_suffix,
            ],
            [
              "AWS/ApplicationELB",
              "UnHealthyHostCount",
              "LoadBalancer",
              aws_lb.shared_load_balancer.arn_suffix,
              "TargetGroup",
              aws_lb_target_group.web_target_group.arn_suffix,
              {
                stat = "Maximum"
              },
            ],
          ]
        }
      },
    ]
  })
}
