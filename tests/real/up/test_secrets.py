"""Secret values are in the vault and in the environments of processes, and nowhere else."""

import asyncio
import json
import subprocess
import threading
import urllib.request
from pathlib import Path
from urllib.parse import quote

import pytest

import mainstay

pytestmark = [pytest.mark.real, pytest.mark.slow]

TOKEN, API_KEY, PASSWORD, ADMIN = "tok-5up3r/s3cret+value", "sk_live_K3yInCompose", "pg%p4ss:word", "dotenv-s3cret-42"

FILES = {
    "compose.yaml": f"""
        services:
          web:
            build: .
            command: python web.py
            ports: ["8000:8000"]
            environment:
              API_KEY: {API_KEY}
              ADMIN_PASSWORD: ${{ADMIN_PASSWORD}}
              DATABASE_URL: postgresql://shop:{quote(PASSWORD)}@db:5432/shop
            depends_on: [db]
          db:
            image: postgres:16
            environment:
              POSTGRES_USER: shop
              POSTGRES_DB: shop
              POSTGRES_PASSWORD: "{PASSWORD}"
    """,
    ".env": f"ADMIN_PASSWORD={ADMIN}\n",
    "requirements.txt": "psycopg[binary]==3.2.3\n",
    "web.py": """
        import http.server, json, os, sys
        import psycopg
        VERSION = "v1"
        psycopg.connect(os.environ["DATABASE_URL"]).close()
        print(os.environ, flush=True)
        print(json.dumps(dict(os.environ)), file=sys.stderr, flush=True)
        for name, value in os.environ.items():
            print(name, "is", value, "and", repr(value), flush=True)
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200)
                self.end_headers()
                self.wfile.write(json.dumps(dict(os.environ)).encode())
        http.server.ThreadingHTTPServer(("0.0.0.0", 8000), Handler).serve_forever()
    """,
}


class Watcher(threading.Thread):
    """Reads all command lines of this machine again and again."""

    def __init__(self, needles: list[bytes]) -> None:
        super().__init__(daemon=True)
        self._needles, self._over = needles, threading.Event()
        self.found: set[str] = set()
        self.rounds = 0

    def run(self) -> None:
        while not self._over.wait(0.02):
            self.rounds += 1
            for path in Path("/proc").glob("[0-9]*/cmdline"):
                try:
                    words = path.read_bytes()
                except OSError:
                    continue
                if any(needle in words for needle in self._needles):
                    self.found.add(words.decode(errors="replace"))

    def end(self) -> None:
        self._over.set()
        self.join()


@pytest.fixture(scope="module")
def secrets():
    """What must not be seen, in every form in which it could be."""
    plain = [TOKEN, API_KEY, PASSWORD, ADMIN]
    return sorted({form for value in plain for form in (value, quote(value), quote(value, safe=""))})


@pytest.fixture(scope="module")
def app(make_project, secrets):
    """It runs, was released twice, failed once, and all that was said is kept in `said`."""
    project = make_project(FILES)
    watcher = Watcher([secret.encode() for secret in secrets])
    watcher.start()
    said = {"up --dry-run": project.run("up", "--dry-run", "--json")}
    said["up"] = project.run("up", "--json")
    # Only this process's own words hold the value: that is what typing it means. Standard input is for those who mind.
    with Path(project.path / "token").open("w+") as file:
        file.write(TOKEN)
        file.seek(0)
        started = project.start("config", "set", "TOKEN=-", "--json", stdin=file)
        out, err = started.communicate(timeout=60)
    (project.path / "token").unlink()
    assert started.returncode == 0, err
    said["config set"] = subprocess.CompletedProcess("", 0, out, err)
    project.replace("web.py", '"v1"', '"v2"\nimport sys; sys.exit(f"cannot go on with {os.environ}")')
    said["failing up"] = project.run("up", "--json", code=1)
    project.replace("web.py", '"v2"\nimport sys; sys.exit(f"cannot go on with {os.environ}")', '"v3"')
    said["up --dry-run again"] = project.run("up", "--dry-run", "--json")
    watcher.end()
    assert watcher.rounds > 10
    return project, said, watcher


@pytest.fixture(scope="module")
def unseen(app, secrets):
    """Those that the application brought along, and those that were made up."""
    project, _, _ = app
    vault = json.loads((project.path / ".mainstay" / "vault.json").read_text())
    made_up = {place: value for place, value in vault.items() if place != "status-page/token"}
    assert set(made_up) >= {"db/admin_password", "db/password", "web/API_KEY"}
    return sorted({*secrets, *made_up.values()})


def check(text: str, secrets: list[str], where: str) -> None:
    assert not [secret for secret in secrets if secret in text], where


def test_the_application_itself_has_its_secrets(app):
    project, _, _ = app
    environment = json.loads(project.body())
    assert environment["API_KEY"] == API_KEY
    assert environment["ADMIN_PASSWORD"] == ADMIN
    assert environment["TOKEN"] == TOKEN
    assert quote(PASSWORD, safe="") in environment["DATABASE_URL"]


def test_no_command_tells_a_secret(app, unseen):
    project, said, _ = app
    words = ["logs -n 10000", "ps", "config list", "detect", "why web", "why db", "releases", "open", "enable"]
    for command in words:
        for form in ([], ["--json"]):
            said[f"{command} {form}"] = project.run(*command.split(), *form)
    for where, done in said.items():
        check(done.stdout + done.stderr, unseen, f"mainstay {where}")
    assert "API_KEY is [secret web.API_KEY]" in said["logs -n 10000 []"].stdout
    assert "[secret " in said["failing up"].stderr, "the last lines are shown, without the secrets in them"
    assert "cannot go on with" in said["failing up"].stderr


def test_no_command_line_tells_a_secret(app):
    _, _, watcher = app
    assert watcher.found == set()


def test_no_file_but_the_vault_has_a_secret(app, unseen):
    """Files that programs must read for themselves are theirs alone; sources are the user's own."""
    project, _, _ = app
    home = project.path / ".mainstay"
    found: dict[str, int] = {}
    for path in sorted(home.rglob("*")):
        name = str(path.relative_to(home))
        if path.is_symlink() or not path.is_file() or name.startswith("cache/"):
            continue
        data = path.read_bytes()
        if any(secret.encode() in data for secret in unseen):
            found[name] = path.stat().st_mode & 0o777
    own = {name for name in found if name.endswith(("/compose.yaml", "/.env"))}
    assert {name: found[name] for name in found.keys() - own} == {
        "vault.json": 0o600,
        "data/db/password": 0o600,
        "data/db/admin-password": 0o600,
        "data/db/pgpass": 0o600,
    }
    assert home.stat().st_mode & 0o777 == 0o700
    assert (home / "ledger.db").read_bytes()


def test_the_plan_that_is_journalled_names_secrets_only(app, unseen):
    project, _, _ = app
    with project.ledger() as ledger:
        events = ledger.history(limit=100_000)
        lines = ledger.lines(limit=100_000)
    assert any(event.topic == "plan" for event in events)
    for event in events:
        check(json.dumps(event.body), unseen, f"event {event.topic} {event.subject}")
    for line in lines:
        check(line.text, unseen, f"a line of {line.instance}")


def test_the_status_page_tells_no_secret(app, unseen):
    project, _, _ = app
    report = asyncio.run(mainstay.addresses(mainstay.open_context(project.path)))
    base, _, token = report.data["status page"].partition("/?token=")
    for path in ["overview", "releases", "logs?limit=2000", "events", "settings", "operation", "mail"]:
        asked = urllib.request.Request(f"{base}/api/{path}", headers={"Authorization": f"Bearer {token}"})
        with urllib.request.urlopen(asked, timeout=10) as answer:
            body = answer.read().decode()
        check(body, unseen, f"/api/{path}")
        assert token not in body, f"/api/{path}"
