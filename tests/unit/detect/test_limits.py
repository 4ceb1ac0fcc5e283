"""What cannot be read, built or provided: each a clear error. And what is not looked at."""

# ruff: noqa: E501 - one case a line

import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from mainstay.detect import detect
from mainstay.detect.tree import scan
from mainstay.model.errors import ExitCode, MainstayError


def test_a_missing_folder(tmp_path: Path):
    with pytest.raises(MainstayError, match="must be a folder, but there is nothing"):
        detect(tmp_path / "nowhere")


def test_a_file(tmp_path: Path):
    (tmp_path / "x").write_text("")
    with pytest.raises(MainstayError, match="must be a folder, but it is a file"):
        detect(tmp_path / "x")


def test_an_empty_folder(tmp_path: Path):
    with pytest.raises(MainstayError, match="must hold an application, but the folder is empty") as caught:
        detect(tmp_path)
    assert caught.value.exit_code is ExitCode.USAGE


@pytest.fixture
def unprivileged() -> Iterator[None]:
    """Not root, for a while: root may read everything."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(65534)
    yield
    os.seteuid(before)


@pytest.mark.parametrize("mode", [0o000, 0o100])
@pytest.mark.usefixtures("unprivileged")
def test_a_folder_without_permission(mode: int):
    folder = Path(tempfile.mkdtemp(prefix="closed-"))
    inner = folder / "inner"
    inner.mkdir()
    folder.chmod(mode)
    try:
        for closed in (folder, inner) if not mode else (folder,):
            with pytest.raises(MainstayError, match="must be a folder that you may read, but permission is denied"):
                detect(closed)
    finally:
        folder.chmod(0o700)
        inner.rmdir()
        folder.rmdir()


FLASK = {"app.py": "from flask import Flask\napp = Flask(__name__)\n", "requirements.txt": "flask\ngunicorn\n"}
PACKAGE = json.dumps({"dependencies": {"express": "4"}, "scripts": {"start": "node s.js"}})


@pytest.mark.parametrize(
    ("files", "where", "found"),
    [
        ({"package.json": PACKAGE.replace('"express"', '"@prisma/client"')}, "package.json:1", "Prisma is not supported"),
        (FLASK | {"requirements.txt": "flask\ngit+https://token@github.com/x/y.git@main#egg=tool\n"}, "requirements.txt:2", "tool is installed from git+https://github.com/x/y.git@main#egg=tool: a dependency on a git repository is not supported"),
        (FLASK | {"requirements.txt": "flask\ntool @ git+https://github.com/x/y\n"}, "requirements.txt:2", "tool is installed from git+https://github.com/x/y"),
        (FLASK | {"requirements.txt": "", "pyproject.toml": "[project]\nname='x'\ndependencies=['flask', 'tool']\n[tool.uv.sources]\ntool = {git='https://github.com/x/y'}\n", "uv.lock": ""}, "pyproject.toml:5", "tool is installed from https://github.com/x/y"),
        ({"package.json": PACKAGE.replace('"4"', '"github:x/y"')}, "package.json:1", "express is installed from github:x/y"),
        (FLASK | {"app.py": "import pymongo\n" + FLASK["app.py"]}, "app.py:1", "the code imports pymongo: MongoDB is not supported"),
        (FLASK | {"app.py": "from kafka import KafkaProducer\n" + FLASK["app.py"]}, "app.py:1", "Kafka is not supported"),
        (FLASK | {"app.py": "import pika\n" + FLASK["app.py"]}, "app.py:1", "RabbitMQ is not supported"),
        (FLASK | {"app.py": "url = 'mysql+pymysql://u:p@db/x'\n" + FLASK["app.py"]}, "app.py:1", "MySQL is not supported"),
        (FLASK | {"app.py": "url = 'amqp://guest@localhost//'\n" + FLASK["app.py"]}, "app.py:1", "RabbitMQ is not supported"),
        ({"package.json": PACKAGE, "s.js": "const m = require('mongoose');"}, "s.js:1", "the code imports mongoose: MongoDB is not supported"),
        (FLASK | {"compose.yaml": "services:\n  web: {build: ., depends_on: [m], ports: ['1:80']}\n  m: {image: 'mongo:7'}\n"}, "compose.yaml:3", "the compose service `m` is MongoDB"),
        (FLASK | {"app.json": '{"addons": ["cloudamqp"]}'}, "app.json:1", "the add-on cloudamqp is RabbitMQ"),
        ({"go.mod": "module x\n"}, "go.mod", "it is written in Go, for which there is no builder"),
        ({"Gemfile": "", "package.json": json.dumps({"devDependencies": {"vite": "5"}, "scripts": {"build": "vite build"}})}, "Gemfile", "it is written in Ruby"),
        ({"src/Program.cs": "", "src/x.csproj": ""}, "src/x.csproj", "it is written in .NET"),
        (FLASK | {"Procfile": "web: bundle exec puma\n"}, "Procfile:1", "`bundle exec puma` is Ruby, for which there is no builder"),
    ],
)  # fmt: skip
def test_what_is_not_supported(refused, files, where, found):
    error = refused(files)
    assert error.where == where
    assert found in error.found
    assert error.hint
    assert "token" not in str(error)


@pytest.mark.parametrize(
    "files",
    [
        FLASK | {"requirements.txt": "flask\ngunicorn\namqp==5.1\nkombu==5.2\ncelery==5.2\nredis==4\npymongo==4\n"},
        FLASK | {"tests/test_app.py": "import pymongo, pika\n"},
        FLASK | {"compose.yaml": "services:\n  web: {build: ., ports: ['1:80']}\n  m: {image: 'mongo:7'}\n"},
        FLASK | {"requirements.txt": "flask\ngunicorn\nredis\ncelery\n", "app.py": FLASK["app.py"] + "import os\nb = os.environ.get('BROKER_URL', 'amqp://localhost')\n"},
        FLASK | {"app.py": FLASK["app.py"] + "import os, elasticsearch\ne = os.environ.get('ELASTICSEARCH_URL')\n"},
        {"package.json": json.dumps({"devDependencies": {"tool": "github:x/y"}, "scripts": {"start": "node s.js"}})},
    ],
)  # fmt: skip
def test_what_is_no_direct_evidence(found, files):
    assert "web" in found(files).names


def test_many_applications_are_told_apart(refused):
    error = refused({f"app{n}/main.py": "print()" for n in range(9)})
    assert "it holds 9 of them (app0, app1, app2, app3, …)" in error.found
    assert error.hint.endswith("`shop/app0`")


def test_nothing_to_start(refused):
    error = refused({"package.json": "{}"})
    assert error.found == "it is a Node project without a start command, a web application or a known entry file"


def test_a_single_folder_is_enough_and_is_told(found):
    intent = found({f"code/{name}": text for name, text in FLASK.items()} | {"README.md": ""})
    assert intent.build("code").directory == "code"
    assert intent.notes[0].text == "nothing to run is in the root: chosen was code/"


def test_backend_and_frontend_folders_are_two_builds(found):
    vite = json.dumps({"devDependencies": {"vite": "5"}, "scripts": {"build": "vite build", "dev": "vite"}})
    intent = found({f"backend/{name}": text for name, text in FLASK.items()} | {"frontend/package.json": vite})
    assert intent.component("backend").command == "gunicorn app:app --bind 0.0.0.0:$PORT"
    assert intent.component("frontend").directory == "frontend/dist"


def test_links_out_of_the_folder_are_not_followed(tmp_path: Path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.py").write_text("import os\nx = os.environ['OUTSIDE']\n")
    root = tmp_path / "app"
    root.mkdir()
    (root / "index.html").write_text("")
    (root / "alias.html").symlink_to(root / "index.html")
    (root / "leak.py").symlink_to(outside / "secret.py")
    (root / "folder").symlink_to(outside, target_is_directory=True)
    (root / "loop").symlink_to(root, target_is_directory=True)
    (root / "broken").symlink_to(root / "nothing")
    assert scan(root).files == ("alias.html", "index.html")


def test_folders_of_tools_and_large_files_are_skipped(tmp_path: Path):
    for name in (
        "node_modules/a.js",
        ".venv/a.py",
        "dist/a.js",
        ".git/config",
        ".mainstay/x",
        "__pycache__/x.py",
        "app.py",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    (tmp_path / "large.py").write_text("#" * (1024 * 1024 + 1))
    (tmp_path / "binary.py").write_bytes(b"\xff\xfe\x00")
    tree = scan(tmp_path)
    assert tree.files == ("app.py", "binary.py", "large.py")
    assert [tree.text(f) for f in tree.files] == ["x", "", ""]


def test_a_huge_folder_is_cut(repository):
    root = repository({f"{folder}/x{n}.txt": "" for n in range(9) for folder in ("a", "a/deep")})
    tree = scan(root, most=10)
    assert tree.cut
    assert len(tree.files) == 10
    assert sum("deep" in f for f in tree.files) == 1


def test_the_name_of_the_application(tmp_path: Path):
    root = tmp_path / "My_Web Shop!"
    root.mkdir()
    (root / "index.html").write_text("")
    assert detect(root).application == "my-web-shop"
    assert detect(root, application="other").application == "other"


def test_static_sites(found):
    assert found({"public/index.html": ""}).component("web").directory == "public"
    assert (
        found({"Staticfile": "root: html\npushstate: enabled\n", "html/index.html": ""}).component("web").fallback
        == "index.html"
    )
