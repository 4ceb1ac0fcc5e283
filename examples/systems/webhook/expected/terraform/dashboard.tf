# one page shows how everything is: load, errors, waiting, fullness
resource "aws_cloudwatch_dashboard" "shared_dashboard" {
  dashboard_name = "hooks"

  dashboard_body = jsonencode({
    widgets = [
      {
        type   = "metric"
        x      = 0
        y      = 0
        width  = 8
        height = 6
        properties = {
          title   = "events: seconds waited"
          region  = "us-east-1"
          period  = 60
          stat    = "Maximum"
          metrics = [["AWS/SQS", "ApproximateAgeOfOldestMessage", "QueueName", aws_sqs_queue.events.name]]
        }
      },
      {
        type   = "metric"
        x      = 8
        y      = 0
        width  = 8
        height = 6
        properties = {
          title  = "events: messages waiting"
          region = "us-east-1"
          period = 60
          stat   = "Maximum"
          metrics = [
            [
              "AWS/SQS",
              "ApproximateNumberOfMessagesVisible",
              "QueueName",
              aws_sqs_queue.events.name,
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
          title   = "events: messages sent"
          region  = "us-east-1"
          period  = 60
          stat    = "Sum"
          metrics = [["AWS/SQS", "NumberOfMessagesSent", "QueueName", aws_sqs_queue.events.name]]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 6
        width  = 8
        height = 6
        properties = {
          title  = "events.dead: seconds waited"
          region = "us-east-1"
          period = 60
          stat   = "Maximum"
          metrics = [
            [
              "AWS/SQS",
              "ApproximateAgeOfOldestMessage",
              "QueueName",
              aws_sqs_queue.events_dead.name,
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
          title  = "events.dead: messages waiting"
          region = "us-east-1"
          period = 60
          stat   = "Maximum"
          metrics = [
            [
              "AWS/SQS",
              "ApproximateNumberOfMessagesVisible",
              "QueueName",
              aws_sqs_queue.events_dead.name,
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
          title   = "events.dead: messages sent"
          region  = "us-east-1"
          period  = 60
          stat    = "Sum"
          metrics = [["AWS/SQS", "NumberOfMessagesSent", "QueueName", aws_sqs_queue.events_dead.name]]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 12
        width  = 8
        height = 6
        properties = {
          title  = "follower: calls"
          region = "us-east-1"
          period = 60
          stat   = "Sum"
          metrics = [
            [
              "AWS/Lambda",
              "Invocations",
              "FunctionName",
              aws_lambda_function.follower.function_name,
            ],
            ["AWS/Lambda", "Errors", "FunctionName", aws_lambda_function.follower.function_name],
            ["AWS/Lambda", "Throttles", "FunctionName", aws_lambda_function.follower.function_name],
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
          title  = "follower: milliseconds"
          region = "us-east-1"
          period = 60
          stat   = "p50"
          metrics = [
            ["AWS/Lambda", "Duration", "FunctionName", aws_lambda_function.follower.function_name],
            [
              "AWS/Lambda",
              "Duration",
              "FunctionName",
              aws_lambda_function.follower.function_name,
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
          title  = "follower: at once"
          region = "us-east-1"
          period = 60
          stat   = "Maximum"
          metrics = [
            [
              "AWS/Lambda",
              "ConcurrentExecutions",
              "FunctionName",
              aws_lambda_function.follower.function_name,
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
          title  = "receiver: calls"
          region = "us-east-1"
          period = 60
          stat   = "Sum"
          metrics = [
            [
              "AWS/Lambda",
              "Invocations",
              "FunctionName",
              aws_lambda_function.receiver.function_name,
            ],
            ["AWS/Lambda", "Errors", "FunctionName", aws_lambda_function.receiver.function_name],
            ["AWS/Lambda", "Throttles", "FunctionName", aws_lambda_function.receiver.function_name],
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
          title  = "receiver: milliseconds"
          region = "us-east-1"
          period = 60
          stat   = "p50"
          metrics = [
            ["AWS/Lambda", "Duration", "FunctionName", aws_lambda_function.receiver.function_name],
            [
              "AWS/Lambda",
              "Duration",
              "FunctionName",
              aws_lambda_function.receiver.function_name,
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
        y      = 18
        width  = 8
        height = 6
        properties = {
          title  = "receiver: at once"
          region = "us-east-1"
          period = 60
          stat   = "Maximum"
          metrics = [
            [
              "AWS/Lambda",
              "ConcurrentExecutions",
              "FunctionName",
              aws_lambda_function.receiver.function_name,
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
          title  = "receiver.api: requests"
          region = "us-east-1"
          period = 60
          stat   = "Sum"
          metrics = [
            ["AWS/ApiGateway", "Count", "ApiId", aws_apigatewayv2_api.receiver_api.id],
            ["AWS/ApiGateway", "4xx", "ApiId", aws_apigatewayv2_api.receiver_api.id],
            ["AWS/ApiGateway", "5xx", "ApiId", aws_apigatewayv2_api.receiver_api.id],
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
          title  = "receiver.api: milliseconds"
          region = "us-east-1"
          period = 60
          stat   = "p50"
          metrics = [
            ["AWS/ApiGateway", "Latency", "ApiId", aws_apigatewayv2_api.receiver_api.id],
            [
              "AWS/ApiGateway",
              "Latency",
              "ApiId",
              aws_apigatewayv2_api.receiver_api.id,
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
