"""The mail catcher: ``python server.py --address 127.1.2.3 --port 1025``.

Stand-alone. Standard output carries one JSON object for each message and nothing else: `at` (seconds since the
epoch), `topic` ("mail"), `subject` (an id of our own) and `body` (from, to, subject, date, text, html, attachments,
size in bytes, raw). A message is acknowledged to its sender only after its line was written.
"""

import argparse
import asyncio
import json
import secrets
import signal
import sys
import time
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, cast

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

KEPT_BYTES = 256 * 1024
"""Longer texts and raw messages are cut here: an event is for looking at, not an archive."""

_ERRORS_OF_PARSING = (LookupError, ValueError, AttributeError, TypeError)
"""What the parser of the standard library raises for malformed headers and unknown character sets."""


def body_of(envelope_from: str, envelope_to: list[str], content: bytes) -> dict[str, Any]:
    """What the event says about one message. Never raises for a malformed message: what can be read is told."""
    message = message_from_bytes(content, policy=policy.default)
    return {
        "from": envelope_from,
        "to": envelope_to,
        "subject": _header(message, "subject"),
        "date": _header(message, "date"),
        "text": _part(message, "plain"),
        "html": _part(message, "html"),
        "attachments": _attachments(message),
        "size": len(content),
        "raw": content[:KEPT_BYTES].decode("utf-8", "replace"),
    }


def _header(message: EmailMessage, name: str) -> str:
    try:
        return str(message[name] or "")
    except _ERRORS_OF_PARSING:
        return ""


def _part(message: EmailMessage, subtype: str) -> str:
    try:
        part = message.get_body((subtype,))
    except _ERRORS_OF_PARSING:
        return ""
    return _text(cast("EmailMessage", part))[:KEPT_BYTES] if part else ""


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
            found.append({"name": part.get_filename() or "", "type": part.get_content_type(), "size": size})
    except _ERRORS_OF_PARSING:
        pass  # a broken multipart has no list of parts; the raw message is still told
    return found


class Catcher:
    """Writes each message to standard output."""

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's
        """Called by aiosmtpd with a complete message."""
        del server, session
        content = envelope.original_content or b""
        body = body_of(envelope.mail_from or "", list(envelope.rcpt_tos), content)
        event = {"at": time.time(), "topic": "mail", "subject": secrets.token_hex(8), "body": body}
        # Lone surrogates (8-bit bytes in headers) have no place in UTF-8.
        line = json.dumps(event, ensure_ascii=False).encode("utf-8", "replace")
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
    asyncio.run(serve(options.address, options.port))


if __name__ == "__main__":
    main()
