"""One GET over HTTP/1.1: as much of a client as a health check needs."""

import asyncio
import contextlib
from dataclasses import dataclass

LONGEST_HEAD_BYTES = 64 * 1024


@dataclass(frozen=True)
class Answer:
    """The head of a response. `location` is where a redirect leads, "" for none."""

    status: int
    location: str = ""


class NotHttpError(Exception):
    """Whatever listens there does not speak HTTP."""


async def get(address: str, port: int, path: str, *, host: str, timeout_s: float) -> Answer:
    """Ask for `path` as a proxy in front of `host` would, with TLS ended before it.

    Raises `OSError` where nobody listens, `TimeoutError` after `timeout_s`, `NotHttpError` for other protocols.
    The body is not read: a page that streams for ever is a good answer.
    """
    async with asyncio.timeout(timeout_s):
        reader, writer = await asyncio.open_connection(address, port, limit=LONGEST_HEAD_BYTES)
        try:
            writer.write(_request(path, host))
            await writer.drain()
            return _parsed(await _head(reader))
        finally:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()


def _request(path: str, host: str) -> bytes:
    lines = (
        f"GET {path} HTTP/1.1",
        f"Host: {host}",
        "User-Agent: mainstay-health-check",
        "Accept: */*",
        "X-Forwarded-For: 127.0.0.1",
        "X-Forwarded-Proto: https",
        f"X-Forwarded-Host: {host}",
        "Connection: close",
    )
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", errors="replace")


async def _head(reader: asyncio.StreamReader) -> bytes:
    try:
        return await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError as error:
        if error.partial.startswith(b"HTTP/"):
            return error.partial
        raise NotHttpError from error
    except asyncio.LimitOverrunError as error:
        raise NotHttpError from error


def _parsed(head: bytes) -> Answer:
    status_line, *lines = head.decode("latin-1").split("\r\n")
    version, _, rest = status_line.partition(" ")
    code = rest[:3]
    if not version.startswith("HTTP/") or not code.isdigit():
        raise NotHttpError
    headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    return Answer(status=int(code), location=headers.get("location", ""))
