import asyncio
import logging

import pytest

from mainstay.model.errors import ExitCode, MainstayError
from mainstay.model.view import MailMessage, SettingView

HOSTILE = "<script>alert(1)</script>\"'&\x1b[31m\u202e\r\nevent: overview"


async def test_reads(page):
    assert (await page.get("/api/overview")).json()["nodes"][1] == {
        "health": "healthy",
        "name": "web",
        "role": "service",
    }
    assert [r["number"] for r in (await page.get("/api/releases")).json()] == [2, 1]
    assert (await page.get("/api/settings")).json()[0]["value"] == "••••••••"
    assert (await page.get("/api/mail")).json()[0]["subject"] == "Hello"
    assert (await page.get("/api/operation")).json() is None


async def test_log_lines_are_filtered_by_part_and_text(page, control):
    control.write("web", "GET /a 200")
    control.write("worker", "ERROR no carrier")
    control.write("web", "error in /b")
    lines = (await page.get("/api/logs", params={"resource": "web", "text": "Error"})).json()
    assert [line["text"] for line in lines] == ["error in /b"]
    after = (await page.get("/api/logs", params={"after": "2", "limit": "999999"})).json()
    assert [line["id"] for line in after] == [3]


@pytest.mark.parametrize("after", ["-1", "x", "1e3", "٣", "9" * 30])
async def test_a_number_that_is_none_is_told(page, after):
    answer = await page.get("/api/logs", params={"after": after})
    assert answer.status_code == 422
    assert "whole number" in answer.json()["message"]


async def test_hostile_text_stays_text(page, control):
    control.write("web", HOSTILE)
    control.configured = [SettingView(name="X", value=HOSTILE, masked=False)]
    for path in ("/api/logs", "/api/settings"):
        answer = await page.get(path)
        assert answer.headers["content-type"] == "application/json"
        assert HOSTILE in (answer.json()[0].get("text"), answer.json()[0].get("value"))


async def test_half_characters_of_a_broken_mail_header_do_not_break_the_inbox(page, control):
    control.inbox = [MailMessage(id=1, at=0.0, sender="a\udcff@b", subject="\udce9", html="<p>\udce9</p>")]
    answer = await page.get("/api/mail")
    assert answer.status_code == 200
    assert b"\\udce9" in answer.content
    assert (await page.get("/api/mail/1/html")).status_code == 200


async def test_the_html_of_a_mail_has_no_rights(page):
    answer = await page.get("/api/mail/7/html")
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("sandbox; default-src 'none'; img-src 'none'")
    assert "allow-" not in policy
    assert "frame-ancestors 'self'" in policy


async def test_a_message_lists_its_web_links_and_no_others(page):
    answer = (await page.get("/api/mail/7")).json()
    assert answer["links"] == ["https://shop.example/confirm?x=1&y=2", "https://shop.example/a?b=1"]


async def test_a_mail_that_is_gone(page):
    for path in ("/api/mail/8", "/api/mail/8/html"):
        answer = await page.get(path)
        assert answer.status_code == 404
        assert "no such mail" in answer.json()["message"]


async def test_a_roll_back_is_accepted_at_once_and_its_outcome_told(page, control, until):
    control.gate = asyncio.Event()
    answer = await page.post("/api/releases/1/rollback")
    assert answer.status_code == 202
    assert answer.json() == {"id": 1, "says": "Roll back to release 1", "state": "running"}
    second = await page.post("/api/releases/1/rollback")
    assert second.status_code == 409
    assert "still under way" in second.json()["message"]
    control.gate.set()
    await until(lambda: control.now.release == 1)
    answer = await page.get("/api/operation")
    assert answer.json()["state"] == "succeeded"


async def test_a_failed_roll_back_says_why(page, control, until):
    control.failures["roll_back"] = MainstayError(
        "release 1",
        "web.3 must become healthy",
        "it answered 500",
        hint="see `mainstay logs web.3`",
        exit_code=ExitCode.FAILED,
    )
    await page.post("/api/releases/1/rollback")
    await until(lambda: control.calls)
    told = (await page.get("/api/operation")).json()
    assert (told["state"], told["hint"]) == ("failed", "see `mainstay logs web.3`")
    assert "it answered 500" in told["message"]


@pytest.mark.parametrize("release", ["2", "99"])
async def test_only_an_earlier_release_can_be_rolled_back_to(page, control, release):
    answer = await page.post(f"/api/releases/{release}/rollback")
    assert answer.status_code == 422
    assert control.calls == []


async def test_a_value_is_sent_once_and_told_to_nobody(page, control, caplog, until):
    caplog.set_level(logging.DEBUG)
    secret = "correct horse\nbattery"
    answer = await page.post("/api/settings", json={"name": "API_KEY", "value": secret})
    assert answer.status_code == 202
    await until(lambda: ("set_setting", ("API_KEY", secret)) in control.calls)
    control.failures["set_setting"] = RuntimeError(f"bad value {secret}")
    answers = [answer]
    answers.append(await page.post("/api/settings", json={"name": "API_KEY", "value": secret}))
    await until(lambda: len(control.calls) == 2)
    answers.append(await page.get("/api/operation"))
    answers.append(await page.get("/api/settings"))
    assert answers[2].json()["state"] == "failed"
    assert "RuntimeError" in answers[2].json()["message"]
    assert not any("correct horse" in a.text for a in answers)
    assert "RuntimeError" in caplog.text
    assert "correct horse" not in caplog.text


async def test_unset(page, control, until):
    assert (await page.delete("/api/settings/KEY")).status_code == 202
    await until(lambda: control.configured == [])


@pytest.mark.parametrize("name", ["", "1A", "A-B", "A B", "ä", "A" * 129, "sk_live=hunter2"])
async def test_a_name_that_cannot_be_one_is_told_without_quoting_it(page, control, name):
    answer = await page.post("/api/settings", json={"name": name, "value": "x"})
    assert answer.status_code == 422
    assert "hunter2" not in answer.text
    assert control.calls == []


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"name=A&value=b", "application/x-www-form-urlencoded", 415),
        (b'{"name": "A", "value": "hunter2"', "application/json", 400),
        (b'{"name": "A", "value": 5}', "application/json", 400),
        (b'{"name": "A", "value": "hunter2", "more": 1}', "application/json", 400),
        (b'{"name": "A", "value": "\xff"}', "application/json", 400),
        (b'{"name": "A", "value": "hunter2\\u0000"}', "application/json", 422),
        (b'{"name": "A", "value": "' + b"x" * 140_000 + b'"}', "application/json", 413),
    ],
)
async def test_a_wrong_body_is_refused_without_quoting_it(page, control, *, body, kind, status):
    answer = await page.post("/api/settings", content=body, headers={"Content-Type": kind})
    assert answer.status_code == status
    assert answer.json()["message"]
    assert "hunter2" not in answer.text
    assert control.calls == []


async def test_an_error_of_the_application_is_told_in_its_own_words(page, control):
    control.failures["overview"] = MainstayError(
        "ledger", "it must be readable", "the disk is full", hint="free some space"
    )
    answer = await page.get("/api/overview")
    assert answer.status_code == 422
    assert answer.json() == {"hint": "free some space", "message": "ledger: it must be readable, but the disk is full."}


async def test_an_unforeseen_error_shows_its_class_alone(page, control):
    control.failures["overview"] = RuntimeError("password=hunter2")
    answer = await page.get("/api/overview")
    assert answer.status_code == 500
    assert "RuntimeError" in answer.text
    assert "hunter2" not in answer.text


async def test_other_methods_and_addresses(page):
    assert (await page.post("/api/overview")).status_code == 405
    assert (await page.get("/api/nowhere")).status_code == 404
    assert (await page.get("/static/../app.py")).status_code == 404
    assert "There is nothing here" in (await page.get("/nowhere")).text


async def test_the_page_is_small_and_loads_nothing_from_elsewhere(page):
    html = (await page.get("/")).text
    files = ["/", "/static/page.css", "/static/icon.svg"]
    files += [
        f"/static/{n}.js"
        for n in ("page", "dom", "graph", "layout", "logs", "mail", "overview", "releases", "settings", "task")
    ]
    travelled = 0
    for path in files:
        async with page.stream("GET", path) as answer:
            assert answer.status_code == 200
            travelled += len(b"".join([chunk async for chunk in answer.aiter_raw()]))
            assert answer.headers["content-encoding"] == "gzip"
    assert travelled < 40_000
    assert "http:" not in html
    assert "https:" not in html
    assert " style=" not in html
    assert "onclick" not in html
