"""llhttp, the parser of Node.js, by way of httptools: the one place that knows its interface."""

from typing import Protocol, cast

import httptools  # pyright: ignore[reportMissingTypeStubs]  # it is typed in part

SyntaxFault = httptools.HttpParserError
UpgradeSeen = httptools.HttpParserUpgrade


class Parser(Protocol):
    """Reads messages piece by piece."""

    def feed_data(self, data: bytes) -> None:
        """Tell the sink what is in `data`. Raises `SyntaxFault`, or `UpgradeSeen` behind a head that asks for it."""
        ...


def request_parser(sink: object) -> Parser:
    """A parser of requests. It calls `on_body` and `on_message_complete` of `sink`, where there are such."""
    return cast("Parser", httptools.HttpRequestParser(sink))
