"""An identity for each program: a role that only its service may assume, and a policy with what its links need."""

from collections.abc import Iterator

from mainstay.catalog.aws.iam import Role, RolePolicy
from mainstay.model.cloud import CloudKind, Part, Site, role_of
from mainstay.model.told import PolicyDocument, Ref, Statement


def identity(kind: CloudKind, site: Site, statements: tuple[Statement, ...]) -> Iterator[Part]:
    """The role of one program and its policy; nothing for what is no program."""
    if not kind.principal:
        return
    role = Role(
        name=site.label,
        description=f"What {site.name} of {site.application} runs as.",
        assume_role_policy=trust(kind.principal),
    )
    yield Part(name=role_of(site.name), kind=role, says=f"{site.name} runs as an identity of its own")
    if statements:
        policy = RolePolicy(
            name=site.label,
            role=Ref(resource=role_of(site.name)),
            policy=PolicyDocument(statements=statements),
        )
        yield Part(name=f"{site.name}.policy", kind=policy, says=f"{site.name} may do what its links need, no more")


def trust(principal: str) -> PolicyDocument:
    """Who may assume a role. Pods also tag their session (EKS User Guide, "Pod Identity", 2024)."""
    actions = ("sts:AssumeRole", "sts:TagSession") if principal.startswith("pods.") else ("sts:AssumeRole",)
    one = Statement(sid="Assume", actions=actions, resources=(), principals=(("Service", (principal,)),))
    return PolicyDocument(statements=(one,))
