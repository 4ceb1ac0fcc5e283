"""As version 1; records also tell when they were written. Whoever does not know that ignores it."""

import asyncio
import json
import os
import time
from pathlib import Path

REPLICAS = ("one", "two", "three")
PORT = 7000
PATIENCE_S = 1.0
FILE = Path("store.log")

kept: dict[str, tuple[int, str]] = {}  # key -> (version, value)


def load() -> None:
    """Read what was kept before; the last line may be torn."""
    if not FILE.exists():
        return
    with FILE.open() as file:
        for line in file:
            if line.endswith("\n"):
                record = json.loads(line)
                kept[record["key"]] = (record["version"], record["value"])


def keep(key: str, version: int, value: str) -> None:
    """Keep what is newer, on disk before anybody is told."""
    if (version, value) <= kept.get(key, (0, "")):
        return
    with FILE.open("a") as file:
        file.write(json.dumps({"key": key, "version": version, "value": value, "at": time.time()}) + "\n")
        file.flush()
        os.fsync(file.fileno())
    kept[key] = (version, value)


async def replica() -> None:
    """Serve clients (`read`, `write`) and the other replicas (`get`, `put`)."""
    load()
    async with await asyncio.start_server(serve, "0.0.0.0", PORT) as server:
        await server.serve_forever()


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while line := await reader.readline():
            writer.write(json.dumps(await answer(json.loads(line))).encode() + b"\n")
            await writer.drain()
    except (OSError, TimeoutError):
        pass
    finally:
        writer.close()


async def answer(asked: dict) -> dict:
    key = asked["key"]
    if asked["do"] == "read":
        return await agreed(key)
    if asked["do"] == "write":
        found = await newest(key)
        await majority(do="put", key=key, version=found["version"] + 1, value=asked["value"])
        return {"done": True}
    if asked["do"] == "put":
        keep(key, asked["version"], asked["value"])
    version, value = kept.get(key, (0, ""))
    return {"version": version, "value": value}


async def agreed(key: str) -> dict:
    """The newest value, after a majority knows it: nobody reads an older one afterwards."""
    found = await newest(key)
    await majority(do="put", key=key, **found)
    return found


async def newest(key: str) -> dict:
    return max(await majority(do="get", key=key), key=lambda found: (found["version"], found["value"]))


async def majority(**request: object) -> list[dict]:
    """The answers of the first two replicas of three; raises `TimeoutError` where they do not come in time."""
    asked = [asyncio.ensure_future(ask(host, **request)) for host in REPLICAS]
    answers: list[dict] = []
    async with asyncio.timeout(PATIENCE_S):
        for done in asyncio.as_completed(asked):
            answers += await done
            if len(answers) == len(REPLICAS) // 2 + 1:
                return answers
    raise TimeoutError


async def ask(host: str, **request: object) -> list[dict]:
    """The answer; none where the replica cannot be reached."""
    try:
        reader, writer = await asyncio.open_connection(host, PORT)
    except OSError:
        return []
    try:
        writer.write(json.dumps(request).encode() + b"\n")
        return [json.loads(await reader.readline())]
    except (OSError, ValueError):
        return []
    finally:
        writer.close()
