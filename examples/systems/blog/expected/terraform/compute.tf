# aws.lambda (512 MiB x86_64, 2 kept warm) realises service `web` for 34.56 $ a month; 31 of 34 others could, t…
resource "aws_lambda_function" "web" {
  function_name                  = "blog-web"
  role                           = aws_iam_role.web_role.arn
  package_type                   = "Image"
  image_uri                      = "${aws_ecr_repository.web_images.repository_url}:${var.release}"
  architectures                  = ["x86_64"]
  memory_size                    = 512
  timeout                        = 30
  publish                        = true
  reserved_concurrent_executions = 10
  kms_key_arn                    = aws_kms_key.shared_key.arn

  environment {
    variables = {
      AWS_LWA_PORT                 = "8080"
      AWS_LWA_READINESS_CHECK_PATH = "/"
      DATABASE_URL_SECRET_ARN      = aws_secretsmanager_secret.db_connection.arn
      DATABASE_URL_SECRET_KEY      = "url"
      PORT                         = "8080"
    }
  }

  vpc_config {
    subnet_ids         = [aws_subnet.network_private_a.id, aws_subnet.network_private_b.id]
    security_group_ids = [aws_security_group.web_security_group.id]
  }

  tracing_config {
    mode = "Active"
  }

  logging_config {
    log_format = "JSON"
    log_group  = aws_cloudwatch_log_group.web_logs.name
  }

  dead_letter_config {
    target_arn = aws_sns_topic.shared_alerts.arn
  }
}

# the API calls web, and nobody else may
resource "aws_lambda_permission" "web_called_by_api" {
  statement_id  = "CalledByApi"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.web.function_name
  qualifier     = aws_lambda_alias.web_live.name
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_apigatewayv2_api.web_api.execution_arn}/*/*"
}

# keeps the images of web
resource "aws_ecr_repository" "web_images" {
  name                 = "blog-web"
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
resource "aws_ecr_lifecycle_policy" "web_images_lifecycle" {
  repository = aws_ecr_repository.web_images.name

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

# releases of web switch at once, and back
resource "aws_lambda_alias" "web_live" {
  name             = "live"
  function_name    = aws_lambda_function.web.function_name
  function_version = aws_lambda_function.web.version
}

# 2 environments are kept warm: 99 of 100 requests of web wait for no start
resource "aws_lambda_provisioned_concurrency_config" "web_warm" {
  function_name                     = aws_lambda_function.web.function_name
  qualifier                         = aws_lambda_alias.web_live.name
  provisioned_concurrent_executions = 2
}
