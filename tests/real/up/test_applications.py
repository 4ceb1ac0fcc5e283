"""Applications of several kinds, and several applications on one machine."""

import json
import shutil
import socket
import sqlite3
from pathlib import Path

import pytest

pytestmark = [pytest.mark.real, pytest.mark.slow]

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"

HIT_COUNTER = {
    "compose.yaml": """
        services:
          web:
            build: .
            ports: ["8000:5000"]
          redis:
            image: redis:alpine
    """,
    "Dockerfile": """
        FROM python:3.11-alpine
        WORKDIR /code
        COPY requirements.txt requirements.txt
        RUN pip install -r requirements.txt
        COPY . .
        CMD ["python", "app.py"]
    """,
    "requirements.txt": "redis==5.2.1\n",
    "app.py": """
        import http.server
        import redis
        NAME = "first"
        cache = redis.Redis(host="redis", port=6379)
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200)
                self.end_headers()
                self.wfile.write(f"{NAME} {cache.incr('hits')}".encode())
            def log_message(self, *words):
                pass
        http.server.ThreadingHTTPServer(("0.0.0.0", 5000), Handler).serve_forever()
    """,
}
"""As in many a repository: the port and the name of the cache are written into the code."""

PAIR = {
    "Procfile": "web: python serve.py front\n",
    "mainstay.yaml": """
        services:
          web: {uses: {api: {API_URL: url}}}
          api: {command: python serve.py api, listens: true, build: app}
          admin: {command: python serve.py admin, public: true, listens: true, build: app}
    """,
    "requirements.txt": "",
    "serve.py": """
        import http.server, os, sys, urllib.request
        NAME = sys.argv[1]
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                text = NAME
                if NAME == "front" and "API_URL" in os.environ:
                    text += " and " + urllib.request.urlopen(os.environ["API_URL"]).read().decode()
                self.send_response(200)
                self.end_headers()
                self.wfile.write(text.encode())
        http.server.ThreadingHTTPServer(("0.0.0.0", int(os.environ["PORT"])), Handler).serve_forever()
    """,
}


@pytest.fixture
def example(make_project, tmp_path):
    """A copy of one of the examples."""

    def copy(name: str):
        target = tmp_path / name
        made = shutil.ignore_patterns(".mainstay", "node_modules", "__pycache__")
        shutil.copytree(EXAMPLES / name, target, ignore=made)
        return make_project(path=target)

    return copy


def hits(project) -> int:
    name, _, count = project.body().partition(" ")
    assert name == ("second" if '"second"' in (project.path / "app.py").read_text() else "first")
    return int(count)


def test_two_applications_with_the_same_port_and_hostname(make_project):
    first = make_project(HIT_COUNTER)
    second = make_project(HIT_COUNTER)
    second.replace("app.py", '"first"', '"second"')
    first.up()
    second.up()
    assert first.url() != second.url()
    begun = hits(first), hits(second)
    assert [hits(first) for _ in range(5)] == [begun[0] + n for n in range(1, 6)]
    assert hits(second) == begun[1] + 1, "each has a cache of its own"
    # What happens to one does not touch the other.
    first.run("down")
    assert hits(second) == begun[1] + 2
    first.up()
    assert hits(first) > begun[0] + 5
    second.run("down", "--destroy-data", "--yes")
    assert first.orphans() == set()
    assert hits(first) > begun[0] + 6


def test_several_services(make_project):
    project = make_project(PAIR)
    report = project.up()
    assert set(report["urls"]) == {"web", "admin"}, "the third is for the application alone"
    assert project.body() == "front and api"
    assert project.body(service="admin") == "admin"
    assert project.orphans() == set()


def test_a_port_that_is_asked_for(example):
    project = example("static-site")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        message = project.refused("up", "--port", str(port), code=2)
        assert str(port) in message
        assert "another program listens" in message
        assert project.marked() == set()
        assert project.supervisor() is None
    assert project.up("--port", str(port))["urls"] == {next(iter(project.up()["urls"])): f"http://localhost:{port}"}
    (name,) = project.up()["urls"]
    assert "<h1" in project.body(service=name)
    # While it was down, somebody else took the port that people know.
    project.run("down")
    with socket.create_server(("127.0.0.1", port)):
        message = project.refused("up", code=2)
        assert f"mainstay up --port {port + 1}" in message
        assert project.marked() == set()
    project.up()
    assert "<h1" in project.body(service=name)


def test_a_static_site(example):
    project = example("static-site")
    (name,) = project.up()["urls"]
    assert "<h1" in project.body(service=name)
    assert project.ask("/about", service=name)[0] == 200
    assert project.ask("/nothing-here", service=name)[0] == 404
    assert project.ask("/.mainstay/vault.json", service=name)[0] == 404
    assert project.ask("/../.mainstay/vault.json", service=name)[0] in {400, 404}
    (project.path / "index.html").write_text("<h1>Second</h1>")
    project.up()
    assert "Second" in project.body(service=name)


def test_an_annotated_program(example):
    project = example("annotated")
    (name,) = project.up()["urls"]
    assert "Guest book" in project.body(service=name)
    signed = project.run(
        "run",
        "python",
        "-c",
        "import guestbook as g; c = g.database(); "
        "c.execute(\"INSERT INTO entries VALUES ('Ada', 'was here', '2026')\"); c.commit()",
    )
    assert signed.returncode == 0
    assert "Ada" in project.body(service=name)
    (project.path / "guestbook.py").write_text((project.path / "guestbook.py").read_text() + "\n# changed\n")
    assert project.up()["release"] == 2
    assert "Ada" in project.body(service=name), "the folder outlives releases"
    with sqlite3.connect(next((project.path / ".mainstay" / "persist").rglob("guestbook.db"))) as connection:
        assert connection.execute("SELECT name FROM entries").fetchall() == [("Ada",)]
    connection.close()
    running = project.ps()
    assert {row["release"] for row in running.values()} == {None, 2}
    assert len(running) == 4, "the site, its clock, the router and the status page"


def test_a_node_application(example):
    project = example("node-notes")
    (name,) = project.up()["urls"]
    assert json.loads(project.body("/notes", service=name)) == []
    assert project.ps()["router"]["state"] == "ready"
    project.replace("server.js", '"/notes"', '"/all-notes"')
    assert project.up()["release"] == 2
    assert json.loads(project.body("/all-notes", service=name)) == []
    assert project.ask("/notes", service=name)[0] == 404
    assert project.orphans() == set()
