"""A small shop as graphs: expanded from offers that the catalog makes, for any target and environment."""

from collections.abc import Callable

import pytest

from mainstay.catalog import cloud_kinds, default_book
from mainstay.compile.decision import Decision
from mainstay.compile.expand import expand_cloud
from mainstay.model.cloud import Demand, Market
from mainstay.model.graph import Graph, Reason
from mainstay.model.intent import (
    AnyComponent,
    Binding,
    Bucket,
    Build,
    Cache,
    Database,
    Intent,
    Job,
    Property,
    Runtime,
    Schedule,
    Secret,
    Service,
    Trigger,
    Use,
    Whole,
)
from mainstay.model.target import Target

MakeGraph = Callable[..., Graph]


def uses(target: str, name: str, asked: Property) -> Use:
    return Use(target=target, bindings=(Binding(name=name, property=asked),))


def shop(**overrides: object) -> tuple[AnyComponent, ...]:
    api = (
        uses("db", "DATABASE_URL", Property.URL),
        uses("cache", "REDIS_URL", Property.URL),
        uses("files", "BUCKET", Property.NAME),
        uses("token", "TOKEN", Property.VALUE),
    )
    web = (uses("api", "API_URL", Property.URL),)
    migrate = (uses("db", "DATABASE_URL", Property.URL),)
    return (
        Service(name="web", build="b", command="gunicorn web", public=True, uses=web, overrides=dict(overrides)),
        Service(name="api", build="b", command="api", listens=True, port=8000, uses=api, overrides=dict(overrides)),
        Service(name="worker", build="b", command="python worker.py", persist=("/var/data",)),
        Job(name="migrate", build="b", command="alembic upgrade head", trigger=Trigger.RELEASE, uses=migrate),
        Schedule(name="report", build="b", command="python report.py", cron="0 3 * * *"),
        Database(name="db"),
        Cache(name="cache"),
        Bucket(name="files"),
        Secret(name="token"),
    )


def graph_of(
    components: tuple[AnyComponent, ...],
    *,
    environment: str = "production",
    domain: str = "shop.example",
    rate: float = 50.0,
    target: Target = Target.KUBERNETES,
) -> Graph:
    whole = Whole(target=target, environment=environment, region="eu-central-1", domain=domain)
    ordered = tuple(sorted(components, key=lambda component: component.name))
    builds = (Build(name="b", runtime=Runtime.PYTHON),)
    intent = Intent(application="shop", builds=builds, components=ordered, whole=whole)
    market = Market(region="eu-central-1", book=default_book(), environment=environment, target=target)
    decisions = tuple(decision(component, market, rate) for component in ordered)
    return expand_cloud(intent, decisions, market)


def decision(component: AnyComponent, market: Market, rate: float) -> Decision:
    demand = Demand(rate=rate, public=isinstance(component, Service) and component.public)
    kinds = (kind for kind in cloud_kinds(market.target) if kind.target is Target.KUBERNETES)
    offers = [offer for kind in kinds for offer in kind.offers(component, demand, market)]
    return Decision(component=component, offer=offers[0], demand=demand, why=(Reason(step="choose", says="chosen"),))


@pytest.fixture(scope="session")
def make_graph() -> MakeGraph:
    return graph_of


@pytest.fixture(scope="session")
def components() -> Callable[..., tuple[AnyComponent, ...]]:
    return shop
