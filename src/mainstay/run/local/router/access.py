"""The access log: one JSON object a request."""

import json

from mainstay.run.local.router.downstream import Request

CLIENT_GONE = 499
"""What the log says of requests whose client did not wait (nginx's code; it is never sent)."""


def access_line(service: str, request: Request, status: int, *, at: float, took_s: float, upstream: str) -> str:
    """A line of the log. `at` is seconds since the epoch, `took_s` the time to the last byte of the response."""
    entry = {
        "at": round(at, 6),
        "service": service,
        "method": request.method.decode("latin-1"),
        "target": request.target.decode("latin-1"),
        "status": status,
        "ms": round(took_s * 1000, 3),
        "upstream": upstream,
        "id": request.id.decode("latin-1"),
    }
    return json.dumps(entry)
