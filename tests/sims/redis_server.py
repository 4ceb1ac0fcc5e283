"""A server that speaks Redis for simulated programs: fakeredis, with the INFO that it lacks."""

from typing import Any

from fakeredis import TcpFakeServer
from fakeredis._commands import command
from fakeredis.commands_mixins.server_mixin import ServerCommandsMixin

_SECTIONS = {
    b"server": b"redis_version:7.4.0",
    b"memory": b"used_memory_human:1M",
    b"clients": b"connected_clients:1",
}


def info(self: object, *sections: bytes) -> bytes:
    del self
    wanted = [section.lower() for section in sections] or list(_SECTIONS)
    return b"".join(b"# %s\r\n%s\r\n" % (name.title(), _SECTIONS[name]) for name in wanted if name in _SECTIONS)


def serve(port: int = 6379) -> None:
    """Serve on all addresses of the running host, for ever."""
    mixin: Any = ServerCommandsMixin
    mixin.info = command((), (bytes,), name="info")(info)
    TcpFakeServer(("0.0.0.0", port), server_type="redis").serve_forever()
