# aws.fargate (1 x 1 vCPU, 2048 MiB arm64) realises schedule `nightly` for 0.02 $ a month; 1 of 1 others could,…
resource "aws_ecs_task_definition" "nightly" {
  family                   = "reports-nightly"
  cpu                      = 1024
  memory                   = 2048
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  execution_role_arn       = aws_iam_role.nightly_execution_role.arn
  task_role_arn            = aws_iam_role.nightly_role.arn

  container_definitions = jsonencode([
    {
      name                   = "program"
      image                  = "${aws_ecr_repository.nightly_images.repository_url}:${var.release}"
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
          awslogs-group         = aws_cloudwatch_log_group.nightly_logs.name
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
      environment = [
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

# keeps the images of nightly
resource "aws_ecr_repository" "nightly_images" {
  name                 = "reports-nightly"
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
resource "aws_ecr_lifecycle_policy" "nightly_images_lifecycle" {
  repository = aws_ecr_repository.nightly_images.name

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

# tasks run in a cluster
resource "aws_ecs_cluster" "shared_cluster" {
  name = "reports"

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
