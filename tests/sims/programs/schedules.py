"""Programs that are right or wrong only by when they lose the processor."""

import asyncio
import threading
import time
from pathlib import Path

from mainstay import prove
from mainstay.prove import Faults, HostFaults

ROUNDS = 30
NOTICEABLE_S = 0.0005  # far longer than a call into the kernel takes


class Counter:
    def __init__(self) -> None:
        self.value = 0
        self.lock = threading.Lock()

    def add(self) -> None:
        value = self.value
        self.value = value + 1

    def add_guarded(self) -> None:
        with self.lock:
            self.add()


def count(add, counter: Counter) -> None:
    threads = [threading.Thread(target=lambda: [add() for _ in range(ROUNDS)]) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    prove.always_equal(counter.value, 3 * ROUNDS, "nothing is lost")


@prove.simulation()
def test_unguarded(sim: prove.Sim) -> None:
    counter = Counter()
    count(counter.add, counter)


@prove.simulation()
def test_guarded(sim: prove.Sim) -> None:
    counter = Counter()
    count(counter.add_guarded, counter)


class Door:
    def __init__(self) -> None:
        self.open = True
        self.through = 0

    def pass_by(self) -> None:
        self.through += 1

    def shut(self) -> int:
        before = self.through
        self.open = False
        return self.through - before


class Desk:
    def __init__(self) -> None:
        self.papers = 0

    def put(self) -> None:
        self.papers += 1

    def look(self) -> tuple[int, int]:
        before = self.papers
        return before, self.papers


@prove.simulation()
def test_meanwhile(sim: prove.Sim) -> None:
    desk = Desk()

    def work() -> None:
        for _ in range(10 * ROUNDS):
            desk.put()
            time.sleep(0)

    worker = threading.Thread(target=work)
    worker.start()
    for _ in range(3 * ROUNDS):
        before, after = desk.look()
        prove.always(after - before < 2 or after == 10 * ROUNDS, "who is stopped in between comes too late")
        time.sleep(0)
    worker.join()


@prove.simulation()
def test_seldom(sim: prove.Sim) -> None:
    door = Door()

    def walk() -> None:
        while door.open:
            door.pass_by()
            time.sleep(0.01)

    walker = threading.Thread(target=walk)
    walker.start()
    for _ in range(10 * ROUNDS):
        door.pass_by()
    passed = door.shut()
    walker.join()
    prove.always_equal(passed, 0, "nobody passes while the door is shut")


@prove.simulation()
async def test_turns(sim: prove.Sim) -> None:
    for _ in range(ROUNDS):
        before = time.monotonic()
        await asyncio.sleep(0)
        prove.always_at_most(time.monotonic() - before, NOTICEABLE_S, "no time passes between two turns")


@prove.simulation(seconds=100_000)
async def test_never_waits(sim: prove.Sim) -> None:
    prove.always(True, "it asks something")
    while True:
        await asyncio.sleep(0)


def pair() -> None:
    one, two = Path("one"), Path("two")
    prove.always(one.exists() == two.exists(), "there are both or neither")
    one.write_text("1")
    two.write_text("2")
    one.unlink()
    two.unlink()
    time.sleep(1)
    pair()


@prove.simulation(hosts=["a"], faults=Faults(host=HostFaults(kills=6.0)))
def test_killed_between(sim: prove.Sim) -> None:
    sim.host("a").start(pair)
    sim.sleep(120)


@prove.simulation(seconds=1_000_000)
async def test_goes_on_for_long(sim: prove.Sim) -> None:
    while sim.now < 900_000:
        await asyncio.sleep(0.2)
