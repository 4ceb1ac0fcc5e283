"""The file that holds the table."""

from collections import Counter
from pathlib import Path

import msgspec

from mainstay.model.errors import MainstayError
from mainstay.model.routing import Route, RouteTable
from mainstay.model.value import decode

_PORTS = range(1, 65536)
_HINT = "it is written by mainstay; `mainstay up` writes it again"


def read_table(path: Path) -> RouteTable:
    """The table in a file; an empty one where there is no file yet. Raises `MainstayError` for anything else."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return RouteTable()
    except OSError as error:
        raise MainstayError(str(path), "must be readable", error.strerror or str(error), hint=_HINT) from error
    try:
        table = decode(data, RouteTable)
    except msgspec.DecodeError as error:
        raise MainstayError(str(path), "must hold a table of routes", str(error), hint=_HINT) from error
    for route in table.routes:
        _check(route, path)
    twice = [address for address, count in Counter((r.host, r.port) for r in table.routes).items() if count > 1]
    if twice:
        host, port = twice[0]
        raise MainstayError(
            str(path), "one route may listen on a port", f"{host}:{port} stands there twice", hint=_HINT
        )
    return table


def _check(route: Route, path: Path) -> None:
    where = f"{path}, service `{route.service}`"
    ports = [route.port, *(upstream.port for upstream in route.upstreams)]
    for port in ports:
        if port not in _PORTS:
            raise MainstayError(where, "ports must lie in 1..65535", f"there is {port}", hint=_HINT)
    ids = Counter(upstream.id for upstream in route.upstreams)
    twice = [name for name, count in ids.items() if count > 1]
    if twice:
        raise MainstayError(where, "ids of upstreams must differ", f"`{twice[0]}` stands there twice", hint=_HINT)
    negative = [upstream for upstream in route.upstreams if upstream.weight < 0]
    if negative:
        raise MainstayError(
            where, "weights must be 0 or more", f"`{negative[0].id}` has {negative[0].weight}", hint=_HINT
        )
