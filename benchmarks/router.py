"""Requests a second through the router beside nginx as a proxy, and errors while its table is swapped 60 times.

Both proxies have one worker and kept-alive connections to the same nginx backend (64-byte body), and add the same
headers. `wrk` drives them by turns with 64 connections from one thread, on the same machine; the median of all turns
counts. "Varied" requests have another path and another header each time, so that nothing can be remembered of them.
The CPU time a request needs tells more than the rate where the machine is busy.

Needs wrk and nginx: `apt-get install wrk nginx-light`.
"""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from _figures import Figure, arguments, median, say, tell

from mainstay.model.routing import Route, RouteTable, Upstream
from mainstay.model.value import encode

HOST = "127.0.0.1"
SECONDS, ROUNDS, SWAPS, SWAP_SECONDS = 3, 5, 60, 8
WRK = ("wrk", "-t1", "-c64")
BODY = "0123456789abcdef" * 4

BACKEND = """
worker_processes 1; daemon off; pid {folder}/backend.pid; error_log {folder}/backend.log;
events {{ worker_connections 4096; }}
http {{
  access_log off; keepalive_requests 100000000; {temporary}
  server {{ listen {backend}; listen {other}; location / {{ return 200 "{body}"; }} }}
}}
"""
PROXY = """
worker_processes 1; daemon off; pid {folder}/proxy.pid; error_log {folder}/proxy.log;
events {{ worker_connections 4096; }}
http {{
  access_log off; keepalive_requests 100000000; {temporary}
  upstream backend {{ server {backend}; keepalive 128; keepalive_requests 100000000; }}
  server {{
    listen {proxy};
    location / {{
      proxy_pass http://backend; proxy_http_version 1.1;
      proxy_set_header Connection ""; proxy_set_header Host $http_host;
      proxy_set_header X-Forwarded-For $remote_addr; proxy_set_header X-Forwarded-Proto $scheme;
      proxy_set_header X-Forwarded-Host $http_host; proxy_set_header X-Forwarded-Port $server_port;
      proxy_set_header X-Request-ID $request_id; proxy_set_header X-Request-Start "t=${{msec}}";
    }}
  }}
}}
"""
VARIED = """
local number = 0
request = function()
  number = number + 1
  return wrk.format("GET", "/page/" .. number, {["X-Number"] = tostring(number), ["Accept"] = "text/html"})
end
"""


@dataclass
class Run:
    """One run of wrk. `cpu_us` is the CPU time of the proxy for each request."""

    rate: float
    errors: int
    cpu_us: float = 0.0


@dataclass
class Bench:
    """Everything that runs. `ports` by role; `workers` are process ids of the two proxies."""

    folder: Path
    ports: dict[str, int]
    workers: dict[str, int]

    def run(self, role: str, *options: str) -> Run:
        before = cpu_seconds(self.workers[role])
        result = wrk(self.ports[role], SECONDS, *options)
        used = cpu_seconds(self.workers[role]) - before
        result.cpu_us = used / (result.rate * SECONDS) * 1e6
        return result


def main() -> None:
    options = arguments(__doc__).parse_args()
    for program in ("wrk", "nginx"):
        if not shutil.which(program):
            sys.exit(f"{program} is missing: apt-get install wrk nginx-light")
    say(f"load average at the start: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    with tempfile.TemporaryDirectory(prefix="mst-") as folder, running(Path(folder)) as bench:
        figures = [*rates(bench), swaps(bench)]
    tell(figures, as_json=options.json)


def rates(bench: Bench) -> list[Figure]:
    varied = bench.folder / "varied.lua"
    varied.write_text(VARIED)
    runs: dict[tuple[str, str], list[Run]] = {}
    for number in range(ROUNDS):
        for kind, options in (("same", ()), ("varied", ("-s", str(varied)))):
            for role in ("proxy", "router"):
                say(f"round {number + 1} of {ROUNDS}: {role}, {kind} requests")
                runs.setdefault((role, kind), []).append(bench.run(role, *options))

    def middle(role: str, kind: str, what: str) -> float:
        return median([getattr(run, what) for run in runs[role, kind]])

    figures = []
    for kind, goal in (("same", "≥ 0.6 of nginx, ≥ 25,000 on a quiet 2-core machine"), ("varied", "")):
        for name, unit, what in (("requests a second", "1/s", "rate"), ("CPU time a request", "µs", "cpu_us")):
            figures.append(
                Figure(
                    name=f"{name}, {kind} requests",
                    value=middle("router", kind, what),
                    unit=unit,
                    peer="nginx, one worker",
                    peer_value=middle("proxy", kind, what),
                    goal=goal if what == "rate" else "",
                )
            )
    errors = sum(run.errors for (role, _), listed in runs.items() for run in listed if role == "router")
    return [*figures, Figure(name="failed requests", value=errors, unit="requests", goal="0")]


def swaps(bench: Bench) -> Figure:
    say(f"{SWAPS} swaps in {SWAP_SECONDS} s under load")
    results: list[Run] = []
    load = threading.Thread(target=lambda: results.append(wrk(bench.ports["router"], SWAP_SECONDS)))
    load.start()
    for number in range(SWAPS):
        time.sleep(SWAP_SECONDS * 0.9 / SWAPS)
        target = bench.ports["other" if number % 2 else "backend"]
        write_table(bench, Upstream(id=f"web.{number}", host=HOST, port=target))
        reply = ask(bench.folder / "router.sock", {"do": "reload"})
        if not reply["ok"]:
            sys.exit(reply["error"])
    load.join()
    return Figure(name=f"failed requests over {SWAPS} table swaps", value=results[0].errors, unit="requests", goal="0")


def wrk(port: int, seconds: int, *options: str) -> Run:
    """Drive one port. Everything but a 2xx counts as an error, and every socket error."""
    argv = [*WRK, f"-d{seconds}s", *options, f"http://{HOST}:{port}/"]
    out = subprocess.run(argv, capture_output=True, text=True, check=True).stdout
    socket_errors = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", out)
    statuses = re.search(r"Non-2xx or 3xx responses: (\d+)", out)
    rate = re.search(r"Requests/sec:\s+([\d.]+)", out)
    assert rate, out
    errors = sum(map(int, socket_errors.groups())) if socket_errors else 0
    return Run(rate=float(rate[1]), errors=errors + (int(statuses[1]) if statuses else 0))


@contextmanager
def running(folder: Path) -> Iterator[Bench]:
    ports = dict(zip(("backend", "other", "proxy", "router"), free_ports(4), strict=True))
    listens = {role: f"{HOST}:{port}" for role, port in ports.items()}
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = " ".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
    bench = Bench(folder, ports, {})
    write_table(bench, Upstream(id="web.1", host=HOST, port=ports["backend"]))
    started: list[subprocess.Popen[bytes]] = []
    try:
        for name, text in (("backend", BACKEND), ("proxy", PROXY)):
            config = folder / f"{name}.conf"
            config.write_text(text.format(folder=folder, temporary=temporary, body=BODY, **listens))
            started.append(start("nginx", "-c", str(config), "-e", f"{folder}/{name}.log"))
        control = folder / "router.sock"
        table = folder / "routes.json"
        router = start(
            sys.executable, "-m", "mainstay.run.local.router", "--table", str(table), "--control", str(control)
        )
        started.append(router)
        for port in ports.values():
            await_port(port)
        bench.workers |= {"proxy": child(started[1].pid), "router": router.pid}
        yield bench
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait(20)


def write_table(bench: Bench, upstream: Upstream) -> None:
    route = Route(service="web", host=HOST, port=bench.ports["router"], upstreams=(upstream,))
    fresh = bench.folder / "routes.new"
    fresh.write_bytes(encode(RouteTable(version=time.monotonic_ns(), routes=(route,))))
    fresh.replace(bench.folder / "routes.json")


def ask(path: Path, question: dict[str, str]) -> dict[str, object]:
    with socket.socket(socket.AF_UNIX) as control:
        control.connect(str(path))
        control.sendall(json.dumps(question).encode() + b"\n")
        return json.loads(control.makefile().readline())


def start(*argv: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(argv, stderr=subprocess.DEVNULL)


def free_ports(count: int) -> list[int]:
    probes = [socket.create_server((HOST, 0)) for _ in range(count)]
    ports = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports


def await_port(port: int) -> None:
    until = time.monotonic() + 10
    while True:
        try:
            socket.create_connection((HOST, port), timeout=1).close()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.02)
        else:
            return


def child(pid: int) -> int:
    """The worker of an nginx master."""
    return int(Path(f"/proc/{pid}/task/{pid}/children").read_text().split()[0])


def cpu_seconds(pid: int) -> float:
    """User and system time that a process has used, from `/proc` (proc(5))."""
    columns = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(columns[11]) + int(columns[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
