"""Power fails now and then, and an operator lets the backup take over: what was acknowledged stays."""

import asyncio

import notebook

from mainstay import prove

FAULTS = prove.Faults(host=prove.HostFaults(crashes=0.5, down_s=4))
LINES = 20


@prove.simulation(hosts=["left", "right"], faults=FAULTS)
async def test_what_was_acknowledged_stays(sim):
    def tell(what):
        prove.reachable(what)

    for name in notebook.OTHER:
        sim.host(name).start(notebook.node, name, tell)
    await asyncio.sleep(0.5)
    primary, acknowledged = "left", []
    for number in range(LINES):
        line = f"line {number}"
        answer = await notebook.ask(primary, "write", line)
        if answer:
            acknowledged.append(line)
        elif answer is None:
            primary = notebook.OTHER[primary]
            prove.reachable("the backup takes over")
        await asyncio.sleep(1)
    with sim.quiet():
        await asyncio.sleep(5)
        if not sim.host(primary).processes:
            sim.host(primary).start(notebook.node, primary, tell)
        while (lines := await notebook.ask(primary, "read")) is None:
            await asyncio.sleep(1)
    lost = set(acknowledged) - set(lines)
    prove.always(not lost, "what was acknowledged stays", lost=lost)
