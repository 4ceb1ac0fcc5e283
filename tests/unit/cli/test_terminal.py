import io

import pytest

from mainstay.cli.terminal import Streams, Terminal, terminal


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


def at_terminal(environment: dict[str, str], *, no_color: bool = False, typed: str = "") -> Terminal:
    streams = Streams(Screen(typed), Screen(), Screen())
    return terminal(environment, no_color=no_color, streams=streams)


def test_colour_is_for_terminals_whose_owner_wants_it() -> None:
    assert at_terminal({"TERM": "xterm"}).color
    assert not at_terminal({"TERM": "xterm"}, no_color=True).color
    assert not at_terminal({"TERM": "xterm", "NO_COLOR": "1"}).color
    assert at_terminal({"TERM": "xterm", "NO_COLOR": ""}).color
    assert not at_terminal({"TERM": "dumb"}).color
    assert not at_terminal({"TERM": "dumb"}).live
    assert at_terminal({"NO_COLOR": "1"}).live
    assert at_terminal({}).width is not None


def test_a_pipe_is_plain() -> None:
    plain = terminal({"TERM": "xterm"}, streams=Streams(io.StringIO(), io.StringIO(), io.StringIO()))
    assert (plain.color, plain.live, plain.width, plain.answers) == (False, False, None, None)


@pytest.mark.parametrize(
    ("typed", "yes"), [("yes\n", True), ("Y\n", True), ("\n", False), ("no\n", False), ("", False)]
)
def test_only_yes_is_yes(typed: str, yes: bool) -> None:
    asked = at_terminal({}, typed=typed)
    assert asked.confirm("Delete?") is yes
    assert asked.err.getvalue() == "Delete? [y/N] "


def test_bold_and_highlighted_are_plain_without_colour() -> None:
    plain = Terminal(out=io.StringIO(), err=io.StringIO())
    assert plain.bold("a") + plain.highlighted("b") == "ab"
    bright = Terminal(out=io.StringIO(), err=io.StringIO(), color=True, err_color=True)
    assert bright.bold("a") == "\x1b[1ma\x1b[0m" == bright.highlighted("a")
