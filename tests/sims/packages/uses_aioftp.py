"""aioftp: a server on a disk of its own, passive connections, a client that uploads and downloads."""

import asyncio
import os
import pathlib

import aioftp

from mainstay import prove


async def server() -> None:
    os.makedirs("/srv/ftp")
    user = aioftp.User("somebody", "secret", base_path=pathlib.Path("/srv/ftp"))
    await aioftp.Server([user]).run("0.0.0.0", 2121)


@prove.simulation(hosts=["server"])
async def test(sim: prove.Sim) -> None:
    sim.host("server").start(server)
    await asyncio.sleep(1)
    content = bytes(range(256)) * 400
    async with aioftp.Client.context("server", 2121, "somebody", "secret") as client:
        await client.make_directory("box")
        async with client.upload_stream("box/data.bin") as stream:
            await stream.write(content)
        names = [str(path) for path, _ in await client.list("box")]
        prove.always_equal(names, ["box/data.bin"], "it is listed")
        async with client.download_stream("box/data.bin") as stream:
            prove.always_equal(await stream.read(), content, "all of it comes back")
        await client.rename("box/data.bin", "box/kept.bin")
        prove.always_equal((await client.stat("box/kept.bin"))["size"], str(len(content)), "its size is known")
