"""Keys: one for each application and environment; all that it keeps is encrypted with it."""

from mainstay.catalog.aws.account import account, account_id, root_arn
from mainstay.catalog.aws.backing import ensure, monthly, within
from mainstay.catalog.aws.base import AwsKind
from mainstay.model.cloud import KEY, Demand, Market, Part, Site
from mainstay.model.price import Charge
from mainstay.model.told import Joined, PolicyDocument, Ref, Statement

_SENDERS = ("cloudwatch.amazonaws.com", "events.amazonaws.com", "s3.amazonaws.com", "sns.amazonaws.com")
"""Services that put messages into encrypted queues and topics on their own behalf."""


class Key(AwsKind, tag="aws.kms_key", frozen=True, kw_only=True):
    """A key that never leaves AWS, rotated every year."""

    id = "aws.kms_key"
    comes_by_itself = True
    terraform = "aws_kms_key"
    stateful = True  # what it encrypted is lost with it
    about = "A key of the application's own: everything at rest is encrypted with it, and it changes every year."
    source = "AWS KMS developer guide, 2025"

    description: str = "Encrypts what the application keeps"
    enable_key_rotation: bool = True
    rotation_period_in_days: int | None = None
    deletion_window_in_days: int = 30
    policy: PolicyDocument | None = None

    def __post_init__(self) -> None:
        within(self.id, "deletion_window_in_days", self.deletion_window_in_days, (7, 30))
        within(self.id, "rotation_period_in_days", self.rotation_period_in_days, (90, 2560))
        ensure(
            self.id,
            self.enable_key_rotation or self.rotation_period_in_days is None,
            "`rotation_period_in_days` must go with `enable_key_rotation`",
            "set without it",
            hint="set `enable_key_rotation: true`",
        )

    def standing(self, market: Market, demand: Demand) -> tuple[Charge, ...]:
        """By the month; its requests are cached by the services and few."""
        del demand
        return (monthly(market, "aws.kms_key/month", 1, "one key"),)

    @classmethod
    def shared_part(cls, site: Site) -> tuple[Part, ...]:
        """The key of the application, its name for people, and the account that its policy speaks of."""
        label = "-".join(part for part in (site.application, site.environment) if part)
        key = Key(description=f"Encrypts what {label} keeps", policy=_policy(site.region))
        alias = Alias(name=f"alias/{label}", target_key_id=Ref(resource=KEY, attribute="key_id"))
        return (
            Part(name=KEY, kind=key, says="everything at rest is encrypted with a key of the application's own"),
            Part(name=f"{KEY}.alias", kind=alias, says="people find the key by a name"),
            account(),
        )


class Alias(AwsKind, tag="aws.kms_alias", frozen=True, kw_only=True):
    """The name of a key."""

    id = "aws.kms_alias"
    terraform = "aws_kms_alias"
    about = "A name for a key."

    name: str
    target_key_id: Ref

    def __post_init__(self) -> None:
        ensure(
            self.id,
            self.name.startswith("alias/") and not self.name.startswith("alias/aws/"),
            "`name` must begin with `alias/`, and not with `alias/aws/`",
            f"`{self.name}`",
            hint="call it `alias/<application>`",
        )


def _policy(region: str) -> PolicyDocument:
    """Who may use the key: whoever the identity policies of the account allow, and services for things of this account.

    In the policy of a key `*` is the key itself (AWS KMS developer guide, "Default key policy").
    """
    this_account = ("StringEquals", "aws:SourceAccount", (account_id(),))
    logs = Joined(parts=(f"arn:aws:logs:{region}:", account_id(), ":log-group:*"))
    return PolicyDocument(
        statements=(
            Statement(sid="Account", actions=("kms:*",), resources=("*",), principals=(("AWS", (root_arn(),)),)),
            Statement(
                sid="Logs",
                actions=("kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"),
                resources=("*",),
                principals=(("Service", (f"logs.{region}.amazonaws.com",)),),
                conditions=(("ArnLike", "kms:EncryptionContext:aws:logs:arn", (logs,)),),
            ),
            Statement(
                sid="Senders",
                actions=("kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey*"),
                resources=("*",),
                principals=(("Service", _SENDERS),),
                conditions=(this_account,),
            ),
        )
    )


KINDS = (Key, Alias)
