"""Programs that depend on where their objects lie in memory, and some that only look so."""

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor, as_completed

from mainstay import prove


class Listener:
    def __init__(self, number):
        self.number = number

    async def tell(self):
        await asyncio.sleep(0.001)
        print(self.number)


@prove.simulation(hosts=["a"], faults=prove.NONE)
async def test_set_of_objects(sim):
    listeners = {Listener(number) for number in range(20)}
    await asyncio.sleep(0.1)
    for listener in listeners:
        await listener.tell()
    prove.reachable("the end")


@prove.simulation(hosts=["a"], faults=prove.NONE)
async def test_popped(sim):
    listeners = {Listener(number) for number in range(20)}
    while listeners:
        await listeners.pop().tell()
    prove.reachable("the end")


@prove.simulation(hosts=["a"], faults=prove.NONE)
async def test_listed(sim):
    listeners = {Listener(number) for number in range(20)}
    for listener in list(listeners):
        await listener.tell()
    prove.reachable("the end")


@prove.simulation(hosts=["a"], faults=prove.NONE)
async def test_address_in_output(sim):
    await asyncio.sleep(0.1)
    print(f"listener {id(Listener(1))}")
    prove.reachable("the end")


@prove.simulation(hosts=["a"], faults=prove.NONE)
async def test_waited_for(sim):
    waiting = {Listener(number).tell() for number in range(20)}
    await asyncio.gather(*waiting)
    prove.reachable("the end")


@prove.simulation(hosts=["a"], faults=prove.NONE)
async def test_hash_of_text(sim):
    for name in {f"name {number}" for number in range(20)}:
        print(name, hash(name))
    prove.reachable("the end")


@prove.simulation(hosts=["a"], faults=prove.NONE)
async def test_order_that_does_not_matter(sim):
    listeners = {Listener(number) for number in range(20)}
    print(sum(listener.number for listener in listeners))
    prove.reachable("the end")


@prove.simulation(hosts=["a"])
async def test_tasks_and_threads(sim):
    tasks = [asyncio.create_task(Listener(number).tell()) for number in range(20)]
    for task in set(tasks):
        await task
        print(task.get_name())
    with ThreadPoolExecutor(8) as executor:
        for done in as_completed([executor.submit(slow, number) for number in range(20)]):
            print(done.result())
    tasks = [asyncio.create_task(Listener(number).tell()) for number in range(20)]
    prove.reachable("the end, where all of them are cancelled")


def slow(number):
    time.sleep(0.01 * (number % 5))
    return number
