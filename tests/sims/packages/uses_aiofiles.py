"""aiofiles: files through a pool of threads, on the simulated disk."""

import asyncio

import aiofiles
import aiofiles.os
import aiofiles.tempfile

from mainstay import prove


async def note(folder: str, n: int) -> None:
    async with aiofiles.open(f"{folder}/{n}.txt", "w") as file:
        for line in range(20):
            await file.write(f"{n} {line}\n")
        await file.flush()


@prove.simulation()
async def test(sim: prove.Sim) -> None:
    async with aiofiles.tempfile.TemporaryDirectory() as folder:
        await asyncio.gather(*(note(folder, n) for n in range(8)))
        prove.always_equal(len(await aiofiles.os.listdir(folder)), 8, "every file is there")
        await aiofiles.os.rename(f"{folder}/3.txt", f"{folder}/moved")
        async with aiofiles.open(f"{folder}/moved") as file:
            lines = [line async for line in file]
        prove.always_equal(lines, [f"3 {line}\n" for line in range(20)], "every line is there")
        async with aiofiles.open(f"{folder}/moved", "rb+") as file:
            await file.seek(-5, 2)
            prove.always_equal(await file.read(), b"3 19\n", "the end is found")
    prove.always(not await aiofiles.os.path.exists(folder), "the folder is gone")
