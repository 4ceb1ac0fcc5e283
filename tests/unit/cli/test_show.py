import asyncio
import io
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from mainstay.actions.results import Column, Item, Report, Stream, Table
from mainstay.cli.show import show, show_stream
from mainstay.cli.terminal import Terminal
from mainstay.model.plan import DiscardRelease


@pytest.fixture
def pipe() -> Terminal:
    return Terminal(out=io.StringIO(), err=io.StringIO())


def out(terminal: Terminal) -> str:
    assert isinstance(terminal.out, io.StringIO)
    return terminal.out.getvalue()


def err(terminal: Terminal) -> str:
    assert isinstance(terminal.err, io.StringIO)
    return terminal.err.getvalue()


TABLE = Table(columns=(Column("name"), Column("size")), rows=(("web", 3),), notes=("see web",), empty="nothing")


def test_a_table_for_people(pipe: Terminal) -> None:
    show(TABLE, pipe, json=False)
    assert out(pipe) == "NAME  SIZE\nweb      3\n"
    assert err(pipe) == "see web\n"


def test_a_table_for_programs_has_its_notes_on_stderr(pipe: Terminal) -> None:
    show(TABLE, pipe, json=True)
    assert json.loads(out(pipe)) == [{"name": "web", "size": 3}]
    assert err(pipe) == "see web\n"


def test_an_empty_table_is_told_and_is_an_empty_list(pipe: Terminal) -> None:
    empty = Table(columns=TABLE.columns, rows=(), empty="nothing runs")
    show(empty, pipe, json=False)
    assert (out(pipe), err(pipe)) == ("", "nothing runs\n")
    show(empty, pipe, json=True)
    assert out(pipe) == "[]\n"


def test_only_terminals_with_colour_get_a_bold_heading() -> None:
    terminal = Terminal(out=io.StringIO(), err=io.StringIO(), color=True, width=80)
    show(TABLE, terminal, json=False)
    assert out(terminal).startswith("\x1b[1mNAME  SIZE\x1b[0m\n")


def test_a_report_in_both_forms(pipe: Terminal) -> None:
    report = Report(data={"url": "http://localhost", "at": Path("/a")}, lines=("up", "done"))
    show(report, pipe, json=False)
    show(report, pipe, json=True)
    text, _, data = out(pipe).partition("done\n")
    assert text == "up\n"
    assert json.loads(data) == {"url": "http://localhost", "at": "/a"}
    show(Report(data=DiscardRelease(release=3)), pipe, json=True)
    assert '"discard-release"' in out(pipe)


def test_streams_of_both_kinds(pipe: Terminal) -> None:
    async def later() -> AsyncIterator[Item]:
        yield Item(text="two", data={"n": 2})

    cleared: list[bool] = []

    async def both() -> None:
        now = Stream(items=iter([Item(text="one", data={"n": 1})]))
        await show_stream(now, pipe, json=False, before=lambda: cleared.append(True))
        await show_stream(Stream(items=later(), notes=("end",)), pipe, json=True, before=lambda: cleared.append(True))

    asyncio.run(both())
    assert out(pipe) == 'one\n{"n":2}\n'
    assert err(pipe) == "end\n"
    assert cleared == [True, True]


def test_a_program_cannot_steer_the_terminal_but_a_file_gets_its_bytes() -> None:
    evil = Report(data={}, lines=("\x1b]0;owned\x07\x1b[31mred",))
    for width, color, shown in (
        (80, False, "\\x1b]0;owned\\x07red\n"),
        (80, True, "\\x1b]0;owned\\x07\x1b[31mred\x1b[0m\n"),
        (None, False, "\x1b]0;owned\x07\x1b[31mred\n"),
    ):
        terminal = Terminal(out=io.StringIO(), err=io.StringIO(), width=width, color=color)
        show(evil, terminal, json=False)
        assert out(terminal) == shown
