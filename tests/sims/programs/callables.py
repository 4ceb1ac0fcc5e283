"""Programs that are no plain functions: methods, objects that can be called, functions with arguments filled in."""

import functools
import time

from mainstay import prove


class Counter:
    def __init__(self):
        self.count = 0

    def add(self, number=1):
        self.count += number

    async def wait(self):
        self.count += 1

    def __call__(self):
        self.count += 1

    @classmethod
    def made(cls):
        cls()


def add(counter, number):
    counter.count += number


@prove.simulation(hosts=["a"])
def test_whatever_can_be_called(sim):
    counter = Counter()
    programs = (counter.add, counter.wait, counter, functools.partial(add, counter, 1), Counter.made, time.localtime)
    started = [sim.host("a").start(program) for program in programs]
    while any(process.alive for process in started):
        sim.sleep(1)
    prove.always_equal([process.status for process in started], [0] * len(programs), "all ended well")
    prove.always_equal(counter.count, 4, "those of the object were of this object")
