"""The bank of tests/sims/deep, ported to the event loops of simloop 0.2.2 and simloom 0.5.0, for benchmarks/search.py.

    python _peers.py simloop|simloom FIRST_SEED CPU_SECONDS

Runs seeds one after another until one finds money that was made, and prints how many, the processor seconds, and 1 if
it was found, 0 where the budget was used up. Both need Python 3.12, and nothing of ours: the program and the
customers are the same; the customers themselves look at the money, after each answer.
"""

import asyncio
import importlib
import itertools
import random
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests/sims/deep"))
bank: Any = importlib.import_module("bank")
ACCOUNTS = {"alice": 5, "bob": 5}
VISITS = 10


def line() -> bytes:
    verb = random.choice(("begin", "take", "give", "prepare", "recover", "commit", "abort"))
    if verb in {"take", "give"}:
        return f"{verb} {random.choice((*ACCOUNTS,))} {random.choice((5, 20))}\n".encode()
    return f"{verb}\n".encode()


async def customer(ours: Any) -> None:  # noqa: ANN401 - of a program without types
    for _ in range(VISITS):
        reader, writer = await asyncio.open_connection("bank", bank.PORT)
        writer.write(line())
        while await reader.readline():
            assert sum(ours.accounts.values()) <= sum(ACCOUNTS.values()), "no money is made"
            writer.write(line())
        writer.close()


async def on_simloop() -> None:
    loop: Any = asyncio.get_running_loop()
    ours = bank.Bank(**ACCOUNTS)
    loop.net.host("bank").create_task(ours.serve())
    await asyncio.sleep(0.1)
    await loop.net.host("customer").create_task(customer(ours))


async def serve(ours: Any) -> None:  # noqa: ANN401 - as above
    """As the bank does itself; but simloom has no name for an address that is bound as 0.0.0.0."""
    async with await asyncio.start_server(ours.connected, "bank", bank.PORT) as server:
        await server.serve_forever()


async def on_simloom(world: Any) -> None:  # noqa: ANN401 - of a package that is not installed here
    ours = bank.Bank(**ACCOUNTS)
    world.host("bank").spawn(lambda: serve(ours))
    await world.sleep(0.1)
    await world.host("customer").spawn(lambda: customer(ours))


def breaks(peer: str, seed: int) -> bool:
    """Whether one seed finds the bug; raises what else goes wrong."""
    random.seed(seed)
    module: Any = importlib.import_module(peer)
    if peer == "simloop":
        report = module.explore(on_simloop, [seed])
        error = report.exception if report else None
    else:
        error = module.run(on_simloom, seed=seed, raise_on_error=False, seed_randomness=True).error
    if error is not None and "no money is made" not in str(error):
        raise error
    return error is not None


def main(peer: str, first: int, budget_s: float) -> None:
    for runs, seed in enumerate(itertools.count(first), 1):
        found = breaks(peer, seed)
        if found or time.process_time() > budget_s:
            print(runs, time.process_time(), int(found))
            return


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]))
