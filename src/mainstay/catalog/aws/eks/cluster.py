"""The cluster itself: its API is reachable inside the network only, and what it keeps is encrypted with our key.

Its parts have well-known names: `CLUSTER` itself, `eks-cluster.nodes` and the fence around them `NODES_GROUP`.
"""

from collections.abc import Iterator
from typing import Literal

from mainstay.catalog.aws.base import AwsKind
from mainstay.catalog.aws.cloudwatch import log_group
from mainstay.catalog.aws.eks.access import OidcProvider
from mainstay.catalog.aws.eks.nodes import nodes, role, trusting
from mainstay.model.cloud import KEY, Demand, Market, Part, Site, Vital, group_of, role_of
from mainstay.model.price import HOURS_MONTH, Charge, charge
from mainstay.model.told import Ref, Told
from mainstay.model.value import Value

CLUSTER = "shared.eks-cluster"
"""The resource name of the cluster."""
NODES_GROUP = group_of(f"{CLUSTER}.nodes")
"""The resource name of the security group around its nodes."""
VERSION = "1.34"
"""The version of Kubernetes (EKS User Guide, "Kubernetes versions": in standard support until December 2026)."""
AVAILABILITY = 99.95
"""In percent (Amazon EKS Service Level Agreement, 2022: the API)."""
_CLUSTER_POLICY = "AmazonEKSClusterPolicy"


class Provider(Value, frozen=True, kw_only=True):
    """The key."""

    key_arn: Ref


class EncryptionConfig(Value, frozen=True, kw_only=True):
    """What is encrypted with the key before it is kept."""

    resources: tuple[Literal["secrets"], ...] = ("secrets",)
    provider: Provider


class VpcConfig(Value, frozen=True, kw_only=True):
    """Where the API is reachable."""

    subnet_ids: tuple[Ref, ...]
    security_group_ids: tuple[Ref, ...]
    endpoint_private_access: bool = True
    endpoint_public_access: bool = False


class AccessConfig(Value, frozen=True, kw_only=True):
    """How identities of AWS get in: by access entries, and whoever creates the cluster may administer it."""

    authentication_mode: Literal["API"] = "API"
    bootstrap_cluster_creator_admin_permissions: bool = True


class UpgradePolicy(Value, frozen=True, kw_only=True):
    """Whether an old version is kept for a higher price."""

    support_type: Literal["STANDARD", "EXTENDED"] = "STANDARD"


class Cluster(AwsKind, tag="aws.eks_cluster", frozen=True, kw_only=True):
    """A control plane of Kubernetes."""

    id = "aws.eks_cluster"
    comes_by_itself = True
    terraform = "aws_eks_cluster"
    platform = "kubernetes"
    about = "A control plane of Kubernetes in several zones, reachable inside the network only."
    source = "Amazon EKS User Guide"

    name: str = ""
    role_arn: Ref | None = None
    version: str = VERSION
    deletion_protection: bool = True
    enabled_cluster_log_types: tuple[str, ...] = ("api", "audit", "authenticator", "controllerManager", "scheduler")
    vpc_config: VpcConfig | None = None
    access_config: AccessConfig = AccessConfig()
    encryption_config: EncryptionConfig | None = None
    upgrade_policy: UpgradePolicy = UpgradePolicy()
    depends_on: tuple[Ref, ...] | None = None

    def standing(self, market: Market, demand: Demand) -> tuple[Charge, ...]:
        """The control plane by the hour; nodes are paid for by the pods on them."""
        del demand
        item = "aws.eks_cluster/hour"
        return (charge(market.book.find(item, market.region), HOURS_MONTH, "one cluster, all month", item=item),)

    def vitals(self, name: str) -> tuple[Vital, ...]:
        """Pods that wait for room, and requests that its API fails."""
        own: dict[str, Told] = {"ClusterName": Ref(resource=name, attribute="name")}
        failed = (("apiserver_request_total_5XX", "Sum"),)
        return (
            Vital(
                title="pods waiting",
                namespace="AWS/EKS",
                dimensions=own,
                metrics=(("scheduler_pending_pods", "Maximum"),),
            ),
            Vital(title="failed calls", namespace="AWS/EKS", dimensions=own, metrics=failed),
        )

    @classmethod
    def shared_part(cls, site: Site) -> tuple[Part, ...]:
        """The cluster, its nodes, and what every cluster needs."""
        return tuple(cls._parts(site))

    @classmethod
    def _parts(cls, site: Site) -> Iterator[Part]:
        label = "-".join(part for part in (site.application, site.environment) if part)
        logs, own_role = f"{CLUSTER}.logs", role_of(CLUSTER)
        attachment = f"{own_role}.{_CLUSTER_POLICY.lower()}"
        itself = cls(
            name=label,
            role_arn=Ref(resource=own_role, attribute="arn"),
            vpc_config=VpcConfig(
                subnet_ids=tuple(Ref(resource=subnet) for subnet in site.private_subnets),
                security_group_ids=(Ref(resource=group_of(CLUSTER)),),
            ),
            encryption_config=EncryptionConfig(provider=Provider(key_arn=Ref(resource=KEY, attribute="arn"))),
            # The log must exist before EKS makes one without encryption; the role must be complete before it is used.
            depends_on=(Ref(resource=logs), Ref(resource=attachment)),
        )
        yield Part(name=CLUSTER, kind=itself, says="programs run in pods of one cluster")
        yield log_group(logs, f"/aws/eks/{label}/cluster", "keeps who did what in the cluster")
        yield from role(own_role, f"{label}-cluster", trusting("eks.amazonaws.com"), (_CLUSTER_POLICY,))
        yield from nodes(site, CLUSTER, label)
        issuer = OidcProvider(url=Ref(resource=CLUSTER, attribute="identity[0].oidc[0].issuer"))
        yield Part(name=f"{CLUSTER}.oidc", kind=issuer, says="for charts that cannot use Pod Identity")
