"""Requests that are not passed on, and the short plain page that says why."""

from http import HTTPStatus


class Refusal(Exception):  # noqa: N818 - it is an answer, not a fault of ours
    """A request that the router answers itself. `says` is a sentence for people.

    `retry_after_s` is sent as Retry-After where it is set.
    """

    def __init__(self, status: HTTPStatus, says: str, *, retry_after_s: int | None = None) -> None:
        super().__init__(says)
        self.status, self.says, self.retry_after_s = status, says, retry_after_s


def bad(says: str) -> Refusal:
    """400: the request cannot be understood in only one way."""
    return Refusal(HTTPStatus.BAD_REQUEST, says)


def page(refusal: Refusal, *, head_only: bool, close: bool, request_id: bytes = b"") -> bytes:
    """The whole response to a refused request."""
    status = refusal.status
    body = f"{status.value} {status.phrase}\n\n{refusal.says}\n".encode()
    lines = [
        f"HTTP/1.1 {status.value} {status.phrase}".encode(),
        b"Content-Type: text/plain; charset=utf-8",
        b"Content-Length: %d" % len(body),
        b"Cache-Control: no-store",
    ]
    if request_id:
        lines.append(b"X-Request-ID: " + request_id)
    if refusal.retry_after_s is not None:
        lines.append(b"Retry-After: %d" % refusal.retry_after_s)
    if close:
        lines.append(b"Connection: close")
    return b"\r\n".join((*lines, b"", b"" if head_only else body))
