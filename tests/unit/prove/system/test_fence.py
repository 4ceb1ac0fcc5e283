"""The filter of system calls, run here as the kernel would run it."""

import struct

import pytest

from mainstay.prove.machine import fence


def verdict(number, *, first=0, sixth=0, audit=0xC000_003E):
    """What the program answers for one call (the four operations that it uses)."""
    data = struct.pack("<IIQ6Q", number, audit, 0, first, 0, 0, 0, 0, sixth)
    program, at, loaded = fence.instructions(fence._X86), 0, 0
    while True:
        operation, yes, no, value = program[at]
        at += 1
        if operation == 0x20:
            (loaded,) = struct.unpack_from("<I", data, value)
        elif operation == 0x06:
            return value
        else:
            met = loaded == value if operation == 0x15 else bool(loaded & value)
            at += yes if met else no


ALLOW, TRAP = 0x7FFF_0000, 0x0003_0000


@pytest.mark.parametrize(("number", "expected"), [(41, TRAP), (59, TRAP), (0, ALLOW), (9, ALLOW), (202, ALLOW)])
def test_what_reaches_outside_is_trapped(number, expected):
    assert verdict(number) == expected


def test_threads_are_trapped_and_forks_for_snapshots_are_not():
    assert verdict(56, first=0x3D0F00) == TRAP
    assert verdict(56, first=0x0120_0011) == ALLOW


def test_the_machine_itself_passes():
    assert verdict(257, sixth=0x6D61_696E) == ALLOW


def test_another_processor_is_left_alone():
    assert verdict(41, audit=1) == ALLOW
