"""A small replicated store: every replica keeps the newest value of each key that it has been told."""

import asyncio
import json

REPLICAS = ("one", "two", "three")
PORT = 7000
PATIENCE_S = 2.0

kept: dict[str, tuple[int, str]] = {}  # key -> (version, value)


async def replica() -> None:
    """Serve one replica: `get` answers with what is kept, `put` keeps what is newer."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            asked = json.loads(line)
            version, value = kept.get(asked["key"], (0, ""))
            if asked["do"] == "put" and asked["version"] > version:
                version, value = kept[asked["key"]] = (asked["version"], asked["value"])
            writer.write(json.dumps({"version": version, "value": value}).encode() + b"\n")
            await writer.drain()
        writer.close()

    async with await asyncio.start_server(serve, "0.0.0.0", PORT) as server:
        await server.serve_forever()


async def ask(host: str, **request: object) -> dict:
    reader, writer = await asyncio.open_connection(host, PORT)
    try:
        writer.write(json.dumps(request).encode() + b"\n")
        return json.loads(await reader.readline())
    finally:
        writer.close()


async def majority(**request: object) -> list[dict]:
    """The answers of the first two replicas of three; raises `TimeoutError` where they do not come in time."""
    asked = [asyncio.ensure_future(ask(host, **request)) for host in REPLICAS]
    answers: list[dict] = []
    async with asyncio.timeout(PATIENCE_S):
        for done in asyncio.as_completed(asked):
            try:
                answers.append(await done)
            except (OSError, ValueError):
                continue
            if len(answers) == len(REPLICAS) // 2 + 1:
                return answers
    raise TimeoutError


async def newest(key: str) -> dict:
    return max(await majority(do="get", key=key), key=lambda answer: answer["version"])


async def write(key: str, value: str) -> None:
    version = (await newest(key))["version"]
    await majority(do="put", key=key, version=version + 1, value=value)


async def read(key: str) -> str:
    return (await newest(key))["value"]


async def careful_read(key: str) -> str:
    """Read, and let a majority know what was read before telling it: nobody reads an older value afterwards."""
    found = await newest(key)
    await majority(do="put", key=key, **found)
    return found["value"]
