# aws.lambda (1769 MiB arm64) realises service `follower` for 0.35 $ a month; 17 of 17 others could, too
resource "aws_lambda_function" "follower" {
  function_name                  = "hooks-follower"
  role                           = aws_iam_role.follower_role.arn
  package_type                   = "Image"
  image_uri                      = "${aws_ecr_repository.follower_images.repository_url}:${var.release}"
  architectures                  = ["arm64"]
  memory_size                    = 1769
  timeout                        = 30
  publish                        = true
  reserved_concurrent_executions = 3
  kms_key_arn                    = aws_kms_key.shared_key.arn

  environment {
    variables = {
      AWS_LWA_PORT                 = "8080"
      AWS_LWA_READINESS_CHECK_PATH = "/"
      PORT                         = "8080"
      QUEUE_URL                    = aws_sqs_queue.events.url
    }
  }

  tracing_config {
    mode = "Active"
  }

  logging_config {
    log_format = "JSON"
    log_group  = aws_cloudwatch_log_group.follower_logs.name
  }

  dead_letter_config {
    target_arn = aws_sns_topic.shared_alerts.arn
  }
}

# follower is called for what comes from events
resource "aws_lambda_event_source_mapping" "follower_from_events" {
  event_source_arn        = aws_sqs_queue.events.arn
  function_name           = aws_lambda_alias.follower_live.arn
  batch_size              = 10
  function_response_types = ["ReportBatchItemFailures"]
  depends_on              = [aws_iam_role_policy.follower_policy]
}

# keeps the images of follower
resource "aws_ecr_repository" "follower_images" {
  name                 = "hooks-follower"
  image_tag_mutability = "IMMUTABLE"

  encryption_configuration {
    encryption_type = "KMS"
    kms_key         = aws_kms_key.shared_key.arn
  }

  image_scanning_configuration {
    scan_on_push = true
  }
}

# old images cost money and are never used again
resource "aws_ecr_lifecycle_policy" "follower_images_lifecycle" {
  repository = aws_ecr_repository.follower_images.name

  policy = jsonencode({
    rules = [
      {
        rulePriority = 1
        description  = "keep the last 30 images"
        selection = {
          tagStatus   = "any"
          countType   = "imageCountMoreThan"
          countNumber = 30
        }
        action = {
          type = "expire"
        }
      },
    ]
  })
}

# releases of follower switch at once, and back
resource "aws_lambda_alias" "follower_live" {
  name             = "live"
  function_name    = aws_lambda_function.follower.function_name
  function_version = aws_lambda_function.follower.version
}

# aws.lambda (512 MiB arm64) realises service `receiver` for 0.96 $ a month; 19 of 19 others could, too
resource "aws_lambda_function" "receiver" {
  function_name                  = "hooks-receiver"
  role                           = aws_iam_role.receiver_role.arn
  package_type                   = "Image"
  image_uri                      = "${aws_ecr_repository.receiver_images.repository_url}:${var.release}"
  architectures                  = ["arm64"]
  memory_size                    = 512
  timeout                        = 30
  publish                        = true
  reserved_concurrent_executions = 3
  kms_key_arn                    = aws_kms_key.shared_key.arn

  environment {
    variables = {
      AWS_LWA_PORT                 = "8080"
      AWS_LWA_READINESS_CHECK_PATH = "/"
      PORT                         = "8080"
      QUEUE_URL                    = aws_sqs_queue.events.url
    }
  }

  tracing_config {
    mode = "Active"
  }

  logging_config {
    log_format = "JSON"
    log_group  = aws_cloudwatch_log_group.receiver_logs.name
  }

  dead_letter_config {
    target_arn = aws_sns_topic.shared_alerts.arn
  }
}

# the API calls receiver, and nobody else may
resource "aws_lambda_permission" "receiver_called_by_api" {
  statement_id  = "CalledByApi"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.receiver.function_name
  qualifier     = aws_lambda_alias.receiver_live.name
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_apigatewayv2_api.receiver_api.execution_arn}/*/*"
}

# keeps the images of receiver
resource "aws_ecr_repository" "receiver_images" {
  name                 = "hooks-receiver"
  image_tag_mutability = "IMMUTABLE"

  encryption_configuration {
    encryption_type = "KMS"
    kms_key         = aws_kms_key.shared_key.arn
  }

  image_scanning_configuration {
    scan_on_push = true
  }
}

# old images cost money and are never used again
resource "aws_ecr_lifecycle_policy" "receiver_images_lifecycle" {
  repository = aws_ecr_repository.receiver_images.name

  policy = jsonencode({
    rules = [
      {
        rulePriority = 1
        description  = "keep the last 30 images"
        selection = {
          tagStatus   = "any"
          countType   = "imageCountMoreThan"
          countNumber = 30
        }
        action = {
          type = "expire"
        }
      },
    ]
  })
}

# releases of receiver switch at once, and back
resource "aws_lambda_alias" "receiver_live" {
  name             = "live"
  function_name    = aws_lambda_function.receiver.function_name
  function_version = aws_lambda_function.receiver.version
}
