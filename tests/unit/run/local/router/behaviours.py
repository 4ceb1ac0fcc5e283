"""What upstreams of these tests do with a connection."""

import asyncio

from unit.run.local.router.rig import Behaviour, Message, Wire, response

CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


def answers(*responses: bytes) -> Behaviour:
    """Reads whole requests and answers each with the next of these bytes, the last again and again."""
    left = list(responses)

    async def behave(wire: Wire) -> None:
        while True:
            message = await wire.message()
            wire.seen.append(message)
            await wire.send(left.pop(0) if len(left) > 1 else left[0])

    return behave


async def echo(wire: Wire) -> None:
    """Answers with the request's own head, and its body behind it."""
    while True:
        message = await wire.message()
        wire.seen.append(message)
        body = message.head + message.body
        if message.first.startswith("HEAD"):
            body = b""
        await wire.send(response(body))


def after(event: asyncio.Event, data: bytes) -> Behaviour:
    """Answers every request with `data`, but not before the event."""

    async def behave(wire: Wire) -> None:
        while True:
            wire.seen.append(await wire.message())
            await event.wait()
            await wire.send(data)

    return behave


def once(data: bytes) -> Behaviour:
    """Answers one request and ends the connection."""

    async def behave(wire: Wire) -> None:
        wire.seen.append(await wire.message())
        await wire.send(data)

    return behave


async def hang_up(wire: Wire) -> None:
    """Reads one request and ends the connection without a word."""
    wire.seen.append(await wire.message())


async def silent(wire: Wire) -> None:
    """Reads all and says nothing."""
    wire.seen.append(Message(await wire.reader.read(-1)))
