"""diskcache: a cache in files and SQLite that processes of one host share, with expiry and a lock."""

import subprocess
import sys
import time

import diskcache

from mainstay import prove

COUNT = """
import diskcache
cache = diskcache.Cache("/srv/cache")
for _ in range(10):
    with diskcache.Lock(cache, "lock"):
        cache["count"] = cache.get("count", 0) + 1
"""


@prove.simulation()
def test(sim: prove.Sim) -> None:
    cache = diskcache.Cache("/srv/cache")
    running = [subprocess.Popen([sys.executable, "-c", COUNT]) for _ in range(3)]
    prove.always_equal([one.wait(timeout=120) for one in running], [0, 0, 0], "every program ends well")
    prove.always_equal(cache["count"], 30, "every increment counts")
    cache.set("short", b"x" * 100_000, expire=10)
    prove.always_equal(len(cache["short"]), 100_000, "large values lie in files")
    time.sleep(11)
    prove.always_equal(cache.get("short"), None, "it has expired")
    cache.close()
