"""Parameter Store: values by name, encrypted where they are secret."""

from typing import ClassVar, Literal

import msgspec

from mainstay.catalog.aws.backing import (
    ELEVEN_NINES,
    Backing,
    alone,
    ensure,
    is_sensitive,
    key_arn,
    monthly,
    needs_of,
    uses_key,
)
from mainstay.catalog.aws.base import overridden
from mainstay.catalog.aws.names import shortened
from mainstay.catalog.aws.secret.kinds import RandomPassword, password_of
from mainstay.model.cloud import Demand, Market, Offer, Part, Site
from mainstay.model.intent import AnyComponent, Generated, Property, Role, Secret
from mainstay.model.price import Charge
from mainstay.model.requirement import Access
from mainstay.model.told import Ref, SecretText, Statement, Told, Variable

AVAILABILITY = 99.9
"""Our assumption: AWS states no service level for Parameter Store by itself."""
READ_MS = 50.0
"""One reading at the 99th percentile; programs read at their start and keep it. Our assumption."""


LONGEST_NAME = 900
"""Characters of a name that leave room for the rest of its ARN, of 1011 (Systems Manager API reference)."""


class Parameter(Backing, tag="aws.ssm_parameter", tag_field="kind", frozen=True, kw_only=True):
    """A value by name. A `SecureString` is encrypted with the key of the application."""

    id = "aws.ssm_parameter"
    terraform = "aws_ssm_parameter"
    realises = frozenset({Role.SECRET})
    stateful = True
    about = "Parameter Store: an encrypted value by name, at no price; it has no rotation and is read slowly."
    source = "AWS Systems Manager user guide, Parameter Store, 2025"
    possible: ClassVar[frozenset[Access]] = frozenset({Access.READ})

    name: str | None = None
    type: Literal["String", "StringList", "SecureString"] = "SecureString"
    tier: Literal["Standard", "Advanced"] = "Standard"
    description: str | None = None
    key_id: Ref | None = None
    value: str | None = None
    value_wo: Told | None = None
    value_wo_version: int | None = None

    def __post_init__(self) -> None:
        ensure(
            self.id,
            self.type != "SecureString" or self.value is None,
            "the value of a `SecureString` must be written only (`value_wo`)",
            "given as `value`, which the state would show",
            hint="use `value_wo`, or the type `String` for what is no secret",
        )
        ensure(
            self.id,
            self.key_id is None or self.type == "SecureString",
            "`key_id` must go with the type `SecureString`",
            f"`{self.type}`",
            hint="set `type: SecureString`",
        )

    @classmethod
    def refusal(cls, component: AnyComponent, demand: Demand) -> str:
        """Platforms hand secrets of Secrets Manager to programs; a parameter a program has to read itself."""
        del demand
        if not isinstance(component, Secret):
            return f"`{component.name}` is no secret"
        if component.kind not in {cls.id, *cls.aliases}:
            return f"programs would have to read `{component.name}` themselves, by its name; pin {cls.id} if they do"
        return ""

    @classmethod
    def offers(cls, component: AnyComponent, demand: Demand, market: Market) -> tuple[Offer, ...]:
        """One, for whoever pins it; not for secret data in production, which wants rotation and a policy."""
        if not isinstance(component, Secret):
            return alone(cls(value_wo="", value_wo_version=1), component, demand, market)
        if cls.refusal(component, demand) or is_sensitive(needs_of(component), market.environment):
            return ()
        kind = overridden(cls(), component)
        return (
            Offer(
                kind=kind,
                label="Parameter Store",
                charges=kind.standing(market, demand),
                latency_ms=READ_MS,
                availability=AVAILABILITY,
                durability=ELEVEN_NINES,
            ),
        )

    def standing(self, market: Market, demand: Demand) -> tuple[Charge, ...]:
        """By the month; standard parameters cost nothing."""
        del demand
        return (monthly(market, f"aws.ssm_parameter/{self.tier.lower()}/month", 1, "one parameter"),)

    def placed(self, site: Site) -> "Parameter":
        """Named by a path, encrypted; its value is made up, or given by the person who applies."""
        named = msgspec.structs.replace(self, name=self._path(site))
        if self.type != "SecureString":
            return named
        return msgspec.structs.replace(
            named,
            key_id=self.key_id or key_arn(),
            value_wo=self._value(site),
            value_wo_version=self.value_wo_version or 1,
        )

    def _value(self, site: Site) -> Told:
        if _is_made_up(site):
            return Ref(resource=password_of(site.name), attribute="result")
        return Variable(
            name=f"{site.name.replace('-', '_')}_value",
            description=f"The value of the secret {site.name}; it is written into Parameter Store and nowhere else.",
            sensitive=True,
        )

    def parts(self, site: Site) -> tuple[Part, ...]:
        """What makes its value up."""
        if self.type != "SecureString" or not _is_made_up(site):
            return ()
        says = f"{site.name} is a value that nobody knows"
        return (Part(name=password_of(site.name), kind=RandomPassword(length=50), says=says),)

    def grants(self, site: Site, access: Access) -> tuple[Statement, ...]:
        """Reading this one parameter."""
        del access
        arn = Ref(resource=site.name, attribute="arn")
        read = Statement(sid="ReadParameter", actions=("ssm:GetParameter", "ssm:GetParameters"), resources=(arn,))
        return (read, uses_key(site, "ssm", "Decrypt"))

    def connection(self, site: Site) -> dict[Property, Told | SecretText]:
        """Its name, in plain: the program reads the value itself."""
        return {Property.NAME: self._path(site), Property.REGION: site.region}

    def _path(self, site: Site) -> str:
        parts = [part for part in (site.application, site.environment, site.physical or site.name) if part]
        return self.name or shortened("/" + "/".join(parts), LONGEST_NAME)


def _is_made_up(site: Site) -> bool:
    return not isinstance(site.component, Secret) or isinstance(site.component.value, Generated)


KINDS = (Parameter,)
