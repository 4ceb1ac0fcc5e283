"""A small router: takes connections for a service, and gives each to the next of its instances that accepts one.

It forwards bytes. What the router of `mainstay up` does besides (health checks, draining, retries of requests) is not
simulated: a connection that an instance breaks is broken for its client.
"""

import asyncio
import contextlib
from collections.abc import Sequence

_CHUNK = 1 << 16
_CONNECT_S = 1.0


async def serve(port: int, targets: Sequence[str]) -> None:
    """Forward from `port` to the `targets` (address:port) in turn, until the process ends."""
    places = [(host, int(number)) for host, _, number in (target.rpartition(":") for target in targets)]
    turn = 0

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal turn
        turn += 1
        ordered = [*places[turn % len(places) :], *places[: turn % len(places)]]
        with contextlib.suppress(OSError, asyncio.CancelledError):
            found = await _first(ordered)
            if found is not None:
                await asyncio.gather(_pipe(reader, found[1]), _pipe(found[0], writer))
        writer.close()

    server = await asyncio.start_server(connected, "0.0.0.0", port)  # noqa: S104 - of a simulated host
    async with server:
        await server.serve_forever()


async def _first(places: list[tuple[str, int]]) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
    """A connection to the first that accepts one; None where none does."""
    for host, port in places:
        with contextlib.suppress(OSError, TimeoutError):
            return await asyncio.wait_for(asyncio.open_connection(host, port), _CONNECT_S)
    return None


async def _pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """All that comes from one side to the other; its end as well."""
    try:
        while data := await reader.read(_CHUNK):
            writer.write(data)
            await writer.drain()
        if writer.can_write_eof():
            writer.write_eof()
    except OSError:
        writer.close()
