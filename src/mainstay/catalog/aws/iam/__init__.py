"""Identity: roles, their policies, and instance profiles."""

from mainstay.catalog.aws.base import AwsKind
from mainstay.model.told import PolicyDocument, Ref


class Role(AwsKind, tag="aws.iam_role", frozen=True, kw_only=True):
    """What a program runs as. `assume_role_policy` says who may assume it."""

    id = "aws.iam_role"
    terraform = "aws_iam_role"
    about = "An identity with a trust policy: one for each program, never shared."

    name: str
    assume_role_policy: PolicyDocument
    description: str | None = None
    permissions_boundary: str | Ref | None = None


class RolePolicy(AwsKind, tag="aws.iam_role_policy", frozen=True, kw_only=True):
    """What a role may do, kept with the role."""

    id = "aws.iam_role_policy"
    terraform = "aws_iam_role_policy"
    about = "The permissions of one role: the actions that its links need on the resources that they lead to."

    name: str
    role: Ref
    policy: PolicyDocument


class RolePolicyAttachment(AwsKind, tag="aws.iam_role_policy_attachment", frozen=True, kw_only=True):
    """A policy of AWS's own on a role, where a service demands it."""

    id = "aws.iam_role_policy_attachment"
    terraform = "aws_iam_role_policy_attachment"
    about = "A managed policy on a role."

    role: Ref
    policy_arn: str | Ref


class InstanceProfile(AwsKind, tag="aws.iam_instance_profile", frozen=True, kw_only=True):
    """How a virtual machine gets its role."""

    id = "aws.iam_instance_profile"
    terraform = "aws_iam_instance_profile"
    about = "Hands a role to virtual machines."

    name: str
    role: Ref


KINDS = (Role, RolePolicy, RolePolicyAttachment, InstanceProfile)
