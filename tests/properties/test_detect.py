"""detect never fails with anything but a clear error, gives equal bytes for equal files, and reads what it writes."""

# ruff: noqa: E501 - lists of words

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mainstay.detect import detect, manifest_text
from mainstay.model.errors import MainstayError
from mainstay.model.intent import (
    Binding,
    Bucket,
    Build,
    Cache,
    Database,
    Engine,
    FromFile,
    Generated,
    Intent,
    Job,
    Literal,
    Mail,
    PackageManager,
    Property,
    Queue,
    Runtime,
    Schedule,
    Secret,
    Service,
    Setting,
    Site,
    Topic,
    Trigger,
    Use,
)
from mainstay.model.value import encode

pytestmark = pytest.mark.slow

NAMES = [
    "Procfile", "compose.yaml", "render.yaml", "app.json", "railway.json", "fly.toml", "nixpacks.toml", "heroku.yml", "Dockerfile",
    "requirements.txt", "pyproject.toml", "Pipfile", "uv.lock", "package.json", "yarn.lock", "angular.json", "tsconfig.json", ".nvmrc",
    "runtime.txt", ".env", ".env.example", "manage.py", "app.py", "main.py", "site/settings.py", "site/wsgi.py", "server.js", "src/index.ts",
    "web/page.tsx", "index.html", "Staticfile", "start.sh", "mainstay.yaml", "pnpm-workspace.yaml", "backend/app.py",
]  # fmt: skip
WORDS = [
    "web: make run\n", "release: ./start.sh\n", "services:\n", "  web:\n", "    build: .\n", "    image: redis\n", "    command: [a, b]\n", "  - type: web\n",
    "    environment: {A: 'redis://redis:6379/x'}\n", "import os, redis, boto3\n", "x = os.environ['DATABASE_URL']\n", "redis.Redis(host='redis')\n",
    "app = Flask(__name__)\n", "from flask import Flask\n", "# mainstay: persist\n", "# mainstay: expose\n", "X = 'data'\n", "def f(a=1): pass\n", "const a = process.env.X || 'y';\n",
    "app.listen(3000);\n", "// mainstay: queue\n", '{"scripts": {"start": "node x", "build": "vite"}, "dependencies": {"vite": "1", "pg": 3}}', "FROM python:3.11\n", "CMD [\"a\", 1]\n",
    "ENTRYPOINT x\n", "[project]\nname='x'\n", "[tool.poetry.dependencies]\npython='^3'\n", "flask\ngunicorn\n", "-r requirements.txt\n", "<<: *x\n", "&x {a: *x}\n", "\t", "'", '"', "{", "]", "\\\n",
    "exec \"$@\"\n", "if x; then\n", "fi\n", "\0", "é🦊\u2028", "DATABASES = {'default': {'ENGINE': 'django.db.backends.postgresql', 'NAME': BASE_DIR / 'x'}}\n", "BASE_DIR = Path(__file__).parents[1]\n",
    "ALLOWED_HOSTS = [f'{X}.y']\n", "builds: {a: {runtime: python}}\n", "remove: true\n", "env: {A_KEY: b}\n",
]  # fmt: skip
CONTENT = st.one_of(
    st.lists(st.sampled_from(WORDS), max_size=8).map("".join),
    st.text(max_size=60),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda inner: st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["services", "web", "build", "image", "env", "scripts", "start", "command", "ports", "envVars", "type", "name", "dependencies", "workspaces", "processes", "databases", "uses"]),
            inner,
            max_size=4,
        ),
        max_leaves=12,
    ).map(json.dumps),
)  # fmt: skip
REPOSITORIES = st.dictionaries(st.sampled_from(NAMES), CONTENT, min_size=1, max_size=7)


def written(files: dict[str, str], root: Path) -> Path:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
    return root


def outcome(root: Path) -> bytes:
    try:
        return encode(detect(root, application="x"))
    except MainstayError as error:
        return str(error).replace(str(root), "").encode()


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(files=REPOSITORIES)
def test_only_clear_errors_and_equal_bytes(files: dict[str, str]):
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as two:
        first = outcome(written(files, Path(one)))
        backwards = dict(reversed(files.items()))
        assert outcome(written(backwards, Path(two))) == first


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(files=REPOSITORIES)
def test_what_is_written_is_read_back(files: dict[str, str]):
    with tempfile.TemporaryDirectory() as folder:
        root = written({n: t for n, t in files.items() if n != "mainstay.yaml"}, Path(folder))
        try:
            intent = detect(root)
        except MainstayError:
            return
        (root / "mainstay.yaml").write_text(manifest_text(intent))
        assert plain(detect(root)) == plain(intent)


def plain(value: object) -> object:
    """A value without evidence and notes."""

    if isinstance(value, msgspec.Struct):
        fields = msgspec.structs.asdict(value)
        return {"": type(value).__name__} | {k: plain(v) for k, v in fields.items() if k not in {"evidence", "notes"}}
    return [plain(v) for v in value] if isinstance(value, tuple) else value


TEXT = st.text(min_size=1, max_size=20).filter(lambda t: t.isprintable() and t.strip())
ANY = st.text(max_size=20).filter(lambda t: all(not 0xD800 <= ord(c) <= 0xDFFF for c in t))
NAME = st.from_regex(r"[a-z][a-z0-9]{0,8}(-[a-z0-9]{1,4})?", fullmatch=True)
VARIABLE = st.from_regex(r"[A-Z][A-Z0-9_]{0,12}", fullmatch=True)
FOLDER = st.from_regex(r"[a-z]{1,6}(/[a-z]{1,6})?", fullmatch=True)
GIVEN = st.one_of(
    st.just(Generated()),
    ANY.map(lambda t: Literal(text=t)),
    st.builds(FromFile, path=FOLDER, pointer=st.lists(ANY.filter(bool), min_size=1, max_size=3).map(tuple)),
)
PASSWORD = (
    st.none()
    | st.builds(FromFile, path=FOLDER, pointer=st.lists(TEXT, min_size=1, max_size=3).map(tuple))
    | st.just(Generated())
)


def several(what: st.SearchStrategy) -> st.SearchStrategy:
    return st.lists(what, max_size=3, unique=True).map(tuple)


@st.composite
def intents(draw: st.DrawFn) -> Intent:
    """Any Intent that detect could answer with."""
    names = draw(st.lists(NAME, min_size=4, max_size=9, unique=True))
    data = [draw(_data(n)) for n in names[2:]]
    uses = [d.name for d in data]
    build = Build(
        name="app",
        runtime=draw(st.sampled_from(Runtime)),
        directory=draw(st.just(".") | FOLDER),
        manager=draw(st.sampled_from(PackageManager)),
        manifests=draw(several(FOLDER)),
        requires=draw(st.sampled_from(["", ">=3.11", "3.10", "20.x", "20"])),
        strict=draw(st.booleans()),
        commands=draw(several(TEXT)),
        output=draw(st.just("") | FOLDER),
    )
    programs = [draw(_program(n, uses)) for n in names[:2]]
    components = sorted([*programs, *data], key=lambda c: c.name)
    return Intent(application=draw(NAME), builds=(build,), components=tuple(components))


@st.composite
def _program(draw: st.DrawFn, name: str, targets: list[str]) -> Service | Job | Schedule | Site:
    variables = draw(st.lists(VARIABLE, max_size=6, unique=True))
    bound = variables[:3]
    bindings = tuple(
        Binding(
            name=v,
            property=draw(st.sampled_from(Property)),
            scheme=draw(st.sampled_from(["", "postgresql+asyncpg"])),
            suffix=draw(ANY),
        )
        for v in sorted(bound)
    )
    chosen = sorted(draw(st.lists(st.sampled_from(targets), min_size=1, max_size=2, unique=True)))
    uses = tuple(Use(target=t, bindings=bindings if n == 0 else ()) for n, t in enumerate(chosen))
    if draw(st.booleans()):
        return Site(
            name=name, build="app", uses=uses, directory=draw(FOLDER), fallback=draw(ANY), hosts=draw(several(TEXT))
        )
    shared = {
        "name": name,
        "uses": uses,
        "build": "app",
        "command": draw(TEXT),
        "directory": draw(st.just(".") | FOLDER),
        "settings": tuple(Setting(name=v, value=draw(GIVEN)) for v in sorted(variables[3:])),
        "persist": draw(several(FOLDER)),
        "memory_mib": draw(st.none() | st.integers(1, 9999)),
        "stop_signal": draw(st.sampled_from(["TERM", "INT"])),
    }
    sort = draw(st.integers(0, 2))
    if sort == 0:
        return Job(**shared, trigger=draw(st.sampled_from(Trigger)))
    if sort == 1:
        return Schedule(**shared, cron=draw(st.sampled_from(["0 3 * * *", "*/5 * * * 1-5"])))
    return Service(
        **shared,
        public=draw(st.booleans()),
        listens=draw(st.booleans()),
        port=draw(st.none() | st.integers(1, 65535)),
        replicas=draw(st.integers(0, 9)),
        health_path=draw(st.from_regex(r"/[a-z?=/]{0,12}", fullmatch=True)),
        hosts=draw(several(TEXT)),
        hostnames=draw(several(TEXT)),
    )


@st.composite
def _data(draw: st.DrawFn, name: str) -> object:
    kind = draw(st.sampled_from([Database, Cache, Queue, Topic, Bucket, Secret, Mail]))
    more: dict[str, object] = {"hostnames": draw(several(TEXT))}
    if kind is Database:
        more |= {
            "engine": draw(st.sampled_from(Engine)),
            "user": draw(ANY),
            "database": draw(ANY),
            "password": draw(PASSWORD),
        }
    elif kind is Cache:
        more |= {"authenticated": draw(st.booleans()), "password": draw(PASSWORD)}
    elif kind is Queue:
        more["fifo"] = draw(st.booleans())
    elif kind is Secret:
        more["value"] = draw(GIVEN)
    return kind(name=name, **more)


@settings(max_examples=60, deadline=None)
@given(intent=intents())
def test_any_intent_can_be_written_and_read(intent: Intent):
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "mainstay.yaml").write_text(manifest_text(intent))
        assert plain(detect(Path(folder))) == plain(intent)


PROGRAM = """
import sys
from pathlib import Path
from mainstay.detect import detect, manifest_text
from mainstay.model.value import encode
for root in sorted(Path(sys.argv[1]).iterdir()):
    found = detect(root)
    sys.stdout.write(encode(found).decode() + manifest_text(found))
"""


def test_equal_bytes_under_any_hash_seed(tmp_path: Path):
    golden = Path(__file__).parents[1] / "golden" / "detect"
    for case in sorted(golden.glob("*/input")):
        shutil.copytree(case, tmp_path / case.parent.name)
    seen = {
        subprocess.run(
            [sys.executable, "-c", PROGRAM, str(tmp_path)],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "4711")
    }
    assert len(seen) == 1
