"""What a program needs around it on EKS: a role, the way to it, and secrets from Secrets Manager."""

from collections.abc import Iterator

from mainstay.catalog.aws.eks import CLUSTER, NODES_GROUP
from mainstay.catalog.aws.eks_pod_identity import PodIdentityAssociation
from mainstay.catalog.aws.iam import Role, RolePolicy
from mainstay.catalog.aws.names import shortened
from mainstay.catalog.kubernetes.base import K8sKind, called, common_labels, labels_of, namespace_of
from mainstay.catalog.kubernetes.network_policy import PRIVATE, Opening, Peer, reaches, to_range
from mainstay.catalog.kubernetes.secrets import ExternalSecret, Remote, SecretStore, StoreKind
from mainstay.model.cloud import KEY, NETWORK, Part, Site, role_of
from mainstay.model.told import PolicyDocument, Ref, SecretText, Statement

PODS = "pods.eks.amazonaws.com"
_EXTERNAL_SECRETS = "external-secrets"
"""Namespace and service account of External Secrets, as its chart installs it."""
_STORE = "shared.secret-store"
_STORE_NAME = "secrets-manager"
_READER = "shared.secrets"
_ROLE_LENGTH = 64
_AGENT = "169.254.170.23/32"
"""Where the Pod Identity Agent answers on each node (EKS User Guide, "Set up the Amazon EKS Pod Identity Agent")."""
_HTTPS = 443


NODES = NODES_GROUP


def cluster() -> Ref:
    """The shared cluster, by its name."""
    return Ref(resource=CLUSTER, attribute="name")


def identity(site: Site) -> Iterator[Part]:
    """The role of the program for its service account, and the way to the agent that hands it out."""
    kind = PodIdentityAssociation(
        cluster_name=cluster(),
        namespace=namespace_of(site),
        service_account=site.name,
        role_arn=Ref(resource=role_of(site.name), attribute="arn"),
    )
    yield Part(name=f"{site.name}.identity", kind=kind, says=f"the pods of {site.name} get its role, without keys")
    opening = Opening(peers=(Peer(cidr=_AGENT),), ports=(80,))
    says = f"{site.name} gets the credentials of its role from the agent of its node"
    yield reaches(site, site.name, f"{site.name}-to-identity", (opening,), says=says)


def ways_out(site: Site) -> Iterator[Part]:
    """To what listens in the network outside the cluster, and to the APIs of AWS."""
    outside = tuple(use for use in site.uses if not isinstance(use.kind, K8sKind))
    range_of_network = Ref(resource=NETWORK, attribute="cidr_block")
    for use in outside:
        if use.ports:
            yield to_range(site, use.name, range_of_network, use.ports)
    called_by_api = sorted(use.name for use in outside if not use.in_network)
    if called_by_api:
        public = Peer(cidr="0.0.0.0/0", excepts=PRIVATE)
        ports = sorted({_HTTPS, *(port for use in outside for port in use.outside)})
        opening = Opening(peers=(public, Peer(cidr=range_of_network)), ports=tuple(ports))
        says = f"{site.name} calls the API of {', '.join(called_by_api)}: public addresses, or endpoints in the network"
        yield reaches(site, site.name, f"{site.name}-to-aws", (opening,), says=says)


def secrets(site: Site, kept: dict[str, SecretText]) -> Iterator[Part]:
    """The Secret of the program, filled from Secrets Manager; and the permission for whoever fills it."""
    if not kept:
        return
    says = f"the manifests do not hold {', '.join(sorted(kept))}: they say where it is kept"
    yield Part(name=f"{site.name}.secrets", kind=external_secret(site, kept), says=says)
    yield Part(name=_STORE, kind=_store(site), says="secrets stay in Secrets Manager; the cluster keeps a copy")
    yield from controller(site, _READER, "External Secrets", (_EXTERNAL_SECRETS, _EXTERNAL_SECRETS))
    arns = tuple(_arn(name) for name in sorted({secret.resource for secret in kept.values()}))
    policy = RolePolicy(
        name=f"{site.label}-secrets",
        role=Ref(resource=role_of(_READER)),
        policy=PolicyDocument(statements=(_reads(arns), _decrypts(site.region))),
    )
    yield Part(name=f"{site.name}.secrets-policy", kind=policy, says=f"the secrets of {site.name}, and no others")


def _store(site: Site) -> SecretStore:
    return SecretStore(name=_STORE_NAME, namespace=namespace_of(site), labels=common_labels(site), region=site.region)


def controller(site: Site, name: str, called_so: str, account: tuple[str, str]) -> Iterator[Part]:
    """The role `<name>.role` of a controller, for the service account `account` (namespace, name) that it runs as."""
    trust = Statement(
        sid="Assume",
        actions=("sts:AssumeRole", "sts:TagSession"),
        resources=(),
        principals=(("Service", (PODS,)),),
    )
    role = Role(
        name=shortened(f"{namespace_of(site)}-{account[1]}", _ROLE_LENGTH),
        description=f"What {called_so} works for {site.application} as.",
        assume_role_policy=PolicyDocument(statements=(trust,)),
    )
    yield Part(name=role_of(name), kind=role, says=f"{called_so} works as an identity of its own")
    joined = PodIdentityAssociation(
        cluster_name=cluster(), namespace=account[0], service_account=account[1], role_arn=_arn(role_of(name))
    )
    yield Part(name=f"{name}.identity", kind=joined, says=f"the pods of {called_so} get their role")


def _reads(arns: tuple[Ref, ...]) -> Statement:
    actions = ("secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue")
    return Statement(sid="ReadSecrets", actions=actions, resources=arns)


def _decrypts(region: str) -> Statement:
    through = ("StringEquals", "kms:ViaService", (f"secretsmanager.{region}.amazonaws.com",))
    return Statement(sid="DecryptSecrets", actions=("kms:Decrypt",), resources=(_arn(KEY),), conditions=(through,))


def _arn(resource: str) -> Ref:
    return Ref(resource=resource, attribute="arn")


def external_secret(site: Site, kept: dict[str, SecretText]) -> ExternalSecret:
    """The Secret of the program: one key for each environment name."""
    return ExternalSecret(
        name=called(site),
        namespace=namespace_of(site),
        labels=labels_of(site),
        data={name: Remote(key=_arn(kept[name].resource), property=kept[name].key) for name in sorted(kept)},
        store=_STORE_NAME,
        store_kind=StoreKind.NAMESPACE,
    )
