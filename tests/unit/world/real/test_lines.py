from hypothesis import given
from hypothesis import strategies as st

from mainstay.world.real.lines import LONGEST_LINE_BYTES, LineSplitter


def split(*pieces: bytes) -> list[str]:
    lines: list[str] = []
    splitter = LineSplitter(lines.append)
    for piece in pieces:
        splitter.feed(piece)
    splitter.end()
    return lines


def test_lines_are_cut_at_newlines_wherever_the_pieces_end():
    assert split(b"on", b"e\ntwo\n\nth", b"ree") == ["one", "two", "", "three"]
    assert split(b"dos\r\nunix\n") == ["dos", "unix"]
    assert split(b"caf\xc3", b"\xa9 \xff\n") == ["café �"]
    assert split() == []


def test_long_lines_come_in_pieces_that_keep_characters_whole():
    data = "é".encode() * LONGEST_LINE_BYTES
    lines = split(b"x" + data)
    assert "".join(lines) == "x" + "é" * LONGEST_LINE_BYTES
    assert all(len(line.encode()) <= LONGEST_LINE_BYTES for line in lines)


def test_no_more_than_one_line_is_held():
    lines: list[str] = []
    splitter = LineSplitter(lines.append)
    for _ in range(100):
        splitter.feed(b"x" * 10_000)
    assert sum(map(len, lines)) >= 1_000_000 - LONGEST_LINE_BYTES


@given(st.lists(st.binary(max_size=30), max_size=10))
def test_any_pieces_give_the_lines_of_the_whole(pieces):
    whole = b"".join(pieces)
    lines = [line.removesuffix(b"\r").decode(errors="replace") for line in whole.split(b"\n")]
    assert split(*pieces) == (lines if whole and not whole.endswith(b"\n") else lines[:-1])
