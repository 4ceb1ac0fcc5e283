"""Attempts to reach real files."""

import ctypes
import io
import mmap
import multiprocessing.shared_memory
import os
import pathlib
import posix
import readline
import socket
import ssl

from mainstay import prove

LIBRARY = ctypes.CDLL(None)
C_OPEN, C_MKDIR, C_UNLINK = LIBRARY["open"], LIBRARY["mkdir"], LIBRARY["unlink"]
C_PRINT, C_WRITE = LIBRARY["puts"], LIBRARY["write"]
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


@prove.simulation(faults=prove.NONE)
def code_of_the_real_machine(_sim):
    """`io.open_code`, `io.FileIO` and the listing of real folders."""
    for attempt, place in ((io.open_code, "/etc/passwd"), (io.FileIO, "/etc/passwd"), (os.listdir, "/proc")):
        try:
            attempt(place)
        except FileNotFoundError:
            continue
        prove.unreachable("something real is read")


@prove.simulation(faults=prove.NONE)
def sent_by_the_kernel(_sim):
    """`os.sendfile` from a file to a socket."""
    pathlib.Path("text").write_text("from a file")
    one, other = socket.socketpair()
    with open("text", "rb") as file:
        os.sendfile(one.fileno(), file.fileno(), 0, 100)
    prove.always_equal(other.recv(100), b"from a file", "it is the host's own file")


@prove.simulation(faults=prove.NONE)
def memory_as_a_file(_sim):
    """`os.memfd_create`."""
    with open(os.memfd_create("memory"), "w+b") as file:
        file.write(b"abc")
        prove.always_equal(os.pread(file.fileno(), 3, 0) or b"", b"", "what is in a buffer is not there yet")
        file.flush()
        prove.always_equal(os.pread(file.fileno(), 3, 0), b"abc", "it is memory")


@prove.simulation(hosts=["a"], faults=prove.NONE)
def shared_memory(sim):
    """`multiprocessing.shared_memory`: by name, on one host."""
    made = multiprocessing.shared_memory.SharedMemory("shared", create=True, size=8)
    made.buf[:3] = b"abc"
    found = multiprocessing.shared_memory.SharedMemory("shared")
    prove.always_equal(bytes(found.buf[:3]), b"abc", "it is shared")
    sim.host("a").start(lambda: prove.always(not os.path.exists("/dev/shm/shared"), "other hosts do not have it"))
    sim.sleep(1)
    found.close()
    made.close()
    made.unlink()


@prove.simulation(faults=prove.NONE)
def history_of_readline(_sim):
    """A file that a library in C writes (`readline.write_history_file`)."""
    readline.write_history_file(PLACE)


@prove.simulation(faults=prove.NONE)
def certificates_of_the_host(_sim):
    """A file that a library in C reads (`ssl`): the host's own, which is no certificate."""
    pathlib.Path("cert.pem").write_text("no certificate")
    try:
        ssl.create_default_context().load_verify_locations("cert.pem")
    except ssl.SSLError:
        return
    prove.unreachable("it is read")


@prove.simulation(faults=prove.NONE)
def printed_by_c(_sim):
    """puts(3) and write(2) of the standard streams from C: lines of the program."""
    C_WRITE(2, b"from C\n", 7)
    C_PRINT(b"from C")


@prove.simulation(faults=prove.NONE)
def descriptors_of_the_real_process(_sim):
    """Close and duplicate descriptors that only the real process has."""
    for number in range(3, 20):
        for attempt in (os.close, os.dup, socket.close, socket.dup, os.fstat):
            try:
                attempt(number)
            except OSError:
                continue
            prove.unreachable("a real descriptor is there")
