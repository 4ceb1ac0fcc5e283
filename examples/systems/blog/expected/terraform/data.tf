# aws.rds_postgres (db.t4g.micro, 1 zone) realises database `db` for 14.95 $ a month; 13 of 13 others could, too
resource "aws_db_instance" "db" {
  identifier                          = "blog-db"
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
  password_wo                         = ephemeral.aws_secretsmanager_secret_version.db_login_reading.secret_string
  password_wo_version                 = 1
  multi_az                            = false
  db_subnet_group_name                = aws_db_subnet_group.db_subnets.name
  parameter_group_name                = aws_db_parameter_group.db_settings.name
  vpc_security_group_ids              = [aws_security_group.db_security_group.id]
  publicly_accessible                 = false
  backup_retention_period             = 7
  copy_tags_to_snapshot               = true
  delete_automated_backups            = false
  deletion_protection                 = true
  skip_final_snapshot                 = false
  final_snapshot_identifier           = "blog-db-final"
  auto_minor_version_upgrade          = true
  iam_database_authentication_enabled = true
  performance_insights_enabled        = true
  performance_insights_kms_key_id     = aws_kms_key.shared_key.arn
  monitoring_interval                 = 60
  monitoring_role_arn                 = aws_iam_role.db_monitor.arn
  enabled_cloudwatch_logs_exports     = ["postgresql", "upgrade"]
  ca_cert_identifier                  = "rds-ca-rsa2048-g1"
  depends_on                          = [aws_cloudwatch_log_group.db_log_postgresql, aws_cloudwatch_log_group.db_log_upgrade]

  lifecycle {
    prevent_destroy = true
  }
}

# TLS is forced, and slow queries are logged
resource "aws_db_parameter_group" "db_settings" {
  name        = "blog-db-postgres17"
  description = "settings of db"
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

# db stands in private subnets
resource "aws_db_subnet_group" "db_subnets" {
  name        = "blog-db"
  description = "private subnets of network for db"
  subnet_ids  = [aws_subnet.network_private_a.id, aws_subnet.network_private_b.id]
}
