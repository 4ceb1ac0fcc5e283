"""A server that speaks what inserts and finds of MongoDB's protocol (OP_MSG); a thread for each client."""

import socketserver
import struct
import threading
from typing import Any

import bson

_kept: dict[str, list[dict[str, Any]]] = {}
_lock = threading.Lock()
_HELLO = {"helloOk": True, "isWritablePrimary": True, "maxBsonObjectSize": 1 << 24, "maxMessageSizeBytes": 1 << 25,
          "maxWriteBatchSize": 1000, "minWireVersion": 0, "maxWireVersion": 21, "ok": 1.0}  # fmt: skip
_OP_QUERY, _OP_REPLY, _OP_MSG = 2004, 1, 2013


class _Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        while head := self.rfile.read(16):
            size, request, _, code = struct.unpack("<iiii", head)
            body = self.rfile.read(size - 16)
            if code == _OP_QUERY:
                answer = struct.pack("<iqii", 8, 0, 0, 1) + bson.encode(_HELLO)
                self._send(request, _OP_REPLY, answer)
            else:
                with _lock:
                    answer = bson.encode(_answer(_command(body)))
                self._send(request, _OP_MSG, struct.pack("<iB", 0, 0) + answer)

    def _send(self, request: int, code: int, body: bytes) -> None:
        self.wfile.write(struct.pack("<iiii", len(body) + 16, 0, request, code) + body)


def _command(body: bytes) -> dict[str, Any]:
    """The command, with the documents that came beside it."""
    at, command, extra = 4, {}, {}
    while at < len(body):
        kind, size = body[at], struct.unpack_from("<i", body, at + 1)[0]
        part = body[at + 1 : at + 1 + size]
        if kind == 0:
            command = bson.decode(part)
        else:
            name, _, documents = part[4:].partition(b"\0")
            extra[name.decode()] = bson.decode_all(documents)
        at += 1 + size
    return command | extra


def _answer(command: dict[str, Any]) -> dict[str, Any]:
    name = next(iter(command))
    rows = _kept.setdefault(str(command[name]), [])
    if name == "insert":
        rows.extend(command["documents"])
        return {"n": len(command["documents"]), "ok": 1.0}
    if name == "update":
        found = [(row, each["u"]["$inc"]) for each in command["updates"] for row in rows if _fits(row, each["q"])]
        for row, changes in found:
            row.update({key: row[key] + value for key, value in changes.items()})
        return {"n": len(found), "nModified": len(found), "ok": 1.0}
    if name == "find":
        batch = [row for row in rows if _fits(row, command.get("filter", {}))][: command.get("limit") or None]
        return {"cursor": {"id": 0, "ns": f"test.{command[name]}", "firstBatch": batch}, "ok": 1.0}
    return _HELLO


def _fits(row: dict[str, Any], wanted: dict[str, Any]) -> bool:
    return all(row.get(key) == value for key, value in wanted.items())


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


def serve(port: int = 27017) -> None:
    """Serve on all addresses of the running host, for ever."""
    _Server(("0.0.0.0", port), _Handler).serve_forever()
