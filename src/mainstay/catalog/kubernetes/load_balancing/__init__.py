"""Pods behind a load balancer that stands outside the cluster."""

from collections.abc import Iterator

import msgspec

from mainstay.catalog.aws.elb import behind, target_group_of
from mainstay.catalog.aws.vpc import EgressRule, IngressRule
from mainstay.catalog.kubernetes.base import Document, K8sKind, called, labels_of, namespace_of
from mainstay.model.cloud import CloudKind, Part, Ref, Site, Told, group_of


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


def load_balanced(site: Site, port: int, nodes: str) -> Iterator[Part]:
    """The program behind the shared load balancer; its pods stand behind the fence `nodes`."""
    for part in behind(site, "ip"):
        yield msgspec.structs.replace(part, kind=_behind_nodes(part.kind, site, nodes))
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


def _behind_nodes(kind: CloudKind, site: Site, nodes: str) -> CloudKind:
    own, fence = Ref(resource=group_of(site.name)), Ref(resource=nodes)
    if isinstance(kind, IngressRule) and kind.security_group_id == own:
        return msgspec.structs.replace(kind, security_group_id=fence)
    if isinstance(kind, EgressRule) and kind.referenced_security_group_id == own:
        return msgspec.structs.replace(kind, referenced_security_group_id=fence)
    return kind


KIND = TargetGroupBinding
