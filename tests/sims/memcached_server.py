"""A server that speaks the text protocol of memcached, with a thread for each connection."""

import socketserver
import threading

_kept: dict[bytes, tuple[bytes, bytes]] = {}
_lock = threading.Lock()


class _Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        while line := self.rfile.readline():
            command, *rest = line.split()
            if command == b"quit":
                return
            if command in {b"get", b"gets"}:
                self.wfile.write(b"".join(_value(key, b" 1" * (command == b"gets")) for key in rest) + b"END\r\n")
                continue
            with _lock:
                answer = self._changed(command, rest)
            if rest[-1] != b"noreply":
                self.wfile.write(answer)

    def _changed(self, command: bytes, rest: list[bytes]) -> bytes:
        key = rest[0] if rest else b""
        if command in {b"set", b"add"}:
            data = self.rfile.read(int(rest[3]) + 2)[:-2]
            if command == b"add" and key in _kept:
                return b"NOT_STORED\r\n"
            _kept[key] = (rest[1], data)
            return b"STORED\r\n"
        if command == b"incr":
            if key not in _kept:
                return b"NOT_FOUND\r\n"
            flags, data = _kept[key]
            _kept[key] = (flags, b"%d" % (int(data) + int(rest[1])))
            return _kept[key][1] + b"\r\n"
        if command == b"delete":
            return b"DELETED\r\n" if _kept.pop(key, None) else b"NOT_FOUND\r\n"
        return b"VERSION 1.6.0\r\n" if command == b"version" else b"ERROR\r\n"


def _value(key: bytes, mark: bytes) -> bytes:
    if key not in _kept:
        return b""
    flags, data = _kept[key]
    return b"VALUE %s %s %d%s\r\n%s\r\n" % (key, flags, len(data), mark, data)


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


def serve(port: int = 11211) -> None:
    """Serve on all addresses of the running host, for ever."""
    _Server(("0.0.0.0", port), _Handler).serve_forever()
