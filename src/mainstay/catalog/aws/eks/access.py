"""Who may do what in the cluster."""

from typing import Literal

from mainstay.catalog.aws.base import AwsKind
from mainstay.model.told import Ref
from mainstay.model.value import Value

POLICIES = "arn:aws:eks::aws:cluster-access-policy/"


class AccessEntry(AwsKind, tag="aws.eks_access_entry", frozen=True, kw_only=True):
    """An identity of AWS that the cluster knows."""

    id = "aws.eks_access_entry"
    terraform = "aws_eks_access_entry"
    about = "An identity of AWS that the cluster knows."

    cluster_name: Ref
    principal_arn: str | Ref
    type: Literal["STANDARD", "EC2_LINUX"] = "STANDARD"
    kubernetes_groups: tuple[str, ...] | None = None


class AccessScope(Value, frozen=True, kw_only=True):
    """Where a policy holds."""

    type: Literal["cluster", "namespace"] = "namespace"
    namespaces: tuple[str, ...] | None = None


class AccessPolicy(AwsKind, tag="aws.eks_access_policy", frozen=True, kw_only=True):
    """What an identity may do in the cluster."""

    id = "aws.eks_access_policy"
    terraform = "aws_eks_access_policy_association"
    about = "What an identity of AWS may do in the cluster."

    cluster_name: Ref
    principal_arn: str | Ref
    policy_arn: str
    access_scope: AccessScope


class OidcProvider(AwsKind, tag="aws.iam_oidc_provider", frozen=True, kw_only=True):
    """Lets roles trust the tokens of a cluster."""

    id = "aws.iam_oidc_provider"
    terraform = "aws_iam_openid_connect_provider"
    about = "Lets roles trust the tokens of a cluster, for what cannot use Pod Identity. By itself it allows nothing."

    url: Ref
    client_id_list: tuple[str, ...] = ("sts.amazonaws.com",)
