"""Threads keep what they write in one file of sqlitedict: every call ends, and what was committed is there."""

import random
import threading
import time

from sqlitedict import SqliteDict

from mainstay import prove


def user(shared: SqliteDict, name: int, told: dict[str, int], done: list[int]) -> None:
    for n in range(10):
        own = random.random() < 0.5
        table = SqliteDict("kept.sqlite", timeout=60) if own else shared
        key = f"{name} {n}"
        table[key] = n
        time.sleep(random.uniform(0, 0.01))
        prove.always_equal(table[key], n, "who writes reads what it wrote")
        table.commit()
        told[key] = n
        if own:
            table.close()
    done.append(name)


@prove.simulation()
def test(sim: prove.Sim) -> None:
    told: dict[str, int] = {}
    done: list[int] = []
    shared = SqliteDict("kept.sqlite", timeout=60)
    users = [threading.Thread(target=user, args=(shared, name, told, done), daemon=True) for name in range(4)]
    for one in users:
        one.start()
    for one in users:
        one.join(timeout=300)
    prove.always_equal(sorted(done), [0, 1, 2, 3], "every user comes to an end")
    shared.close()
    with SqliteDict("kept.sqlite") as again:
        prove.always_equal(dict(again), told, "what was committed is there")
