"""Which instances bear a load, and what they give for what they cost."""

import math
from collections.abc import Callable, Iterator

import msgspec

from mainstay.catalog.aws.backing import (
    monthly,
    needs_of,
    needs_zones,
    retention_days,
    rounded_up,
    size_in_a_year,
    size_now,
)
from mainstay.catalog.aws.base import overridden
from mainstay.catalog.aws.front import cost_of, front
from mainstay.catalog.aws.rds.instance import LARGEST_GIB, MOST_RETENTION_DAYS, SMALLEST_GIB, Instance
from mainstay.catalog.aws.rds.proxy import ADDS_MS
from mainstay.catalog.aws.sizes import Size, size_of
from mainstay.model.cloud import Demand, Market, Offer
from mainstay.model.intent import AnyComponent, Database, Engine
from mainstay.model.price import Charge

QUERIES_PER_VCPU = 1000.0
"""Short queries a second that one busy vCPU answers (look-ups by key and small writes, data in memory).

Our assumption, on the careful side: `pgbench -S` reaches several thousand, TPC-B-like transactions of seven statements
some hundred. State `operations_per_second` and try.
"""
CONNECTIONS_PER_VCPU = 100
"""Connections beyond which a server spends its time on them; the default of max_connections bounds it, too.

Our assumption, after "Performance impact of idle PostgreSQL connections" (AWS Database Blog, 2021).
"""
RESERVED_CONNECTIONS = 10
"""Kept for superusers, monitoring and replication."""
QUERY_MS = 3.0
"""One short query within a region at the 99th percentile. Our assumption."""
STANDBY_MS = 2.0
"""What waiting for the standby in another zone adds to a write. Our assumption."""
ONE_ZONE_AVAILABILITY, TWO_ZONES_AVAILABILITY = 99.5, 99.95
"""Amazon RDS service level agreement, 2024."""
ONE_ZONE_DURABILITY, TWO_ZONES_DURABILITY = 99.8, 99.9996
"""A gp3 volume lasts a year in 99.8 of 100 cases (EBS guide); two independent ones in 1 - 0.002 ** 2."""
POINT_IN_TIME_S = 300.0
"""How much a restored backup may lack (RDS guide, "Point-in-time recovery": the last five minutes)."""
RESTORE_S, FAILOVER_S = 3600.0, 120.0
"""Restoring takes up to an hour for small databases (assumed); a standby takes over in 60 to 120 s (RDS guide)."""
CHANGES_A_DAY = 0.02
"""The share of the data that changes in a day, which backups keep. Our assumption."""
MOST_CLASSES = 4
DEFAULT_SIZE_GIB = 10.0
CLASSES = (
    *(f"db.t4g.{step}" for step in ("micro", "small", "medium", "large", "xlarge", "2xlarge")),
    *(f"db.m6g.{step}" for step in ("large", "xlarge", "2xlarge", "4xlarge")),
    *(f"db.r6g.{step}" for step in ("large", "xlarge", "2xlarge", "4xlarge")),
)
"""Classes that are offered; others can be set."""


def wanted_engine(component: AnyComponent, engine: Engine) -> str:
    """Why an engine cannot realise a component; "" where it can."""
    if not isinstance(component, Database):
        return f"`{component.name}` is no database"
    if component.engine is not engine:
        return f"`{component.name}` must be {component.engine.value}, and this is {engine.value}"
    return ""


def instance_offers(
    kind: Instance, component: AnyComponent, demand: Demand, market: Market, *, connections: Callable[[Size], int]
) -> tuple[Offer, ...]:
    """Offers of `kind` for the database `component`; `connections` is the default of max_connections for a size."""
    asked = _asked(kind, component, market)
    found: list[Offer] = []
    for multi_az in _zones(component, market):
        for proxy in _proxies(component):
            variant = msgspec.structs.replace(asked, multi_az=multi_az, proxy=proxy)
            sized = [_sized(variant, size) for size in _classes(component)]
            offers = [
                _offer(overridden(one, component), component, demand, market, connections=connections) for one in sized
            ]
            enough = [one for one in offers if one.capacity >= demand.rate] or offers[-1:]
            found += front(enough, demand.rate)[: 1 if proxy else MOST_CLASSES]
    return front(_sensible(found), demand.rate)


def _sensible(offers: list[Offer]) -> list[Offer]:
    """Not those that are large only to take connections, where a proxy does that for half the price."""
    with_proxy = [one for one in offers if one.max_connections is None and cost_of(one) < math.inf]
    return [one for one in offers if not any(_is_waste(one, other) for other in with_proxy)]


def _is_waste(one: Offer, other: Offer) -> bool:
    return cost_of(one) > 2.0 * cost_of(other) and one.availability <= other.availability


def _asked(kind: Instance, component: AnyComponent, market: Market) -> Instance:
    needs = needs_of(component)
    user = component.user if isinstance(component, Database) else ""
    database = component.database if isinstance(component, Database) else ""
    size = size_in_a_year(needs, DEFAULT_SIZE_GIB)
    allocated = min(rounded_up(size_now(needs, DEFAULT_SIZE_GIB) * 1.2, SMALLEST_GIB), LARGEST_GIB)
    return msgspec.structs.replace(
        kind,
        username=user or database or "app",
        db_name=database or user or "app",
        allocated_storage=allocated,
        max_allocated_storage=min(max(rounded_up(size * 2.0, SMALLEST_GIB), 2 * allocated), LARGEST_GIB),
        retention_days=retention_days(needs, market.environment),
    )


def _zones(component: AnyComponent, market: Market) -> tuple[bool, ...]:
    stated = component.overrides.get("multi_az")
    if isinstance(stated, bool):
        return (stated,)
    return (True,) if needs_zones(needs_of(component), market.environment) else (False, True)


def _proxies(component: AnyComponent) -> tuple[bool, ...]:
    stated = component.overrides.get("proxy")
    return (stated,) if isinstance(stated, bool) else (False, True)


def _classes(component: AnyComponent) -> Iterator[Size]:
    stated = component.overrides.get("instance_class")
    names = (stated,) if isinstance(stated, str) else CLASSES
    return (size for name in names if (size := size_of(name)))


def _sized(kind: Instance, size: Size) -> Instance:
    """MySQL has no Performance Insights on small burstable classes."""
    small = size.burstable and size.memory_gib <= 2.0  # noqa: PLR2004 - micro and small
    insights = not (kind.engine == "mysql" and small)
    return msgspec.structs.replace(kind, instance_class=size.name, performance_insights_enabled=insights)


def _offer(
    kind: Instance, component: AnyComponent, demand: Demand, market: Market, *, connections: Callable[[Size], int]
) -> Offer:
    size = kind.size
    if size is None:
        raise TypeError(f"{kind.instance_class} has no facts")
    direct = min(connections(size), CONNECTIONS_PER_VCPU * size.vcpu) - RESERVED_CONNECTIONS
    zones = "2 zones" if kind.multi_az else "1 zone"
    latency_ms = QUERY_MS + (STANDBY_MS if kind.multi_az else 0.0) + (ADDS_MS if kind.proxy else 0.0)
    return Offer(
        kind=kind,
        label=", ".join(filter(None, (kind.instance_class, zones, "with proxy" if kind.proxy else ""))),
        charges=(*kind.standing(market, demand), *_backups(kind, component, market)),
        latency_ms=latency_ms,
        availability=TWO_ZONES_AVAILABILITY if kind.multi_az else ONE_ZONE_AVAILABILITY,
        durability=TWO_ZONES_DURABILITY if kind.multi_az else ONE_ZONE_DURABILITY,
        capacity=size.lasting_vcpu * QUERIES_PER_VCPU,
        max_connections=None if kind.proxy else direct,
        recovery_point_s=0.0 if kind.multi_az else POINT_IN_TIME_S,
        recovery_time_s=FAILOVER_S if kind.multi_az else RESTORE_S,
        says=_says(kind, size, direct),
    )


def _says(kind: Instance, size: Size, direct: int) -> tuple[str, ...]:
    lasting = f"{size.lasting_vcpu:g} of {size.vcpu} vCPU last" if size.burstable else f"{size.vcpu} vCPU"
    taken = "a proxy takes as many connections as come" if kind.proxy else f"takes {direct} connections"
    return (f"{lasting}, {QUERIES_PER_VCPU:g} short queries a second each (assumed)", taken)


def _backups(kind: Instance, component: AnyComponent, market: Market) -> tuple[Charge, ...]:
    """RDS keeps as much backup as there is storage for nothing; the vault keeps each copy for money."""
    size = size_now(needs_of(component), DEFAULT_SIZE_GIB)
    kept = size * (1.0 + CHANGES_A_DAY * min(kind.retention_days, MOST_RETENTION_DAYS))
    charges: list[Charge] = []
    if (beyond := kept - kind.allocated_storage) > 0:
        charges.append(monthly(market, "aws.rds/backup/gb-month", beyond, "backups", by_usage=True))
    if kind.retention_days > MOST_RETENTION_DAYS:
        vault = size * (1.0 + CHANGES_A_DAY * kind.retention_days)
        says = f"copies of {kind.retention_days} days in the vault"
        charges.append(monthly(market, "aws.backup/rds/gb-month", vault, says, by_usage=True))
    return tuple(charges)
