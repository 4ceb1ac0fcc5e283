"""Names of local sockets (unix(7)): files of the host's disk, and abstract names, which begin with a zero byte."""

import errno
import os
from typing import TYPE_CHECKING, Any

from mainstay.prove.machine.files.disk import Spot, disk_of
from mainstay.prove.machine.files.nodes import Door
from mainstay.prove.machine.net.ports import Bound
from mainstay.prove.machine.process import Process
from mainstay.prove.machine.watched import refuse

if TYPE_CHECKING:
    from mainstay.prove.machine.host import Host

_LONGEST = 107  # bytes of sun_path (unix(7)), one of which ends the text
_UMASK = 0o022


def name_of(address: Any) -> str:  # noqa: ANN401 - str, bytes or a path
    """The name as text; raises `OSError` where it is too long."""
    if len(os.fsencode(address)) > _LONGEST:
        message = "AF_UNIX path too long"
        raise OSError(message)
    return os.fsdecode(address)


def take(process: Process, name: str) -> None:
    """Bind a name; raises `OSError` EADDRINUSE where it is taken. A file stays when the socket is closed."""
    if name == "" or name.startswith("\0"):
        if name in process.host.ports.paths:
            raise refuse(errno.EADDRINUSE)
        return
    where = _spot(process, name)
    if where.node is not None:
        raise refuse(errno.EADDRINUSE)
    disk = disk_of(process.host)
    umask = process.state.get("umask", _UMASK)
    mode = 0o777 & ~(umask if isinstance(umask, int) else _UMASK)
    disk.change((where.parent, where.name, Door(disk, mode, at_ns=disk.wall_ns())))


def occupy(process: Process, name: str, bound: Bound) -> None:
    """`bound` answers at a name that was taken."""
    if name == "" or name.startswith("\0"):
        process.host.ports.paths[name] = bound
        return
    node = _spot(process, name).node
    if isinstance(node, Door):
        node.bound, node.boot = bound, process.host.boots


def release(host: "Host", name: str, bound: Bound) -> None:
    """`bound` answers no more. An abstract name vanishes with it."""
    if host.ports.paths.get(name) is bound:
        del host.ports.paths[name]


def find(process: Process, name: str) -> Bound:
    """Who answers at a name; raises `OSError` ENOENT where there is no such name, ECONNREFUSED where nobody does."""
    if name.startswith("\0"):
        bound: Any = process.host.ports.paths.get(name)
    else:
        node = _spot(process, name).node
        if node is None:
            raise refuse(errno.ENOENT)
        answers = isinstance(node, Door) and node.boot == process.host.boots
        bound = node.bound if isinstance(node, Door) and answers else None
    if bound is None or bound.closed:
        raise refuse(errno.ECONNREFUSED)
    return bound


def _spot(process: Process, name: str) -> Spot:
    path = name if name.startswith("/") else f"{process.cwd}/{name}"
    return disk_of(process.host).find(path)
