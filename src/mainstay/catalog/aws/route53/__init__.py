"""Names: the zone of a domain, and records in it."""

from typing import Literal

from mainstay.catalog.aws.base import AwsKind
from mainstay.model.cloud import Demand, Market, Part, Site
from mainstay.model.price import Charge, charge
from mainstay.model.told import Joined, Ref, Told, Variable
from mainstay.model.value import Value

ZONE = Variable(name="zone_id", description="The Route 53 hosted zone in which the application's names are kept.")
"""The zone of the domain is older than the application and belongs to its owner, so it is given and never made."""


class Alias(Value, frozen=True, kw_only=True):
    """A name of AWS's own that a record stands for."""

    name: Told
    zone_id: Told
    evaluate_target_health: bool = True


class Zone(AwsKind, tag="aws.route53_zone", frozen=True, kw_only=True):
    """A zone, for those who want mainstay to make it."""

    id = "aws.route53_zone"
    terraform = "aws_route53_zone"
    about = "A zone of the domain name system."

    name: Told
    comment: str | None = None

    def standing(self, market: Market, demand: Demand) -> tuple[Charge, ...]:
        """By the month."""
        del demand
        item = "aws.route53/zone-month"
        return (charge(market.book.find(item, market.region), 1, "one zone", item=item),)


class Record(AwsKind, tag="aws.route53_record", frozen=True, kw_only=True):
    """What a name leads to."""

    id = "aws.route53_record"
    terraform = "aws_route53_record"
    about = "A name, and what it leads to."

    zone_id: Told
    name: Told
    type: Literal["A", "AAAA", "CAA", "CNAME", "MX", "NS", "TXT"] | Ref
    ttl: int | None = None
    records: tuple[Told, ...] | None = None
    alias: Alias | None = None
    allow_overwrite: bool | None = None


def host(site: Site, name: str) -> Told:
    """The DNS name of the public component `name`: the domain itself where it is the front, else one below it."""
    if name == site.front:
        return site.domain
    return f"{name}.{site.domain}" if isinstance(site.domain, str) else Joined(parts=(name, ".", site.domain))


def leads_to(name: str, host_name: Told, target: Alias, says: str) -> Part:
    """The record `name`: `host_name` leads to `target`."""
    return Part(name=name, kind=Record(zone_id=ZONE, name=host_name, type="A", alias=target), says=says)


KINDS = (Zone, Record)
