"""Command lines of Python, as the interpreter reads them."""

import pytest

from mainstay.prove.machine.launch import parse


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (["-c", "pass", "a"], ("pass", None, None, ["-c", "a"])),
        (["-m", "pkg.mod", "-x"], (None, "pkg.mod", None, ["-m", "-x"])),
        (["-mpkg"], (None, "pkg", None, ["-m"])),
        (["-Bsu", "-W", "error", "-Xdev", "x.py", "-c"], (None, None, "x.py", ["x.py", "-c"])),
        (["-uc", "pass"], ("pass", None, None, ["-c"])),
        ([], (None, None, "-", ["-"])),
        (["-", "a"], (None, None, "-", ["-", "a"])),
    ],
)
def test_options_end_where_the_program_begins(line, expected):
    assert parse(line)[:4] == expected


def test_unbuffered_is_seen_among_other_letters():
    assert parse(["-Bsu", "-c", "pass"]).unbuffered
    assert not parse(["-B", "-c", "-u"]).unbuffered
