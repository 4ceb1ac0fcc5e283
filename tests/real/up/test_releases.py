"""Releases of a small application, as its developer makes them: good ones, bad ones, and back again."""

import asyncio
import functools
import http.client
import json
import os
import signal
import threading
import time
import urllib.request

import pytest

import mainstay
from mainstay.actions.boot import systemd_runs
from mainstay.catalog.local import process
from mainstay.model.program import HttpProbe

pytestmark = [pytest.mark.real, pytest.mark.slow]

WEB = """
    import http.server, os, pathlib, secrets
    VERSION = "v1"
    BORN = secrets.token_hex(8)
    NOTES = pathlib.Path("data/notes")
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        def do_GET(self):
            name = self.path.strip("/")
            if name.startswith("say-"):
                print("it says", name, flush=True)
            if name.startswith("keep-"):
                NOTES.parent.mkdir(exist_ok=True)
                NOTES.write_text(name)
            kept = NOTES.read_text() if NOTES.exists() else "nothing"
            text = " ".join([VERSION, os.environ.get("GREETING", "unset"), kept, BORN])
            self.send_response(200)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text.encode())
        def log_message(self, *words):
            pass
    http.server.ThreadingHTTPServer(("0.0.0.0", int(os.environ["PORT"])), Handler).serve_forever()
"""

FILES = {
    "Procfile": """
        release: python migrate.py
        web: python web.py
    """,
    "mainstay.yaml": "services: {web: {persist: [data]}}\n",
    "requirements.txt": "",
    "migrate.py": "print('migrated')\n",
    "web.py": WEB,
}


@pytest.fixture
def app(make_project):
    project = make_project(FILES)
    yield project
    project.clear_up()


@pytest.fixture
def live(app):
    """It serves v1."""
    app.up()
    return app


class Load(threading.Thread):
    """Light traffic on kept-alive connections: everything but 200 is a failure."""

    def __init__(self, url: str) -> None:
        super().__init__(daemon=True)
        self._port, self._over = int(url.rpartition(":")[2]), threading.Event()
        self.failures: list[str] = []
        self.seen: set[str] = set()
        self.requests = 0

    def run(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=10)
        while not self._over.wait(0.01):
            try:
                connection.request("GET", "/")
                answer = connection.getresponse()
                body = answer.read().decode()
                if answer.status != 200:
                    self.failures.append(f"{answer.status} {body}")
                self.seen.add(body.split()[0])
                self.requests += 1
            except (OSError, http.client.HTTPException) as error:
                self.failures.append(repr(error))
                connection.close()
        connection.close()

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *error) -> None:
        self._over.set()
        self.join()


def check_still_serves(project, born: str) -> None:
    """The first release serves as before, and nothing of another one is there."""
    assert project.body().split() == ["v1", "unset", "nothing", born], "the very same process answers"
    assert {row["release"] for row in project.ps().values()} == {None, 1}
    assert [path.name for path in (project.path / ".mainstay" / "releases").iterdir()] == ["1"]
    assert project.orphans() == set()


BROKEN = {
    "build": ("requirements.txt", "", "mainstay-has-no-such-package==1.0\n", "mainstay-has-no-such-package", 2),
    "release phase": (
        "migrate.py",
        "print('migrated')",
        "raise SystemExit('no such column: price')",
        "no such column",
        1,
    ),
    "start": ("web.py", "import http", "import no_such_module, http", "No module named 'no_such_module'", 1),
}


@pytest.mark.parametrize("what", BROKEN)
def test_what_fails_leaves_the_old_release_serving(live, what):
    name, old, new, told, code = BROKEN[what]
    born = live.body().split()[-1]
    live.replace(name, old, new) if old else live.write({name: new})
    with Load(live.url()) as load:
        message = live.refused("up", code=code)
    assert told in message
    assert load.failures == []
    assert load.seen == {"v1"}
    check_still_serves(live, born)
    (newest, *_) = live.json("releases")
    assert (newest["release"], newest["state"]) == (2, "failed")
    # What is put right is released, under a number of its own.
    live.write(FILES)
    live.replace("web.py", '"v1"', '"v2"')
    assert live.up()["release"] == 3
    assert live.body().startswith("v2 ")


def test_a_failing_health_check_leaves_the_old_release_serving(live, monkeypatch):
    born = live.body().split()[-1]
    # Applications have a minute to become healthy; nobody wants to wait that long here.
    monkeypatch.setattr(process, "HttpProbe", functools.partial(HttpProbe, timeout_s=3.0))
    live.replace("web.py", "send_response(200)", "send_response(500)")
    with pytest.raises(mainstay.MainstayError, match="500") as told:
        asyncio.run(mainstay.up(mainstay.open_context(live.path)))
    assert told.value.exit_code == 1
    check_still_serves(live, born)


def test_a_first_release_that_fails_leaves_nothing(app):
    app.replace("web.py", "import http", "import no_such_module, http")
    assert "No module named 'no_such_module'" in app.refused("up", code=1)
    assert app.ps() == {}
    assert app.marked() == set()
    assert app.supervisor() is None
    app.write(FILES)
    app.up()
    assert app.body().startswith("v1 ")


def test_back_and_forth_under_load_without_a_failed_request(live):
    with Load(live.url()) as load:
        for number in (2, 3):
            live.replace("web.py", f'"v{number - 1}"', f'"v{number}"')
            assert live.up()["release"] == number
        back = live.json("rollback")
        assert back["release"] == 4
        assert back["notes"][0].startswith(
            "going back from r3 to r2 is not proved to be safe (`mainstay prove upgrade "
        )
        assert live.body().startswith("v2 ")
        assert live.json("rollback", "1")["release"] == 5
        assert live.body().startswith("v1 ")
        live.json("scale", "web=3")
        assert sorted(name for name in live.ps() if name.startswith("web-")) == ["web-1-r5", "web-2-r5", "web-3-r5"]
        live.json("scale", "web=1")
        assert [name for name in live.ps() if name.startswith("web-")] == ["web-1-r5"]
    assert load.failures == []
    assert load.seen == {"v1", "v2", "v3"}
    assert load.requests > 50
    rows = live.json("releases")
    assert [row["state"] for row in rows] == ["live", "superseded", "superseded", "superseded", "superseded"]
    assert [row["going_back"] for row in rows] == [None, "not proven", "not proven", "not proven", "safe"]
    # The files are still those of the newest version; `up` releases them.
    assert live.up()["release"] == 6
    assert live.body().startswith("v3 ")


def test_several_instances_share_the_requests(live):
    live.run("scale", "web=3")
    assert len({live.body().split()[-1] for _ in range(30)}) == 3


def test_configuration_restarts_and_rolls_back(live):
    live.run("config", "set", "GREETING=hello")
    assert live.body().split()[1] == "hello"
    live.run("config", "set", "GREETING=goodbye")
    assert live.body().split()[1] == "goodbye"
    live.run("rollback")
    assert live.body().split()[1] == "hello"
    live.replace("web.py", '"v1"', '"v2"')
    live.up()
    assert live.body().split()[:2] == ["v2", "hello"]
    (setting,) = live.json("config", "list")
    assert setting["name"] == "GREETING"
    assert "hello" not in json.dumps(setting)
    live.run("config", "unset", "GREETING")
    assert live.body().split()[1] == "unset"
    assert "NOSUCH" in live.refused("config", "unset", "NOSUCH", code=2)


def test_nothing_changed_makes_no_release(live):
    assert live.up() | {"notes": []} == {**live.up(), "release": 1, "steps": [], "notes": []}
    live.replace("web.py", '"v1"', '"v2"')
    assert any("build release 2" in step for step in live.json("up", "--dry-run")["steps"])
    assert live.body().startswith("v1 "), "a dry run changes nothing"


def test_data_survives_down_and_releases_until_it_is_destroyed(live, wait):
    live.body("/keep-this")
    live.replace("web.py", '"v1"', '"v2"')
    live.up()
    live.run("down")
    assert live.marked() == set()
    wait(lambda: live.supervisor() is None, "the supervisor has ended")
    assert live.answers() == ""
    assert live.up()["release"] == 2
    assert live.body().split()[:3] == ["v2", "unset", "keep-this"]
    live.run("down", "--destroy-data", code=2)
    assert live.body().startswith("v2 "), "there was nobody to ask"
    live.run("down", "--destroy-data", "--yes")
    assert not (live.path / ".mainstay").exists()
    assert live.marked() == set()
    assert live.up()["release"] == 1
    assert live.body().split()[2] == "nothing"


def test_two_commands_at_once_are_one_too_many(app, wait):
    app.write({"migrate.py": "import pathlib, time\nwhile not pathlib.Path('/tmp/x').exists(): time.sleep(0.05)\n"})
    gate = app.path / "gate"
    app.replace("migrate.py", "/tmp/x", str(gate))
    first = app.start("up")
    wait((app.path / ".mainstay" / "lock").exists, "the first has begun")
    message = app.refused("up", code=2)
    assert f"process {first.pid} " in message
    assert f"process {first.pid} " in app.refused("down", code=2)
    gate.touch()
    _, err = first.communicate(timeout=60)
    assert first.returncode == 0, err
    assert app.body().startswith("v1 ")


def test_an_interrupted_up_is_undone(app, wait):
    app.write({"migrate.py": "import time\nprint('waits', flush=True)\nwhile True: time.sleep(0.05)\n"})
    first = app.start("up")
    wait(lambda: "waits" in app.run("logs", code=None).stdout, "the release phase runs")
    first.send_signal(signal.SIGINT)
    first.communicate(timeout=60)
    assert first.returncode == 130
    app.write(FILES)
    app.up()
    assert app.body().startswith("v1 ")
    assert app.orphans() == set()


def test_a_command_runs_as_the_application_would(live):
    live.run("config", "set", "GREETING=hello")
    done = live.run("run", "python", "-c", "import os; print(os.environ['GREETING'], sorted(os.listdir())[0])")
    assert done.stdout.split() == ["hello", "Procfile"]
    assert live.run("run", "sh", "-c", "exit 7", code=7).stdout == ""
    assert live.orphans() == set()


def test_logs_are_followed(live):
    with live.start("logs", "web", "--follow") as following:
        seen: list[str] = []
        reading = threading.Thread(target=lambda: seen.extend(following.stdout), daemon=True)
        reading.start()
        until_told(live, seen, "say-something")
        until_told(live, seen, "say-more")
        assert following.poll() is None
        following.send_signal(signal.SIGINT)
        reading.join(20)
    assert following.returncode == 130
    assert "say-more" in live.run("logs", "web", "--grep", "SAY-MORE").stdout


def until_told(project, seen: list[str], word: str) -> None:
    """Have the application say it until it is seen: lines that were written before nobody is told about."""
    end = time.monotonic() + 20
    while not any(word in line for line in list(seen)):
        assert time.monotonic() < end, seen
        project.body(f"/{word}")


def test_addresses_and_starting_at_boot(live, wait):
    found = live.json("open")
    assert found["web"].rstrip("/") == live.url()
    page = wait(lambda: _opened(found["status page"]), "the status page answers")
    assert "<title>" in page
    if systemd_runs():
        pytest.skip("systemd runs here: enabling would change this machine")
    told = live.json("enable")
    assert told["enabled"] is False
    assert f'"{live.path}"' in told["unit"]
    assert "supervise" in told["unit"]
    assert live.json("disable")["disabled"] is False


def _opened(url: str) -> str:
    try:
        with urllib.request.build_opener(urllib.request.HTTPCookieProcessor()).open(url, timeout=5) as answer:
            return answer.read().decode()
    except OSError:
        return ""


def test_a_closed_terminal_ends_nothing(app):
    started = app.start("up", start_new_session=True)
    started.communicate(timeout=60)
    os.kill(app.supervisor(), signal.SIGHUP)
    assert app.body().startswith("v1 ")
    assert app.supervisor() is not None
