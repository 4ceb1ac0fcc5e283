"""Sites and graphs for kinds of Kubernetes."""

from collections.abc import Callable

import pytest

from mainstay.catalog import cloud_kinds, default_book
from mainstay.compile.decision import Decision
from mainstay.compile.expand import expand_cloud
from mainstay.model.cloud import CloudKind, Demand, Market, Offer
from mainstay.model.graph import Graph, Reason
from mainstay.model.intent import AnyComponent, Build, Extra, Intent, Runtime, Service, Whole
from mainstay.model.price import PriceBook
from mainstay.model.target import Target

FIRST = ("k8s.", "aws.rds", "aws.sqs")
"""Kinds that a component is realised by, where there are several."""
MakeGraph = Callable[..., Graph]
MakeOffers = Callable[..., tuple[Offer, ...]]


def market_for(target: Target, book: PriceBook | None = None) -> Market:
    return Market(region="us-east-1", book=book or default_book(), environment="production", target=target)


def offers_for(component: AnyComponent, *, target: Target = Target.KUBERNETES, **demand: float) -> tuple[Offer, ...]:
    if isinstance(component, Extra):
        asked = next(kind for kind in cloud_kinds(target) if kind.id == component.kind)
        return (Offer(kind=asked(), label=asked.id),)
    wanted = Demand(public=isinstance(component, Service) and component.public, **{"rate": 10.0, **demand})  # type: ignore[arg-type]
    kinds = [kind for kind in cloud_kinds(target) if kind.id.startswith(FIRST)]
    return tuple(offer for kind in kinds for offer in kind.offers(component, wanted, market_for(target)))


def graph_for(*components: AnyComponent, target: Target = Target.KUBERNETES) -> Graph:
    ordered = tuple(sorted(components, key=lambda component: component.name))
    intent = Intent(
        application="shop",
        builds=(Build(name="b", runtime=Runtime.PYTHON),),
        components=ordered,
        whole=Whole(target=target, environment="production", region="us-east-1", domain="shop.example"),
    )
    decisions = tuple(
        Decision(component=one, offer=offers_for(one, target=target)[0], why=(Reason(step="choose", says="chosen"),))
        for one in ordered
    )
    return expand_cloud(intent, decisions, market_for(target))


@pytest.fixture(scope="session")
def graph() -> MakeGraph:
    return graph_for


@pytest.fixture(scope="session")
def offers() -> MakeOffers:
    return offers_for


@pytest.fixture(scope="session")
def kind() -> Callable[[str], type[CloudKind]]:
    by_id = {one.id: one for one in cloud_kinds(Target.AWS)}
    return lambda name: by_id[name]
