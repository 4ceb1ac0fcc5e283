"""Which role a service account of an EKS cluster has."""

from mainstay.catalog.aws.base import AwsKind
from mainstay.model.told import Ref


class PodIdentityAssociation(AwsKind, tag="aws.eks_pod_identity_association", frozen=True, kw_only=True):
    """Gives the pods of one service account a role, without keys and without a trust by name (EKS User Guide, 2024)."""

    id = "aws.eks_pod_identity_association"
    terraform = "aws_eks_pod_identity_association"
    about = "Gives the pods of one service account a role."

    cluster_name: Ref
    namespace: str
    service_account: str
    role_arn: Ref


KIND = PodIdentityAssociation
