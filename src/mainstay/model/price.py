"""What things cost: list prices with their source, and what a resource is charged at the stated load."""

from functools import cached_property

import msgspec

from mainstay.model.value import Value


class Price(Value, frozen=True, kw_only=True):
    """One row of a price book: what one `unit` of `item` costs in `region` ("*": everywhere).

    `source` said so on `date`. Items are named like kinds and properties: `aws.rds/postgres/db.t4g.micro`
    by `hour`.
    """

    item: str
    region: str
    unit: str
    usd: float
    source: str
    date: str


class PriceBook(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """A dated list of prices, replaceable as a whole. `name` is told beside every sum."""

    name: str = "no prices"
    rows: tuple[Price, ...] = ()

    def find(self, item: str, region: str) -> Price | None:
        """The price of `item` in `region`, else the one for everywhere; None where the book has none."""
        return self._index.get((item, region)) or self._index.get((item, "*"))

    @cached_property
    def _index(self) -> dict[tuple[str, str], Price]:
        return {(row.item, row.region): row for row in self.rows}


class Charge(Value, frozen=True, kw_only=True):
    """One line of a bill. `usd_month` is None where the price is unknown; it is never taken for zero.

    `by_usage` is true where it follows the stated load and not the mere existence. `price` says where it comes from.
    """

    item: str
    says: str
    quantity: float
    usd_month: float | None
    by_usage: bool = False
    price: Price | None = None


HOURS_MONTH = 730.0
"""Hours in a month, as AWS bills them (365 * 24 / 12)."""


def charge(price: Price | None, quantity: float, says: str, *, item: str = "", by_usage: bool = False) -> Charge:
    """What `quantity` units a month cost; `item` names what is charged where there is no price."""
    usd = None if price is None else round(price.usd * quantity, 6)
    name = price.item if price else item
    return Charge(item=name, says=says, quantity=quantity, usd_month=usd, by_usage=by_usage, price=price)


def total(charges: tuple[Charge, ...]) -> float | None:
    """The sum in USD a month; None where one of the charges is unknown."""
    sum_: float = 0
    for line in charges:
        if line.usd_month is None:
            return None
        sum_ += line.usd_month
    return round(sum_, 4)
