"""The machines that pods run on, their fence and identity, and what runs on all of them."""

import math
from collections.abc import Iterator
from typing import Literal, Protocol, runtime_checkable

from mainstay.catalog.aws.base import AwsKind
from mainstay.catalog.aws.iam import Role, RolePolicyAttachment
from mainstay.catalog.aws.names import shortened
from mainstay.catalog.aws.vpc import EgressRule, IngressRule, SecurityGroup
from mainstay.model.cloud import KEY, NETWORK, Part, Site, Usage, group_of
from mainstay.model.told import Json, PolicyDocument, Ref, Statement
from mainstay.model.value import Value

INSTANCE = "m6g.large"
"""What pods are priced on: two processors and 8 GiB, of which a node keeps a little for itself."""
_CPU_MILLIS, _MEMORY_MIB = 1930, 7270
_PACKED = 0.8
"""How full nodes can be made with pods of different sizes (assumption)."""
_LEAST, _GROWTH = 2, 3
_MANAGED = "arn:aws:iam::aws:policy/"
_NODE_POLICIES = ("AmazonEC2ContainerRegistryPullOnly", "AmazonEKSWorkerNodePolicy", "AmazonEKS_CNI_Policy")
_ROLE_LENGTH = 64


@runtime_checkable
class Pods(Protocol):
    """What tells how much room a program takes."""

    @property
    def replicas(self) -> int:
        """How many pods."""
        ...

    @property
    def cpu_millis(self) -> int:
        """What each pod requests of CPU."""
        ...

    @property
    def memory_mib(self) -> int:
        """What each pod requests of memory."""
        ...


class Ebs(Value, frozen=True, kw_only=True):
    """The disk of a machine."""

    volume_size: int = 50
    volume_type: Literal["gp3"] = "gp3"
    encrypted: bool = True
    kms_key_id: Ref | None = None
    delete_on_termination: bool = True


class BlockDevice(Value, frozen=True, kw_only=True):
    """A disk and its name."""

    device_name: str = "/dev/xvda"
    ebs: Ebs = Ebs()


class MetadataOptions(Value, frozen=True, kw_only=True):
    """How a machine learns who it is: with a session only (IMDSv2), and not from inside containers."""

    http_endpoint: Literal["enabled"] = "enabled"
    http_tokens: Literal["required"] = "required"
    http_put_response_hop_limit: int = 1


class NodeTemplate(AwsKind, tag="aws.eks_node_template", frozen=True, kw_only=True):
    """What is common to all nodes."""

    id = "aws.eks_node_template"
    terraform = "aws_launch_template"
    about = "What is common to all nodes: their fence, encrypted disks, and metadata only with a session."

    name: str
    update_default_version: bool = True
    vpc_security_group_ids: tuple[Ref, ...]
    block_device_mappings: BlockDevice = BlockDevice()
    metadata_options: MetadataOptions = MetadataOptions()


class TemplateVersion(Value, frozen=True, kw_only=True):
    """Which version of a template is used."""

    name: Ref
    version: Ref


class ScalingConfig(Value, frozen=True, kw_only=True):
    """How many nodes there are."""

    desired_size: int
    min_size: int
    max_size: int


class UpdateConfig(Value, frozen=True, kw_only=True):
    """How many nodes are replaced at the same time."""

    max_unavailable: int = 1


class NodeGroup(AwsKind, tag="aws.eks_node_group", frozen=True, kw_only=True):
    """Equal nodes in several zones; paid for by the pods on them."""

    id = "aws.eks_node_group"
    terraform = "aws_eks_node_group"
    about = "Equal nodes in several zones, replaced one by one."
    ignored = ("scaling_config[0].desired_size",)

    cluster_name: Ref
    node_group_name: str
    node_role_arn: Ref
    subnet_ids: tuple[Ref, ...]
    ami_type: str = "AL2023_ARM_64_STANDARD"
    capacity_type: Literal["ON_DEMAND", "SPOT"] = "ON_DEMAND"
    instance_types: tuple[str, ...] = (INSTANCE,)
    launch_template: TemplateVersion
    scaling_config: ScalingConfig
    update_config: UpdateConfig = UpdateConfig()
    depends_on: tuple[Ref, ...] = ()


class PodIdentity(Value, frozen=True, kw_only=True):
    """The role of an add-on."""

    role_arn: Ref
    service_account: str


class Addon(AwsKind, tag="aws.eks_addon", frozen=True, kw_only=True):
    """Something that every cluster needs, kept up to date by AWS."""

    id = "aws.eks_addon"
    terraform = "aws_eks_addon"
    about = "Something that every cluster needs, kept by AWS."

    cluster_name: Ref
    addon_name: str
    configuration_values: Json | None = None
    pod_identity_association: PodIdentity | None = None
    resolve_conflicts_on_update: Literal["OVERWRITE", "PRESERVE"] = "OVERWRITE"
    depends_on: tuple[Ref, ...] | None = None


def trusting(service: str, *actions: str) -> PolicyDocument:
    """The trust of a role that only `service` assumes."""
    one = Statement(
        sid="Assume", actions=actions or ("sts:AssumeRole",), resources=(), principals=(("Service", (service,)),)
    )
    return PolicyDocument(statements=(one,))


def role(name: str, label: str, trust: PolicyDocument, policies: tuple[str, ...]) -> Iterator[Part]:
    """A role of the cluster with the policies of AWS's own that EKS demands."""
    kind = Role(name=shortened(label, _ROLE_LENGTH), assume_role_policy=trust)
    yield Part(name=name, kind=kind, says="EKS demands a role with these policies")
    for policy in policies:
        attached = RolePolicyAttachment(role=Ref(resource=name, attribute="name"), policy_arn=f"{_MANAGED}{policy}")
        short = policy.rpartition("/")[2].lower().replace("_", "-")
        yield Part(name=f"{name}.{short}", kind=attached, says="EKS demands a role with these policies")


def nodes_needed(users: tuple[Usage, ...]) -> int:
    """How many nodes the pods of all programs fill, with room for the replacement of one."""
    pods = [user.kind for user in users if isinstance(user.kind, Pods)]
    shares = (p.replicas * max(p.cpu_millis / _CPU_MILLIS, p.memory_mib / _MEMORY_MIB) for p in pods)
    return max(_LEAST, math.ceil(sum(shares) / _PACKED))


def nodes(site: Site, cluster: str, label: str) -> Iterator[Part]:
    """The nodes of `cluster`: `<cluster>.nodes` with its role, template and fence."""
    name, needed = f"{cluster}.nodes", nodes_needed(site.users)
    own_role, template = f"{name}.role", f"{name}.template"
    yield from _fence(cluster, label)
    yield from role(own_role, f"{label}-nodes", trusting("ec2.amazonaws.com"), _NODE_POLICIES)
    common = NodeTemplate(
        name=f"{label}-nodes",
        vpc_security_group_ids=(Ref(resource=group_of(name)),),
        block_device_mappings=BlockDevice(ebs=Ebs(kms_key_id=Ref(resource=KEY, attribute="arn"))),
    )
    yield Part(name=template, kind=common, says="nodes stand behind a fence, with encrypted disks")
    group = NodeGroup(
        cluster_name=Ref(resource=cluster, attribute="name"),
        node_group_name=f"{label}-nodes",
        node_role_arn=Ref(resource=own_role, attribute="arn"),
        subnet_ids=tuple(Ref(resource=subnet) for subnet in site.private_subnets),
        launch_template=TemplateVersion(
            name=Ref(resource=template, attribute="name"), version=Ref(resource=template, attribute="latest_version")
        ),
        scaling_config=ScalingConfig(desired_size=needed, min_size=_LEAST, max_size=needed * _GROWTH),
        depends_on=tuple(Ref(resource=f"{own_role}.{policy.lower().replace('_', '-')}") for policy in _NODE_POLICIES),
    )
    yield Part(name=name, kind=group, says=f"{needed} nodes have room for all pods")
    yield from _addons(cluster, label)


def _fence(cluster: str, label: str) -> Iterator[Part]:
    nodes_group, control = group_of(f"{cluster}.nodes"), group_of(cluster)
    network = Ref(resource=NETWORK)
    around = SecurityGroup(name=f"{label}-nodes", description="around the nodes", vpc_id=network)
    above = SecurityGroup(name=f"{label}-control", description="around the control plane", vpc_id=network)
    yield Part(name=nodes_group, kind=around, says="all nodes, and the pods on them, stand behind one fence")
    yield Part(name=control, kind=above, says="the control plane talks to nodes only")
    openings = (
        (nodes_group, nodes_group, "tcp", (1, 65535), "pods call each other; network policies say which"),
        (nodes_group, nodes_group, "udp", (53, 53), "pods ask the cluster for names"),
        (nodes_group, control, "tcp", (443, 443), "nodes and controllers call the API of the cluster"),
        (control, nodes_group, "tcp", (443, 443), "the control plane calls webhooks"),
        (control, nodes_group, "tcp", (9443, 9443), "the control plane calls webhooks of controllers"),
        (control, nodes_group, "tcp", (10250, 10250), "the control plane asks nodes about their pods"),
    )
    for source, target, protocol, ports, says in openings:
        yield from _opening(cluster, (source, target), protocol, ports, says=says)


def _opening(
    cluster: str, groups: tuple[str, str], protocol: str, ports: tuple[int, int], *, says: str
) -> Iterator[Part]:
    source, target = groups
    ends = tuple("nodes" if group == group_of(f"{cluster}.nodes") else "control" for group in groups)
    name = f"{cluster}.{ends[0]}-to-{ends[1]}.{protocol}-{ports[1]}"
    out = EgressRule(
        security_group_id=Ref(resource=source),
        description=says,
        ip_protocol=protocol,
        from_port=ports[0],
        to_port=ports[1],
        referenced_security_group_id=Ref(resource=target),
    )
    into = IngressRule(
        security_group_id=Ref(resource=target),
        description=says,
        ip_protocol=protocol,
        from_port=ports[0],
        to_port=ports[1],
        referenced_security_group_id=Ref(resource=source),
    )
    yield Part(name=f"{name}.out", kind=out, says=says)
    yield Part(name=f"{name}.in", kind=into, says=says)


def _addons(cluster: str, label: str) -> Iterator[Part]:
    own, disks = Ref(resource=cluster, attribute="name"), f"{cluster}.disks.role"
    trust = trusting("pods.eks.amazonaws.com", "sts:AssumeRole", "sts:TagSession")
    yield from role(disks, f"{label}-disks", trust, ("service-role/AmazonEBSCSIDriverPolicy",))
    association = PodIdentity(role_arn=Ref(resource=disks, attribute="arn"), service_account="ebs-csi-controller-sa")
    policies = Json(content={"enableNetworkPolicy": "true"})
    on_nodes = (Ref(resource=f"{cluster}.nodes"),)
    found = (
        (
            Addon(cluster_name=own, addon_name="vpc-cni", configuration_values=policies),
            "pods have addresses; policies hold",
        ),
        (Addon(cluster_name=own, addon_name="kube-proxy"), "services have addresses"),
        (Addon(cluster_name=own, addon_name="eks-pod-identity-agent"), "pods get the roles of their programs"),
        (Addon(cluster_name=own, addon_name="coredns", depends_on=on_nodes), "pods find each other by name"),
        (
            Addon(
                cluster_name=own,
                addon_name="aws-ebs-csi-driver",
                pod_identity_association=association,
                depends_on=on_nodes,
            ),
            "pods get disks",
        ),
    )
    for addon, says in found:
        yield Part(name=f"{cluster}.{addon.addon_name}", kind=addon, says=says)
