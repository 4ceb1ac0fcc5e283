"""Stubs of third parties: an HTTP server of its own host and name, whose answers the test writes or has recorded."""

import json
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import msgspec

from mainstay.model.errors import MainstayError
from mainstay.model.value import Value

_HTTP = 80
_BAD_GATEWAY = 502


class Request(Value, frozen=True, kw_only=True):
    """What a third party is asked. Names of `headers` are lower case; of `query` the last value of each name counts."""

    method: str
    path: str
    query: dict[str, str] = {}
    headers: dict[str, str] = {}
    body: bytes = b""

    def json(self) -> Any:  # noqa: ANN401 - whatever the JSON is
        """The body as JSON."""
        return json.loads(self.body)


class Response(Value, frozen=True, kw_only=True):
    """What it answers."""

    status: int = 200
    headers: dict[str, str] = {}
    body: bytes = b""


class Recorded(Value, frozen=True, kw_only=True):
    """One entry of a file of recorded answers: a list of these as JSON. `json` or `text` is the body."""

    method: str = "GET"
    path: str
    status: int = 200
    headers: dict[str, str] = {}
    json: Any = None
    text: str = ""


Answer = Response | Mapping[str, Any] | tuple[int, Any] | None
Handler = Callable[[Request], Answer]


class Stub:
    """A running stub. `url` is what programs are told, `requests` what has arrived, in order."""

    def __init__(self, url: str, handler: Handler | Path | str) -> None:
        parts = urlsplit(url)
        if parts.scheme != "http" or not parts.hostname:
            raise MainstayError(
                url, "a stub must have a URL with http://", "it has none", hint="tell the program an http:// URL of it"
            )
        self.url, self.name, self.port = url, parts.hostname, parts.port or _HTTP
        self.requests: list[Request] = []
        self._handler = recorded(Path(handler)) if isinstance(handler, (Path, str)) else handler

    def answer(self, request: Request) -> Response:
        """What the handler says, as a response."""
        self.requests.append(request)
        return _shaped(self._handler(request))

    def serve(self) -> None:
        """Serve until the process ends; a thread for each connection."""
        stub = self

        class Server(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's own name
                """Nothing: the timeline has the messages."""
                del format, args

            def handle_one_request(self) -> None:
                """One request, of whatever method."""
                self.raw_requestline = self.rfile.readline(65_537)
                if not self.raw_requestline or not self.parse_request():
                    self.close_connection = True
                    return
                _send(self, stub.answer(_read(self)))

        ThreadingHTTPServer(("0.0.0.0", self.port), Server).serve_forever()  # noqa: S104 - of a simulated host


def recorded(file: Path) -> Handler:
    """A handler that answers what `file` has for a method and path; all else gets a 502 that says so."""
    entries = msgspec.json.decode(file.read_bytes(), type=list[Recorded])
    known = {(entry.method, entry.path): entry for entry in entries}

    def handler(request: Request) -> Response:
        entry = known.get((request.method, request.path))
        if entry is None:
            told = f"{file.name} has no answer to {request.method} {request.path}"
            return Response(status=_BAD_GATEWAY, body=told.encode())
        body = entry.text.encode() if entry.json is None else json.dumps(entry.json).encode()
        kind = {"content-type": "text/plain" if entry.json is None else "application/json"}
        return Response(status=entry.status, headers=kind | entry.headers, body=body)

    return handler


def _shaped(answer: Answer) -> Response:
    if isinstance(answer, Response):
        return answer
    status, body = answer if isinstance(answer, tuple) else (200 if answer is not None else 204, answer)
    if body is None:
        return Response(status=status)
    return Response(status=status, headers={"content-type": "application/json"}, body=json.dumps(body).encode())


def _read(server: BaseHTTPRequestHandler) -> Request:
    parts = urlsplit(server.path)
    return Request(
        method=server.command,
        path=parts.path,
        query=dict(parse_qsl(parts.query)),
        headers={name.lower(): value for name, value in server.headers.items()},
        body=server.rfile.read(int(server.headers.get("content-length") or 0)),
    )


def _send(server: BaseHTTPRequestHandler, response: Response) -> None:
    server.send_response(response.status)
    for name, value in {"content-length": str(len(response.body)), **response.headers}.items():
        server.send_header(name, value)
    server.end_headers()
    server.wfile.write(response.body)
