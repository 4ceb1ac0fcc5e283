"""The client's side of an exchange: what is known of its request, and what can be asked of its connection."""

import asyncio
from dataclasses import dataclass
from typing import Protocol

from mainstay.run.local.router.backend import Backend
from mainstay.run.local.router.refusal import Refusal


@dataclass(slots=True)
class Request:
    """What the exchange must know about a request.

    `id` is its X-Request-ID, `minor` the client's version of HTTP/1; `close`: its connection ends with the response.
    """

    method: bytes
    target: bytes
    id: bytes
    minor: int
    close: bool
    upgrade: bool


class Downstream(Protocol):
    """The client's side, as the exchange sees it."""

    transport: asyncio.Transport
    deadline_s: float

    @property
    def body_is_complete(self) -> bool:
        """Whether all of the request has come."""
        ...

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
