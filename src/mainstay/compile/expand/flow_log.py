"""Who talked to whom in the network, kept where only the flow log may write."""

from collections.abc import Iterator

from mainstay.catalog.aws.cloudwatch import log_group
from mainstay.catalog.aws.iam import Role, RolePolicy
from mainstay.catalog.aws.vpc import FlowLog
from mainstay.compile.expand.identity import trust
from mainstay.model.cloud import NETWORK, Part
from mainstay.model.told import PolicyDocument, Ref, Statement

_LOG = f"{NETWORK}.flow-log"
_ACTIONS = ("logs:CreateLogStream", "logs:DescribeLogGroups", "logs:DescribeLogStreams", "logs:PutLogEvents")
"""What a flow log needs of CloudWatch Logs (VPC User Guide, "IAM role for publishing flow logs", 2025)."""


def flow_log(label: str) -> Iterator[Part]:
    """The flow log of the network, its log group, and the role it writes with."""
    says = "after an incident it must be known who talked to whom"
    logs = Ref(resource=f"{_LOG}.logs", attribute="arn")
    yield log_group(f"{_LOG}.logs", f"/mainstay/{label}/network", says)
    name = f"{label}-flow-log"
    role = Role(name=name, assume_role_policy=trust("vpc-flow-logs.amazonaws.com"), description="Writes the flow log.")
    yield Part(name=f"{_LOG}.role", kind=role, says=says)
    within = Ref(resource=f"{_LOG}.logs", attribute="arn", suffix=":*")
    allowed = PolicyDocument(statements=(Statement(sid="Write", actions=_ACTIONS, resources=(logs, within)),))
    policy = RolePolicy(name=name, role=Ref(resource=f"{_LOG}.role"), policy=allowed)
    yield Part(name=f"{_LOG}.policy", kind=policy, says=says)
    kind = FlowLog(
        vpc_id=Ref(resource=NETWORK), log_destination=logs, iam_role_arn=Ref(resource=f"{_LOG}.role", attribute="arn")
    )
    yield Part(name=_LOG, kind=kind, says=says)
