"""Made-up kinds whose offers are easy to reckon with."""
# ruff: noqa: ARG002, ARG003 - they have the signatures of real kinds

from mainstay.model.cloud import CloudKind, Demand, Market, Offer, Part
from mainstay.model.intent import (
    Bucket,
    Cache,
    Database,
    DataNeeds,
    Intent,
    Queue,
    Role,
    Service,
    Use,
    Whole,
)
from mainstay.model.origin import Evidence, Origin, Source
from mainstay.model.price import Charge, PriceBook
from mainstay.model.requirement import ServiceNeeds
from mainstay.model.target import Target

MARKET = Market(region="eu-central-1", book=PriceBook(), zones=2)


def costs(usd):
    return (Charge(item="x", says="a month", quantity=1, usd_month=usd),)


class Made(CloudKind, frozen=True, kw_only=True):
    target = Target.AWS

    def accepts(self, user, access):
        """Everything goes with everything."""
        return ""


class Function(Made, tag="aws.lambda", frozen=True, kw_only=True):
    """By the request; one connection for each that is in progress."""

    id = "aws.lambda"
    aliases = frozenset({"lambda"})
    about = "a function"
    realises = frozenset({Role.SERVICE, Role.JOB, Role.SCHEDULE})
    platform = "serverless"

    memory_size: int = 512

    @classmethod
    def offers(cls, component, demand: Demand, market):
        busy = demand.concurrency or round(demand.rate * (demand.work_ms + demand.waits_ms) / 1000) or 1
        return tuple(
            Offer(
                kind=cls(memory_size=size),
                label=f"{size} MiB",
                charges=costs(round(demand.rate * price, 4)),
                latency_ms=latency,
                availability=99.95,
                connections=busy,
                startup_s=1,
            )
            for size, price, latency in ((512, 1.0, 60), (1024, 1.5, 40))
        )


class Task(Made, tag="aws.fargate", frozen=True, kw_only=True):
    """By the hour, behind a shared load balancer; ten connections for each of its copies."""

    id = "aws.fargate"
    aliases = frozenset({"fargate"})
    about = "a container"
    realises = frozenset({Role.SERVICE, Role.JOB})
    platform = "containers"

    count: int = 1

    @classmethod
    def offers(cls, component, demand: Demand, market):
        return tuple(
            Offer(
                kind=cls(count=count),
                label=f"{count} tasks",
                charges=costs(20.0 * count),
                latency_ms=25,
                availability=99.9 if count == 1 else 99.99,
                capacity=100.0 * count,
                connections=10 * count,
                startup_s=30,
                shared=("aws.load_balancer",) if component.role is Role.SERVICE else (),
            )
            for count in (1, 2, 4, 8)
        )


class Balancer(Made, tag="aws.load_balancer", frozen=True, kw_only=True):
    id = "aws.load_balancer"
    about = "a load balancer"
    usd: float = 18.0

    def standing(self, market, demand):
        return costs(self.usd)

    @classmethod
    def shared_part(cls, site):
        return (Part(name="shared.balancer", kind=cls(), says="balances"),)


class Postgres(Made, tag="aws.rds", frozen=True, kw_only=True):
    """Sizes by one or two zones, with or without a proxy."""

    id = "aws.rds"
    about = "a database"
    realises = frozenset({Role.DATABASE})
    stateful = True

    instance_class: str
    multi_az: bool = False
    backup_retention_period: int = 7

    @classmethod
    def offers(cls, component, demand, market):
        return tuple(
            Offer(
                kind=cls(instance_class=size, multi_az=zones == 2),
                label=f"{size}, {zones} zones" + (", with proxy" if proxy else ""),
                charges=costs(price * zones + 22.0 * proxy),
                latency_ms=latency + proxy,
                availability=99.5 if zones == 1 else 99.95,
                durability=99.9 if zones == 1 else 99.999,
                capacity=capacity,
                max_connections=None if proxy else connections,
                recovery_point_s=300,
                recovery_time_s=1800 if zones == 1 else 120,
            )
            for size, price, latency, connections, capacity in (
                ("db.t4g.micro", 12.0, 8, 80, 200),
                ("db.t4g.medium", 50.0, 6, 405, 1000),
                ("db.r6g.large", 160.0, 4, 1600, 5000),
            )
            for zones in (1, 2)
            for proxy in (0, 1)
        )

    @classmethod
    def refusal(cls, component, demand):
        return "" if component.role is Role.DATABASE else "it stores tables only"


class Valkey(Made, tag="aws.elasticache", frozen=True, kw_only=True):
    id = "aws.elasticache"
    about = "a cache"
    realises = frozenset({Role.CACHE})
    nodes: int = 1

    @classmethod
    def offers(cls, component, demand, market):
        return tuple(
            Offer(
                kind=cls(nodes=n),
                label=f"{n} nodes",
                charges=costs(12.0 * n),
                latency_ms=1,
                availability=99.9 if n == 1 else 99.99,
            )
            for n in (1, 2)
        )


class Fifo(Made, tag="aws.sqs", frozen=True, kw_only=True):
    id = "aws.sqs"
    about = "a queue"
    realises = frozenset({Role.QUEUE})

    @classmethod
    def offers(cls, component, demand, market):
        return (Offer(kind=cls(), label="standard", charges=costs(demand.rate), latency_ms=10, availability=99.99),)


class Store(Made, tag="aws.s3", frozen=True, kw_only=True):
    """One of its prices is unknown."""

    id = "aws.s3"
    about = "a bucket"
    realises = frozenset({Role.BUCKET})
    storage: str = "standard"

    @classmethod
    def offers(cls, component, demand, market):
        return (
            Offer(kind=cls(storage="cold"), label="cold", charges=costs(None), durability=99.999999999),
            Offer(kind=cls(), label="standard", charges=costs(5.0), durability=99.999999999),
            Offer(kind=cls(storage="single"), label="single zone", charges=costs(4.0), durability=99.99),
        )


KINDS = (Balancer, Function, Fifo, Postgres, Store, Task, Valkey)


def at(field, line):
    origin = Origin(source=Source.MANIFEST, path="mainstay.yaml", line=line)
    return Evidence(field=field, origin=origin, says=f"{field} of line {line}")


def service(name, *uses, kind="", line=10, **needs):
    return Service(
        name=name,
        build="app",
        command="serve",
        public=True,
        listens=True,
        kind=kind,
        uses=tuple(Use(target=use) if isinstance(use, str) else use for use in uses),
        needs=ServiceNeeds(**needs),
        evidence=(
            at("", line),
            *(at(field, line + 1 + i) for i, field in enumerate(needs)),
            *((at("kind", line + 9),) if kind else ()),
        ),
    )


def data(made, name, *, kind="", line=50, overrides=None, **needs):
    return made(
        name=name,
        kind=kind,
        overrides=overrides or {},
        needs=DataNeeds(**needs),
        evidence=(
            at("", line),
            *(at(field, line + 1 + i) for i, field in enumerate(needs)),
            *((at("kind", line + 9),) if kind else ()),
            *(at(f"overrides.{name}", line + 8) for name in overrides or {}),
        ),
    )


def database(name="db", **fields):
    return data(Database, name, **fields)


def cache(name="cache", **fields):
    return data(Cache, name, **fields)


def queue(name="jobs", **fields):
    return data(Queue, name, **fields)


def bucket(name="files", **fields):
    return data(Bucket, name, **fields)


def intent(*components, budget=None):
    whole = Whole(
        target=Target.AWS,
        region="eu-central-1",
        budget_usd_month=budget,
        evidence=(at("budget_usd_month", 3),) if budget else (),
    )
    return Intent(application="shop", components=components, whole=whole)
