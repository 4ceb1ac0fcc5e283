"""What the kinds of backing services share: checks, names, the key, who may use them, and how safe they must be."""

import math
from typing import ClassVar

from mainstay.catalog.aws.base import AwsKind, overridden
from mainstay.catalog.aws.capacity import SECONDS_MONTH, is_development
from mainstay.model.cloud import KEY, CloudKind, Demand, Market, Offer, Site
from mainstay.model.errors import MainstayError
from mainstay.model.intent import AnyComponent, Data, Extra
from mainstay.model.price import HOURS_MONTH, Charge, charge
from mainstay.model.requirement import Access, DataClass, DataNeeds
from mainstay.model.told import Ref, Statement

ELEVEN_NINES = 99.999999999
"""The durability in percent a year that AWS designs S3 and what is kept there for (Amazon S3 FAQ)."""
MULTI_ZONE_FROM = 99.9
"""Who asks for so much availability in percent, or more, gets at least two zones."""
DEFAULT_RETENTION_DAYS = 7
SENSITIVE_RETENTION_DAYS = 35
"""How long backups are kept where nobody says: a week; for personal and secret data the most that RDS keeps."""

_SENSELESS = {
    Access.READ: "it holds nothing that can be read",
    Access.WRITE: "it holds nothing that can be written",
    Access.CONSUME: "it hands out no messages",
    Access.PUBLISH: "it takes no messages",
    Access.CALL: "it is no program that answers calls",
}


class Backing(AwsKind, frozen=True, kw_only=True):
    """A backing service. `possible` are the accesses that make sense."""

    possible: ClassVar[frozenset[Access]] = frozenset()

    def accepts(self, user: CloudKind, access: Access) -> str:
        """Only programs connect to it, and only for what it can do."""
        if access not in self.possible:
            can = " or ".join(sorted(one.value for one in self.possible)) or "nothing"
            return f"{self.id} is there to {can}: {_SENSELESS[access]}"
        if not is_program(user):
            return f"{user.id} runs no code of the application that could {access.value} {self.id}"
        return ""


def is_program(kind: CloudKind) -> bool:
    """Whether it runs code of the application, under an identity of its own."""
    return bool(kind.principal)


def ensure(kind: str, holds: bool, must: str, found: object, *, hint: str) -> None:
    """Raises `MainstayError` at the kind where a property does not hold."""
    if not holds:
        raise MainstayError(f"`{kind}`", must, f"it is {found}", hint=hint)


def within(kind: str, name: str, value: float | None, bounds: tuple[float, float]) -> None:
    """Raises `MainstayError` where a number that is given is outside of `bounds`, both included."""
    if value is None:
        return
    low, high = bounds
    ensure(
        kind,
        low <= value <= high,
        f"`{name}` must be from {low:g} to {high:g}",
        f"{value:g}",
        hint=f"set `{name}` to a number in that range",
    )


def key_arn() -> Ref:
    """The key of the application."""
    return Ref(resource=KEY, attribute="arn")


def uses_key(site: Site, service: str, *actions: str) -> Statement:
    """The permission to use the key of the application, and only through `service` (KMS guide, `kms:ViaService`)."""
    return Statement(
        sid=f"UseKeyThrough{service.capitalize()}",
        actions=tuple(f"kms:{action}" for action in actions),
        resources=(key_arn(),),
        conditions=(("StringEquals", "kms:ViaService", (f"{service}.{site.region}.amazonaws.com",)),),
    )


def needs_of(component: AnyComponent | None) -> DataNeeds:
    """What is asked of the data; nothing special for programs and what stands alone."""
    return component.needs if isinstance(component, Data | Extra) else DataNeeds()


def is_sensitive(needs: DataNeeds, environment: str) -> bool:
    """Whether it keeps personal or secret data of real people."""
    return needs.data_class in {DataClass.PERSONAL, DataClass.SECRET} and not is_development(environment)


def needs_zones(needs: DataNeeds, environment: str) -> bool:
    """Whether the loss of one zone must not be felt."""
    return (needs.availability or 0.0) >= MULTI_ZONE_FROM or is_sensitive(needs, environment)


def retention_days(needs: DataNeeds, environment: str) -> int:
    """How long backups are kept."""
    usual = SENSITIVE_RETENTION_DAYS if is_sensitive(needs, environment) else DEFAULT_RETENTION_DAYS
    return needs.retention_days if needs.retention_days is not None else usual


def size_in_a_year(needs: DataNeeds, otherwise_gib: float) -> float:
    """What must fit, in GiB: the size that is stated and a year of growth."""
    size = otherwise_gib if needs.size_gib is None else needs.size_gib
    return size + 12.0 * (needs.growth_gib_month or 0.0)


def size_now(needs: DataNeeds, otherwise_gib: float) -> float:
    """The size that is stated, in GiB."""
    return otherwise_gib if needs.size_gib is None else needs.size_gib


def monthly(market: Market, item: str, quantity: float, says: str, *, by_usage: bool = False) -> Charge:
    """One line of the bill: so many units a month."""
    return charge(market.book.find(item, market.region), quantity, says, item=item, by_usage=by_usage)


def hourly(market: Market, item: str, count: float, says: str) -> Charge:
    """One line of the bill: `count` of a thing, all month."""
    return monthly(market, item, count * HOURS_MONTH, says)


def per_month(rate: float) -> float:
    """How many times a month something happens at a steady rate a second."""
    return rate * SECONDS_MONTH


def alone(kind: CloudKind, component: AnyComponent, demand: Demand, market: Market) -> tuple[Offer, ...]:
    """The one offer of a kind that is asked for directly: itself, at the price of its existence."""
    if not isinstance(component, Extra):
        return ()
    one = overridden(kind, component)
    return (Offer(kind=one, label=one.id.partition(".")[2], charges=one.standing(market, demand)),)


def rounded_up(gib: float, smallest: int) -> int:
    """Whole GiB, at least `smallest`."""
    return max(smallest, math.ceil(gib))
