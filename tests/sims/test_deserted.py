"""Simulations whose asker was killed: nobody waits for what they find, so they end."""

import asyncio
import sys
from pathlib import Path

TARGET = f"{Path(__file__).parent}/programs/schedules.py::test_goes_on_for_long"


def simulating() -> list[str]:
    """The processes that simulate the target."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            text = path.read_text()
        except (FileNotFoundError, ProcessLookupError):
            continue  # it has just ended
        found += [path.parent.name] if "mainstay.prove.server" in text and TARGET in text else []
    return found


async def test_a_simulation_ends_when_nobody_waits_for_it_any_more(tmp_path):
    argv = ("-m", "mainstay", "prove", TARGET, "--seeds", "1")
    asker = await asyncio.create_subprocess_exec(sys.executable, *argv, cwd=tmp_path)
    async with asyncio.timeout(60):
        while len(simulating()) < 2:
            await asyncio.sleep(0.05)

    asker.kill()
    await asker.wait()

    async with asyncio.timeout(30):
        while simulating():
            await asyncio.sleep(0.05)
