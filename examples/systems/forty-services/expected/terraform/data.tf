# aws.rds_postgres (db.t4g.micro, 2 zones) realises database `accounts-db` for 27.96 $ a month; 6 of 9 others c…
resource "aws_db_instance" "accounts-db" {
  identifier                          = "bazaar-accounts-db"
  engine                              = "postgres"
  engine_version                      = "17"
  instance_class                      = "db.t4g.micro"
  allocated_storage                   = 20
  max_allocated_storage               = 40
  storage_type                        = "gp3"
  storage_encrypted                   = true
  kms_key_id                          = aws_kms_key.shared_key.arn
  db_name                             = "app"
  username                            = "app"
  password_wo                         = ephemeral.aws_secretsmanager_secret_version.accounts-db_login_reading.secret_string
  password_wo_version                 = 1
  multi_az                            = true
  db_subnet_group_name                = aws_db_subnet_group.accounts-db_subnets.name
  parameter_group_name                = aws_db_parameter_group.accounts-db_settings.name
  vpc_security_group_ids              = [aws_security_group.accounts-db_security_group.id]
  publicly_accessible                 = false
  backup_retention_period             = 7
  copy_tags_to_snapshot               = true
  delete_automated_backups            = false
  deletion_protection                 = true
  skip_final_snapshot                 = false
  final_snapshot_identifier           = "bazaar-accounts-db-final"
  auto_minor_version_upgrade          = true
  iam_database_authentication_enabled = true
  performance_insights_enabled        = true
  performance_insights_kms_key_id     = aws_kms_key.shared_key.arn
  monitoring_interval                 = 60
  monitoring_role_arn                 = aws_iam_role.accounts-db_monitor.arn
  enabled_cloudwatch_logs_exports     = ["postgresql", "upgrade"]
  ca_cert_identifier                  = "rds-ca-rsa2048-g1"

  depends_on = [
    aws_cloudwatch_log_group.accounts-db_log_postgresql,
    aws_cloudwatch_log_group.accounts-db_log_upgrade,
  ]

  lifecycle {
    prevent_destroy = true
  }
}

# TLS is forced, and slow queries are logged
resource "aws_db_parameter_group" "accounts-db_settings" {
  name        = "bazaar-accounts-db-postgres17"
  description = "settings of accounts-db"
  family      = "postgres17"

  parameter {
    name  = "log_min_duration_statement"
    value = "1000"
  }

  parameter {
    name  = "log_statement"
    value = "ddl"
  }

  parameter {
    name  = "rds.force_ssl"
    value = "1"
  }
}

# accounts-db stands in private subnets
resource "aws_db_subnet_group" "accounts-db_subnets" {
  name        = "bazaar-accounts-db"
  description = "private subnets of network for accounts-db"
  subnet_ids  = [aws_subnet.network_private_a.id, aws_subnet.network_private_b.id]
}

# aws.dynamodb (on demand) realises database `adverts-db` for 51.52 $ a month; nothing else could
resource "aws_dynamodb_table" "adverts-db" {
  name                        = "bazaar-adverts-db"
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "pk"
  range_key                   = "sk"
  deletion_protection_enabled = true

  attribute {
    name = "pk"
    type = "S"
  }

  attribute {
    name = "sk"
    type = "S"
  }

  server_side_encryption {
    enabled     = true
    kms_key_arn = aws_kms_key.shared_key.arn
  }

  point_in_time_recovery {
    enabled = true
  }

  lifecycle {
    prevent_destroy = true
  }
}

# aws.rds_postgres (db.t4g.micro, 2 zones) realises database `baskets-db` for 27.96 $ a month; 6 of 9 others co…
resource "aws_db_instance" "baskets-db" {
  identifier                          = "bazaar-baskets-db"
  engine                              = "postgres"
  engine_version                      = "17"
  instance_class                      = "db.t4g.micro"
  allocated_storage                   = 20
  max_allocated_storage               = 40
  storage_type                        = "gp3"
  storage_encrypted                   = true
  kms_key_id                          = aws_kms_key.shared_key.arn
  db_name                             = "app"
  username                            = "app"
  password_wo                         = ephemeral.aws_secretsmanager_secret_version.baskets-db_login_reading.secret_string
  password_wo_version                 = 1
  multi_az                            = true
  db_subnet_group_name                = aws_db_subnet_group.baskets-db_subnets.name
  parameter_group_name                = aws_db_parameter_group.baskets-db_settings.name
  vpc_security_group_ids              = [aws_security_group.baskets-db_security_group.id]
  publicly_accessible                 = false
  backup_retention_period             = 7
  copy_tags_to_snapshot               = true
  delete_automated_backups            = false
  deletion_protection                 = true
  skip_final_snapshot                 = false
  final_snapshot_identifier           = "bazaar-baskets-db-final"
  auto_minor_version_upgrade          = true
  iam_database_authentication_enabled = true
  performance_insights_enabled        = true
  performance_insights_kms_key_id     = aws_kms_key.shared_key.arn
  monitoring_interval                 = 60
  monitoring_role_arn                 = aws_iam_role.baskets-db_monitor.arn
  enabled_cloudwatch_logs_exports     = ["postgresql", "upgrade"]
  ca_cert_identifier                  = "rds-ca-rsa2048-g1"

  depends_on = [
    aws_cloudwatch_log_group.baskets-db_log_postgresql,
    aws_cloudwatch_log_group.baskets-db_log_upgrade,
  ]

  lifecycle {
    prevent_destroy = true
  }
}

# TLS is forced, and slow queries are logged
resource "aws_db_parameter_group" "baskets-db_settings" {
  name        = "bazaar-baskets-db-postgres17"
  description = "settings of baskets-db"
  family      = "postgres17"

  parameter {
    name  = "log_min_duration_statement"
    value = "1000"
  }

  parameter {
    name  = "log_statement"
    value = "ddl"
  }

  parameter {
    name  = "rds.force_ssl"
    value = "1"
  }
}

# baskets-db stands in private subnets
resource "aws_db_subnet_group" "baskets-db_subnets" {
  name        = "bazaar-baskets-db"
  description = "private subnets of network for baskets-db"
  subnet_ids  = [aws_subnet.network_private_a.id, aws_subnet.network_private_b.id]
}

# aws.dynamodb (on demand) realises database `campaigns-db` for 35.10 $ a month; nothing else could
resource "aws_dynamodb_table" "campaigns-db" {
  name                        = "bazaar-campaigns-db"
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "pk"
  range_key                   = "sk"
  deletion_protection_enabled = true

  attribute {
    name = "pk"
    type = "S"
  }

  attribute {
    name = "sk"
    type = "S"
  }

  server_side_encryption {
    enabled     = true
    kms_key_arn = aws_kms_key.shared_key.arn
  }

  point_in_time_recovery {
    enabled = true
  }

  lifecycle {
    prevent_destroy = true
  }
}

# aws.rds_postgres (db.t4g.micro, 2 zones) realises database `catalogue-db` for 27.96 $ a month; 6 of 9 others…
resource "aws_db_instance" "catalogue-db" {
  identifier                          = "bazaar-catalogue-db"
  engine                              = "postgres"
  engine_version                      = "17"
  instance_class                      = "db.t4g.micro"
  allocated_storage                   = 20
  max_allocated_storage               = 40
  storage_type                        = "gp3"
  storage_encrypted                   = true
  kms_key_id                          = aws_kms_key.shared_key.arn
  db_name                             = "app"
  username                            = "app"
  password_wo                         = ephemeral.aws_secretsmanager_secret_version.catalogue-db_login_reading.secret_string
  password_wo_version                 = 1
  multi_az                            = true
  db_subnet_group_name                = aws_db_subnet_group.catalogue-db_subnets.name
  parameter_group_name                = aws_db_parameter_group.catalogue-db_settings.name
  vpc_security_group_ids              = [aws_security_group.catalogue-db_security_group.id]
  publicly_accessible                 = false
  backup_retention_period             = 7
  copy_tags_to_snapshot               = true
  delete_automated_backups            = false
  deletion_protection                 = true
  skip_final_snapshot                 = false
  final_snapshot_identifier           = "bazaar-catalogue-db-final"
  auto_minor_version_upgrade          = true
  iam_database_authentication_enabled = true
  performance_insights_enabled        = true
  performance_insights_kms_key_id     = aws_kms_key.shared_key.arn
  monitoring_interval                 = 60
  monitoring_role_arn                 = aws_iam_role.catalogue-db_monitor.arn
  enabled_cloudwatch_logs_exports     = ["postgresql", "upgrade"]
  ca_cert_identifier                  = "rds-ca-rsa2048-g1"

  depends_on = [
    aws_cloudwatch_log_group.catalogue-db_log_postgresql,
    aws_cloudwatch_log_group.catalogue-db_log_upgrade,
  ]

  lifecycle {
    prevent_destroy = true
  }
}

# TLS is forced, and slow queries are logged
resource "aws_db_parameter_group" "catalogue-db_settings" {
  name        = "bazaar-catalogue-db-postgres17"
  description = "settings of catalogue-db"
  family      = "postgres17"

  parameter {
    name  = "log_min_duration_statement"
    value = "1000"
  }

  parameter {
    name  = "log_statement"
    value = "ddl"
  }

  parameter {
    name  = "rds.force_ssl"
    value = "1"
  }
}

# catalogue-db stands in private subnets
resource "aws_db_subnet_group" "catalogue-db_subnets" {
  name        = "bazaar-catalogue-db"
  description = "private subnets of network for catalogue-db"
  subnet_ids  = [aws_subnet.network_private_a.id, aws_subnet.network_private_b.id]
}

# aws.dynamodb (on demand) realises database `coupons-db` for 80.27 $ a month; nothing else could
resource "aws_dynamodb_table" "coupons-db" {
  name                        = "bazaar-coupons-db"
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "pk"
  range_key                   = "sk"
  deletion_protection_enabled = true

  attribute {
    name = "pk"
    type = "S"
  }

  attribute {
    name = "sk"
    type = "S"
  }

  server_side_encryption {
    enabled     = true
    kms_key_arn = aws_kms_key.shared_key.arn
  }

  point_in_time_recovery {
    enabled = true
  }

  lifecycle {
    prevent_destroy = true
  }
}

# aws.rds_postgres (db.t4g.micro, 2 zones) realises database `discounts-db` for 27.96 $ a month; 6 of 9 others…
resource "aws_db_instance" "discounts-db" {
  identifier                          = "bazaar-discounts-db"
  engine                              = "postgres"
  engine_version                      = "17"
  instance_class                      = "db.t4g.micro"
  allocated_storage                   = 20
  max_allocated_storage               = 40
  storage_type                        = "gp3"
  storage_encrypted                   = true
  kms_key_id                          = aws_kms_key.shared_key.arn
  db_name                             = "app"
  username                            = "app"
  password_wo                         = ephemeral.aws_secretsmanager_secret_version.discounts-db_login_reading.secret_string
  password_wo_version                 = 1
  multi_az                            = true
  db_subnet_group_name                = aws_db_subnet_group.discounts-db_subnets.name
  parameter_group_name                = aws_db_parameter_group.discounts-db_settings.name
  vpc_security_group_ids              = [aws_security_group.discounts-db_security_group.id]
  publicly_accessible                 = false
  backup_retention_period             = 7
  copy_tags_to_snapshot               = true
  delete_automated_backups            = false
  deletion_protection                 = true
  skip_final_snapshot                 = false
  final_snapshot_identifier           = "bazaar-discounts-db-final"
  auto_minor_version_upgrade          = true
  iam_database_authentication_enabled = true
  performance_insights_enabled        = true
  performance_insights_kms_key_id     = aws_kms_key.shared_key.arn
  monitoring_interval                 = 60
  monitoring_role_arn                 = aws_iam_role.discounts-db_monitor.arn
  enabled_cloudwatch_logs_exports     = ["postgresql", "upgrade"]
  ca_cert_identifier                  = "rds-ca-rsa2048-g1"

  depends_on = [
    aws_cloudwatch_log_group.discounts-db_log_postgresql,
    aws_cloudwatch_log_group.discounts-db_log_upgrade,
  ]

  lifecycle {
    prevent_destroy = true
  }
}

# TLS is forced, and slow queries are logged
resource "aws_db_parameter_group" "discounts-db_settings" {
  name        = "bazaar-discounts-db-postgres17"
  description = "settings of discounts-db"
  family      = "postgres17"

  parameter {
    name  = "log_min_duration_statement"
    value = "1000"
  }

  parameter {
    name  = "log_statement"
    value = "ddl"
  }

  parameter {
    name  = "rds.force_ssl"
    value = "1"
  }
}

# discounts-db stands in private subnets
resource "aws_db_subnet_group" "discounts-db_subnets" {
  name        = "bazaar-discounts-db"
  description = "private subnets of network for discounts-db"
  subnet_ids  = [aws_subnet.network_private_a.id, aws_subnet.network_private_b.id]
}

# aws.dynamodb (on demand) realises database `fraud-db` for 16.88 $ a month; nothing else could
resource "aws_dynamodb_table" "fraud-db" {
  name                        = "bazaar-fraud-db"
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "pk"
  range_key                   = "sk"
  deletion_protection_enabled = true

  attribute {
    name = "pk"
    type = "S"
  }

  attribute {
    name = "sk"
    type = "S"
  }

  server_side_encryption {
    enabled     = true
    kms_key_arn = aws_kms_key.shared_key.arn
  }

  point_in_time_recovery {
    enabled = true
  }

  lifecycle {
    prevent_destroy = true
  }
}

# aws.rds_postgres (db.t4g.micro, 2 zones) realises database `images-db` for 27.96 $ a month; 6 of 9 others cou…
resource "aws_db_instance" "images-db" {
  identifier                          = "bazaar-images-db"
  engine                              = "postgres"
  engine_version                      = "17"
  instance_class                      = "db.t4g.micro"
  allocated_storage                   = 20
  max_allocated_storage               = 40
  storage_type                        = "gp3"
  storage_encrypted                   = true
  kms_key_id                          = aws_kms_key.shared_key.arn
  db_name                             = "app"
  username                            = "app"
  password_wo                         = ephemeral.aws_secretsmanager_secret_version.images-db_login_reading.secret_string
  password_wo_version                 = 1
  multi_az                            = true
  db_subnet_group_name                = aws_db_subnet_group.images-db_subnets.name
  parameter_group_name                = aws_db_parameter_group.images-db_settings.name
  vpc_security_group_ids              = [aws_security_group.images-db_security_group.id]
  publicly_accessible                 = false
  backup_retention_period             = 7
  copy_tags_to_snapshot               = true
  delete_automated_backups            = false
  deletion_protection                 = true
  skip_final_snapshot                 = false
  final_snapshot_identifier           = "bazaar-images-db-final"
  auto_minor_version_upgrade          = true
  iam_database_authentication_enabled = true
  performance_insights_enabled        = true
  performance_insights_kms_key_id     = aws_kms_key.shared_key.arn
  monitoring_interval                 = 60
  monitoring_role_arn                 = aws_iam_role.images-db_monitor.arn
  enabled_cloudwatch_logs_exports     = ["postgresql", "upgrade"]
  ca_cert_identifier                  = "rds-ca-rsa2048-g1"

  depends_on = [
    aws_cloudwatch_log_group.images-db_log_postgresql,
    aws_cloudwatch_log_group.images-db_log_upgrade,
  ]

  lifecycle {
    prevent_destroy = true
  }
}

# TLS is forced, and slow queries are logged
resource "aws_db_parameter_group" "images-db_settings" {
  name        = "bazaar-images-db-postgres17"
  description = "settings of images-db"
  family      = "postgres17"

  parameter {
    name  = "log_min_duration_statement"
    value = "1000"
  }

  parameter {
    name  = "log_statement"
    value = "ddl"
  }

  parameter {
    name  = "rds.force_ssl"
    value = "1"
  }
}

# images-db stands in private subnets
resource "aws_db_subnet_group" "images-db_subnets" {
  name        = "bazaar-images-db"
  description = "private subnets of network for images-db"
  subnet_ids  = [aws_subnet.network_private_a.id, aws_subnet.network_private_b.id]
}

# aws.dynamodb (on demand) realises database `loyalty-db` for 26.89 $ a month; nothing else could
resource "aws_dynamodb_table" "loyalty-db" {
  name                        = "bazaar-loyalty-db"
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "pk"
  range_key                   = "sk"
  deletion_protection_enabled = true

  attribute {
    name = "pk"
    type = "S"
  }

  attribute {
    name = "sk"
    type = "S"
  }

  server_side_encryption {
    enabled     = true
    kms_key_arn = aws_kms_key.shared_key.arn
  }

  point_in_time_recovery {
    enabled = true
  }

  lifecycle {
    prevent_destroy = true
  }
}

# aws.rds_postgres (db.t4g.micro, 2 zones) realises database `media-db` for 27.96 $ a month; 6 of 9 others coul…
resource "aws_db_instance" "media-db" {
  identifier                          = "bazaar-media-db"
  engine                              = "postgres"
  engine_version                      = "17"
  instance_class                      = "db.t4g.micro"
  allocated_storage                   = 20
  max_allocated_storage               = 40
  storage_type                        = "gp3"
  storage_encrypted                   = true
  kms_key_id                          = aws_kms_key.shared_key.arn
  db_name                             = "app"
  username                            = "app"
  password_wo                         = ephemeral.aws_secretsmanager_secret_version.media-db_login_reading.secret_string
  password_wo_version                 = 1
  multi_az                            = true
  db_subnet_group_name                = aws_db_subnet_group.media-db_subnets.name
  parameter_group_name                = aws_db_parameter_group.media-db_settings.name
  vpc_security_group_ids              = [aws_security_group.media-db_security_group.id]
  publicly_accessible                 = false
  backup_retention_period             = 7
  copy_tags_to_snapshot               = true
  delete_automated_backups            = false
  deletion_protection                 = true
  skip_final_snapshot                 = false
  final_snapshot_identifier           = "bazaar-media-db-final"
  auto_minor_version_upgrade          = true
  iam_database_authentication_enabled = true
  performance_insights_enabled        = true
  performance_insights_kms_key_id     = aws_kms_key.shared_key.arn
  monitoring_interval                 = 60
  monitoring_role_arn                 = aws_iam_role.media-db_monitor.arn
  enabled_cloudwatch_logs_exports     = ["postgresql", "upgrade"]
  ca_cert_identifier                  = "rds-ca-rsa2048-g1"
  depends_on                          = [aws_cloudwatch_log_group.media-db_log_postgresql, aws_cloudwatch_log_group.media-db_log_upgrade]

  lifecycle {
    prevent_destroy = true
  }
}

# TLS is forced, and slow queries are logged
resource "aws_db_parameter_group" "media-db_settings" {
  name        = "bazaar-media-db-postgres17"
  description = "settings of media-db"
  family      = "postgres17"

  parameter {
    name  = "log_min_duration_statement"
    value = "1000"
  }

  parameter {
    name  = "log_statement"
    value = "ddl"
  }

  parameter {
    name  = "rds.force_ssl"
    value = "1"
  }
}

# media-db stands in private subnets
resource "aws_db_subnet_group" "media-db_subnets" {
  name        = "bazaar-media-db"
  description = "private subnets of network for media-db"
  subnet_ids  = [aws_subnet.network_private_a.id, aws_subnet.network_private_b.id]
}

# aws.dynamodb (on demand) realises database `orders-db` for 51.52 $ a month; nothing else could
resource "aws_dynamodb_table" "orders-db" {
  name                        = "bazaar-orders-db"
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "pk"
  range_key                   = "sk"
  deletion_protection_enabled = true

  attribute {
    name = "pk"
    type = "S"
  }

  attribute {
    name = "sk"
    type = "S"
  }

  server_side_encryption {
    enabled     = true
    kms_key_arn = aws_kms_key.shared_key.arn
  }

  point_in_time_recovery {
    enabled = true
  }

  lifecycle {
    prevent_destroy = true
  }
}

# aws.rds_postgres (db.t4g.micro, 2 zones) realises database `payments-db` for 27.96 $ a month; 6 of 9 others c…
resource "aws_db_instance" "payments-db" {
  identifier                          = "bazaar-payments-db"
  engine                              = "postgres"
  engine_version                      = "17"
  instance_class                      = "db.t4g.micro"
  allocated_storage                   = 20
  max_allocated_storage               = 40
  storage_type                        = "gp3"
  storage_encrypted                   = true
  kms_key_id                          = aws_kms_key.shared_key.arn
  db_name                             = "app"
  username                            = "app"
  password_wo                         = ephemeral.aws_secretsmanager_secret_version.payments-db_login_reading.secret_string
  password_wo_version                 = 1
  multi_az                            = true
  db_subnet_group_name                = aws_db_subnet_group.payments-db_subnets.name
  parameter_group_name                = aws_db_parameter_group.payments-db_settings.name
  vpc_security_group_ids              = [aws_security_group.payments-db_security_group.id]
  publicly_accessible                 = false
  backup_retention_period             = 7
  copy_tags_to_snapshot               = true
  delete_automated_backups            = false
  deletion_protection                 = true
  skip_final_snapshot                 = false
  final_snapshot_identifier           = "bazaar-payments-db-final"
  auto_minor_version_upgrade          = true
  iam_database_authentication_enabled = true
  performance_insights_enabled        = true
  performance_insights_kms_key_id     = aws_kms_key.shared_key.arn
  monitoring_interval                 = 60
  monitoring_role_arn                 = aws_iam_role.payments-db_monitor.arn
  enabled_cloudwatch_logs_exports     = ["postgresql", "upgrade"]
  ca_cert_identifier                  = "rds-ca-rsa2048-g1"

  depends_on = [
    aws_cloudwatch_log_group.payments-db_log_postgresql,
    aws_cloudwatch_log_group.payments-db_log_upgrade,
  ]

  lifecycle {
    prevent_destroy = true
  }
}

# TLS is forced, and slow queries are logged
resource "aws_db_parameter_group" "payments-db_settings" {
  name        = "bazaar-payments-db-postgres17"
  description = "settings of payments-db"
  family      = "postgres17"

  parameter {
    name  = "log_min_duration_statement"
    value = "1000"
  }

  parameter {
    name  = "log_statement"
    value = "ddl"
  }

  parameter {
    name  = "rds.force_ssl"
    value = "1"
  }
}

# payments-db stands in private subnets
resource "aws_db_subnet_group" "payments-db_subnets" {
  name        = "bazaar-payments-db"
  description = "private subnets of network for payments-db"
  subnet_ids  = [aws_subnet.network_private_a.id, aws_subnet.network_private_b.id]
}

# aws.dynamodb (on demand) realises database `products-db` for 41.26 $ a month; nothing else could
resource "aws_dynamodb_table" "products-db" {
  name                        = "bazaar-products-db"
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "pk"
  range_key                   = "sk"
  deletion_protection_enabled = true

  attribute {
    name = "pk"
    type = "S"
  }

  attribute {
    name = "sk"
    type = "S"
  }

  server_side_encryption {
    enabled     = true
    kms_key_arn = aws_kms_key.shared_key.arn
  }

  point_in_time_recovery {
    enabled = true
  }

  lifecycle {
    prevent_destroy = true
  }
}

# aws.rds_postgres (db.t4g.micro, 2 zones) realises database `questions-db` for 27.96 $ a month; 6 of 9 others…
resource "aws_db_instance" "questions-db" {
  identifier                          = "bazaar-questions-db"
  engine                              = "postgres"
  engine_version                      = "17"
  instance_class                      = "db.t4g.micro"
  allocated_storage                   = 20
  max_allocated_storage               = 40
  storage_type                        = "gp3"
  storage_encrypted                   = true
  kms_key_id                          = aws_kms_key.shared_key.arn
  db_name                             = "app"
  username                            = "app"
  password_wo                         = ephemeral.aws_secretsmanager_secret_version.questions-db_login_reading.secret_string
  password_wo_version                 = 1
  multi_az                            = true
  db_subnet_group_name                = aws_db_subnet_group.questions-db_subnets.name
  parameter_group_name                = aws_db_parameter_group.questions-db_settings.name
  vpc_security_group_ids              = [aws_security_group.questions-db_security_group.id]
  publicly_accessible                 = false
  backup_retention_period             = 7
  copy_tags_to_snapshot               = true
  delete_automated_backups            = false
  deletion_protection                 = true
  skip_final_snapshot                 = false
  final_snapshot_identifier           = "bazaar-questions-db-final"
  auto_minor_version_upgrade          = true
  iam_database_authentication_enabled = true
  performance_insights_enabled        = true
  performance_insights_kms_key_id     = aws_kms_key.shared_key.arn
  monitoring_interval                 = 60
  monitoring_role_arn                 = aws_iam_role.questions-db_monitor.arn
  enabled_cloudwatch_logs_exports     = ["postgresql", "upgrade"]
  ca_cert_identifier                  = "rds-ca-rsa2048-g1"

  depends_on = [
    aws_cloudwatch_log_group.questions-db_log_postgresql,
    aws_cloudwatch_log_group.questions-db_log_upgrade,
  ]

  lifecycle {
    prevent_destroy = true
  }
}

# TLS is forced, and slow queries are logged
resource "aws_db_parameter_group" "questions-db_settings" {
  name        = "bazaar-questions-db-postgres17"
  description = "settings of questions-db"
  family      = "postgres17"

  parameter {
    name  = "log_min_duration_statement"
    value = "1000"
  }

  parameter {
    name  = "log_statement"
    value = "ddl"
  }

  parameter {
    name  = "rds.force_ssl"
    value = "1"
  }
}

# questions-db stands in private subnets
resource "aws_db_subnet_group" "questions-db_subnets" {
  name        = "bazaar-questions-db"
  description = "private subnets of network for questions-db"
  subnet_ids  = [aws_subnet.network_private_a.id, aws_subnet.network_private_b.id]
}

# aws.dynamodb (on demand) realises database `recommend-db` for 67.95 $ a month; nothing else could
resource "aws_dynamodb_table" "recommend-db" {
  name                        = "bazaar-recommend-db"
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "pk"
  range_key                   = "sk"
  deletion_protection_enabled = true

  attribute {
    name = "pk"
    type = "S"
  }

  attribute {
    name = "sk"
    type = "S"
  }

  server_side_encryption {
    enabled     = true
    kms_key_arn = aws_kms_key.shared_key.arn
  }

  point_in_time_recovery {
    enabled = true
  }

  lifecycle {
    prevent_destroy = true
  }
}

# aws.rds_postgres (db.t4g.micro, 2 zones) realises database `returns-db` for 27.96 $ a month; 6 of 9 others co…
resource "aws_db_instance" "returns-db" {
  identifier                          = "bazaar-returns-db"
  engine                              = "postgres"
  engine_version                      = "17"
  instance_class                      = "db.t4g.micro"
  allocated_storage                   = 20
  max_allocated_storage               = 40
  storage_type                        = "gp3"
  storage_encrypted                   = true
  kms_key_id                          = aws_kms_key.shared_key.arn
  db_name                             = "app"
  username                            = "app"
  password_wo                         = ephemeral.aws_secretsmanager_secret_version.returns-db_login_reading.secret_string
  password_wo_version                 = 1
  multi_az                            = true
  db_subnet_group_name                = aws_db_subnet_group.returns-db_subnets.name
  parameter_group_name                = aws_db_parameter_group.returns-db_settings.name
  vpc_security_group_ids              = [aws_security_group.returns-db_security_group.id]
  publicly_accessible                 = false
  backup_retention_period             = 7
  copy_tags_to_snapshot               = true
  delete_automated_backups            = false
  deletion_protection                 = true
  skip_final_snapshot                 = false
  final_snapshot_identifier           = "bazaar-returns-db-final"
  auto_minor_version_upgrade          = true
  iam_database_authentication_enabled = true
  performance_insights_enabled        = true
  performance_insights_kms_key_id     = aws_kms_key.shared_key.arn
  monitoring_interval                 = 60
  monitoring_role_arn                 = aws_iam_role.returns-db_monitor.arn
  enabled_cloudwatch_logs_exports     = ["postgresql", "upgrade"]
  ca_cert_identifier                  = "rds-ca-rsa2048-g1"

  depends_on = [
    aws_cloudwatch_log_group.returns-db_log_postgresql,
    aws_cloudwatch_log_group.returns-db_log_upgrade,
  ]

  lifecycle {
    prevent_destroy = true
  }
}

# TLS is forced, and slow queries are logged
resource "aws_db_parameter_group" "returns-db_settings" {
  name        = "bazaar-returns-db-postgres17"
  description = "settings of returns-db"
  family      = "postgres17"

  parameter {
    name  = "log_min_duration_statement"
    value = "1000"
  }

  parameter {
    name  = "log_statement"
    value = "ddl"
  }

  parameter {
    name  = "rds.force_ssl"
    value = "1"
  }
}

# returns-db stands in private subnets
resource "aws_db_subnet_group" "returns-db_subnets" {
  name        = "bazaar-returns-db"
  description = "private subnets of network for returns-db"
  subnet_ids  = [aws_subnet.network_private_a.id, aws_subnet.network_private_b.id]
}

# aws.dynamodb (on demand) realises database `search-db` for 39.21 $ a month; nothing else could
resource "aws_dynamodb_table" "search-db" {
  name                        = "bazaar-search-db"
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "pk"
  range_key                   = "sk"
  deletion_protection_enabled = true

  attribute {
    name = "pk"
    type = "S"
  }

  attribute {
    name = "sk"
    type = "S"
  }

  server_side_encryption {
    enabled     = true
    kms_key_arn = aws_kms_key.shared_key.arn
  }

  point_in_time_recovery {
    enabled = true
  }

  lifecycle {
    prevent_destroy = true
  }
}

# aws.elasticache (cache.t4g.micro, 2 zones) realises cache `sessions` for 18.69 $ a month; 0 of 1 others could…
resource "aws_elasticache_replication_group" "sessions" {
  replication_group_id       = "bazaar-sessions"
  description                = "sessions of bazaar"
  engine                     = "valkey"
  engine_version             = "8.0"
  node_type                  = "cache.t4g.micro"
  num_cache_clusters         = 2
  automatic_failover_enabled = true
  multi_az_enabled           = true
  port                       = 6379
  parameter_group_name       = "default.valkey8"
  subnet_group_name          = aws_elasticache_subnet_group.sessions_subnets.name
  security_group_ids         = [aws_security_group.sessions_security_group.id]
  at_rest_encryption_enabled = true
  kms_key_id                 = aws_kms_key.shared_key.arn
  transit_encryption_enabled = true
  transit_encryption_mode    = "required"
  user_group_ids             = [aws_elasticache_user_group.sessions_users.user_group_id]
  snapshot_retention_limit   = 7
  final_snapshot_identifier  = "bazaar-sessions-final"
  auto_minor_version_upgrade = true

  lifecycle {
    prevent_destroy = true
  }
}

# sessions stands in private subnets
resource "aws_elasticache_subnet_group" "sessions_subnets" {
  name        = "bazaar-sessions"
  description = "private subnets for sessions"
  subnet_ids  = [aws_subnet.network_private_a.id, aws_subnet.network_private_b.id]
}

# programs log in to sessions with a password
resource "aws_elasticache_user" "sessions_user" {
  user_id              = "bazaar-sessions"
  user_name            = "default"
  engine               = "valkey"
  access_string        = "on ~* &* +@all"
  passwords_wo         = ephemeral.aws_secretsmanager_secret_version.sessions_login_reading.secret_string
  passwords_wo_version = 1

  tags = {
    Name = "bazaar-sessions-user"
  }
}

# nobody else may log in to sessions
resource "aws_elasticache_user_group" "sessions_users" {
  user_group_id = "bazaar-sessions-users"
  engine        = "valkey"
  user_ids      = [aws_elasticache_user.sessions_user.user_id]

  tags = {
    Name = "bazaar-sessions-users"
  }
}

# keeps who asked for what
resource "aws_s3_bucket" "shared_load_balancer_access_logs" {
  bucket_prefix = "bazaar-load-balancer-log-"
  force_destroy = false

  tags = {
    Name = "bazaar-shared-load-balancer-access-logs"
  }

  lifecycle {
    prevent_destroy = true
  }
}

# shared.load-balancer.access-logs is not public
resource "aws_s3_bucket_public_access_block" "shared_load_balancer_access_logs_closed" {
  bucket                  = aws_s3_bucket.shared_load_balancer_access_logs.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

# shared.load-balancer.access-logs is encrypted
resource "aws_s3_bucket_server_side_encryption_configuration" "shared_load_balancer_access_logs_encryption" {
  bucket = aws_s3_bucket.shared_load_balancer_access_logs.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

# earlier versions go after 30 days, unfinished uploads after 7
resource "aws_s3_bucket_lifecycle_configuration" "shared_load_balancer_access_logs_lifecycle" {
  bucket = aws_s3_bucket.shared_load_balancer_access_logs.id

  rule {
    id     = "tidy"
    status = "Enabled"

    filter {
      prefix = ""
    }

    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }

    noncurrent_version_expiration {
      noncurrent_days = 30
    }

    expiration {
      days = 365
    }
  }
}

# policies alone decide
resource "aws_s3_bucket_ownership_controls" "shared_load_balancer_access_logs_ownership" {
  bucket = aws_s3_bucket.shared_load_balancer_access_logs.id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

# shared.load-balancer.access-logs is reached over TLS only
data "aws_iam_policy_document" "shared_load_balancer_access_logs_policy" {
  statement {
    sid     = "OnlyTls"
    effect  = "Deny"
    actions = ["s3:*"]

    resources = [
      aws_s3_bucket.shared_load_balancer_access_logs.arn,
      "${aws_s3_bucket.shared_load_balancer_access_logs.arn}/*",
    ]

    principals {
      type        = "AWS"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }

  statement {
    sid       = "WriteLog"
    effect    = "Allow"
    actions   = ["s3:PutObject"]
    resources = ["${aws_s3_bucket.shared_load_balancer_access_logs.arn}/*"]

    principals {
      type        = "Service"
      identifiers = ["logdelivery.elasticloadbalancing.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [data.aws_caller_identity.shared_account.account_id]
    }
  }
}

resource "aws_s3_bucket_policy" "shared_load_balancer_access_logs_policy" {
  bucket = aws_s3_bucket.shared_load_balancer_access_logs.id
  policy = data.aws_iam_policy_document.shared_load_balancer_access_logs_policy.json
}

# what is deleted can come back
resource "aws_s3_bucket_versioning" "shared_load_balancer_access_logs_versioning" {
  bucket = aws_s3_bucket.shared_load_balancer_access_logs.id

  versioning_configuration {
    status = "Enabled"
  }
}

# aws.rds_postgres (db.t4g.micro, 2 zones) realises database `stock-db` for 27.96 $ a month; 6 of 9 others coul…
resource "aws_db_instance" "stock-db" {
  identifier                          = "bazaar-stock-db"
  engine                              = "postgres"
  engine_version                      = "17"
  instance_class                      = "db.t4g.micro"
  allocated_storage                   = 20
  max_allocated_storage               = 40
  storage_type                        = "gp3"
  storage_encrypted                   = true
  kms_key_id                          = aws_kms_key.shared_key.arn
  db_name                             = "app"
  username                            = "app"
  password_wo                         = ephemeral.aws_secretsmanager_secret_version.stock-db_login_reading.secret_string
  password_wo_version                 = 1
  multi_az                            = true
  db_subnet_group_name                = aws_db_subnet_group.stock-db_subnets.name
  parameter_group_name                = aws_db_parameter_group.stock-db_settings.name
  vpc_security_group_ids              = [aws_security_group.stock-db_security_group.id]
  publicly_accessible                 = false
  backup_retention_period             = 7
  copy_tags_to_snapshot               = true
  delete_automated_backups            = false
  deletion_protection                 = true
  skip_final_snapshot                 = false
  final_snapshot_identifier           = "bazaar-stock-db-final"
  auto_minor_version_upgrade          = true
  iam_database_authentication_enabled = true
  performance_insights_enabled        = true
  performance_insights_kms_key_id     = aws_kms_key.shared_key.arn
  monitoring_interval                 = 60
  monitoring_role_arn                 = aws_iam_role.stock-db_monitor.arn
  enabled_cloudwatch_logs_exports     = ["postgresql", "upgrade"]
  ca_cert_identifier                  = "rds-ca-rsa2048-g1"
  depends_on                          = [aws_cloudwatch_log_group.stock-db_log_postgresql, aws_cloudwatch_log_group.stock-db_log_upgrade]

  lifecycle {
    prevent_destroy = true
  }
}

# TLS is forced, and slow queries are logged
resource "aws_db_parameter_group" "stock-db_settings" {
  name        = "bazaar-stock-db-postgres17"
  description = "settings of stock-db"
  family      = "postgres17"

  parameter {
    name  = "log_min_duration_statement"
    value = "1000"
  }

  parameter {
    name  = "log_statement"
    value = "ddl"
  }

  parameter {
    name  = "rds.force_ssl"
    value = "1"
  }
}

# stock-db stands in private subnets
resource "aws_db_subnet_group" "stock-db_subnets" {
  name        = "bazaar-stock-db"
  description = "private subnets of network for stock-db"
  subnet_ids  = [aws_subnet.network_private_a.id, aws_subnet.network_private_b.id]
}

# aws.dynamodb (on demand) realises database `taxes-db` for 26.89 $ a month; nothing else could
resource "aws_dynamodb_table" "taxes-db" {
  name                        = "bazaar-taxes-db"
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "pk"
  range_key                   = "sk"
  deletion_protection_enabled = true

  attribute {
    name = "pk"
    type = "S"
  }

  attribute {
    name = "sk"
    type = "S"
  }

  server_side_encryption {
    enabled     = true
    kms_key_arn = aws_kms_key.shared_key.arn
  }

  point_in_time_recovery {
    enabled = true
  }

  lifecycle {
    prevent_destroy = true
  }
}
