"""The account and region that everything stands in, looked up."""

from mainstay.catalog.aws.base import AwsKind
from mainstay.model.cloud import Block, Part
from mainstay.model.told import Ref

ACCOUNT = "shared.account"
"""The resource name under which the account is looked up."""


class Account(AwsKind, tag="aws.account", frozen=True, kw_only=True):
    """The account of whoever applies; `account_id` is known then."""

    id = "aws.account"
    terraform = "aws_caller_identity"
    block = Block.DATA
    about = "The account that everything stands in, looked up when it is applied."


def account() -> Part:
    """The looked-up account, as a part of whatever has to name it."""
    return Part(name=ACCOUNT, kind=Account(), says="policies name the account that they hold in")


def account_id() -> Ref:
    """The number of the account."""
    return Ref(resource=ACCOUNT, attribute="account_id")


def root_arn() -> Ref:
    """The account itself as a principal: whoever its identity policies allow."""
    return Ref(resource=ACCOUNT, attribute="account_id", prefix="arn:aws:iam::", suffix=":root")


KINDS = (Account,)
