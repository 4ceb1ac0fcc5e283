import asyncio
import shutil
import socket
import urllib.request

import pytest

from mainstay.model.program import AliveProbe, HttpProbe, Interpreter, Program, text
from mainstay.model.routing import Route, RouteTable, Upstream

pytestmark = [pytest.mark.real, pytest.mark.slow]

ROUTER = Program(
    argv=(
        text(Interpreter()),
        *(text("-m"), text("mainstay.run.local.router"), text("--table"), text("{home}/routes.json")),
        *(text("--control"), text("{runtime}/router.sock")),
    ),
    probe=AliveProbe(for_s=0.0),
)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def fetch(port: int) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10) as response:
        return response.read().decode()


async def test_a_switch_moves_requests_to_another_instance_and_the_old_one_drains(rig, server):
    await rig.ready(ROUTER, "router")
    port, endpoints = free_port(), {}
    for name, address in (("web.1", "127.83.1.1"), ("web.2", "127.83.1.2")):
        program = server({"WHO": name, "BIND": address}, address=address, port=4950, probe=HttpProbe(timeout_s=20))
        endpoints[name] = (await rig.ready(program, name)).endpoint

    def table(name: str) -> RouteTable:
        host, _, at = endpoints[name].rpartition(":")
        upstream = Upstream(id=name, host=host, port=int(at))
        return RouteTable(routes=(Route(service="web", host="127.0.0.1", port=port, upstreams=(upstream,)),))

    for name, other in (("web.1", "web.2"), ("web.2", "web.1")):
        await rig.platform.switch(table(name))
        assert (await asyncio.to_thread(fetch, port)).startswith(name)
        assert await rig.platform.drained(other, 5)

    await rig.kill()
    await rig.up()
    await rig.platform.await_ready("web.2")

    def answers():
        try:
            return fetch(port).startswith("web.2")
        except OSError:
            return False

    await rig.until(lambda: asyncio.to_thread(answers), "the router serves the same table again")


@pytest.mark.skipif(shutil.which("bwrap") is None, reason="bubblewrap is not installed")
async def test_the_router_is_killed_and_comes_back(rig):
    rig.paths.routes.write_text('{"version": 7}')
    first = await rig.ready(ROUTER, "router")
    inside = [entry for entry in rig.world.host.tree(first.pid) if "mainstay.run.local.router" in entry.command]
    rig.world.host.signal(inside[-1], "KILL")

    async def again():
        status = await rig.status("router")
        return status.restarts == 1 and status.pid

    await rig.until(again, "it is started again")
    assert (await rig.status("router")).exit_code == -9
