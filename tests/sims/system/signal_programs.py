"""Programs that handle signals."""

# They are programs: they print, and catch what they like.

import asyncio
import os
import signal
import threading
import time

from mainstay import prove


async def graceful():
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    await stop.wait()
    print("stopped")


def stubborn():
    def raises(number, _frame):
        raise KeyError(number)

    signal.signal(signal.SIGUSR1, raises)
    try:
        time.sleep(100)
    except KeyError as trouble:
        print("raised", trouble)
    lock = threading.Lock()
    lock.acquire()
    try:
        lock.acquire()
    except KeyboardInterrupt:
        print("interrupted")
    signal.signal(signal.SIGALRM, lambda *_: print("alarm"))
    signal.setitimer(signal.ITIMER_REAL, 1, 1)
    signal.pause()
    signal.pause()
    signal.alarm(0)
    os.kill(os.getpid(), signal.SIGTERM)
    print("never")


def masked():
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1})
    os.kill(os.getpid(), signal.SIGUSR1)
    print("pending", signal.SIGUSR1 in signal.sigpending(), signal.sigwait({signal.SIGUSR1}).name)
    print("limit", signal.sigtimedwait({signal.SIGUSR2}, 3))


@prove.simulation(hosts=["a"], faults=prove.NONE)
async def handled(sim):
    host = sim.host("a")
    first = host.start(graceful)
    await asyncio.sleep(1)
    host.signal(first, signal.SIGTERM)
    second = host.start(stubborn)
    for number in (signal.SIGUSR1, signal.SIGINT):
        await asyncio.sleep(1)
        host.signal(second, number)
    third = host.start(masked)
    await asyncio.sleep(10)
    prove.always_equal((first.status, second.status, third.status), (0, -signal.SIGTERM, 0), "statuses")


def ticks():
    for _ in range(100):
        time.sleep(1)
        print("tick")


@prove.simulation(hosts=["a"], faults=prove.NONE)
async def stopped(sim):
    host = sim.host("a")
    process = host.start(ticks)
    await asyncio.sleep(2.5)
    host.signal(process, signal.SIGSTOP)
    await asyncio.sleep(10)
    host.signal(process, signal.SIGCONT)
    await asyncio.sleep(0.5)
    host.signal(process, signal.SIGKILL)
    prove.always_equal(process.status, -signal.SIGKILL, "status")
