"""The mail catcher: ``python server.py --address 127.1.2.3 --port 1025``.

Stand-alone. Standard output carries one JSON object for each message and nothing else: `at` (seconds since the
epoch), `topic` ("mail"), `subject` (an id of our own) and `body` (from, to, subject, date, text, html, attachments,
size in bytes, raw, truncated). A message is acknowledged to its sender only after its line was written.
"""

import argparse
import asyncio
import json
import logging
import secrets
import signal
import sys
import time
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, cast

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

LINE_BYTES = 63 * 1024
"""The longest line: who reads them cuts lines at 64 KiB. What does not fit is shortened, and `truncated` says so."""

_LONG = ("text", "html", "raw")
_HEADER_CHARACTERS = 2000
_LISTED = 100  # recipients and attachments

_ERRORS_OF_PARSING = (LookupError, ValueError, AttributeError, TypeError)
"""What the parser of the standard library raises for malformed headers and unknown character sets."""


def body_of(envelope_from: str, envelope_to: list[str], content: bytes) -> dict[str, Any]:
    """What the event says about one message. Never raises for a malformed message: what can be read is told."""
    message = message_from_bytes(content, policy=policy.default)
    return {
        "from": envelope_from,
        "to": envelope_to[:_LISTED],
        "subject": _header(message, "subject"),
        "date": _header(message, "date"),
        "text": _part(message, "plain"),
        "html": _part(message, "html"),
        "attachments": _attachments(message),
        "size": len(content),
        "truncated": len(content) > LINE_BYTES or len(envelope_to) > _LISTED,
        "raw": content[:LINE_BYTES].decode("utf-8", "replace"),
    }


def _header(message: EmailMessage, name: str) -> str:
    try:
        return str(message[name] or "")[:_HEADER_CHARACTERS]
    except _ERRORS_OF_PARSING:
        return ""


def _part(message: EmailMessage, subtype: str) -> str:
    try:
        part = message.get_body((subtype,))
    except _ERRORS_OF_PARSING:
        return ""
    return _text(cast("EmailMessage", part)).replace("\r\n", "\n") if part else ""


def _text(part: EmailMessage) -> str:
    try:
        return str(part.get_content())
    except _ERRORS_OF_PARSING:
        payload = part.get_payload(decode=True)
        return payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""


def _attachments(message: EmailMessage) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    try:
        for part in message.iter_attachments():
            payload = part.get_payload(decode=True)
            size = len(payload) if isinstance(payload, bytes) else 0
            name = (part.get_filename() or "")[:_HEADER_CHARACTERS]
            found.append({"name": name, "type": part.get_content_type(), "size": size})
    except _ERRORS_OF_PARSING:
        pass  # a broken multipart has no list of parts; the raw message is still told
    return found[:_LISTED]


def line_of(event: dict[str, Any]) -> bytes:
    """The event as JSON without a newline, at most `LINE_BYTES` long where its long fields can be shortened."""
    body: dict[str, Any] = event["body"]
    line = _encoded(event)
    while len(line) > LINE_BYTES and any(body[field] for field in _LONG):
        body["truncated"] = True
        longest = max(_LONG, key=lambda field: len(body[field]))
        body[longest] = body[longest][: len(body[longest]) // 2]
        line = _encoded(event)
    return line


def _encoded(event: dict[str, Any]) -> bytes:
    # Lone surrogates (8-bit bytes in headers) have no place in UTF-8.
    return json.dumps(event, ensure_ascii=False).encode("utf-8", "replace")


class Catcher:
    """Writes each message to standard output."""

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's
        """Called by aiosmtpd with a complete message."""
        del server, session
        content = envelope.original_content or b""
        body = body_of(envelope.mail_from or "", list(envelope.rcpt_tos), content)
        line = line_of({"at": time.time(), "topic": "mail", "subject": secrets.token_hex(8), "body": body})
        sys.stdout.buffer.write(line + b"\n")
        sys.stdout.buffer.flush()
        return "250 OK: message kept"


def _anybody(*_: object) -> AuthResult:
    return AuthResult(success=True)


def _connection() -> SMTP:
    return SMTP(
        Catcher(),
        hostname="mainstay",
        ident="mail catcher",
        enable_SMTPUTF8=True,
        auth_require_tls=False,
        authenticator=_anybody,
        command_call_limit=None,
        loop=asyncio.get_running_loop(),
    )


async def serve(address: str, port: int) -> None:
    """Catch mail until SIGTERM or SIGINT."""
    loop = asyncio.get_running_loop()
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    server = await loop.create_server(_connection, address, port)
    await stopped.wait()
    server.close()


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Catch mail; write one JSON line for each message.")
    parser.add_argument("--address", required=True)
    parser.add_argument("--port", type=int, required=True)
    options = parser.parse_args()
    logging.getLogger("mail.log").setLevel(logging.ERROR)  # not a warning for every login without TLS
    asyncio.run(serve(options.address, options.port))


if __name__ == "__main__":
    main()
