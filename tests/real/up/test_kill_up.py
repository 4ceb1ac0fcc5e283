"""`mainstay up` dies by kill -9 before every entry of its journal; the next one ends in the wanted state."""

import itertools
import shutil
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from mainstay.run.journal import PlanJournal

pytestmark = [pytest.mark.real, pytest.mark.slow]

SCRIPT = Path(__file__).with_name("killed_up.py")
LANES = 3
"""Projects that are killed side by side: most of the time goes into waiting."""

SMALL = {
    "Procfile": """
        release: python migrate.py
        web: python web.py
    """,
    "mainstay.yaml": """
        services:
          web: {uses: {cache: {REDIS_URL: url}}}
        caches:
          cache: {}
    """,
    "requirements.txt": "",
    "migrate.py": "print('migrated')",
    "web.py": """
        import http.server, os, socket
        from urllib.parse import urlsplit
        CACHE = urlsplit(os.environ["REDIS_URL"])
        def said(*words):
            return "".join([f"*{len(words)}\\r\\n", *(f"${len(word)}\\r\\n{word}\\r\\n" for word in words)]).encode()
        def asked(*words):
            with socket.create_connection((CACHE.hostname, CACHE.port)) as connection:
                for each in (("AUTH", CACHE.password), words):
                    connection.sendall(said(*each))
                    answer = connection.recv(65536)
                return answer.decode()
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200)
                self.end_headers()
                self.wfile.write(("v1 " + asked("LRANGE", "notes", "0", "-1")).encode())
            def do_POST(self):
                asked("RPUSH", "notes", self.path.strip("/"))
                self.do_GET()
        http.server.ThreadingHTTPServer(("0.0.0.0", int(os.environ["PORT"])), Handler).serve_forever()
    """,
}
"""Quick to start, so that its first release can be killed at every point."""


class Commands:
    """Carries out `mainstay up` in processes that are quickly made, and kills them."""

    def __init__(self) -> None:
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
        self._process = subprocess.Popen([sys.executable, str(SCRIPT)], text=True, **pipes)

    def killed(self, project, number: int) -> bool:
        """Whether `up` died before its entry `number`; it ends well where there is no such entry."""
        code = self._up(project, number)
        assert code in {0, -signal.SIGKILL}, (project.path / ".mainstay" / "up.log").read_text()
        return code != 0

    def up(self, project) -> None:
        """To its end."""
        assert self._up(project, 0) == 0, (project.path / ".mainstay" / "up.log").read_text()

    def _up(self, project, number: int) -> int:
        (project.path / ".mainstay").mkdir(mode=0o700, exist_ok=True)
        self._process.stdin.write(f"{number} {project.path}\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def end(self) -> None:
        self._process.kill()
        self._process.communicate()


@pytest.fixture
def commands():
    made = [Commands() for _ in range(LANES)]
    yield made
    for each in made:
        each.end()


def check_wanted(project, version: str, notes: list[str]) -> None:
    """All is as if nobody had ever been killed."""
    body = project.body()
    assert body.startswith(f"{version} ")
    assert all(note in body for note in notes), body
    # Everything but the status page, which nobody waits for.
    states = {name: row["state"] for name, row in project.ps().items() if name != "status-page"}
    assert set(states.values()) == {"ready"}, states
    with project.ledger() as ledger:
        assert PlanJournal(ledger).unfinished() is None
        live = ledger.history("release", limit=1)[0].body["number"]
        assert [s for s in states if s.startswith("web-")] == [f"web-1-r{live}"]
    assert project.orphans() == set()


def every_entry():
    return itertools.count(1)


def every_step():
    """Five entries come before the first step; then each step has two. Before the second, its effect is there."""
    return itertools.chain(range(1, 6), itertools.count(7, 2))


def in_lanes(series, points) -> int:
    """Run `series(lane, numbers)` in each lane; how many kills there were. Fails as the first lane does."""
    with ThreadPoolExecutor(LANES) as pool:
        numbers = [itertools.islice(points(), lane, None, LANES) for lane in range(LANES)]
        lanes = [pool.submit(series, lane, numbers[lane]) for lane in range(LANES)]
        return sum(lane.result() for lane in lanes)


@pytest.fixture
def strangers(tmp_path):
    """Processes of somebody else that look just like ours: the same words, marks of other projects."""
    (tmp_path / "web.py").write_text("import time\nwhile True: time.sleep(1)\n")
    shutil.copy(tmp_path / "web.py", tmp_path / "worker.py")
    marks = [{}, {}, {"MAINSTAY_PROJECT": "0123456789", "MAINSTAY_INSTANCE": "web-1-r1"}]
    argvs = [["python3", "web.py"], ["python3", "worker.py"], ["python3", "web.py"]]
    path = {"PATH": "/usr/bin:/bin"}
    started = [subprocess.Popen(argv, cwd=tmp_path, env=path | mark) for argv, mark in zip(argvs, marks, strict=True)]
    yield started
    for each in started:
        each.kill()
        each.wait()


def test_a_second_release_is_killed_at_every_entry(make_project, shop_files, commands, strangers):
    projects = [make_project(shop_files) for _ in range(LANES)]

    def series(lane: int, numbers) -> int:
        project, version, notes = projects[lane], "v1", []
        project.up()
        for kills, number in enumerate(numbers):
            notes.append(f"note{number}")
            assert project.ask(f"/{notes[-1]}", method="POST")[0] == 200
            before, version = version, f"v{number + 1}"
            project.replace("web.py", f'"{before}"', f'"{version}"')
            died = commands[lane].killed(project, number)
            assert project.body().split()[0] in {before, version}, f"killed before entry {number}"
            if number % 2:  # somebody has put the files right in the meantime
                project.replace("web.py", f'"{version}"', f'"{version}-again"')
                version += "-again"
            commands[lane].up(project)
            try:
                check_wanted(project, version, notes)
            except AssertionError as error:
                error.add_note(f"killed before entry {number}")
                raise
            if not died:
                return kills
        return 0

    assert in_lanes(series, every_entry) > 2 * 13
    assert [stranger.poll() for stranger in strangers] == [None] * len(strangers)


def test_a_first_release_is_killed_at_every_step(make_project, commands, strangers):
    def series(lane: int, numbers) -> int:
        for kills, number in enumerate(numbers):
            project = make_project(SMALL)
            died = commands[lane].killed(project, number)
            commands[lane].up(project)
            project.ask("/precious", method="POST")
            try:
                check_wanted(project, "v1", ["precious"])
            except AssertionError as error:
                error.add_note(f"killed before entry {number}")
                raise
            project.clear_up()
            if not died:
                return kills
        return 0

    assert in_lanes(series, every_step) > 14
    assert [stranger.poll() for stranger in strangers] == [None] * len(strangers)
