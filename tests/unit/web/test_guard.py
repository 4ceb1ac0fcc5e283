import pytest

from mainstay.web import create_app

TOKEN = "0123456789abcdefghij"


async def test_the_token_in_the_address_becomes_a_cookie_and_leaves_the_address(anyone):
    answer = await anyone.get(f"/?token={TOKEN}")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    cookie = answer.headers["set-cookie"].lower()
    assert cookie.startswith(f"mainstay-4000={TOKEN}")
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    again = await anyone.get("/")
    assert again.status_code == 200
    assert "<main" in again.text


@pytest.mark.parametrize("path", ["/", "/?token=wrong", f"/?token={TOKEN[:-1]}", "/?token=", "/nowhere"])
async def test_without_the_token_people_are_told_how_to_get_in(anyone, path):
    answer = await anyone.get(path)
    assert answer.status_code == 401
    assert "<code>mainstay open</code>" in answer.text
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("path", ["/api/overview", "/api/settings", "/api/mail/7/html", "/events"])
async def test_without_the_token_programs_are_told_in_json(anyone, path):
    answer = await anyone.get(path)
    assert answer.status_code == 401
    assert "mainstay open" in answer.json()["hint"]


@pytest.mark.parametrize(
    "given", ["Bearer wrong", "Bearer ", "Basic " + TOKEN, "Bearer \N{LATIN SMALL LETTER E WITH ACUTE}"]
)
async def test_a_wrong_bearer_does_not_open(anyone, given):
    answer = await anyone.get("/api/overview", headers={"Authorization": given.encode("latin-1")})
    assert answer.status_code == 401


async def test_a_bearer_opens_the_api_and_may_change_things_without_an_origin(anyone):
    headers = {"Authorization": f"Bearer {TOKEN}"}
    assert (await anyone.get("/api/overview", headers=headers)).json()["application"] == "shop"
    answer = await anyone.post("/api/releases/1/rollback", headers=headers)
    assert answer.status_code == 202


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:4000",
        "127.0.0.1.evil.example",
        "10.0.0.7:4000",
        "localhost.evil.example",
        "",
        "[::2]",
        "[bad",
    ],
)
async def test_a_foreign_host_header_is_refused_even_with_the_token(anyone, host):
    headers = {"Authorization": f"Bearer {TOKEN}", "Host": host}
    answer = await anyone.get("/api/overview", headers=headers)
    assert answer.status_code == 403
    assert (await anyone.get("/", headers=headers)).status_code == 403
    assert (await anyone.get("/static/page.js", headers=headers)).status_code == 403


@pytest.mark.parametrize("host", ["localhost", "localhost:4000", "127.0.0.1:4000", "[::1]:4000", "127.3.2.1:80"])
async def test_loopback_addresses_are_ours(anyone, host):
    headers = {"Authorization": f"Bearer {TOKEN}", "Host": host}
    assert (await anyone.get("/api/overview", headers=headers)).status_code == 200


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "http://127.0.0.1:4001", "http://localhost:4000", "null", "https://127.0.0.1:4000", None],
)
async def test_a_change_from_another_origin_is_refused_even_with_the_cookie(page, control, origin):
    del page.headers["Origin"]
    headers = {"Origin": origin} if origin else {}
    calls = [
        await page.post("/api/releases/1/rollback", headers=headers),
        await page.post("/api/settings", headers=headers, json={"name": "A", "value": "b"}),
        await page.delete("/api/settings/KEY", headers=headers),
    ]
    assert [c.status_code for c in calls] == [403, 403, 403]
    assert control.calls == []


async def test_the_cookie_of_another_port_does_not_open(anyone):
    anyone.cookies.set("mainstay-4001", TOKEN)
    assert (await anyone.get("/api/overview")).status_code == 401


async def test_a_link_from_another_site_is_followed_once_more_from_our_own_side(anyone):
    answer = await anyone.get("/", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 401
    assert 'http-equiv="refresh"' in answer.text
    again = await anyone.get("/", headers={"Sec-Fetch-Site": "same-origin"})
    assert 'http-equiv="refresh"' not in again.text


@pytest.mark.parametrize("path", ["/", "/api/overview", "/static/page.js", "/api/nowhere", "/nowhere"])
async def test_every_answer_is_sealed(page, path):
    headers = (await page.get(path)).headers
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


def test_a_short_token_is_refused(control):
    with pytest.raises(ValueError, match="16 characters"):
        create_app(control, token="short")
