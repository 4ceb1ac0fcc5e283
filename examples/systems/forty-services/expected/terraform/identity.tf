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
  name               = "bazaar-accounts-db-monitor"
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
  name               = "bazaar-accounts-start"
  assume_role_policy = data.aws_iam_policy_document.accounts_execution_role_trust.json
  description        = "What starts tasks of accounts of bazaar."
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
      values   = ["secretsmanager.us-east-1.amazonaws.com"]
    }
  }
}

resource "aws_iam_role_policy" "accounts_execution_role_policy" {
  name   = "bazaar-accounts-start"
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
      values   = ["sqs.us-east-1.amazonaws.com"]
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
  name   = "bazaar-accounts"
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
  name               = "bazaar-accounts"
  assume_role_policy = data.aws_iam_policy_document.accounts_role_trust.json
  description        = "What accounts of bazaar runs as."
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
  name               = "bazaar-addresses-start"
  assume_role_policy = data.aws_iam_policy_document.addresses_execution_role_trust.json
  description        = "What starts tasks of addresses of bazaar."
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
  name   = "bazaar-addresses-start"
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
      values   = ["sqs.us-east-1.amazonaws.com"]
    }
  }
}

resource "aws_iam_role_policy" "addresses_policy" {
  name   = "bazaar-addresses"
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
  name               = "bazaar-addresses"
  assume_role_policy = data.aws_iam_policy_document.addresses_role_trust.json
  description        = "What addresses of bazaar runs as."
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
  name               = "bazaar-adverts-start"
  assume_role_policy = data.aws_iam_policy_document.adverts_execution_role_trust.json
  description        = "What starts tasks of adverts of bazaar."
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
  name   = "bazaar-adverts-start"
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
      values   = ["dynamodb.us-east-1.amazonaws.com"]
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
  name   = "bazaar-adverts"
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
  name               = "bazaar-adverts"
  assume_role_policy = data.aws_iam_policy_document.adverts_role_trust.json
  description        = "What adverts of bazaar runs as."
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
  name               = "bazaar-audit-start"
  assume_role_policy = data.aws_iam_policy_document.audit_execution_role_trust.json
  description        = "What starts tasks of audit of bazaar."
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
  name   = "bazaar-audit-start"
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
      values   = ["sqs.us-east-1.amazonaws.com"]
    }
  }
}

resource "aws_iam_role_policy" "audit_policy" {
  name   = "bazaar-audit"
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
  name               = "bazaar-audit"
  assume_role_policy = data.aws_iam_policy_document.audit_role_trust.json
  description        = "What audit of bazaar runs as."
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
  name               = "bazaar-baskets-db-monitor"
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
  name               = "bazaar-baskets-start"
  assume_role_policy = data.aws_iam_policy_document.baskets_execution_role_trust.json
  description        = "What starts tasks of baskets of bazaar."
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
      values   = ["secretsmanager.us-east-1.amazonaws.com"]
    }
  }
}

resource "aws_iam_role_policy" "baskets_execution_role_policy" {
  name   = "bazaar-baskets-start"
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
      values   = ["sqs.us-east-1.amazonaws.com"]
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
  name   = "bazaar-baskets"
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
  name               = "bazaar-baskets"
  assume_role_policy = data.aws_iam_policy_document.baskets_role_trust.json
  description        = "What baskets of bazaar runs as."
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
  name               = "bazaar-billing-start"
  assume_role_policy = data.aws_iam_policy_document.billing_execution_role_trust.json
  description        = "What starts tasks of billing of bazaar."
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
  name   = "bazaar-billing-start"
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
  name               = "bazaar-billing"
  assume_role_policy = data.aws_iam_policy_document.billing_role_trust.json
  description        = "What billing of bazaar runs as."
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
  name               = "bazaar-campaigns-start"
  assume_role_policy = data.aws_iam_policy_document.campaigns_execution_role_trust.json
  description        = "What starts tasks of campaigns of bazaar."
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
  name   = "bazaar-campaigns-start"
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
      values   = ["dynamodb.us-east-1.amazonaws.com"]
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
      values   = ["sqs.us-east-1.amazonaws.com"]
    }
  }
}

resource "aws_iam_role_policy" "campaigns_policy" {
  name   = "bazaar-campaigns"
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
  name               = "bazaar-campaigns"
  assume_role_policy = data.aws_iam_policy_document.campaigns_role_trust.json
  description        = "What campaigns of bazaar runs as."
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
  name               = "bazaar-carriers-start"
  assume_role_policy = data.aws_iam_policy_document.carriers_execution_role_trust.json
  description        = "What starts tasks of carriers of bazaar."
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
  name   = "bazaar-carriers-start"
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
      values   = ["sqs.us-east-1.amazonaws.com"]
    }
  }
}

resource "aws_iam_role_policy" "carriers_policy" {
  name   = "bazaar-carriers"
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
  name               = "bazaar-carriers"
  assume_role_policy = data.aws_iam_policy_document.carriers_role_trust.json
  description        = "What carriers of bazaar runs as."
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
  name               = "bazaar-catalogue-db-monitor"
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
  name               = "bazaar-catalogue-start"
  assume_role_policy = data.aws_iam_policy_document.catalogue_execution_role_trust.json
  description        = "What starts tasks of catalogue of bazaar."
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
      values   = ["secretsmanager.us-east-1.amazonaws.com"]
    }
  }
}

resource "aws_iam_role_policy" "catalogue_execution_role_policy" {
  name   = "bazaar-catalogue-start"
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
  name   = "bazaar-catalogue"
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
  name               = "bazaar-catalogue"
  assume_role_policy = data.aws_iam_policy_document.catalogue_role_trust.json
  description        = "What catalogue of bazaar runs as."
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
  name               = "bazaar-checkout-start"
  assume_role_policy = data.aws_iam_policy_document.checkout_execution_role_trust.json
  description        = "What starts tasks of checkout of bazaar."
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
  name   = "bazaar-checkout-start"
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
      values   = ["sqs.us-east-1.amazonaws.com"]
    }
  }
}

resource "aws_iam_role_policy" "checkout_policy" {
  name   = "bazaar-checkout"
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
  name               = "bazaar-checkout"
  assume_role_policy = data.aws_iam_policy_document.checkout_role_trust.json
  description        = "What checkout of bazaar runs as."
}

# pulls the image of coupons and writes its logs
data "aws_iam_policy_document" "coupons_execution_role_trust" {
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

resource "aws_iam_role" "coupons_execution_role" {
  name               = "bazaar-coupons-start"
  assume_role_policy = data.aws_iam_policy_document.coupons_execution_role_trust.json
  description        = "What starts tasks of coupons of bazaar."
}

# starting a task takes no more than this
data "aws_iam_policy_document" "coupons_execution_role_policy" {
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
    resources = [aws_ecr_repository.coupons_images.arn]
  }

  statement {
    sid       = "WriteLogs"
    effect    = "Allow"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.coupons_logs.arn}:*"]
  }
}

resource "aws_iam_role_policy" "coupons_execution_role_policy" {
  name   = "bazaar-coupons-start"
  role   = aws_iam_role.coupons_execution_role.id
  policy = data.aws_iam_policy_document.coupons_execution_role_policy.json
}

# coupons may do what its links need, no more
data "aws_iam_policy_document" "coupons_policy" {
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

    resources = [aws_sqs_queue.checkout-events.arn]
  }

  statement {
    sid       = "UseKeyThroughSqs"
    effect    = "Allow"
    actions   = ["kms:Decrypt"]
    resources = [aws_kms_key.shared_key.arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["sqs.us-east-1.amazonaws.com"]
    }
  }

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

    resources = [aws_dynamodb_table.coupons-db.arn, "${aws_dynamodb_table.coupons-db.arn}/index/*"]
  }

  statement {
    sid       = "UseKeyThroughDynamodb"
    effect    = "Allow"
    actions   = ["kms:Decrypt"]
    resources = [aws_kms_key.shared_key.arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["dynamodb.us-east-1.amazonaws.com"]
    }
  }

  statement {
    sid       = "WriteItems"
    effect    = "Allow"
    actions   = ["dynamodb:BatchWriteItem", "dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:UpdateItem"]
    resources = [aws_dynamodb_table.coupons-db.arn]
  }
}

resource "aws_iam_role_policy" "coupons_policy" {
  name   = "bazaar-coupons"
  role   = aws_iam_role.coupons_role.id
  policy = data.aws_iam_policy_document.coupons_policy.json
}

# coupons runs as an identity of its own
data "aws_iam_policy_document" "coupons_role_trust" {
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

resource "aws_iam_role" "coupons_role" {
  name               = "bazaar-coupons"
  assume_role_policy = data.aws_iam_policy_document.coupons_role_trust.json
  description        = "What coupons of bazaar runs as."
}

# pulls the image of delivery and writes its logs
data "aws_iam_policy_document" "delivery_execution_role_trust" {
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

resource "aws_iam_role" "delivery_execution_role" {
  name               = "bazaar-delivery-start"
  assume_role_policy = data.aws_iam_policy_document.delivery_execution_role_trust.json
  description        = "What starts tasks of delivery of bazaar."
}

# starting a task takes no more than this
data "aws_iam_policy_document" "delivery_execution_role_policy" {
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
    resources = [aws_ecr_repository.delivery_images.arn]
  }

  statement {
    sid       = "WriteLogs"
    effect    = "Allow"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.delivery_logs.arn}:*"]
  }
}

resource "aws_iam_role_policy" "delivery_execution_role_policy" {
  name   = "bazaar-delivery-start"
  role   = aws_iam_role.delivery_execution_role.id
  policy = data.aws_iam_policy_document.delivery_execution_role_policy.json
}

# delivery runs as an identity of its own
data "aws_iam_policy_document" "delivery_role_trust" {
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

resource "aws_iam_role" "delivery_role" {
  name               = "bazaar-delivery"
  assume_role_policy = data.aws_iam_policy_document.delivery_role_trust.json
  description        = "What delivery of bazaar runs as."
}

# figures of the machine of discounts-db are seen each minute
data "aws_iam_policy_document" "discounts-db_monitor_trust" {
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

resource "aws_iam_role" "discounts-db_monitor" {
  name               = "bazaar-discounts-db-monitor"
  assume_role_policy = data.aws_iam_policy_document.discounts-db_monitor_trust.json
  description        = "Sends figures of the machine of discounts-db."
}

# figures of the machine of discounts-db are seen each minute
resource "aws_iam_role_policy_attachment" "discounts-db_monitor_allowed" {
  role       = aws_iam_role.discounts-db_monitor.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole"
}

# pulls the image of discounts and writes its logs
data "aws_iam_policy_document" "discounts_execution_role_trust" {
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

resource "aws_iam_role" "discounts_execution_role" {
  name               = "bazaar-discounts-start"
  assume_role_policy = data.aws_iam_policy_document.discounts_execution_role_trust.json
  description        = "What starts tasks of discounts of bazaar."
}

# starting a task takes no more than this
data "aws_iam_policy_document" "discounts_execution_role_policy" {
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
    resources = [aws_ecr_repository.discounts_images.arn]
  }

  statement {
    sid       = "WriteLogs"
    effect    = "Allow"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.discounts_logs.arn}:*"]
  }

  statement {
    sid       = "ReadSecrets"
    effect    = "Allow"
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [aws_secretsmanager_secret.discounts-db_connection.arn]
  }

  statement {
    sid       = "UseKeyThroughSecretsmanager"
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

resource "aws_iam_role_policy" "discounts_execution_role_policy" {
  name   = "bazaar-discounts-start"
  role   = aws_iam_role.discounts_execution_role.id
  policy = data.aws_iam_policy_document.discounts_execution_role_policy.json
}

# discounts may do what its links need, no more
data "aws_iam_policy_document" "discounts_policy" {
  statement {
    sid       = "Send"
    effect    = "Allow"
    actions   = ["sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:SendMessage"]
    resources = [aws_sqs_queue.discounts-events.arn]
  }

  statement {
    sid       = "UseKeyThroughSqs"
    effect    = "Allow"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [aws_kms_key.shared_key.arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["sqs.us-east-1.amazonaws.com"]
    }
  }

  statement {
    sid       = "ReadSecrets"
    effect    = "Allow"
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [aws_secretsmanager_secret.discounts-db_connection.arn]
  }
}

resource "aws_iam_role_policy" "discounts_policy" {
  name   = "bazaar-discounts"
  role   = aws_iam_role.discounts_role.id
  policy = data.aws_iam_policy_document.discounts_policy.json
}

# discounts runs as an identity of its own
data "aws_iam_policy_document" "discounts_role_trust" {
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

resource "aws_iam_role" "discounts_role" {
  name               = "bazaar-discounts"
  assume_role_policy = data.aws_iam_policy_document.discounts_role_trust.json
  description        = "What discounts of bazaar runs as."
}

# pulls the image of exchange and writes its logs
data "aws_iam_policy_document" "exchange_execution_role_trust" {
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

resource "aws_iam_role" "exchange_execution_role" {
  name               = "bazaar-exchange-start"
  assume_role_policy = data.aws_iam_policy_document.exchange_execution_role_trust.json
  description        = "What starts tasks of exchange of bazaar."
}

# starting a task takes no more than this
data "aws_iam_policy_document" "exchange_execution_role_policy" {
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
    resources = [aws_ecr_repository.exchange_images.arn]
  }

  statement {
    sid       = "WriteLogs"
    effect    = "Allow"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.exchange_logs.arn}:*"]
  }
}

resource "aws_iam_role_policy" "exchange_execution_role_policy" {
  name   = "bazaar-exchange-start"
  role   = aws_iam_role.exchange_execution_role.id
  policy = data.aws_iam_policy_document.exchange_execution_role_policy.json
}

# exchange may do what its links need, no more
data "aws_iam_policy_document" "exchange_policy" {
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

    resources = [aws_sqs_queue.discounts-events.arn]
  }

  statement {
    sid       = "UseKeyThroughSqs"
    effect    = "Allow"
    actions   = ["kms:Decrypt"]
    resources = [aws_kms_key.shared_key.arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["sqs.us-east-1.amazonaws.com"]
    }
  }
}

resource "aws_iam_role_policy" "exchange_policy" {
  name   = "bazaar-exchange"
  role   = aws_iam_role.exchange_role.id
  policy = data.aws_iam_policy_document.exchange_policy.json
}

# exchange runs as an identity of its own
data "aws_iam_policy_document" "exchange_role_trust" {
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

resource "aws_iam_role" "exchange_role" {
  name               = "bazaar-exchange"
  assume_role_policy = data.aws_iam_policy_document.exchange_role_trust.json
  description        = "What exchange of bazaar runs as."
}

# pulls the image of fraud and writes its logs
data "aws_iam_policy_document" "fraud_execution_role_trust" {
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

resource "aws_iam_role" "fraud_execution_role" {
  name               = "bazaar-fraud-start"
  assume_role_policy = data.aws_iam_policy_document.fraud_execution_role_trust.json
  description        = "What starts tasks of fraud of bazaar."
}

# starting a task takes no more than this
data "aws_iam_policy_document" "fraud_execution_role_policy" {
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
    resources = [aws_ecr_repository.fraud_images.arn]
  }

  statement {
    sid       = "WriteLogs"
    effect    = "Allow"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.fraud_logs.arn}:*"]
  }
}

resource "aws_iam_role_policy" "fraud_execution_role_policy" {
  name   = "bazaar-fraud-start"
  role   = aws_iam_role.fraud_execution_role.id
  policy = data.aws_iam_policy_document.fraud_execution_role_policy.json
}

# fraud may do what its links need, no more
data "aws_iam_policy_document" "fraud_policy" {
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

    resources = [aws_dynamodb_table.fraud-db.arn, "${aws_dynamodb_table.fraud-db.arn}/index/*"]
  }

  statement {
    sid       = "UseKeyThroughDynamodb"
    effect    = "Allow"
    actions   = ["kms:Decrypt"]
    resources = [aws_kms_key.shared_key.arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["dynamodb.us-east-1.amazonaws.com"]
    }
  }

  statement {
    sid       = "WriteItems"
    effect    = "Allow"
    actions   = ["dynamodb:BatchWriteItem", "dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:UpdateItem"]
    resources = [aws_dynamodb_table.fraud-db.arn]
  }
}

resource "aws_iam_role_policy" "fraud_policy" {
  name   = "bazaar-fraud"
  role   = aws_iam_role.fraud_role.id
  policy = data.aws_iam_policy_document.fraud_policy.json
}

# fraud runs as an identity of its own
data "aws_iam_policy_document" "fraud_role_trust" {
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

resource "aws_iam_role" "fraud_role" {
  name               = "bazaar-fraud"
  assume_role_policy = data.aws_iam_policy_document.fraud_role_trust.json
  description        = "What fraud of bazaar runs as."
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
  name               = "bazaar-front-start"
  assume_role_policy = data.aws_iam_policy_document.front_execution_role_trust.json
  description        = "What starts tasks of front of bazaar."
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
      values   = ["secretsmanager.us-east-1.amazonaws.com"]
    }
  }
}

resource "aws_iam_role_policy" "front_execution_role_policy" {
  name   = "bazaar-front-start"
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
  name   = "bazaar-front"
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
  name               = "bazaar-front"
  assume_role_policy = data.aws_iam_policy_document.front_role_trust.json
  description        = "What front of bazaar runs as."
}

# pulls the image of gifts and writes its logs
data "aws_iam_policy_document" "gifts_execution_role_trust" {
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

resource "aws_iam_role" "gifts_execution_role" {
  name               = "bazaar-gifts-start"
  assume_role_policy = data.aws_iam_policy_document.gifts_execution_role_trust.json
  description        = "What starts tasks of gifts of bazaar."
}

# starting a task takes no more than this
data "aws_iam_policy_document" "gifts_execution_role_policy" {
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
    resources = [aws_ecr_repository.gifts_images.arn]
  }

  statement {
    sid       = "WriteLogs"
    effect    = "Allow"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.gifts_logs.arn}:*"]
  }
}

resource "aws_iam_role_policy" "gifts_execution_role_policy" {
  name   = "bazaar-gifts-start"
  role   = aws_iam_role.gifts_execution_role.id
  policy = data.aws_iam_policy_document.gifts_execution_role_policy.json
}

# gifts may do what its links need, no more
data "aws_iam_policy_document" "gifts_policy" {
  statement {
    sid       = "Send"
    effect    = "Allow"
    actions   = ["sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:SendMessage"]
    resources = [aws_sqs_queue.gifts-events.arn]
  }

  statement {
    sid       = "UseKeyThroughSqs"
    effect    = "Allow"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [aws_kms_key.shared_key.arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["sqs.us-east-1.amazonaws.com"]
    }
  }
}

resource "aws_iam_role_policy" "gifts_policy" {
  name   = "bazaar-gifts"
  role   = aws_iam_role.gifts_role.id
  policy = data.aws_iam_policy_document.gifts_policy.json
}

# gifts runs as an identity of its own
data "aws_iam_policy_document" "gifts_role_trust" {
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

resource "aws_iam_role" "gifts_role" {
  name               = "bazaar-gifts"
  assume_role_policy = data.aws_iam_policy_document.gifts_role_trust.json
  description        = "What gifts of bazaar runs as."
}

# figures of the machine of images-db are seen each minute
data "aws_iam_policy_document" "images-db_monitor_trust" {
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

resource "aws_iam_role" "images-db_monitor" {
  name               = "bazaar-images-db-monitor"
  assume_role_policy = data.aws_iam_policy_document.images-db_monitor_trust.json
  description        = "Sends figures of the machine of images-db."
}

# figures of the machine of images-db are seen each minute
resource "aws_iam_role_policy_attachment" "images-db_monitor_allowed" {
  role       = aws_iam_role.images-db_monitor.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole"
}

# pulls the image of images and writes its logs
data "aws_iam_policy_document" "images_execution_role_trust" {
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

resource "aws_iam_role" "images_execution_role" {
  name               = "bazaar-images-start"
  assume_role_policy = data.aws_iam_policy_document.images_execution_role_trust.json
  description        = "What starts tasks of images of bazaar."
}

# starting a task takes no more than this
data "aws_iam_policy_document" "images_execution_role_policy" {
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
    resources = [aws_ecr_repository.images_images.arn]
  }

  statement {
    sid       = "WriteLogs"
    effect    = "Allow"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.images_logs.arn}:*"]
  }

  statement {
    sid       = "ReadSecrets"
    effect    = "Allow"
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [aws_secretsmanager_secret.images-db_connection.arn]
  }

  statement {
    sid       = "UseKeyThroughSecretsmanager"
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

resource "aws_iam_role_policy" "images_execution_role_policy" {
  name   = "bazaar-images-start"
  role   = aws_iam_role.images_execution_role.id
  policy = data.aws_iam_policy_document.images_execution_role_policy.json
}

# images may do what its links need, no more
data "aws_iam_policy_document" "images_policy" {
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

    resources = [aws_sqs_queue.gifts-events.arn]
  }

  statement {
    sid       = "UseKeyThroughSqs"
    effect    = "Allow"
    actions   = ["kms:Decrypt"]
    resources = [aws_kms_key.shared_key.arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["sqs.us-east-1.amazonaws.com"]
    }
  }

  statement {
    sid       = "ReadSecrets"
    effect    = "Allow"
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [aws_secretsmanager_secret.images-db_connection.arn]
  }
}

resource "aws_iam_role_policy" "images_policy" {
  name   = "bazaar-images"
  role   = aws_iam_role.images_role.id
  policy = data.aws_iam_policy_document.images_policy.json
}

# images runs as an identity of its own
data "aws_iam_policy_document" "images_role_trust" {
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

resource "aws_iam_role" "images_role" {
  name               = "bazaar-images"
  assume_role_policy = data.aws_iam_policy_document.images_role_trust.json
  description        = "What images of bazaar runs as."
}

# pulls the image of invoices and writes its logs
data "aws_iam_policy_document" "invoices_execution_role_trust" {
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

resource "aws_iam_role" "invoices_execution_role" {
  name               = "bazaar-invoices-start"
  assume_role_policy = data.aws_iam_policy_document.invoices_execution_role_trust.json
  description        = "What starts tasks of invoices of bazaar."
}

# starting a task takes no more than this
data "aws_iam_policy_document" "invoices_execution_role_policy" {
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
    resources = [aws_ecr_repository.invoices_images.arn]
  }

  statement {
    sid       = "WriteLogs"
    effect    = "Allow"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.invoices_logs.arn}:*"]
  }
}

resource "aws_iam_role_policy" "invoices_execution_role_policy" {
  name   = "bazaar-invoices-start"
  role   = aws_iam_role.invoices_execution_role.id
  policy = data.aws_iam_policy_document.invoices_execution_role_policy.json
}

# invoices runs as an identity of its own
data "aws_iam_policy_document" "invoices_role_trust" {
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

resource "aws_iam_role" "invoices_role" {
  name               = "bazaar-invoices"
  assume_role_policy = data.aws_iam_policy_document.invoices_role_trust.json
  description        = "What invoices of bazaar runs as."
}

# pulls the image of loyalty and writes its logs
data "aws_iam_policy_document" "loyalty_execution_role_trust" {
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

resource "aws_iam_role" "loyalty_execution_role" {
  name               = "bazaar-loyalty-start"
  assume_role_policy = data.aws_iam_policy_document.loyalty_execution_role_trust.json
  description        = "What starts tasks of loyalty of bazaar."
}

# starting a task takes no more than this
data "aws_iam_policy_document" "loyalty_execution_role_policy" {
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
    resources = [aws_ecr_repository.loyalty_images.arn]
  }

  statement {
    sid       = "WriteLogs"
    effect    = "Allow"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.loyalty_logs.arn}:*"]
  }
}

resource "aws_iam_role_policy" "loyalty_execution_role_policy" {
  name   = "bazaar-loyalty-start"
  role   = aws_iam_role.loyalty_execution_role.id
  policy = data.aws_iam_policy_document.loyalty_execution_role_policy.json
}

# loyalty may do what its links need, no more
data "aws_iam_policy_document" "loyalty_policy" {
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

    resources = [aws_dynamodb_table.loyalty-db.arn, "${aws_dynamodb_table.loyalty-db.arn}/index/*"]
  }

  statement {
    sid       = "UseKeyThroughDynamodb"
    effect    = "Allow"
    actions   = ["kms:Decrypt"]
    resources = [aws_kms_key.shared_key.arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["dynamodb.us-east-1.amazonaws.com"]
    }
  }

  statement {
    sid       = "WriteItems"
    effect    = "Allow"
    actions   = ["dynamodb:BatchWriteItem", "dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:UpdateItem"]
    resources = [aws_dynamodb_table.loyalty-db.arn]
  }

  statement {
    sid       = "Send"
    effect    = "Allow"
    actions   = ["sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:SendMessage"]
    resources = [aws_sqs_queue.loyalty-events.arn]
  }

  statement {
    sid       = "UseKeyThroughSqs"
    effect    = "Allow"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [aws_kms_key.shared_key.arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["sqs.us-east-1.amazonaws.com"]
    }
  }
}

resource "aws_iam_role_policy" "loyalty_policy" {
  name   = "bazaar-loyalty"
  role   = aws_iam_role.loyalty_role.id
  policy = data.aws_iam_policy_document.loyalty_policy.json
}

# loyalty runs as an identity of its own
data "aws_iam_policy_document" "loyalty_role_trust" {
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

resource "aws_iam_role" "loyalty_role" {
  name               = "bazaar-loyalty"
  assume_role_policy = data.aws_iam_policy_document.loyalty_role_trust.json
  description        = "What loyalty of bazaar runs as."
}

# pulls the image of mailing and writes its logs
data "aws_iam_policy_document" "mailing_execution_role_trust" {
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

resource "aws_iam_role" "mailing_execution_role" {
  name               = "bazaar-mailing-start"
  assume_role_policy = data.aws_iam_policy_document.mailing_execution_role_trust.json
  description        = "What starts tasks of mailing of bazaar."
}

# starting a task takes no more than this
data "aws_iam_policy_document" "mailing_execution_role_policy" {
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
    resources = [aws_ecr_repository.mailing_images.arn]
  }

  statement {
    sid       = "WriteLogs"
    effect    = "Allow"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.mailing_logs.arn}:*"]
  }
}

resource "aws_iam_role_policy" "mailing_execution_role_policy" {
  name   = "bazaar-mailing-start"
  role   = aws_iam_role.mailing_execution_role.id
  policy = data.aws_iam_policy_document.mailing_execution_role_policy.json
}

# mailing may do what its links need, no more
data "aws_iam_policy_document" "mailing_policy" {
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

    resources = [aws_sqs_queue.loyalty-events.arn]
  }

  statement {
    sid       = "UseKeyThroughSqs"
    effect    = "Allow"
    actions   = ["kms:Decrypt"]
    resources = [aws_kms_key.shared_key.arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["sqs.us-east-1.amazonaws.com"]
    }
  }
}

resource "aws_iam_role_policy" "mailing_policy" {
  name   = "bazaar-mailing"
  role   = aws_iam_role.mailing_role.id
  policy = data.aws_iam_policy_document.mailing_policy.json
}

# mailing runs as an identity of its own
data "aws_iam_policy_document" "mailing_role_trust" {
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

resource "aws_iam_role" "mailing_role" {
  name               = "bazaar-mailing"
  assume_role_policy = data.aws_iam_policy_document.mailing_role_trust.json
  description        = "What mailing of bazaar runs as."
}

# figures of the machine of media-db are seen each minute
data "aws_iam_policy_document" "media-db_monitor_trust" {
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

resource "aws_iam_role" "media-db_monitor" {
  name               = "bazaar-media-db-monitor"
  assume_role_policy = data.aws_iam_policy_document.media-db_monitor_trust.json
  description        = "Sends figures of the machine of media-db."
}

# figures of the machine of media-db are seen each minute
resource "aws_iam_role_policy_attachment" "media-db_monitor_allowed" {
  role       = aws_iam_role.media-db_monitor.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole"
}

# pulls the image of media and writes its logs
data "aws_iam_policy_document" "media_execution_role_trust" {
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

resource "aws_iam_role" "media_execution_role" {
  name               = "bazaar-media-start"
  assume_role_policy = data.aws_iam_policy_document.media_execution_role_trust.json
  description        = "What starts tasks of media of bazaar."
}

# starting a task takes no more than this
data "aws_iam_policy_document" "media_execution_role_policy" {
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
    resources = [aws_ecr_repository.media_images.arn]
  }

  statement {
    sid       = "WriteLogs"
    effect    = "Allow"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.media_logs.arn}:*"]
  }

  statement {
    sid       = "ReadSecrets"
    effect    = "Allow"
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [aws_secretsmanager_secret.media-db_connection.arn]
  }

  statement {
    sid       = "UseKeyThroughSecretsmanager"
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

resource "aws_iam_role_policy" "media_execution_role_policy" {
  name   = "bazaar-media-start"
  role   = aws_iam_role.media_execution_role.id
  policy = data.aws_iam_policy_document.media_execution_role_policy.json
}

# media may do what its links need, no more
data "aws_iam_policy_document" "media_policy" {
  statement {
    sid       = "ReadSecrets"
    effect    = "Allow"
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [aws_secretsmanager_secret.media-db_connection.arn]
  }
}

resource "aws_iam_role_policy" "media_policy" {
  name   = "bazaar-media"
  role   = aws_iam_role.media_role.id
  policy = data.aws_iam_policy_document.media_policy.json
}

# media runs as an identity of its own
data "aws_iam_policy_document" "media_role_trust" {
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

resource "aws_iam_role" "media_role" {
  name               = "bazaar-media"
  assume_role_policy = data.aws_iam_policy_document.media_role_trust.json
  description        = "What media of bazaar runs as."
}

# pulls the image of messages and writes its logs
data "aws_iam_policy_document" "messages_execution_role_trust" {
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

resource "aws_iam_role" "messages_execution_role" {
  name               = "bazaar-messages-start"
  assume_role_policy = data.aws_iam_policy_document.messages_execution_role_trust.json
  description        = "What starts tasks of messages of bazaar."
}

# starting a task takes no more than this
data "aws_iam_policy_document" "messages_execution_role_policy" {
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
    resources = [aws_ecr_repository.messages_images.arn]
  }

  statement {
    sid       = "WriteLogs"
    effect    = "Allow"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.messages_logs.arn}:*"]
  }
}

resource "aws_iam_role_policy" "messages_execution_role_policy" {
  name   = "bazaar-messages-start"
  role   = aws_iam_role.messages_execution_role.id
  policy = data.aws_iam_policy_document.messages_execution_role_policy.json
}

# messages may do what its links need, no more
data "aws_iam_policy_document" "messages_policy" {
  statement {
    sid       = "Send"
    effect    = "Allow"
    actions   = ["sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:SendMessage"]
    resources = [aws_sqs_queue.messages-events.arn]
  }

  statement {
    sid       = "UseKeyThroughSqs"
    effect    = "Allow"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [aws_kms_key.shared_key.arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["sqs.us-east-1.amazonaws.com"]
    }
  }
}

resource "aws_iam_role_policy" "messages_policy" {
  name   = "bazaar-messages"
  role   = aws_iam_role.messages_role.id
  policy = data.aws_iam_policy_document.messages_policy.json
}

# messages runs as an identity of its own
data "aws_iam_policy_document" "messages_role_trust" {
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

resource "aws_iam_role" "messages_role" {
  name               = "bazaar-messages"
  assume_role_policy = data.aws_iam_policy_document.messages_role_trust.json
  description        = "What messages of bazaar runs as."
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
  name   = "bazaar-flow-log"
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
  name               = "bazaar-flow-log"
  assume_role_policy = data.aws_iam_policy_document.network_flow_log_role_trust.json
  description        = "Writes the flow log."
}

# pulls the image of orders and writes its logs
data "aws_iam_policy_document" "orders_execution_role_trust" {
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

resource "aws_iam_role" "orders_execution_role" {
  name               = "bazaar-orders-start"
  assume_role_policy = data.aws_iam_policy_document.orders_execution_role_trust.json
  description        = "What starts tasks of orders of bazaar."
}

# starting a task takes no more than this
data "aws_iam_policy_document" "orders_execution_role_policy" {
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
    resources = [aws_ecr_repository.orders_images.arn]
  }

  statement {
    sid       = "WriteLogs"
    effect    = "Allow"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.orders_logs.arn}:*"]
  }
}

resource "aws_iam_role_policy" "orders_execution_role_policy" {
  name   = "bazaar-orders-start"
  role   = aws_iam_role.orders_execution_role.id
  policy = data.aws_iam_policy_document.orders_execution_role_policy.json
}

# orders may do what its links need, no more
data "aws_iam_policy_document" "orders_policy" {
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

    resources = [aws_sqs_queue.messages-events.arn]
  }

  statement {
    sid       = "UseKeyThroughSqs"
    effect    = "Allow"
    actions   = ["kms:Decrypt"]
    resources = [aws_kms_key.shared_key.arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["sqs.us-east-1.amazonaws.com"]
    }
  }

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

    resources = [aws_dynamodb_table.orders-db.arn, "${aws_dynamodb_table.orders-db.arn}/index/*"]
  }

  statement {
    sid       = "UseKeyThroughDynamodb"
    effect    = "Allow"
    actions   = ["kms:Decrypt"]
    resources = [aws_kms_key.shared_key.arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["dynamodb.us-east-1.amazonaws.com"]
    }
  }

  statement {
    sid       = "WriteItems"
    effect    = "Allow"
    actions   = ["dynamodb:BatchWriteItem", "dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:UpdateItem"]
    resources = [aws_dynamodb_table.orders-db.arn]
  }
}

resource "aws_iam_role_policy" "orders_policy" {
  name   = "bazaar-orders"
  role   = aws_iam_role.orders_role.id
  policy = data.aws_iam_policy_document.orders_policy.json
}

# orders runs as an identity of its own
data "aws_iam_policy_document" "orders_role_trust" {
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

resource "aws_iam_role" "orders_role" {
  name               = "bazaar-orders"
  assume_role_policy = data.aws_iam_policy_document.orders_role_trust.json
  description        = "What orders of bazaar runs as."
}

# pulls the image of packing and writes its logs
data "aws_iam_policy_document" "packing_execution_role_trust" {
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

resource "aws_iam_role" "packing_execution_role" {
  name               = "bazaar-packing-start"
  assume_role_policy = data.aws_iam_policy_document.packing_execution_role_trust.json
  description        = "What starts tasks of packing of bazaar."
}

# starting a task takes no more than this
data "aws_iam_policy_document" "packing_execution_role_policy" {
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
    resources = [aws_ecr_repository.packing_images.arn]
  }

  statement {
    sid       = "WriteLogs"
    effect    = "Allow"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.packing_logs.arn}:*"]
  }
}

resource "aws_iam_role_policy" "packing_execution_role_policy" {
  name   = "bazaar-packing-start"
  role   = aws_iam_role.packing_execution_role.id
  policy = data.aws_iam_policy_document.packing_execution_role_policy.json
}

# packing runs as an identity of its own
data "aws_iam_policy_document" "packing_role_trust" {
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

resource "aws_iam_role" "packing_role" {
  name               = "bazaar-packing"
  assume_role_policy = data.aws_iam_policy_document.packing_role_trust.json
  description        = "What packing of bazaar runs as."
}

# figures of the machine of payments-db are seen each minute
data "aws_iam_policy_document" "payments-db_monitor_trust" {
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

resource "aws_iam_role" "payments-db_monitor" {
  name               = "bazaar-payments-db-monitor"
  assume_role_policy = data.aws_iam_policy_document.payments-db_monitor_trust.json
  description        = "Sends figures of the machine of payments-db."
}

# figures of the machine of payments-db are seen each minute
resource "aws_iam_role_policy_attachment" "payments-db_monitor_allowed" {
  role       = aws_iam_role.payments-db_monitor.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole"
}

# pulls the image of payments and writes its logs
data "aws_iam_policy_document" "payments_execution_role_trust" {
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

resource "aws_iam_role" "payments_execution_role" {
  name               = "bazaar-payments-start"
  assume_role_policy = data.aws_iam_policy_document.payments_execution_role_trust.json
  description        = "What starts tasks of payments of bazaar."
}

# starting a task takes no more than this
data "aws_iam_policy_document" "payments_execution_role_policy" {
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
    resources = [aws_ecr_repository.payments_images.arn]
  }

  statement {
    sid       = "WriteLogs"
    effect    = "Allow"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.payments_logs.arn}:*"]
  }

  statement {
    sid       = "ReadSecrets"
    effect    = "Allow"
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [aws_secretsmanager_secret.payments-db_connection.arn]
  }

  statement {
    sid       = "UseKeyThroughSecretsmanager"
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

resource "aws_iam_role_policy" "payments_execution_role_policy" {
  name   = "bazaar-payments-start"
  role   = aws_iam_role.payments_execution_role.id
  policy = data.aws_iam_policy_document.payments_execution_role_policy.json
}

# payments may do what its links need, no more
data "aws_iam_policy_document" "payments_policy" {
  statement {
    sid       = "Send"
    effect    = "Allow"
    actions   = ["sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:SendMessage"]
    resources = [aws_sqs_queue.payments-events.arn]
  }

  statement {
    sid       = "UseKeyThroughSqs"
    effect    = "Allow"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [aws_kms_key.shared_key.arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["sqs.us-east-1.amazonaws.com"]
    }
  }

  statement {
    sid       = "ReadSecrets"
    effect    = "Allow"
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [aws_secretsmanager_secret.payments-db_connection.arn]
  }
}

resource "aws_iam_role_policy" "payments_policy" {
  name   = "bazaar-payments"
  role   = aws_iam_role.payments_role.id
  policy = data.aws_iam_policy_document.payments_policy.json
}

# payments runs as an identity of its own
data "aws_iam_policy_document" "payments_role_trust" {
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

resource "aws_iam_role" "payments_role" {
  name               = "bazaar-payments"
  assume_role_policy = data.aws_iam_policy_document.payments_role_trust.json
  description        = "What payments of bazaar runs as."
}

# pulls the image of prices and writes its logs
data "aws_iam_policy_document" "prices_execution_role_trust" {
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

resource "aws_iam_role" "prices_execution_role" {
  name               = "bazaar-prices-start"
  assume_role_policy = data.aws_iam_policy_document.prices_execution_role_trust.json
  description        = "What starts tasks of prices of bazaar."
}

# starting a task takes no more than this
data "aws_iam_policy_document" "prices_execution_role_policy" {
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
    resources = [aws_ecr_repository.prices_images.arn]
  }

  statement {
    sid       = "WriteLogs"
    effect    = "Allow"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.prices_logs.arn}:*"]
  }
}

resource "aws_iam_role_policy" "prices_execution_role_policy" {
  name   = "bazaar-prices-start"
  role   = aws_iam_role.prices_execution_role.id
  policy = data.aws_iam_policy_document.prices_execution_role_policy.json
}

# prices may do what its links need, no more
data "aws_iam_policy_document" "prices_policy" {
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

    resources = [aws_sqs_queue.payments-events.arn]
  }

  statement {
    sid       = "UseKeyThroughSqs"
    effect    = "Allow"
    actions   = ["kms:Decrypt"]
    resources = [aws_kms_key.shared_key.arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["sqs.us-east-1.amazonaws.com"]
    }
  }
}

resource "aws_iam_role_policy" "prices_policy" {
  name   = "bazaar-prices"
  role   = aws_iam_role.prices_role.id
  policy = data.aws_iam_policy_document.prices_policy.json
}

# prices runs as an identity of its own
data "aws_iam_policy_document" "prices_role_trust" {
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

resource "aws_iam_role" "prices_role" {
  name               = "bazaar-prices"
  assume_role_policy = data.aws_iam_policy_document.prices_role_trust.json
  description        = "What prices of bazaar runs as."
}

# pulls the image of products and writes its logs
data "aws_iam_policy_document" "products_execution_role_trust" {
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

resource "aws_iam_role" "products_execution_role" {
  name               = "bazaar-products-start"
  assume_role_policy = data.aws_iam_policy_document.products_execution_role_trust.json
  description        = "What starts tasks of products of bazaar."
}

# starting a task takes no more than this
data "aws_iam_policy_document" "products_execution_role_policy" {
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
    resources = [aws_ecr_repository.products_images.arn]
  }

  statement {
    sid       = "WriteLogs"
    effect    = "Allow"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.products_logs.arn}:*"]
  }
}

resource "aws_iam_role_policy" "products_execution_role_policy" {
  name   = "bazaar-products-start"
  role   = aws_iam_role.products_execution_role.id
  policy = data.aws_iam_policy_document.products_execution_role_policy.json
}

# products may do what its links need, no more
data "aws_iam_policy_document" "products_policy" {
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

    resources = [aws_dynamodb_table.products-db.arn, "${aws_dynamodb_table.products-db.arn}/index/*"]
  }

  statement {
    sid       = "UseKeyThroughDynamodb"
    effect    = "Allow"
    actions   = ["kms:Decrypt"]
    resources = [aws_kms_key.shared_key.arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["dynamodb.us-east-1.amazonaws.com"]
    }
  }

  statement {
    sid       = "WriteItems"
    effect    = "Allow"
    actions   = ["dynamodb:BatchWriteItem", "dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:UpdateItem"]
    resources = [aws_dynamodb_table.products-db.arn]
  }
}

resource "aws_iam_role_policy" "products_policy" {
  name   = "bazaar-products"
  role   = aws_iam_role.products_role.id
  policy = data.aws_iam_policy_document.products_policy.json
}

# products runs as an identity of its own
data "aws_iam_policy_document" "products_role_trust" {
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

resource "aws_iam_role" "products_role" {
  name               = "bazaar-products"
  assume_role_policy = data.aws_iam_policy_document.products_role_trust.json
  description        = "What products of bazaar runs as."
}

# pulls the image of profiles and writes its logs
data "aws_iam_policy_document" "profiles_execution_role_trust" {
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

resource "aws_iam_role" "profiles_execution_role" {
  name               = "bazaar-profiles-start"
  assume_role_policy = data.aws_iam_policy_document.profiles_execution_role_trust.json
  description        = "What starts tasks of profiles of bazaar."
}

# starting a task takes no more than this
data "aws_iam_policy_document" "profiles_execution_role_policy" {
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
    resources = [aws_ecr_repository.profiles_images.arn]
  }

  statement {
    sid       = "WriteLogs"
    effect    = "Allow"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.profiles_logs.arn}:*"]
  }
}

resource "aws_iam_role_policy" "profiles_execution_role_policy" {
  name   = "bazaar-profiles-start"
  role   = aws_iam_role.profiles_execution_role.id
  policy = data.aws_iam_policy_document.profiles_execution_role_policy.json
}

# profiles may do what its links need, no more
data "aws_iam_policy_document" "profiles_policy" {
  statement {
    sid       = "Send"
    effect    = "Allow"
    actions   = ["sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:SendMessage"]
    resources = [aws_sqs_queue.profiles-events.arn]
  }

  statement {
    sid       = "UseKeyThroughSqs"
    effect    = "Allow"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [aws_kms_key.shared_key.arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["sqs.us-east-1.amazonaws.com"]
    }
  }
}

resource "aws_iam_role_policy" "profiles_policy" {
  name   = "bazaar-profiles"
  role   = aws_iam_role.profiles_role.id
  policy = data.aws_iam_policy_document.profiles_policy.json
}

# profiles runs as an identity of its own
data "aws_iam_policy_document" "profiles_role_trust" {
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

resource "aws_iam_role" "profiles_role" {
  name               = "bazaar-profiles"
  assume_role_policy = data.aws_iam_policy_document.profiles_role_trust.json
  description        = "What profiles of bazaar runs as."
}

# figures of the machine of questions-db are seen each minute
data "aws_iam_policy_document" "questions-db_monitor_trust" {
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

resource "aws_iam_role" "questions-db_monitor" {
  name               = "bazaar-questions-db-monitor"
  assume_role_policy = data.aws_iam_policy_document.questions-db_monitor_trust.json
  description        = "Sends figures of the machine of questions-db."
}

# figures of the machine of questions-db are seen each minute
resource "aws_iam_role_policy_attachment" "questions-db_monitor_allowed" {
  role       = aws_iam_role.questions-db_monitor.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole"
}

# pulls the image of questions and writes its logs
data "aws_iam_policy_document" "questions_execution_role_trust" {
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

resource "aws_iam_role" "questions_execution_role" {
  name               = "bazaar-questions-start"
  assume_role_policy = data.aws_iam_policy_document.questions_execution_role_trust.json
  description        = "What starts tasks of questions of bazaar."
}

# starting a task takes no more than this
data "aws_iam_policy_document" "questions_execution_role_policy" {
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
    resources = [aws_ecr_repository.questions_images.arn]
  }

  statement {
    sid       = "WriteLogs"
    effect    = "Allow"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.questions_logs.arn}:*"]
  }

  statement {
    sid       = "ReadSecrets"
    effect    = "Allow"
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [aws_secretsmanager_secret.questions-db_connection.arn]
  }

  statement {
    sid       = "UseKeyThroughSecretsmanager"
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

resource "aws_iam_role_policy" "questions_execution_role_policy" {
  name   = "bazaar-questions-start"
  role   = aws_iam_role.questions_execution_role.id
  policy = data.aws_iam_policy_document.questions_execution_role_policy.json
}

# questions may do what its links need, no more
data "aws_iam_policy_document" "questions_policy" {
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

    resources = [aws_sqs_queue.profiles-events.arn]
  }

  statement {
    sid       = "UseKeyThroughSqs"
    effect    = "Allow"
    actions   = ["kms:Decrypt"]
    resources = [aws_kms_key.shared_key.arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["sqs.us-east-1.amazonaws.com"]
    }
  }

  statement {
    sid       = "ReadSecrets"
    effect    = "Allow"
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [aws_secretsmanager_secret.questions-db_connection.arn]
  }
}

resource "aws_iam_role_policy" "questions_policy" {
  name   = "bazaar-questions"
  role   = aws_iam_role.questions_role.id
  policy = data.aws_iam_policy_document.questions_policy.json
}

# questions runs as an identity of its own
data "aws_iam_policy_document" "questions_role_trust" {
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

resource "aws_iam_role" "questions_role" {
  name               = "bazaar-questions"
  assume_role_policy = data.aws_iam_policy_document.questions_role_trust.json
  description        = "What questions of bazaar runs as."
}

# pulls the image of ratings and writes its logs
data "aws_iam_policy_document" "ratings_execution_role_trust" {
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

resource "aws_iam_role" "ratings_execution_role" {
  name               = "bazaar-ratings-start"
  assume_role_policy = data.aws_iam_policy_document.ratings_execution_role_trust.json
  description        = "What starts tasks of ratings of bazaar."
}

# starting a task takes no more than this
data "aws_iam_policy_document" "ratings_execution_role_policy" {
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
    resources = [aws_ecr_repository.ratings_images.arn]
  }

  statement {
    sid       = "WriteLogs"
    effect    = "Allow"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.ratings_logs.arn}:*"]
  }
}

resource "aws_iam_role_policy" "ratings_execution_role_policy" {
  name   = "bazaar-ratings-start"
  role   = aws_iam_role.ratings_execution_role.id
  policy = data.aws_iam_policy_document.ratings_execution_role_policy.json
}

# ratings runs as an identity of its own
data "aws_iam_policy_document" "ratings_role_trust" {
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

resource "aws_iam_role" "ratings_role" {
  name               = "bazaar-ratings"
  assume_role_policy = data.aws_iam_policy_document.ratings_role_trust.json
  description        = "What ratings of bazaar runs as."
}

# pulls the image of recommend and writes its logs
data "aws_iam_policy_document" "recommend_execution_role_trust" {
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

resource "aws_iam_role" "recommend_execution_role" {
  name               = "bazaar-recommend-start"
  assume_role_policy = data.aws_iam_policy_document.recommend_execution_role_trust.json
  description        = "What starts tasks of recommend of bazaar."
}

# starting a task takes no more than this
data "aws_iam_policy_document" "recommend_execution_role_policy" {
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
    resources = [aws_ecr_repository.recommend_images.arn]
  }

  statement {
    sid       = "WriteLogs"
    effect    = "Allow"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.recommend_logs.arn}:*"]
  }
}

resource "aws_iam_role_policy" "recommend_execution_role_policy" {
  name   = "bazaar-recommend-start"
  role   = aws_iam_role.recommend_execution_role.id
  policy = data.aws_iam_policy_document.recommend_execution_role_policy.json
}

# recommend may do what its links need, no more
data "aws_iam_policy_document" "recommend_policy" {
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

    resources = [aws_dynamodb_table.recommend-db.arn, "${aws_dynamodb_table.recommend-db.arn}/index/*"]
  }

  statement {
    sid       = "UseKeyThroughDynamodb"
    effect    = "Allow"
    actions   = ["kms:Decrypt"]
    resources = [aws_kms_key.shared_key.arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["dynamodb.us-east-1.amazonaws.com"]
    }
  }

  statement {
    sid       = "WriteItems"
    effect    = "Allow"
    actions   = ["dynamodb:BatchWriteItem", "dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:UpdateItem"]
    resources = [aws_dynamodb_table.recommend-db.arn]
  }

  statement {
    sid       = "Send"
    effect    = "Allow"
    actions   = ["sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:SendMessage"]
    resources = [aws_sqs_queue.recommend-events.arn]
  }

  statement {
    sid       = "UseKeyThroughSqs"
    effect    = "Allow"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [aws_kms_key.shared_key.arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["sqs.us-east-1.amazonaws.com"]
    }
  }
}

resource "aws_iam_role_policy" "recommend_policy" {
  name   = "bazaar-recommend"
  role   = aws_iam_role.recommend_role.id
  policy = data.aws_iam_policy_document.recommend_policy.json
}

# recommend runs as an identity of its own
data "aws_iam_policy_document" "recommend_role_trust" {
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

resource "aws_iam_role" "recommend_role" {
  name               = "bazaar-recommend"
  assume_role_policy = data.aws_iam_policy_document.recommend_role_trust.json
  description        = "What recommend of bazaar runs as."
}

# pulls the image of refunds and writes its logs
data "aws_iam_policy_document" "refunds_execution_role_trust" {
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

resource "aws_iam_role" "refunds_execution_role" {
  name               = "bazaar-refunds-start"
  assume_role_policy = data.aws_iam_policy_document.refunds_execution_role_trust.json
  description        = "What starts tasks of refunds of bazaar."
}

# starting a task takes no more than this
data "aws_iam_policy_document" "refunds_execution_role_policy" {
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
    resources = [aws_ecr_repository.refunds_images.arn]
  }

  statement {
    sid       = "WriteLogs"
    effect    = "Allow"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.refunds_logs.arn}:*"]
  }
}

resource "aws_iam_role_policy" "refunds_execution_role_policy" {
  name   = "bazaar-refunds-start"
  role   = aws_iam_role.refunds_execution_role.id
  policy = data.aws_iam_policy_document.refunds_execution_role_policy.json
}

# refunds may do what its links need, no more
data "aws_iam_policy_document" "refunds_policy" {
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

    resources = [aws_sqs_queue.recommend-events.arn]
  }

  statement {
    sid       = "UseKeyThroughSqs"
    effect    = "Allow"
    actions   = ["kms:Decrypt"]
    resources = [aws_kms_key.shared_key.arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["sqs.us-east-1.amazonaws.com"]
    }
  }
}

resource "aws_iam_role_policy" "refunds_policy" {
  name   = "bazaar-refunds"
  role   = aws_iam_role.refunds_role.id
  policy = data.aws_iam_policy_document.refunds_policy.json
}

# refunds runs as an identity of its own
data "aws_iam_policy_document" "refunds_role_trust" {
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

resource "aws_iam_role" "refunds_role" {
  name               = "bazaar-refunds"
  assume_role_policy = data.aws_iam_policy_document.refunds_role_trust.json
  description        = "What refunds of bazaar runs as."
}

# figures of the machine of returns-db are seen each minute
data "aws_iam_policy_document" "returns-db_monitor_trust" {
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

resource "aws_iam_role" "returns-db_monitor" {
  name               = "bazaar-returns-db-monitor"
  assume_role_policy = data.aws_iam_policy_document.returns-db_monitor_trust.json
  description        = "Sends figures of the machine of returns-db."
}

# figures of the machine of returns-db are seen each minute
resource "aws_iam_role_policy_attachment" "returns-db_monitor_allowed" {
  role       = aws_iam_role.returns-db_monitor.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole"
}

# pulls the image of returns and writes its logs
data "aws_iam_policy_document" "returns_execution_role_trust" {
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

resource "aws_iam_role" "returns_execution_role" {
  name               = "bazaar-returns-start"
  assume_role_policy = data.aws_iam_policy_document.returns_execution_role_trust.json
  description        = "What starts tasks of returns of bazaar."
}

# starting a task takes no more than this
data "aws_iam_policy_document" "returns_execution_role_policy" {
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
    resources = [aws_ecr_repository.returns_images.arn]
  }

  statement {
    sid       = "WriteLogs"
    effect    = "Allow"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.returns_logs.arn}:*"]
  }

  statement {
    sid       = "ReadSecrets"
    effect    = "Allow"
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [aws_secretsmanager_secret.returns-db_connection.arn]
  }

  statement {
    sid       = "UseKeyThroughSecretsmanager"
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

resource "aws_iam_role_policy" "returns_execution_role_policy" {
  name   = "bazaar-returns-start"
  role   = aws_iam_role.returns_execution_role.id
  policy = data.aws_iam_policy_document.returns_execution_role_policy.json
}

# returns may do what its links need, no more
data "aws_iam_policy_document" "returns_policy" {
  statement {
    sid       = "ReadSecrets"
    effect    = "Allow"
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [aws_secretsmanager_secret.returns-db_connection.arn]
  }
}

resource "aws_iam_role_policy" "returns_policy" {
  name   = "bazaar-returns"
  role   = aws_iam_role.returns_role.id
  policy = data.aws_iam_policy_document.returns_policy.json
}

# returns runs as an identity of its own
data "aws_iam_policy_document" "returns_role_trust" {
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

resource "aws_iam_role" "returns_role" {
  name               = "bazaar-returns"
  assume_role_policy = data.aws_iam_policy_document.returns_role_trust.json
  description        = "What returns of bazaar runs as."
}

# pulls the image of reviews and writes its logs
data "aws_iam_policy_document" "reviews_execution_role_trust" {
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

resource "aws_iam_role" "reviews_execution_role" {
  name               = "bazaar-reviews-start"
  assume_role_policy = data.aws_iam_policy_document.reviews_execution_role_trust.json
  description        = "What starts tasks of reviews of bazaar."
}

# starting a task takes no more than this
data "aws_iam_policy_document" "reviews_execution_role_policy" {
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
    resources = [aws_ecr_repository.reviews_images.arn]
  }

  statement {
    sid       = "WriteLogs"
    effect    = "Allow"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.reviews_logs.arn}:*"]
  }
}

resource "aws_iam_role_policy" "reviews_execution_role_policy" {
  name   = "bazaar-reviews-start"
  role   = aws_iam_role.reviews_execution_role.id
  policy = data.aws_iam_policy_document.reviews_execution_role_policy.json
}

# reviews may do what its links need, no more
data "aws_iam_policy_document" "reviews_policy" {
  statement {
    sid       = "Send"
    effect    = "Allow"
    actions   = ["sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:SendMessage"]
    resources = [aws_sqs_queue.reviews-events.arn]
  }

  statement {
    sid       = "UseKeyThroughSqs"
    effect    = "Allow"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [aws_kms_key.shared_key.arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["sqs.us-east-1.amazonaws.com"]
    }
  }
}

resource "aws_iam_role_policy" "reviews_policy" {
  name   = "bazaar-reviews"
  role   = aws_iam_role.reviews_role.id
  policy = data.aws_iam_policy_document.reviews_policy.json
}

# reviews runs as an identity of its own
data "aws_iam_policy_document" "reviews_role_trust" {
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

resource "aws_iam_role" "reviews_role" {
  name               = "bazaar-reviews"
  assume_role_policy = data.aws_iam_policy_document.reviews_role_trust.json
  description        = "What reviews of bazaar runs as."
}

# pulls the image of search and writes its logs
data "aws_iam_policy_document" "search_execution_role_trust" {
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

resource "aws_iam_role" "search_execution_role" {
  name               = "bazaar-search-start"
  assume_role_policy = data.aws_iam_policy_document.search_execution_role_trust.json
  description        = "What starts tasks of search of bazaar."
}

# starting a task takes no more than this
data "aws_iam_policy_document" "search_execution_role_policy" {
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
    resources = [aws_ecr_repository.search_images.arn]
  }

  statement {
    sid       = "WriteLogs"
    effect    = "Allow"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.search_logs.arn}:*"]
  }
}

resource "aws_iam_role_policy" "search_execution_role_policy" {
  name   = "bazaar-search-start"
  role   = aws_iam_role.search_execution_role.id
  policy = data.aws_iam_policy_document.search_execution_role_policy.json
}

# search may do what its links need, no more
data "aws_iam_policy_document" "search_policy" {
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

    resources = [aws_sqs_queue.reviews-events.arn]
  }

  statement {
    sid       = "UseKeyThroughSqs"
    effect    = "Allow"
    actions   = ["kms:Decrypt"]
    resources = [aws_kms_key.shared_key.arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["sqs.us-east-1.amazonaws.com"]
    }
  }

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

    resources = [aws_dynamodb_table.search-db.arn, "${aws_dynamodb_table.search-db.arn}/index/*"]
  }

  statement {
    sid       = "UseKeyThroughDynamodb"
    effect    = "Allow"
    actions   = ["kms:Decrypt"]
    resources = [aws_kms_key.shared_key.arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["dynamodb.us-east-1.amazonaws.com"]
    }
  }

  statement {
    sid       = "WriteItems"
    effect    = "Allow"
    actions   = ["dynamodb:BatchWriteItem", "dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:UpdateItem"]
    resources = [aws_dynamodb_table.search-db.arn]
  }
}

resource "aws_iam_role_policy" "search_policy" {
  name   = "bazaar-search"
  role   = aws_iam_role.search_role.id
  policy = data.aws_iam_policy_document.search_policy.json
}

# search runs as an identity of its own
data "aws_iam_policy_document" "search_role_trust" {
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

resource "aws_iam_role" "search_role" {
  name               = "bazaar-search"
  assume_role_policy = data.aws_iam_policy_document.search_role_trust.json
  description        = "What search of bazaar runs as."
}

# policies name the account that they hold in
data "aws_caller_identity" "shared_account" {}

# pulls the image of shipping and writes its logs
data "aws_iam_policy_document" "shipping_execution_role_trust" {
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

resource "aws_iam_role" "shipping_execution_role" {
  name               = "bazaar-shipping-start"
  assume_role_policy = data.aws_iam_policy_document.shipping_execution_role_trust.json
  description        = "What starts tasks of shipping of bazaar."
}

# starting a task takes no more than this
data "aws_iam_policy_document" "shipping_execution_role_policy" {
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
    resources = [aws_ecr_repository.shipping_images.arn]
  }

  statement {
    sid       = "WriteLogs"
    effect    = "Allow"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.shipping_logs.arn}:*"]
  }
}

resource "aws_iam_role_policy" "shipping_execution_role_policy" {
  name   = "bazaar-shipping-start"
  role   = aws_iam_role.shipping_execution_role.id
  policy = data.aws_iam_policy_document.shipping_execution_role_policy.json
}

# shipping runs as an identity of its own
data "aws_iam_policy_document" "shipping_role_trust" {
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

resource "aws_iam_role" "shipping_role" {
  name               = "bazaar-shipping"
  assume_role_policy = data.aws_iam_policy_document.shipping_role_trust.json
  description        = "What shipping of bazaar runs as."
}

# figures of the machine of stock-db are seen each minute
data "aws_iam_policy_document" "stock-db_monitor_trust" {
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

resource "aws_iam_role" "stock-db_monitor" {
  name               = "bazaar-stock-db-monitor"
  assume_role_policy = data.aws_iam_policy_document.stock-db_monitor_trust.json
  description        = "Sends figures of the machine of stock-db."
}

# figures of the machine of stock-db are seen each minute
resource "aws_iam_role_policy_attachment" "stock-db_monitor_allowed" {
  role       = aws_iam_role.stock-db_monitor.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole"
}

# pulls the image of stock and writes its logs
data "aws_iam_policy_document" "stock_execution_role_trust" {
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

resource "aws_iam_role" "stock_execution_role" {
  name               = "bazaar-stock-start"
  assume_role_policy = data.aws_iam_policy_document.stock_execution_role_trust.json
  description        = "What starts tasks of stock of bazaar."
}

# starting a task takes no more than this
data "aws_iam_policy_document" "stock_execution_role_policy" {
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
    resources = [aws_ecr_repository.stock_images.arn]
  }

  statement {
    sid       = "WriteLogs"
    effect    = "Allow"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.stock_logs.arn}:*"]
  }

  statement {
    sid       = "ReadSecrets"
    effect    = "Allow"
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [aws_secretsmanager_secret.stock-db_connection.arn]
  }

  statement {
    sid       = "UseKeyThroughSecretsmanager"
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

resource "aws_iam_role_policy" "stock_execution_role_policy" {
  name   = "bazaar-stock-start"
  role   = aws_iam_role.stock_execution_role.id
  policy = data.aws_iam_policy_document.stock_execution_role_policy.json
}

# stock may do what its links need, no more
data "aws_iam_policy_document" "stock_policy" {
  statement {
    sid       = "Send"
    effect    = "Allow"
    actions   = ["sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:SendMessage"]
    resources = [aws_sqs_queue.stock-events.arn]
  }

  statement {
    sid       = "UseKeyThroughSqs"
    effect    = "Allow"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [aws_kms_key.shared_key.arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["sqs.us-east-1.amazonaws.com"]
    }
  }

  statement {
    sid       = "ReadSecrets"
    effect    = "Allow"
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [aws_secretsmanager_secret.stock-db_connection.arn]
  }
}

resource "aws_iam_role_policy" "stock_policy" {
  name   = "bazaar-stock"
  role   = aws_iam_role.stock_role.id
  policy = data.aws_iam_policy_document.stock_policy.json
}

# stock runs as an identity of its own
data "aws_iam_policy_document" "stock_role_trust" {
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

resource "aws_iam_role" "stock_role" {
  name               = "bazaar-stock"
  assume_role_policy = data.aws_iam_policy_document.stock_role_trust.json
  description        = "What stock of bazaar runs as."
}

# pulls the image of suppliers and writes its logs
data "aws_iam_policy_document" "suppliers_execution_role_trust" {
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

resource "aws_iam_role" "suppliers_execution_role" {
  name               = "bazaar-suppliers-start"
  assume_role_policy = data.aws_iam_policy_document.suppliers_execution_role_trust.json
  description        = "What starts tasks of suppliers of bazaar."
}

# starting a task takes no more than this
data "aws_iam_policy_document" "suppliers_execution_role_policy" {
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
    resources = [aws_ecr_repository.suppliers_images.arn]
  }

  statement {
    sid       = "WriteLogs"
    effect    = "Allow"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.suppliers_logs.arn}:*"]
  }
}

resource "aws_iam_role_policy" "suppliers_execution_role_policy" {
  name   = "bazaar-suppliers-start"
  role   = aws_iam_role.suppliers_execution_role.id
  policy = data.aws_iam_policy_document.suppliers_execution_role_policy.json
}

# suppliers may do what its links need, no more
data "aws_iam_policy_document" "suppliers_policy" {
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

    resources = [aws_sqs_queue.stock-events.arn]
  }

  statement {
    sid       = "UseKeyThroughSqs"
    effect    = "Allow"
    actions   = ["kms:Decrypt"]
    resources = [aws_kms_key.shared_key.arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["sqs.us-east-1.amazonaws.com"]
    }
  }
}

resource "aws_iam_role_policy" "suppliers_policy" {
  name   = "bazaar-suppliers"
  role   = aws_iam_role.suppliers_role.id
  policy = data.aws_iam_policy_document.suppliers_policy.json
}

# suppliers runs as an identity of its own
data "aws_iam_policy_document" "suppliers_role_trust" {
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

resource "aws_iam_role" "suppliers_role" {
  name               = "bazaar-suppliers"
  assume_role_policy = data.aws_iam_policy_document.suppliers_role_trust.json
  description        = "What suppliers of bazaar runs as."
}

# pulls the image of taxes and writes its logs
data "aws_iam_policy_document" "taxes_execution_role_trust" {
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

resource "aws_iam_role" "taxes_execution_role" {
  name               = "bazaar-taxes-start"
  assume_role_policy = data.aws_iam_policy_document.taxes_execution_role_trust.json
  description        = "What starts tasks of taxes of bazaar."
}

# starting a task takes no more than this
data "aws_iam_policy_document" "taxes_execution_role_policy" {
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
    resources = [aws_ecr_repository.taxes_images.arn]
  }

  statement {
    sid       = "WriteLogs"
    effect    = "Allow"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.taxes_logs.arn}:*"]
  }
}

resource "aws_iam_role_policy" "taxes_execution_role_policy" {
  name   = "bazaar-taxes-start"
  role   = aws_iam_role.taxes_execution_role.id
  policy = data.aws_iam_policy_document.taxes_execution_role_policy.json
}

# taxes may do what its links need, no more
data "aws_iam_policy_document" "taxes_policy" {
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

    resources = [aws_dynamodb_table.taxes-db.arn, "${aws_dynamodb_table.taxes-db.arn}/index/*"]
  }

  statement {
    sid       = "UseKeyThroughDynamodb"
    effect    = "Allow"
    actions   = ["kms:Decrypt"]
    resources = [aws_kms_key.shared_key.arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["dynamodb.us-east-1.amazonaws.com"]
    }
  }

  statement {
    sid       = "WriteItems"
    effect    = "Allow"
    actions   = ["dynamodb:BatchWriteItem", "dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:UpdateItem"]
    resources = [aws_dynamodb_table.taxes-db.arn]
  }
}

resource "aws_iam_role_policy" "taxes_policy" {
  name   = "bazaar-taxes"
  role   = aws_iam_role.taxes_role.id
  policy = data.aws_iam_policy_document.taxes_policy.json
}

# taxes runs as an identity of its own
data "aws_iam_policy_document" "taxes_role_trust" {
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

resource "aws_iam_role" "taxes_role" {
  name               = "bazaar-taxes"
  assume_role_policy = data.aws_iam_policy_document.taxes_role_trust.json
  description        = "What taxes of bazaar runs as."
}

# pulls the image of wishes and writes its logs
data "aws_iam_policy_document" "wishes_execution_role_trust" {
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

resource "aws_iam_role" "wishes_execution_role" {
  name               = "bazaar-wishes-start"
  assume_role_policy = data.aws_iam_policy_document.wishes_execution_role_trust.json
  description        = "What starts tasks of wishes of bazaar."
}

# starting a task takes no more than this
data "aws_iam_policy_document" "wishes_execution_role_policy" {
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
    resources = [aws_ecr_repository.wishes_images.arn]
  }

  statement {
    sid       = "WriteLogs"
    effect    = "Allow"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.wishes_logs.arn}:*"]
  }
}

resource "aws_iam_role_policy" "wishes_execution_role_policy" {
  name   = "bazaar-wishes-start"
  role   = aws_iam_role.wishes_execution_role.id
  policy = data.aws_iam_policy_document.wishes_execution_role_policy.json
}

# wishes may do what its links need, no more
data "aws_iam_policy_document" "wishes_policy" {
  statement {
    sid       = "Send"
    effect    = "Allow"
    actions   = ["sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:SendMessage"]
    resources = [aws_sqs_queue.wishes-events.arn]
  }

  statement {
    sid       = "UseKeyThroughSqs"
    effect    = "Allow"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [aws_kms_key.shared_key.arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["sqs.us-east-1.amazonaws.com"]
    }
  }
}

resource "aws_iam_role_policy" "wishes_policy" {
  name   = "bazaar-wishes"
  role   = aws_iam_role.wishes_role.id
  policy = data.aws_iam_policy_document.wishes_policy.json
}

# wishes runs as an identity of its own
data "aws_iam_policy_document" "wishes_role_trust" {
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

resource "aws_iam_role" "wishes_role" {
  name               = "bazaar-wishes"
  assume_role_policy = data.aws_iam_policy_document.wishes_role_trust.json
  description        = "What wishes of bazaar runs as."
}
