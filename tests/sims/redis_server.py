"""A server that speaks Redis for simulated programs: fakeredis, with the INFO and CLIENT INFO that it lacks."""

from typing import Any

from fakeredis import TcpFakeServer
from fakeredis._commands import command
from fakeredis.commands_mixins.connection_mixin import ConnectionCommandsMixin
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


_CLIENT = (
    b"addr=10.0.0.1:40000 laddr=10.0.0.1:6379 name= flags=N events=r cmd=client|info user=default redir=-1 resp=2 "
    b"id=1 fd=8 age=0 idle=0 db=0 sub=0 psub=0 multi=-1 qbuf=0 qbuf-free=0 argv-mem=0 obl=0 oll=0 omem=0 tot-mem=0"
)


def client_info_cmd(self: object) -> bytes:
    del self
    return _CLIENT


def serve(port: int = 6379) -> None:
    """Serve on all addresses of the running host, for ever."""
    mixin: Any = ServerCommandsMixin
    mixin.info = command((), (bytes,), name="info")(info)
    connections: Any = ConnectionCommandsMixin
    connections.client_info_cmd = command((), (), name="CLIENT INFO")(client_info_cmd)
    server = TcpFakeServer(("0.0.0.0", port), server_type="redis")
    for number in range(16):
        server.fake_server.dbs[number]  # made now: two threads that both find none would each make their own
    server.serve_forever()
