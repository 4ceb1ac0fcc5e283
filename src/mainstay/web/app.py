"""The application behind the page, put together."""

import gzip
from http import HTTPStatus
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mainstay.web.api import Api
from mainstay.web.control import Control
from mainstay.web.guard import Guard
from mainstay.web.live import PACE_S, Live
from mainstay.web.operations import unexpected
from mainstay.web.pages import problem, refusal

SHORTEST_TOKEN = 16

_STATIC = Path(__file__).parent / "static"
_MEDIA = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


def create_app(control: Control, *, token: str, live: Live | None = None, pace_s: float = PACE_S) -> Starlette:
    """The status page of one application as an ASGI application.

    `token` opens it: at least 16 characters, else `ValueError`. `live` may be given by a server that must end the
    streams before it can stop; `pace_s` is the time between two looks at the application while somebody watches.
    """
    if len(token) < SHORTEST_TOKEN:
        raise ValueError(f"the token must have at least {SHORTEST_TOKEN} characters")
    api = Api(control, live or Live(control, pace_s=pace_s))
    return Starlette(
        routes=[*api.routes(), *_files()],
        middleware=[Middleware(Guard, token=token)],
        exception_handlers={HTTPException: _http_error, Exception: _unexpected},
    )


def _files() -> list[Route]:
    """The page and its files, read once: a fixed list, so that no path can lead anywhere else."""
    routes: list[Route] = []
    for path in sorted(_STATIC.iterdir()):
        if path.suffix in _MEDIA:
            address = "/" if path.name == "index.html" else f"/static/{path.name}"
            routes.append(_file(address, path.read_bytes(), _MEDIA[path.suffix]))
    return routes


def _file(address: str, content: bytes, media: str) -> Route:
    packed = gzip.compress(content, mtime=0)

    async def answer(request: Request) -> Response:
        if "gzip" in request.headers.get("accept-encoding", ""):
            return Response(packed, media_type=media, headers={"content-encoding": "gzip"})
        return Response(content, media_type=media)

    return Route(address, answer, methods=["GET"])


async def _http_error(request: Request, error: Exception) -> Response:
    status, detail = (error.status_code, error.detail) if isinstance(error, HTTPException) else (500, "")
    if status == HTTPStatus.NOT_FOUND and not request.url.path.startswith("/api/"):
        return refusal(
            request, status, "There is nothing here", text="The address leads to no part of the status page."
        )
    return problem(status, detail)


async def _unexpected(request: Request, error: Exception) -> Response:
    del request
    told = unexpected(error)
    return problem(500, str(told.args[0]), told.hint)
