import pytest

from mainstay.run.local.supervisor.http import Answer
from mainstay.run.local.supervisor.verdict import Attempt, judged


def look(*answers: tuple[str, int, str], path: str = "/"):
    attempts = [Attempt(host=host, answer=Answer(status, location)) for host, status, location in answers]
    return judged(path, "127.1.2.3:80", attempts)


@pytest.mark.parametrize("status", [200, 204, 302])
def test_pages_are_ready_without_a_word(status):
    finding = look(("localhost", status, "/login" if status == 302 else ""))
    assert (finding.ready, finding.notes, finding.endpoint) == (True, (), "127.1.2.3:80")


@pytest.mark.parametrize("status", [500, 503])
def test_server_errors_are_not_ready(status):
    finding = look(("localhost", status, ""), path="/health")
    assert not finding.ready
    assert finding.found == f"GET /health answers {status}"


def test_the_best_host_counts():
    assert look(("localhost", 400, ""), ("shop.example", 200, "")).notes == ()
    assert "404" in look(("localhost", 400, ""), ("shop.example", 404, "")).notes[0]
    assert look(("a", 500, ""), ("b", 400, "")).ready


def test_a_400_for_all_hosts_names_them():
    finding = look(("localhost", 400, ""), ("127.0.0.1", 400, ""))
    assert finding.ready
    assert "(localhost, 127.0.0.1)" in finding.notes[0]


@pytest.mark.parametrize(
    ("location", "said"),
    [
        ("https://localhost/", "X-Forwarded-Proto"),
        ("https://localhost:8000/", "X-Forwarded-Proto"),
        ("http://shop.example/", "another host"),
        ("//shop.example/", "another host"),
        ("https://localhost/welcome", ""),
        ("welcome", ""),
        ("", ""),
    ],
)
def test_redirects_that_look_misconfigured(location, said):
    notes = look(("localhost:8000", 301, location)).notes
    assert said in notes[0] if said else notes == ()
