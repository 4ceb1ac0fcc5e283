"""A store of versions, a thread for each connection; transactions are done only where what they watch is unchanged.

set KEY, delete KEY     at once, or queued after `multi`
watch KEY               what the next transaction depends on; not inside one
multi, run, forget      a transaction: begin, carry out if nothing watched has changed, give up
"""

import socketserver
import threading

PORT = 7000


class Store:
    def __init__(self):
        self.versions = {}
        self.lock = threading.Lock()

    def change(self, verb, key):
        if verb == "set":
            self.versions[key] = self.versions.get(key, 0) + 1
            return "ok"
        if key not in self.versions:
            return "none"
        del self.versions[key]
        return "ok"


class Session(socketserver.StreamRequestHandler):
    def setup(self):
        super().setup()
        self.watched, self.queue = {}, None

    def handle(self):
        while line := self.rfile.readline():
            with self.server.store.lock:
                answer = self.answer(*line.decode().split())
            self.wfile.write(f"{answer}\n".encode())

    def answer(self, verb, key=""):
        if verb in {"set", "delete"}:
            return self.change(verb, key)
        if verb == "watch":
            return self.watch(key)
        if verb == "multi":
            return self.multi()
        if self.queue is None:
            return "no transaction"
        return self.run() if verb == "run" else self.forget()

    def change(self, verb, key):
        if self.queue is not None:
            self.queue.append((verb, key))
            return "queued"
        return self.server.store.change(verb, key)

    def watch(self, key):
        if self.queue is not None:
            return "not now"
        if key in self.server.store.versions:
            self.watched[key] = self.server.store.versions[key]
            return "ok"
        return "none"

    def multi(self):
        if self.queue is not None:
            return "not now"
        self.queue = []
        return "ok"

    def run(self):
        queue, watched = self.queue, self.watched
        self.queue, self.watched = None, {}
        if not queue:
            return "empty"
        if any(self.server.store.versions.get(key) != version for key, version in watched.items()):
            return "changed"
        for verb, key in queue:
            self.server.store.change(verb, key)
        return "done"

    def forget(self):
        self.queue, self.watched = None, {}
        return "ok"


class Server(socketserver.ThreadingTCPServer):
    def __init__(self):
        super().__init__(("0.0.0.0", PORT), Session)
        self.store = Store()


def serve():
    Server().serve_forever()
