# one page shows how everything is: load, errors, waiting, fullness
resource "aws_cloudwatch_dashboard" "shared_dashboard" {
  dashboard_name = "guestbook"

  dashboard_body = jsonencode({
    widgets = [
      {
        type   = "metric"
        x      = 0
        y      = 0
        width  = 8
        height = 6
        properties = {
          title  = "api: calls"
          region = "eu-central-1"
          period = 60
          stat   = "Sum"
          metrics = [
            ["AWS/Lambda", "Invocations", "FunctionName", aws_lambda_function.api.function_name],
            ["AWS/Lambda", "Errors", "FunctionName", aws_lambda_function.api.function_name],
            ["AWS/Lambda", "Throttles", "FunctionName", aws_lambda_function.api.function_name],
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
          title  = "api: milliseconds"
          region = "eu-central-1"
          period = 60
          stat   = "p50"
          metrics = [
            ["AWS/Lambda", "Duration", "FunctionName", aws_lambda_function.api.function_name],
            [
              "AWS/Lambda",
              "Duration",
              "FunctionName",
              aws_lambda_function.api.function_name,
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
        y      = 0
        width  = 8
        height = 6
        properties = {
          title  = "api: at once"
          region = "eu-central-1"
          period = 60
          stat   = "Maximum"
          metrics = [
            [
              "AWS/Lambda",
              "ConcurrentExecutions",
              "FunctionName",
              aws_lambda_function.api.function_name,
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
          title  = "api.api: requests"
          region = "eu-central-1"
          period = 60
          stat   = "Sum"
          metrics = [
            ["AWS/ApiGateway", "Count", "ApiId", aws_apigatewayv2_api.api_api.id],
            ["AWS/ApiGateway", "4xx", "ApiId", aws_apigatewayv2_api.api_api.id],
            ["AWS/ApiGateway", "5xx", "ApiId", aws_apigatewayv2_api.api_api.id],
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
          title  = "api.api: milliseconds"
          region = "eu-central-1"
          period = 60
          stat   = "p50"
          metrics = [
            ["AWS/ApiGateway", "Latency", "ApiId", aws_apigatewayv2_api.api_api.id],
            [
              "AWS/ApiGateway",
              "Latency",
              "ApiId",
              aws_apigatewayv2_api.api_api.id,
              {
                stat = "p99"
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
          title  = "entries: units"
          region = "eu-central-1"
          period = 60
          stat   = "Sum"
          metrics = [
            [
              "AWS/DynamoDB",
              "ConsumedReadCapacityUnits",
              "TableName",
              aws_dynamodb_table.entries.name,
            ],
            [
              "AWS/DynamoDB",
              "ConsumedWriteCapacityUnits",
              "TableName",
              aws_dynamodb_table.entries.name,
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
          title  = "entries: refused"
          region = "eu-central-1"
          period = 60
          stat   = "Sum"
          metrics = [
            ["AWS/DynamoDB", "ReadThrottleEvents", "TableName", aws_dynamodb_table.entries.name],
            ["AWS/DynamoDB", "WriteThrottleEvents", "TableName", aws_dynamodb_table.entries.name],
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
    ]
  })
}
