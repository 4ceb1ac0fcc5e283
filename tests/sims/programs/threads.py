"""Threads that share a queue, a lock and an executor, and talk through blocking sockets."""

import queue
import socket
import socketserver
import threading
from concurrent.futures import ThreadPoolExecutor, as_completed

from mainstay import prove

CLIENTS, WORDS = 4, 6


class Echo(socketserver.StreamRequestHandler):
    def handle(self):
        for line in self.rfile:
            self.server.seen.put(line)
            self.wfile.write(line.upper())


def server():
    with socketserver.ThreadingTCPServer(("0.0.0.0", 7), Echo) as listening:
        listening.seen = queue.Queue()
        threading.Thread(target=tell, args=(listening.seen,), daemon=True).start()
        listening.serve_forever()


def tell(seen):
    while True:
        print(seen.get().decode().strip())


def client(name):
    with socket.create_connection(("echo", 7), timeout=60) as connection, connection.makefile("rwb") as stream:
        for number in range(WORDS):
            stream.write(f"{name}-{number}\n".encode())
            stream.flush()
            prove.always_equal(stream.readline(), f"{name}-{number}\n".upper().encode(), "the echo is what was said")
    return name


@prove.simulation(hosts=["echo"])
def test_everybody_hears_what_they_said(sim):
    sim.host("echo").start(server)
    sim.sleep(1)
    with ThreadPoolExecutor(CLIENTS) as executor:
        done = as_completed(executor.submit(client, f"client{number}") for number in range(CLIENTS))
        print(*(future.result() for future in done))
