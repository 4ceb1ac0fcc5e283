import asyncio

import httpx
import pytest

from mainstay.model.graph import Link
from mainstay.model.intent import Role
from mainstay.model.status import InstanceState, InstanceStatus
from mainstay.model.view import (
    EdgeView,
    Health,
    MailMessage,
    NodeView,
    Overview,
    ReleaseState,
    ReleaseView,
    SettingView,
)
from mainstay.testing.control import FakeControl
from mainstay.web import create_app
from mainstay.web.live import Live

TOKEN = "0123456789abcdefghij"


@pytest.fixture
def until():
    """Wait for a condition, with a limit."""

    async def wait(condition, limit_s=2.0):
        async with asyncio.timeout(limit_s):
            while not condition():
                await asyncio.sleep(0.001)

    return wait


@pytest.fixture
def control():
    fake = FakeControl(
        Overview(
            application="shop",
            urls=("http://localhost:8080",),
            release=2,
            nodes=(
                NodeView(name="router", health=Health.HEALTHY),
                NodeView(name="web", role=Role.SERVICE, health=Health.HEALTHY),
            ),
            edges=(EdgeView(source="router", link=Link.ROUTES_TO, target="web", requests_s=3.5),),
            instances=(InstanceStatus(instance="web.1", resource="web", release=2, state=InstanceState.READY),),
        )
    )
    fake.made = [
        ReleaseView(number=1, at=1.0, state=ReleaseState.SUPERSEDED, can_roll_back=True),
        ReleaseView(number=2, at=2.0, state=ReleaseState.LIVE),
    ]
    fake.configured = [SettingView(name="KEY", value="••••••••", origin="set by ada", can_unset=True)]
    fake.inbox = [
        MailMessage(
            id=7,
            at=5.0,
            sender="shop@example.org",
            recipients=("ada@example.org",),
            subject="Hello",
            text="see https://shop.example/a?b=1.",
            html='<a href="https://shop.example/confirm?x=1&amp;y=2">yes</a> <a href="javascript:alert(1)">no</a>',
        )
    ]
    return fake


@pytest.fixture
async def live(control):
    watcher = Live(control, pace_s=0.005)
    yield watcher
    await watcher.close()


@pytest.fixture
def app(control, live):
    return create_app(control, token=TOKEN, live=live)


@pytest.fixture
async def anyone(app):
    """A client without the token."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:4000") as client:
        yield client


@pytest.fixture
def page(anyone):
    """A client that came in with the token, as the page itself."""
    anyone.cookies.set("mainstay-4000", TOKEN)
    anyone.headers["Origin"] = "http://127.0.0.1:4000"
    return anyone
