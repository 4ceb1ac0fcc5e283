"""Pods behind a load balancer that stands outside the cluster."""

from collections.abc import Iterator

import msgspec

from mainstay.catalog.aws.elb import behind, target_group_of
from mainstay.catalog.aws.iam import RolePolicy
from mainstay.catalog.aws.vpc import EgressRule, IngressRule
from mainstay.catalog.kubernetes.base import Document, K8sKind, called, labels_of, namespace_of
from mainstay.catalog.kubernetes.eks import NODES, controller
from mainstay.model.cloud import CloudKind, Part, Site, group_of, role_of
from mainstay.model.told import PolicyDocument, Ref, Statement, Told

_CONTROLLER = "shared.targets"
_ACCOUNT = "aws-load-balancer-controller"
"""The service account of the controller, as its chart installs it in kube-system."""


class TargetGroupBinding(K8sKind, tag="k8s.target_group_binding", frozen=True, kw_only=True):
    """Keeps the pods of a Service as the targets of a target group (AWS Load Balancer Controller, v2)."""

    id = "k8s.target_group_binding"
    manifest = ("elbv2.k8s.aws/v1beta1", "TargetGroupBinding")
    about = "Puts the pods of a Service behind a load balancer that stands outside the cluster."

    service: str
    port: int
    target_group_arn: Told

    def body(self) -> Document:
        """By address; the security groups are stated outside the cluster."""
        return {
            "spec": {
                "serviceRef": {"name": self.service, "port": self.port},
                "targetGroupARN": self.target_group_arn,
                "targetType": "ip",
            }
        }


def load_balanced(site: Site, port: int) -> Iterator[Part]:
    """The program behind the shared load balancer; its pods stand behind the fence of the nodes."""
    for part in behind(site, "ip"):
        yield msgspec.structs.replace(part, kind=_behind_nodes(part.kind, site))
    binding = TargetGroupBinding(
        name=called(site),
        namespace=namespace_of(site),
        labels=labels_of(site),
        service=called(site),
        port=port,
        target_group_arn=Ref(resource=target_group_of(site.name), attribute="arn"),
    )
    says = f"the pods of {site.name} are the targets of the load balancer, and follow each change"
    yield Part(name=f"{site.name}.targets", kind=binding, says=says)
    yield from controller(site, _CONTROLLER, "AWS Load Balancer Controller", ("kube-system", _ACCOUNT))
    policy = RolePolicy(
        name=f"{site.label}-targets",
        role=Ref(resource=role_of(_CONTROLLER)),
        policy=PolicyDocument(statements=_keeps_targets(site)),
    )
    yield Part(name=f"{site.name}.targets-policy", kind=policy, says=f"the targets of {site.name}, and no others")


def _keeps_targets(site: Site) -> tuple[Statement, Statement]:
    """What reads has no resource (Service Authorization Reference, Elastic Load Balancing V2 and Amazon EC2)."""
    group = Ref(resource=target_group_of(site.name), attribute="arn")
    keeps = ("elasticloadbalancing:DeregisterTargets", "elasticloadbalancing:RegisterTargets")
    looks = (
        "ec2:DescribeAvailabilityZones",
        "ec2:DescribeInstances",
        "ec2:DescribeNetworkInterfaces",
        "ec2:DescribeSecurityGroups",
        "ec2:DescribeSubnets",
        "ec2:DescribeVpcs",
        "elasticloadbalancing:DescribeTargetGroups",
        "elasticloadbalancing:DescribeTargetHealth",
    )
    return (
        Statement(sid="KeepTargets", actions=keeps, resources=(group,)),
        Statement(sid="LookAtTargets", actions=looks, resources=("*",)),
    )


def _behind_nodes(kind: CloudKind, site: Site) -> CloudKind:
    own, fence = Ref(resource=group_of(site.name)), Ref(resource=NODES)
    if isinstance(kind, IngressRule) and kind.security_group_id == own:
        return msgspec.structs.replace(kind, security_group_id=fence)
    if isinstance(kind, EgressRule) and kind.referenced_security_group_id == own:
        return msgspec.structs.replace(kind, referenced_security_group_id=fence)
    return kind


KIND = TargetGroupBinding
