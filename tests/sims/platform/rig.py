"""A simulated machine on which people use mainstay: its project, the commands they give, and what it comes to."""

import asyncio
import importlib
import json
import os
import socket
import time
from contextlib import contextmanager
from pathlib import Path

import world

from mainstay import prove
from mainstay.actions.context import open_context
from mainstay.actions.present import live_release, present_instances, releases
from mainstay.actions.supervise import supervise
from mainstay.actions.workspace import open_workspace
from mainstay.model.errors import MainstayError
from mainstay.prove.machine import children, current, waiting
from mainstay.run.journal import PlanJournal
from mainstay.run.local import LocalPlatform, built_release
from mainstay.run.local.supervisor.sweep import marked

# What programs load while they run is loaded before any simulation begins, or each would load it anew.
for name in (
    "mainstay.actions.changes", "mainstay.actions.outcome", "mainstay.actions.releasing", "mainstay.actions.rollback",
    "mainstay.actions.up", "mainstay.catalog.local.static_site.server", "mainstay.detect",
    "mainstay.run.local.builder", "mainstay.run.local.router.control_server", "mainstay.run.local.router.server",
    "mainstay.run.local.router.workers", "mainstay.run.local.supervisor.supervise",
    "mainstay.web.server", "mainstay.web.running", "anyio._backends._asyncio", "uvicorn.lifespan.on",
    "uvicorn.loops.auto", "uvicorn.protocols.http.httptools_impl", "uvicorn.protocols.websockets.auto",
    "concurrent.futures.thread",
):  # fmt: skip
    importlib.import_module(name)
SHARED = ("uvicorn", "starlette", "anyio", "sniffio", "h11", "click", "websockets", "yaml", "idna")

PORT = 8000
PATIENCE_S = 70.0
ENDED, REFUSED = 0, 2


class Rig:
    """One machine. `dies_with_parent`: whether it has `setpriv`, with which children die when their parent does."""

    def __init__(self, sim, *, dies_with_parent: bool) -> None:
        self.sim, self.host = sim, sim.host("machine")
        self.supervisors = []
        self.host.install("setsid", self._daemon)
        self.host.install("setpriv", self._mortal)
        self._tools = ["setsid", *(["setpriv"] if dies_with_parent else [])]

    # -- programs of the machine

    def _daemon(self, argv) -> None:
        """`setsid --fork PROGRAM…`: only ever the supervisor."""
        assert argv[-1] == "supervise", argv
        self.supervise()

    def supervise(self):
        """The supervisor runs, as nobody's child."""
        self.supervisors.append(self.host.start(_supervised, name="supervisor", may_fail=True))
        return self.supervisors[-1]

    def _mortal(self, argv) -> None:
        """`setpriv --pdeathsig KILL -- PROGRAM…`."""
        own = current.process()
        parent = children.family(own).parent
        parent.on_exit.append(lambda: own.host.kill(own))
        os.execve(argv[4], argv[4:], dict(os.environ))

    # -- what people do

    async def write(self, text: str) -> None:
        """The project's only page says `text` from now on."""
        tools = self._tools
        await self._run(lambda: _written(text, tools), "editor")

    def command(self, verb: str, *arguments):
        """Begin `mainstay VERB`; `status` of the process is its exit code."""
        return self.host.start(lambda: _command(verb, arguments), name=f"mainstay {verb}", may_fail=True)

    async def done(self, process) -> int:
        """Its exit code, once it has ended."""
        until = self.sim.now + PATIENCE_S
        while process.alive and self.sim.now < until:
            await asyncio.sleep(0.05)
        prove.always(not process.alive, "every command comes to its end", **waiting.report(current.hub))
        return process.status

    async def run(self, verb: str, *arguments) -> int:
        """`mainstay VERB`, to its end."""
        return await self.done(self.command(verb, *arguments))

    async def look(self):
        """What the ledger, the disk, the page and the supervisor say."""
        found = []
        await self._run(lambda: found.append(asyncio.run(_seen())), "look")
        return found[0]

    async def page(self) -> str:
        """What people see, or "" where nobody answers."""
        found = []
        await self._run(lambda: found.append(_page()), "browser")
        return found[0]

    @contextmanager
    def watching(self):
        """Somebody looks at the page all the time; each different answer in its turn."""
        seen, until = [], []

        def look() -> None:
            while not until:
                text = _page()
                if seen[-1:] != [text]:
                    seen.append(text)
                time.sleep(0.02)

        browser = self.host.start(look, name="browser")
        try:
            yield seen
        finally:
            until.append(1)
            self.host.kill(browser)

    async def _run(self, program, name: str) -> None:
        await self.done(self.host.start(program, name=name))

    # -- what happens to the machine

    @property
    def own(self):
        """Processes that mainstay has started, the supervisor included."""
        return [process for process in self.host.processes if process.name not in {"look", "browser", "editor"}]

    def lose_power(self) -> None:
        """And start again; nothing runs then."""
        self.host.crash()
        self.host.boot()


def _context():
    return open_context(Path("app"), world=world.world())


def _written(text: str, tools) -> None:
    Path("app").mkdir(exist_ok=True)
    Path("app/index.html").write_text(text)
    for name in tools:
        Path("/usr/bin").mkdir(exist_ok=True, parents=True)
        Path("/usr/bin", name).write_text("")
        Path("/usr/bin", name).chmod(0o755)
    os.sync()


async def _supervised() -> None:
    try:
        await supervise(_context())
    except MainstayError as error:
        print(f"supervisor: {error.args[0]}")
        raise SystemExit(error.exit_code) from None


async def _command(verb: str, arguments) -> None:
    module = importlib.import_module(f"mainstay.actions.{verb}")
    try:
        await getattr(module, verb)(_context(), *arguments)
    except MainstayError as error:
        print(f"{verb}: {error.args[0]}")
        raise SystemExit(error.exit_code) from None


def _page() -> str:
    with socket.socket() as connection:
        connection.settimeout(2)
        try:
            connection.connect(("127.0.0.1", PORT))
            connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            answer = b""
            while piece := connection.recv(65536):
                answer += piece
        except OSError:
            return ""
    head, _, body = answer.partition(b"\r\n\r\n")
    return body.decode() if b" 200 " in head.partition(b"\r\n")[0] else ""


async def _seen():
    """Everything of a project that must agree, as plain values."""
    with open_workspace(_context()) as workspace:
        platform = LocalPlatform(workspace.paths, workspace.world)
        statuses = await platform.status() if await platform.running() else []
        live = live_release(workspace)
        folders = workspace.paths.releases
        table = json.loads(workspace.paths.routes.read_text()) if workspace.paths.routes.exists() else {}
        known = {entry.pid for status in statuses if status.pid for entry in workspace.world.host.tree(status.pid)}
        return {
            "strangers": [
                each.pid
                for each in marked(workspace.world.host, workspace.paths.id, spare=os.getpid())
                if each.pid not in known
            ],
            "page": _page(),
            "live": live.number if live else 0,
            "built": live.built if live else 0,
            "recorded": sorted(releases(workspace)),
            "unfinished": PlanJournal(workspace.ledger).unfinished() is not None,
            "wanted": sorted(present_instances(workspace)),
            "run": {status.instance: status.state.value for status in statuses},
            "routed": sorted(each["id"] for route in table.get("routes", ()) for each in route["upstreams"]),
            "folders": sorted(int(path.name) for path in folders.iterdir()) if folders.exists() else [],
            "complete": [n for n in releases(workspace) if built_release(workspace.paths, n)],
        }
