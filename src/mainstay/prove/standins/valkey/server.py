"""The server: a program for a simulated host. Its data is in memory, and lost where the process ends."""

from typing import Any, cast

from fakeredis import TcpFakeServer  # pyright: ignore[reportMissingTypeStubs] # it has types in its code only
from fakeredis import _commands as commands  # pyright: ignore[reportMissingTypeStubs] # how it adds commands
from fakeredis.commands_mixins.server_mixin import ServerCommandsMixin  # pyright: ignore[reportMissingTypeStubs] # as above

PORT = 6379
_DATABASES = 16
# What clients ask a server about itself when they connect; fakeredis has no INFO.
_SECTIONS = {
    b"server": b"redis_version:7.4.0",
    b"memory": b"used_memory_human:1M",
    b"clients": b"connected_clients:1",
}


def serve(port: int = PORT, password: str = "") -> None:
    """Answer as a Valkey server does, on all addresses of the host, until the process ends."""
    mixin = cast("Any", ServerCommandsMixin)
    mixin.info = cast("Any", commands).command((), (bytes,), name="info")(_info)
    server = cast("Any", TcpFakeServer)(("0.0.0.0", port), server_type="redis")  # noqa: S104 - of a simulated host
    server.fake_server.config[b"requirepass"] = password.encode()
    for number in range(_DATABASES):
        server.fake_server.dbs[number]  # made now: two threads that both find none would each make their own
    server.serve_forever()


def _info(_: object, *sections: bytes) -> bytes:
    """INFO."""
    wanted = [section.lower() for section in sections] or list(_SECTIONS)
    return b"".join(b"# %s\r\n%s\r\n" % (name.title(), _SECTIONS[name]) for name in wanted if name in _SECTIONS)
