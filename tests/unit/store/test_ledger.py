import sqlite3

import pytest

from mainstay.model.errors import MainstayError
from mainstay.model.event import LogLine
from mainstay.store import open_ledger


@pytest.fixture
def ledger(tmp_path):
    ticks = iter(range(1_000_000))
    ledger = open_ledger(tmp_path / "ledger.db", "project", lambda: float(next(ticks)))
    yield ledger
    ledger.close()


def line(text, resource="web", instance="web-1"):
    return LogLine(at=1.0, instance=instance, resource=resource, stream="out", text=text)


def test_the_present_is_the_newest_body_of_each_subject(ledger):
    ledger.append("wanted", "a", {"n": 1})
    ledger.append("wanted", "b", {"n": 2})
    ledger.append("wanted", "a", {"n": 3})
    ledger.append("other", "a", {"n": 4})
    assert ledger.current("wanted") == {"a": {"n": 3}, "b": {"n": 2}}


def test_an_empty_body_means_gone(ledger):
    ledger.append("wanted", "a", {"n": 1})
    ledger.append("wanted", "a", {})
    assert ledger.current("wanted") == {}


def test_history_is_the_newest_events_oldest_first(ledger):
    ids = [ledger.append("step", str(n), {"n": n}).id for n in range(5)]
    assert [e.body["n"] for e in ledger.history("step", limit=2)] == [3, 4]
    assert [e.id for e in ledger.history(after=ids[2])] == ids[3:]
    assert [e.subject for e in ledger.history("step", "1")] == ["1"]


def test_projects_do_not_see_each_other(tmp_path):
    one = open_ledger(tmp_path / "l.db", "one", lambda: 0.0)
    two = open_ledger(tmp_path / "l.db", "two", lambda: 0.0)
    one.append("t", "s", {"x": 1})
    one.write_lines([line("hello")])
    assert two.current("t") == {}
    assert two.lines() == []
    one.close()
    two.close()


def test_lines_are_filtered_by_resource_instance_and_text(ledger):
    ledger.write_lines([line("GET /a 100%"), line("get /b_c"), line("other", "worker", "worker-1")])
    assert [x.text for x in ledger.lines(resource="web")] == ["GET /a 100%", "get /b_c"]
    assert [x.text for x in ledger.lines(resource="worker-1")] == ["other"]
    assert [x.text for x in ledger.lines(text="GET")] == ["GET /a 100%", "get /b_c"]
    assert [x.text for x in ledger.lines(text="0%")] == ["GET /a 100%"]
    assert [x.text for x in ledger.lines(text="b_c")] == ["get /b_c"]


def test_old_lines_are_let_go(ledger, monkeypatch):
    monkeypatch.setattr("mainstay.store.ledger.KEPT_LINES", 10)
    monkeypatch.setattr("mainstay.store.ledger.PRUNE_EVERY", 5)
    for n in range(20):
        ledger.write_lines([line(str(n))])
    assert [x.text for x in ledger.lines()] == [str(n) for n in range(10, 20)]


def test_a_nul_byte_in_a_line_is_kept_readable(ledger):
    ledger.write_lines([line("a\0b")])
    assert ledger.lines()[0].text == "a�b"


def test_only_the_owner_may_read_the_ledger(tmp_path):
    open_ledger(tmp_path / "l.db", "p", lambda: 0.0).close()
    assert (tmp_path / "l.db").stat().st_mode & 0o777 == 0o600


def test_a_file_that_is_no_database_is_told(tmp_path):
    (tmp_path / "l.db").write_text("not a database, not a database, not a database" * 100)
    with pytest.raises(MainstayError, match="must be readable and writable") as caught:
        open_ledger(tmp_path / "l.db", "p", lambda: 0.0)
    assert caught.value.hint


def test_a_newer_ledger_is_refused(tmp_path):
    open_ledger(tmp_path / "l.db", "p", lambda: 0.0).close()
    with sqlite3.connect(tmp_path / "l.db") as connection:
        connection.execute("UPDATE meta SET version = 99")
    connection.close()
    with pytest.raises(MainstayError, match="version 99"):
        open_ledger(tmp_path / "l.db", "p", lambda: 0.0)
