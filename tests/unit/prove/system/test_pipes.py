"""Pipes, as pipe(7) says."""

import pytest

from mainstay.prove.machine.pipes import ATOMIC, CAPACITY, pipe


def test_bytes_come_out_in_order_and_end_when_nobody_writes():
    reader, writer = pipe()
    assert reader.receive(10) is None
    assert (writer.send(b"abc"), writer.send(b"def")) == (3, 3)
    assert (reader.receive(4), reader.receive(4)) == (b"abcd", b"ef")
    writer.close()
    assert reader.receive(1) == b""


def test_small_writes_are_whole_and_large_ones_are_not():
    reader, writer = pipe()
    assert writer.send(bytes(CAPACITY - 1)) == CAPACITY - 1
    assert writer.send(b"ab") == 0
    assert writer.send(bytes(ATOMIC + 1)) == 1
    assert len(reader.receive(CAPACITY) or b"") == CAPACITY


def test_writing_to_nobody_is_a_broken_pipe():
    reader, writer = pipe()
    reader.close()
    with pytest.raises(BrokenPipeError):
        writer.send(b"a")
