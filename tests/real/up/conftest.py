"""Whole projects, driven through the command line as a user would."""

import asyncio
import contextlib
import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from textwrap import dedent
from urllib.parse import urlsplit

import pytest

import mainstay
from mainstay.actions.workspace import project_id
from mainstay.store import open_ledger
from mainstay.world.real import real_world

ROOT = Path(__file__).resolve().parents[3]
COMMAND_LIMIT_S = 120.0
LIMIT_S = 30.0

SHOP = {
    "Procfile": """
        release: python migrate.py
        web: python web.py
        worker: python worker.py
    """,
    "requirements.txt": """
        psycopg[binary]==3.2.3
        redis==5.2.1
    """,
    "migrate.py": """
        import os
        import psycopg
        with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS notes (text TEXT PRIMARY KEY)")
    """,
    "web.py": """
        import http.server, os
        import psycopg, redis
        VERSION = "v1"
        cache = redis.Redis.from_url(os.environ["REDIS_URL"])
        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            def do_GET(self):
                with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
                    rows = [row[0] for row in connection.execute("SELECT text FROM notes")]
                self.answer(" ".join([VERSION, *rows, *(b.decode() for b in cache.smembers("done"))]))
            def do_POST(self):
                note = self.path.strip("/")
                with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
                    connection.execute("INSERT INTO notes VALUES (%s) ON CONFLICT DO NOTHING", (note,))
                cache.rpush("todo", note)
                self.answer("kept")
            def answer(self, text):
                self.send_response(200)
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text.encode())
        http.server.ThreadingHTTPServer(("0.0.0.0", int(os.environ["PORT"])), Handler).serve_forever()
    """,
    "worker.py": """
        import os, time
        import redis
        cache = redis.Redis.from_url(os.environ["REDIS_URL"])
        while True:
            try:
                found = cache.blpop("todo", timeout=1)
            except redis.RedisError:
                time.sleep(0.1)
                continue
            if found:
                cache.sadd("done", "done-" + found[1].decode())
    """,
}
"""A small application with all that there is to lose: a web process, a worker, a release phase, two services."""


def until(condition, what: str, limit_s: float = LIMIT_S):
    """What `condition` returns as soon as it is true; fails after `limit_s` seconds."""
    end = time.monotonic() + limit_s
    while True:
        found = condition()
        if found:
            return found
        assert time.monotonic() < end, f"not within {limit_s:g} s: {what}"
        time.sleep(0.02)


def gone(pid: int) -> bool:
    """Whether a process has ended (a zombie has)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


class Project:
    """One project of the test. `environment` is added to that of every command."""

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()
        self.id = project_id(self.path)
        self.environment: dict[str, str] = {}
        self.world = real_world()
        self.started: list[subprocess.Popen[str]] = []

    def write(self, files: dict[str, str]) -> None:
        for name, content in files.items():
            target = self.path / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(dedent(content).lstrip("\n"))

    def replace(self, name: str, old: str, new: str) -> None:
        text = (self.path / name).read_text()
        assert old in text
        (self.path / name).write_text(text.replace(old, new))

    def argv(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "mainstay", "-C", str(self.path), *words]

    def surroundings(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("MAINSTAY_")}
        return {**kept, "NO_COLOR": "1", **self.environment}

    def start(self, *words: str, **options) -> subprocess.Popen[str]:
        """A command that goes on beside the test."""
        pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        self.started.append(subprocess.Popen(self.argv(*words), env=self.surroundings(), **{**pipes, **options}))
        return self.started[-1]

    def run(self, *words: str, code: int | None = 0) -> subprocess.CompletedProcess[str]:
        """A command to its end; fails unless it ends with `code` (None: whatever)."""
        done = subprocess.run(
            self.argv(*words),
            env=self.surroundings(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=COMMAND_LIMIT_S,
            check=False,
        )
        told = f"mainstay {' '.join(words)} ended with {done.returncode}\n{done.stdout}\n{done.stderr}"
        assert code is None or done.returncode == code, told
        return done

    def json(self, *words: str, code: int | None = 0):
        return json.loads(self.run(*words, "--json", code=code).stdout)

    def up(self, *words: str):
        """`mainstay up`; what it reports."""
        return self.json("up", *words)

    def refused(self, *words: str, code: int) -> str:
        """What a command says that must fail with `code`: paragraphs of our form, with a hint."""
        told = self.run(*words, code=code).stderr
        assert "\n\nhint: " in told, told
        assert "\nTraceback" not in told, told
        return told[told.rindex("] ") :] if told.startswith("[") else told

    def ps(self) -> dict[str, dict]:
        """What `mainstay ps` shows, by instance (asked in this process, which is quicker)."""
        table = asyncio.run(mainstay.ps(mainstay.open_context(self.path)))
        return {row["instance"]: row for row in table.objects()}

    def url(self, service: str = "web") -> str:
        with self.ledger() as ledger:
            return f"http://localhost:{ledger.current('network')[f'port/{service}']['port']}"

    def ask(self, path: str = "/", *, method: str = "GET", service: str = "web", headers: dict | None = None):
        """(status, body) of one request; raises `OSError` or `HTTPException` where there is no answer."""
        where = urlsplit(self.url(service))
        connection = http.client.HTTPConnection("127.0.0.1", where.port, timeout=10)
        try:
            connection.request(method, path, headers=headers or {})
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def body(self, path: str = "/", **options) -> str:
        """The body of an answer that must be 200."""
        status, body = self.ask(path, **options)
        assert status == 200, body
        return body

    def answers(self, path: str = "/", **options) -> str:
        """The body of an answer of 200, or "" where there is another or none."""
        try:
            status, body = self.ask(path, **options)
        except (OSError, http.client.HTTPException):
            return ""
        return body if status == 200 else ""

    def ledger(self):
        return _Closing(open_ledger(self.path / ".mainstay" / "ledger.db", self.id, lambda: 0.0))

    def supervisor(self) -> int | None:
        """The supervisor's process id."""
        words = ["-C", str(self.path), "supervise"]
        found = [pid for pid, argv in commands().items() if argv[-3:] == words]
        assert len(found) <= 1, found
        return found[0] if found else None

    def marked(self) -> set[int]:
        """Processes that carry the mark of this project."""
        host = self.world.host
        return {
            entry.pid
            for entry in host.processes()
            if host.environment_of(entry.pid).get("MAINSTAY_PROJECT") == self.id and not gone(entry.pid)
        }

    def orphans(self) -> set[int]:
        """Processes of this project, by mark or by words, that do not descend from its supervisor."""
        named = {pid for pid, argv in commands().items() if any(f"{self.path}/" in word for word in argv)}
        found = self.marked() | named
        supervisor = self.supervisor()  # asked last: what it starts meanwhile is no orphan
        family = {entry.pid for entry in self.world.host.tree(supervisor)} if supervisor else set()
        return {pid for pid in found - family if not gone(pid)}

    def cut_power(self) -> None:
        """End everything of the project at once."""
        supervisor = self.supervisor()
        for pid in [*([supervisor] if supervisor else []), *self.marked()]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def clear_up(self) -> None:
        """Leave nothing behind, whatever state it is in; quicker than `down`."""
        for command in self.started:
            if command.poll() is None:  # the test failed while it ran
                command.kill()
                command.communicate()
        if not (self.path / ".mainstay").exists():
            return
        self.cut_power()
        until(lambda: not self.orphans(), "nothing is left")
        shutil.rmtree(self.path / ".mainstay", ignore_errors=True)
        shutil.rmtree(f"/tmp/mainstay-{os.getuid()}-{self.id}", ignore_errors=True)


class _Closing:
    """A ledger that is closed at the end of a `with`."""

    def __init__(self, ledger) -> None:
        self._ledger = ledger

    def __enter__(self):
        return self._ledger

    def __exit__(self, *error) -> None:
        self._ledger.close()


def commands() -> dict[int, list[str]]:
    """The command lines of all processes."""
    found: dict[int, list[str]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            try:
                words = (folder / "cmdline").read_bytes()
            except OSError:
                continue
            found[int(folder.name)] = words.decode(errors="replace").split("\0")[:-1]
    return found


@pytest.fixture(scope="module")
def make_project(tmp_path_factory):
    """Makes projects that leave nothing behind: `make_project(files)`."""
    made: list[Project] = []

    def make(files: dict[str, str] | None = None, path: Path | None = None) -> Project:
        project = Project(path or tmp_path_factory.mktemp("project"))
        project.write(files or {})
        made.append(project)
        return project

    yield make
    for project in made:
        project.clear_up()


@pytest.fixture(scope="session")
def shop_files():
    return SHOP


@pytest.fixture(scope="session")
def wait():
    return until
