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
          title  = "web: calls"
          region = "eu-central-1"
          period = 60
          stat   = "Sum"
          metrics = [
            ["AWS/Lambda", "Invocations", "FunctionName", aws_lambda_function.web.function_name],
            ["AWS/Lambda", "Errors", "FunctionName", aws_lambda_function.web.function_name],
            ["AWS/Lambda", "Throttles", "FunctionName", aws_lambda_function.web.function_name],
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
          title  = "web: milliseconds"
          region = "eu-central-1"
          period = 60
          stat   = "p50"
          metrics = [
            ["AWS/Lambda", "Duration", "FunctionName", aws_lambda_function.web.function_name],
            [
              "AWS/Lambda",
              "Duration",
              "FunctionName",
              aws_lambda_function.web.function_name,
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
        y      = 12
        width  = 8
        height = 6
        properties = {
          title  = "web: at once"
          region = "eu-central-1"
          period = 60
          stat   = "Maximum"
          metrics = [
            [
              "AWS/Lambda",
              "ConcurrentExecutions",
              "FunctionName",
              aws_lambda_function.web.function_name,
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
          title  = "web.api: requests"
          region = "eu-central-1"
          period = 60
          stat   = "Sum"
          metrics = [
            ["AWS/ApiGateway", "Count", "ApiId", aws_apigatewayv2_api.web_api.id],
            ["AWS/ApiGateway", "4xx", "ApiId", aws_apigatewayv2_api.web_api.id],
            ["AWS/ApiGateway", "5xx", "ApiId", aws_apigatewayv2_api.web_api.id],
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
          title  = "web.api: milliseconds"
          region = "eu-central-1"
          period = 60
          stat   = "p50"
          metrics = [
            ["AWS/ApiGateway", "Latency", "ApiId", aws_apigatewayv2_api.web_api.id],
            [
              "AWS/ApiGateway",
              "Latency",
              "ApiId",
              aws_apigatewayv2_api.web_api.id,
              {
                stat = "p99"
              },
            ],
          ]
        }
      },
    ]
  })
}
