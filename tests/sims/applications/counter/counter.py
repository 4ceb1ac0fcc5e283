"""A web process: says which instance it is and what it was told, and asks a partner on demand."""

import json
import os
import socket
import sys
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

seen = []  # of this process alone: another that is started later has seen nothing


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        seen.append(self.path)
        if self.path == "/die":
            os._exit(3)
        said = {"host": socket.gethostname(), "seen": len(seen), "partner": partner() if self.path == "/ask" else None}
        body = json.dumps(said).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def partner():
    request = urllib.request.Request(f"{os.environ['PARTNER_URL']}/rate", data=b"{}", method="POST")
    with urllib.request.urlopen(request, timeout=5) as answer:
        return json.load(answer)


if __name__ == "__main__":
    ThreadingHTTPServer(("0.0.0.0", int(sys.argv[-1])), Handler).serve_forever()
