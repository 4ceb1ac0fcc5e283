"""The resources around one secret."""

from typing import ClassVar

from mainstay.catalog.aws.backing import ELEVEN_NINES, Backing, alone, key_arn, monthly, uses_key, within
from mainstay.catalog.aws.base import AwsKind, overridden
from mainstay.catalog.aws.names import shortened
from mainstay.model.cloud import Block, Demand, Market, Offer, Part, Site
from mainstay.model.intent import AnyComponent, Generated, Property, Role
from mainstay.model.intent import Secret as SecretComponent
from mainstay.model.price import Charge
from mainstay.model.requirement import Access
from mainstay.model.told import Json, PolicyDocument, Ref, SecretText, Statement, Told, Variable
from mainstay.model.value import Value

AVAILABILITY = 99.99
"""AWS Secrets Manager service level agreement."""
READ_MS = 30.0
"""One reading at the 99th percentile; programs read at their start and keep it."""


class RandomPassword(AwsKind, tag="aws.random_password", frozen=True, kw_only=True):
    """A password that is made up while applying, used, and forgotten."""

    id = "aws.random_password"
    terraform = "random_password"
    block = Block.EPHEMERAL
    about = "A password made up while applying; neither the plan nor the state has it (hashicorp/random 3.7)."

    length: int = 40
    special: bool = False


class SecretVersion(AwsKind, tag="aws.secret_version", frozen=True, kw_only=True):
    """The value of a secret. It is written only; another `secret_string_wo_version` writes a new one."""

    id = "aws.secret_version"
    terraform = "aws_secretsmanager_secret_version"
    aliases = frozenset({"aws.secretsmanager_secret_version"})
    about = "The value of a secret, written and never read back into the state."

    secret_id: Ref
    secret_string_wo: Told | Json
    secret_string_wo_version: int = 1


class SecretReading(AwsKind, tag="aws.secret_reading", frozen=True, kw_only=True):
    """The value of a secret, read while applying and forgotten."""

    id = "aws.secret_reading"
    terraform = "aws_secretsmanager_secret_version"
    block = Block.EPHEMERAL
    about = "Reads a secret while applying, so that what was kept is used and not what was made up this time."

    secret_id: Ref


class RotationRules(Value, frozen=True, kw_only=True):
    """How often a secret changes."""

    automatically_after_days: int = 30


class SecretRotation(AwsKind, tag="aws.secret_rotation", frozen=True, kw_only=True):
    """Changes a secret regularly by a function that knows how."""

    id = "aws.secret_rotation"
    terraform = "aws_secretsmanager_secret_rotation"
    aliases = frozenset({"aws.secretsmanager_secret_rotation"})
    about = "Changes a secret regularly, by a function that also tells the new value to what it opens."

    secret_id: Ref
    rotation_lambda_arn: Ref | str
    rotation_rules: RotationRules = RotationRules()

    def __post_init__(self) -> None:
        days = self.rotation_rules.automatically_after_days
        within(self.id, "automatically_after_days", days, (1, 1000))


class Secret(Backing, tag="aws.secret", frozen=True, kw_only=True):
    """A secret in Secrets Manager; its value is a version of it."""

    id = "aws.secret"
    terraform = "aws_secretsmanager_secret"
    aliases = frozenset({"aws.secretsmanager_secret", "aws.secrets_manager"})
    realises = frozenset({Role.SECRET})
    stateful = True
    about = "Secrets Manager: a value encrypted with the application's key; each reading is allowed by name and logged."
    source = "AWS Secrets Manager user guide, 2025"
    possible: ClassVar[frozenset[Access]] = frozenset({Access.READ})
    unrendered = frozenset({"length"})

    name: str | None = None
    description: str | None = None
    kms_key_id: Ref | None = None
    recovery_window_in_days: int = 30
    policy: PolicyDocument | None = None
    length: int = 50

    def __post_init__(self) -> None:
        if self.recovery_window_in_days:  # 0: gone at once
            within(self.id, "recovery_window_in_days", self.recovery_window_in_days, (7, 30))
        within(self.id, "length", self.length, (8, 512))

    @classmethod
    def offers(cls, component: AnyComponent, demand: Demand, market: Market) -> tuple[Offer, ...]:
        """One; by the month and by the readings at starts, which are few."""
        if not isinstance(component, SecretComponent):
            return alone(cls(), component, demand, market)
        kind = overridden(cls(), component)
        return (
            Offer(
                kind=kind,
                label="Secrets Manager",
                charges=kind.standing(market, demand),
                latency_ms=READ_MS,
                availability=AVAILABILITY,
                durability=ELEVEN_NINES,
            ),
        )

    def standing(self, market: Market, demand: Demand) -> tuple[Charge, ...]:
        """By the month."""
        del demand
        return (monthly(market, "aws.secret/month", 1, "one secret"),)

    def placed(self, site: Site) -> "Secret":
        """Named, and encrypted with the key of the application."""
        return Secret(
            name=self.name or shortened(site.label, 512),
            description=self.description or f"{site.name} of {site.application}",
            kms_key_id=self.kms_key_id or key_arn(),
            recovery_window_in_days=self.recovery_window_in_days,
            policy=self.policy,
            length=self.length,
        )

    def parts(self, site: Site) -> tuple[Part, ...]:
        """Its value: made up once, or given by the person who applies."""
        made_up = not isinstance(site.component, SecretComponent) or isinstance(site.component.value, Generated)
        return generated(site.name, length=self.length) if made_up else given(site.name)

    def grants(self, site: Site, access: Access) -> tuple[Statement, ...]:
        """Reading this one secret."""
        del access
        arn = Ref(resource=site.name, attribute="arn")
        return (
            Statement(sid="ReadSecret", actions=("secretsmanager:GetSecretValue",), resources=(arn,)),
            uses_key(site, "secretsmanager", "Decrypt"),
        )

    def connection(self, site: Site) -> dict[Property, Told | SecretText]:
        """The value, by reference."""
        return {
            Property.VALUE: SecretText(resource=site.name),
            Property.ARN: Ref(resource=site.name, attribute="arn"),
            Property.NAME: Ref(resource=site.name, attribute="name"),
        }


def password_of(name: str) -> str:
    """The resource name of the password that is made up for `name`."""
    return f"{name}.password"


def generated(name: str, *, length: int = 40) -> tuple[Part, ...]:
    """The value of the secret `name`, made up while applying."""
    return (
        Part(name=password_of(name), kind=RandomPassword(length=length), says=f"{name} is a value that nobody knows"),
        version(name, Ref(resource=password_of(name), attribute="result")),
    )


def given(name: str) -> tuple[Part, ...]:
    """The value of the secret `name`, given by the person who applies."""
    asked = Variable(
        name=f"{name.replace('-', '_').replace('.', '_')}_value",
        description=f"The value of the secret {name}; it is written into Secrets Manager and nowhere else.",
        sensitive=True,
    )
    return (version(name, asked),)


def version(name: str, content: Told | Json) -> Part:
    """The value of the secret `name`."""
    kind = SecretVersion(secret_id=Ref(resource=name), secret_string_wo=content)
    return Part(name=f"{name}.version", kind=kind, says=f"the value of {name} is written only: no state has it")
