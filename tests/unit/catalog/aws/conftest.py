from collections.abc import Callable

import pytest

from mainstay.catalog import cloud_kinds
from mainstay.catalog.prices import default_book
from mainstay.model.cloud import CloudKind, Demand, Market, Site, Usage
from mainstay.model.intent import AnyComponent, Role, Service
from mainstay.model.requirement import Access
from mainstay.model.target import Target


@pytest.fixture(scope="session")
def kinds() -> dict[str, type[CloudKind]]:
    return {kind.id: kind for kind in cloud_kinds(Target.AWS)}


@pytest.fixture
def market() -> Callable[..., Market]:
    def make(region: str = "us-east-1", environment: str = "prod") -> Market:
        return Market(region=region, book=default_book(), environment=environment, zones=2)

    return make


@pytest.fixture
def site() -> Callable[..., Site]:
    def make(name: str, **more: object) -> Site:
        subnets = ("network.private-a", "network.private-b")
        stated: dict[str, object] = {"component": None, "region": "eu-central-1", "private_subnets": subnets, **more}
        return Site(name=name, application="shop", environment="prod", physical=name, **stated)  # type: ignore[arg-type]

    return make


@pytest.fixture
def program(kinds, market) -> Callable[[str], CloudKind]:
    def make(kind: str) -> CloudKind:
        web = Service(name="web", build="", image="shop:1", command="", listens=True)
        return kinds[kind].offers(web, Demand(), market())[0].kind

    return make


@pytest.fixture
def user(kinds, program) -> Callable[..., Usage]:
    """A user `web` that is a program, or for the kind of a queue a queue."""

    def make(kind: str, *access: Access, name: str = "web") -> Usage:
        if kind == "aws.sqs":
            return Usage(name=name, kind=kinds[kind](), access=access, role=Role.QUEUE)
        return Usage(name=name, kind=program(kind), access=access, role=Role.SERVICE)

    return make


@pytest.fixture
def chosen(kinds, market) -> Callable[[AnyComponent, str], CloudKind]:
    """The cheapest offer of a kind for a component, under some load."""

    def make(component: AnyComponent, kind: str) -> CloudKind:
        return kinds[kind].offers(component, Demand(rate=20), market())[0].kind

    return make
