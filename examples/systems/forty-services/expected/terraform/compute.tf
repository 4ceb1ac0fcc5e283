# aws.fargate (7 x 0.5 vCPU, 1024 MiB arm64) realises service `accounts` for 100.92 $ a month; 4 of 22 others c…
resource "aws_ecs_task_definition" "accounts" {
  family                   = "bazaar-accounts"
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
          awslogs-region        = "us-east-1"
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
          value = "us-east-1"
        },
        {
          name  = "NEXT_URL"
          value = "http://addresses.bazaar.internal:8080"
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
  name                 = "bazaar-accounts"
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
    Name = "bazaar-accounts-scaling"
  }
}

# tasks are added when more than 65% of the CPU are used
resource "aws_appautoscaling_policy" "accounts_scaling_cpu" {
  name               = "bazaar-accounts-cpu"
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
  name                               = "bazaar-accounts"
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

# aws.fargate (19 x 0.25 vCPU, 512 MiB arm64) realises service `addresses` for 136.97 $ a month; 15 of 22 other…
resource "aws_ecs_task_definition" "addresses" {
  family                   = "bazaar-addresses"
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
          awslogs-region        = "us-east-1"
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
          value = "us-east-1"
        },
        {
          name  = "NEXT_URL"
          value = "http://adverts.bazaar.internal:8080"
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
  name                 = "bazaar-addresses"
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
    Name = "bazaar-addresses-scaling"
  }
}

# tasks are added when more than 100 messages wait in accounts-events for each
resource "aws_appautoscaling_policy" "addresses_scaling_accounts_events" {
  name               = "bazaar-addresses-accounts-events"
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
  name               = "bazaar-addresses-cpu"
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
  name                               = "bazaar-addresses"
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

# aws.fargate (5 x 0.5 vCPU, 1024 MiB arm64) realises service `adverts` for 72.09 $ a month; 13 of 22 others co…
resource "aws_ecs_task_definition" "adverts" {
  family                   = "bazaar-adverts"
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
          awslogs-region        = "us-east-1"
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
          value = "http://audit.bazaar.internal:8080"
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
  name                 = "bazaar-adverts"
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
    Name = "bazaar-adverts-scaling"
  }
}

# tasks are added when more than 65% of the CPU are used
resource "aws_appautoscaling_policy" "adverts_scaling_cpu" {
  name               = "bazaar-adverts-cpu"
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
  name                               = "bazaar-adverts"
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

# aws.fargate (5 x 0.25 vCPU, 512 MiB arm64) realises service `audit` for 36.04 $ a month; 12 of 23 others coul…
resource "aws_ecs_task_definition" "audit" {
  family                   = "bazaar-audit"
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
          awslogs-region        = "us-east-1"
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
          value = "us-east-1"
        },
        {
          name  = "NEXT_URL"
          value = "http://baskets.bazaar.internal:8080"
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
  name                 = "bazaar-audit"
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
    Name = "bazaar-audit-scaling"
  }
}

# tasks are added when more than 65% of the CPU are used
resource "aws_appautoscaling_policy" "audit_scaling_cpu" {
  name               = "bazaar-audit-cpu"
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
  name                               = "bazaar-audit"
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

# aws.fargate (7 x 0.25 vCPU, 512 MiB arm64) realises service `baskets` for 50.46 $ a month; 12 of 25 others co…
resource "aws_ecs_task_definition" "baskets" {
  family                   = "bazaar-baskets"
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
          awslogs-region        = "us-east-1"
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
          value = "us-east-1"
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
  name                 = "bazaar-baskets"
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
    Name = "bazaar-baskets-scaling"
  }
}

# tasks are added when more than 100 messages wait in audit-events for each
resource "aws_appautoscaling_policy" "baskets_scaling_audit_events" {
  name               = "bazaar-baskets-audit-events"
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
  name               = "bazaar-baskets-cpu"
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
  name                               = "bazaar-baskets"
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

# aws.fargate (13 x 0.25 vCPU, 512 MiB arm64) realises service `billing` for 93.71 $ a month; 10 of 22 others c…
resource "aws_ecs_task_definition" "billing" {
  family                   = "bazaar-billing"
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
          awslogs-region        = "us-east-1"
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
          value = "http://campaigns.bazaar.internal:8080"
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
  name                 = "bazaar-billing"
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
    Name = "bazaar-billing-scaling"
  }
}

# tasks are added when more than 65% of the CPU are used
resource "aws_appautoscaling_policy" "billing_scaling_cpu" {
  name               = "bazaar-billing-cpu"
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
  name                               = "bazaar-billing"
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

# aws.fargate (7 x 0.25 vCPU, 512 MiB arm64) realises service `campaigns` for 50.46 $ a month; 13 of 26 others…
resource "aws_ecs_task_definition" "campaigns" {
  family                   = "bazaar-campaigns"
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
          awslogs-region        = "us-east-1"
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
          value = "us-east-1"
        },
        {
          name  = "NEXT_URL"
          value = "http://carriers.bazaar.internal:8080"
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
  name                 = "bazaar-campaigns"
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
    Name = "bazaar-campaigns-scaling"
  }
}

# tasks are added when more than 65% of the CPU are used
resource "aws_appautoscaling_policy" "campaigns_scaling_cpu" {
  name               = "bazaar-campaigns-cpu"
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
  name                               = "bazaar-campaigns"
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

# aws.fargate (5 x 0.5 vCPU, 1024 MiB arm64) realises service `carriers` for 72.09 $ a month; 13 of 22 others c…
resource "aws_ecs_task_definition" "carriers" {
  family                   = "bazaar-carriers"
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
          awslogs-region        = "us-east-1"
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
          value = "us-east-1"
        },
        {
          name  = "NEXT_URL"
          value = "http://catalogue.bazaar.internal:8080"
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
  name                 = "bazaar-carriers"
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
    Name = "bazaar-carriers-scaling"
  }
}

# tasks are added when more than 100 messages wait in campaigns-events for each
resource "aws_appautoscaling_policy" "carriers_scaling_campaigns_events" {
  name               = "bazaar-carriers-campaigns-events"
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
  name               = "bazaar-carriers-cpu"
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
  name                               = "bazaar-carriers"
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

# aws.fargate (5 x 0.25 vCPU, 512 MiB arm64) realises service `catalogue` for 36.04 $ a month; 12 of 23 others…
resource "aws_ecs_task_definition" "catalogue" {
  family                   = "bazaar-catalogue"
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
          awslogs-region        = "us-east-1"
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
          value = "http://checkout.bazaar.internal:8080"
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
  name                 = "bazaar-catalogue"
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
    Name = "bazaar-catalogue-scaling"
  }
}

# tasks are added when more than 65% of the CPU are used
resource "aws_appautoscaling_policy" "catalogue_scaling_cpu" {
  name               = "bazaar-catalogue-cpu"
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
  name                               = "bazaar-catalogue"
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

# aws.fargate (3 x 0.25 vCPU, 512 MiB arm64) realises service `checkout` for 21.63 $ a month; 12 of 26 others c…
resource "aws_ecs_task_definition" "checkout" {
  family                   = "bazaar-checkout"
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
          awslogs-region        = "us-east-1"
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
          value = "us-east-1"
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
  name                 = "bazaar-checkout"
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
    Name = "bazaar-checkout-scaling"
  }
}

# tasks are added when more than 65% of the CPU are used
resource "aws_appautoscaling_policy" "checkout_scaling_cpu" {
  name               = "bazaar-checkout-cpu"
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
  name                               = "bazaar-checkout"
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

# aws.fargate (15 x 0.25 vCPU, 512 MiB arm64) realises service `coupons` for 108.13 $ a month; 8 of 18 others c…
resource "aws_ecs_task_definition" "coupons" {
  family                   = "bazaar-coupons"
  cpu                      = 256
  memory                   = 512
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  execution_role_arn       = aws_iam_role.coupons_execution_role.arn
  task_role_arn            = aws_iam_role.coupons_role.arn

  container_definitions = jsonencode([
    {
      name                   = "program"
      image                  = "${aws_ecr_repository.coupons_images.repository_url}:${var.release}"
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
          awslogs-group         = aws_cloudwatch_log_group.coupons_logs.name
          awslogs-region        = "us-east-1"
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
          value = "us-east-1"
        },
        {
          name  = "NEXT_URL"
          value = "http://delivery.bazaar.internal:8080"
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

# keeps the images of coupons
resource "aws_ecr_repository" "coupons_images" {
  name                 = "bazaar-coupons"
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
resource "aws_ecr_lifecycle_policy" "coupons_images_lifecycle" {
  repository = aws_ecr_repository.coupons_images.name

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

# coupons runs with 15 to 45 tasks
resource "aws_appautoscaling_target" "coupons_scaling" {
  min_capacity       = 15
  max_capacity       = 45
  resource_id        = "service/${aws_ecs_cluster.shared_cluster.name}/${aws_ecs_service.coupons_service.name}"
  scalable_dimension = "ecs:service:DesiredCount"
  service_namespace  = "ecs"

  tags = {
    Name = "bazaar-coupons-scaling"
  }
}

# tasks are added when more than 100 messages wait in checkout-events for each
resource "aws_appautoscaling_policy" "coupons_scaling_checkout_events" {
  name               = "bazaar-coupons-checkout-events"
  policy_type        = "TargetTrackingScaling"
  resource_id        = aws_appautoscaling_target.coupons_scaling.resource_id
  scalable_dimension = aws_appautoscaling_target.coupons_scaling.scalable_dimension
  service_namespace  = aws_appautoscaling_target.coupons_scaling.service_namespace

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
              value = aws_sqs_queue.checkout-events.name
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
              value = aws_ecs_service.coupons_service.name
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
resource "aws_appautoscaling_policy" "coupons_scaling_cpu" {
  name               = "bazaar-coupons-cpu"
  policy_type        = "TargetTrackingScaling"
  resource_id        = aws_appautoscaling_target.coupons_scaling.resource_id
  scalable_dimension = aws_appautoscaling_target.coupons_scaling.scalable_dimension
  service_namespace  = aws_appautoscaling_target.coupons_scaling.service_namespace

  target_tracking_scaling_policy_configuration {
    target_value       = 65
    scale_in_cooldown  = 300
    scale_out_cooldown = 60

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}

# keeps 15 tasks of coupons running
resource "aws_ecs_service" "coupons_service" {
  name                               = "bazaar-coupons"
  cluster                            = aws_ecs_cluster.shared_cluster.arn
  task_definition                    = aws_ecs_task_definition.coupons.arn
  desired_count                      = 15
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
    security_groups  = [aws_security_group.coupons_security_group.id]
    assign_public_ip = false
  }

  service_registries {
    registry_arn = aws_service_discovery_service.coupons_name.arn
  }

  lifecycle {
    ignore_changes = [desired_count]
  }
}

# aws.fargate (2 x 1 vCPU, 2048 MiB arm64) realises service `delivery` for 57.67 $ a month; 11 of 22 others cou…
resource "aws_ecs_task_definition" "delivery" {
  family                   = "bazaar-delivery"
  cpu                      = 1024
  memory                   = 2048
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  execution_role_arn       = aws_iam_role.delivery_execution_role.arn
  task_role_arn            = aws_iam_role.delivery_role.arn

  container_definitions = jsonencode([
    {
      name                   = "program"
      image                  = "${aws_ecr_repository.delivery_images.repository_url}:${var.release}"
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
          awslogs-group         = aws_cloudwatch_log_group.delivery_logs.name
          awslogs-region        = "us-east-1"
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
          value = "http://discounts.bazaar.internal:8080"
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

# keeps the images of delivery
resource "aws_ecr_repository" "delivery_images" {
  name                 = "bazaar-delivery"
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
resource "aws_ecr_lifecycle_policy" "delivery_images_lifecycle" {
  repository = aws_ecr_repository.delivery_images.name

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

# delivery runs with 2 to 6 tasks
resource "aws_appautoscaling_target" "delivery_scaling" {
  min_capacity       = 2
  max_capacity       = 6
  resource_id        = "service/${aws_ecs_cluster.shared_cluster.name}/${aws_ecs_service.delivery_service.name}"
  scalable_dimension = "ecs:service:DesiredCount"
  service_namespace  = "ecs"

  tags = {
    Name = "bazaar-delivery-scaling"
  }
}

# tasks are added when more than 65% of the CPU are used
resource "aws_appautoscaling_policy" "delivery_scaling_cpu" {
  name               = "bazaar-delivery-cpu"
  policy_type        = "TargetTrackingScaling"
  resource_id        = aws_appautoscaling_target.delivery_scaling.resource_id
  scalable_dimension = aws_appautoscaling_target.delivery_scaling.scalable_dimension
  service_namespace  = aws_appautoscaling_target.delivery_scaling.service_namespace

  target_tracking_scaling_policy_configuration {
    target_value       = 65
    scale_in_cooldown  = 300
    scale_out_cooldown = 60

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}

# keeps 2 tasks of delivery running
resource "aws_ecs_service" "delivery_service" {
  name                               = "bazaar-delivery"
  cluster                            = aws_ecs_cluster.shared_cluster.arn
  task_definition                    = aws_ecs_task_definition.delivery.arn
  desired_count                      = 2
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
    security_groups  = [aws_security_group.delivery_security_group.id]
    assign_public_ip = false
  }

  service_registries {
    registry_arn = aws_service_discovery_service.delivery_name.arn
  }

  lifecycle {
    ignore_changes = [desired_count]
  }
}

# aws.fargate (2 x 0.5 vCPU, 1024 MiB arm64) realises service `discounts` for 28.84 $ a month; 9 of 22 others c…
resource "aws_ecs_task_definition" "discounts" {
  family                   = "bazaar-discounts"
  cpu                      = 512
  memory                   = 1024
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  execution_role_arn       = aws_iam_role.discounts_execution_role.arn
  task_role_arn            = aws_iam_role.discounts_role.arn

  container_definitions = jsonencode([
    {
      name                   = "program"
      image                  = "${aws_ecr_repository.discounts_images.repository_url}:${var.release}"
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
          awslogs-group         = aws_cloudwatch_log_group.discounts_logs.name
          awslogs-region        = "us-east-1"
          awslogs-stream-prefix = "program"
        }
      }
      secrets = [
        {
          name      = "DATABASE_URL"
          valueFrom = "${aws_secretsmanager_secret.discounts-db_connection.arn}:url::"
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
          value = "us-east-1"
        },
        {
          name  = "NEXT_URL"
          value = "http://exchange.bazaar.internal:8080"
        },
        {
          name  = "PORT"
          value = "8080"
        },
        {
          name  = "QUEUE_URL"
          value = aws_sqs_queue.discounts-events.url
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

# keeps the images of discounts
resource "aws_ecr_repository" "discounts_images" {
  name                 = "bazaar-discounts"
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
resource "aws_ecr_lifecycle_policy" "discounts_images_lifecycle" {
  repository = aws_ecr_repository.discounts_images.name

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

# discounts runs with 2 to 6 tasks
resource "aws_appautoscaling_target" "discounts_scaling" {
  min_capacity       = 2
  max_capacity       = 6
  resource_id        = "service/${aws_ecs_cluster.shared_cluster.name}/${aws_ecs_service.discounts_service.name}"
  scalable_dimension = "ecs:service:DesiredCount"
  service_namespace  = "ecs"

  tags = {
    Name = "bazaar-discounts-scaling"
  }
}

# tasks are added when more than 65% of the CPU are used
resource "aws_appautoscaling_policy" "discounts_scaling_cpu" {
  name               = "bazaar-discounts-cpu"
  policy_type        = "TargetTrackingScaling"
  resource_id        = aws_appautoscaling_target.discounts_scaling.resource_id
  scalable_dimension = aws_appautoscaling_target.discounts_scaling.scalable_dimension
  service_namespace  = aws_appautoscaling_target.discounts_scaling.service_namespace

  target_tracking_scaling_policy_configuration {
    target_value       = 65
    scale_in_cooldown  = 300
    scale_out_cooldown = 60

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}

# keeps 2 tasks of discounts running
resource "aws_ecs_service" "discounts_service" {
  name                               = "bazaar-discounts"
  cluster                            = aws_ecs_cluster.shared_cluster.arn
  task_definition                    = aws_ecs_task_definition.discounts.arn
  desired_count                      = 2
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
    security_groups  = [aws_security_group.discounts_security_group.id]
    assign_public_ip = false
  }

  service_registries {
    registry_arn = aws_service_discovery_service.discounts_name.arn
  }

  lifecycle {
    ignore_changes = [desired_count]
  }
}

# aws.fargate (3 x 0.5 vCPU, 1024 MiB arm64) realises service `exchange` for 43.25 $ a month; 14 of 27 others c…
resource "aws_ecs_task_definition" "exchange" {
  family                   = "bazaar-exchange"
  cpu                      = 512
  memory                   = 1024
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  execution_role_arn       = aws_iam_role.exchange_execution_role.arn
  task_role_arn            = aws_iam_role.exchange_role.arn

  container_definitions = jsonencode([
    {
      name                   = "program"
      image                  = "${aws_ecr_repository.exchange_images.repository_url}:${var.release}"
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
          awslogs-group         = aws_cloudwatch_log_group.exchange_logs.name
          awslogs-region        = "us-east-1"
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
          value = "us-east-1"
        },
        {
          name  = "NEXT_URL"
          value = "http://fraud.bazaar.internal:8080"
        },
        {
          name  = "PORT"
          value = "8080"
        },
        {
          name  = "QUEUE_URL"
          value = aws_sqs_queue.discounts-events.url
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

# keeps the images of exchange
resource "aws_ecr_repository" "exchange_images" {
  name                 = "bazaar-exchange"
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
resource "aws_ecr_lifecycle_policy" "exchange_images_lifecycle" {
  repository = aws_ecr_repository.exchange_images.name

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

# exchange runs with 3 to 9 tasks
resource "aws_appautoscaling_target" "exchange_scaling" {
  min_capacity       = 3
  max_capacity       = 9
  resource_id        = "service/${aws_ecs_cluster.shared_cluster.name}/${aws_ecs_service.exchange_service.name}"
  scalable_dimension = "ecs:service:DesiredCount"
  service_namespace  = "ecs"

  tags = {
    Name = "bazaar-exchange-scaling"
  }
}

# tasks are added when more than 65% of the CPU are used
resource "aws_appautoscaling_policy" "exchange_scaling_cpu" {
  name               = "bazaar-exchange-cpu"
  policy_type        = "TargetTrackingScaling"
  resource_id        = aws_appautoscaling_target.exchange_scaling.resource_id
  scalable_dimension = aws_appautoscaling_target.exchange_scaling.scalable_dimension
  service_namespace  = aws_appautoscaling_target.exchange_scaling.service_namespace

  target_tracking_scaling_policy_configuration {
    target_value       = 65
    scale_in_cooldown  = 300
    scale_out_cooldown = 60

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}

# tasks are added when more than 100 messages wait in discounts-events for each
resource "aws_appautoscaling_policy" "exchange_scaling_discounts_events" {
  name               = "bazaar-exchange-discounts-events"
  policy_type        = "TargetTrackingScaling"
  resource_id        = aws_appautoscaling_target.exchange_scaling.resource_id
  scalable_dimension = aws_appautoscaling_target.exchange_scaling.scalable_dimension
  service_namespace  = aws_appautoscaling_target.exchange_scaling.service_namespace

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
              value = aws_sqs_queue.discounts-events.name
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
              value = aws_ecs_service.exchange_service.name
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

# keeps 3 tasks of exchange running
resource "aws_ecs_service" "exchange_service" {
  name                               = "bazaar-exchange"
  cluster                            = aws_ecs_cluster.shared_cluster.arn
  task_definition                    = aws_ecs_task_definition.exchange.arn
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
    security_groups  = [aws_security_group.exchange_security_group.id]
    assign_public_ip = false
  }

  service_registries {
    registry_arn = aws_service_discovery_service.exchange_name.arn
  }

  lifecycle {
    ignore_changes = [desired_count]
  }
}

# aws.fargate (3 x 0.25 vCPU, 512 MiB arm64) realises service `fraud` for 21.63 $ a month; 13 of 27 others coul…
resource "aws_ecs_task_definition" "fraud" {
  family                   = "bazaar-fraud"
  cpu                      = 256
  memory                   = 512
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  execution_role_arn       = aws_iam_role.fraud_execution_role.arn
  task_role_arn            = aws_iam_role.fraud_role.arn

  container_definitions = jsonencode([
    {
      name                   = "program"
      image                  = "${aws_ecr_repository.fraud_images.repository_url}:${var.release}"
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
          awslogs-group         = aws_cloudwatch_log_group.fraud_logs.name
          awslogs-region        = "us-east-1"
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

# keeps the images of fraud
resource "aws_ecr_repository" "fraud_images" {
  name                 = "bazaar-fraud"
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
resource "aws_ecr_lifecycle_policy" "fraud_images_lifecycle" {
  repository = aws_ecr_repository.fraud_images.name

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

# fraud runs with 3 to 9 tasks
resource "aws_appautoscaling_target" "fraud_scaling" {
  min_capacity       = 3
  max_capacity       = 9
  resource_id        = "service/${aws_ecs_cluster.shared_cluster.name}/${aws_ecs_service.fraud_service.name}"
  scalable_dimension = "ecs:service:DesiredCount"
  service_namespace  = "ecs"

  tags = {
    Name = "bazaar-fraud-scaling"
  }
}

# tasks are added when more than 65% of the CPU are used
resource "aws_appautoscaling_policy" "fraud_scaling_cpu" {
  name               = "bazaar-fraud-cpu"
  policy_type        = "TargetTrackingScaling"
  resource_id        = aws_appautoscaling_target.fraud_scaling.resource_id
  scalable_dimension = aws_appautoscaling_target.fraud_scaling.scalable_dimension
  service_namespace  = aws_appautoscaling_target.fraud_scaling.service_namespace

  target_tracking_scaling_policy_configuration {
    target_value       = 65
    scale_in_cooldown  = 300
    scale_out_cooldown = 60

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}

# keeps 3 tasks of fraud running
resource "aws_ecs_service" "fraud_service" {
  name                               = "bazaar-fraud"
  cluster                            = aws_ecs_cluster.shared_cluster.arn
  task_definition                    = aws_ecs_task_definition.fraud.arn
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
    security_groups  = [aws_security_group.fraud_security_group.id]
    assign_public_ip = false
  }

  service_registries {
    registry_arn = aws_service_discovery_service.fraud_name.arn
  }

  lifecycle {
    ignore_changes = [desired_count]
  }
}

# aws.fargate (13 x 0.25 vCPU, 512 MiB arm64) realises service `front` for 113.76 $ a month; 15 of 19 others co…
resource "aws_ecs_task_definition" "front" {
  family                   = "bazaar-front"
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
          awslogs-region        = "us-east-1"
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
          value = "http://accounts.bazaar.internal:8080"
        },
        {
          name  = "BILLING_URL"
          value = "http://billing.bazaar.internal:8080"
        },
        {
          name  = "COUPONS_URL"
          value = "http://coupons.bazaar.internal:8080"
        },
        {
          name  = "GIFTS_URL"
          value = "http://gifts.bazaar.internal:8080"
        },
        {
          name  = "MEDIA_URL"
          value = "http://media.bazaar.internal:8080"
        },
        {
          name  = "PORT"
          value = "8080"
        },
        {
          name  = "PRICES_URL"
          value = "http://prices.bazaar.internal:8080"
        },
        {
          name  = "RECOMMEND_URL"
          value = "http://recommend.bazaar.internal:8080"
        },
        {
          name  = "SHIPPING_URL"
          value = "http://shipping.bazaar.internal:8080"
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
  name                 = "bazaar-front"
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
    Name = "bazaar-front-scaling"
  }
}

# tasks are added when more than 65% of the CPU are used
resource "aws_appautoscaling_policy" "front_scaling_cpu" {
  name               = "bazaar-front-cpu"
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
  name                               = "bazaar-front"
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

# aws.fargate (13 x 0.25 vCPU, 512 MiB arm64) realises service `gifts` for 93.71 $ a month; 10 of 22 others cou…
resource "aws_ecs_task_definition" "gifts" {
  family                   = "bazaar-gifts"
  cpu                      = 256
  memory                   = 512
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  execution_role_arn       = aws_iam_role.gifts_execution_role.arn
  task_role_arn            = aws_iam_role.gifts_role.arn

  container_definitions = jsonencode([
    {
      name                   = "program"
      image                  = "${aws_ecr_repository.gifts_images.repository_url}:${var.release}"
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
          awslogs-group         = aws_cloudwatch_log_group.gifts_logs.name
          awslogs-region        = "us-east-1"
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
          value = "us-east-1"
        },
        {
          name  = "NEXT_URL"
          value = "http://images.bazaar.internal:8080"
        },
        {
          name  = "PORT"
          value = "8080"
        },
        {
          name  = "QUEUE_URL"
          value = aws_sqs_queue.gifts-events.url
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

# keeps the images of gifts
resource "aws_ecr_repository" "gifts_images" {
  name                 = "bazaar-gifts"
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
resource "aws_ecr_lifecycle_policy" "gifts_images_lifecycle" {
  repository = aws_ecr_repository.gifts_images.name

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

# gifts runs with 13 to 39 tasks
resource "aws_appautoscaling_target" "gifts_scaling" {
  min_capacity       = 13
  max_capacity       = 39
  resource_id        = "service/${aws_ecs_cluster.shared_cluster.name}/${aws_ecs_service.gifts_service.name}"
  scalable_dimension = "ecs:service:DesiredCount"
  service_namespace  = "ecs"

  tags = {
    Name = "bazaar-gifts-scaling"
  }
}

# tasks are added when more than 65% of the CPU are used
resource "aws_appautoscaling_policy" "gifts_scaling_cpu" {
  name               = "bazaar-gifts-cpu"
  policy_type        = "TargetTrackingScaling"
  resource_id        = aws_appautoscaling_target.gifts_scaling.resource_id
  scalable_dimension = aws_appautoscaling_target.gifts_scaling.scalable_dimension
  service_namespace  = aws_appautoscaling_target.gifts_scaling.service_namespace

  target_tracking_scaling_policy_configuration {
    target_value       = 65
    scale_in_cooldown  = 300
    scale_out_cooldown = 60

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}

# keeps 13 tasks of gifts running
resource "aws_ecs_service" "gifts_service" {
  name                               = "bazaar-gifts"
  cluster                            = aws_ecs_cluster.shared_cluster.arn
  task_definition                    = aws_ecs_task_definition.gifts.arn
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
    security_groups  = [aws_security_group.gifts_security_group.id]
    assign_public_ip = false
  }

  service_registries {
    registry_arn = aws_service_discovery_service.gifts_name.arn
  }

  lifecycle {
    ignore_changes = [desired_count]
  }
}

# aws.fargate (5 x 1 vCPU, 2048 MiB arm64) realises service `images` for 144.18 $ a month; 7 of 22 others could…
resource "aws_ecs_task_definition" "images" {
  family                   = "bazaar-images"
  cpu                      = 1024
  memory                   = 2048
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  execution_role_arn       = aws_iam_role.images_execution_role.arn
  task_role_arn            = aws_iam_role.images_role.arn

  container_definitions = jsonencode([
    {
      name                   = "program"
      image                  = "${aws_ecr_repository.images_images.repository_url}:${var.release}"
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
          awslogs-group         = aws_cloudwatch_log_group.images_logs.name
          awslogs-region        = "us-east-1"
          awslogs-stream-prefix = "program"
        }
      }
      secrets = [
        {
          name      = "DATABASE_URL"
          valueFrom = "${aws_secretsmanager_secret.images-db_connection.arn}:url::"
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
          value = "us-east-1"
        },
        {
          name  = "NEXT_URL"
          value = "http://invoices.bazaar.internal:8080"
        },
        {
          name  = "PORT"
          value = "8080"
        },
        {
          name  = "QUEUE_URL"
          value = aws_sqs_queue.gifts-events.url
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

# keeps the images of images
resource "aws_ecr_repository" "images_images" {
  name                 = "bazaar-images"
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
resource "aws_ecr_lifecycle_policy" "images_images_lifecycle" {
  repository = aws_ecr_repository.images_images.name

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

# images runs with 5 to 15 tasks
resource "aws_appautoscaling_target" "images_scaling" {
  min_capacity       = 5
  max_capacity       = 15
  resource_id        = "service/${aws_ecs_cluster.shared_cluster.name}/${aws_ecs_service.images_service.name}"
  scalable_dimension = "ecs:service:DesiredCount"
  service_namespace  = "ecs"

  tags = {
    Name = "bazaar-images-scaling"
  }
}

# tasks are added when more than 65% of the CPU are used
resource "aws_appautoscaling_policy" "images_scaling_cpu" {
  name               = "bazaar-images-cpu"
  policy_type        = "TargetTrackingScaling"
  resource_id        = aws_appautoscaling_target.images_scaling.resource_id
  scalable_dimension = aws_appautoscaling_target.images_scaling.scalable_dimension
  service_namespace  = aws_appautoscaling_target.images_scaling.service_namespace

  target_tracking_scaling_policy_configuration {
    target_value       = 65
    scale_in_cooldown  = 300
    scale_out_cooldown = 60

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}

# tasks are added when more than 100 messages wait in gifts-events for each
resource "aws_appautoscaling_policy" "images_scaling_gifts_events" {
  name               = "bazaar-images-gifts-events"
  policy_type        = "TargetTrackingScaling"
  resource_id        = aws_appautoscaling_target.images_scaling.resource_id
  scalable_dimension = aws_appautoscaling_target.images_scaling.scalable_dimension
  service_namespace  = aws_appautoscaling_target.images_scaling.service_namespace

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
              value = aws_sqs_queue.gifts-events.name
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
              value = aws_ecs_service.images_service.name
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

# keeps 5 tasks of images running
resource "aws_ecs_service" "images_service" {
  name                               = "bazaar-images"
  cluster                            = aws_ecs_cluster.shared_cluster.arn
  task_definition                    = aws_ecs_task_definition.images.arn
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
    security_groups  = [aws_security_group.images_security_group.id]
    assign_public_ip = false
  }

  service_registries {
    registry_arn = aws_service_discovery_service.images_name.arn
  }

  lifecycle {
    ignore_changes = [desired_count]
  }
}

# aws.fargate (5 x 0.5 vCPU, 1024 MiB arm64) realises service `invoices` for 72.09 $ a month; 13 of 22 others c…
resource "aws_ecs_task_definition" "invoices" {
  family                   = "bazaar-invoices"
  cpu                      = 512
  memory                   = 1024
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  execution_role_arn       = aws_iam_role.invoices_execution_role.arn
  task_role_arn            = aws_iam_role.invoices_role.arn

  container_definitions = jsonencode([
    {
      name                   = "program"
      image                  = "${aws_ecr_repository.invoices_images.repository_url}:${var.release}"
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
          awslogs-group         = aws_cloudwatch_log_group.invoices_logs.name
          awslogs-region        = "us-east-1"
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
          value = "http://loyalty.bazaar.internal:8080"
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

# keeps the images of invoices
resource "aws_ecr_repository" "invoices_images" {
  name                 = "bazaar-invoices"
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
resource "aws_ecr_lifecycle_policy" "invoices_images_lifecycle" {
  repository = aws_ecr_repository.invoices_images.name

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

# invoices runs with 5 to 15 tasks
resource "aws_appautoscaling_target" "invoices_scaling" {
  min_capacity       = 5
  max_capacity       = 15
  resource_id        = "service/${aws_ecs_cluster.shared_cluster.name}/${aws_ecs_service.invoices_service.name}"
  scalable_dimension = "ecs:service:DesiredCount"
  service_namespace  = "ecs"

  tags = {
    Name = "bazaar-invoices-scaling"
  }
}

# tasks are added when more than 65% of the CPU are used
resource "aws_appautoscaling_policy" "invoices_scaling_cpu" {
  name               = "bazaar-invoices-cpu"
  policy_type        = "TargetTrackingScaling"
  resource_id        = aws_appautoscaling_target.invoices_scaling.resource_id
  scalable_dimension = aws_appautoscaling_target.invoices_scaling.scalable_dimension
  service_namespace  = aws_appautoscaling_target.invoices_scaling.service_namespace

  target_tracking_scaling_policy_configuration {
    target_value       = 65
    scale_in_cooldown  = 300
    scale_out_cooldown = 60

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}

# keeps 5 tasks of invoices running
resource "aws_ecs_service" "invoices_service" {
  name                               = "bazaar-invoices"
  cluster                            = aws_ecs_cluster.shared_cluster.arn
  task_definition                    = aws_ecs_task_definition.invoices.arn
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
    security_groups  = [aws_security_group.invoices_security_group.id]
    assign_public_ip = false
  }

  service_registries {
    registry_arn = aws_service_discovery_service.invoices_name.arn
  }

  lifecycle {
    ignore_changes = [desired_count]
  }
}

# aws.fargate (5 x 0.25 vCPU, 512 MiB arm64) realises service `loyalty` for 36.04 $ a month; 12 of 23 others co…
resource "aws_ecs_task_definition" "loyalty" {
  family                   = "bazaar-loyalty"
  cpu                      = 256
  memory                   = 512
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  execution_role_arn       = aws_iam_role.loyalty_execution_role.arn
  task_role_arn            = aws_iam_role.loyalty_role.arn

  container_definitions = jsonencode([
    {
      name                   = "program"
      image                  = "${aws_ecr_repository.loyalty_images.repository_url}:${var.release}"
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
          awslogs-group         = aws_cloudwatch_log_group.loyalty_logs.name
          awslogs-region        = "us-east-1"
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
          value = "us-east-1"
        },
        {
          name  = "NEXT_URL"
          value = "http://mailing.bazaar.internal:8080"
        },
        {
          name  = "PORT"
          value = "8080"
        },
        {
          name  = "QUEUE_URL"
          value = aws_sqs_queue.loyalty-events.url
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

# keeps the images of loyalty
resource "aws_ecr_repository" "loyalty_images" {
  name                 = "bazaar-loyalty"
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
resource "aws_ecr_lifecycle_policy" "loyalty_images_lifecycle" {
  repository = aws_ecr_repository.loyalty_images.name

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

# loyalty runs with 5 to 15 tasks
resource "aws_appautoscaling_target" "loyalty_scaling" {
  min_capacity       = 5
  max_capacity       = 15
  resource_id        = "service/${aws_ecs_cluster.shared_cluster.name}/${aws_ecs_service.loyalty_service.name}"
  scalable_dimension = "ecs:service:DesiredCount"
  service_namespace  = "ecs"

  tags = {
    Name = "bazaar-loyalty-scaling"
  }
}

# tasks are added when more than 65% of the CPU are used
resource "aws_appautoscaling_policy" "loyalty_scaling_cpu" {
  name               = "bazaar-loyalty-cpu"
  policy_type        = "TargetTrackingScaling"
  resource_id        = aws_appautoscaling_target.loyalty_scaling.resource_id
  scalable_dimension = aws_appautoscaling_target.loyalty_scaling.scalable_dimension
  service_namespace  = aws_appautoscaling_target.loyalty_scaling.service_namespace

  target_tracking_scaling_policy_configuration {
    target_value       = 65
    scale_in_cooldown  = 300
    scale_out_cooldown = 60

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}

# keeps 5 tasks of loyalty running
resource "aws_ecs_service" "loyalty_service" {
  name                               = "bazaar-loyalty"
  cluster                            = aws_ecs_cluster.shared_cluster.arn
  task_definition                    = aws_ecs_task_definition.loyalty.arn
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
    security_groups  = [aws_security_group.loyalty_security_group.id]
    assign_public_ip = false
  }

  service_registries {
    registry_arn = aws_service_discovery_service.loyalty_name.arn
  }

  lifecycle {
    ignore_changes = [desired_count]
  }
}

# aws.fargate (7 x 0.25 vCPU, 512 MiB arm64) realises service `mailing` for 50.46 $ a month; 11 of 23 others co…
resource "aws_ecs_task_definition" "mailing" {
  family                   = "bazaar-mailing"
  cpu                      = 256
  memory                   = 512
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  execution_role_arn       = aws_iam_role.mailing_execution_role.arn
  task_role_arn            = aws_iam_role.mailing_role.arn

  container_definitions = jsonencode([
    {
      name                   = "program"
      image                  = "${aws_ecr_repository.mailing_images.repository_url}:${var.release}"
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
          awslogs-group         = aws_cloudwatch_log_group.mailing_logs.name
          awslogs-region        = "us-east-1"
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
          value = "us-east-1"
        },
        {
          name  = "PORT"
          value = "8080"
        },
        {
          name  = "QUEUE_URL"
          value = aws_sqs_queue.loyalty-events.url
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

# keeps the images of mailing
resource "aws_ecr_repository" "mailing_images" {
  name                 = "bazaar-mailing"
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
resource "aws_ecr_lifecycle_policy" "mailing_images_lifecycle" {
  repository = aws_ecr_repository.mailing_images.name

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

# mailing runs with 7 to 21 tasks
resource "aws_appautoscaling_target" "mailing_scaling" {
  min_capacity       = 7
  max_capacity       = 21
  resource_id        = "service/${aws_ecs_cluster.shared_cluster.name}/${aws_ecs_service.mailing_service.name}"
  scalable_dimension = "ecs:service:DesiredCount"
  service_namespace  = "ecs"

  tags = {
    Name = "bazaar-mailing-scaling"
  }
}

# tasks are added when more than 65% of the CPU are used
resource "aws_appautoscaling_policy" "mailing_scaling_cpu" {
  name               = "bazaar-mailing-cpu"
  policy_type        = "TargetTrackingScaling"
  resource_id        = aws_appautoscaling_target.mailing_scaling.resource_id
  scalable_dimension = aws_appautoscaling_target.mailing_scaling.scalable_dimension
  service_namespace  = aws_appautoscaling_target.mailing_scaling.service_namespace

  target_tracking_scaling_policy_configuration {
    target_value       = 65
    scale_in_cooldown  = 300
    scale_out_cooldown = 60

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}

# tasks are added when more than 100 messages wait in loyalty-events for each
resource "aws_appautoscaling_policy" "mailing_scaling_loyalty_events" {
  name               = "bazaar-mailing-loyalty-events"
  policy_type        = "TargetTrackingScaling"
  resource_id        = aws_appautoscaling_target.mailing_scaling.resource_id
  scalable_dimension = aws_appautoscaling_target.mailing_scaling.scalable_dimension
  service_namespace  = aws_appautoscaling_target.mailing_scaling.service_namespace

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
              value = aws_sqs_queue.loyalty-events.name
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
              value = aws_ecs_service.mailing_service.name
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

# keeps 7 tasks of mailing running
resource "aws_ecs_service" "mailing_service" {
  name                               = "bazaar-mailing"
  cluster                            = aws_ecs_cluster.shared_cluster.arn
  task_definition                    = aws_ecs_task_definition.mailing.arn
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
    security_groups  = [aws_security_group.mailing_security_group.id]
    assign_public_ip = false
  }

  service_registries {
    registry_arn = aws_service_discovery_service.mailing_name.arn
  }

  lifecycle {
    ignore_changes = [desired_count]
  }
}

# aws.fargate (7 x 0.5 vCPU, 1024 MiB arm64) realises service `media` for 100.92 $ a month; 4 of 22 others coul…
resource "aws_ecs_task_definition" "media" {
  family                   = "bazaar-media"
  cpu                      = 512
  memory                   = 1024
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  execution_role_arn       = aws_iam_role.media_execution_role.arn
  task_role_arn            = aws_iam_role.media_role.arn

  container_definitions = jsonencode([
    {
      name                   = "program"
      image                  = "${aws_ecr_repository.media_images.repository_url}:${var.release}"
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
          awslogs-group         = aws_cloudwatch_log_group.media_logs.name
          awslogs-region        = "us-east-1"
          awslogs-stream-prefix = "program"
        }
      }
      secrets = [
        {
          name      = "DATABASE_URL"
          valueFrom = "${aws_secretsmanager_secret.media-db_connection.arn}:url::"
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
          value = "http://messages.bazaar.internal:8080"
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

# keeps the images of media
resource "aws_ecr_repository" "media_images" {
  name                 = "bazaar-media"
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
resource "aws_ecr_lifecycle_policy" "media_images_lifecycle" {
  repository = aws_ecr_repository.media_images.name

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

# media runs with 7 to 21 tasks
resource "aws_appautoscaling_target" "media_scaling" {
  min_capacity       = 7
  max_capacity       = 21
  resource_id        = "service/${aws_ecs_cluster.shared_cluster.name}/${aws_ecs_service.media_service.name}"
  scalable_dimension = "ecs:service:DesiredCount"
  service_namespace  = "ecs"

  tags = {
    Name = "bazaar-media-scaling"
  }
}

# tasks are added when more than 65% of the CPU are used
resource "aws_appautoscaling_policy" "media_scaling_cpu" {
  name               = "bazaar-media-cpu"
  policy_type        = "TargetTrackingScaling"
  resource_id        = aws_appautoscaling_target.media_scaling.resource_id
  scalable_dimension = aws_appautoscaling_target.media_scaling.scalable_dimension
  service_namespace  = aws_appautoscaling_target.media_scaling.service_namespace

  target_tracking_scaling_policy_configuration {
    target_value       = 65
    scale_in_cooldown  = 300
    scale_out_cooldown = 60

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}

# keeps 7 tasks of media running
resource "aws_ecs_service" "media_service" {
  name                               = "bazaar-media"
  cluster                            = aws_ecs_cluster.shared_cluster.arn
  task_definition                    = aws_ecs_task_definition.media.arn
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
    security_groups  = [aws_security_group.media_security_group.id]
    assign_public_ip = false
  }

  service_registries {
    registry_arn = aws_service_discovery_service.media_name.arn
  }

  lifecycle {
    ignore_changes = [desired_count]
  }
}

# aws.fargate (7 x 0.25 vCPU, 512 MiB arm64) realises service `messages` for 50.46 $ a month; 13 of 26 others c…
resource "aws_ecs_task_definition" "messages" {
  family                   = "bazaar-messages"
  cpu                      = 256
  memory                   = 512
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  execution_role_arn       = aws_iam_role.messages_execution_role.arn
  task_role_arn            = aws_iam_role.messages_role.arn

  container_definitions = jsonencode([
    {
      name                   = "program"
      image                  = "${aws_ecr_repository.messages_images.repository_url}:${var.release}"
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
          awslogs-group         = aws_cloudwatch_log_group.messages_logs.name
          awslogs-region        = "us-east-1"
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
          value = "us-east-1"
        },
        {
          name  = "NEXT_URL"
          value = "http://orders.bazaar.internal:8080"
        },
        {
          name  = "PORT"
          value = "8080"
        },
        {
          name  = "QUEUE_URL"
          value = aws_sqs_queue.messages-events.url
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

# keeps the images of messages
resource "aws_ecr_repository" "messages_images" {
  name                 = "bazaar-messages"
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
resource "aws_ecr_lifecycle_policy" "messages_images_lifecycle" {
  repository = aws_ecr_repository.messages_images.name

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

# messages runs with 7 to 21 tasks
resource "aws_appautoscaling_target" "messages_scaling" {
  min_capacity       = 7
  max_capacity       = 21
  resource_id        = "service/${aws_ecs_cluster.shared_cluster.name}/${aws_ecs_service.messages_service.name}"
  scalable_dimension = "ecs:service:DesiredCount"
  service_namespace  = "ecs"

  tags = {
    Name = "bazaar-messages-scaling"
  }
}

# tasks are added when more than 65% of the CPU are used
resource "aws_appautoscaling_policy" "messages_scaling_cpu" {
  name               = "bazaar-messages-cpu"
  policy_type        = "TargetTrackingScaling"
  resource_id        = aws_appautoscaling_target.messages_scaling.resource_id
  scalable_dimension = aws_appautoscaling_target.messages_scaling.scalable_dimension
  service_namespace  = aws_appautoscaling_target.messages_scaling.service_namespace

  target_tracking_scaling_policy_configuration {
    target_value       = 65
    scale_in_cooldown  = 300
    scale_out_cooldown = 60

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}

# keeps 7 tasks of messages running
resource "aws_ecs_service" "messages_service" {
  name                               = "bazaar-messages"
  cluster                            = aws_ecs_cluster.shared_cluster.arn
  task_definition                    = aws_ecs_task_definition.messages.arn
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
    security_groups  = [aws_security_group.messages_security_group.id]
    assign_public_ip = false
  }

  service_registries {
    registry_arn = aws_service_discovery_service.messages_name.arn
  }

  lifecycle {
    ignore_changes = [desired_count]
  }
}

# aws.fargate (5 x 0.5 vCPU, 1024 MiB arm64) realises service `orders` for 72.09 $ a month; 13 of 22 others cou…
resource "aws_ecs_task_definition" "orders" {
  family                   = "bazaar-orders"
  cpu                      = 512
  memory                   = 1024
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  execution_role_arn       = aws_iam_role.orders_execution_role.arn
  task_role_arn            = aws_iam_role.orders_role.arn

  container_definitions = jsonencode([
    {
      name                   = "program"
      image                  = "${aws_ecr_repository.orders_images.repository_url}:${var.release}"
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
          awslogs-group         = aws_cloudwatch_log_group.orders_logs.name
          awslogs-region        = "us-east-1"
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
          value = "us-east-1"
        },
        {
          name  = "NEXT_URL"
          value = "http://packing.bazaar.internal:8080"
        },
        {
          name  = "PORT"
          value = "8080"
        },
        {
          name  = "QUEUE_URL"
          value = aws_sqs_queue.messages-events.url
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

# keeps the images of orders
resource "aws_ecr_repository" "orders_images" {
  name                 = "bazaar-orders"
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
resource "aws_ecr_lifecycle_policy" "orders_images_lifecycle" {
  repository = aws_ecr_repository.orders_images.name

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

# orders runs with 5 to 15 tasks
resource "aws_appautoscaling_target" "orders_scaling" {
  min_capacity       = 5
  max_capacity       = 15
  resource_id        = "service/${aws_ecs_cluster.shared_cluster.name}/${aws_ecs_service.orders_service.name}"
  scalable_dimension = "ecs:service:DesiredCount"
  service_namespace  = "ecs"

  tags = {
    Name = "bazaar-orders-scaling"
  }
}

# tasks are added when more than 65% of the CPU are used
resource "aws_appautoscaling_policy" "orders_scaling_cpu" {
  name               = "bazaar-orders-cpu"
  policy_type        = "TargetTrackingScaling"
  resource_id        = aws_appautoscaling_target.orders_scaling.resource_id
  scalable_dimension = aws_appautoscaling_target.orders_scaling.scalable_dimension
  service_namespace  = aws_appautoscaling_target.orders_scaling.service_namespace

  target_tracking_scaling_policy_configuration {
    target_value       = 65
    scale_in_cooldown  = 300
    scale_out_cooldown = 60

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}

# tasks are added when more than 100 messages wait in messages-events for each
resource "aws_appautoscaling_policy" "orders_scaling_messages_events" {
  name               = "bazaar-orders-messages-events"
  policy_type        = "TargetTrackingScaling"
  resource_id        = aws_appautoscaling_target.orders_scaling.resource_id
  scalable_dimension = aws_appautoscaling_target.orders_scaling.scalable_dimension
  service_namespace  = aws_appautoscaling_target.orders_scaling.service_namespace

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
              value = aws_sqs_queue.messages-events.name
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
              value = aws_ecs_service.orders_service.name
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

# keeps 5 tasks of orders running
resource "aws_ecs_service" "orders_service" {
  name                               = "bazaar-orders"
  cluster                            = aws_ecs_cluster.shared_cluster.arn
  task_definition                    = aws_ecs_task_definition.orders.arn
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
    security_groups  = [aws_security_group.orders_security_group.id]
    assign_public_ip = false
  }

  service_registries {
    registry_arn = aws_service_discovery_service.orders_name.arn
  }

  lifecycle {
    ignore_changes = [desired_count]
  }
}

# aws.fargate (5 x 0.25 vCPU, 512 MiB arm64) realises service `packing` for 36.04 $ a month; 12 of 23 others co…
resource "aws_ecs_task_definition" "packing" {
  family                   = "bazaar-packing"
  cpu                      = 256
  memory                   = 512
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  execution_role_arn       = aws_iam_role.packing_execution_role.arn
  task_role_arn            = aws_iam_role.packing_role.arn

  container_definitions = jsonencode([
    {
      name                   = "program"
      image                  = "${aws_ecr_repository.packing_images.repository_url}:${var.release}"
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
          awslogs-group         = aws_cloudwatch_log_group.packing_logs.name
          awslogs-region        = "us-east-1"
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
          value = "http://payments.bazaar.internal:8080"
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

# keeps the images of packing
resource "aws_ecr_repository" "packing_images" {
  name                 = "bazaar-packing"
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
resource "aws_ecr_lifecycle_policy" "packing_images_lifecycle" {
  repository = aws_ecr_repository.packing_images.name

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

# packing runs with 5 to 15 tasks
resource "aws_appautoscaling_target" "packing_scaling" {
  min_capacity       = 5
  max_capacity       = 15
  resource_id        = "service/${aws_ecs_cluster.shared_cluster.name}/${aws_ecs_service.packing_service.name}"
  scalable_dimension = "ecs:service:DesiredCount"
  service_namespace  = "ecs"

  tags = {
    Name = "bazaar-packing-scaling"
  }
}

# tasks are added when more than 65% of the CPU are used
resource "aws_appautoscaling_policy" "packing_scaling_cpu" {
  name               = "bazaar-packing-cpu"
  policy_type        = "TargetTrackingScaling"
  resource_id        = aws_appautoscaling_target.packing_scaling.resource_id
  scalable_dimension = aws_appautoscaling_target.packing_scaling.scalable_dimension
  service_namespace  = aws_appautoscaling_target.packing_scaling.service_namespace

  target_tracking_scaling_policy_configuration {
    target_value       = 65
    scale_in_cooldown  = 300
    scale_out_cooldown = 60

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}

# keeps 5 tasks of packing running
resource "aws_ecs_service" "packing_service" {
  name                               = "bazaar-packing"
  cluster                            = aws_ecs_cluster.shared_cluster.arn
  task_definition                    = aws_ecs_task_definition.packing.arn
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
    security_groups  = [aws_security_group.packing_security_group.id]
    assign_public_ip = false
  }

  service_registries {
    registry_arn = aws_service_discovery_service.packing_name.arn
  }

  lifecycle {
    ignore_changes = [desired_count]
  }
}

# aws.fargate (3 x 0.25 vCPU, 512 MiB arm64) realises service `payments` for 21.63 $ a month; 12 of 26 others c…
resource "aws_ecs_task_definition" "payments" {
  family                   = "bazaar-payments"
  cpu                      = 256
  memory                   = 512
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  execution_role_arn       = aws_iam_role.payments_execution_role.arn
  task_role_arn            = aws_iam_role.payments_role.arn

  container_definitions = jsonencode([
    {
      name                   = "program"
      image                  = "${aws_ecr_repository.payments_images.repository_url}:${var.release}"
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
          awslogs-group         = aws_cloudwatch_log_group.payments_logs.name
          awslogs-region        = "us-east-1"
          awslogs-stream-prefix = "program"
        }
      }
      secrets = [
        {
          name      = "DATABASE_URL"
          valueFrom = "${aws_secretsmanager_secret.payments-db_connection.arn}:url::"
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
          value = "us-east-1"
        },
        {
          name  = "PORT"
          value = "8080"
        },
        {
          name  = "QUEUE_URL"
          value = aws_sqs_queue.payments-events.url
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

# keeps the images of payments
resource "aws_ecr_repository" "payments_images" {
  name                 = "bazaar-payments"
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
resource "aws_ecr_lifecycle_policy" "payments_images_lifecycle" {
  repository = aws_ecr_repository.payments_images.name

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

# payments runs with 3 to 9 tasks
resource "aws_appautoscaling_target" "payments_scaling" {
  min_capacity       = 3
  max_capacity       = 9
  resource_id        = "service/${aws_ecs_cluster.shared_cluster.name}/${aws_ecs_service.payments_service.name}"
  scalable_dimension = "ecs:service:DesiredCount"
  service_namespace  = "ecs"

  tags = {
    Name = "bazaar-payments-scaling"
  }
}

# tasks are added when more than 65% of the CPU are used
resource "aws_appautoscaling_policy" "payments_scaling_cpu" {
  name               = "bazaar-payments-cpu"
  policy_type        = "TargetTrackingScaling"
  resource_id        = aws_appautoscaling_target.payments_scaling.resource_id
  scalable_dimension = aws_appautoscaling_target.payments_scaling.scalable_dimension
  service_namespace  = aws_appautoscaling_target.payments_scaling.service_namespace

  target_tracking_scaling_policy_configuration {
    target_value       = 65
    scale_in_cooldown  = 300
    scale_out_cooldown = 60

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}

# keeps 3 tasks of payments running
resource "aws_ecs_service" "payments_service" {
  name                               = "bazaar-payments"
  cluster                            = aws_ecs_cluster.shared_cluster.arn
  task_definition                    = aws_ecs_task_definition.payments.arn
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
    security_groups  = [aws_security_group.payments_security_group.id]
    assign_public_ip = false
  }

  service_registries {
    registry_arn = aws_service_discovery_service.payments_name.arn
  }

  lifecycle {
    ignore_changes = [desired_count]
  }
}

# aws.fargate (15 x 0.25 vCPU, 512 MiB arm64) realises service `prices` for 108.13 $ a month; 8 of 18 others co…
resource "aws_ecs_task_definition" "prices" {
  family                   = "bazaar-prices"
  cpu                      = 256
  memory                   = 512
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  execution_role_arn       = aws_iam_role.prices_execution_role.arn
  task_role_arn            = aws_iam_role.prices_role.arn

  container_definitions = jsonencode([
    {
      name                   = "program"
      image                  = "${aws_ecr_repository.prices_images.repository_url}:${var.release}"
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
          awslogs-group         = aws_cloudwatch_log_group.prices_logs.name
          awslogs-region        = "us-east-1"
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
          value = "us-east-1"
        },
        {
          name  = "NEXT_URL"
          value = "http://products.bazaar.internal:8080"
        },
        {
          name  = "PORT"
          value = "8080"
        },
        {
          name  = "QUEUE_URL"
          value = aws_sqs_queue.payments-events.url
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

# keeps the images of prices
resource "aws_ecr_repository" "prices_images" {
  name                 = "bazaar-prices"
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
resource "aws_ecr_lifecycle_policy" "prices_images_lifecycle" {
  repository = aws_ecr_repository.prices_images.name

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

# prices runs with 15 to 45 tasks
resource "aws_appautoscaling_target" "prices_scaling" {
  min_capacity       = 15
  max_capacity       = 45
  resource_id        = "service/${aws_ecs_cluster.shared_cluster.name}/${aws_ecs_service.prices_service.name}"
  scalable_dimension = "ecs:service:DesiredCount"
  service_namespace  = "ecs"

  tags = {
    Name = "bazaar-prices-scaling"
  }
}

# tasks are added when more than 65% of the CPU are used
resource "aws_appautoscaling_policy" "prices_scaling_cpu" {
  name               = "bazaar-prices-cpu"
  policy_type        = "TargetTrackingScaling"
  resource_id        = aws_appautoscaling_target.prices_scaling.resource_id
  scalable_dimension = aws_appautoscaling_target.prices_scaling.scalable_dimension
  service_namespace  = aws_appautoscaling_target.prices_scaling.service_namespace

  target_tracking_scaling_policy_configuration {
    target_value       = 65
    scale_in_cooldown  = 300
    scale_out_cooldown = 60

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}

# tasks are added when more than 100 messages wait in payments-events for each
resource "aws_appautoscaling_policy" "prices_scaling_payments_events" {
  name               = "bazaar-prices-payments-events"
  policy_type        = "TargetTrackingScaling"
  resource_id        = aws_appautoscaling_target.prices_scaling.resource_id
  scalable_dimension = aws_appautoscaling_target.prices_scaling.scalable_dimension
  service_namespace  = aws_appautoscaling_target.prices_scaling.service_namespace

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
              value = aws_sqs_queue.payments-events.name
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
              value = aws_ecs_service.prices_service.name
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

# keeps 15 tasks of prices running
resource "aws_ecs_service" "prices_service" {
  name                               = "bazaar-prices"
  cluster                            = aws_ecs_cluster.shared_cluster.arn
  task_definition                    = aws_ecs_task_definition.prices.arn
  desired_count                      = 15
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
    security_groups  = [aws_security_group.prices_security_group.id]
    assign_public_ip = false
  }

  service_registries {
    registry_arn = aws_service_discovery_service.prices_name.arn
  }

  lifecycle {
    ignore_changes = [desired_count]
  }
}

# aws.fargate (2 x 1 vCPU, 2048 MiB arm64) realises service `products` for 57.67 $ a month; 11 of 22 others cou…
resource "aws_ecs_task_definition" "products" {
  family                   = "bazaar-products"
  cpu                      = 1024
  memory                   = 2048
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  execution_role_arn       = aws_iam_role.products_execution_role.arn
  task_role_arn            = aws_iam_role.products_role.arn

  container_definitions = jsonencode([
    {
      name                   = "program"
      image                  = "${aws_ecr_repository.products_images.repository_url}:${var.release}"
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
          awslogs-group         = aws_cloudwatch_log_group.products_logs.name
          awslogs-region        = "us-east-1"
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
          value = "http://profiles.bazaar.internal:8080"
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

# keeps the images of products
resource "aws_ecr_repository" "products_images" {
  name                 = "bazaar-products"
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
resource "aws_ecr_lifecycle_policy" "products_images_lifecycle" {
  repository = aws_ecr_repository.products_images.name

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

# products runs with 2 to 6 tasks
resource "aws_appautoscaling_target" "products_scaling" {
  min_capacity       = 2
  max_capacity       = 6
  resource_id        = "service/${aws_ecs_cluster.shared_cluster.name}/${aws_ecs_service.products_service.name}"
  scalable_dimension = "ecs:service:DesiredCount"
  service_namespace  = "ecs"

  tags = {
    Name = "bazaar-products-scaling"
  }
}

# tasks are added when more than 65% of the CPU are used
resource "aws_appautoscaling_policy" "products_scaling_cpu" {
  name               = "bazaar-products-cpu"
  policy_type        = "TargetTrackingScaling"
  resource_id        = aws_appautoscaling_target.products_scaling.resource_id
  scalable_dimension = aws_appautoscaling_target.products_scaling.scalable_dimension
  service_namespace  = aws_appautoscaling_target.products_scaling.service_namespace

  target_tracking_scaling_policy_configuration {
    target_value       = 65
    scale_in_cooldown  = 300
    scale_out_cooldown = 60

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}

# keeps 2 tasks of products running
resource "aws_ecs_service" "products_service" {
  name                               = "bazaar-products"
  cluster                            = aws_ecs_cluster.shared_cluster.arn
  task_definition                    = aws_ecs_task_definition.products.arn
  desired_count                      = 2
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
    security_groups  = [aws_security_group.products_security_group.id]
    assign_public_ip = false
  }

  service_registries {
    registry_arn = aws_service_discovery_service.products_name.arn
  }

  lifecycle {
    ignore_changes = [desired_count]
  }
}

# aws.fargate (2 x 0.5 vCPU, 1024 MiB arm64) realises service `profiles` for 28.84 $ a month; 10 of 23 others c…
resource "aws_ecs_task_definition" "profiles" {
  family                   = "bazaar-profiles"
  cpu                      = 512
  memory                   = 1024
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  execution_role_arn       = aws_iam_role.profiles_execution_role.arn
  task_role_arn            = aws_iam_role.profiles_role.arn

  container_definitions = jsonencode([
    {
      name                   = "program"
      image                  = "${aws_ecr_repository.profiles_images.repository_url}:${var.release}"
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
          awslogs-group         = aws_cloudwatch_log_group.profiles_logs.name
          awslogs-region        = "us-east-1"
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
          value = "us-east-1"
        },
        {
          name  = "NEXT_URL"
          value = "http://questions.bazaar.internal:8080"
        },
        {
          name  = "PORT"
          value = "8080"
        },
        {
          name  = "QUEUE_URL"
          value = aws_sqs_queue.profiles-events.url
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

# keeps the images of profiles
resource "aws_ecr_repository" "profiles_images" {
  name                 = "bazaar-profiles"
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
resource "aws_ecr_lifecycle_policy" "profiles_images_lifecycle" {
  repository = aws_ecr_repository.profiles_images.name

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

# profiles runs with 2 to 6 tasks
resource "aws_appautoscaling_target" "profiles_scaling" {
  min_capacity       = 2
  max_capacity       = 6
  resource_id        = "service/${aws_ecs_cluster.shared_cluster.name}/${aws_ecs_service.profiles_service.name}"
  scalable_dimension = "ecs:service:DesiredCount"
  service_namespace  = "ecs"

  tags = {
    Name = "bazaar-profiles-scaling"
  }
}

# tasks are added when more than 65% of the CPU are used
resource "aws_appautoscaling_policy" "profiles_scaling_cpu" {
  name               = "bazaar-profiles-cpu"
  policy_type        = "TargetTrackingScaling"
  resource_id        = aws_appautoscaling_target.profiles_scaling.resource_id
  scalable_dimension = aws_appautoscaling_target.profiles_scaling.scalable_dimension
  service_namespace  = aws_appautoscaling_target.profiles_scaling.service_namespace

  target_tracking_scaling_policy_configuration {
    target_value       = 65
    scale_in_cooldown  = 300
    scale_out_cooldown = 60

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}

# keeps 2 tasks of profiles running
resource "aws_ecs_service" "profiles_service" {
  name                               = "bazaar-profiles"
  cluster                            = aws_ecs_cluster.shared_cluster.arn
  task_definition                    = aws_ecs_task_definition.profiles.arn
  desired_count                      = 2
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
    security_groups  = [aws_security_group.profiles_security_group.id]
    assign_public_ip = false
  }

  service_registries {
    registry_arn = aws_service_discovery_service.profiles_name.arn
  }

  lifecycle {
    ignore_changes = [desired_count]
  }
}

# aws.fargate (3 x 0.5 vCPU, 1024 MiB arm64) realises service `questions` for 43.25 $ a month; 14 of 27 others…
resource "aws_ecs_task_definition" "questions" {
  family                   = "bazaar-questions"
  cpu                      = 512
  memory                   = 1024
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  execution_role_arn       = aws_iam_role.questions_execution_role.arn
  task_role_arn            = aws_iam_role.questions_role.arn

  container_definitions = jsonencode([
    {
      name                   = "program"
      image                  = "${aws_ecr_repository.questions_images.repository_url}:${var.release}"
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
          awslogs-group         = aws_cloudwatch_log_group.questions_logs.name
          awslogs-region        = "us-east-1"
          awslogs-stream-prefix = "program"
        }
      }
      secrets = [
        {
          name      = "DATABASE_URL"
          valueFrom = "${aws_secretsmanager_secret.questions-db_connection.arn}:url::"
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
          value = "us-east-1"
        },
        {
          name  = "NEXT_URL"
          value = "http://ratings.bazaar.internal:8080"
        },
        {
          name  = "PORT"
          value = "8080"
        },
        {
          name  = "QUEUE_URL"
          value = aws_sqs_queue.profiles-events.url
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

# keeps the images of questions
resource "aws_ecr_repository" "questions_images" {
  name                 = "bazaar-questions"
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
resource "aws_ecr_lifecycle_policy" "questions_images_lifecycle" {
  repository = aws_ecr_repository.questions_images.name

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

# questions runs with 3 to 9 tasks
resource "aws_appautoscaling_target" "questions_scaling" {
  min_capacity       = 3
  max_capacity       = 9
  resource_id        = "service/${aws_ecs_cluster.shared_cluster.name}/${aws_ecs_service.questions_service.name}"
  scalable_dimension = "ecs:service:DesiredCount"
  service_namespace  = "ecs"

  tags = {
    Name = "bazaar-questions-scaling"
  }
}

# tasks are added when more than 65% of the CPU are used
resource "aws_appautoscaling_policy" "questions_scaling_cpu" {
  name               = "bazaar-questions-cpu"
  policy_type        = "TargetTrackingScaling"
  resource_id        = aws_appautoscaling_target.questions_scaling.resource_id
  scalable_dimension = aws_appautoscaling_target.questions_scaling.scalable_dimension
  service_namespace  = aws_appautoscaling_target.questions_scaling.service_namespace

  target_tracking_scaling_policy_configuration {
    target_value       = 65
    scale_in_cooldown  = 300
    scale_out_cooldown = 60

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}

# tasks are added when more than 100 messages wait in profiles-events for each
resource "aws_appautoscaling_policy" "questions_scaling_profiles_events" {
  name               = "bazaar-questions-profiles-events"
  policy_type        = "TargetTrackingScaling"
  resource_id        = aws_appautoscaling_target.questions_scaling.resource_id
  scalable_dimension = aws_appautoscaling_target.questions_scaling.scalable_dimension
  service_namespace  = aws_appautoscaling_target.questions_scaling.service_namespace

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
              value = aws_sqs_queue.profiles-events.name
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
              value = aws_ecs_service.questions_service.name
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

# keeps 3 tasks of questions running
resource "aws_ecs_service" "questions_service" {
  name                               = "bazaar-questions"
  cluster                            = aws_ecs_cluster.shared_cluster.arn
  task_definition                    = aws_ecs_task_definition.questions.arn
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
    security_groups  = [aws_security_group.questions_security_group.id]
    assign_public_ip = false
  }

  service_registries {
    registry_arn = aws_service_discovery_service.questions_name.arn
  }

  lifecycle {
    ignore_changes = [desired_count]
  }
}

# aws.fargate (3 x 0.25 vCPU, 512 MiB arm64) realises service `ratings` for 21.63 $ a month; 11 of 25 others co…
resource "aws_ecs_task_definition" "ratings" {
  family                   = "bazaar-ratings"
  cpu                      = 256
  memory                   = 512
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  execution_role_arn       = aws_iam_role.ratings_execution_role.arn
  task_role_arn            = aws_iam_role.ratings_role.arn

  container_definitions = jsonencode([
    {
      name                   = "program"
      image                  = "${aws_ecr_repository.ratings_images.repository_url}:${var.release}"
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
          awslogs-group         = aws_cloudwatch_log_group.ratings_logs.name
          awslogs-region        = "us-east-1"
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

# keeps the images of ratings
resource "aws_ecr_repository" "ratings_images" {
  name                 = "bazaar-ratings"
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
resource "aws_ecr_lifecycle_policy" "ratings_images_lifecycle" {
  repository = aws_ecr_repository.ratings_images.name

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

# ratings runs with 3 to 9 tasks
resource "aws_appautoscaling_target" "ratings_scaling" {
  min_capacity       = 3
  max_capacity       = 9
  resource_id        = "service/${aws_ecs_cluster.shared_cluster.name}/${aws_ecs_service.ratings_service.name}"
  scalable_dimension = "ecs:service:DesiredCount"
  service_namespace  = "ecs"

  tags = {
    Name = "bazaar-ratings-scaling"
  }
}

# tasks are added when more than 65% of the CPU are used
resource "aws_appautoscaling_policy" "ratings_scaling_cpu" {
  name               = "bazaar-ratings-cpu"
  policy_type        = "TargetTrackingScaling"
  resource_id        = aws_appautoscaling_target.ratings_scaling.resource_id
  scalable_dimension = aws_appautoscaling_target.ratings_scaling.scalable_dimension
  service_namespace  = aws_appautoscaling_target.ratings_scaling.service_namespace

  target_tracking_scaling_policy_configuration {
    target_value       = 65
    scale_in_cooldown  = 300
    scale_out_cooldown = 60

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}

# keeps 3 tasks of ratings running
resource "aws_ecs_service" "ratings_service" {
  name                               = "bazaar-ratings"
  cluster                            = aws_ecs_cluster.shared_cluster.arn
  task_definition                    = aws_ecs_task_definition.ratings.arn
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
    security_groups  = [aws_security_group.ratings_security_group.id]
    assign_public_ip = false
  }

  service_registries {
    registry_arn = aws_service_discovery_service.ratings_name.arn
  }

  lifecycle {
    ignore_changes = [desired_count]
  }
}

# aws.fargate (13 x 0.25 vCPU, 512 MiB arm64) realises service `recommend` for 93.71 $ a month; 10 of 22 others…
resource "aws_ecs_task_definition" "recommend" {
  family                   = "bazaar-recommend"
  cpu                      = 256
  memory                   = 512
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  execution_role_arn       = aws_iam_role.recommend_execution_role.arn
  task_role_arn            = aws_iam_role.recommend_role.arn

  container_definitions = jsonencode([
    {
      name                   = "program"
      image                  = "${aws_ecr_repository.recommend_images.repository_url}:${var.release}"
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
          awslogs-group         = aws_cloudwatch_log_group.recommend_logs.name
          awslogs-region        = "us-east-1"
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
          value = "us-east-1"
        },
        {
          name  = "NEXT_URL"
          value = "http://refunds.bazaar.internal:8080"
        },
        {
          name  = "PORT"
          value = "8080"
        },
        {
          name  = "QUEUE_URL"
          value = aws_sqs_queue.recommend-events.url
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

# keeps the images of recommend
resource "aws_ecr_repository" "recommend_images" {
  name                 = "bazaar-recommend"
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
resource "aws_ecr_lifecycle_policy" "recommend_images_lifecycle" {
  repository = aws_ecr_repository.recommend_images.name

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

# recommend runs with 13 to 39 tasks
resource "aws_appautoscaling_target" "recommend_scaling" {
  min_capacity       = 13
  max_capacity       = 39
  resource_id        = "service/${aws_ecs_cluster.shared_cluster.name}/${aws_ecs_service.recommend_service.name}"
  scalable_dimension = "ecs:service:DesiredCount"
  service_namespace  = "ecs"

  tags = {
    Name = "bazaar-recommend-scaling"
  }
}

# tasks are added when more than 65% of the CPU are used
resource "aws_appautoscaling_policy" "recommend_scaling_cpu" {
  name               = "bazaar-recommend-cpu"
  policy_type        = "TargetTrackingScaling"
  resource_id        = aws_appautoscaling_target.recommend_scaling.resource_id
  scalable_dimension = aws_appautoscaling_target.recommend_scaling.scalable_dimension
  service_namespace  = aws_appautoscaling_target.recommend_scaling.service_namespace

  target_tracking_scaling_policy_configuration {
    target_value       = 65
    scale_in_cooldown  = 300
    scale_out_cooldown = 60

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}

# keeps 13 tasks of recommend running
resource "aws_ecs_service" "recommend_service" {
  name                               = "bazaar-recommend"
  cluster                            = aws_ecs_cluster.shared_cluster.arn
  task_definition                    = aws_ecs_task_definition.recommend.arn
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
    security_groups  = [aws_security_group.recommend_security_group.id]
    assign_public_ip = false
  }

  service_registries {
    registry_arn = aws_service_discovery_service.recommend_name.arn
  }

  lifecycle {
    ignore_changes = [desired_count]
  }
}

# aws.fargate (19 x 0.25 vCPU, 512 MiB arm64) realises service `refunds` for 136.97 $ a month; 16 of 23 others…
resource "aws_ecs_task_definition" "refunds" {
  family                   = "bazaar-refunds"
  cpu                      = 256
  memory                   = 512
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  execution_role_arn       = aws_iam_role.refunds_execution_role.arn
  task_role_arn            = aws_iam_role.refunds_role.arn

  container_definitions = jsonencode([
    {
      name                   = "program"
      image                  = "${aws_ecr_repository.refunds_images.repository_url}:${var.release}"
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
          awslogs-group         = aws_cloudwatch_log_group.refunds_logs.name
          awslogs-region        = "us-east-1"
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
          value = "us-east-1"
        },
        {
          name  = "NEXT_URL"
          value = "http://returns.bazaar.internal:8080"
        },
        {
          name  = "PORT"
          value = "8080"
        },
        {
          name  = "QUEUE_URL"
          value = aws_sqs_queue.recommend-events.url
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

# keeps the images of refunds
resource "aws_ecr_repository" "refunds_images" {
  name                 = "bazaar-refunds"
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
resource "aws_ecr_lifecycle_policy" "refunds_images_lifecycle" {
  repository = aws_ecr_repository.refunds_images.name

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

# refunds runs with 19 to 57 tasks
resource "aws_appautoscaling_target" "refunds_scaling" {
  min_capacity       = 19
  max_capacity       = 57
  resource_id        = "service/${aws_ecs_cluster.shared_cluster.name}/${aws_ecs_service.refunds_service.name}"
  scalable_dimension = "ecs:service:DesiredCount"
  service_namespace  = "ecs"

  tags = {
    Name = "bazaar-refunds-scaling"
  }
}

# tasks are added when more than 65% of the CPU are used
resource "aws_appautoscaling_policy" "refunds_scaling_cpu" {
  name               = "bazaar-refunds-cpu"
  policy_type        = "TargetTrackingScaling"
  resource_id        = aws_appautoscaling_target.refunds_scaling.resource_id
  scalable_dimension = aws_appautoscaling_target.refunds_scaling.scalable_dimension
  service_namespace  = aws_appautoscaling_target.refunds_scaling.service_namespace

  target_tracking_scaling_policy_configuration {
    target_value       = 65
    scale_in_cooldown  = 300
    scale_out_cooldown = 60

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}

# tasks are added when more than 100 messages wait in recommend-events for each
resource "aws_appautoscaling_policy" "refunds_scaling_recommend_events" {
  name               = "bazaar-refunds-recommend-events"
  policy_type        = "TargetTrackingScaling"
  resource_id        = aws_appautoscaling_target.refunds_scaling.resource_id
  scalable_dimension = aws_appautoscaling_target.refunds_scaling.scalable_dimension
  service_namespace  = aws_appautoscaling_target.refunds_scaling.service_namespace

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
              value = aws_sqs_queue.recommend-events.name
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
              value = aws_ecs_service.refunds_service.name
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

# keeps 19 tasks of refunds running
resource "aws_ecs_service" "refunds_service" {
  name                               = "bazaar-refunds"
  cluster                            = aws_ecs_cluster.shared_cluster.arn
  task_definition                    = aws_ecs_task_definition.refunds.arn
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
    security_groups  = [aws_security_group.refunds_security_group.id]
    assign_public_ip = false
  }

  service_registries {
    registry_arn = aws_service_discovery_service.refunds_name.arn
  }

  lifecycle {
    ignore_changes = [desired_count]
  }
}

# aws.fargate (5 x 0.5 vCPU, 1024 MiB arm64) realises service `returns` for 72.09 $ a month; 7 of 22 others cou…
resource "aws_ecs_task_definition" "returns" {
  family                   = "bazaar-returns"
  cpu                      = 512
  memory                   = 1024
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  execution_role_arn       = aws_iam_role.returns_execution_role.arn
  task_role_arn            = aws_iam_role.returns_role.arn

  container_definitions = jsonencode([
    {
      name                   = "program"
      image                  = "${aws_ecr_repository.returns_images.repository_url}:${var.release}"
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
          awslogs-group         = aws_cloudwatch_log_group.returns_logs.name
          awslogs-region        = "us-east-1"
          awslogs-stream-prefix = "program"
        }
      }
      secrets = [
        {
          name      = "DATABASE_URL"
          valueFrom = "${aws_secretsmanager_secret.returns-db_connection.arn}:url::"
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
          value = "http://reviews.bazaar.internal:8080"
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

# keeps the images of returns
resource "aws_ecr_repository" "returns_images" {
  name                 = "bazaar-returns"
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
resource "aws_ecr_lifecycle_policy" "returns_images_lifecycle" {
  repository = aws_ecr_repository.returns_images.name

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

# returns runs with 5 to 15 tasks
resource "aws_appautoscaling_target" "returns_scaling" {
  min_capacity       = 5
  max_capacity       = 15
  resource_id        = "service/${aws_ecs_cluster.shared_cluster.name}/${aws_ecs_service.returns_service.name}"
  scalable_dimension = "ecs:service:DesiredCount"
  service_namespace  = "ecs"

  tags = {
    Name = "bazaar-returns-scaling"
  }
}

# tasks are added when more than 65% of the CPU are used
resource "aws_appautoscaling_policy" "returns_scaling_cpu" {
  name               = "bazaar-returns-cpu"
  policy_type        = "TargetTrackingScaling"
  resource_id        = aws_appautoscaling_target.returns_scaling.resource_id
  scalable_dimension = aws_appautoscaling_target.returns_scaling.scalable_dimension
  service_namespace  = aws_appautoscaling_target.returns_scaling.service_namespace

  target_tracking_scaling_policy_configuration {
    target_value       = 65
    scale_in_cooldown  = 300
    scale_out_cooldown = 60

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}

# keeps 5 tasks of returns running
resource "aws_ecs_service" "returns_service" {
  name                               = "bazaar-returns"
  cluster                            = aws_ecs_cluster.shared_cluster.arn
  task_definition                    = aws_ecs_task_definition.returns.arn
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
    security_groups  = [aws_security_group.returns_security_group.id]
    assign_public_ip = false
  }

  service_registries {
    registry_arn = aws_service_discovery_service.returns_name.arn
  }

  lifecycle {
    ignore_changes = [desired_count]
  }
}

# aws.fargate (5 x 0.25 vCPU, 512 MiB arm64) realises service `reviews` for 36.04 $ a month; 12 of 23 others co…
resource "aws_ecs_task_definition" "reviews" {
  family                   = "bazaar-reviews"
  cpu                      = 256
  memory                   = 512
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  execution_role_arn       = aws_iam_role.reviews_execution_role.arn
  task_role_arn            = aws_iam_role.reviews_role.arn

  container_definitions = jsonencode([
    {
      name                   = "program"
      image                  = "${aws_ecr_repository.reviews_images.repository_url}:${var.release}"
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
          awslogs-group         = aws_cloudwatch_log_group.reviews_logs.name
          awslogs-region        = "us-east-1"
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
          value = "us-east-1"
        },
        {
          name  = "NEXT_URL"
          value = "http://search.bazaar.internal:8080"
        },
        {
          name  = "PORT"
          value = "8080"
        },
        {
          name  = "QUEUE_URL"
          value = aws_sqs_queue.reviews-events.url
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

# keeps the images of reviews
resource "aws_ecr_repository" "reviews_images" {
  name                 = "bazaar-reviews"
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
resource "aws_ecr_lifecycle_policy" "reviews_images_lifecycle" {
  repository = aws_ecr_repository.reviews_images.name

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

# reviews runs with 5 to 15 tasks
resource "aws_appautoscaling_target" "reviews_scaling" {
  min_capacity       = 5
  max_capacity       = 15
  resource_id        = "service/${aws_ecs_cluster.shared_cluster.name}/${aws_ecs_service.reviews_service.name}"
  scalable_dimension = "ecs:service:DesiredCount"
  service_namespace  = "ecs"

  tags = {
    Name = "bazaar-reviews-scaling"
  }
}

# tasks are added when more than 65% of the CPU are used
resource "aws_appautoscaling_policy" "reviews_scaling_cpu" {
  name               = "bazaar-reviews-cpu"
  policy_type        = "TargetTrackingScaling"
  resource_id        = aws_appautoscaling_target.reviews_scaling.resource_id
  scalable_dimension = aws_appautoscaling_target.reviews_scaling.scalable_dimension
  service_namespace  = aws_appautoscaling_target.reviews_scaling.service_namespace

  target_tracking_scaling_policy_configuration {
    target_value       = 65
    scale_in_cooldown  = 300
    scale_out_cooldown = 60

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}

# keeps 5 tasks of reviews running
resource "aws_ecs_service" "reviews_service" {
  name                               = "bazaar-reviews"
  cluster                            = aws_ecs_cluster.shared_cluster.arn
  task_definition                    = aws_ecs_task_definition.reviews.arn
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
    security_groups  = [aws_security_group.reviews_security_group.id]
    assign_public_ip = false
  }

  service_registries {
    registry_arn = aws_service_discovery_service.reviews_name.arn
  }

  lifecycle {
    ignore_changes = [desired_count]
  }
}

# aws.fargate (7 x 0.25 vCPU, 512 MiB arm64) realises service `search` for 50.46 $ a month; 13 of 25 others cou…
resource "aws_ecs_task_definition" "search" {
  family                   = "bazaar-search"
  cpu                      = 256
  memory                   = 512
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  execution_role_arn       = aws_iam_role.search_execution_role.arn
  task_role_arn            = aws_iam_role.search_role.arn

  container_definitions = jsonencode([
    {
      name                   = "program"
      image                  = "${aws_ecr_repository.search_images.repository_url}:${var.release}"
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
          awslogs-group         = aws_cloudwatch_log_group.search_logs.name
          awslogs-region        = "us-east-1"
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
          value = "us-east-1"
        },
        {
          name  = "PORT"
          value = "8080"
        },
        {
          name  = "QUEUE_URL"
          value = aws_sqs_queue.reviews-events.url
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

# keeps the images of search
resource "aws_ecr_repository" "search_images" {
  name                 = "bazaar-search"
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
resource "aws_ecr_lifecycle_policy" "search_images_lifecycle" {
  repository = aws_ecr_repository.search_images.name

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

# search runs with 7 to 21 tasks
resource "aws_appautoscaling_target" "search_scaling" {
  min_capacity       = 7
  max_capacity       = 21
  resource_id        = "service/${aws_ecs_cluster.shared_cluster.name}/${aws_ecs_service.search_service.name}"
  scalable_dimension = "ecs:service:DesiredCount"
  service_namespace  = "ecs"

  tags = {
    Name = "bazaar-search-scaling"
  }
}

# tasks are added when more than 65% of the CPU are used
resource "aws_appautoscaling_policy" "search_scaling_cpu" {
  name               = "bazaar-search-cpu"
  policy_type        = "TargetTrackingScaling"
  resource_id        = aws_appautoscaling_target.search_scaling.resource_id
  scalable_dimension = aws_appautoscaling_target.search_scaling.scalable_dimension
  service_namespace  = aws_appautoscaling_target.search_scaling.service_namespace

  target_tracking_scaling_policy_configuration {
    target_value       = 65
    scale_in_cooldown  = 300
    scale_out_cooldown = 60

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}

# tasks are added when more than 100 messages wait in reviews-events for each
resource "aws_appautoscaling_policy" "search_scaling_reviews_events" {
  name               = "bazaar-search-reviews-events"
  policy_type        = "TargetTrackingScaling"
  resource_id        = aws_appautoscaling_target.search_scaling.resource_id
  scalable_dimension = aws_appautoscaling_target.search_scaling.scalable_dimension
  service_namespace  = aws_appautoscaling_target.search_scaling.service_namespace

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
              value = aws_sqs_queue.reviews-events.name
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
              value = aws_ecs_service.search_service.name
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

# keeps 7 tasks of search running
resource "aws_ecs_service" "search_service" {
  name                               = "bazaar-search"
  cluster                            = aws_ecs_cluster.shared_cluster.arn
  task_definition                    = aws_ecs_task_definition.search.arn
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
    security_groups  = [aws_security_group.search_security_group.id]
    assign_public_ip = false
  }

  service_registries {
    registry_arn = aws_service_discovery_service.search_name.arn
  }

  lifecycle {
    ignore_changes = [desired_count]
  }
}

# tasks run in a cluster
resource "aws_ecs_cluster" "shared_cluster" {
  name = "bazaar"

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

# aws.fargate (13 x 0.25 vCPU, 512 MiB arm64) realises service `shipping` for 93.71 $ a month; 10 of 22 others…
resource "aws_ecs_task_definition" "shipping" {
  family                   = "bazaar-shipping"
  cpu                      = 256
  memory                   = 512
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  execution_role_arn       = aws_iam_role.shipping_execution_role.arn
  task_role_arn            = aws_iam_role.shipping_role.arn

  container_definitions = jsonencode([
    {
      name                   = "program"
      image                  = "${aws_ecr_repository.shipping_images.repository_url}:${var.release}"
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
          awslogs-group         = aws_cloudwatch_log_group.shipping_logs.name
          awslogs-region        = "us-east-1"
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
          value = "http://stock.bazaar.internal:8080"
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

# keeps the images of shipping
resource "aws_ecr_repository" "shipping_images" {
  name                 = "bazaar-shipping"
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
resource "aws_ecr_lifecycle_policy" "shipping_images_lifecycle" {
  repository = aws_ecr_repository.shipping_images.name

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

# shipping runs with 13 to 39 tasks
resource "aws_appautoscaling_target" "shipping_scaling" {
  min_capacity       = 13
  max_capacity       = 39
  resource_id        = "service/${aws_ecs_cluster.shared_cluster.name}/${aws_ecs_service.shipping_service.name}"
  scalable_dimension = "ecs:service:DesiredCount"
  service_namespace  = "ecs"

  tags = {
    Name = "bazaar-shipping-scaling"
  }
}

# tasks are added when more than 65% of the CPU are used
resource "aws_appautoscaling_policy" "shipping_scaling_cpu" {
  name               = "bazaar-shipping-cpu"
  policy_type        = "TargetTrackingScaling"
  resource_id        = aws_appautoscaling_target.shipping_scaling.resource_id
  scalable_dimension = aws_appautoscaling_target.shipping_scaling.scalable_dimension
  service_namespace  = aws_appautoscaling_target.shipping_scaling.service_namespace

  target_tracking_scaling_policy_configuration {
    target_value       = 65
    scale_in_cooldown  = 300
    scale_out_cooldown = 60

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}

# keeps 13 tasks of shipping running
resource "aws_ecs_service" "shipping_service" {
  name                               = "bazaar-shipping"
  cluster                            = aws_ecs_cluster.shared_cluster.arn
  task_definition                    = aws_ecs_task_definition.shipping.arn
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
    security_groups  = [aws_security_group.shipping_security_group.id]
    assign_public_ip = false
  }

  service_registries {
    registry_arn = aws_service_discovery_service.shipping_name.arn
  }

  lifecycle {
    ignore_changes = [desired_count]
  }
}

# aws.fargate (7 x 0.25 vCPU, 512 MiB arm64) realises service `stock` for 50.46 $ a month; 12 of 26 others coul…
resource "aws_ecs_task_definition" "stock" {
  family                   = "bazaar-stock"
  cpu                      = 256
  memory                   = 512
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  execution_role_arn       = aws_iam_role.stock_execution_role.arn
  task_role_arn            = aws_iam_role.stock_role.arn

  container_definitions = jsonencode([
    {
      name                   = "program"
      image                  = "${aws_ecr_repository.stock_images.repository_url}:${var.release}"
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
          awslogs-group         = aws_cloudwatch_log_group.stock_logs.name
          awslogs-region        = "us-east-1"
          awslogs-stream-prefix = "program"
        }
      }
      secrets = [
        {
          name      = "DATABASE_URL"
          valueFrom = "${aws_secretsmanager_secret.stock-db_connection.arn}:url::"
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
          value = "us-east-1"
        },
        {
          name  = "NEXT_URL"
          value = "http://suppliers.bazaar.internal:8080"
        },
        {
          name  = "PORT"
          value = "8080"
        },
        {
          name  = "QUEUE_URL"
          value = aws_sqs_queue.stock-events.url
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

# keeps the images of stock
resource "aws_ecr_repository" "stock_images" {
  name                 = "bazaar-stock"
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
resource "aws_ecr_lifecycle_policy" "stock_images_lifecycle" {
  repository = aws_ecr_repository.stock_images.name

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

# stock runs with 7 to 21 tasks
resource "aws_appautoscaling_target" "stock_scaling" {
  min_capacity       = 7
  max_capacity       = 21
  resource_id        = "service/${aws_ecs_cluster.shared_cluster.name}/${aws_ecs_service.stock_service.name}"
  scalable_dimension = "ecs:service:DesiredCount"
  service_namespace  = "ecs"

  tags = {
    Name = "bazaar-stock-scaling"
  }
}

# tasks are added when more than 65% of the CPU are used
resource "aws_appautoscaling_policy" "stock_scaling_cpu" {
  name               = "bazaar-stock-cpu"
  policy_type        = "TargetTrackingScaling"
  resource_id        = aws_appautoscaling_target.stock_scaling.resource_id
  scalable_dimension = aws_appautoscaling_target.stock_scaling.scalable_dimension
  service_namespace  = aws_appautoscaling_target.stock_scaling.service_namespace

  target_tracking_scaling_policy_configuration {
    target_value       = 65
    scale_in_cooldown  = 300
    scale_out_cooldown = 60

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}

# keeps 7 tasks of stock running
resource "aws_ecs_service" "stock_service" {
  name                               = "bazaar-stock"
  cluster                            = aws_ecs_cluster.shared_cluster.arn
  task_definition                    = aws_ecs_task_definition.stock.arn
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
    security_groups  = [aws_security_group.stock_security_group.id]
    assign_public_ip = false
  }

  service_registries {
    registry_arn = aws_service_discovery_service.stock_name.arn
  }

  lifecycle {
    ignore_changes = [desired_count]
  }
}

# aws.fargate (5 x 0.5 vCPU, 1024 MiB arm64) realises service `suppliers` for 72.09 $ a month; 13 of 22 others…
resource "aws_ecs_task_definition" "suppliers" {
  family                   = "bazaar-suppliers"
  cpu                      = 512
  memory                   = 1024
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  execution_role_arn       = aws_iam_role.suppliers_execution_role.arn
  task_role_arn            = aws_iam_role.suppliers_role.arn

  container_definitions = jsonencode([
    {
      name                   = "program"
      image                  = "${aws_ecr_repository.suppliers_images.repository_url}:${var.release}"
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
          awslogs-group         = aws_cloudwatch_log_group.suppliers_logs.name
          awslogs-region        = "us-east-1"
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
          value = "us-east-1"
        },
        {
          name  = "NEXT_URL"
          value = "http://taxes.bazaar.internal:8080"
        },
        {
          name  = "PORT"
          value = "8080"
        },
        {
          name  = "QUEUE_URL"
          value = aws_sqs_queue.stock-events.url
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

# keeps the images of suppliers
resource "aws_ecr_repository" "suppliers_images" {
  name                 = "bazaar-suppliers"
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
resource "aws_ecr_lifecycle_policy" "suppliers_images_lifecycle" {
  repository = aws_ecr_repository.suppliers_images.name

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

# suppliers runs with 5 to 15 tasks
resource "aws_appautoscaling_target" "suppliers_scaling" {
  min_capacity       = 5
  max_capacity       = 15
  resource_id        = "service/${aws_ecs_cluster.shared_cluster.name}/${aws_ecs_service.suppliers_service.name}"
  scalable_dimension = "ecs:service:DesiredCount"
  service_namespace  = "ecs"

  tags = {
    Name = "bazaar-suppliers-scaling"
  }
}

# tasks are added when more than 65% of the CPU are used
resource "aws_appautoscaling_policy" "suppliers_scaling_cpu" {
  name               = "bazaar-suppliers-cpu"
  policy_type        = "TargetTrackingScaling"
  resource_id        = aws_appautoscaling_target.suppliers_scaling.resource_id
  scalable_dimension = aws_appautoscaling_target.suppliers_scaling.scalable_dimension
  service_namespace  = aws_appautoscaling_target.suppliers_scaling.service_namespace

  target_tracking_scaling_policy_configuration {
    target_value       = 65
    scale_in_cooldown  = 300
    scale_out_cooldown = 60

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}

# tasks are added when more than 100 messages wait in stock-events for each
resource "aws_appautoscaling_policy" "suppliers_scaling_stock_events" {
  name               = "bazaar-suppliers-stock-events"
  policy_type        = "TargetTrackingScaling"
  resource_id        = aws_appautoscaling_target.suppliers_scaling.resource_id
  scalable_dimension = aws_appautoscaling_target.suppliers_scaling.scalable_dimension
  service_namespace  = aws_appautoscaling_target.suppliers_scaling.service_namespace

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
              value = aws_sqs_queue.stock-events.name
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
              value = aws_ecs_service.suppliers_service.name
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

# keeps 5 tasks of suppliers running
resource "aws_ecs_service" "suppliers_service" {
  name                               = "bazaar-suppliers"
  cluster                            = aws_ecs_cluster.shared_cluster.arn
  task_definition                    = aws_ecs_task_definition.suppliers.arn
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
    security_groups  = [aws_security_group.suppliers_security_group.id]
    assign_public_ip = false
  }

  service_registries {
    registry_arn = aws_service_discovery_service.suppliers_name.arn
  }

  lifecycle {
    ignore_changes = [desired_count]
  }
}

# aws.fargate (5 x 0.25 vCPU, 512 MiB arm64) realises service `taxes` for 36.04 $ a month; 12 of 23 others coul…
resource "aws_ecs_task_definition" "taxes" {
  family                   = "bazaar-taxes"
  cpu                      = 256
  memory                   = 512
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  execution_role_arn       = aws_iam_role.taxes_execution_role.arn
  task_role_arn            = aws_iam_role.taxes_role.arn

  container_definitions = jsonencode([
    {
      name                   = "program"
      image                  = "${aws_ecr_repository.taxes_images.repository_url}:${var.release}"
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
          awslogs-group         = aws_cloudwatch_log_group.taxes_logs.name
          awslogs-region        = "us-east-1"
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
          value = "http://wishes.bazaar.internal:8080"
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

# keeps the images of taxes
resource "aws_ecr_repository" "taxes_images" {
  name                 = "bazaar-taxes"
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
resource "aws_ecr_lifecycle_policy" "taxes_images_lifecycle" {
  repository = aws_ecr_repository.taxes_images.name

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

# taxes runs with 5 to 15 tasks
resource "aws_appautoscaling_target" "taxes_scaling" {
  min_capacity       = 5
  max_capacity       = 15
  resource_id        = "service/${aws_ecs_cluster.shared_cluster.name}/${aws_ecs_service.taxes_service.name}"
  scalable_dimension = "ecs:service:DesiredCount"
  service_namespace  = "ecs"

  tags = {
    Name = "bazaar-taxes-scaling"
  }
}

# tasks are added when more than 65% of the CPU are used
resource "aws_appautoscaling_policy" "taxes_scaling_cpu" {
  name               = "bazaar-taxes-cpu"
  policy_type        = "TargetTrackingScaling"
  resource_id        = aws_appautoscaling_target.taxes_scaling.resource_id
  scalable_dimension = aws_appautoscaling_target.taxes_scaling.scalable_dimension
  service_namespace  = aws_appautoscaling_target.taxes_scaling.service_namespace

  target_tracking_scaling_policy_configuration {
    target_value       = 65
    scale_in_cooldown  = 300
    scale_out_cooldown = 60

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}

# keeps 5 tasks of taxes running
resource "aws_ecs_service" "taxes_service" {
  name                               = "bazaar-taxes"
  cluster                            = aws_ecs_cluster.shared_cluster.arn
  task_definition                    = aws_ecs_task_definition.taxes.arn
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
    security_groups  = [aws_security_group.taxes_security_group.id]
    assign_public_ip = false
  }

  service_registries {
    registry_arn = aws_service_discovery_service.taxes_name.arn
  }

  lifecycle {
    ignore_changes = [desired_count]
  }
}

# aws.fargate (3 x 0.25 vCPU, 512 MiB arm64) realises service `wishes` for 21.63 $ a month; 12 of 26 others cou…
resource "aws_ecs_task_definition" "wishes" {
  family                   = "bazaar-wishes"
  cpu                      = 256
  memory                   = 512
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  execution_role_arn       = aws_iam_role.wishes_execution_role.arn
  task_role_arn            = aws_iam_role.wishes_role.arn

  container_definitions = jsonencode([
    {
      name                   = "program"
      image                  = "${aws_ecr_repository.wishes_images.repository_url}:${var.release}"
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
          awslogs-group         = aws_cloudwatch_log_group.wishes_logs.name
          awslogs-region        = "us-east-1"
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
          value = "us-east-1"
        },
        {
          name  = "PORT"
          value = "8080"
        },
        {
          name  = "QUEUE_URL"
          value = aws_sqs_queue.wishes-events.url
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

# keeps the images of wishes
resource "aws_ecr_repository" "wishes_images" {
  name                 = "bazaar-wishes"
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
resource "aws_ecr_lifecycle_policy" "wishes_images_lifecycle" {
  repository = aws_ecr_repository.wishes_images.name

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

# wishes runs with 3 to 9 tasks
resource "aws_appautoscaling_target" "wishes_scaling" {
  min_capacity       = 3
  max_capacity       = 9
  resource_id        = "service/${aws_ecs_cluster.shared_cluster.name}/${aws_ecs_service.wishes_service.name}"
  scalable_dimension = "ecs:service:DesiredCount"
  service_namespace  = "ecs"

  tags = {
    Name = "bazaar-wishes-scaling"
  }
}

# tasks are added when more than 65% of the CPU are used
resource "aws_appautoscaling_policy" "wishes_scaling_cpu" {
  name               = "bazaar-wishes-cpu"
  policy_type        = "TargetTrackingScaling"
  resource_id        = aws_appautoscaling_target.wishes_scaling.resource_id
  scalable_dimension = aws_appautoscaling_target.wishes_scaling.scalable_dimension
  service_namespace  = aws_appautoscaling_target.wishes_scaling.service_namespace

  target_tracking_scaling_policy_configuration {
    target_value       = 65
    scale_in_cooldown  = 300
    scale_out_cooldown = 60

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}

# keeps 3 tasks of wishes running
resource "aws_ecs_service" "wishes_service" {
  name                               = "bazaar-wishes"
  cluster                            = aws_ecs_cluster.shared_cluster.arn
  task_definition                    = aws_ecs_task_definition.wishes.arn
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
    security_groups  = [aws_security_group.wishes_security_group.id]
    assign_public_ip = false
  }

  service_registries {
    registry_arn = aws_service_discovery_service.wishes_name.arn
  }

  lifecycle {
    ignore_changes = [desired_count]
  }
}
