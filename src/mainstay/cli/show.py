"""Results as a command line shows them: aligned text or JSON on stdout, notes on stderr."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import msgspec

from mainstay.actions.results import Item, Report, Result, Stream, Table
from mainstay.cli.terminal import Terminal
from mainstay.cli.text import harmless, table_lines


def as_json(data: object) -> str:
    """The value as JSON that people can read as well."""
    return msgspec.json.format(_encoded(data), indent=2).decode()


def show(result: Table | Report, terminal: Terminal, *, json: bool) -> None:
    """Print a result and tell its notes."""
    if json:
        terminal.write(as_json(result.objects() if isinstance(result, Table) else result.data))
    elif isinstance(result, Table):
        _show_table(result, terminal)
    else:
        for line in result.lines:
            terminal.write(_safe(line, terminal))
    _tell_notes(result, terminal)


async def show_stream(stream: Stream, terminal: Terminal, *, json: bool, before: Callable[[], None]) -> None:
    """Print items as they come. `before` is called before each is written."""
    if isinstance(stream.items, AsyncIterator):
        async for item in stream.items:
            before()
            _write_item(item, terminal, json=json)
    else:
        for item in stream.items:
            before()
            _write_item(item, terminal, json=json)
    _tell_notes(stream, terminal)


def _write_item(item: Item, terminal: Terminal, *, json: bool) -> None:
    terminal.write(_encoded(item.data).decode() if json else _safe(item.text, terminal))


def _show_table(table: Table, terminal: Terminal) -> None:
    for index, line in enumerate(table_lines(table, terminal.width)):
        terminal.write(line if index else terminal.bold(line))
    if table.empty and not table.rows:
        terminal.tell(harmless(table.empty))


def _tell_notes(result: Result, terminal: Terminal) -> None:
    for note in result.notes:
        terminal.tell(harmless(note))


def _safe(text: str, terminal: Terminal) -> str:
    return text if terminal.width is None else harmless(text, color=terminal.color)


def _encoded(data: object) -> bytes:
    return msgspec.json.encode(data, enc_hook=_plain)


def _plain(value: object) -> object:
    if isinstance(value, Path):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no JSON")
