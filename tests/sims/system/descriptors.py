"""What programs are told of connections that nobody takes, datagrams that nobody hears, pipes and pollers.

`python tests/sims/system/descriptors.py` writes descriptors.txt, from real ones. Each line is a script: names of calls,
and what each of them told.
"""

import errno
import os
import select
import socket
import struct
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

from mainstay import prove

KNOWN = Path(__file__).with_suffix(".txt")
_SETTLED_S = 0.002
_BITS = ("IN", "OUT", "ERR", "HUP", "RDHUP", "NVAL")
_RESET = struct.pack("ii", 1, 0)
Calls = dict[str, Callable[[], object]]


def bits(mask: int) -> str:
    """The poll(2) bits of a mask, by name."""
    return "+".join(name for name in _BITS if mask & getattr(select, f"POLL{name}"))


def polled(file: socket.socket | int) -> str:
    """What poll(2) says of a descriptor now."""
    poll = select.poll()
    poll.register(file, select.POLLIN | select.POLLOUT | select.POLLRDHUP)
    return ", ".join(bits(mask) for _, mask in poll.poll(0))


def told(call: Callable[[], object]) -> str:
    """What a call gave, or the name of its error."""
    try:
        found = str(call())
    except OSError as trouble:
        found = errno.errorcode.get(trouble.errno or 0, str(trouble))
    time.sleep(_SETTLED_S)
    return found


def script(calls: Calls, text: str) -> str:
    """One line: the calls that `text` names, in its order, and what they told."""
    return "; ".join(f"{name}: {told(calls[name])}" for name in text.split())


def accepted(server: socket.socket) -> bool:
    """Take a connection, and close it."""
    with server.accept()[0] as near:
        return near.fileno() > 0


def of_socket(near: socket.socket) -> Calls:
    """What may be asked of a socket that does not block."""
    near.setblocking(False)
    return {
        "poll": lambda: polled(near),
        "recv": lambda: near.recv(3),
        "send": lambda: near.send(b"hello"),
        "nothing": lambda: near.send(b""),
        "large": lambda: near.send(b"x" * 70_000),
        "error": lambda: near.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR),
        "peer": lambda: near.getpeername() is not None,
        "own": lambda: near.getsockname()[0],
        "shutdown": lambda: near.shutdown(socket.SHUT_RDWR),
        "accept": lambda: accepted(near),
        "listen": near.listen,
        "shown": lambda: repr(near).partition("family=")[2],
        "block": lambda: near.setblocking(True),
        "close": near.close,
    }


def refused() -> Iterator[str]:
    """Connections to a port where nobody listens, until somebody does."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        place = server.getsockname()
    for text in (
        "connect error poll connect recv send",
        "connect connect poll connect connect",
        "connect recv recv send connect poll",
        "connect send recv error poll",
        "connect peer shutdown poll error error",
    ):
        with socket.socket() as near:
            yield script(of_socket(near) | {"connect": lambda near=near: near.connect_ex(place)}, text)
    with socket.socket() as near:
        calls = of_socket(near) | {"connect": lambda: near.connect(place)}
        near.setblocking(True)
        yield script(calls, "connect recv send connect poll")
        with socket.create_server(place):
            yield script(calls, "connect poll connect peer")


def fresh() -> Iterator[str]:
    """Sockets that were never connected, that listen, and that are closed."""
    for family in (socket.AF_INET, socket.AF_INET6):
        with socket.socket(family) as near:
            calls = of_socket(near)
            yield script(calls, "shown poll recv send shutdown peer own error accept listen poll accept recv send peer")
            yield script(calls, "close shown recv send block own")


def crowded() -> Iterator[str]:
    """More connections than a server has room for; one of them is reset before it is accepted."""
    with ExitStack() as kept:
        server = kept.enter_context(socket.create_server(("127.0.0.1", 0), backlog=1))
        clients = [kept.enter_context(socket.socket()) for _ in range(4)]
        for client in clients:
            calls = of_socket(client) | {"connect": lambda client=client: client.connect_ex(server.getsockname())}
            yield script(calls, "connect send poll")
        clients[0].setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        clients[0].close()
        time.sleep(_SETTLED_S)
        for _ in range(2):
            yield script(of_socket(kept.enter_context(server.accept()[0])), "poll peer recv recv recv poll")


def datagrams() -> Iterator[str]:
    """Datagrams: to nobody, to somebody, and to somebody who is gone."""
    with socket.socket(type=socket.SOCK_DGRAM) as far, socket.socket(type=socket.SOCK_DGRAM) as near:
        far.bind(("127.0.0.1", 0))
        place = far.getsockname()
        calls = of_socket(near) | {
            "connect": lambda: near.connect(place),
            "sendto": lambda: near.sendto(b"hello", place),
            "heard": lambda: far.recv(100),
        }
        yield script(calls, "own recv send poll sendto heard own connect own send heard nothing heard large")
        far.close()
        yield script(calls, "send poll send send recv recv poll send error listen accept")
    with socket.socket(type=socket.SOCK_DGRAM) as near:
        calls = of_socket(near) | {"sendto": lambda: near.sendto(b"hello", place)}
        yield script(calls, "sendto sendto recv poll own")


def shut_down() -> Iterator[str]:
    """Datagrams of sockets that are shut down, in one direction or both."""
    with socket.socket(type=socket.SOCK_DGRAM) as near:
        yield script(of_socket(near), "shutdown poll recv send")
    for text in (
        "shutdown poll recv send",
        "connect shutdown poll recv send heard sendto recv poll",
        "connect mute-w send sendto poll recv heard",
        "connect mute-r poll recv send heard answered poll recv recv",
        "connect answered mute-r recv recv poll",
    ):
        with socket.socket(type=socket.SOCK_DGRAM) as far, socket.socket(type=socket.SOCK_DGRAM) as near:
            far.bind(("127.0.0.1", 0))
            far.setblocking(False)
            near.bind(("127.0.0.1", 0))
            place, own = far.getsockname(), near.getsockname()
            yield script(
                of_socket(near)
                | {
                    "connect": lambda near=near, place=place: near.connect(place),
                    "sendto": lambda near=near, place=place: near.sendto(b"hello", place),
                    "mute-w": lambda near=near: near.shutdown(socket.SHUT_WR),
                    "mute-r": lambda near=near: near.shutdown(socket.SHUT_RD),
                    "heard": lambda far=far: far.recv(100),
                    "answered": lambda far=far, own=own: far.sendto(b"hi", own),
                },
                text,
            )


def local() -> Iterator[str]:
    """Local sockets that nobody is at the other end of."""
    with tempfile.TemporaryDirectory() as folder:
        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
            for number, text in enumerate((
                "poll recv send shutdown peer own error accept poll",
                "connect poll recv send peer",
                "bind connect own listen poll accept recv send shutdown",
                "file connect peer send",
            )):  # fmt: skip
                name = f"{folder}/{kind.name}{number}"
                with socket.socket(socket.AF_UNIX, kind) as near:
                    calls = of_socket(near) | {
                        "connect": lambda near=near, name=name: near.connect(name),
                        "bind": lambda near=near, name=name: near.bind(name),
                        "file": lambda name=name: Path(name).write_text(""),
                        "own": lambda near=near: near.getsockname().replace(folder, ""),
                    }
                    yield script(calls, text)


def local_datagrams() -> Iterator[str]:
    """Datagrams of local sockets: to somebody, who is gone, and to whoever has its name then; and of pairs."""
    with tempfile.TemporaryDirectory() as folder:
        far, later = (socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) for _ in range(2))
        name = f"{folder}/name"
        far.bind(name)
        with far, later, socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as near:
            calls = of_socket(near) | {
                "connect": lambda: near.connect(name),
                "sendto": lambda: near.sendto(b"hello", name),
                "heard": lambda: far.recv(100),
                "deaf": lambda: far.shutdown(socket.SHUT_RD),
                "gone": far.close,
                "unlink": lambda: Path(name).unlink(),
                "bind": lambda: later.bind(name),
                "later": lambda: later.recv(100),
            }
            yield script(
                calls, "connect send heard deaf send sendto gone send send sendto unlink bind send sendto later"
            )
    near, far = socket.socketpair(type=socket.SOCK_DGRAM)
    with near, far:
        calls = of_socket(near) | {
            "own": near.getsockname,
            "heard": lambda: far.recvfrom(100),
            "answered": lambda: far.send(b"hi"),
            "gone": far.close,
        }
        yield script(calls, "own peer send heard answered recv gone poll recv send poll send peer shutdown poll recv")


def pipes() -> Iterator[str]:
    """Both ends of pipes, open and closed, empty and full."""
    for text in (
        "read pollr pollw write pollr read",
        "close-w pollr read read",
        "close-r pollw write write",
        "write close-w pollr read pollr read",
        "fill pollw write read pollw",
    ):
        reader, writer = os.pipe()
        os.set_blocking(reader, False)
        os.set_blocking(writer, False)
        calls: Calls = {
            "pollr": lambda reader=reader: polled(reader),
            "pollw": lambda writer=writer: polled(writer),
            "read": lambda reader=reader: os.read(reader, 10),
            "write": lambda writer=writer: os.write(writer, b"x" * 10),
            "fill": lambda writer=writer: os.write(writer, b"x" * 100_000),
            "close-r": lambda reader=reader: os.close(reader),
            "close-w": lambda writer=writer: os.close(writer),
        }
        yield script(calls, text)
        for end in (reader, writer):
            with suppress(OSError):
                os.close(end)


def epolls() -> Iterator[str]:
    """What an epoll tells: on edges, once, of nothing, of closed descriptors."""
    near, far = socket.socketpair()
    epoll = select.epoll()
    edges, once = select.EPOLLET, select.EPOLLONESHOT
    calls = of_socket(near) | {
        "add": lambda: epoll.register(near, select.EPOLLIN | select.EPOLLOUT | edges),
        "edges": lambda: epoll.modify(near, select.EPOLLIN | edges),
        "once": lambda: epoll.modify(near, select.EPOLLIN | once),
        "level": lambda: epoll.modify(near, select.EPOLLIN),
        "mute": lambda: epoll.modify(near, 0),
        "remove": lambda: epoll.unregister(near),
        "wait": lambda: ", ".join(bits(mask) for _, mask in epoll.poll(0)),
        "comes": lambda: far.send(b"x"),
        "gone": far.close,
    }
    yield script(calls, "edges remove add add wait wait comes wait wait comes wait recv wait")
    yield script(calls, "comes edges wait wait once wait wait comes wait once wait level wait wait recv wait")
    yield script(calls, "mute wait gone wait")
    number = near.fileno()
    near.close()
    yield told(lambda: epoll.modify(number, 0))
    epoll.close()


def no_longer_listening() -> Iterator[str]:
    """Listening sockets that are shut down, with clients that wait to be accepted, until they listen again."""
    with tempfile.TemporaryDirectory() as folder:
        for family, place in ((socket.AF_INET, ("127.0.0.1", 0)), (socket.AF_UNIX, f"{folder}/name")):
            for how in (socket.SHUT_RD, socket.SHUT_WR, socket.SHUT_RDWR):
                with socket.socket(family) as server, socket.socket(family) as client, socket.socket(family) as other:
                    server.bind(place)
                    calls = of_socket(server) | {
                        "end": lambda server=server, how=how: server.shutdown(how),
                        "own": lambda server=server: server.getsockname() is not None,
                        "connect": lambda server=server, client=client: client.connect_ex(server.getsockname()),
                        "again": lambda server=server, other=other: other.connect_ex(server.getsockname()),
                        "client": lambda client=client: f"{polled(client)} {told(of_socket(client)['recv'])}",
                    }
                    yield script(calls, "listen connect end poll client accept recv own again listen again accept poll")
                Path(folder, "name").unlink(missing_ok=True)


def shut_meanwhile() -> Iterator[str]:
    """What a thread is told that waits while another one shuts the socket down."""
    for family in (socket.AF_INET, socket.AF_UNIX):
        with tempfile.TemporaryDirectory() as folder:
            place = ("127.0.0.1", 0) if family is socket.AF_INET else f"{folder}/name"
            for kind, wait in (
                (socket.SOCK_STREAM, "accept"),
                (socket.SOCK_DGRAM, "recv"),
                (socket.SOCK_DGRAM, "recvfrom"),
                (socket.SOCK_DGRAM, "poll"),
            ):
                with socket.socket(family, kind) as near:
                    near.bind(place)
                    if wait == "accept":
                        near.listen()
                    other = threading.Timer(0.01, lambda near=near: told(lambda: near.shutdown(socket.SHUT_RDWR)))
                    other.start()
                    calls: Calls = {
                        "accept": near.accept,
                        "recv": lambda near=near: near.recv(10),
                        "recvfrom": lambda near=near: near.recvfrom(10),
                        "poll": lambda near=near: (time.sleep(0.02), polled(near))[1],
                    }
                    yield script(calls, wait)
                    other.join()
                Path(folder, "name").unlink(missing_ok=True)


def closed_meanwhile() -> Iterator[str]:
    """What select and poll tell of a descriptor that another thread closes while they wait for it."""
    poller = select.poll()
    for wait in (
        lambda near: f"select: {[len(ready) for ready in select.select([near], [], [near], 0.05)]}",
        lambda near: (poller.register(near, select.POLLIN), f"poll: {[bits(mask) for _, mask in poller.poll(50)]}")[1],
    ):
        near, far = socket.socketpair()
        other = threading.Timer(0.01, near.close)
        other.start()
        yield wait(near)
        other.join()
        far.close()


def sources() -> Iterator[str]:
    """From which address the kernel sends to which, and who it says is there."""
    for target in ("127.0.0.1", "127.0.0.2", "0.0.0.0"):
        for kind, text in (
            (socket.SOCK_STREAM, "connect own peer accept"),
            (socket.SOCK_DGRAM, "sendto hear own connect own peer send hear"),
        ):
            with socket.socket(type=kind) as server, socket.socket(type=kind) as client:
                server.bind(("", 0))
                if kind == socket.SOCK_STREAM:
                    server.listen()
                yield script(of_addresses(server, client, (target, server.getsockname()[1])), text)


def of_addresses(server: socket.socket, client: socket.socket, place: tuple[str, int]) -> Calls:
    """What a client and its server are told of where the other one is."""

    def accept() -> str:
        near, source = server.accept()
        with near:
            return f"{near.getsockname()[0]} {source[0]}"

    return {
        "connect": lambda: client.connect(place),
        "sendto": lambda: client.sendto(b"x", place),
        "send": lambda: client.send(b"x"),
        "own": lambda: client.getsockname()[0],
        "peer": lambda: client.getpeername()[0],
        "accept": accept,
        "hear": lambda: server.recvfrom(1)[1][0],
    }


def everything() -> Iterator[str]:
    """All scripts."""
    ends = (refused, fresh, crowded, datagrams, shut_down, local, local_datagrams, no_longer_listening, shut_meanwhile)
    for part in (*ends, pipes, epolls, closed_meanwhile, sources):
        yield from part()


@prove.simulation(faults=prove.NONE)
def test(sim: prove.Sim) -> None:
    for expected, found in zip(KNOWN.read_text().splitlines(), everything(), strict=True):
        prove.always_equal(found, expected, "descriptors tell what those of Linux tell")


if __name__ == "__main__":
    KNOWN.write_text("".join(f"{line}\n" for line in everything()))
