"""Tasks and threads hand each other work by queues of janus: all of it is done, and who waits for that is told."""

import asyncio
import random
import time

import janus

from mainstay import prove


def thread(queue: janus.SyncQueue[int], done: list[int]) -> None:
    while (number := queue.get()) >= 0:
        if random.random() < 0.5:
            time.sleep(random.expovariate(1 / 0.01))
        done.append(number)
        queue.task_done()
    queue.task_done()


async def task(queue: janus.AsyncQueue[int], done: list[int]) -> None:
    while (number := await queue.get()) >= 0:
        await asyncio.sleep(random.expovariate(1 / 0.01))
        done.append(number)
        queue.task_done()
    queue.task_done()


async def user(queue: janus.AsyncQueue[int], done: list[int], name: int) -> None:
    for n in range(10):
        for m in range(random.randint(1, 3)):
            await queue.put(1000 * name + 10 * n + m)
        if random.random() < 0.5:
            async with asyncio.timeout(100):
                await queue.join()
            prove.always(1000 * name + 10 * n in done, "who waits for all waits for its own", user=name, n=n)


@prove.simulation()
async def test(sim: prove.Sim) -> None:
    queue: janus.Queue[int] = janus.Queue(maxsize=sim.random.choice([0, 1, 5]))
    done: list[int] = []
    workers = [asyncio.to_thread(thread, queue.sync_q, done) for _ in range(2)]
    workers += [task(queue.async_q, done) for _ in range(sim.random.randint(0, 1))]
    running = [asyncio.ensure_future(one) for one in workers]
    await asyncio.gather(*(user(queue.async_q, done, name) for name in range(3)))
    async with asyncio.timeout(100):
        for _ in running:
            await queue.async_q.put(-1)
        await queue.async_q.join()
        await asyncio.gather(*running)
    prove.always_equal(len(set(done)), len(done), "nothing is done twice")
    queue.close()
    await queue.wait_closed()
