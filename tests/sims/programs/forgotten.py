"""A task that nobody holds on to: asyncio's documentation warns that it may vanish while it waits."""

import asyncio

from mainstay import prove


async def wait_for_nobody(done):
    await asyncio.get_running_loop().create_future()  # only the task itself knows this future
    done.append(True)


async def busy():
    for _ in range(5000):
        await asyncio.sleep(0.001)


@prove.simulation(hosts=["a"], faults=prove.NONE)
async def test_a_task_is_forgotten(sim):
    tasks = []
    asyncio.get_running_loop().set_exception_handler(lambda _loop, context: tasks.append(context["message"]))
    asyncio.create_task(wait_for_nobody([]))  # noqa: RUF006 - that is what the program is about
    await busy()
    prove.always_equal(tasks, ["Task was destroyed but it is pending!"], "the forgotten task is collected")
