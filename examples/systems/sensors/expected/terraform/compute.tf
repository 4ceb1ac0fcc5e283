# aws.fargate (1 x 1 vCPU, 2048 MiB arm64) realises service `gateway` for 53.21 $ a month; 32 of 32 others coul…
resource "aws_ecs_task_definition" "gateway" {
  family                   = "sensors-gateway"
  cpu                      = 1024
  memory                   = 2048
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  execution_role_arn       = aws_iam_role.gateway_execution_role.arn
  task_role_arn            = aws_iam_role.gateway_role.arn

  container_definitions = jsonencode([
    {
      name                   = "program"
      image                  = "${aws_ecr_repository.gateway_images.repository_url}:${var.release}"
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
          awslogs-group         = aws_cloudwatch_log_group.gateway_logs.name
          awslogs-region        = "eu-central-1"
          awslogs-stream-prefix = "program"
        }
      }
      secrets = []
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

# keeps the images of gateway
resource "aws_ecr_repository" "gateway_images" {
  name                 = "sensors-gateway"
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
resource "aws_ecr_lifecycle_policy" "gateway_images_lifecycle" {
  repository = aws_ecr_repository.gateway_images.name

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

# gateway runs with 1 to 3 tasks
resource "aws_appautoscaling_target" "gateway_scaling" {
  min_capacity       = 1
  max_capacity       = 3
  resource_id        = "service/${aws_ecs_cluster.shared_cluster.name}/${aws_ecs_service.gateway_service.name}"
  scalable_dimension = "ecs:service:DesiredCount"
  service_namespace  = "ecs"

  tags = {
    Name = "sensors-gateway-scaling"
  }
}

# tasks are added when more than 65% of the CPU are used
resource "aws_appautoscaling_policy" "gateway_scaling_cpu" {
  name               = "sensors-gateway-cpu"
  policy_type        = "TargetTrackingScaling"
  resource_id        = aws_appautoscaling_target.gateway_scaling.resource_id
  scalable_dimension = aws_appautoscaling_target.gateway_scaling.scalable_dimension
  service_namespace  = aws_appautoscaling_target.gateway_scaling.service_namespace

  target_tracking_scaling_policy_configuration {
    target_value       = 65
    scale_in_cooldown  = 300
    scale_out_cooldown = 60

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}

# keeps 1 tasks of gateway running
resource "aws_ecs_service" "gateway_service" {
  name                               = "sensors-gateway"
  cluster                            = aws_ecs_cluster.shared_cluster.arn
  task_definition                    = aws_ecs_task_definition.gateway.arn
  desired_count                      = 1
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
    security_groups  = [aws_security_group.gateway_security_group.id]
    assign_public_ip = false
  }

  load_balancer {
    target_group_arn = aws_lb_listener_rule.shared_load_balancer_to_gateway.action[0].target_group_arn
    container_name   = "program"
    container_port   = 8080
  }

  lifecycle {
    ignore_changes = [desired_count]
  }
}

# tasks run in a cluster
resource "aws_ecs_cluster" "shared_cluster" {
  name = "sensors"

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

# aws.lambda (512 MiB arm64) realises service `store` for 100.35 $ a month; 9 of 9 others could, too
resource "aws_lambda_function" "store" {
  function_name                  = "sensors-store"
  role                           = aws_iam_role.store_role.arn
  package_type                   = "Image"
  image_uri                      = "${aws_ecr_repository.store_images.repository_url}:${var.release}"
  architectures                  = ["arm64"]
  memory_size                    = 512
  timeout                        = 30
  publish                        = true
  reserved_concurrent_executions = 131
  kms_key_arn                    = aws_kms_key.shared_key.arn

  environment {
    variables = {
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
    log_group  = aws_cloudwatch_log_group.store_logs.name
  }

  dead_letter_config {
    target_arn = aws_sns_topic.shared_alerts.arn
  }
}

# store is called for what comes from readings
resource "aws_lambda_event_source_mapping" "store_from_readings" {
  event_source_arn               = aws_kinesis_stream.readings.arn
  function_name                  = aws_lambda_alias.store_live.arn
  batch_size                     = 100
  function_response_types        = ["ReportBatchItemFailures"]
  starting_position              = "TRIM_HORIZON"
  bisect_batch_on_function_error = true
  maximum_retry_attempts         = 5
  depends_on                     = [aws_iam_role_policy.store_policy]
}

# keeps the images of store
resource "aws_ecr_repository" "store_images" {
  name                 = "sensors-store"
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
resource "aws_ecr_lifecycle_policy" "store_images_lifecycle" {
  repository = aws_ecr_repository.store_images.name

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

# releases of store switch at once, and back
resource "aws_lambda_alias" "store_live" {
  name             = "live"
  function_name    = aws_lambda_function.store.function_name
  function_version = aws_lambda_function.store.version
}
