# aws.fargate (7 x 0.5 vCPU, 1024 MiB arm64) realises service `accounts` for 100.92 $ a month; 9 of 31 others c…
resource "aws_ecs_task_definition" "accounts" {
  family                   = "market-accounts"
  cpu                      = 512
  memory                   = 1024
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  execution_role_arn       = aws_iam_role.accounts_execution_role.arn
  task_role_arn            = aws_iam_role.accounts_role.arn

  container_definitions = jsonencode([
    {
      name                   = "program"
      image                  = "${aws_ecr_repository.accounts_images.repository_url}:${var.release}"
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
          awslogs-group         = aws_cloudwatch_log_group.accounts_logs.name
          awslogs-region        = "eu-west-1"
          awslogs-stream-prefix = "program"
        }
      }
      secrets = [
        {
          name      = "DATABASE_URL"
          valueFrom = "${aws_secretsmanager_secret.accounts-db_connection.arn}:url::"
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
          value = "eu-west-1"
        },
        {
          name  = "NEXT_URL"
          value = "http://addresses.market.internal:8080"
        },
        {
          name  = "PORT"
          value = "8080"
        },
        {
          name  = "QUEUE_URL"
          value = aws_sqs_queue.accounts-events.url
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

# keeps the images of accounts
resource "aws_ecr_repository" "accounts_images" {
  name                 = "market-accounts"
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
resource "aws_ecr_lifecycle_policy" "accounts_images_lifecycle" {
  repository = aws_ecr_repository.accounts_images.name

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

# accounts runs with 7 to 21 tasks
resource "aws_appautoscaling_target" "accounts_scaling" {
  min_capacity       = 7
  max_capacity       = 21
  resource_id        = "service/${aws_ecs_cluster.shared_cluster.name}/${aws_ecs_service.accounts_service.name}"
  scalable_dimension = "ecs:service:DesiredCount"
  service_namespace  = "ecs"

  tags = {
    Name = "market-accounts-scaling"
  }
}

# tasks are added when more than 65% of the CPU are used
resource "aws_appautoscaling_policy" "accounts_scaling_cpu" {
  name               = "market-accounts-cpu"
  policy_type        = "TargetTrackingScaling"
  resource_id        = aws_appautoscaling_target.accounts_scaling.resource_id
  scalable_dimension = aws_appautoscaling_target.accounts_scaling.scalable_dimension
  service_namespace  = aws_appautoscaling_target.accounts_scaling.service_namespace

  target_tracking_scaling_policy_configuration {
    target_value       = 65
    scale_in_cooldown  = 300
    scale_out_cooldown = 60

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}

# keeps 7 tasks of accounts running
resource "aws_ecs_service" "accounts_service" {
  name                               = "market-accounts"
  cluster                            = aws_ecs_cluster.shared_cluster.arn
  task_definition                    = aws_ecs_task_definition.accounts.arn
  desired_count                      = 7
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
    security_groups  = [aws_security_group.accounts_security_group.id]
    assign_public_ip = false
  }

  service_registries {
    registry_arn = aws_service_discovery_service.accounts_name.arn
  }

  lifecycle {
    ignore_changes = [desired_count]
  }
}

# aws.fargate (19 x 0.25 vCPU, 512 MiB arm64) realises service `addresses` for 136.97 $ a month; 24 of 31 other…
resource "aws_ecs_task_definition" "addresses" {
  family                   = "market-addresses"
  cpu                      = 256
  memory                   = 512
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  execution_role_arn       = aws_iam_role.addresses_execution_role.arn
  task_role_arn            = aws_iam_role.addresses_role.arn

  container_definitions = jsonencode([
    {
      name                   = "program"
      image                  = "${aws_ecr_repository.addresses_images.repository_url}:${var.release}"
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
          awslogs-group         = aws_cloudwatch_log_group.addresses_logs.name
          awslogs-region        = "eu-west-1"
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
          name  = "AWS_DEFAULT_REGION"
          value = "eu-west-1"
        },
        {
          name  = "NEXT_URL"
          value = "http://adverts.market.internal:8080"
        },
        {
          name  = "PORT"
          value = "8080"
        },
        {
          name  = "QUEUE_URL"
          value = aws_sqs_queue.accounts-events.url
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

# keeps the images of addresses
resource "aws_ecr_repository" "addresses_images" {
  name                 = "market-addresses"
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
resource "aws_ecr_lifecycle_policy" "addresses_images_lifecycle" {
  repository = aws_ecr_repository.addresses_images.name

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

# addresses runs with 19 to 57 tasks
resource "aws_appautoscaling_target" "addresses_scaling" {
  min_capacity       = 19
  max_capacity       = 57
  resource_id        = "service/${aws_ecs_cluster.shared_cluster.name}/${aws_ecs_service.addresses_service.name}"
  scalable_dimension = "ecs:service:DesiredCount"
  service_namespace  = "ecs"

  tags = {
    Name = "market-addresses-scaling"
  }
}

# tasks are added when more than 100 messages wait in accounts-events for each
resource "aws_appautoscaling_policy" "addresses_scaling_accounts_events" {
  name               = "market-addresses-accounts-events"
  policy_type        = "TargetTrackingScaling"
  resource_id        = aws_appautoscaling_target.addresses_scaling.resource_id
  scalable_dimension = aws_appautoscaling_target.addresses_scaling.scalable_dimension
  service_namespace  = aws_appautoscaling_target.addresses_scaling.service_namespace

  target_tracking_scaling_policy_configuration {
    target_value       = 100
    scale_in_cooldown  = 300
    scale_out_cooldown = 60

    customized_metric_specification {
      metrics {
        id          = "waiting"
        label       = "messages that wait"
        return_data = false

        metric_stat {
          stat = "Average"

          metric {
            namespace   = "AWS/SQS"
            metric_name = "ApproximateNumberOfMessagesVisible"

            dimensions {
              name  = "QueueName"
              value = aws_sqs_queue.accounts-events.name
            }
          }
        }
      }

      metrics {
        id          = "running"
        label       = "tasks that run"
        return_data = false

        metric_stat {
          stat = "Average"

          metric {
            namespace   = "ECS/ContainerInsights"
            metric_name = "RunningTaskCount"

            dimensions {
              name  = "ClusterName"
              value = aws_ecs_cluster.shared_cluster.name
            }

            dimensions {
              name  = "ServiceName"
              value = aws_ecs_service.addresses_service.name
            }
          }
        }
      }

      metrics {
        id          = "backlog"
        label       = "messages for each task"
        expression  = "waiting / running"
        return_data = true
      }
    }
  }
}

# tasks are added when more than 65% of the CPU are used
resource "aws_appautoscaling_policy" "addresses_scaling_cpu" {
  name               = "market-addresses-cpu"
  policy_type        = "TargetTrackingScaling"
  resource_id        = aws_appautoscaling_target.addresses_scaling.resource_id
  scalable_dimension = aws_appautoscaling_target.addresses_scaling.scalable_dimension
  service_namespace  = aws_appautoscaling_target.addresses_scaling.service_namespace

  target_tracking_scaling_policy_configuration {
    target_value       = 65
    scale_in_cooldown  = 300
    scale_out_cooldown = 60

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}

# keeps 19 tasks of addresses running
resource "aws_ecs_service" "addresses_service" {
  name                               = "market-addresses"
  cluster                            = aws_ecs_cluster.shared_cluster.arn
  task_definition                    = aws_ecs_task_definition.addresses.arn
  desired_count                      = 19
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
    security_groups  = [aws_security_group.addresses_security_group.id]
    assign_public_ip = false
  }

  service_registries {
    registry_arn = aws_service_discovery_service.addresses_name.arn
  }

  lifecycle {
    ignore_changes = [desired_count]
  }
}

# aws.fargate (5 x 0.5 vCPU, 1024 MiB arm64) realises service `adverts` for 72.09 $ a month; 22 of 31 others co…
resource "aws_ecs_task_definition" "adverts" {
  family                   = "market-adverts"
  cpu                      = 512
  memory                   = 1024
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  execution_role_arn       = aws_iam_role.adverts_execution_role.arn
  task_role_arn            = aws_iam_role.adverts_role.arn

  container_definitions = jsonencode([
    {
      name                   = "program"
      image                  = "${aws_ecr_repository.adverts_images.repository_url}:${var.release}"
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
          awslogs-group         = aws_cloudwatch_log_group.adverts_logs.name
          awslogs-region        = "eu-west-1"
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
          name  = "NEXT_URL"
          value = "http://audit.market.internal:8080"
        },
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

# keeps the images of adverts
resource "aws_ecr_repository" "adverts_images" {
  name                 = "market-adverts"
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
resource "aws_ecr_lifecycle_policy" "adverts_images_lifecycle" {
  repository = aws_ecr_repository.adverts_images.name

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

# adverts runs with 5 to 15 tasks
resource "aws_appautoscaling_target" "adverts_scaling" {
  min_capacity       = 5
  max_capacity       = 15
  resource_id        = "service/${aws_ecs_cluster.shared_cluster.name}/${aws_ecs_service.adverts_service.name}"
  scalable_dimension = "ecs:service:DesiredCount"
  service_namespace  = "ecs"

  tags = {
    Name = "market-adverts-scaling"
  }
}

# tasks are added when more than 65% of the CPU are used
resource "aws_appautoscaling_policy" "adverts_scaling_cpu" {
  name               = "market-adverts-cpu"
  policy_type        = "TargetTrackingScaling"
  resource_id        = aws_appautoscaling_target.adverts_scaling.resource_id
  scalable_dimension = aws_appautoscaling_target.adverts_scaling.scalable_dimension
  service_namespace  = aws_appautoscaling_target.adverts_scaling.service_namespace

  target_tracking_scaling_policy_configuration {
    target_value       = 65
    scale_in_cooldown  = 300
    scale_out_cooldown = 60

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}

# keeps 5 tasks of adverts running
resource "aws_ecs_service" "adverts_service" {
  name                               = "market-adverts"
  cluster                            = aws_ecs_cluster.shared_cluster.arn
  task_definition                    = aws_ecs_task_definition.adverts.arn
  desired_count                      = 5
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
    security_groups  = [aws_security_group.adverts_security_group.id]
    assign_public_ip = false
  }

  service_registries {
    registry_arn = aws_service_discovery_service.adverts_name.arn
  }

  lifecycle {
    ignore_changes = [desired_count]
  }
}

# aws.fargate (5 x 0.25 vCPU, 512 MiB arm64) realises service `audit` for 36.04 $ a month; 22 of 33 others coul…
resource "aws_ecs_task_definition" "audit" {
  family                   = "market-audit"
  cpu                      = 256
  memory                   = 512
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  execution_role_arn       = aws_iam_role.audit_execution_role.arn
  task_role_arn            = aws_iam_role.audit_role.arn

  container_definitions = jsonencode([
    {
      name                   = "program"
      image                  = "${aws_ecr_repository.audit_images.repository_url}:${var.release}"
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
          awslogs-group         = aws_cloudwatch_log_group.audit_logs.name
          awslogs-region        = "eu-west-1"
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
          name  = "AWS_DEFAULT_REGION"
          value = "eu-west-1"
        },
        {
          name  = "NEXT_URL"
          value = "http://baskets.market.internal:8080"
        },
        {
          name  = "PORT"
          value = "8080"
        },
        {
          name  = "QUEUE_URL"
          value = aws_sqs_queue.audit-events.url
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

# keeps the images of audit
resource "aws_ecr_repository" "audit_images" {
  name                 = "market-audit"
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
resource "aws_ecr_lifecycle_policy" "audit_images_lifecycle" {
  repository = aws_ecr_repository.audit_images.name

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

# audit runs with 5 to 15 tasks
resource "aws_appautoscaling_target" "audit_scaling" {
  min_capacity       = 5
  max_capacity       = 15
  resource_id        = "service/${aws_ecs_cluster.shared_cluster.name}/${aws_ecs_service.audit_service.name}"
  scalable_dimension = "ecs:service:DesiredCount"
  service_namespace  = "ecs"

  tags = {
    Name = "market-audit-scaling"
  }
}

# tasks are added when more than 65% of the CPU are used
resource "aws_appautoscaling_policy" "audit_scaling_cpu" {
  name               = "market-audit-cpu"
  policy_type        = "TargetTrackingScaling"
  resource_id        = aws_appautoscaling_target.audit_scaling.resource_id
  scalable_dimension = aws_appautoscaling_target.audit_scaling.scalable_dimension
  service_namespace  = aws_appautoscaling_target.audit_scaling.service_namespace

  target_tracking_scaling_policy_configuration {
    target_value       = 65
    scale_in_cooldown  = 300
    scale_out_cooldown = 60

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}

# keeps 5 tasks of audit running
resource "aws_ecs_service" "audit_service" {
  name                               = "market-audit"
  cluster                            = aws_ecs_cluster.shared_cluster.arn
  task_definition                    = aws_ecs_task_definition.audit.arn
  desired_count                      = 5
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
    security_groups  = [aws_security_group.audit_security_group.id]
    assign_public_ip = false
  }

  service_registries {
    registry_arn = aws_service_discovery_service.audit_name.arn
  }

  lifecycle {
    ignore_changes = [desired_count]
  }
}

# aws.fargate (7 x 0.25 vCPU, 512 MiB arm64) realises service `baskets` for 50.46 $ a month; 21 of 34 others co…
resource "aws_ecs_task_definition" "baskets" {
  family                   = "market-baskets"
  cpu                      = 256
  memory                   = 512
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  execution_role_arn       = aws_iam_role.baskets_execution_role.arn
  task_role_arn            = aws_iam_role.baskets_role.arn

  container_definitions = jsonencode([
    {
      name                   = "program"
      image                  = "${aws_ecr_repository.baskets_images.repository_url}:${var.release}"
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
          awslogs-group         = aws_cloudwatch_log_group.baskets_logs.name
          awslogs-region        = "eu-west-1"
          awslogs-stream-prefix = "program"
        }
      }
      secrets = [
        {
          name      = "DATABASE_URL"
          valueFrom = "${aws_secretsmanager_secret.baskets-db_connection.arn}:url::"
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
          value = "eu-west-1"
        },
        {
          name  = "PORT"
          value = "8080"
        },
        {
          name  = "QUEUE_URL"
          value = aws_sqs_queue.audit-events.url
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

# keeps the images of baskets
resource "aws_ecr_repository" "baskets_images" {
  name                 = "market-baskets"
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
resource "aws_ecr_lifecycle_policy" "baskets_images_lifecycle" {
  repository = aws_ecr_repository.baskets_images.name

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

# baskets runs with 7 to 21 tasks
resource "aws_appautoscaling_target" "baskets_scaling" {
  min_capacity       = 7
  max_capacity       = 21
  resource_id        = "service/${aws_ecs_cluster.shared_cluster.name}/${aws_ecs_service.baskets_service.name}"
  scalable_dimension = "ecs:service:DesiredCount"
  service_namespace  = "ecs"

  tags = {
    Name = "market-baskets-scaling"
  }
}

# tasks are added when more than 100 messages wait in audit-events for each
resource "aws_appautoscaling_policy" "baskets_scaling_audit_events" {
  name               = "market-baskets-audit-events"
  policy_type        = "TargetTrackingScaling"
  resource_id        = aws_appautoscaling_target.baskets_scaling.resource_id
  scalable_dimension = aws_appautoscaling_target.baskets_scaling.scalable_dimension
  service_namespace  = aws_appautoscaling_target.baskets_scaling.service_namespace

  target_tracking_scaling_policy_configuration {
    target_value       = 100
    scale_in_cooldown  = 300
    scale_out_cooldown = 60

    customized_metric_specification {
      metrics {
        id          = "waiting"
        label       = "messages that wait"
        return_data = false

        metric_stat {
          stat = "Average"

          metric {
            namespace   = "AWS/SQS"
            metric_name = "ApproximateNumberOfMessagesVisible"

            dimensions {
              name  = "QueueName"
              value = aws_sqs_queue.audit-events.name
            }
          }
        }
      }

      metrics {
        id          = "running"
        label       = "tasks that run"
        return_data = false

        metric_stat {
          stat = "Average"

          metric {
            namespace   = "ECS/ContainerInsights"
            metric_name = "RunningTaskCount"

            dimensions {
              name  = "ClusterName"
              value = aws_ecs_cluster.shared_cluster.name
            }

            dimensions {
              name  = "ServiceName"
              value = aws_ecs_service.baskets_service.name
            }
          }
        }
      }

      metrics {
        id          = "backlog"
        label       = "messages for each task"
        expression  = "waiting / running"
        return_data = true
      }
    }
  }
}

# tasks are added when more than 65% of the CPU are used
resource "aws_appautoscaling_policy" "baskets_scaling_cpu" {
  name               = "market-baskets-cpu"
  policy_type        = "TargetTrackingScaling"
  resource_id        = aws_appautoscaling_target.baskets_scaling.resource_id
  scalable_dimension = aws_appautoscaling_target.baskets_scaling.scalable_dimension
  service_namespace  = aws_appautoscaling_target.baskets_scaling.service_namespace

  target_tracking_scaling_policy_configuration {
    target_value       = 65
    scale_in_cooldown  = 300
    scale_out_cooldown = 60

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}

# keeps 7 tasks of baskets running
resource "aws_ecs_service" "baskets_service" {
  name                               = "market-baskets"
  cluster                            = aws_ecs_cluster.shared_cluster.arn
  task_definition                    = aws_ecs_task_definition.baskets.arn
  desired_count                      = 7
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
    security_groups  = [aws_security_group.baskets_security_group.id]
    assign_public_ip = false
  }

  service_registries {
    registry_arn = aws_service_discovery_service.baskets_name.arn
  }

  lifecycle {
    ignore_changes = [desired_count]
  }
}

# aws.fargate (13 x 0.25 vCPU, 512 MiB arm64) realises service `billing` for 93.71 $ a month; 22 of 31 others c…
resource "aws_ecs_task_definition" "billing" {
  family                   = "market-billing"
  cpu                      = 256
  memory                   = 512
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  execution_role_arn       = aws_iam_role.billing_execution_role.arn
  task_role_arn            = aws_iam_role.billing_role.arn

  container_definitions = jsonencode([
    {
      name                   = "program"
      image                  = "${aws_ecr_repository.billing_images.repository_url}:${var.release}"
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
          awslogs-group         = aws_cloudwatch_log_group.billing_logs.name
          awslogs-region        = "eu-west-1"
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
          name  = "NEXT_URL"
          value = "http://campaigns.market.internal:8080"
        },
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

# keeps the images of billing
resource "aws_ecr_repository" "billing_images" {
  name                 = "market-billing"
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
resource "aws_ecr_lifecycle_policy" "billing_images_lifecycle" {
  repository = aws_ecr_repository.billing_images.name

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

# billing runs with 13 to 39 tasks
resource "aws_appautoscaling_target" "billing_scaling" {
  min_capacity       = 13
  max_capacity       = 39
  resource_id        = "service/${aws_ecs_cluster.shared_cluster.name}/${aws_ecs_service.billing_service.name}"
  scalable_dimension = "ecs:service:DesiredCount"
  service_namespace  = "ecs"

  tags = {
    Name = "market-billing-scaling"
  }
}

# tasks are added when more than 65% of the CPU are used
resource "aws_appautoscaling_policy" "billing_scaling_cpu" {
  name               = "market-billing-cpu"
  policy_type        = "TargetTrackingScaling"
  resource_id        = aws_appautoscaling_target.billing_scaling.resource_id
  scalable_dimension = aws_appautoscaling_target.billing_scaling.scalable_dimension
  service_namespace  = aws_appautoscaling_target.billing_scaling.service_namespace

  target_tracking_scaling_policy_configuration {
    target_value       = 65
    scale_in_cooldown  = 300
    scale_out_cooldown = 60

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}

# keeps 13 tasks of billing running
resource "aws_ecs_service" "billing_service" {
  name                               = "market-billing"
  cluster                            = aws_ecs_cluster.shared_cluster.arn
  task_definition                    = aws_ecs_task_definition.billing.arn
  desired_count                      = 13
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
    security_groups  = [aws_security_group.billing_security_group.id]
    assign_public_ip = false
  }

  service_registries {
    registry_arn = aws_service_discovery_service.billing_name.arn
  }

  lifecycle {
    ignore_changes = [desired_count]
  }
}

# aws.fargate (7 x 0.25 vCPU, 512 MiB arm64) realises service `campaigns` for 50.46 $ a month; 21 of 34 others…
resource "aws_ecs_task_definition" "campaigns" {
  family                   = "market-campaigns"
  cpu                      = 256
  memory                   = 512
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  execution_role_arn       = aws_iam_role.campaigns_execution_role.arn
  task_role_arn            = aws_iam_role.campaigns_role.arn

  container_definitions = jsonencode([
    {
      name                   = "program"
      image                  = "${aws_ecr_repository.campaigns_images.repository_url}:${var.release}"
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
          awslogs-group         = aws_cloudwatch_log_group.campaigns_logs.name
          awslogs-region        = "eu-west-1"
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
          name  = "AWS_DEFAULT_REGION"
          value = "eu-west-1"
        },
        {
          name  = "NEXT_URL"
          value = "http://carriers.market.internal:8080"
        },
        {
          name  = "PORT"
          value = "8080"
        },
        {
          name  = "QUEUE_URL"
          value = aws_sqs_queue.campaigns-events.url
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

# keeps the images of campaigns
resource "aws_ecr_repository" "campaigns_images" {
  name                 = "market-campaigns"
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
resource "aws_ecr_lifecycle_policy" "campaigns_images_lifecycle" {
  repository = aws_ecr_repository.campaigns_images.name

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

# campaigns runs with 7 to 21 tasks
resource "aws_appautoscaling_target" "campaigns_scaling" {
  min_capacity       = 7
  max_capacity       = 21
  resource_id        = "service/${aws_ecs_cluster.shared_cluster.name}/${aws_ecs_service.campaigns_service.name}"
  scalable_dimension = "ecs:service:DesiredCount"
  service_namespace  = "ecs"

  tags = {
    Name = "market-campaigns-scaling"
  }
}

# tasks are added when more than 65% of the CPU are used
resource "aws_appautoscaling_policy" "campaigns_scaling_cpu" {
  name               = "market-campaigns-cpu"
  policy_type        = "TargetTrackingScaling"
  resource_id        = aws_appautoscaling_target.campaigns_scaling.resource_id
  scalable_dimension = aws_appautoscaling_target.campaigns_scaling.scalable_dimension
  service_namespace  = aws_appautoscaling_target.campaigns_scaling.service_namespace

  target_tracking_scaling_policy_configuration {
    target_value       = 65
    scale_in_cooldown  = 300
    scale_out_cooldown = 60

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}

# keeps 7 tasks of campaigns running
resource "aws_ecs_service" "campaigns_service" {
  name                               = "market-campaigns"
  cluster                            = aws_ecs_cluster.shared_cluster.arn
  task_definition                    = aws_ecs_task_definition.campaigns.arn
  desired_count                      = 7
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
    security_groups  = [aws_security_group.campaigns_security_group.id]
    assign_public_ip = false
  }

  service_registries {
    registry_arn = aws_service_discovery_service.campaigns_name.arn
  }

  lifecycle {
    ignore_changes = [desired_count]
  }
}

# aws.fargate (5 x 0.5 vCPU, 1024 MiB arm64) realises service `carriers` for 72.09 $ a month; 22 of 31 others c…
resource "aws_ecs_task_definition" "carriers" {
  family                   = "market-carriers"
  cpu                      = 512
  memory                   = 1024
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  execution_role_arn       = aws_iam_role.carriers_execution_role.arn
  task_role_arn            = aws_iam_role.carriers_role.arn

  container_definitions = jsonencode([
    {
      name                   = "program"
      image                  = "${aws_ecr_repository.carriers_images.repository_url}:${var.release}"
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
          awslogs-group         = aws_cloudwatch_log_group.carriers_logs.name
          awslogs-region        = "eu-west-1"
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
          name  = "AWS_DEFAULT_REGION"
          value = "eu-west-1"
        },
        {
          name  = "NEXT_URL"
          value = "http://catalogue.market.internal:8080"
        },
        {
          name  = "PORT"
          value = "8080"
        },
        {
          name  = "QUEUE_URL"
          value = aws_sqs_queue.campaigns-events.url
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

# keeps the images of carriers
resource "aws_ecr_repository" "carriers_images" {
  name                 = "market-carriers"
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
resource "aws_ecr_lifecycle_policy" "carriers_images_lifecycle" {
  repository = aws_ecr_repository.carriers_images.name

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

# carriers runs with 5 to 15 tasks
resource "aws_appautoscaling_target" "carriers_scaling" {
  min_capacity       = 5
  max_capacity       = 15
  resource_id        = "service/${aws_ecs_cluster.shared_cluster.name}/${aws_ecs_service.carriers_service.name}"
  scalable_dimension = "ecs:service:DesiredCount"
  service_namespace  = "ecs"

  tags = {
    Name = "market-carriers-scaling"
  }
}

# tasks are added when more than 100 messages wait in campaigns-events for each
resource "aws_appautoscaling_policy" "carriers_scaling_campaigns_events" {
  name               = "market-carriers-campaigns-events"
  policy_type        = "TargetTrackingScaling"
  resource_id        = aws_appautoscaling_target.carriers_scaling.resource_id
  scalable_dimension = aws_appautoscaling_target.carriers_scaling.scalable_dimension
  service_namespace  = aws_appautoscaling_target.carriers_scaling.service_namespace

  target_tracking_scaling_policy_configuration {
    target_value       = 100
    scale_in_cooldown  = 300
    scale_out_cooldown = 60

    customized_metric_specification {
      metrics {
        id          = "waiting"
        label       = "messages that wait"
        return_data = false

        metric_stat {
          stat = "Average"

          metric {
            namespace   = "AWS/SQS"
            metric_name = "ApproximateNumberOfMessagesVisible"

            dimensions {
              name  = "QueueName"
              value = aws_sqs_queue.campaigns-events.name
            }
          }
        }
      }

      metrics {
        id          = "running"
        label       = "tasks that run"
        return_data = false

        metric_stat {
          stat = "Average"

          metric {
            namespace   = "ECS/ContainerInsights"
            metric_name = "RunningTaskCount"

            dimensions {
              name  = "ClusterName"
              value = aws_ecs_cluster.shared_cluster.name
            }

            dimensions {
              name  = "ServiceName"
              value = aws_ecs_service.carriers_service.name
            }
          }
        }
      }

      metrics {
        id          = "backlog"
        label       = "messages for each task"
        expression  = "waiting / running"
        return_data = true
      }
    }
  }
}

# tasks are added when more than 65% of the CPU are used
resource "aws_appautoscaling_policy" "carriers_scaling_cpu" {
  name               = "market-carriers-cpu"
  policy_type        = "TargetTrackingScaling"
  resource_id        = aws_appautoscaling_target.carriers_scaling.resource_id
  scalable_dimension = aws_appautoscaling_target.carriers_scaling.scalable_dimension
  service_namespace  = aws_appautoscaling_target.carriers_scaling.service_namespace

  target_tracking_scaling_policy_configuration {
    target_value       = 65
    scale_in_cooldown  = 300
    scale_out_cooldown = 60

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}

# keeps 5 tasks of carriers running
resource "aws_ecs_service" "carriers_service" {
  name                               = "market-carriers"
  cluster                            = aws_ecs_cluster.shared_cluster.arn
  task_definition                    = aws_ecs_task_definition.carriers.arn
  desired_count                      = 5
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
    security_groups  = [aws_security_group.carriers_security_group.id]
    assign_public_ip = false
  }

  service_registries {
    registry_arn = aws_service_discovery_service.carriers_name.arn
  }

  lifecycle {
    ignore_changes = [desired_count]
  }
}

# aws.fargate (5 x 0.25 vCPU, 512 MiB arm64) realises service `catalogue` for 36.04 $ a month; 22 of 33 others…
resource "aws_ecs_task_definition" "catalogue" {
  family                   = "market-catalogue"
  cpu                      = 256
  memory                   = 512
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  execution_role_arn       = aws_iam_role.catalogue_execution_role.arn
  task_role_arn            = aws_iam_role.catalogue_role.arn

  container_definitions = jsonencode([
    {
      name                   = "program"
      image                  = "${aws_ecr_repository.catalogue_images.repository_url}:${var.release}"
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
          awslogs-group         = aws_cloudwatch_log_group.catalogue_logs.name
          awslogs-region        = "eu-west-1"
          awslogs-stream-prefix = "program"
        }
      }
      secrets = [
        {
          name      = "DATABASE_URL"
          valueFrom = "${aws_secretsmanager_secret.catalogue-db_connection.arn}:url::"
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
          name  = "NEXT_URL"
          value = "http://checkout.market.internal:8080"
        },
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

# keeps the images of catalogue
resource "aws_ecr_repository" "catalogue_images" {
  name                 = "market-catalogue"
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
resource "aws_ecr_lifecycle_policy" "catalogue_images_lifecycle" {
  repository = aws_ecr_repository.catalogue_images.name

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

# catalogue runs with 5 to 15 tasks
resource "aws_appautoscaling_target" "catalogue_scaling" {
  min_capacity       = 5
  max_capacity       = 15
  resource_id        = "service/${aws_ecs_cluster.shared_cluster.name}/${aws_ecs_service.catalogue_service.name}"
  scalable_dimension = "ecs:service:DesiredCount"
  service_namespace  = "ecs"

  tags = {
    Name = "market-catalogue-scaling"
  }
}

# tasks are added when more than 65% of the CPU are used
resource "aws_appautoscaling_policy" "catalogue_scaling_cpu" {
  name               = "market-catalogue-cpu"
  policy_type        = "TargetTrackingScaling"
  resource_id        = aws_appautoscaling_target.catalogue_scaling.resource_id
  scalable_dimension = aws_appautoscaling_target.catalogue_scaling.scalable_dimension
  service_namespace  = aws_appautoscaling_target.catalogue_scaling.service_namespace

  target_tracking_scaling_policy_configuration {
    target_value       = 65
    scale_in_cooldown  = 300
    scale_out_cooldown = 60

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}

# keeps 5 tasks of catalogue running
resource "aws_ecs_service" "catalogue_service" {
  name                               = "market-catalogue"
  cluster                            = aws_ecs_cluster.shared_cluster.arn
  task_definition                    = aws_ecs_task_definition.catalogue.arn
  desired_count                      = 5
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
    security_groups  = [aws_security_group.catalogue_security_group.id]
    assign_public_ip = false
  }

  service_registries {
    registry_arn = aws_service_discovery_service.catalogue_name.arn
  }

  lifecycle {
    ignore_changes = [desired_count]
  }
}

# aws.fargate (3 x 0.25 vCPU, 512 MiB arm64) realises service `checkout` for 21.63 $ a month; 23 of 37 others c…
resource "aws_ecs_task_definition" "checkout" {
  family                   = "market-checkout"
  cpu                      = 256
  memory                   = 512
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  execution_role_arn       = aws_iam_role.checkout_execution_role.arn
  task_role_arn            = aws_iam_role.checkout_role.arn

  container_definitions = jsonencode([
    {
      name                   = "program"
      image                  = "${aws_ecr_repository.checkout_images.repository_url}:${var.release}"
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
          awslogs-group         = aws_cloudwatch_log_group.checkout_logs.name
          awslogs-region        = "eu-west-1"
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
          name  = "AWS_DEFAULT_REGION"
          value = "eu-west-1"
        },
        {
          name  = "PORT"
          value = "8080"
        },
        {
          name  = "QUEUE_URL"
          value = aws_sqs_queue.checkout-events.url
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

# keeps the images of checkout
resource "aws_ecr_repository" "checkout_images" {
  name                 = "market-checkout"
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
resource "aws_ecr_lifecycle_policy" "checkout_images_lifecycle" {
  repository = aws_ecr_repository.checkout_images.name

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

# checkout runs with 3 to 9 tasks
resource "aws_appautoscaling_target" "checkout_scaling" {
  min_capacity       = 3
  max_capacity       = 9
  resource_id        = "service/${aws_ecs_cluster.shared_cluster.name}/${aws_ecs_service.checkout_service.name}"
  scalable_dimension = "ecs:service:DesiredCount"
  service_namespace  = "ecs"

  tags = {
    Name = "market-checkout-scaling"
  }
}

# tasks are added when more than 65% of the CPU are used
resource "aws_appautoscaling_policy" "checkout_scaling_cpu" {
  name               = "market-checkout-cpu"
  policy_type        = "TargetTrackingScaling"
  resource_id        = aws_appautoscaling_target.checkout_scaling.resource_id
  scalable_dimension = aws_appautoscaling_target.checkout_scaling.scalable_dimension
  service_namespace  = aws_appautoscaling_target.checkout_scaling.service_namespace

  target_tracking_scaling_policy_configuration {
    target_value       = 65
    scale_in_cooldown  = 300
    scale_out_cooldown = 60

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}

# keeps 3 tasks of checkout running
resource "aws_ecs_service" "checkout_service" {
  name                               = "market-checkout"
  cluster                            = aws_ecs_cluster.shared_cluster.arn
  task_definition                    = aws_ecs_task_definition.checkout.arn
  desired_count                      = 3
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
    security_groups  = [aws_security_group.checkout_security_group.id]
    assign_public_ip = false
  }

  service_registries {
    registry_arn = aws_service_discovery_service.checkout_name.arn
  }

  lifecycle {
    ignore_changes = [desired_count]
  }
}

# aws.fargate (13 x 0.25 vCPU, 512 MiB arm64) realises service `front` for 113.76 $ a month; 27 of 31 others co…
resource "aws_ecs_task_definition" "front" {
  family                   = "market-front"
  cpu                      = 256
  memory                   = 512
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  execution_role_arn       = aws_iam_role.front_execution_role.arn
  task_role_arn            = aws_iam_role.front_role.arn

  container_definitions = jsonencode([
    {
      name                   = "program"
      image                  = "${aws_ecr_repository.front_images.repository_url}:${var.release}"
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
          awslogs-group         = aws_cloudwatch_log_group.front_logs.name
          awslogs-region        = "eu-west-1"
          awslogs-stream-prefix = "program"
        }
      }
      secrets = [
        {
          name      = "REDIS_URL"
          valueFrom = "${aws_secretsmanager_secret.sessions_connection.arn}:url::"
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
          name  = "ACCOUNTS_URL"
          value = "http://accounts.market.internal:8080"
        },
        {
          name  = "BILLING_URL"
          value = "http://billing.market.internal:8080"
        },
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

# keeps the images of front
resource "aws_ecr_repository" "front_images" {
  name                 = "market-front"
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

# front runs with 13 to 39 tasks
resource "aws_appautoscaling_target" "front_scaling" {
  min_capacity       = 13
  max_capacity       = 39
  resource_id        = "service/${aws_ecs_cluster.shared_cluster.name}/${aws_ecs_service.front_service.name}"
  scalable_dimension = "ecs:service:DesiredCount"
  service_namespace  = "ecs"

  tags = {
    Name = "market-front-scaling"
  }
}

# tasks are added when more than 65% of the CPU are used
resource "aws_appautoscaling_policy" "front_scaling_cpu" {
  name               = "market-front-cpu"
  policy_type        = "TargetTrackingScaling"
  resource_id        = aws_appautoscaling_target.front_scaling.resource_id
  scalable_dimension = aws_appautoscaling_target.front_scaling.scalable_dimension
  service_namespace  = aws_appautoscaling_target.front_scaling.service_namespace

  target_tracking_scaling_policy_configuration {
    target_value       = 65
    scale_in_cooldown  = 300
    scale_out_cooldown = 60

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}

# keeps 13 tasks of front running
resource "aws_ecs_service" "front_service" {
  name                               = "market-front"
  cluster                            = aws_ecs_cluster.shared_cluster.arn
  task_definition                    = aws_ecs_task_definition.front.arn
  desired_count                      = 13
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
    security_groups  = [aws_security_group.front_security_group.id]
    assign_public_ip = false
  }

  load_balancer {
    target_group_arn = aws_lb_listener_rule.shared_load_balancer_to_front.action[0].target_group_arn
    container_name   = "program"
    container_port   = 8080
  }

  lifecycle {
    ignore_changes = [desired_count]
  }
}

# tasks run in a cluster
resource "aws_ecs_cluster" "shared_cluster" {
  name = "market"

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
