"""The network interfaces of a host: loopback, and one that leads to the other hosts. Mirrored by shim.c for C code."""

import errno
from collections.abc import Callable
from typing import Any

from mainstay.prove.machine.watched import refuse

LOOPBACK, ETHERNET = 1, 2
_NAMES = {LOOPBACK: "lo", ETHERNET: "eth0"}


def if_nameindex() -> list[tuple[int, str]]:
    """socket.if_nameindex."""
    return list(_NAMES.items())


def if_nametoindex(name: str) -> int:
    """socket.if_nametoindex."""
    for number, known in _NAMES.items():
        if known == name:
            return number
    raise refuse(errno.ENODEV)


def if_indextoname(index: int) -> str:
    """socket.if_indextoname."""
    if index not in _NAMES:
        raise refuse(errno.ENXIO)
    return _NAMES[index]


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "if_nameindex": if_nameindex,
    "if_nametoindex": if_nametoindex,
    "if_indextoname": if_indextoname,
}
