# aws.fargate (1 x 0.25 vCPU, 512 MiB arm64) realises service `exports` for 8.29 $ a month; 15 of 21 others cou…
resource "aws_ecs_task_definition" "exports" {
  family                   = "ledgerly-exports"
  cpu                      = 256
  memory                   = 512
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  execution_role_arn       = aws_iam_role.exports_execution_role.arn
  task_role_arn            = aws_iam_role.exports_role.arn

  container_definitions = jsonencode([
    {
      name                   = "program"
      image                  = "${aws_ecr_repository.exports_images.repository_url}:${var.release}"
      essential              = true
      readonlyRootFilesystem = true
      stopTimeout            = 60
      linuxParameters = {
        initProcessEnabled = true
      }
      mountPoints = [
        {
          sourceVolume  = "tmp"
          containerPath = "/tmp"
          readOnly      = false
        },
      ]
      logConfiguration = {
        logDriver = "awslogs"
        options = {
          awslogs-group         = aws_cloudwatch_log_group.exports_logs.name
          awslogs-region        = "eu-central-1"
          awslogs-stream-prefix = "program"
        }
      }
      secrets = [
        {
          name      = "DATABASE_URL"
          valueFrom = "${aws_secretsmanager_secret.db_connection.arn}:url::"
        },
      ]
      portMappings = [
        {
          name          = "program"
          containerPort = 8080
          protocol      = "tcp"
        },
      ]
      environment = [
        {
          name  = "AWS_DEFAULT_REGION"
          value = "eu-central-1"
        },
        {
          name  = "AWS_ENDPOINT_URL"
          value = "https://s3.eu-central-1.amazonaws.com"
        },
        {
          name  = "PORT"
          value = "8080"
        },
        {
          name  = "QUEUE_URL"
          value = aws_sqs_queue.jobs.url
        },
        {
          name  = "S3_BUCKET"
          value = aws_s3_bucket.files.bucket
        },
      ]
    },
  ])

  runtime_platform {
    cpu_architecture        = "ARM64"
    operating_system_family = "LINUX"
  }

  volume {
    name = "tmp"
  }
}

# keeps the images of exports
resource "aws_ecr_repository" "exports_images" {
  name                 = "ledgerly-exports"
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
resource "aws_ecr_lifecycle_policy" "exports_images_lifecycle" {
  repository = aws_ecr_repository.exports_images.name

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

# exports runs with 1 to 3 tasks
resource "aws_appautoscaling_target" "exports_scaling" {
  min_capacity       = 1
  max_capacity       = 3
  resource_id        = "service/${aws_ecs_cluster.shared_cluster.name}/${aws_ecs_service.exports_service.name}"
  scalable_dimension = "ecs:service:DesiredCount"
  service_namespace  = "ecs"

  tags = {
    Name = "ledgerly-exports-scaling"
  }
}

# tasks are added when more than 65% of the CPU are used
resource "aws_appautoscaling_policy" "exports_scaling_cpu" {
  name               = "ledgerly-exports-cpu"
  policy_type        = "TargetTrackingScaling"
  resource_id        = aws_appautoscaling_target.exports_scaling.resource_id
  scalable_dimension = aws_appautoscaling_target.exports_scaling.scalable_dimension
  service_namespace  = aws_appautoscaling_target.exports_scaling.service_namespace

  target_tracking_scaling_policy_configuration {
    target_value       = 65
    scale_in_cooldown  = 300
    scale_out_cooldown = 60

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}

# keeps 1 tasks of exports running
resource "aws_ecs_service" "exports_service" {
  name                               = "ledgerly-exports"
  cluster                            = aws_ecs_cluster.shared_cluster.arn
  task_definition                    = aws_ecs_task_definition.exports.arn
  desired_count                      = 1
  platform_version                   = "LATEST"
  propagate_tags                     = "SERVICE"
  enable_execute_command             = false
  deployment_minimum_healthy_percent = 100
  deployment_maximum_percent         = 200
  availability_zone_rebalancing      = "ENABLED"

  capacity_provider_strategy {
    capacity_provider = "FARGATE"
    weight            = 1
  }

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  network_configuration {
    subnets          = [aws_subnet.network_private_a.id, aws_subnet.network_private_b.id]
    security_groups  = [aws_security_group.exports_security_group.id]
    assign_public_ip = false
  }

  lifecycle {
    ignore_changes = [desired_count]
  }
}

# aws.lambda (512 MiB arm64) realises service `mailer` for 4.36 $ a month; 33 of 33 others could, too
resource "aws_lambda_function" "mailer" {
  function_name                  = "ledgerly-mailer"
  role                           = aws_iam_role.mailer_role.arn
  package_type                   = "Image"
  image_uri                      = "${aws_ecr_repository.mailer_images.repository_url}:${var.release}"
  architectures                  = ["arm64"]
  memory_size                    = 512
  timeout                        = 30
  publish                        = true
  reserved_concurrent_executions = 6
  kms_key_arn                    = aws_kms_key.shared_key.arn

  environment {
    variables = {
      AWS_LWA_PORT                 = "8080"
      AWS_LWA_READINESS_CHECK_PATH = "/"
      PORT                         = "8080"
      QUEUE_URL                    = aws_sqs_queue.jobs.url
    }
  }

  tracing_config {
    mode = "Active"
  }

  logging_config {
    log_format = "JSON"
    log_group  = aws_cloudwatch_log_group.mailer_logs.name
  }

  dead_letter_config {
    target_arn = aws_sns_topic.shared_alerts.arn
  }
}

# mailer is called for what comes from jobs
resource "aws_lambda_event_source_mapping" "mailer_from_jobs" {
  event_source_arn        = aws_sqs_queue.jobs.arn
  function_name           = aws_lambda_alias.mailer_live.arn
  batch_size              = 10
  function_response_types = ["ReportBatchItemFailures"]
  depends_on              = [aws_iam_role_policy.mailer_policy]
}

# keeps the images of mailer
resource "aws_ecr_repository" "mailer_images" {
  name                 = "ledgerly-mailer"
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
resource "aws_ecr_lifecycle_policy" "mailer_images_lifecycle" {
  repository = aws_ecr_repository.mailer_images.name

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

# releases of mailer switch at once, and back
resource "aws_lambda_alias" "mailer_live" {
  name             = "live"
  function_name    = aws_lambda_function.mailer.function_name
  function_version = aws_lambda_function.mailer.version
}

# tasks run in a cluster
resource "aws_ecs_cluster" "shared_cluster" {
  name = "ledgerly"

  setting {
    name  = "containerInsights"
    value = "enabled"
  }
}

# tasks may run on Fargate, also on spare capacity
resource "aws_ecs_cluster_capacity_providers" "shared_cluster_capacity" {
  cluster_name       = aws_ecs_cluster.shared_cluster.name
  capacity_providers = ["FARGATE", "FARGATE_SPOT"]
}

# aws.fargate (7 x 0.5 vCPU, 1024 MiB arm64) realises service `web` for 136.12 $ a month; 11 of 26 others could…
resource "aws_ecs_task_definition" "web" {
  family                   = "ledgerly-web"
  cpu                      = 512
  memory                   = 1024
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  execution_role_arn       = aws_iam_role.web_execution_role.arn
  task_role_arn            = aws_iam_role.web_role.arn

  container_definitions = jsonencode([
    {
      name                   = "program"
      image                  = "${aws_ecr_repository.web_images.repository_url}:${var.release}"
      essential              = true
      readonlyRootFilesystem = true
      stopTimeout            = 60
      linuxParameters = {
        initProcessEnabled = true
      }
      mountPoints = [
        {
          sourceVolume  = "tmp"
          containerPath = "/tmp"
          readOnly      = false
        },
      ]
      logConfiguration = {
        logDriver = "awslogs"
        options = {
          awslogs-group         = aws_cloudwatch_log_group.web_logs.name
          awslogs-region        = "eu-central-1"
          awslogs-stream-prefix = "program"
        }
      }
      secrets = [
        {
          name      = "DATABASE_URL"
          valueFrom = "${aws_secretsmanager_secret.db_connection.arn}:url::"
        },
        {
          name      = "REDIS_URL"
          valueFrom = "${aws_secretsmanager_secret.cache_connection.arn}:url::"
        },
        {
          name      = "SIGNING_KEY"
          valueFrom = aws_secretsmanager_secret.key.arn
        },
      ]
      portMappings = [
        {
          name          = "program"
          containerPort = 8080
          protocol      = "tcp"
        },
      ]
      environment = [
        {
          name  = "PORT"
          value = "8080"
        },
      ]
    },
  ])

  runtime_platform {
    cpu_architecture        = "ARM64"
    operating_system_family = "LINUX"
  }

  volume {
    name = "tmp"
  }
}

# keeps the images of web
resource "aws_ecr_repository" "web_images" {
  name                 = "ledgerly-web"
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

# web runs with 7 to 21 tasks
resource "aws_appautoscaling_target" "web_scaling" {
  min_capacity       = 7
  max_capacity       = 21
  resource_id        = "service/${aws_ecs_cluster.shared_cluster.name}/${aws_ecs_service.web_service.name}"
  scalable_dimension = "ecs:service:DesiredCount"
  service_namespace  = "ecs"

  tags = {
    Name = "ledgerly-web-scaling"
  }
}

# tasks are added when more than 65% of the CPU are used
resource "aws_appautoscaling_policy" "web_scaling_cpu" {
  name               = "ledgerly-web-cpu"
  policy_type        = "TargetTrackingScaling"
  resource_id        = aws_appautoscaling_target.web_scaling.resource_id
  scalable_dimension = aws_appautoscaling_target.web_scaling.scalable_dimension
  service_namespace  = aws_appautoscaling_target.web_scaling.service_namespace

  target_tracking_scaling_policy_configuration {
    target_value       = 65
    scale_in_cooldown  = 300
    scale_out_cooldown = 60

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}

# keeps 7 tasks of web running
resource "aws_ecs_service" "web_service" {
  name                               = "ledgerly-web"
  cluster                            = aws_ecs_cluster.shared_cluster.arn
  task_definition                    = aws_ecs_task_definition.web.arn
  desired_count                      = 7
  platform_version                   = "LATEST"
  propagate_tags                     = "SERVICE"
  enable_execute_command             = false
  deployment_minimum_healthy_percent = 100
  deployment_maximum_percent         = 200
  availability_zone_rebalancing      = "ENABLED"
  health_check_grace_period_seconds  = 60

  capacity_provider_strategy {
    capacity_provider = "FARGATE"
    weight            = 1
  }

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  network_configuration {
    subnets          = [aws_subnet.network_private_a.id, aws_subnet.network_private_b.id]
    security_groups  = [aws_security_group.web_security_group.id]
    assign_public_ip = false
  }

  load_balancer {
    target_group_arn = aws_lb_listener_rule.shared_load_balancer_to_web.action[0].target_group_arn
    container_name   = "program"
    container_port   = 8080
  }

  lifecycle {
    ignore_changes = [desired_count]
  }
}
