"""The status page in headless Chromium, over a real server and an application that runs nowhere."""

import asyncio
import contextlib
from pathlib import Path

import msgspec
import pytest
import pytest_asyncio
from playwright.async_api import Error, async_playwright, expect

from mainstay.model.errors import ExitCode, MainstayError
from mainstay.model.graph import Link
from mainstay.model.intent import Role
from mainstay.model.status import InstanceState, InstanceStatus
from mainstay.model.view import (
    EdgeView,
    Gravity,
    Health,
    MailMessage,
    NodeView,
    Notice,
    Overview,
    ReleaseState,
    ReleaseView,
    SettingView,
    Traffic,
)
from mainstay.testing.control import FakeControl
from mainstay.web import serve

CHROMIUM = Path("/usr/bin/chromium")
TOKEN = "0123456789abcdefghij"
HOSTILE = "<img src=x onerror=\"document.title='pwned'\"><script>document.title='pwned'</script>"
CONTRASTS = """() => {
  const linear = (v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
  const probe = document.body.appendChild(document.createElement("p"));
  const light = (name) => {
    probe.style.color = `var(--${name})`;
    const [r, g, b] = getComputedStyle(probe).color.match(/[\\d.]+/g).map((v) => linear(v / 255));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const pairs = [["on-accent", "accent"]];
  for (const text of ["ink", "quiet", "accent", "good", "warn", "bad"])
    for (const ground of ["ground", "surface", "raised", "tint", "warn-tint", "bad-tint"]) pairs.push([text, ground]);
  pairs.push(["strong", "surface"]); // borders of controls need 3:1
  return pairs.map(([text, ground]) => {
    const [a, b] = [light(text), light(ground)];
    return [text, ground, (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)];
  });
}"""
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

pytestmark = [pytest.mark.real, pytest.mark.slow, pytest.mark.asyncio(loop_scope="module")]
in_browser = pytest.mark.skipif(not CHROMIUM.exists(), reason=f"no Chromium at {CHROMIUM} (apt install chromium)")


def shop():
    names = [
        ("router", None, "Router", Health.HEALTHY),
        ("web", Role.SERVICE, "Python", Health.HEALTHY),
        ("worker", Role.SERVICE, "Python", Health.DEGRADED),
        ("db", Role.DATABASE, "PostgreSQL 18", Health.HEALTHY),
    ]
    links = [("router", Link.ROUTES_TO, "web"), ("web", Link.USES, "db"), ("worker", Link.USES, "db")]
    states = {"worker.2": InstanceState.BACKOFF}
    return Overview(
        application="shop",
        urls=("http://localhost:8080",),
        release=3,
        nodes=tuple(NodeView(name=n, role=r, about=a, health=h) for n, r, a, h in names),
        edges=tuple(
            EdgeView(source=a, link=b, target=c, requests_s=4.2 if a == "router" else None) for a, b, c in links
        ),
        instances=tuple(
            InstanceStatus(
                instance=name,
                resource=name.split(".")[0],
                state=states.get(name, InstanceState.READY),
                endpoint="127.91.4.2:8000",
                memory_mib=40.0,
                release=3,
            )
            for name in ("router", "web.1", "web.2", "worker.1", "worker.2", "db")
        ),
        traffic=(Traffic(service="web", requests_s=4.2, p50_ms=8.0, p99_ms=70.0, error_share=0.01),),
        notices=(Notice(text="Objects live in memory.", resource="db", gravity=Gravity.WARNING),),
    )


@pytest.fixture
def control():
    fake = FakeControl(shop())
    fake.made = [
        ReleaseView(number=1, at=1.7e9, state=ReleaseState.FAILED, note=HOSTILE),
        ReleaseView(number=2, at=1.7e9, state=ReleaseState.SUPERSEDED, can_roll_back=True, by="ada"),
        ReleaseView(number=3, at=1.7e9, state=ReleaseState.LIVE, by="grace"),
    ]
    fake.configured = [SettingView(name="KEY", value="••••••••", origin=HOSTILE, can_unset=True)]
    fake.inbox = [
        MailMessage(
            id=4, at=1.7e9, sender="a@example.org", subject=HOSTILE, text="plain", html=f"<h1>Hello</h1>{HOSTILE}"
        )
    ]
    for i in range(3):
        fake.write("web", f"GET /{i} 200")
        fake.write("worker", f"order {i} handled")
    return fake


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser():
    async with async_playwright() as playwright:
        try:
            started = await playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        except Error as error:
            pytest.skip(f"Chromium does not start: {error.message.splitlines()[0]}")
        yield started
        await started.close()


@pytest_asyncio.fixture(loop_scope="module")
async def address(control):
    stop, ready = asyncio.Event(), asyncio.get_running_loop().create_future()
    served = asyncio.create_task(serve(control, token=TOKEN, stop=stop, ready=ready.set_result))
    yield f"http://127.0.0.1:{await ready}"
    stop.set()
    async with asyncio.timeout(5):
        await served


@pytest_asyncio.fixture(loop_scope="module")
async def opened(browser, address):
    """Opens the page as a person would, and has seen no error on its console when the test ends."""
    async with contextlib.AsyncExitStack() as stack:
        problems = []

        async def open_page(where="", *, width=1280, height=800, **context):
            ctx = await browser.new_context(viewport={"width": width, "height": height}, **context)
            stack.push_async_callback(ctx.close)
            page = await ctx.new_page()
            page.set_default_timeout(8000)
            page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
            page.on("pageerror", lambda error: problems.append(str(error)))
            await page.goto(f"{address}/?token={TOKEN}")
            await expect(page.locator("#connection")).to_have_text("Live")
            if where:
                await page.goto(f"{address}/{where}")
            await expect(page.locator("h1")).to_have_text("shop")
            return page

        yield open_page
        assert [p for p in problems if "/html" not in p and "img-src 'none'" not in p] == []


async def until(condition, limit_s=5.0):
    async with asyncio.timeout(limit_s):
        while not condition():
            await asyncio.sleep(0.01)


async def fits(page):
    return await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@in_browser
async def test_the_overview_says_how_it_is_and_stays_true(opened, control):
    page = await opened()
    assert "token" not in page.url
    await expect(page.get_by_role("heading", name="worker is degraded")).to_be_visible()
    node = page.get_by_role("link", name="worker, Python, degraded · 1 of 2 ready. Show its logs.")
    await expect(node).to_be_visible()
    await expect(page.locator(".graph .flow").first).to_have_text("4.2/s")
    await expect(page.get_by_role("row", name="worker.2")).to_contain_text("waiting to restart")
    await expect(page.locator("#notices")).to_contain_text("Warning")
    nodes = tuple(msgspec.structs.replace(n, health=Health.HEALTHY) for n in control.now.nodes)
    control.now = msgspec.structs.replace(control.now, nodes=nodes)
    await expect(page.get_by_role("heading", name="Everything is healthy")).to_be_visible()
    await expect(page.locator("#announce")).to_have_text("Everything is healthy")


@in_browser
async def test_a_part_leads_to_its_logs_by_keyboard(opened, control):
    page = await opened()
    await page.locator(".node[data-name=worker]").focus()
    await page.keyboard.press("Enter")
    log = page.get_by_role("log")
    await expect(log.locator(".line")).to_have_count(3)
    await expect(log).not_to_contain_text("GET /")
    await expect(page.get_by_label("Part")).to_have_value("worker")
    control.write("web", "not for this page")
    control.write("worker", "new order")
    await expect(log.locator(".line").last).to_contain_text("new order")
    await expect(log.locator(".line")).to_have_count(4)


@in_browser
async def test_logs_are_filtered_followed_and_bounded(opened, control):
    page = await opened("#logs")
    log = page.get_by_role("log")
    await expect(log.locator(".line")).to_have_count(6)
    await page.get_by_label("Contains").fill("ORDER 1")
    await expect(log.locator(".line")).to_have_count(1)
    await expect(log.locator("mark")).to_have_text("order 1")
    await page.get_by_label("Contains").fill("")
    await expect(log.locator(".line")).to_have_count(6)
    control.write("web", f"\x1b[31m{HOSTILE}\x1b[0m")
    await expect(log.locator(".line").last).to_contain_text("<script>")
    assert await page.title() != "pwned"
    for batch in range(3):
        for i in range(900):
            control.write("web", f"{batch} {i}")
        await expect(log.locator(".line").last).to_contain_text(f"{batch} 899")
    assert await log.locator(".line").count() == 2000
    await log.evaluate("log => log.scrollTo(0, 0)")
    follow = page.get_by_role("button", name="Follow", exact=True)
    await expect(follow).to_have_attribute("aria-pressed", "false")
    control.write("web", "while paused")
    await expect(page.get_by_role("button", name="1 new line")).to_be_visible()
    assert await log.evaluate("log => log.scrollTop") < 50
    await page.get_by_role("button", name="1 new line").click()
    await expect(log.locator(".line").last).to_contain_text("while paused")
    await expect(page.get_by_role("button", name="Following")).to_have_attribute("aria-pressed", "true")


@in_browser
async def test_rolling_back_by_keyboard_shows_steps_and_outcome(opened, control):
    page = await opened("#releases")
    control.gate = asyncio.Event()
    way_back = page.get_by_role("button", name="Roll back to 2")
    await way_back.focus()
    await page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Roll back to release 2?")
    await expect(dialog).to_contain_text("Data stays as it is")
    await expect(dialog.get_by_role("button", name="Cancel")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(dialog).to_be_hidden()
    await expect(way_back).to_be_focused()
    assert control.calls == []
    await page.keyboard.press("Enter")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await until(lambda: control.calls == [("roll_back", 2)])
    control.happen("plan", "9", state="begun", plan={"steps": [{"says": "Start web.3"}, {"says": "Switch"}]})
    control.happen("step", "9/0", state="begun")
    steps = page.get_by_role("list", name="Steps").get_by_role("listitem")
    await expect(steps).to_have_text(["Start web.3under way", "Switchwaiting"])
    await page.keyboard.press("Enter")
    await expect(page.locator("#task")).to_contain_text("Roll back to release 2: under way, 0 of 2 steps done")
    await page.get_by_role("button", name="Show steps").click()
    control.happen("step", "9/0", state="done")
    control.gate.set()
    await expect(page.locator("#dialog-outcome")).to_contain_text("done.")
    await expect(page.locator("#serving")).to_have_text("Release 2")
    await page.keyboard.press("Escape")
    await expect(page.locator("#task")).to_be_hidden()
    await expect(page.get_by_role("button", name="Roll back to 3")).to_be_visible()


@in_browser
async def test_a_failed_roll_back_says_why(opened, control):
    control.failures["roll_back"] = MainstayError(
        "release 2", "web.3 must become healthy", "it answered 500", hint="see its logs", exit_code=ExitCode.FAILED
    )
    page = await opened("#releases")
    await page.get_by_role("button", name="Roll back to 2").click()
    await page.get_by_role("dialog").get_by_role("button", name="Roll back to 2").click()
    outcome = page.locator("#dialog-outcome")
    await expect(outcome).to_contain_text("Roll back to release 2: failed.")
    await expect(outcome).to_contain_text("it answered 500")
    await expect(outcome).to_contain_text("hint: see its logs")


@in_browser
async def test_a_value_is_set_and_not_shown_again(opened, control):
    page = await opened("#config")
    await page.get_by_label("Name").fill("API_KEY")
    await page.get_by_label("Value").fill("hunter2")
    await page.get_by_role("button", name="Set", exact=True).click()
    await expect(page.locator("#dialog-outcome")).to_contain_text("Set API_KEY: done.")
    await page.keyboard.press("Escape")
    assert ("set_setting", ("API_KEY", "hunter2")) in control.calls
    await expect(page.get_by_role("row", name="API_KEY")).to_be_visible()
    assert await page.get_by_label("Value").input_value() == ""
    assert "hunter2" not in await page.content()
    await page.get_by_role("button", name="Unset KEY", exact=True).click()
    await page.get_by_role("dialog").get_by_role("button", name="Unset KEY").click()
    await expect(page.locator("#dialog-outcome")).to_contain_text("done.")
    await expect(page.locator("#settings tbody th")).to_have_text(["API_KEY"])


@in_browser
async def test_a_hostile_mail_is_text_and_its_frame_has_no_rights(opened):
    page = await opened("#mail")
    await page.get_by_role("link", name="onerror").click()
    frame = page.frame_locator("article iframe")
    await expect(frame.get_by_role("heading", name="Hello")).to_be_visible()
    assert await page.locator("article iframe").get_attribute("sandbox") == ""
    await expect(page.locator("article h3")).to_contain_text("<script>")
    assert "pwned" not in await page.title()
    await page.get_by_role("button", name="Text", exact=True).click()
    await expect(page.locator("article pre")).to_have_text("plain")


@in_browser
@pytest.mark.parametrize("view", ["", "#logs", "#releases", "#mail/4", "#config"])
async def test_a_phone_needs_no_sideways_scrolling(opened, control, view):
    control.write("web", "x" * 400)
    page = await opened(view, width=360, height=740, has_touch=True, is_mobile=True)
    await expect(page.locator("main > section:not([hidden])")).to_have_count(1)
    assert await fits(page)
    if not view:
        await expect(page.locator("svg.graph")).to_have_count(0)
        await expect(page.locator(".parts > li")).to_have_count(4)


@in_browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_text_has_contrast_in_both_themes(opened, scheme):
    page = await opened(color_scheme=scheme)
    contrasts = await page.evaluate(CONTRASTS)
    assert [pair for pair in contrasts if pair[2] < (3 if pair[0] == "strong" else 4.5)] == []


@in_browser
async def test_thirty_parts_are_a_picture_without_overlaps(opened, control):
    services = [f"service-{i}" for i in range(14)]
    stores = [f"store-{i}" for i in range(15)]
    edges = [("router", s) for s in services[::2]] + [(s, stores[i % 15]) for i, s in enumerate(services)]
    edges += [(s, stores[(7 * i + 3) % 15]) for i, s in enumerate(services)] + [
        ("service-0", "service-5"),
        ("service-5", "service-0"),
    ]
    control.now = msgspec.structs.replace(
        control.now,
        nodes=(
            NodeView(name="router", health=Health.HEALTHY),
            *(NodeView(name=s, role=Role.SERVICE, health=Health.HEALTHY) for s in services),
            *(NodeView(name=s, role=Role.QUEUE, served_by="aws", health=Health.HEALTHY) for s in stores),
        ),
        edges=tuple(EdgeView(source=a, link=Link.USES, target=b) for a, b in edges),
    )
    page = await opened()
    await expect(page.locator(".node")).to_have_count(30)
    assert await page.locator(".node[data-name=store-3]").get_attribute("href") == "#logs?resource=aws"
    boxes = await page.locator(".node > rect").evaluate_all(
        "all => all.map((r) => { const b = r.getBoundingClientRect(); return [b.left, b.top, b.right, b.bottom]; })"
    )
    overlapping = [
        (a, b)
        for i, a in enumerate(boxes)
        for b in boxes[:i]
        if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
    ]
    assert overlapping == []
    assert await fits(page)
    await page.get_by_role("button", name="Show as list").click()
    await expect(page.locator(".parts > li")).to_have_count(30)


@in_browser
async def test_trouble_and_a_lost_connection_are_told(browser, control):
    stop, ready = asyncio.Event(), asyncio.get_running_loop().create_future()
    served = asyncio.create_task(serve(control, token=TOKEN, stop=stop, ready=ready.set_result))
    port = await ready
    page = await browser.new_page()
    await page.goto(f"http://127.0.0.1:{port}/?token={TOKEN}")
    control.failures["overview"] = MainstayError("ledger", "it must open", "it is locked", hint="wait a moment")
    await expect(page.get_by_role("alert")).to_contain_text("it is locked")
    stop.set()
    async with asyncio.timeout(3):
        await served
    await expect(page.locator("#connection")).to_have_text("Reconnecting…")
    stop.clear()
    del control.failures["overview"]
    served = asyncio.create_task(serve(control, port=port, token=TOKEN, stop=stop))
    await expect(page.locator("#connection")).to_have_text("Live", timeout=8000)
    await expect(page.get_by_role("alert")).to_be_hidden()
    await page.close()
    stop.set()
    async with asyncio.timeout(3):
        await served
