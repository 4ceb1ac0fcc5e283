"""The server: a program for a simulated host. It keeps its data in memory, and loses it where the process ends."""

import asyncio
import datetime
import random
import uuid

from mainstay.prove.standins.postgres.kinds import TIMESTAMPTZ, moment
from mainstay.prove.standins.postgres.session import Session
from mainstay.prove.standins.postgres.versions import Versions

PORT = 5432


async def serve(port: int = PORT) -> None:
    """Answer as a PostgreSQL server does, on all addresses of the host, until the process ends."""
    versions = Versions()
    _give_functions(versions)

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await Session(versions, reader, writer).run()

    server = await asyncio.start_server(connected, "0.0.0.0", port)  # noqa: S104 - of a simulated host
    async with server:
        await server.serve_forever()


def _give_functions(versions: Versions) -> None:
    """SQL functions that would ask the real clock and the real entropy."""
    storage = versions.storage

    def now() -> str:
        return moment(datetime.datetime.now(datetime.UTC), TIMESTAMPTZ)

    storage.create_function("now", 0, now)
    storage.create_function("version", 0, lambda: "PostgreSQL 16.0 (a stand-in of mainstay)")
    storage.create_function("current_schema", 0, lambda: "public")
    storage.create_function("gen_random_uuid", 0, lambda: str(uuid.uuid4()))
    storage.create_function("random", 0, random.random)
