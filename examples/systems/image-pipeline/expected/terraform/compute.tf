# aws.fargate (13 x 0.5 vCPU, 1024 MiB arm64) realises service `resize` for 187.43 $ a month; 25 of 25 others c…
resource "aws_ecs_task_definition" "resize" {
  family                   = "thumbs-resize"
  cpu                      = 512
  memory                   = 1024
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  execution_role_arn       = aws_iam_role.resize_execution_role.arn
  task_role_arn            = aws_iam_role.resize_role.arn

  container_definitions = jsonencode([
    {
      name                   = "program"
      image                  = "${aws_ecr_repository.resize_images.repository_url}:${var.release}"
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
          awslogs-group         = aws_cloudwatch_log_group.resize_logs.name
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
          name  = "AWS_ENDPOINT_URL"
          value = "https://s3.eu-west-1.amazonaws.com"
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
          value = aws_s3_bucket.thumbnails.bucket
        },
        {
          name  = "TOPIC_ARN"
          value = aws_sns_topic.done.arn
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

# keeps the images of resize
resource "aws_ecr_repository" "resize_images" {
  name                 = "thumbs-resize"
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
resource "aws_ecr_lifecycle_policy" "resize_images_lifecycle" {
  repository = aws_ecr_repository.resize_images.name

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

# resize runs with 13 to 39 tasks
resource "aws_appautoscaling_target" "resize_scaling" {
  min_capacity       = 13
  max_capacity       = 39
  resource_id        = "service/${aws_ecs_cluster.shared_cluster.name}/${aws_ecs_service.resize_service.name}"
  scalable_dimension = "ecs:service:DesiredCount"
  service_namespace  = "ecs"

  tags = {
    Name = "thumbs-resize-scaling"
  }
}

# tasks are added when more than 65% of the CPU are used
resource "aws_appautoscaling_policy" "resize_scaling_cpu" {
  name               = "thumbs-resize-cpu"
  policy_type        = "TargetTrackingScaling"
  resource_id        = aws_appautoscaling_target.resize_scaling.resource_id
  scalable_dimension = aws_appautoscaling_target.resize_scaling.scalable_dimension
  service_namespace  = aws_appautoscaling_target.resize_scaling.service_namespace

  target_tracking_scaling_policy_configuration {
    target_value       = 65
    scale_in_cooldown  = 300
    scale_out_cooldown = 60

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}

# tasks are added when more than 100 messages wait in jobs for each
resource "aws_appautoscaling_policy" "resize_scaling_jobs" {
  name               = "thumbs-resize-jobs"
  policy_type        = "TargetTrackingScaling"
  resource_id        = aws_appautoscaling_target.resize_scaling.resource_id
  scalable_dimension = aws_appautoscaling_target.resize_scaling.scalable_dimension
  service_namespace  = aws_appautoscaling_target.resize_scaling.service_namespace

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
              value = aws_sqs_queue.jobs.name
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
              value = aws_ecs_service.resize_service.name
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

# keeps 13 tasks of resize running
resource "aws_ecs_service" "resize_service" {
  name                               = "thumbs-resize"
  cluster                            = aws_ecs_cluster.shared_cluster.arn
  task_definition                    = aws_ecs_task_definition.resize.arn
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
    security_groups  = [aws_security_group.resize_security_group.id]
    assign_public_ip = false
  }

  lifecycle {
    ignore_changes = [desired_count]
  }
}

# tasks run in a cluster
resource "aws_ecs_cluster" "shared_cluster" {
  name = "thumbs"

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

# aws.fargate (1 x 0.5 vCPU, 1024 MiB arm64) realises service `upload` for 16.42 $ a month; 36 of 36 others cou…
resource "aws_ecs_task_definition" "upload" {
  family                   = "thumbs-upload"
  cpu                      = 512
  memory                   = 1024
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  execution_role_arn       = aws_iam_role.upload_execution_role.arn
  task_role_arn            = aws_iam_role.upload_role.arn

  container_definitions = jsonencode([
    {
      name                   = "program"
      image                  = "${aws_ecr_repository.upload_images.repository_url}:${var.release}"
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
          awslogs-group         = aws_cloudwatch_log_group.upload_logs.name
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
          name  = "AWS_ENDPOINT_URL"
          value = "https://s3.eu-west-1.amazonaws.com"
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
          value = aws_s3_bucket.originals.bucket
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

# keeps the images of upload
resource "aws_ecr_repository" "upload_images" {
  name                 = "thumbs-upload"
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
resource "aws_ecr_lifecycle_policy" "upload_images_lifecycle" {
  repository = aws_ecr_repository.upload_images.name

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

# upload runs with 1 to 3 tasks
resource "aws_appautoscaling_target" "upload_scaling" {
  min_capacity       = 1
  max_capacity       = 3
  resource_id        = "service/${aws_ecs_cluster.shared_cluster.name}/${aws_ecs_service.upload_service.name}"
  scalable_dimension = "ecs:service:DesiredCount"
  service_namespace  = "ecs"

  tags = {
    Name = "thumbs-upload-scaling"
  }
}

# tasks are added when more than 65% of the CPU are used
resource "aws_appautoscaling_policy" "upload_scaling_cpu" {
  name               = "thumbs-upload-cpu"
  policy_type        = "TargetTrackingScaling"
  resource_id        = aws_appautoscaling_target.upload_scaling.resource_id
  scalable_dimension = aws_appautoscaling_target.upload_scaling.scalable_dimension
  service_namespace  = aws_appautoscaling_target.upload_scaling.service_namespace

  target_tracking_scaling_policy_configuration {
    target_value       = 65
    scale_in_cooldown  = 300
    scale_out_cooldown = 60

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}

# keeps 1 tasks of upload running
resource "aws_ecs_service" "upload_service" {
  name                               = "thumbs-upload"
  cluster                            = aws_ecs_cluster.shared_cluster.arn
  task_definition                    = aws_ecs_task_definition.upload.arn
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
    security_groups  = [aws_security_group.upload_security_group.id]
    assign_public_ip = false
  }

  load_balancer {
    target_group_arn = aws_lb_listener_rule.shared_load_balancer_to_upload.action[0].target_group_arn
    container_name   = "program"
    container_port   = 8080
  }

  lifecycle {
    ignore_changes = [desired_count]
  }
}
