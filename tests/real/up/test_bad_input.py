"""What cannot work is told in one paragraph with a hint, exit code 2, and nothing is half-started."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.real, pytest.mark.slow]

WEB = """
    import http.server, os
    Handler = http.server.SimpleHTTPRequestHandler
    http.server.ThreadingHTTPServer(("0.0.0.0", int(os.environ["PORT"])), Handler).serve_forever()
"""
GOOD = {"Procfile": "web: python web.py\n", "requirements.txt": "", "web.py": WEB, "index.html": "<h1>fine</h1>"}
root_only = pytest.mark.skipif(os.getuid() != 0, reason="only root may mount a small disk")


def check_nothing_started(project) -> None:
    assert project.marked() == set()
    assert project.supervisor() is None
    assert project.orphans() == set()


def told(project, *words: str) -> str:
    """The one paragraph (and its hint) that the refusal consists of; nothing was started."""
    message = project.refused(*(words or ("up",)), code=2)
    check_nothing_started(project)
    paragraph, _, hint = message.partition("\n\nhint: ")
    assert paragraph.endswith((".", ":")), message
    assert hint.strip()
    return message


def test_an_empty_folder(make_project):
    message = told(make_project())
    assert "hint: " in message


def test_a_folder_that_is_not_there(make_project):
    project = make_project()
    assert "does not exist" in told(project, "up", "nowhere")
    (project.path / "file").write_text("")
    assert "is a file" in told(project, "up", "file")


@pytest.mark.parametrize(
    ("manifest", "expected"),
    [
        ("services:\n  web:\n    comand: python web.py\n", "mainstay.yaml:3"),
        ("servces:\n  web: {}\n", "services"),
        ("services: [\n", "mainstay.yaml:"),
        ("services:\n  web: {port: eighty}\n", "mainstay.yaml:2"),
    ],
)
def test_a_broken_manifest(make_project, manifest, expected):
    project = make_project({**GOOD, "mainstay.yaml": manifest})
    message = told(project)
    assert expected in message
    if "comand" in manifest:
        assert "command" in message.replace("comand", ""), "the nearest key is named"
    assert not (project.path / ".mainstay").exists(), "nothing is written before it is understood"


@pytest.mark.parametrize(
    "files",
    [
        {"Procfile": "web: python web.py\nweb: python other.py\n"},
        {"mainstay.yaml": "services:\n  web: {command: python web.py}\n  web: {command: python other.py}\n"},
    ],
    ids=["Procfile", "mainstay.yaml"],
)
def test_two_processes_of_one_name(make_project, files):
    message = told(make_project({**GOOD, **files}))
    assert "web" in message
    assert f"{next(iter(files))}:" in message


PROJECT = """
    [project]
    name = "x"
    version = "1"
    requires-python = ">=3.11"
"""


@pytest.mark.parametrize(
    "files",
    [
        {"requirements.txt": "mainstay-has-no-such-package==1.0\n"},
        {"requirements.txt": "redis==5.2.1\nredis==5.0.0\n"},
        {"pyproject.toml": PROJECT, "uv.lock": "not a lock\n"},
    ],
    ids=["no such package", "contradiction", "broken lock"],
)
def test_a_lock_file_that_does_not_install(make_project, files):
    project = make_project({**GOOD, **files})
    if "uv.lock" in files:
        (project.path / "requirements.txt").unlink()
    told(project)
    releases = project.path / ".mainstay" / "releases"
    assert not releases.exists() or list(releases.iterdir()) == []
    # Nothing stands in the way of the next attempt.
    shutil.rmtree(project.path / ".mainstay")
    for name in ("uv.lock", "pyproject.toml"):
        (project.path / name).unlink(missing_ok=True)
    project.write(GOOD)
    project.up()
    assert "fine" in project.body()


@pytest.mark.parametrize(("mode", "expected"), [(0o000, "permission is denied"), (0o555, "must be writable")])
def test_a_folder_without_permission(make_project, mode, expected):
    project = make_project(GOOD)
    project.path.chmod(mode)
    try:
        message = as_ordinary_user(project)
        assert expected in message
        assert "\n\nhint: " in message
    finally:
        project.path.chmod(0o755)
    check_nothing_started(project)
    assert not (project.path / ".mainstay").exists()


def as_ordinary_user(project) -> str:
    """What `up` says to somebody for whom permissions hold; it must refuse with exit code 2."""
    mighty = "-dac_override,-dac_read_search"
    change = ["setpriv", f"--bounding-set={mighty}", f"--inh-caps={mighty}"] if os.getuid() == 0 else []
    argv = [*change, sys.executable, "-m", "mainstay", "up", str(project.path)]
    environment = project.surroundings()
    done = subprocess.run(argv, env=environment, cwd="/", capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2, done.stderr
    return done.stderr


@pytest.fixture
def small_disk(make_project):
    """Makes a project whose `.mainstay` lies on a disk of its own: `small_disk(kib)`."""
    mounted: list[Path] = []

    def make(kib: int):
        project = make_project(GOOD)
        home = project.path / ".mainstay"
        home.mkdir(mode=0o700)
        argv = ["mount", "-t", "tmpfs", "-o", f"size={kib}k,mode=700", "tmpfs", str(home)]
        if subprocess.run(argv, capture_output=True, check=False).returncode:
            pytest.skip("no disk can be mounted here")
        mounted.append(home)
        return project

    yield make
    for home in mounted:
        subprocess.run(["umount", "--lazy", str(home)], check=True)


@root_only
@pytest.mark.parametrize("kib", [16, 64, 200, 1000])
def test_a_full_disk(small_disk, kib):
    """Wherever it happens to run full: at the ledger, at the log of the supervisor, or in the middle of a build."""
    project = small_disk(kib)
    project.write({"large.bin": "x" * 1_500_000})
    message = told(project)
    assert "disk" in message, message
    assert "full" in message or "space" in message, message


@root_only
def test_a_disk_that_runs_full_while_a_release_is_made(small_disk):
    project = small_disk(60_000)
    project.up()
    project.write({"large.bin": "x" * 80_000_000})
    message = project.refused("up", code=2)
    assert "space" in message or "full" in message, message
    assert "fine" in project.body(), "what served before serves on"
    (project.path / "large.bin").unlink()
    project.replace("index.html", "fine", "better")
    project.up()
    assert "better" in project.body()
    project.run("down")
