"""Kinds for AWS: one folder for each service, rendered as Terraform."""
