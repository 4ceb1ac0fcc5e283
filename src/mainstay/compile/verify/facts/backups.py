"""How long which store keeps copies of itself, and what AWS Backup needs to make some."""

KEEPS = {
    "aws_db_instance": "backup_retention_period",
    "aws_dynamodb_table": "",
    "aws_efs_file_system": "",
    "aws_elasticache_replication_group": "snapshot_retention_limit",
    "aws_memorydb_cluster": "snapshot_retention_limit",
    "aws_rds_cluster": "backup_retention_period",
    "aws_s3_bucket": "",
}
"""Stores that copies can be kept of → the argument with the days that they keep some themselves ("": another way)."""
POINT_IN_TIME_DAYS = 35.0
"""How far back a table goes with point-in-time recovery (DynamoDB Developer Guide, "Point-in-time backups")."""
SENSITIVE_DAYS = 35
"""How long copies of personal and secret data are kept in production, where nobody says (docs: "Verify")."""
COPIED_BY = "backup.amazonaws.com"
_ALLOWED = "arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyFor"
MAKES_COPIES = frozenset({f"{_ALLOWED}Backup", f"{_ALLOWED}Restores"})
"""What AWS Backup must be allowed, to make copies and to give them back
(AWS Backup Developer Guide, "Managed policies for AWS Backup")."""
