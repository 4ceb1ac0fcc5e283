# aws.fargate (3 x 0.25 vCPU, 512 MiB arm64) realises service `audit` for 21.63 $ a month; 25 of 25 others coul…
resource "aws_ecs_task_definition" "audit" {
  family                   = "fanout-audit"
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
          name  = "AWS_ENDPOINT_URL"
          value = "https://s3.us-east-1.amazonaws.com"
        },
        {
          name  = "PORT"
          value = "8080"
        },
        {
          name  = "QUEUE_URL"
          value = aws_sqs_queue.audit-inbox.url
        },
        {
          name  = "S3_BUCKET"
          value = aws_s3_bucket.trail.bucket
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
  name                 = "fanout-audit"
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

# audit runs with 3 to 9 tasks
resource "aws_appautoscaling_target" "audit_scaling" {
  min_capacity       = 3
  max_capacity       = 9
  resource_id        = "service/${aws_ecs_cluster.shared_cluster.name}/${aws_ecs_service.audit_service.name}"
  scalable_dimension = "ecs:service:DesiredCount"
  service_namespace  = "ecs"

  tags = {
    Name = "fanout-audit-scaling"
  }
}

# tasks are added when more than 100 messages wait in audit-inbox for each
resource "aws_appautoscaling_policy" "audit_scaling_audit_inbox" {
  name               = "fanout-audit-audit-inbox"
  policy_type        = "TargetTrackingScaling"
  resource_id        = aws_appautoscaling_target.audit_scaling.resource_id
  scalable_dimension = aws_appautoscaling_target.audit_scaling.scalable_dimension
  service_namespace  = aws_appautoscaling_target.audit_scaling.service_namespace

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
              value = aws_sqs_queue.audit-inbox.name
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
              value = aws_ecs_service.audit_service.name
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
resource "aws_appautoscaling_policy" "audit_scaling_cpu" {
  name               = "fanout-audit-cpu"
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

# keeps 3 tasks of audit running
resource "aws_ecs_service" "audit_service" {
  name                               = "fanout-audit"
  cluster                            = aws_ecs_cluster.shared_cluster.arn
  task_definition                    = aws_ecs_task_definition.audit.arn
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
    security_groups  = [aws_security_group.audit_security_group.id]
    assign_public_ip = false
  }

  lifecycle {
    ignore_changes = [desired_count]
  }
}

# aws.fargate (3 x 0.25 vCPU, 512 MiB arm64) realises service `billing` for 21.63 $ a month; 26 of 26 others co…
resource "aws_ecs_task_definition" "billing" {
  family                   = "fanout-billing"
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
          name  = "AWS_DEFAULT_REGION"
          value = "us-east-1"
        },
        {
          name  = "PORT"
          value = "8080"
        },
        {
          name  = "QUEUE_URL"
          value = aws_sqs_queue.billing-inbox.url
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
  name                 = "fanout-billing"
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

# billing runs with 3 to 9 tasks
resource "aws_appautoscaling_target" "billing_scaling" {
  min_capacity       = 3
  max_capacity       = 9
  resource_id        = "service/${aws_ecs_cluster.shared_cluster.name}/${aws_ecs_service.billing_service.name}"
  scalable_dimension = "ecs:service:DesiredCount"
  service_namespace  = "ecs"

  tags = {
    Name = "fanout-billing-scaling"
  }
}

# tasks are added when more than 100 messages wait in billing-inbox for each
resource "aws_appautoscaling_policy" "billing_scaling_billing_inbox" {
  name               = "fanout-billing-billing-inbox"
  policy_type        = "TargetTrackingScaling"
  resource_id        = aws_appautoscaling_target.billing_scaling.resource_id
  scalable_dimension = aws_appautoscaling_target.billing_scaling.scalable_dimension
  service_namespace  = aws_appautoscaling_target.billing_scaling.service_namespace

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
              value = aws_sqs_queue.billing-inbox.name
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
              value = aws_ecs_service.billing_service.name
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
resource "aws_appautoscaling_policy" "billing_scaling_cpu" {
  name               = "fanout-billing-cpu"
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

# keeps 3 tasks of billing running
resource "aws_ecs_service" "billing_service" {
  name                               = "fanout-billing"
  cluster                            = aws_ecs_cluster.shared_cluster.arn
  task_definition                    = aws_ecs_task_definition.billing.arn
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
    security_groups  = [aws_security_group.billing_security_group.id]
    assign_public_ip = false
  }

  lifecycle {
    ignore_changes = [desired_count]
  }
}

# aws.fargate (3 x 0.25 vCPU, 512 MiB arm64) realises service `intake` for 25.64 $ a month; 26 of 26 others cou…
resource "aws_ecs_task_definition" "intake" {
  family                   = "fanout-intake"
  cpu                      = 256
  memory                   = 512
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  execution_role_arn       = aws_iam_role.intake_execution_role.arn
  task_role_arn            = aws_iam_role.intake_role.arn

  container_definitions = jsonencode([
    {
      name                   = "program"
      image                  = "${aws_ecr_repository.intake_images.repository_url}:${var.release}"
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
          awslogs-group         = aws_cloudwatch_log_group.intake_logs.name
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
          name  = "TOPIC_ARN"
          value = aws_sns_topic.happened.arn
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

# keeps the images of intake
resource "aws_ecr_repository" "intake_images" {
  name                 = "fanout-intake"
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
resource "aws_ecr_lifecycle_policy" "intake_images_lifecycle" {
  repository = aws_ecr_repository.intake_images.name

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

# intake runs with 3 to 9 tasks
resource "aws_appautoscaling_target" "intake_scaling" {
  min_capacity       = 3
  max_capacity       = 9
  resource_id        = "service/${aws_ecs_cluster.shared_cluster.name}/${aws_ecs_service.intake_service.name}"
  scalable_dimension = "ecs:service:DesiredCount"
  service_namespace  = "ecs"

  tags = {
    Name = "fanout-intake-scaling"
  }
}

# tasks are added when more than 65% of the CPU are used
resource "aws_appautoscaling_policy" "intake_scaling_cpu" {
  name               = "fanout-intake-cpu"
  policy_type        = "TargetTrackingScaling"
  resource_id        = aws_appautoscaling_target.intake_scaling.resource_id
  scalable_dimension = aws_appautoscaling_target.intake_scaling.scalable_dimension
  service_namespace  = aws_appautoscaling_target.intake_scaling.service_namespace

  target_tracking_scaling_policy_configuration {
    target_value       = 65
    scale_in_cooldown  = 300
    scale_out_cooldown = 60

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}

# keeps 3 tasks of intake running
resource "aws_ecs_service" "intake_service" {
  name                               = "fanout-intake"
  cluster                            = aws_ecs_cluster.shared_cluster.arn
  task_definition                    = aws_ecs_task_definition.intake.arn
  desired_count                      = 3
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
    security_groups  = [aws_security_group.intake_security_group.id]
    assign_public_ip = false
  }

  load_balancer {
    target_group_arn = aws_lb_listener_rule.shared_load_balancer_to_intake.action[0].target_group_arn
    container_name   = "program"
    container_port   = 8080
  }

  lifecycle {
    ignore_changes = [desired_count]
  }
}

# tasks run in a cluster
resource "aws_ecs_cluster" "shared_cluster" {
  name = "fanout"

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

# aws.fargate (3 x 0.25 vCPU, 512 MiB arm64) realises service `stock` for 21.63 $ a month; 26 of 26 others coul…
resource "aws_ecs_task_definition" "stock" {
  family                   = "fanout-stock"
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
          value = aws_sqs_queue.stock-inbox.url
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
  name                 = "fanout-stock"
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

# stock runs with 3 to 9 tasks
resource "aws_appautoscaling_target" "stock_scaling" {
  min_capacity       = 3
  max_capacity       = 9
  resource_id        = "service/${aws_ecs_cluster.shared_cluster.name}/${aws_ecs_service.stock_service.name}"
  scalable_dimension = "ecs:service:DesiredCount"
  service_namespace  = "ecs"

  tags = {
    Name = "fanout-stock-scaling"
  }
}

# tasks are added when more than 65% of the CPU are used
resource "aws_appautoscaling_policy" "stock_scaling_cpu" {
  name               = "fanout-stock-cpu"
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

# tasks are added when more than 100 messages wait in stock-inbox for each
resource "aws_appautoscaling_policy" "stock_scaling_stock_inbox" {
  name               = "fanout-stock-stock-inbox"
  policy_type        = "TargetTrackingScaling"
  resource_id        = aws_appautoscaling_target.stock_scaling.resource_id
  scalable_dimension = aws_appautoscaling_target.stock_scaling.scalable_dimension
  service_namespace  = aws_appautoscaling_target.stock_scaling.service_namespace

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
              value = aws_sqs_queue.stock-inbox.name
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
              value = aws_ecs_service.stock_service.name
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

# keeps 3 tasks of stock running
resource "aws_ecs_service" "stock_service" {
  name                               = "fanout-stock"
  cluster                            = aws_ecs_cluster.shared_cluster.arn
  task_definition                    = aws_ecs_task_definition.stock.arn
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
    security_groups  = [aws_security_group.stock_security_group.id]
    assign_public_ip = false
  }

  lifecycle {
    ignore_changes = [desired_count]
  }
}
