"""Ports to listen on, and what is said when one cannot be had."""

import errno
import socket

from mainstay.model.errors import MainstayError
from mainstay.model.routing import Route

BACKLOG = 1024


def open_listener(route: Route, *, shared: bool = False) -> socket.socket:
    """A socket that listens on the route's port; with `shared`, other processes of ours may listen beside it.

    Raises `MainstayError` naming the service where the port cannot be had.
    """
    family = socket.AF_INET6 if ":" in route.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setblocking(False)
        # Connections of a router that ran a moment ago do not block the port; a program that listens does.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if shared:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        listener.bind((route.host, route.port))
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        raise _cannot_listen(route, error) from error
    return listener


def _cannot_listen(route: Route, error: OSError) -> MainstayError:
    where = f"service `{route.service}`"
    if error.errno == errno.EADDRINUSE:
        return MainstayError(
            where,
            f"port {route.port} of {route.host} must be free",
            "another program listens there",
            hint=f"`ss -ltnp 'sport = :{route.port}'` shows which; stop it or choose another port",
        )
    if error.errno == errno.EACCES:
        return MainstayError(
            where,
            f"port {route.port} of {route.host} must be open to this user",
            "ports below 1024 are for root",
            hint="choose a port from 1024 on",
        )
    return MainstayError(
        where,
        f"its address {route.host}:{route.port} must be one of this machine",
        f"the system says: {error.strerror or error}",
        hint="`ip addr` shows the addresses there are; 127.0.0.1 is always one",
    )
