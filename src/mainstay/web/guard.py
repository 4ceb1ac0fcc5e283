"""Who may talk to the page, and how its answers are sealed. Stands before every route.

Three questions, in this order. *Is the address ours?* A name that an attacker's DNS points at 127.0.0.1 is not
`localhost` or a loopback address (DNS rebinding). *Does a change come from our own page?* Cookies travel with
requests that other sites start, and between ports of one host, so a change needs our exact Origin; only a request
that carries the token in a header, which no other site can do, goes without. *Is the token right?* It comes once
in the address, and from then on in a cookie of this port that no script can read.
"""

import hmac
from collections.abc import Mapping
from http import HTTPStatus
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mainstay.web.pages import refusal, try_again

OPEN_TO_ALL = "/static/"
"""The page's own files hold nothing private; the refusal pages need them."""

SAFE = frozenset({"GET", "HEAD"})

HEADERS: Mapping[str, str] = {
    "cache-control": "no-store",
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}


class Guard:
    """ASGI middleware that answers the three questions and adds the headers. `token` is at least 16 characters."""

    def __init__(self, app: ASGIApp, token: str) -> None:
        self._app, self._token = app, token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request that fails a question; hand on all others."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)

        async def sealed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=message["headers"])
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                if message["status"] == HTTPStatus.UNAUTHORIZED:
                    headers["www-authenticate"] = "Bearer"
                message["headers"] = headers.raw
            await send(message)

        answer = self._refused(request) or self._entered(request)
        await (answer or self._app)(scope, receive, sealed)

    def _refused(self, request: Request) -> Response | None:
        if not _is_ours(request.headers):
            return refusal(request, 403, "This address is not the status page's", text=_WRONG_HOST)
        bearer = self._bears_token(request.headers)
        if request.method not in SAFE and not (bearer or _is_same_origin(request.headers)):
            return refusal(request, 403, "This change came from another page", text=_WRONG_ORIGIN)
        if request.url.path.startswith(OPEN_TO_ALL) or bearer:
            return None
        given = request.query_params.get("token", request.cookies.get(cookie_name(request.headers), ""))
        if self._is_token(given):
            return None
        if "token" not in request.query_params and request.headers.get("sec-fetch-site") == "cross-site":
            # A link on another site led here: the browser holds a Strict cookie back until we ask again ourselves.
            return try_again(request)
        return refusal(request, 401, "This page needs its key", text=_NO_TOKEN)

    def _entered(self, request: Request) -> Response | None:
        """The redirect that moves the token from the address into the cookie; None where it is not in the address."""
        if "token" not in request.query_params or request.url.path != "/":
            return None
        answer = RedirectResponse("/", status_code=303)
        answer.set_cookie(cookie_name(request.headers), self._token, httponly=True, samesite="strict", path="/")
        return answer

    def _bears_token(self, headers: Headers) -> bool:
        scheme, _, given = headers.get("authorization", "").partition(" ")
        return scheme.lower() == "bearer" and self._is_token(given.strip())

    def _is_token(self, given: str) -> bool:
        return hmac.compare_digest(given.encode("utf-8", "replace"), self._token.encode())


def cookie_name(headers: Headers) -> str:
    """The cookie of this port: browsers share cookies between ports, and each project has a page of its own."""
    return f"mainstay-{_address(headers)[1]}"


def _address(headers: Headers) -> tuple[str, int]:
    try:
        parts = urlsplit(f"//{headers.get('host', '')}")
        host, port = parts.hostname or "", parts.port or 80
    except ValueError:
        return "", 80
    return host, port


def _is_ours(headers: Headers) -> bool:
    host, _ = _address(headers)
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _is_same_origin(headers: Headers) -> bool:
    return headers.get("origin") == f"http://{headers.get('host', '')}"


_WRONG_HOST = (
    "It answers only to localhost and loopback addresses such as 127.0.0.1, so that no other site can reach it."
)
_WRONG_ORIGIN = "Only the status page itself may change the application. Nothing was changed."
_NO_TOKEN = "The address in use has no key, or the key of another run."
