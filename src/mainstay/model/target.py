"""Where a Graph can be rendered for."""

from enum import StrEnum


class Target(StrEnum):
    """`aws` is rendered as Terraform, and as Kubernetes manifests where workloads run on EKS."""

    LOCAL = "local"
    AWS = "aws"
    KUBERNETES = "kubernetes"
