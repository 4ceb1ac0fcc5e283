"""Which TCP ports a set of processes accepts connections on, from `/proc` (proc(5), `/proc/net/tcp`)."""

import os
import socket
import struct
from pathlib import Path

_LISTEN = "0A"
_ADDRESS, _STATE, _INODE = 1, 3, 9  # columns


def listening(pids: frozenset[int], proc: Path) -> list[tuple[str, int]]:
    """The (address, port) pairs, sorted. IPv4 addresses mapped into IPv6 are given as IPv4."""
    found: set[tuple[str, int]] = set()
    tables: dict[str, dict[int, tuple[str, int]]] = {}
    for pid in sorted(pids):
        inodes = _sockets(proc / str(pid))
        if not inodes:
            continue
        namespace = _link(proc / str(pid) / "ns" / "net") or str(pid)
        if namespace not in tables:
            tables[namespace] = _listeners(proc / str(pid) / "net")
        found.update(tables[namespace][inode] for inode in inodes & tables[namespace].keys())
    return sorted(found)


def _sockets(process: Path) -> set[int]:
    """The inodes of all sockets that a process has open."""
    try:
        names = os.listdir(process / "fd")  # noqa: PTH208 - names are all that is needed
    except OSError:
        return set()
    links = (_link(process / "fd" / name) for name in names)
    return {int(link[len("socket:[") : -1]) for link in links if link.startswith("socket:[")}


def _link(path: Path) -> str:
    try:
        return os.readlink(path)  # noqa: PTH115 - the target is no path
    except OSError:
        return ""


def _listeners(net: Path) -> dict[int, tuple[str, int]]:
    """All listening sockets of a network namespace by inode."""
    found: dict[int, tuple[str, int]] = {}
    for name in ("tcp", "tcp6"):
        try:
            lines = (net / name).read_text().splitlines()[1:]
        except OSError:
            continue
        for columns in (line.split() for line in lines):
            if columns[_STATE] == _LISTEN:
                found[int(columns[_INODE])] = _endpoint(columns[_ADDRESS])
    return found


def _endpoint(text: str) -> tuple[str, int]:
    """`0100007F:1F90` → ("127.0.0.1", 8080): 32-bit words in the byte order of the machine, then the port."""
    digits, _, port = text.partition(":")
    words = [int(digits[i : i + 8], 16) for i in range(0, len(digits), 8)]
    packed = struct.pack(f"={len(words)}I", *words)
    family = socket.AF_INET if len(words) == 1 else socket.AF_INET6
    return socket.inet_ntop(family, packed).removeprefix("::ffff:"), int(port, 16)
