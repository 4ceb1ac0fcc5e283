# figures of the machine of accounts-db are seen each minute
data "aws_iam_policy_document" "accounts-db_monitor_trust" {
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

resource "aws_iam_role" "accounts-db_monitor" {
  name               = "market-accounts-db-monitor"
  assume_role_policy = data.aws_iam_policy_document.accounts-db_monitor_trust.json
  description        = "Sends figures of the machine of accounts-db."
}

# figures of the machine of accounts-db are seen each minute
resource "aws_iam_role_policy_attachment" "accounts-db_monitor_allowed" {
  role       = aws_iam_role.accounts-db_monitor.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole"
}

# pulls the image of accounts and writes its logs
data "aws_iam_policy_document" "accounts_execution_role_trust" {
  statement {
    sid     = "Assume"
    effect  = "Allow"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ecs-tasks.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "accounts_execution_role" {
  name               = "market-accounts-start"
  assume_role_policy = data.aws_iam_policy_document.accounts_execution_role_trust.json
  description        = "What starts tasks of accounts of market."
}

# starting a task takes no more than this
data "aws_iam_policy_document" "accounts_execution_role_policy" {
  statement {
    sid       = "EnterRegistry"
    effect    = "Allow"
    actions   = ["ecr:GetAuthorizationToken"]
    resources = ["*"]
  }

  statement {
    sid       = "PullImage"
    effect    = "Allow"
    actions   = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
    resources = [aws_ecr_repository.accounts_images.arn]
  }

  statement {
    sid       = "WriteLogs"
    effect    = "Allow"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.accounts_logs.arn}:*"]
  }

  statement {
    sid       = "ReadSecrets"
    effect    = "Allow"
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [aws_secretsmanager_secret.accounts-db_connection.arn]
  }

  statement {
    sid       = "UseKeyThroughSecretsmanager"
    effect    = "Allow"
    actions   = ["kms:Decrypt"]
    resources = [aws_kms_key.shared_key.arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["secretsmanager.eu-west-1.amazonaws.com"]
    }
  }
}

resource "aws_iam_role_policy" "accounts_execution_role_policy" {
  name   = "market-accounts-start"
  role   = aws_iam_role.accounts_execution_role.id
  policy = data.aws_iam_policy_document.accounts_execution_role_policy.json
}

# accounts may do what its links need, no more
data "aws_iam_policy_document" "accounts_policy" {
  statement {
    sid       = "Send"
    effect    = "Allow"
    actions   = ["sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:SendMessage"]
    resources = [aws_sqs_queue.accounts-events.arn]
  }

  statement {
    sid       = "UseKeyThroughSqs"
    effect    = "Allow"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [aws_kms_key.shared_key.arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["sqs.eu-west-1.amazonaws.com"]
    }
  }

  statement {
    sid       = "ReadSecrets"
    effect    = "Allow"
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [aws_secretsmanager_secret.accounts-db_connection.arn]
  }
}

resource "aws_iam_role_policy" "accounts_policy" {
  name   = "market-accounts"
  role   = aws_iam_role.accounts_role.id
  policy = data.aws_iam_policy_document.accounts_policy.json
}

# accounts runs as an identity of its own
data "aws_iam_policy_document" "accounts_role_trust" {
  statement {
    sid     = "Assume"
    effect  = "Allow"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ecs-tasks.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "accounts_role" {
  name               = "market-accounts"
  assume_role_policy = data.aws_iam_policy_document.accounts_role_trust.json
  description        = "What accounts of market runs as."
}

# pulls the image of addresses and writes its logs
data "aws_iam_policy_document" "addresses_execution_role_trust" {
  statement {
    sid     = "Assume"
    effect  = "Allow"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ecs-tasks.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "addresses_execution_role" {
  name               = "market-addresses-start"
  assume_role_policy = data.aws_iam_policy_document.addresses_execution_role_trust.json
  description        = "What starts tasks of addresses of market."
}

# starting a task takes no more than this
data "aws_iam_policy_document" "addresses_execution_role_policy" {
  statement {
    sid       = "EnterRegistry"
    effect    = "Allow"
    actions   = ["ecr:GetAuthorizationToken"]
    resources = ["*"]
  }

  statement {
    sid       = "PullImage"
    effect    = "Allow"
    actions   = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
    resources = [aws_ecr_repository.addresses_images.arn]
  }

  statement {
    sid       = "WriteLogs"
    effect    = "Allow"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.addresses_logs.arn}:*"]
  }
}

resource "aws_iam_role_policy" "addresses_execution_role_policy" {
  name   = "market-addresses-start"
  role   = aws_iam_role.addresses_execution_role.id
  policy = data.aws_iam_policy_document.addresses_execution_role_policy.json
}

# addresses may do what its links need, no more
data "aws_iam_policy_document" "addresses_policy" {
  statement {
    sid    = "Take"
    effect = "Allow"

    actions = [
      "sqs:ChangeMessageVisibility",
      "sqs:DeleteMessage",
      "sqs:GetQueueAttributes",
      "sqs:GetQueueUrl",
      "sqs:ReceiveMessage",
    ]

    resources = [aws_sqs_queue.accounts-events.arn]
  }

  statement {
    sid       = "UseKeyThroughSqs"
    effect    = "Allow"
    actions   = ["kms:Decrypt"]
    resources = [aws_kms_key.shared_key.arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["sqs.eu-west-1.amazonaws.com"]
    }
  }
}

resource "aws_iam_role_policy" "addresses_policy" {
  name   = "market-addresses"
  role   = aws_iam_role.addresses_role.id
  policy = data.aws_iam_policy_document.addresses_policy.json
}

# addresses runs as an identity of its own
data "aws_iam_policy_document" "addresses_role_trust" {
  statement {
    sid     = "Assume"
    effect  = "Allow"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ecs-tasks.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "addresses_role" {
  name               = "market-addresses"
  assume_role_policy = data.aws_iam_policy_document.addresses_role_trust.json
  description        = "What addresses of market runs as."
}

# pulls the image of adverts and writes its logs
data "aws_iam_policy_document" "adverts_execution_role_trust" {
  statement {
    sid     = "Assume"
    effect  = "Allow"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ecs-tasks.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "adverts_execution_role" {
  name               = "market-adverts-start"
  assume_role_policy = data.aws_iam_policy_document.adverts_execution_role_trust.json
  description        = "What starts tasks of adverts of market."
}

# starting a task takes no more than this
data "aws_iam_policy_document" "adverts_execution_role_policy" {
  statement {
    sid       = "EnterRegistry"
    effect    = "Allow"
    actions   = ["ecr:GetAuthorizationToken"]
    resources = ["*"]
  }

  statement {
    sid       = "PullImage"
    effect    = "Allow"
    actions   = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
    resources = [aws_ecr_repository.adverts_images.arn]
  }

  statement {
    sid       = "WriteLogs"
    effect    = "Allow"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.adverts_logs.arn}:*"]
  }
}

resource "aws_iam_role_policy" "adverts_execution_role_policy" {
  name   = "market-adverts-start"
  role   = aws_iam_role.adverts_execution_role.id
  policy = data.aws_iam_policy_document.adverts_execution_role_policy.json
}

# adverts may do what its links need, no more
data "aws_iam_policy_document" "adverts_policy" {
  statement {
    sid    = "ReadItems"
    effect = "Allow"

    actions = [
      "dynamodb:BatchGetItem",
      "dynamodb:ConditionCheckItem",
      "dynamodb:DescribeTable",
      "dynamodb:GetItem",
      "dynamodb:Query",
      "dynamodb:Scan",
    ]

    resources = [aws_dynamodb_table.adverts-db.arn, "${aws_dynamodb_table.adverts-db.arn}/index/*"]
  }

  statement {
    sid       = "UseKeyThroughDynamodb"
    effect    = "Allow"
    actions   = ["kms:Decrypt"]
    resources = [aws_kms_key.shared_key.arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["dynamodb.eu-west-1.amazonaws.com"]
    }
  }

  statement {
    sid       = "WriteItems"
    effect    = "Allow"
    actions   = ["dynamodb:BatchWriteItem", "dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:UpdateItem"]
    resources = [aws_dynamodb_table.adverts-db.arn]
  }
}

resource "aws_iam_role_policy" "adverts_policy" {
  name   = "market-adverts"
  role   = aws_iam_role.adverts_role.id
  policy = data.aws_iam_policy_document.adverts_policy.json
}

# adverts runs as an identity of its own
data "aws_iam_policy_document" "adverts_role_trust" {
  statement {
    sid     = "Assume"
    effect  = "Allow"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ecs-tasks.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "adverts_role" {
  name               = "market-adverts"
  assume_role_policy = data.aws_iam_policy_document.adverts_role_trust.json
  description        = "What adverts of market runs as."
}

# pulls the image of audit and writes its logs
data "aws_iam_policy_document" "audit_execution_role_trust" {
  statement {
    sid     = "Assume"
    effect  = "Allow"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ecs-tasks.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "audit_execution_role" {
  name               = "market-audit-start"
  assume_role_policy = data.aws_iam_policy_document.audit_execution_role_trust.json
  description        = "What starts tasks of audit of market."
}

# starting a task takes no more than this
data "aws_iam_policy_document" "audit_execution_role_policy" {
  statement {
    sid       = "EnterRegistry"
    effect    = "Allow"
    actions   = ["ecr:GetAuthorizationToken"]
    resources = ["*"]
  }

  statement {
    sid       = "PullImage"
    effect    = "Allow"
    actions   = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
    resources = [aws_ecr_repository.audit_images.arn]
  }

  statement {
    sid       = "WriteLogs"
    effect    = "Allow"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.audit_logs.arn}:*"]
  }
}

resource "aws_iam_role_policy" "audit_execution_role_policy" {
  name   = "market-audit-start"
  role   = aws_iam_role.audit_execution_role.id
  policy = data.aws_iam_policy_document.audit_execution_role_policy.json
}

# audit may do what its links need, no more
data "aws_iam_policy_document" "audit_policy" {
  statement {
    sid       = "Send"
    effect    = "Allow"
    actions   = ["sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:SendMessage"]
    resources = [aws_sqs_queue.audit-events.arn]
  }

  statement {
    sid       = "UseKeyThroughSqs"
    effect    = "Allow"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [aws_kms_key.shared_key.arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["sqs.eu-west-1.amazonaws.com"]
    }
  }
}

resource "aws_iam_role_policy" "audit_policy" {
  name   = "market-audit"
  role   = aws_iam_role.audit_role.id
  policy = data.aws_iam_policy_document.audit_policy.json
}

# audit runs as an identity of its own
data "aws_iam_policy_document" "audit_role_trust" {
  statement {
    sid     = "Assume"
    effect  = "Allow"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ecs-tasks.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "audit_role" {
  name               = "market-audit"
  assume_role_policy = data.aws_iam_policy_document.audit_role_trust.json
  description        = "What audit of market runs as."
}

# figures of the machine of baskets-db are seen each minute
data "aws_iam_policy_document" "baskets-db_monitor_trust" {
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

resource "aws_iam_role" "baskets-db_monitor" {
  name               = "market-baskets-db-monitor"
  assume_role_policy = data.aws_iam_policy_document.baskets-db_monitor_trust.json
  description        = "Sends figures of the machine of baskets-db."
}

# figures of the machine of baskets-db are seen each minute
resource "aws_iam_role_policy_attachment" "baskets-db_monitor_allowed" {
  role       = aws_iam_role.baskets-db_monitor.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole"
}

# pulls the image of baskets and writes its logs
data "aws_iam_policy_document" "baskets_execution_role_trust" {
  statement {
    sid     = "Assume"
    effect  = "Allow"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ecs-tasks.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "baskets_execution_role" {
  name               = "market-baskets-start"
  assume_role_policy = data.aws_iam_policy_document.baskets_execution_role_trust.json
  description        = "What starts tasks of baskets of market."
}

# starting a task takes no more than this
data "aws_iam_policy_document" "baskets_execution_role_policy" {
  statement {
    sid       = "EnterRegistry"
    effect    = "Allow"
    actions   = ["ecr:GetAuthorizationToken"]
    resources = ["*"]
  }

  statement {
    sid       = "PullImage"
    effect    = "Allow"
    actions   = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
    resources = [aws_ecr_repository.baskets_images.arn]
  }

  statement {
    sid       = "WriteLogs"
    effect    = "Allow"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.baskets_logs.arn}:*"]
  }

  statement {
    sid       = "ReadSecrets"
    effect    = "Allow"
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [aws_secretsmanager_secret.baskets-db_connection.arn]
  }

  statement {
    sid       = "UseKeyThroughSecretsmanager"
    effect    = "Allow"
    actions   = ["kms:Decrypt"]
    resources = [aws_kms_key.shared_key.arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["secretsmanager.eu-west-1.amazonaws.com"]
    }
  }
}

resource "aws_iam_role_policy" "baskets_execution_role_policy" {
  name   = "market-baskets-start"
  role   = aws_iam_role.baskets_execution_role.id
  policy = data.aws_iam_policy_document.baskets_execution_role_policy.json
}

# baskets may do what its links need, no more
data "aws_iam_policy_document" "baskets_policy" {
  statement {
    sid    = "Take"
    effect = "Allow"

    actions = [
      "sqs:ChangeMessageVisibility",
      "sqs:DeleteMessage",
      "sqs:GetQueueAttributes",
      "sqs:GetQueueUrl",
      "sqs:ReceiveMessage",
    ]

    resources = [aws_sqs_queue.audit-events.arn]
  }

  statement {
    sid       = "UseKeyThroughSqs"
    effect    = "Allow"
    actions   = ["kms:Decrypt"]
    resources = [aws_kms_key.shared_key.arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["sqs.eu-west-1.amazonaws.com"]
    }
  }

  statement {
    sid       = "ReadSecrets"
    effect    = "Allow"
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [aws_secretsmanager_secret.baskets-db_connection.arn]
  }
}

resource "aws_iam_role_policy" "baskets_policy" {
  name   = "market-baskets"
  role   = aws_iam_role.baskets_role.id
  policy = data.aws_iam_policy_document.baskets_policy.json
}

# baskets runs as an identity of its own
data "aws_iam_policy_document" "baskets_role_trust" {
  statement {
    sid     = "Assume"
    effect  = "Allow"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ecs-tasks.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "baskets_role" {
  name               = "market-baskets"
  assume_role_policy = data.aws_iam_policy_document.baskets_role_trust.json
  description        = "What baskets of market runs as."
}

# pulls the image of billing and writes its logs
data "aws_iam_policy_document" "billing_execution_role_trust" {
  statement {
    sid     = "Assume"
    effect  = "Allow"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ecs-tasks.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "billing_execution_role" {
  name               = "market-billing-start"
  assume_role_policy = data.aws_iam_policy_document.billing_execution_role_trust.json
  description        = "What starts tasks of billing of market."
}

# starting a task takes no more than this
data "aws_iam_policy_document" "billing_execution_role_policy" {
  statement {
    sid       = "EnterRegistry"
    effect    = "Allow"
    actions   = ["ecr:GetAuthorizationToken"]
    resources = ["*"]
  }

  statement {
    sid       = "PullImage"
    effect    = "Allow"
    actions   = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
    resources = [aws_ecr_repository.billing_images.arn]
  }

  statement {
    sid       = "WriteLogs"
    effect    = "Allow"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.billing_logs.arn}:*"]
  }
}

resource "aws_iam_role_policy" "billing_execution_role_policy" {
  name   = "market-billing-start"
  role   = aws_iam_role.billing_execution_role.id
  policy = data.aws_iam_policy_document.billing_execution_role_policy.json
}

# billing runs as an identity of its own
data "aws_iam_policy_document" "billing_role_trust" {
  statement {
    sid     = "Assume"
    effect  = "Allow"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ecs-tasks.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "billing_role" {
  name               = "market-billing"
  assume_role_policy = data.aws_iam_policy_document.billing_role_trust.json
  description        = "What billing of market runs as."
}

# pulls the image of campaigns and writes its logs
data "aws_iam_policy_document" "campaigns_execution_role_trust" {
  statement {
    sid     = "Assume"
    effect  = "Allow"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ecs-tasks.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "campaigns_execution_role" {
  name               = "market-campaigns-start"
  assume_role_policy = data.aws_iam_policy_document.campaigns_execution_role_trust.json
  description        = "What starts tasks of campaigns of market."
}

# starting a task takes no more than this
data "aws_iam_policy_document" "campaigns_execution_role_policy" {
  statement {
    sid       = "EnterRegistry"
    effect    = "Allow"
    actions   = ["ecr:GetAuthorizationToken"]
    resources = ["*"]
  }

  statement {
    sid       = "PullImage"
    effect    = "Allow"
    actions   = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
    resources = [aws_ecr_repository.campaigns_images.arn]
  }

  statement {
    sid       = "WriteLogs"
    effect    = "Allow"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.campaigns_logs.arn}:*"]
  }
}

resource "aws_iam_role_policy" "campaigns_execution_role_policy" {
  name   = "market-campaigns-start"
  role   = aws_iam_role.campaigns_execution_role.id
  policy = data.aws_iam_policy_document.campaigns_execution_role_policy.json
}

# campaigns may do what its links need, no more
data "aws_iam_policy_document" "campaigns_policy" {
  statement {
    sid    = "ReadItems"
    effect = "Allow"

    actions = [
      "dynamodb:BatchGetItem",
      "dynamodb:ConditionCheckItem",
      "dynamodb:DescribeTable",
      "dynamodb:GetItem",
      "dynamodb:Query",
      "dynamodb:Scan",
    ]

    resources = [aws_dynamodb_table.campaigns-db.arn, "${aws_dynamodb_table.campaigns-db.arn}/index/*"]
  }

  statement {
    sid       = "UseKeyThroughDynamodb"
    effect    = "Allow"
    actions   = ["kms:Decrypt"]
    resources = [aws_kms_key.shared_key.arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["dynamodb.eu-west-1.amazonaws.com"]
    }
  }

  statement {
    sid       = "WriteItems"
    effect    = "Allow"
    actions   = ["dynamodb:BatchWriteItem", "dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:UpdateItem"]
    resources = [aws_dynamodb_table.campaigns-db.arn]
  }

  statement {
    sid       = "Send"
    effect    = "Allow"
    actions   = ["sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:SendMessage"]
    resources = [aws_sqs_queue.campaigns-events.arn]
  }

  statement {
    sid       = "UseKeyThroughSqs"
    effect    = "Allow"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [aws_kms_key.shared_key.arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["sqs.eu-west-1.amazonaws.com"]
    }
  }
}

resource "aws_iam_role_policy" "campaigns_policy" {
  name   = "market-campaigns"
  role   = aws_iam_role.campaigns_role.id
  policy = data.aws_iam_policy_document.campaigns_policy.json
}

# campaigns runs as an identity of its own
data "aws_iam_policy_document" "campaigns_role_trust" {
  statement {
    sid     = "Assume"
    effect  = "Allow"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ecs-tasks.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "campaigns_role" {
  name               = "market-campaigns"
  assume_role_policy = data.aws_iam_policy_document.campaigns_role_trust.json
  description        = "What campaigns of market runs as."
}

# pulls the image of carriers and writes its logs
data "aws_iam_policy_document" "carriers_execution_role_trust" {
  statement {
    sid     = "Assume"
    effect  = "Allow"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ecs-tasks.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "carriers_execution_role" {
  name               = "market-carriers-start"
  assume_role_policy = data.aws_iam_policy_document.carriers_execution_role_trust.json
  description        = "What starts tasks of carriers of market."
}

# starting a task takes no more than this
data "aws_iam_policy_document" "carriers_execution_role_policy" {
  statement {
    sid       = "EnterRegistry"
    effect    = "Allow"
    actions   = ["ecr:GetAuthorizationToken"]
    resources = ["*"]
  }

  statement {
    sid       = "PullImage"
    effect    = "Allow"
    actions   = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
    resources = [aws_ecr_repository.carriers_images.arn]
  }

  statement {
    sid       = "WriteLogs"
    effect    = "Allow"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.carriers_logs.arn}:*"]
  }
}

resource "aws_iam_role_policy" "carriers_execution_role_policy" {
  name   = "market-carriers-start"
  role   = aws_iam_role.carriers_execution_role.id
  policy = data.aws_iam_policy_document.carriers_execution_role_policy.json
}

# carriers may do what its links need, no more
data "aws_iam_policy_document" "carriers_policy" {
  statement {
    sid    = "Take"
    effect = "Allow"

    actions = [
      "sqs:ChangeMessageVisibility",
      "sqs:DeleteMessage",
      "sqs:GetQueueAttributes",
      "sqs:GetQueueUrl",
      "sqs:ReceiveMessage",
    ]

    resources = [aws_sqs_queue.campaigns-events.arn]
  }

  statement {
    sid       = "UseKeyThroughSqs"
    effect    = "Allow"
    actions   = ["kms:Decrypt"]
    resources = [aws_kms_key.shared_key.arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["sqs.eu-west-1.amazonaws.com"]
    }
  }
}

resource "aws_iam_role_policy" "carriers_policy" {
  name   = "market-carriers"
  role   = aws_iam_role.carriers_role.id
  policy = data.aws_iam_policy_document.carriers_policy.json
}

# carriers runs as an identity of its own
data "aws_iam_policy_document" "carriers_role_trust" {
  statement {
    sid     = "Assume"
    effect  = "Allow"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ecs-tasks.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "carriers_role" {
  name               = "market-carriers"
  assume_role_policy = data.aws_iam_policy_document.carriers_role_trust.json
  description        = "What carriers of market runs as."
}

# figures of the machine of catalogue-db are seen each minute
data "aws_iam_policy_document" "catalogue-db_monitor_trust" {
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

resource "aws_iam_role" "catalogue-db_monitor" {
  name               = "market-catalogue-db-monitor"
  assume_role_policy = data.aws_iam_policy_document.catalogue-db_monitor_trust.json
  description        = "Sends figures of the machine of catalogue-db."
}

# figures of the machine of catalogue-db are seen each minute
resource "aws_iam_role_policy_attachment" "catalogue-db_monitor_allowed" {
  role       = aws_iam_role.catalogue-db_monitor.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole"
}

# pulls the image of catalogue and writes its logs
data "aws_iam_policy_document" "catalogue_execution_role_trust" {
  statement {
    sid     = "Assume"
    effect  = "Allow"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ecs-tasks.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "catalogue_execution_role" {
  name               = "market-catalogue-start"
  assume_role_policy = data.aws_iam_policy_document.catalogue_execution_role_trust.json
  description        = "What starts tasks of catalogue of market."
}

# starting a task takes no more than this
data "aws_iam_policy_document" "catalogue_execution_role_policy" {
  statement {
    sid       = "EnterRegistry"
    effect    = "Allow"
    actions   = ["ecr:GetAuthorizationToken"]
    resources = ["*"]
  }

  statement {
    sid       = "PullImage"
    effect    = "Allow"
    actions   = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
    resources = [aws_ecr_repository.catalogue_images.arn]
  }

  statement {
    sid       = "WriteLogs"
    effect    = "Allow"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.catalogue_logs.arn}:*"]
  }

  statement {
    sid       = "ReadSecrets"
    effect    = "Allow"
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [aws_secretsmanager_secret.catalogue-db_connection.arn]
  }

  statement {
    sid       = "UseKeyThroughSecretsmanager"
    effect    = "Allow"
    actions   = ["kms:Decrypt"]
    resources = [aws_kms_key.shared_key.arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["secretsmanager.eu-west-1.amazonaws.com"]
    }
  }
}

resource "aws_iam_role_policy" "catalogue_execution_role_policy" {
  name   = "market-catalogue-start"
  role   = aws_iam_role.catalogue_execution_role.id
  policy = data.aws_iam_policy_document.catalogue_execution_role_policy.json
}

# catalogue may do what its links need, no more
data "aws_iam_policy_document" "catalogue_policy" {
  statement {
    sid       = "ReadSecrets"
    effect    = "Allow"
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [aws_secretsmanager_secret.catalogue-db_connection.arn]
  }
}

resource "aws_iam_role_policy" "catalogue_policy" {
  name   = "market-catalogue"
  role   = aws_iam_role.catalogue_role.id
  policy = data.aws_iam_policy_document.catalogue_policy.json
}

# catalogue runs as an identity of its own
data "aws_iam_policy_document" "catalogue_role_trust" {
  statement {
    sid     = "Assume"
    effect  = "Allow"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ecs-tasks.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "catalogue_role" {
  name               = "market-catalogue"
  assume_role_policy = data.aws_iam_policy_document.catalogue_role_trust.json
  description        = "What catalogue of market runs as."
}

# pulls the image of checkout and writes its logs
data "aws_iam_policy_document" "checkout_execution_role_trust" {
  statement {
    sid     = "Assume"
    effect  = "Allow"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ecs-tasks.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "checkout_execution_role" {
  name               = "market-checkout-start"
  assume_role_policy = data.aws_iam_policy_document.checkout_execution_role_trust.json
  description        = "What starts tasks of checkout of market."
}

# starting a task takes no more than this
data "aws_iam_policy_document" "checkout_execution_role_policy" {
  statement {
    sid       = "EnterRegistry"
    effect    = "Allow"
    actions   = ["ecr:GetAuthorizationToken"]
    resources = ["*"]
  }

  statement {
    sid       = "PullImage"
    effect    = "Allow"
    actions   = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
    resources = [aws_ecr_repository.checkout_images.arn]
  }

  statement {
    sid       = "WriteLogs"
    effect    = "Allow"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.checkout_logs.arn}:*"]
  }
}

resource "aws_iam_role_policy" "checkout_execution_role_policy" {
  name   = "market-checkout-start"
  role   = aws_iam_role.checkout_execution_role.id
  policy = data.aws_iam_policy_document.checkout_execution_role_policy.json
}

# checkout may do what its links need, no more
data "aws_iam_policy_document" "checkout_policy" {
  statement {
    sid       = "Send"
    effect    = "Allow"
    actions   = ["sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:SendMessage"]
    resources = [aws_sqs_queue.checkout-events.arn]
  }

  statement {
    sid       = "UseKeyThroughSqs"
    effect    = "Allow"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [aws_kms_key.shared_key.arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["sqs.eu-west-1.amazonaws.com"]
    }
  }
}

resource "aws_iam_role_policy" "checkout_policy" {
  name   = "market-checkout"
  role   = aws_iam_role.checkout_role.id
  policy = data.aws_iam_policy_document.checkout_policy.json
}

# checkout runs as an identity of its own
data "aws_iam_policy_document" "checkout_role_trust" {
  statement {
    sid     = "Assume"
    effect  = "Allow"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ecs-tasks.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "checkout_role" {
  name               = "market-checkout"
  assume_role_policy = data.aws_iam_policy_document.checkout_role_trust.json
  description        = "What checkout of market runs as."
}

# pulls the image of front and writes its logs
data "aws_iam_policy_document" "front_execution_role_trust" {
  statement {
    sid     = "Assume"
    effect  = "Allow"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ecs-tasks.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "front_execution_role" {
  name               = "market-front-start"
  assume_role_policy = data.aws_iam_policy_document.front_execution_role_trust.json
  description        = "What starts tasks of front of market."
}

# starting a task takes no more than this
data "aws_iam_policy_document" "front_execution_role_policy" {
  statement {
    sid       = "EnterRegistry"
    effect    = "Allow"
    actions   = ["ecr:GetAuthorizationToken"]
    resources = ["*"]
  }

  statement {
    sid       = "PullImage"
    effect    = "Allow"
    actions   = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
    resources = [aws_ecr_repository.front_images.arn]
  }

  statement {
    sid       = "WriteLogs"
    effect    = "Allow"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.front_logs.arn}:*"]
  }

  statement {
    sid       = "ReadSecrets"
    effect    = "Allow"
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [aws_secretsmanager_secret.sessions_connection.arn]
  }

  statement {
    sid       = "UseKeyThroughSecretsmanager"
    effect    = "Allow"
    actions   = ["kms:Decrypt"]
    resources = [aws_kms_key.shared_key.arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["secretsmanager.eu-west-1.amazonaws.com"]
    }
  }
}

resource "aws_iam_role_policy" "front_execution_role_policy" {
  name   = "market-front-start"
  role   = aws_iam_role.front_execution_role.id
  policy = data.aws_iam_policy_document.front_execution_role_policy.json
}

# front may do what its links need, no more
data "aws_iam_policy_document" "front_policy" {
  statement {
    sid       = "ReadSecrets"
    effect    = "Allow"
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [aws_secretsmanager_secret.sessions_connection.arn]
  }
}

resource "aws_iam_role_policy" "front_policy" {
  name   = "market-front"
  role   = aws_iam_role.front_role.id
  policy = data.aws_iam_policy_document.front_policy.json
}

# front runs as an identity of its own
data "aws_iam_policy_document" "front_role_trust" {
  statement {
    sid     = "Assume"
    effect  = "Allow"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ecs-tasks.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "front_role" {
  name               = "market-front"
  assume_role_policy = data.aws_iam_policy_document.front_role_trust.json
  description        = "What front of market runs as."
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
  name   = "market-flow-log"
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
  name               = "market-flow-log"
  assume_role_policy = data.aws_iam_policy_document.network_flow_log_role_trust.json
  description        = "Writes the flow log."
}

# policies name the account that they hold in
data "aws_caller_identity" "shared_account" {}
