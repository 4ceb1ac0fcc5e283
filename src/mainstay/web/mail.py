"""Caught mail, made safe to look at.

The HTML of a mail is a document of its own in a frame without any rights (`sandbox`), with a policy that loads
nothing: no script, no image that would tell the sender, no form. Its own inline styles are allowed, which a
document inside the page's own policy could not have. Links do not work in there; they are listed beside it, with
their full address, so that "confirm your address" can be tried and nobody is led astray.
"""

import re
from html.parser import HTMLParser

from starlette.responses import HTMLResponse, Response

from mainstay.model.value import Value
from mainstay.model.view import MailMessage

LINKS_SHOWN = 20
_ADDRESS = re.compile(r"https?://[^\s<>\"'()\[\]{}\x00-\x20]+", re.IGNORECASE)
_POLICY = (
    "sandbox; default-src 'none'; img-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'self'"
)


class MailPage(Value, frozen=True, kw_only=True):
    """A message, and the web addresses it links to in order of appearance, each once."""

    message: MailMessage
    links: tuple[str, ...] = ()


class _Anchors(HTMLParser):
    """Collects the targets of links."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.found += [value.strip() for name, value in attrs if name == "href" and value]


def mail_page(message: MailMessage) -> MailPage:
    """What the page shows of a message. Only http and https addresses count as links."""
    anchors = _Anchors()
    anchors.feed(message.html)
    found = [*(a for a in anchors.found if _ADDRESS.match(a)), *_ADDRESS.findall(message.text)]
    links = tuple(dict.fromkeys(address.rstrip(".,;:!?") for address in found))
    return MailPage(message=message, links=links[:LINKS_SHOWN])


def mail_document(message: MailMessage) -> Response:
    """The HTML of a message as a document without rights."""
    body = message.html.encode("utf-8", "replace")
    return HTMLResponse(body, headers={"content-security-policy": _POLICY})
