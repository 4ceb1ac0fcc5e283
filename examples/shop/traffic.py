"""Customers: ``python traffic.py http://127.0.0.1:8000 --seconds 10 --rate 50 --json``.

Sends requests at a steady rate: orders, which are followed until they are fulfilled, and looks around in between.
Half of the customers keep their connection, half open a new one for each request. A request has failed when it got a
status of 500 or more, or no answer. Nothing is tried twice. Exit status 0 only if no request failed and every order
was fulfilled. Standard library only.
"""

import argparse
import collections
import http.client
import itertools
import json
import sys
import threading
import time
from http import HTTPStatus
from urllib.parse import urlsplit

CUSTOMERS = 16
TIMEOUT_S = 35.0
LOOK_EVERY_S = 0.2


class Statistics:
    """What happened, counted by all customers."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.latencies_ms: list[float] = []
        self.statuses: collections.Counter[int] = collections.Counter()
        self.failures: collections.Counter[str] = collections.Counter()
        self.colours: collections.Counter[str] = collections.Counter()
        self.waiting: dict[int, float] = {}
        self.sent = self.placed = self.fulfilled = 0
        self.slowest_order_s = 0.0

    def answered(self, what: str, status: int, took_s: float) -> None:
        with self.lock:
            self.sent += 1
            self.statuses[status] += 1
            self.latencies_ms.append(took_s * 1000)
            if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
                self.failures[f"{what}: status {status}"] += 1

    def broken(self, what: str, error: Exception) -> None:
        with self.lock:
            self.sent += 1
            self.failures[f"{what}: {type(error).__name__}: {error}"] += 1

    def ordered(self, order: int) -> None:
        with self.lock:
            self.placed += 1
            self.waiting[order] = time.monotonic()

    def arrived(self, order: int) -> None:
        with self.lock:
            since = self.waiting.pop(order, None)
            if since is not None:
                self.fulfilled += 1
                self.slowest_order_s = max(self.slowest_order_s, time.monotonic() - since)


class Customer:
    """Sends one request at a time, over one kept connection or over a new one each."""

    def __init__(self, url: str, statistics: Statistics, *, keep: bool) -> None:
        parts = urlsplit(url)
        self.kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        self.host, self.port = parts.hostname or "127.0.0.1", parts.port
        self.statistics, self.keep = statistics, keep
        self.connection: http.client.HTTPConnection | None = None

    def ask(self, method: str, path: str, body: dict | None = None) -> dict | list | None:
        """The JSON answer; None where the request failed, or where the answer is no success."""
        what = f"{method} {'/orders/…' if path.startswith('/orders/') else path}"
        started = time.monotonic()
        if self.connection is None:
            self.connection = self.kind(self.host, self.port, timeout=TIMEOUT_S)
        headers = {"Content-Type": "application/json"} | ({} if self.keep else {"Connection": "close"})
        try:
            self.connection.request(method, path, json.dumps(body) if body is not None else None, headers)
            answer = self.connection.getresponse()
            content = answer.read()
            self.statistics.answered(what, answer.status, time.monotonic() - started)
            return json.loads(content) if answer.status < HTTPStatus.MULTIPLE_CHOICES else None
        except (OSError, http.client.HTTPException, ValueError) as error:
            self.statistics.broken(what, error)
            self.close()
            return None
        finally:
            if not self.keep:
                self.close()

    def close(self) -> None:
        if self.connection:
            self.connection.close()
            self.connection = None

    def act(self, number: int, products: list[int]) -> None:
        """Two of three requests are orders."""
        if number % 3 == 0:
            found = self.ask("GET", "/version" if number % 2 else "/products")
            if isinstance(found, dict):
                with self.statistics.lock:
                    self.statistics.colours[str(found.get("colour"))] += 1
            return
        order = {
            "product_id": products[number % len(products)],
            "quantity": number % 5 + 1,
            "email": f"c{number}@example.com",
        }
        placed = self.ask("POST", "/orders", order)
        if isinstance(placed, dict):
            self.statistics.ordered(placed["id"])


def shop(
    customer: Customer, numbers: "itertools.count[int]", plan: tuple[float, float, int], products: list[int]
) -> None:
    """Act at the times of the plan (start, seconds between requests, how many) until they are all taken."""
    start, between_s, total = plan
    while (number := next(numbers)) < total:
        time.sleep(max(0.0, start + number * between_s - time.monotonic()))
        customer.act(number, products)
    customer.close()


def follow(customer: Customer, statistics: Statistics, done: threading.Event, settle_s: float) -> None:
    """Look at waiting orders until none is left after `done`, or `settle_s` seconds have passed since then."""
    deadline = None
    while True:
        with statistics.lock:
            waiting = list(statistics.waiting)
        for order in waiting:
            found = customer.ask("GET", f"/orders/{order}")
            if isinstance(found, dict) and found["status"] == "fulfilled":
                statistics.arrived(order)
        if done.is_set():
            deadline = deadline or time.monotonic() + settle_s
            if not statistics.waiting or time.monotonic() > deadline:
                return
        time.sleep(LOOK_EVERY_S)


def run(url: str, *, seconds: float, rate: float, settle_s: float) -> dict:
    """Send the traffic; the summary."""
    statistics = Statistics()
    first = Customer(url, statistics, keep=True)
    products = [product["id"] for product in first.ask("GET", "/products") or []]
    if not products:
        sys.exit(f"{url} must be a shop with products, but it offers none: {dict(statistics.failures)}")
    done = threading.Event()
    follower = threading.Thread(target=follow, args=(first, statistics, done, settle_s))
    follower.start()
    numbers, plan = itertools.count(), (time.monotonic(), 1 / rate, round(seconds * rate))
    customers = [Customer(url, statistics, keep=bool(n % 2)) for n in range(CUSTOMERS)]
    threads = [threading.Thread(target=shop, args=(c, numbers, plan, products)) for c in customers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took_s = time.monotonic() - plan[0]
    done.set()
    follower.join()
    return summary(statistics, took_s)


def summary(statistics: Statistics, took_s: float) -> dict:
    latencies = sorted(statistics.latencies_ms) or [0.0]
    return {
        "seconds": round(took_s, 2),
        "requests": statistics.sent,
        "failed": sum(statistics.failures.values()),
        "failures": dict(statistics.failures.most_common()),
        "statuses": {str(status): count for status, count in sorted(statistics.statuses.items())},
        "orders_placed": statistics.placed,
        "orders_fulfilled": statistics.fulfilled,
        "slowest_order_s": round(statistics.slowest_order_s, 2),
        "latency_p50_ms": round(latencies[len(latencies) // 2], 2),
        "latency_p99_ms": round(latencies[min(len(latencies) - 1, len(latencies) * 99 // 100)], 2),
        "colours": dict(statistics.colours),
    }


def told(result: dict) -> str:
    orders = f"{result['orders_placed']} orders, {result['orders_fulfilled']} fulfilled"
    lines = [
        f"{result['requests']} requests in {result['seconds']} s, {result['failed']} failed",
        f"{orders}, the slowest after {result['slowest_order_s']} s",
        f"half of the answers within {result['latency_p50_ms']} ms, 99 of 100 within {result['latency_p99_ms']} ms",
        *(f"  {count} x {failure}" for failure, count in result["failures"].items()),
    ]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description="Send a shop some customers.")
    parser.add_argument("url")
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--rate", type=float, default=50.0, help="requests per second, besides following the orders")
    parser.add_argument("--settle-s", type=float, default=30.0, help="how long to wait for the last orders")
    parser.add_argument("--json", action="store_true", help="print the summary as JSON")
    options = parser.parse_args()
    result = run(options.url.rstrip("/"), seconds=options.seconds, rate=options.rate, settle_s=options.settle_s)
    print(json.dumps(result, ensure_ascii=False) if options.json else told(result))
    sys.exit(0 if not result["failed"] and result["orders_placed"] == result["orders_fulfilled"] > 0 else 1)


if __name__ == "__main__":
    main()
