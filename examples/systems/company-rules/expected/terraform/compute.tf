# programs run in pods of one cluster
resource "aws_eks_cluster" "shared_eks_cluster" {
  name                      = "payroll-production"
  role_arn                  = aws_iam_role.shared_eks_cluster_role.arn
  version                   = "1.34"
  deletion_protection       = true
  enabled_cluster_log_types = ["api", "audit", "authenticator", "controllerManager", "scheduler"]

  depends_on = [
    aws_cloudwatch_log_group.shared_eks_cluster_logs,
    aws_iam_role_policy_attachment.shared_eks_cluster_role_amazoneksclusterpolicy,
  ]

  vpc_config {
    subnet_ids              = [aws_subnet.network_private_a.id, aws_subnet.network_private_b.id]
    security_group_ids      = [aws_security_group.shared_eks_cluster_security_group.id]
    endpoint_private_access = true
    endpoint_public_access  = false
  }

  access_config {
    authentication_mode                         = "API"
    bootstrap_cluster_creator_admin_permissions = true
  }

  encryption_config {
    resources = ["secrets"]

    provider {
      key_arn = aws_kms_key.shared_key.arn
    }
  }

  upgrade_policy {
    support_type = "STANDARD"
  }
}

# pods get disks
resource "aws_eks_addon" "shared_eks_cluster_aws_ebs_csi_driver" {
  cluster_name                = aws_eks_cluster.shared_eks_cluster.name
  addon_name                  = "aws-ebs-csi-driver"
  resolve_conflicts_on_update = "OVERWRITE"
  depends_on                  = [aws_eks_node_group.shared_eks_cluster_nodes]

  pod_identity_association {
    role_arn        = aws_iam_role.shared_eks_cluster_disks_role.arn
    service_account = "ebs-csi-controller-sa"
  }
}

# pods find each other by name
resource "aws_eks_addon" "shared_eks_cluster_coredns" {
  cluster_name                = aws_eks_cluster.shared_eks_cluster.name
  addon_name                  = "coredns"
  resolve_conflicts_on_update = "OVERWRITE"
  depends_on                  = [aws_eks_node_group.shared_eks_cluster_nodes]
}

# pods get the roles of their programs
resource "aws_eks_addon" "shared_eks_cluster_eks_pod_identity_agent" {
  cluster_name                = aws_eks_cluster.shared_eks_cluster.name
  addon_name                  = "eks-pod-identity-agent"
  resolve_conflicts_on_update = "OVERWRITE"
}

# services have addresses
resource "aws_eks_addon" "shared_eks_cluster_kube_proxy" {
  cluster_name                = aws_eks_cluster.shared_eks_cluster.name
  addon_name                  = "kube-proxy"
  resolve_conflicts_on_update = "OVERWRITE"
}

# 2 nodes have room for all pods
resource "aws_eks_node_group" "shared_eks_cluster_nodes" {
  cluster_name    = aws_eks_cluster.shared_eks_cluster.name
  node_group_name = "payroll-production-nodes"
  node_role_arn   = aws_iam_role.shared_eks_cluster_nodes_role.arn
  subnet_ids      = [aws_subnet.network_private_a.id, aws_subnet.network_private_b.id]
  ami_type        = "AL2023_ARM_64_STANDARD"
  capacity_type   = "ON_DEMAND"
  instance_types  = ["m6g.large"]

  depends_on = [
    aws_iam_role_policy_attachment.shared_eks_cluster_nodes_role_amazonec2containerregistrypullonly,
    aws_iam_role_policy_attachment.shared_eks_cluster_nodes_role_amazoneks_cni_policy,
    aws_iam_role_policy_attachment.shared_eks_cluster_nodes_role_amazoneksworkernodepolicy,
  ]

  launch_template {
    name    = aws_launch_template.shared_eks_cluster_nodes_template.name
    version = aws_launch_template.shared_eks_cluster_nodes_template.latest_version
  }

  scaling_config {
    desired_size = 2
    min_size     = 2
    max_size     = 6
  }

  update_config {
    max_unavailable = 1
  }

  lifecycle {
    ignore_changes = [scaling_config[0].desired_size]
  }
}

# nodes stand behind a fence, with encrypted disks
resource "aws_launch_template" "shared_eks_cluster_nodes_template" {
  name                   = "payroll-production-nodes"
  update_default_version = true
  vpc_security_group_ids = [aws_security_group.shared_eks_cluster_nodes_security_group.id]

  block_device_mappings {
    device_name = "/dev/xvda"

    ebs {
      volume_size           = 50
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
}

# pods have addresses; policies hold
resource "aws_eks_addon" "shared_eks_cluster_vpc_cni" {
  cluster_name = aws_eks_cluster.shared_eks_cluster.name
  addon_name   = "vpc-cni"

  configuration_values = jsonencode({
    enableNetworkPolicy = "true"
  })

  resolve_conflicts_on_update = "OVERWRITE"
}

# the pods of External Secrets get their role
resource "aws_eks_pod_identity_association" "shared_secrets_identity" {
  cluster_name    = aws_eks_cluster.shared_eks_cluster.name
  namespace       = "external-secrets"
  service_account = "external-secrets"
  role_arn        = aws_iam_role.shared_secrets_role.arn
}

# the pods of AWS Load Balancer Controller get their role
resource "aws_eks_pod_identity_association" "shared_targets_identity" {
  cluster_name    = aws_eks_cluster.shared_eks_cluster.name
  namespace       = "kube-system"
  service_account = "aws-load-balancer-controller"
  role_arn        = aws_iam_role.shared_targets_role.arn
}

# the pods of web get its role, without keys
resource "aws_eks_pod_identity_association" "web_identity" {
  cluster_name    = aws_eks_cluster.shared_eks_cluster.name
  namespace       = "payroll-production"
  service_account = "web"
  role_arn        = aws_iam_role.web_role.arn
}

# keeps the images of web
resource "aws_ecr_repository" "web_images" {
  name                 = "payroll-production-web"
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

# the pods of worker get its role, without keys
resource "aws_eks_pod_identity_association" "worker_identity" {
  cluster_name    = aws_eks_cluster.shared_eks_cluster.name
  namespace       = "payroll-production"
  service_account = "worker"
  role_arn        = aws_iam_role.worker_role.arn
}

# keeps the images of worker
resource "aws_ecr_repository" "worker_images" {
  name                 = "payroll-production-worker"
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
resource "aws_ecr_lifecycle_policy" "worker_images_lifecycle" {
  repository = aws_ecr_repository.worker_images.name

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
