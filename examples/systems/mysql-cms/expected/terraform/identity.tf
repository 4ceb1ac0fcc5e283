# figures of the machine of db are seen each minute
data "aws_iam_policy_document" "db_monitor_trust" {
  statement {
    sid     = "Assume"
    effect  = "Allow"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["monitoring.rds.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "db_monitor" {
  name               = "cms-db-monitor"
  assume_role_policy = data.aws_iam_policy_document.db_monitor_trust.json
  description        = "Sends figures of the machine of db."
}

# figures of the machine of db are seen each minute
resource "aws_iam_role_policy_attachment" "db_monitor_allowed" {
  role       = aws_iam_role.db_monitor.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole"
}

# after an incident it must be known who talked to whom
data "aws_iam_policy_document" "network_flow_log_policy" {
  statement {
    sid    = "Write"
    effect = "Allow"

    actions = [
      "logs:CreateLogStream",
      "logs:DescribeLogGroups",
      "logs:DescribeLogStreams",
      "logs:PutLogEvents",
    ]

    resources = [
      aws_cloudwatch_log_group.network_flow_log_logs.arn,
      "${aws_cloudwatch_log_group.network_flow_log_logs.arn}:*",
    ]
  }
}

resource "aws_iam_role_policy" "network_flow_log_policy" {
  name   = "cms-flow-log"
  role   = aws_iam_role.network_flow_log_role.id
  policy = data.aws_iam_policy_document.network_flow_log_policy.json
}

# after an incident it must be known who talked to whom
data "aws_iam_policy_document" "network_flow_log_role_trust" {
  statement {
    sid     = "Assume"
    effect  = "Allow"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["vpc-flow-logs.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "network_flow_log_role" {
  name               = "cms-flow-log"
  assume_role_policy = data.aws_iam_policy_document.network_flow_log_role_trust.json
  description        = "Writes the flow log."
}

# policies name the account that they hold in
data "aws_caller_identity" "shared_account" {}

# EKS demands a role with these policies
data "aws_iam_policy_document" "shared_eks_cluster_disks_role_trust" {
  statement {
    sid     = "Assume"
    effect  = "Allow"
    actions = ["sts:AssumeRole", "sts:TagSession"]

    principals {
      type        = "Service"
      identifiers = ["pods.eks.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "shared_eks_cluster_disks_role" {
  name               = "cms-disks"
  assume_role_policy = data.aws_iam_policy_document.shared_eks_cluster_disks_role_trust.json
}

# EKS demands a role with these policies
resource "aws_iam_role_policy_attachment" "shared_eks_cluster_disks_role_amazonebscsidriverpolicy" {
  role       = aws_iam_role.shared_eks_cluster_disks_role.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonEBSCSIDriverPolicy"
}

# EKS demands a role with these policies
data "aws_iam_policy_document" "shared_eks_cluster_nodes_role_trust" {
  statement {
    sid     = "Assume"
    effect  = "Allow"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ec2.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "shared_eks_cluster_nodes_role" {
  name               = "cms-nodes"
  assume_role_policy = data.aws_iam_policy_document.shared_eks_cluster_nodes_role_trust.json
}

# EKS demands a role with these policies
resource "aws_iam_role_policy_attachment" "shared_eks_cluster_nodes_role_amazonec2containerregistrypullonly" {
  role       = aws_iam_role.shared_eks_cluster_nodes_role.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly"
}

# EKS demands a role with these policies
resource "aws_iam_role_policy_attachment" "shared_eks_cluster_nodes_role_amazoneks_cni_policy" {
  role       = aws_iam_role.shared_eks_cluster_nodes_role.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy"
}

# EKS demands a role with these policies
resource "aws_iam_role_policy_attachment" "shared_eks_cluster_nodes_role_amazoneksworkernodepolicy" {
  role       = aws_iam_role.shared_eks_cluster_nodes_role.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy"
}

# for charts that cannot use Pod Identity
resource "aws_iam_openid_connect_provider" "shared_eks_cluster_oidc" {
  url            = aws_eks_cluster.shared_eks_cluster.identity[0].oidc[0].issuer
  client_id_list = ["sts.amazonaws.com"]

  tags = {
    Name = "cms-shared-eks-cluster-oidc"
  }
}

# EKS demands a role with these policies
data "aws_iam_policy_document" "shared_eks_cluster_role_trust" {
  statement {
    sid     = "Assume"
    effect  = "Allow"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["eks.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "shared_eks_cluster_role" {
  name               = "cms-cluster"
  assume_role_policy = data.aws_iam_policy_document.shared_eks_cluster_role_trust.json
}

# EKS demands a role with these policies
resource "aws_iam_role_policy_attachment" "shared_eks_cluster_role_amazoneksclusterpolicy" {
  role       = aws_iam_role.shared_eks_cluster_role.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonEKSClusterPolicy"
}

# External Secrets works as an identity of its own
data "aws_iam_policy_document" "shared_secrets_role_trust" {
  statement {
    sid     = "Assume"
    effect  = "Allow"
    actions = ["sts:AssumeRole", "sts:TagSession"]

    principals {
      type        = "Service"
      identifiers = ["pods.eks.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "shared_secrets_role" {
  name               = "cms-external-secrets"
  assume_role_policy = data.aws_iam_policy_document.shared_secrets_role_trust.json
  description        = "What External Secrets works for cms as."
}

# AWS Load Balancer Controller works as an identity of its own
data "aws_iam_policy_document" "shared_targets_role_trust" {
  statement {
    sid     = "Assume"
    effect  = "Allow"
    actions = ["sts:AssumeRole", "sts:TagSession"]

    principals {
      type        = "Service"
      identifiers = ["pods.eks.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "shared_targets_role" {
  name               = "cms-aws-load-balancer-controller"
  assume_role_policy = data.aws_iam_policy_document.shared_targets_role_trust.json
  description        = "What AWS Load Balancer Controller works for cms as."
}

# web may do what its links need, no more
data "aws_iam_policy_document" "web_policy" {
  statement {
    sid       = "ReadSecrets"
    effect    = "Allow"
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [aws_secretsmanager_secret.cache_connection.arn, aws_secretsmanager_secret.db_connection.arn]
  }
}

resource "aws_iam_role_policy" "web_policy" {
  name   = "cms-web"
  role   = aws_iam_role.web_role.id
  policy = data.aws_iam_policy_document.web_policy.json
}

# web runs as an identity of its own
data "aws_iam_policy_document" "web_role_trust" {
  statement {
    sid     = "Assume"
    effect  = "Allow"
    actions = ["sts:AssumeRole", "sts:TagSession"]

    principals {
      type        = "Service"
      identifiers = ["pods.eks.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "web_role" {
  name               = "cms-web"
  assume_role_policy = data.aws_iam_policy_document.web_role_trust.json
  description        = "What web of cms runs as."
}

# the secrets of web, and no others
data "aws_iam_policy_document" "web_secrets_policy" {
  statement {
    sid       = "ReadSecrets"
    effect    = "Allow"
    actions   = ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"]
    resources = [aws_secretsmanager_secret.cache_connection.arn, aws_secretsmanager_secret.db_connection.arn]
  }

  statement {
    sid       = "DecryptSecrets"
    effect    = "Allow"
    actions   = ["kms:Decrypt"]
    resources = [aws_kms_key.shared_key.arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["secretsmanager.us-east-1.amazonaws.com"]
    }
  }
}

resource "aws_iam_role_policy" "web_secrets_policy" {
  name   = "cms-web-secrets"
  role   = aws_iam_role.shared_secrets_role.id
  policy = data.aws_iam_policy_document.web_secrets_policy.json
}

# the targets of web, and no others
data "aws_iam_policy_document" "web_targets_policy" {
  statement {
    sid       = "KeepTargets"
    effect    = "Allow"
    actions   = ["elasticloadbalancing:DeregisterTargets", "elasticloadbalancing:RegisterTargets"]
    resources = [aws_lb_target_group.web_target_group.arn]
  }

  statement {
    sid    = "LookAtTargets"
    effect = "Allow"

    actions = [
      "ec2:DescribeAvailabilityZones",
      "ec2:DescribeInstances",
      "ec2:DescribeNetworkInterfaces",
      "ec2:DescribeSecurityGroups",
      "ec2:DescribeSubnets",
      "ec2:DescribeVpcs",
      "elasticloadbalancing:DescribeTargetGroups",
      "elasticloadbalancing:DescribeTargetHealth",
    ]

    resources = ["*"]
  }
}

resource "aws_iam_role_policy" "web_targets_policy" {
  name   = "cms-web-targets"
  role   = aws_iam_role.shared_targets_role.id
  policy = data.aws_iam_policy_document.web_targets_policy.json
}
