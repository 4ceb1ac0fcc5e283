"""What the mail catcher makes of messages, good and bad."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mainstay.catalog.local.mail.server import LINE_BYTES, body_of, line_of


def event(content: bytes) -> dict:
    return {"at": 0.0, "topic": "mail", "subject": "x", "body": body_of("a@b", ["c@d"], content)}


@given(st.binary(max_size=2000))
def test_no_content_is_refused(content):
    line = line_of(event(content))
    assert b"\n" not in line
    assert json.loads(line)["body"]["size"] == len(content)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no headers at all",
        b"Subject: =?utf-9?q?x?=\r\n\r\nbody",
        b"Date: nonsense\r\nFrom: <<>>\r\n\r\n",
        b"Content-Type: multipart/mixed\r\n\r\nno boundary",
        b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/x; charset=no\r\n\r\n<p>\r\n--x",
        b"Content-Transfer-Encoding: base64\r\nContent-Type: text/plain\r\n\r\n!!!!",
    ],
)
def test_malformed_messages_are_told_as_far_as_they_can_be_read(content):
    body = json.loads(line_of(event(content)))["body"]
    assert body["from"] == "a@b"
    assert not body["truncated"]


@pytest.mark.parametrize("filler", [b"a", b'"', b"\\", b"\x01", "€".encode(), b"\xff", b"\r\n"])
def test_a_line_is_never_too_long(filler):
    line = line_of(event(b"Subject: s\r\n\r\n" + filler * 200_000))
    assert len(line) <= LINE_BYTES
    body = json.loads(line)["body"]
    assert body["truncated"]
    assert body["subject"] == "s"
