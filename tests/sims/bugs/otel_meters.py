"""Threads count with meters of OpenTelemetry, each asking for its instruments by name: everything is counted."""

import random
import threading
import time
from collections import Counter

from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader

from mainstay import prove

AT_ONCE, NAMES = 4, ["requests", "errors", "bytes"]


def user(provider: MeterProvider, told: Counter[str], done: list[int]) -> None:
    for _ in range(10):
        name, amount = random.choice(NAMES), random.randint(1, 5)
        meter = provider.get_meter(random.choice(["shop", "bank"]))
        meter.create_counter(name).add(amount, {"user": random.choice("ab")})
        told[name] += amount
        time.sleep(random.choice([0, random.uniform(0, 0.01)]))
    done.append(1)


def read(reader: InMemoryMetricReader) -> Counter[str]:
    found: Counter[str] = Counter()
    data = reader.get_metrics_data()
    for scope in (one for resource in data.resource_metrics for one in resource.scope_metrics) if data else ():
        for metric in scope.metrics:
            found[metric.name] += sum(point.value for point in metric.data.data_points)
    return found


@prove.simulation()
def test(sim: prove.Sim) -> None:
    reader = InMemoryMetricReader()
    provider, told, done = MeterProvider([reader]), Counter(), []
    users = [threading.Thread(target=user, args=(provider, told, done), daemon=True) for _ in range(AT_ONCE)]
    for one in users:
        one.start()
    while any(one.is_alive() for one in users) and sim.now < 100:
        read(reader)
        time.sleep(random.uniform(0, 0.02))
    prove.always_equal(len(done), AT_ONCE, "every user comes to an end")
    prove.always_equal(read(reader), told, "everything is counted")
    provider.shutdown()
