# aws.lambda (512 MiB arm64) realises service `api` for 15.20 $ a month; 26 of 34 others could, too
resource "aws_lambda_function" "api" {
  function_name                  = "guestbook-api"
  role                           = aws_iam_role.api_role.arn
  package_type                   = "Image"
  image_uri                      = "${aws_ecr_repository.api_images.repository_url}:${var.release}"
  architectures                  = ["arm64"]
  memory_size                    = 512
  timeout                        = 30
  publish                        = true
  reserved_concurrent_executions = 8
  kms_key_arn                    = aws_kms_key.shared_key.arn

  environment {
    variables = {
      AWS_ENDPOINT_URL             = "https://dynamodb.eu-central-1.amazonaws.com"
      AWS_LWA_PORT                 = "8080"
      AWS_LWA_READINESS_CHECK_PATH = "/"
      PORT                         = "8080"
    }
  }

  tracing_config {
    mode = "Active"
  }

  logging_config {
    log_format = "JSON"
    log_group  = aws_cloudwatch_log_group.api_logs.name
  }

  dead_letter_config {
    target_arn = aws_sns_topic.shared_alerts.arn
  }
}

# the API calls api, and nobody else may
resource "aws_lambda_permission" "api_called_by_api" {
  statement_id  = "CalledByApi"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.api.function_name
  qualifier     = aws_lambda_alias.api_live.name
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_apigatewayv2_api.api_api.execution_arn}/*/*"
}

# keeps the images of api
resource "aws_ecr_repository" "api_images" {
  name                 = "guestbook-api"
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
resource "aws_ecr_lifecycle_policy" "api_images_lifecycle" {
  repository = aws_ecr_repository.api_images.name

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

# releases of api switch at once, and back
resource "aws_lambda_alias" "api_live" {
  name             = "live"
  function_name    = aws_lambda_function.api.function_name
  function_version = aws_lambda_function.api.version
}
