"""The JSON API: one endpoint for each thing that `Control` offers, and the stream."""

import re
from collections.abc import Awaitable, Callable
from typing import TypeVar

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mainstay.model.errors import ExitCode, MainstayError
from mainstay.model.value import Value, decode
from mainstay.model.view import MailMessage
from mainstay.web.control import Control
from mainstay.web.live import Live
from mainstay.web.mail import mail_document, mail_page
from mainstay.web.mailbox import Filter
from mainstay.web.operations import Operation
from mainstay.web.pages import problem
from mainstay.web.stream import EventStream
from mainstay.web.wire import to_json

V = TypeVar("V")

BODY_BYTES = 128 * 1024
LINES = 500
MOST_LINES = 2000
MOST_DIGITS = 18
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,127}")


class SettingChange(Value, frozen=True, kw_only=True):
    """A value to set. It may be a secret: it is handed on and never kept, shown or logged here."""

    name: str
    value: str

    def __repr__(self) -> str:
        return f"SettingChange(name={self.name!r})"


class Api:
    """The endpoints over one Control. Reads answer 200, changes 202 with the operation that carries them out."""

    def __init__(self, control: Control, live: Live) -> None:
        self._control, self._live = control, live

    def routes(self) -> list[Route]:
        """All routes; anything else is 404."""
        return [
            _route("/events", self.stream),
            _route("/api/overview", self.overview),
            _route("/api/releases", self.releases),
            _route("/api/releases/{release:int}/rollback", self.roll_back, "POST"),
            _route("/api/logs", self.logs),
            _route("/api/events", self.events),
            _route("/api/mail", self.mail),
            _route("/api/mail/{mail:int}", self.message),
            _route("/api/mail/{mail:int}/html", self.document),
            _route("/api/settings", self.settings),
            _route("/api/settings", self.set_setting, "POST"),
            _route("/api/settings/{name}", self.unset_setting, "DELETE"),
            _route("/api/operation", self.operation),
        ]

    async def stream(self, request: Request) -> Response:
        """Changes as they happen; `resource` and `text` filter the log lines among them."""
        last = request.headers.get("last-event-id", "")
        after = int(last) if last.isascii() and last.isdigit() else 0
        return EventStream(self._live, self._live.open(_filter(request), min(after, 2**62)))

    async def overview(self, request: Request) -> Response:
        """`Overview`."""
        del request
        return _json(await self._control.overview())

    async def releases(self, request: Request) -> Response:
        """A list of `ReleaseView`, newest first."""
        del request
        return _json(await self._control.releases())

    async def roll_back(self, request: Request) -> Response:
        """Start to make `release` serve again."""
        release = int(request.path_params["release"])
        known = await self._control.releases()
        if not any(r.number == release and r.can_roll_back for r in known):
            raise _refused(
                f"release {release}", "it must be one that can serve again", "it is not", "`mainstay releases`"
            )
        return self._start(f"Roll back to release {release}", lambda: self._control.roll_back(release))

    async def logs(self, request: Request) -> Response:
        """A list of `LogLine`, oldest first: the newest `limit` after the id `after` that pass the filter."""
        wanted = _filter(request)
        limit = max(1, min(_number(request, "limit", LINES), MOST_LINES))
        after = _number(request, "after", 0)
        return _json(await self._control.logs(after, resource=wanted.resource, text=wanted.text, limit=limit))

    async def events(self, request: Request) -> Response:
        """A list of `Event`, oldest first: those after the id `after`."""
        return _json(await self._control.events(_number(request, "after", 0)))

    async def mail(self, request: Request) -> Response:
        """A list of `MailView`, newest first."""
        del request
        return _json(await self._control.mail())

    async def message(self, request: Request) -> Response:
        """`MailPage` of one mail."""
        return _json(mail_page(await self._found(request)))

    async def document(self, request: Request) -> Response:
        """The HTML of one mail, for a frame without rights."""
        return mail_document(await self._found(request))

    async def settings(self, request: Request) -> Response:
        """A list of `SettingView`; secrets are masked."""
        del request
        return _json(await self._control.settings())

    async def set_setting(self, request: Request) -> Response:
        """Start to set one value (`SettingChange`)."""
        change = await _body(request, SettingChange)
        _check_name(change.name)
        if "\0" in change.value:
            raise _refused(change.name, "a value must be text", "it holds a NUL byte", "encode it, in base64 say")
        return self._start(f"Set {change.name}", lambda: self._control.set_setting(change.name, change.value))

    async def unset_setting(self, request: Request) -> Response:
        """Start to unset one value."""
        name = str(request.path_params["name"])
        _check_name(name)
        return self._start(f"Unset {name}", lambda: self._control.unset_setting(name))

    async def operation(self, request: Request) -> Response:
        """The last `Operation`, null before the first."""
        del request
        return _json(self._live.operations.current)

    async def _found(self, request: Request) -> MailMessage:
        try:
            return await self._control.message(int(request.path_params["mail"]))
        except KeyError:
            raise HTTPException(404, "There is no such mail; it may have been removed.") from None

    def _start(self, says: str, work: Callable[[], Awaitable[None]]) -> Response:
        async def run() -> None:
            await work()

        operation: Operation = self._live.operations.start(says, run)
        return _json(operation, 202)


def _route(path: str, endpoint: Callable[[Request], Awaitable[Response]], method: str = "GET") -> Route:
    async def answer(request: Request) -> Response:
        try:
            return await endpoint(request)
        except MainstayError as error:
            return problem(409 if error.exit_code is ExitCode.FAILED else 422, str(error.args[0]), error.hint)

    return Route(path, answer, methods=[method])


def _json(value: object, status: int = 200) -> Response:
    return Response(to_json(value), status, media_type="application/json")


def _filter(request: Request) -> Filter:
    return Filter(resource=request.query_params.get("resource", ""), text=request.query_params.get("text", ""))


def _number(request: Request, name: str, default: int) -> int:
    given = request.query_params.get(name, "")
    if not given:
        return default
    if not (given.isascii() and given.isdigit() and len(given) <= MOST_DIGITS):
        raise _refused(f"parameter {name}", "it must be a whole number from 0", "it is not", "leave it out")
    return int(given)


async def _body(request: Request, shape: type[V]) -> V:
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise HTTPException(415, "The body must be JSON (Content-Type: application/json).")
    received = bytearray()
    async for chunk in request.stream():
        received += chunk
        if len(received) > BODY_BYTES:
            raise HTTPException(413, f"The body must be at most {BODY_BYTES // 1024} KiB.")
    try:
        return decode(bytes(received), shape)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        # The cause may quote the body, which may be a secret: only its shape is told.
        raise HTTPException(400, f"The body must be JSON of the right shape: {_shape_error(error)}.") from None


def _shape_error(error: Exception) -> str:
    return str(error) if isinstance(error, msgspec.ValidationError) else "it is not valid JSON"


def _check_name(name: str) -> None:
    if not _NAME.fullmatch(name):
        # Not quoted: people paste the value into the wrong field.
        must = "a name must be letters, digits and underscores, begin with no digit, and be at most 128 long"
        raise _refused("configuration", must, "this one is not", "use a name such as API_KEY")


def _refused(where: str, must: str, found: str, hint: str) -> MainstayError:
    return MainstayError(where, must, found, hint=hint)
