"""Attempts to reach real files."""

import ctypes
import mmap
import os
import pathlib
import posix

from mainstay import prove

LIBRARY = ctypes.CDLL(None)
C_OPEN, C_MKDIR, C_UNLINK = LIBRARY["open"], LIBRARY["mkdir"], LIBRARY["unlink"]
PLACE = "/var/tmp/mainstay-escape"


@prove.simulation(faults=prove.NONE)
def posix_open(_sim):
    """`posix.open` of a real file, which no host has."""
    try:
        posix.open("/etc/passwd", os.O_RDONLY)
    except FileNotFoundError:
        return
    prove.unreachable("a real file is read")


@prove.simulation(faults=prove.NONE)
def proc(_sim):
    """What the real machine does: /proc, which no host has."""
    prove.always(not pathlib.Path("/proc/self/status").exists(), "it is not there")


@prove.simulation(hosts=["a"], faults=prove.NONE)
def written(sim):
    """Write below /var/tmp: it stays on the host's own disk."""
    folder = pathlib.Path(PLACE)
    folder.mkdir(parents=True)
    (folder / "file").write_text("text")
    sim.host("a").start(lambda: prove.always(not folder.exists(), "other hosts do not have it"))
    sim.sleep(1)


@prove.simulation(faults=prove.NONE)
def open_of_c(_sim):
    """open(2) from C, for writing."""
    C_OPEN(PLACE.encode(), os.O_CREAT | os.O_WRONLY, 0o600)


@prove.simulation(faults=prove.NONE)
def secrets_of_c(_sim):
    """open(2) of /etc/passwd from C."""
    C_OPEN(b"/etc/passwd", os.O_RDONLY)


@prove.simulation(faults=prove.NONE)
def entropy_of_c(_sim):
    """open(2) of /dev/urandom from C."""
    C_OPEN(b"/dev/urandom", os.O_RDONLY)


@prove.simulation(faults=prove.NONE)
def folder_of_c(_sim):
    """mkdir(2) from C."""
    C_MKDIR(PLACE.encode(), 0o700)


@prove.simulation(faults=prove.NONE)
def removal_of_c(_sim):
    """unlink(2) from C."""
    C_UNLINK(PLACE.encode())


@prove.simulation(faults=prove.NONE)
def mapped_memory(_sim):
    """Memory shared with nobody: harmless."""
    with mmap.mmap(-1, 4096) as memory:
        memory[:3] = b"abc"
        prove.always_equal(memory[:3], b"abc", "it is memory")


@prove.simulation(faults=prove.NONE)
def library_of_the_system(_sim):
    """Load a C library while the program runs."""
    ctypes.CDLL("libresolv.so.2")
