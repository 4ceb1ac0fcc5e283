# aws.lambda (512 MiB arm64) realises service `front` for 16.51 $ a month; 34 of 34 others could, too
resource "aws_lambda_function" "front" {
  function_name                  = "solver-front"
  role                           = aws_iam_role.front_role.arn
  package_type                   = "Image"
  image_uri                      = "${aws_ecr_repository.front_images.repository_url}:${var.release}"
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
      QUEUE_URL                    = aws_sqs_queue.work.url
    }
  }

  tracing_config {
    mode = "Active"
  }

  logging_config {
    log_format = "JSON"
    log_group  = aws_cloudwatch_log_group.front_logs.name
  }

  dead_letter_config {
    target_arn = aws_sns_topic.shared_alerts.arn
  }
}

# the API calls front, and nobody else may
resource "aws_lambda_permission" "front_called_by_api" {
  statement_id  = "CalledByApi"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.front.function_name
  qualifier     = aws_lambda_alias.front_live.name
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_apigatewayv2_api.front_api.execution_arn}/*/*"
}

# keeps the images of front
resource "aws_ecr_repository" "front_images" {
  name                 = "solver-front"
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
resource "aws_ecr_lifecycle_policy" "front_images_lifecycle" {
  repository = aws_ecr_repository.front_images.name

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

# releases of front switch at once, and back
resource "aws_lambda_alias" "front_live" {
  name             = "live"
  function_name    = aws_lambda_function.front.function_name
  function_version = aws_lambda_function.front.version
}

# aws.ec2 (5 x c6g.large) realises service `solver` for 297.52 $ a month; 9 of 9 others could, too
resource "aws_launch_template" "solver" {
  name                   = "solver-solver"
  instance_type          = "c6g.large"
  image_id               = "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64"
  update_default_version = true

  user_data = base64encode(<<-EOT
    #!/bin/bash
    set -euo pipefail
    dnf install -y docker
    systemctl enable --now docker
    umask 077
    cat > /run/program.env <<'END'
    AWS_DEFAULT_REGION=eu-central-1
    AWS_ENDPOINT_URL=https://dynamodb.eu-central-1.amazonaws.com
    PORT=8080
    QUEUE_URL=${aws_sqs_queue.work.url}
    END
    aws ecr get-login-password --region eu-central-1 | docker login --username AWS --password-stdin ${aws_ecr_repository.solver_images.repository_url}:${var.release}
    docker run --detach --restart always --network host --read-only --tmpfs /tmp --env-file /run/program.env --log-driver awslogs --log-opt awslogs-region=eu-central-1 --log-opt awslogs-group=${aws_cloudwatch_log_group.solver_logs.name} ${aws_ecr_repository.solver_images.repository_url}:${var.release}
  EOT
  )

  vpc_security_group_ids = [aws_security_group.solver_security_group.id]

  iam_instance_profile {
    arn = aws_iam_instance_profile.solver_profile.arn
  }

  block_device_mappings {
    device_name = "/dev/xvda"

    ebs {
      volume_size           = 30
      volume_type           = "gp3"
      encrypted             = true
      kms_key_id            = aws_kms_key.shared_key.arn
      delete_on_termination = true
    }
  }

  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }

  monitoring {
    enabled = true
  }
}

# keeps 5 machines of solver running
resource "aws_autoscaling_group" "solver_group" {
  name                      = "solver-solver"
  min_size                  = 5
  max_size                  = 15
  desired_capacity          = 5
  vpc_zone_identifier       = [aws_subnet.network_private_a.id, aws_subnet.network_private_b.id]
  health_check_type         = "EC2"
  health_check_grace_period = 120
  default_instance_warmup   = 120

  launch_template {
    id      = aws_launch_template.solver.id
    version = aws_launch_template.solver.latest_version
  }

  instance_refresh {
    strategy = "Rolling"

    preferences {
      min_healthy_percentage = 100
      max_healthy_percentage = 200
      auto_rollback          = true
    }
  }

  tag {
    key                 = "Name"
    value               = "solver-solver"
    propagate_at_launch = true
  }

  lifecycle {
    ignore_changes = [desired_capacity]
  }
}

# keeps the images of solver
resource "aws_ecr_repository" "solver_images" {
  name                 = "solver-solver"
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
resource "aws_ecr_lifecycle_policy" "solver_images_lifecycle" {
  repository = aws_ecr_repository.solver_images.name

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

# machines are added when the CPU is used too much
resource "aws_autoscaling_policy" "solver_scaling" {
  name                   = "solver-solver-cpu"
  autoscaling_group_name = aws_autoscaling_group.solver_group.name
  policy_type            = "TargetTrackingScaling"

  target_tracking_configuration {
    target_value = 50

    predefined_metric_specification {
      predefined_metric_type = "ASGAverageCPUUtilization"
    }
  }
}
