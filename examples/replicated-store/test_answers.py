"""What the store promises without any fault, and with one replica less, and with two."""

import asyncio

import store

from mainstay import prove


@prove.simulation(hosts=store.REPLICAS, faults=prove.NONE, seeds=3)
async def test_answers(sim):
    processes = [sim.host(name).start(store.replica) for name in store.REPLICAS]
    await asyncio.sleep(1)
    prove.always_equal(await store.read("x"), "", "at first there is nothing")
    for number in range(1, 6):
        await store.write("x", f"v{number}")
        prove.always_equal(await store.careful_read("x"), f"v{number}", "the newest value is read")
        await asyncio.sleep(0.1)
        for name in store.REPLICAS:
            kept = await store.ask(name, do="get", key="x")
            prove.always_equal(kept, {"version": number, "value": f"v{number}"}, "every replica has the newest value")
    prove.always_equal(await store.careful_read("y"), "", "keys are apart")
    for value, version in (("older", 1), ("other", 5)):
        answer = await store.ask("one", do="put", key="x", version=version, value=value)
        prove.always_equal(answer["value"], "v5", "what is not newer is not kept")
    await asyncio.sleep(1)
    for process in processes:
        prove.always_at_most(len(process.descriptions), 12, "connections are closed")


@prove.simulation(hosts=store.REPLICAS, faults=prove.NONE, seeds=6)
async def test_a_majority_is_enough(sim):
    """Whichever replica is gone, the other two answer; with two gone, asking ends in time."""
    processes = {name: sim.host(name).start(store.replica) for name in store.REPLICAS}
    await asyncio.sleep(1)
    await store.write("x", "before")
    gone = sim.random.sample(store.REPLICAS, 2)
    sim.host(gone[0]).kill(processes[gone[0]])
    prove.always_equal(await store.careful_read("x"), "before", "what was written is read without one replica")
    await store.write("x", "after")
    prove.always_equal(await store.careful_read("x"), "after", "what is written is read without one replica")
    if sim.random.choice((True, False)):
        sim.host(gone[1]).kill(processes[gone[1]])
    else:
        sim.cut(["test"], [gone[1]])
    began = sim.now
    try:
        await store.write("x", "never")
    except TimeoutError:
        prove.always_at_most(sim.now - began, store.PATIENCE_S + 0.5, "asking ends in time")
    else:
        prove.unreachable("without a majority nothing is written")
