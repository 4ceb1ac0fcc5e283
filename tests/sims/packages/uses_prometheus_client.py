"""prometheus_client: figures told by a server in a thread, read by urllib and by its own parser."""

import threading
import time
import urllib.request

import prometheus_client
from prometheus_client.parser import text_string_to_metric_families

from mainstay import prove

REQUESTS = prometheus_client.Counter("requests", "Requests", ["path"])
SECONDS = prometheus_client.Histogram("seconds", "How long they took", buckets=(0.5, 1.5, 5))


def work(path: str) -> None:
    for n in range(4):
        with SECONDS.time():
            time.sleep(n)
        REQUESTS.labels(path).inc()


def server() -> None:
    prometheus_client.start_http_server(9100)
    for path in ("/a", "/b"):
        threading.Thread(target=work, args=(path,)).start()
    time.sleep(1000)


@prove.simulation(hosts=["server"])
def test(sim: prove.Sim) -> None:
    sim.host("server").start(server)
    sim.sleep(30)
    text = urllib.request.urlopen("http://server:9100/metrics", timeout=60).read().decode()
    found = {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
    prove.always_equal([found["requests_total", path] for path in ("/a", "/b")], [4, 4], "every request counts")
    buckets = [found["seconds_bucket", limit] for limit in ("0.5", "1.5", "5.0")]
    prove.always_equal(buckets, [2, 4, 8], "they took their simulated time")
