"""What people see where they cannot go further: what is wrong, and how to get in."""

from html import escape

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from mainstay.model.value import Value
from mainstay.web.wire import to_json

HOW_TO_OPEN = "run `mainstay open` in the project's folder: it opens this page with its key"

_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">{head}
<title>{title} · mainstay</title>
<link rel="icon" href="/static/icon.svg">
<link rel="stylesheet" href="/static/page.css">
<body class="plain">
<main>
<p class="brand"><img src="/static/icon.svg" alt="" width="28" height="28">mainstay</p>
<h1>{title}</h1>
<p>{text}</p>
<p>{hint}</p>
</main>
"""


class Problem(Value, frozen=True, kw_only=True):
    """The JSON form of every refusal and error."""

    message: str
    hint: str = ""


def problem(status: int, message: str, hint: str = "") -> Response:
    """A refusal or an error for programs. The texts must not hold a secret."""
    return Response(to_json(Problem(message=message, hint=hint)), status, media_type="application/json")


def refusal(request: Request, status: int, title: str, *, text: str) -> Response:
    """A refusal in the form that the request asks for: JSON below /api and for the stream, else a page."""
    if request.url.path.startswith(("/api/", "/events")):
        return problem(status, f"{title}. {text}", HOW_TO_OPEN)
    return HTMLResponse(_page(title, text, f"To get in, {HOW_TO_OPEN}."), status)


def try_again(request: Request) -> Response:
    """A page that loads the address once more from our own side."""
    if request.url.path.startswith(("/api/", "/events")):
        return problem(401, "The key is missing.", HOW_TO_OPEN)
    again = '\n<meta http-equiv="refresh" content="0; url=/">'
    return HTMLResponse(_page("Opening", "One moment.", "", head=again), 401)


def _page(title: str, text: str, hint: str, *, head: str = "") -> str:
    # `code` for the command between backticks; everything else is escaped.
    before, _, rest = hint.partition("`")
    command, _, after = rest.partition("`")
    marked = f"{escape(before)}<code>{escape(command)}</code>{escape(after)}" if command else escape(hint)
    return _PAGE.format(title=escape(title), text=escape(text), hint=marked, head=head)
