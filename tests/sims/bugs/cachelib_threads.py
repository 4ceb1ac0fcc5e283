"""Threads share a SimpleCache of cachelib: no call fails, values belong to their keys, one of several adds counts."""

import random
import threading
import time

from cachelib import SimpleCache

from mainstay import prove


def user(cache: SimpleCache, name: int, added: list[str], done: list[int]) -> None:
    for n in range(30):
        key = f"key {random.randint(0, 12)}"
        if cache.add(f"once {n}", f"once {n}", timeout=1000):
            added.append(f"once {n}")
        match random.randint(0, 5):
            case 0:
                cache.set(key, f"{key} by {name}", timeout=random.choice([1, 100]))
            case 1:
                cache.delete(key)
            case 2:
                cache.set_many({f"key {m}": f"key {m} by {name}" for m in range(3)})
            case 3:
                prove.always(key in cache.get_dict(key), "what is asked for is told")
            case 4:
                cache.has(key)
        found = cache.get(key)
        prove.always(found is None or found.startswith(f"{key} by"), "a value belongs to its key", key=key, found=found)
        time.sleep(random.choice([0, random.uniform(0, 0.1)]))
    done.append(name)


@prove.simulation()
def test(sim: prove.Sim) -> None:
    small = sim.random.random() < 0.5
    cache = SimpleCache(threshold=8 if small else 500)
    added, done = [], []
    users = [threading.Thread(target=user, args=(cache, name, added, done), daemon=True) for name in range(4)]
    for one in users:
        one.start()
    for one in users:
        one.join(timeout=100)
    prove.always_equal(sorted(done), [0, 1, 2, 3], "every user comes to an end")
    prove.always(small or len(added) == len(set(added)), "one of several adds counts", added=sorted(added))
