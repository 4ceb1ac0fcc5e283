"""The client's side of an exchange: what is known of its request, and what can be asked of its connection."""

import asyncio
from dataclasses import dataclass
from typing import Protocol

from mainstay.run.local.router.backend import Backend
from mainstay.run.local.router.refusal import Refusal


@dataclass(slots=True)
class Request:
    """What an exchange must know about a request. Each client connection has one, and fills it anew each time.

    `minor` is the client's version of HTTP/1; `close`: its connection ends with the response; `upgrade`: it wants to
    change protocols; `repeatable`: its method allows to send it twice; `complete`: all of its body has come.
    """

    prefix: bytes
    method: bytes = b""
    target: bytes = b""
    given_id: bytes = b""
    number: int = 0
    minor: int = 1
    close: bool = False
    upgrade: bool = False
    repeatable: bool = False
    complete: bool = True

    @property
    def id(self) -> bytes:
        """Its X-Request-ID: the client's own, or the worker's prefix and a number."""
        return self.given_id or b"%b-%06x" % (self.prefix, self.number)


class Downstream(Protocol):
    """The client's side, as the exchange sees it."""

    transport: asyncio.Transport
    deadline_s: float

    def finished(self, *, close: bool) -> None:
        """The response has been written."""
        ...

    def refuse(self, refusal: Refusal, *, close: bool, request_id: bytes = b"", head_only: bool = False) -> None:
        """Answer with a page of our own."""
        ...

    def pace(self) -> None:
        """Look again whether the request may be read on."""
        ...

    def tunnel(self, upstream: asyncio.Transport, backend: Backend) -> None:
        """Become a tunnel to that upstream."""
        ...
