"""What must hold of the shop, whatever happens to it: ``mainstay prove`` in its folder, or ``pytest``.

The hosts are those that `mainstay up` would start. Customers order over HTTP; a stub stands for the payment provider.
"""

import json
import threading
import urllib.error
import urllib.request
from collections import Counter
from http import HTTPStatus

from mainstay import prove

CUSTOMERS, ORDERS = 3, 2
WEATHER = prove.Faults(
    network=prove.NetworkFaults(fragments=0.05, slow=0.05, slow_ms=1500, resets=0.002, partitions=1, clogs=3),
    host=prove.HostFaults(stalls=0.2, stall_ms=50, kills=0.5, pauses=0.5),
)


class Provider:
    """A payment provider as they are: it keeps what it has done for each key, and answers the same again."""

    def __init__(self) -> None:
        self.by_key: dict[str, dict] = {}
        self.charged: Counter[int] = Counter()

    def __call__(self, request: prove.Request) -> tuple[int, dict]:
        body, key = request.json(), request.headers.get("idempotency-key")
        if key not in self.by_key:
            self.charged[body["order"]] += 1
            self.by_key[key] = {"id": f"charge-{self.charged.total()}", "cents": body["cents"]}
        return 201, self.by_key[key]


def ask(url: str, body: dict | None = None) -> tuple[int, object]:
    """Status and content of an answer; 0 where none came, and nobody knows what happened."""
    request = urllib.request.Request(url, headers={"Content-Type": "application/json"})
    if body is not None:
        request.data = json.dumps(body).encode()
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, None
    except (OSError, ValueError):
        return 0, None


class Customers:
    """People who order at the same time. `placed` are the orders that the shop has confirmed, by their number."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.placed: dict[int, int] = {}

    def shop(self) -> None:
        everybody = [threading.Thread(target=self.order) for _ in range(CUSTOMERS)]
        for one in everybody:
            one.start()
        for one in everybody:
            one.join()

    def order(self) -> None:
        for quantity in range(1, ORDERS + 1):
            body = {"product_id": 1, "quantity": quantity, "email": "ann@example.com"}
            status, placed = ask(f"{self.url}/orders", body)
            prove.sometimes(status == HTTPStatus.CREATED, "an order is placed")
            if isinstance(placed, dict):
                self.placed[placed["id"]] = quantity


@prove.simulation(system="..", seconds=900, faults=WEATHER, seeds=20)
def test_orders(sim: prove.Sim) -> None:
    provider = Provider()
    bank = sim.application.stub("http://payments.example", provider)
    shop = sim.application.boot({"PAYMENTS_URL": bank.url}).url("web")
    with sim.quiet():
        _, before = ask(f"{shop}/products/1")
    customers = Customers(shop)
    customers.shop()

    def settled() -> bool:
        _, orders = ask(f"{shop}/orders")
        return isinstance(orders, list) and all(order["status"] == "fulfilled" for order in orders)

    prove.eventually(settled, "every order is fulfilled", within_s=120, every_s=1)
    _, orders = ask(f"{shop}/orders")
    kept = {order["id"]: order["quantity"] for order in orders}
    prove.always(customers.placed.items() <= kept.items(), "no order is lost", placed=customers.placed, kept=kept)
    for order, times in provider.charged.items():
        prove.always_equal(times, 1, f"order {order} is charged once")
    prove.always_equal(set(provider.charged), set(kept), "every order is charged")
    _, after = ask(f"{shop}/products/1")
    prove.always_equal(before["stock"] - after["stock"], sum(kept.values()), "what is ordered leaves the stock")
