"""What programs are told of connections that end: the same of simulated sockets and of real ones.

`python tests/sims/system/endings.py` writes endings.txt, from real sockets.
"""

import itertools
import select
import socket
import struct
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from mainstay import prove

_BITS = {name: getattr(select, name) for name in ("POLLIN", "POLLOUT", "POLLERR", "POLLHUP", "POLLRDHUP")}
KNOWN = Path(__file__).with_suffix(".txt")
_SETTLED_S = 0.002
Pair = tuple[socket.socket, socket.socket]


def _tcp() -> Pair:
    with socket.create_server(("127.0.0.1", 0)) as server:
        far = socket.create_connection(server.getsockname())
        return server.accept()[0], far


def _unix() -> Pair:
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX) as server:
        name = str(Path(folder, "name"))
        server.bind(name)
        server.listen()
        far = socket.socket(socket.AF_UNIX)
        far.connect(name)
        return server.accept()[0], far


def _reset(far: socket.socket) -> None:
    far.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    far.close()


def _shut_and_reset(far: socket.socket) -> None:
    far.shutdown(socket.SHUT_WR)
    time.sleep(_SETTLED_S)
    _reset(far)


def _polled(near: socket.socket) -> str:
    poll = select.poll()
    poll.register(near, sum(_BITS.values()))
    bits = sum(found for _, found in poll.poll(0))
    return " ".join(name for name, bit in _BITS.items() if bits & bit)


PAIRS: dict[str, Callable[[], Pair]] = {"tcp": _tcp, "unix": _unix, "pair": socket.socketpair}
ENDS: dict[str, Callable[[socket.socket], object]] = {
    "close": socket.socket.close,
    "shutdown": lambda far: far.shutdown(socket.SHUT_WR),
    "deaf": lambda far: far.shutdown(socket.SHUT_RD),
    "reset": _reset,
    "shutdown, reset": _shut_and_reset,
}
_OWN = b"to be read"
ACTS: dict[str, Callable[[socket.socket], object]] = {
    "poll": _polled,
    "peer": lambda near: near.getpeername() is not None,
    "read": lambda near: near.recv(8),
    "send": lambda near: near.send(b"x"),
    "error": lambda near: near.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR),
    "shutdown": lambda near: near.shutdown(socket.SHUT_WR),
    "deaf": lambda near: near.shutdown(socket.SHUT_RD),
}
ORDERS = (
    ("peer", "poll", "read", "read", "poll", "read", "poll", "send", "poll", "send", "read", "shutdown"),
    ("send", "poll", "read", "send", "poll", "read", "read", "error", "peer"),
    ("error", "poll", "send", "send", "read", "read", "error"),
    ("shutdown", "poll", "read", "read", "read", "send", "poll"),
    ("deaf", "poll", "read", "read", "read", "send", "poll"),
)


def _told(act: str, near: socket.socket) -> str:
    try:
        found = ACTS[act](near)
    except OSError as trouble:
        found = type(trouble).__name__ if type(trouble) is not OSError else trouble.errno
    time.sleep(_SETTLED_S)
    return f"{act}: {found}"


def endings() -> Iterator[str]:
    """One line for each kind of connection and of end, with and without unread bytes at both, and what is done then."""
    for kind, end, order in itertools.product(PAIRS, ENDS, ORDERS):
        for sent, unread in itertools.product((b"", _OWN), (b"", _OWN)):
            near, far = PAIRS[kind]()
            near.setblocking(False)
            far.sendall(sent)
            near.sendall(unread)
            time.sleep(_SETTLED_S)
            ENDS[end](far)
            time.sleep(_SETTLED_S)
            told = "; ".join(_told(act, near) for act in order)
            near.close()
            far.close()
            yield f"{kind}, {end}, {len(sent)} sent, {len(unread)} unread: {told}"


@prove.simulation(faults=prove.NONE, seconds=3600)
def test(sim: prove.Sim) -> None:
    for expected, told in zip(KNOWN.read_text().splitlines(), endings(), strict=True):
        prove.always_equal(told, expected, "connections end as on Linux")


if __name__ == "__main__":
    KNOWN.write_text("".join(f"{line}\n" for line in endings()))
