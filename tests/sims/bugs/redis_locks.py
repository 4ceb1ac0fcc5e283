"""Users share a lock of python-redis-lock: one has it at once, and who waits for it gets it."""

import random
import threading
import time

import redis
import redis_lock
import redis_server

from mainstay import prove


def user(inside: list[int], name: int, done: list[int]) -> None:
    connection = redis.StrictRedis(host="redis")
    for _ in range(15):
        with redis_lock.Lock(connection, "works"):
            inside.append(name)
            time.sleep(random.choice([0, random.expovariate(1 / 0.01)]))
            prove.always_equal(inside, [name], "one has the lock at once")
            inside.remove(name)
        time.sleep(random.choice([0, random.expovariate(1 / 0.01)]))
    done.append(name)


@prove.simulation(hosts=["redis"])
def test(sim: prove.Sim) -> None:
    sim.host("redis").start(redis_server.serve)
    time.sleep(1)
    inside, done = [], []
    count = sim.random.randint(2, 4)
    users = [threading.Thread(target=user, args=(inside, name, done), daemon=True) for name in range(count)]
    for one in users:
        one.start()
    for one in users:
        one.join(timeout=100)
    prove.always_equal(sorted(done), list(range(count)), "every user comes to an end")
