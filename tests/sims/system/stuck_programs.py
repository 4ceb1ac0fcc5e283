"""Programs that do not come to an end."""

# ruff: noqa: BLE001
# They are programs: they print, catch what they like, and hold a lock of the library that all of them share.

import asyncio
import queue
import threading
import time
from concurrent.futures import thread as pools

from mainstay import prove


def spin():
    number = 0
    while True:
        try:
            while True:
                number += 1
        except BaseException:
            pass


@prove.simulation(hosts=["a"], faults=prove.NONE)
async def busy(sim):
    sim.host("a").start(spin)
    await asyncio.sleep(10)


@prove.simulation(faults=prove.NONE)
async def busy_from_then_on(sim):
    await asyncio.sleep(1)
    prove.sometimes(True, f"busy since {sim.now}")
    while True:
        pass


def answers():
    return True


def spin_with_calls():
    while answers():
        pass


def spin_beside_another():
    threading.Thread(target=spin_with_calls, daemon=True).start()
    while True:
        time.sleep(0.5)


@prove.simulation(hosts=["a"], faults=prove.Faults(host=prove.HostFaults(preempt=0.05)))
async def busy_beside_others(sim):
    sim.host("a").start(spin_beside_another)
    await asyncio.sleep(500)


def ask_again_at_once(answers):
    while not answers:
        time.sleep(0)


@prove.simulation(hosts=["a"], faults=prove.NONE, seconds=1e6, events=100_000)
async def asks_for_ever(sim):
    sim.host("a").start(ask_again_at_once, [])
    await asyncio.sleep(1e5)


def take(first, second):
    with first:
        time.sleep(1)
        with second:
            pass


@prove.simulation(faults=prove.NONE)
def deadlock(_sim):
    one, other = threading.Lock(), threading.Lock()
    threads = [threading.Thread(target=take, args=pair) for pair in ((one, other), (other, one))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@prove.simulation(faults=prove.NONE)
async def forgotten(_sim):
    async def waits(what):
        await what

    never = asyncio.get_running_loop().create_future()
    await asyncio.create_task(waits(never), name="inner")


@prove.simulation(faults=prove.NONE)
async def fails_beside_a_thread(_sim):
    work = queue.Queue()
    taking = asyncio.get_running_loop().run_in_executor(None, work.get)
    await asyncio.sleep(1)
    if not taking.done():
        raise LookupError("nobody gave the thread work")


def shut_down_for_long():
    with pools._global_shutdown_lock:
        time.sleep(100)


def wait_for_it(taken):
    with pools._global_shutdown_lock:
        taken.append(True)


@prove.simulation(hosts=["a", "b", "c"], faults=prove.NONE)
def killed_while_it_holds_a_lock(sim):
    taken = []
    holder = sim.host("a").start(shut_down_for_long)
    sim.sleep(1)
    sim.host("b").start(wait_for_it, taken)
    sim.sleep(1)
    prove.always(not taken, "the library's lock is held")
    sim.host("a").kill(holder)
    sim.host("c").start(wait_for_it, taken)
    sim.sleep(1)
    prove.always_equal(len(taken), 2, "what a dead process held is free")
