# aws.elasticache (cache.t4g.micro, 1 zone) realises cache `cache` for 10.51 $ a month; 1 of 1 others could, too
resource "aws_elasticache_replication_group" "cache" {
  replication_group_id       = "planner-staging-cache"
  description                = "cache of planner"
  engine                     = "valkey"
  engine_version             = "8.0"
  node_type                  = "cache.t4g.micro"
  num_cache_clusters         = 1
  automatic_failover_enabled = false
  multi_az_enabled           = false
  port                       = 6379
  parameter_group_name       = "default.valkey8"
  subnet_group_name          = aws_elasticache_subnet_group.cache_subnets.name
  security_group_ids         = [aws_security_group.cache_security_group.id]
  at_rest_encryption_enabled = true
  kms_key_id                 = aws_kms_key.shared_key.arn
  transit_encryption_enabled = true
  transit_encryption_mode    = "required"
  user_group_ids             = [aws_elasticache_user_group.cache_users.user_group_id]
  snapshot_retention_limit   = 7
  final_snapshot_identifier  = "planner-staging-cache-final"
  auto_minor_version_upgrade = true

  lifecycle {
    prevent_destroy = true
  }
}

# cache stands in private subnets
resource "aws_elasticache_subnet_group" "cache_subnets" {
  name        = "planner-staging-cache"
  description = "private subnets for cache"
  subnet_ids  = [aws_subnet.network_private_a.id, aws_subnet.network_private_b.id]
}

# programs log in to cache with a password
resource "aws_elasticache_user" "cache_user" {
  user_id              = "planner-staging-cache"
  user_name            = "default"
  engine               = "valkey"
  access_string        = "on ~* &* +@all"
  passwords_wo         = ephemeral.aws_secretsmanager_secret_version.cache_login_reading.secret_string
  passwords_wo_version = 1

  tags = {
    Name = "planner-staging-cache-user"
  }
}

# nobody else may log in to cache
resource "aws_elasticache_user_group" "cache_users" {
  user_group_id = "planner-staging-cache-users"
  engine        = "valkey"
  user_ids      = [aws_elasticache_user.cache_user.user_id]

  tags = {
    Name = "planner-staging-cache-users"
  }
}

# aws.rds_postgres (db.t4g.micro, 1 zone) realises database `db` for 20.45 $ a month; 9 of 9 others could, too
resource "aws_db_instance" "db" {
  identifier                          = "planner-staging-db"
  engine                              = "postgres"
  engine_version                      = "17"
  instance_class                      = "db.t4g.micro"
  allocated_storage                   = 48
  max_allocated_storage               = 96
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
  final_snapshot_identifier           = "planner-staging-db-final"
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
  name        = "planner-staging-db-postgres17"
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
  name        = "planner-staging-db"
  description = "private subnets of network for db"
  subnet_ids  = [aws_subnet.network_private_a.id, aws_subnet.network_private_b.id]
}
