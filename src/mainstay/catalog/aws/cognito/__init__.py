"""Amazon Cognito: people with accounts."""

from typing import ClassVar, Literal

import msgspec

from mainstay.catalog.aws.backing import Backing, alone, within
from mainstay.catalog.aws.base import AwsKind
from mainstay.catalog.aws.names import shortened
from mainstay.model.cloud import Demand, Market, Offer, Part, Site
from mainstay.model.intent import AnyComponent, Property
from mainstay.model.price import Charge
from mainstay.model.requirement import Access
from mainstay.model.told import Ref, SecretText, Statement, Told
from mainstay.model.value import Value

_READS = ("cognito-idp:AdminGetUser", "cognito-idp:DescribeUserPool", "cognito-idp:ListUsers")
_WRITES = (
    "cognito-idp:AdminCreateUser",
    "cognito-idp:AdminDeleteUser",
    "cognito-idp:AdminDisableUser",
    "cognito-idp:AdminEnableUser",
    "cognito-idp:AdminUpdateUserAttributes",
)


class PasswordPolicy(Value, frozen=True, kw_only=True):
    """What a password must have."""

    minimum_length: int = 12
    require_lowercase: bool = True
    require_numbers: bool = True
    require_symbols: bool = True
    require_uppercase: bool = True
    temporary_password_validity_days: int = 7


class RecoveryMechanism(Value, frozen=True, kw_only=True):
    """A way back in."""

    name: Literal["verified_email", "verified_phone_number", "admin_only"] = "verified_email"
    priority: int = 1


class AccountRecovery(Value, frozen=True, kw_only=True):
    """How people who forgot their password come back in."""

    recovery_mechanism: tuple[RecoveryMechanism, ...] = (RecoveryMechanism(),)


class SoftwareToken(Value, frozen=True, kw_only=True):
    """Whether codes of an app are taken."""

    enabled: bool = True


class UserPool(Backing, tag="aws.cognito", frozen=True, kw_only=True):
    """The accounts of people: sign-up, login, second factor."""

    id = "aws.cognito"
    terraform = "aws_cognito_user_pool"
    aliases = frozenset({"aws.cognito_user_pool"})
    stateful = True
    platform = "serverless"
    about = "Amazon Cognito: accounts of people, with login by mail, strong passwords and a second factor."
    source = "Amazon Cognito developer guide, 2025"
    possible: ClassVar[frozenset[Access]] = frozenset({Access.READ, Access.WRITE, Access.CALL})

    name: str | None = None
    user_pool_tier: Literal["LITE", "ESSENTIALS", "PLUS"] = "ESSENTIALS"
    deletion_protection: Literal["ACTIVE", "INACTIVE"] = "ACTIVE"
    mfa_configuration: Literal["OFF", "OPTIONAL", "ON"] = "OPTIONAL"
    username_attributes: tuple[Literal["email", "phone_number"], ...] = ("email",)
    auto_verified_attributes: tuple[Literal["email", "phone_number"], ...] = ("email",)
    password_policy: PasswordPolicy = PasswordPolicy()
    account_recovery_setting: AccountRecovery = AccountRecovery()
    software_token_mfa_configuration: SoftwareToken | None = SoftwareToken()

    def __post_init__(self) -> None:
        within(self.id, "minimum_length", self.password_policy.minimum_length, (6, 99))

    @classmethod
    def offers(cls, component: AnyComponent, demand: Demand, market: Market) -> tuple[Offer, ...]:
        """Where it is asked for directly. How many people come in a month is not known, so it has no price here."""
        return alone(cls(), component, demand, market)

    def standing(self, market: Market, demand: Demand) -> tuple[Charge, ...]:
        """By the person and month; nobody says how many, so it is unknown."""
        del demand
        item = f"aws.cognito/{self.user_pool_tier.lower()}/monthly-active-user"
        price = market.book.find(item, market.region)
        says = "how many people log in within a month is not known"
        return (Charge(item=item, says=says, quantity=0.0, usd_month=None, by_usage=True, price=price),)

    def placed(self, site: Site) -> "UserPool":
        """Named."""
        return msgspec.structs.replace(self, name=self.name or shortened(site.label, 128))

    def parts(self, site: Site) -> tuple[Part, ...]:
        """The client that programs log people in with."""
        client = UserPoolClient(name=shortened(site.label, 128), user_pool_id=Ref(resource=site.name))
        return (Part(name=f"{site.name}.client", kind=client, says=f"programs log people in to {site.name}"),)

    def grants(self, site: Site, access: Access) -> tuple[Statement, ...]:
        """Looking up people, or changing them; logging them in needs no permission."""
        own = (Ref(resource=site.name, attribute="arn"),)
        if access is Access.READ:
            return (Statement(sid="ReadPeople", actions=_READS, resources=own),)
        return (Statement(sid="ChangePeople", actions=_WRITES, resources=own),) if access is Access.WRITE else ()

    def connection(self, site: Site) -> dict[Property, Told | SecretText]:
        """Its id, the id of its client as user, and who issues its tokens."""
        return {
            Property.NAME: Ref(resource=site.name),
            Property.ARN: Ref(resource=site.name, attribute="arn"),
            Property.USER: Ref(resource=f"{site.name}.client"),
            Property.ENDPOINT: Ref(resource=site.name, attribute="endpoint", prefix="https://"),
            Property.URL: Ref(resource=site.name, attribute="endpoint", prefix="https://"),
            Property.REGION: site.region,
        }


class UserPoolClient(AwsKind, tag="aws.cognito_client", frozen=True, kw_only=True):
    """A program that logs people in."""

    id = "aws.cognito_client"
    terraform = "aws_cognito_user_pool_client"
    aliases = frozenset({"aws.cognito_user_pool_client"})
    about = "A program that logs people in; it does not tell whether an account exists."

    name: str
    user_pool_id: Ref
    explicit_auth_flows: tuple[str, ...] = ("ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH")
    prevent_user_existence_errors: Literal["ENABLED", "LEGACY"] = "ENABLED"
    enable_token_revocation: bool = True


KINDS = (UserPool, UserPoolClient)
