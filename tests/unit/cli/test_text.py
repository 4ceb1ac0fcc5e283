import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mainstay.actions.results import Column, Table
from mainstay.cli.text import harmless, shortened, table_lines, width


def test_width_counts_cells() -> None:
    assert width("abc") == 3
    assert width("日本") == 4
    assert width("e\u0301") == 1
    assert width("") == 0


def test_shortened_ends_with_an_ellipsis() -> None:
    assert shortened("abcdef", 6) == "abcdef"
    assert shortened("abcdef", 4) == "abc…"
    assert shortened("日本語", 4) == "日…"


@given(st.text(), st.integers(1, 20))
def test_shortened_always_fits(text: str, cells: int) -> None:
    assert width(shortened(text, cells)) <= cells


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain\ttext\n", "plain\ttext\n"),
        ("\x1b]0;owned\x07", "\\x1b]0;owned\\x07"),
        ("\x1b[2J", "\\x1b[2J"),
        ("a\rb", "a\\rb"),
        ("\x9b31m", "\\x9b31m"),
        ("evil\u202etxt", "evil\\u202etxt"),
        ("\x1b[31mred\x1b[0m", "red"),
    ],
)
def test_control_characters_are_shown_not_sent(text: str, shown: str) -> None:
    assert harmless(text) == shown


def test_colours_can_be_kept_and_are_ended() -> None:
    assert harmless("\x1b[31mred", color=True) == "\x1b[31mred\x1b[0m"
    assert harmless("\x1b[31mred\x1b[2J", color=True) == "\x1b[31mred\\x1b[2J\x1b[0m"


@given(st.text(alphabet="ab\x1b[0;31mJK\r\n\x07\x9b"), st.booleans())
def test_no_escape_but_colour_ever_passes(text: str, color: bool) -> None:
    rest = harmless(text, color=color)
    for code in ("\x1b[31m", "\x1b[0m", "\x1b[m", "\x1b[1m", "\x1b[3m"):
        rest = rest.replace(code, "") if color else rest
    if not color:
        assert "\x1b" not in rest
    assert "\r" not in rest
    assert "\x07" not in rest


def mebibytes(value: object) -> str:
    return f"{value} MiB"


TABLE = Table(
    columns=(
        Column("name", whole=True),
        Column("restarts"),
        Column("memory", show=lambda v: f"{v} MiB"),
        Column("note"),
    ),
    rows=(("web-1", 3, 120, "it looks misconfigured"), ("db", 12, 8, None)),
)


def test_columns_are_aligned_and_numbers_stand_right() -> None:
    assert table_lines(TABLE, None) == [
        "NAME   RESTARTS   MEMORY  NOTE",
        "web-1         3  120 MiB  it looks misconfigured",
        "db           12    8 MiB  -",
    ]


def test_a_narrow_terminal_shortens_the_widest_column_but_never_a_whole_one() -> None:
    lines = table_lines(TABLE, 40)
    assert max(map(width, lines)) <= 40
    assert lines[1] == "web-1         3  120 MiB  it looks misc…"
    ids = Table(columns=(Column("id", whole=True), Column("x")), rows=(("a" * 50, "b" * 50),))
    assert table_lines(ids, 40)[1] == "a" * 50 + "  " + "b" * 7 + "…"


def test_values_have_a_plain_form() -> None:
    row = (True, False, None, "", ("a", "b"), (), 0.5, "two\nlines", "\x1b[2J")
    table = Table(columns=tuple(Column(f"c{n}") for n in range(len(row))), rows=(row,))
    shown = [cell.strip() for cell in re.split(r"  +", table_lines(table, None)[1])]
    assert shown == ["yes", "no", "-", "-", "a, b", "-", "0.5", "two lines", "\\x1b[2J"]


def test_no_rows_no_heading() -> None:
    assert table_lines(Table(columns=(Column("a"),), rows=()), 80) == []
