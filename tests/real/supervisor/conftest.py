"""A project with a supervisor of its own, as a separate process that can be killed."""

import asyncio
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from mainstay.model.intent import Build, Runtime
from mainstay.model.plan import StartInstance
from mainstay.model.program import BuiltRef, Program, SecretRef, text
from mainstay.run.local.builder import BuildInput, build_release
from mainstay.run.local.client import LocalPlatform
from mainstay.run.local.paths import ProjectPaths
from mainstay.store import FileVault, open_ledger
from mainstay.world.real import real_world

LIMIT_S = 40.0
SCRIPT = Path(__file__).with_name("supervise_project.py")

SERVER = """
import http.server, os, sys
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        status = int(os.environ.get("ANSWER", "200"))
        self.send_response(status)
        if status in (301, 302):
            self.send_header("Location", os.environ["LOCATION"])
        self.end_headers()
        self.wfile.write((os.environ.get("WHO", "") + " " + self.headers["Host"]).encode())
http.server.ThreadingHTTPServer((os.environ.get("BIND", ""), int(os.environ["PORT"])), Handler).serve_forever()
"""


def start(argv: list[str], log: Path | None = None, env: dict[str, str] | None = None) -> subprocess.Popen[bytes]:
    """A process of our own, outside of any supervisor."""
    with (log or Path(os.devnull)).open("ab") as out:
        return subprocess.Popen(argv, stdout=out, stderr=out, stdin=subprocess.DEVNULL, env=env, start_new_session=True)


class Rig:
    """One project. `user` runs the supervisor as another user (as root only)."""

    def __init__(self, project: Path, user: str = "") -> None:
        self.user = user
        self.runtime = Path(tempfile.mkdtemp(prefix="mst-"))
        self.paths = ProjectPaths(project=project, id=secrets.token_hex(5), runtime=self.runtime)
        project.mkdir(parents=True, exist_ok=True)
        self.paths.home.mkdir(mode=0o700)
        if user:
            for path in (project, self.paths.home, self.runtime):
                shutil.chown(path, user)
        self.world = real_world()
        self.platform = LocalPlatform(self.paths, self.world)
        self.vault = FileVault(self.paths.vault)
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def ledger(self):
        return open_ledger(self.paths.ledger, self.paths.id, self.world.clock.now)

    def secret(self, component: str, name: str, value: str) -> SecretRef:
        ref = SecretRef(component=component, name=name)
        self.vault.put(ref, value)
        return ref

    async def up(self, **environment: str) -> None:
        arguments = [str(self.paths.project), self.paths.id, str(self.runtime)]
        change = ["setpriv", "--reuid", self.user, "--regid", "nogroup", "--clear-groups"] if self.user else []
        self.process = start(
            [*change, sys.executable, str(SCRIPT), *arguments],
            self.paths.project / "supervisor.log",
            os.environ | environment,
        )
        await self.platform.wait_until_up(LIMIT_S)

    async def kill(self) -> None:
        """End the supervisor as a power cut would."""
        self.process.kill()
        await asyncio.to_thread(self.process.wait)

    async def down(self) -> None:
        if self.process and self.process.poll() is None:
            await self.platform.shutdown()
            await asyncio.to_thread(self.process.wait, LIMIT_S)

    def log(self) -> str:
        return (self.paths.project / "supervisor.log").read_text()

    async def ready(self, program: Program, name: str = "web.1", *, release: int = 0):
        await self.platform.start(
            StartInstance(instance=name, resource=name.partition(".")[0], release=release, program=program)
        )
        return await self.platform.await_ready(name)

    async def status(self, name: str = "web.1"):
        return next((status for status in await self.platform.status() if status.instance == name), None)

    def lines(self, name: str = "web.1") -> list[str]:
        return [line.text for line in self.ledger.lines(limit=1_000_000) if line.instance == name]

    def marked(self) -> list[int]:
        host = self.world.host
        return [
            entry.pid
            for entry in host.processes()
            if host.environment_of(entry.pid).get("MAINSTAY_PROJECT") == self.paths.id
        ]

    async def until(self, condition, what: str, limit_s: float = LIMIT_S):
        end = time.monotonic() + limit_s
        while time.monotonic() < end:
            result = condition()
            if asyncio.iscoroutine(result):
                result = await result
            if result:
                return result
            await asyncio.sleep(0.02)
        raise AssertionError(f"not within {limit_s} s: {what}\n{self.log()}")

    def clear_up(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        for pid in self.marked():
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        for group in self.world.host.memory_groups.leftover(self.paths.id):
            self.world.host.memory_groups.drop(group)
        shutil.rmtree(self.runtime, ignore_errors=True)


@pytest.fixture
async def rig(tmp_path):
    made = Rig(tmp_path / "project")
    await made.up()
    yield made
    try:
        await made.down()
    finally:
        made.clear_up()


@pytest.fixture
def make_rig():
    made: list[Rig] = []

    def make(project: Path, user: str = "") -> Rig:
        made.append(Rig(project, user))
        return made[-1]

    yield make
    for each in made:
        each.clear_up()


@pytest.fixture
def shell():
    """A program of the shell."""

    def make(script: str, **fields) -> Program:
        return Program(argv=(text("/bin/sh"), text("-c"), text(script)), **fields)

    return make


@pytest.fixture
def server():
    """A web server in Python; `environment` takes ANSWER, LOCATION, WHO, BIND and PORT."""

    def make(environment: dict[str, str] | None = None, **fields) -> Program:
        given = {name: text(value) for name, value in (environment or {}).items()}
        return Program(argv=(text("/usr/bin/python3"), text("-c"), text(SERVER)), environment=given, **fields)

    return make


@pytest.fixture
def make_release(tmp_path):
    """A release that is nearly empty, so that a program counts as one of the application."""

    async def make(rig: Rig, runtime: Runtime = Runtime.PYTHON, files: dict[str, str] | None = None) -> BuiltRef:
        source = tmp_path / "source"
        source.mkdir(exist_ok=True)
        for name, content in (files or {}).items():
            (source / name).write_text(content)
        wanted = BuildInput(release=1, source=str(source), builds=(Build(name="app", runtime=runtime),))
        await build_release(wanted, paths=rig.paths, world=rig.world, report=print)
        return BuiltRef(release=1, build="app")

    return make


@pytest.fixture
def start_process():
    """Starts processes of our own, outside of any supervisor; they end with the test."""
    started: list[subprocess.Popen[bytes]] = []

    def run(argv: list[str], env: dict[str, str]) -> subprocess.Popen[bytes]:
        started.append(start(argv, env=env))
        return started[-1]

    yield run
    for each in started:
        each.kill()
        each.wait()
