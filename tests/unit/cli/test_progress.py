import io
import threading

import pytest

from mainstay.cli.progress import Display
from mainstay.cli.terminal import Terminal

PATIENCE_S = 5


class Err(io.StringIO):
    """Remembers what was written and tells when something was."""

    def __init__(self) -> None:
        super().__init__()
        self.written = threading.Event()

    def write(self, text: str) -> int:
        count = super().write(text)
        self.written.set()
        return count


class Hands:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


def display(err: io.StringIO, hands: Hands, *, live: bool) -> Display:
    return Display(Terminal(out=io.StringIO(), err=err, live=live, width=30 if live else None), hands)


def test_what_is_quick_stays_silent() -> None:
    err, hands = Err(), Hands()
    with display(err, hands, live=False) as shown:
        shown.say("reading")
        hands.at = 0.4
        shown.tick()
    assert err.getvalue() == ""


def test_what_takes_longer_is_told_in_plain_lines_once_each() -> None:
    err, hands = Err(), Hands()
    with display(err, hands, live=False) as shown:
        shown.say("reading")
        hands.at = 0.6
        shown.tick()
        shown.tick()
        shown.step(2, 7, "installing\n34 packages")
        shown.step(2, 7, "installing\n34 packages")
    assert err.getvalue() == "reading\n[2/7] installing 34 packages\n"


def test_of_what_changes_all_the_time_a_log_gets_a_line_in_a_while() -> None:
    err, hands = Err(), Hands()
    with display(err, hands, live=False) as shown:
        for second in range(1, 13):
            hands.at = float(second)
            shown.count(f"{second} simulations")
            shown.tick()
    assert err.getvalue() == "1 simulations\n6 simulations\n11 simulations\n"


def test_a_terminal_gets_one_line_that_is_removed_at_the_end() -> None:
    err, hands = Err(), Hands()
    with display(err, hands, live=True) as shown:
        shown.say("installing a very long list of packages")
        hands.at = 3.0
        shown.tick()
    assert "installing" in err.getvalue()
    assert "…" in err.getvalue()
    assert err.getvalue().endswith("\r\x1b[2K")
    assert "\n" not in err.getvalue()


def test_clear_makes_room_until_the_next_text() -> None:
    err, hands = Err(), Hands()
    with display(err, hands, live=True) as shown:
        shown.say("waiting")
        hands.at = 1.0
        shown.tick()
        shown.clear()
        before = err.getvalue()
        shown.tick()
        assert err.getvalue() == before
        assert before.endswith("\r\x1b[2K")


@pytest.mark.slow
def test_a_busy_action_need_not_tick() -> None:
    err, hands = Err(), Hands()
    hands.at = 0.0
    with display(err, hands, live=True) as shown:
        shown.say("computing")
        hands.at = 2.0
        assert err.written.wait(PATIENCE_S)
    assert "computing · 2 s" in err.getvalue()


def test_what_it_shows_cannot_steer_the_terminal() -> None:
    err, hands = Err(), Hands()
    with display(err, hands, live=False) as shown:
        hands.at = 1.0
        shown.say("first")
        shown.say("\x1b]0;owned\x07")
    assert "\x1b" not in err.getvalue()
