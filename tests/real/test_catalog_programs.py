"""The stand-alone programs for applications: the static file server and the clock, as real processes."""

import contextlib
import http.client
import importlib.util
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from mainstay.catalog import schedule_argv
from mainstay.catalog.local.static_site import static_site_argv
from mainstay.model.program import resolved

pytestmark = [pytest.mark.real, pytest.mark.slow]

LIMIT_S = 20.0
ADDRESS = f"127.92.{os.getpid() % 250 + 1}.{os.getpid() // 250 % 250 + 1}"


def until(condition, what: str):
    end = time.monotonic() + LIMIT_S
    while time.monotonic() < end:
        if result := condition():
            return result
        time.sleep(0.02)
    raise AssertionError(f"not within {LIMIT_S} s: {what}")


def words(argv) -> list[str]:
    def tool(tool) -> str:
        return str(Path(importlib.util.find_spec(tool.package).submodule_search_locations[0], tool.path))

    return [resolved(word, secret=str, tool=tool, interpreter=sys.executable) for word in argv]


@contextlib.contextmanager
def started(argv, **options):
    with subprocess.Popen(words(argv), **options) as process:
        try:
            yield process
        finally:
            process.kill()


def get(path: str, kept: http.client.HTTPConnection | None = None) -> tuple[int, bytes]:
    with contextlib.closing(http.client.HTTPConnection(ADDRESS, 8000, timeout=5)) as fresh:
        connection = kept or fresh
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read()


def answers(path: str) -> bool:
    with contextlib.suppress(OSError):
        return get(path)[0] == 200
    return False


def test_a_site_is_served_until_it_is_told_to_stop(tmp_path):
    (tmp_path / "index.html").write_text("home")
    (tmp_path / ".env").write_text("SECRET=1")
    argv = static_site_argv(address=ADDRESS, port=8000, fallback="index.html")
    with started(argv, cwd=tmp_path) as process:
        until(lambda: answers("/"), "the site answers")
        kept = http.client.HTTPConnection(ADDRESS, 8000, timeout=5)
        assert get("/", kept) == (200, b"home")
        assert get("/any/page", kept) == (200, b"home")
        assert get("/.env", kept)[0] == 404
        (tmp_path / "index.html").write_text("changed")
        assert get("/", kept) == (200, b"changed")
        process.terminate()
        assert process.wait(LIMIT_S) in {0, -signal.SIGTERM}
        kept.close()


def test_a_site_without_its_folder_says_so(tmp_path):
    argv = [*words(static_site_argv(address=ADDRESS, port=8000)), "--root", str(tmp_path / "missing")]
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.strip() == f"{tmp_path / 'missing'} must be a folder, but there is none"


def test_a_schedule_runs_its_command_in_the_environment_of_the_application(tmp_path):
    # A broken PYTHONPATH is the application's business: our interpreter must not trip over it.
    (tmp_path / "asyncio.py").write_text("raise SystemExit('the application wins')")
    environment = {"PATH": "/usr/bin:/bin", "NAME": "shop", "PYTHONPATH": str(tmp_path)}
    argv = schedule_argv("* * * * * *", 'echo "$NAME $PYTHONPATH"; exit 3')
    with started(argv, env=environment, stdout=subprocess.PIPE, text=True) as process:
        lines = [process.stdout.readline() for _ in range(7)]
        process.terminate()
        assert process.wait(LIMIT_S) == 0
    assert lines.count(f"shop {tmp_path}\n") >= 2
    assert "schedule: ended with status 3\n" in lines


def test_a_schedule_that_is_stopped_lets_its_command_finish(tmp_path):
    trap = f"trap 'echo finished >> {tmp_path}/log; exit 0' TERM"
    script = f"{trap}; echo started >> {tmp_path}/log; while :; do sleep 0.05; done"
    with started(schedule_argv("* * * * * *", script), stdout=subprocess.DEVNULL) as process:
        log = tmp_path / "log"
        until(lambda: log.exists() and "started" in log.read_text(), "the command runs")
        process.terminate()
        assert process.wait(LIMIT_S) == 0
    assert log.read_text() == "started\nfinished\n"
