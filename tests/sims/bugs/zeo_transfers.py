"""Clients on several hosts move money between accounts on a ZEO server: who reads sees all of it, none is lost."""

import random
import threading
import time

import transaction
import ZEO
from persistent.mapping import PersistentMapping
from ZEO import runzeo
from ZODB.POSException import ConflictError

from mainstay import prove

ACCOUNTS, EACH, THREADS, HOSTS = 3, 100, 2, ("one", "two")


def server() -> None:
    runzeo.main(["-a", "0.0.0.0:8100", "-f", "Data.fs"])


def user(database: object, done: list[str], name: str) -> None:
    for _ in range(20):
        manager = transaction.TransactionManager()
        connection = database.open(manager)
        try:
            accounts = [connection.root()[f"account {n}"] for n in range(ACCOUNTS)]
            prove.always_equal(sum(one["has"] for one in accounts), ACCOUNTS * EACH, "who reads sees all of it")
            if random.random() < 0.7:
                giver, taker = random.sample(accounts, 2)
                giver["has"] -= 1
                taker["has"] += 1
                manager.commit()
        except ConflictError:
            pass
        manager.abort()
        connection.close()
        time.sleep(random.choice([0, random.uniform(0, 0.05)]))
    done.append(name)


def client(done: list[str], name: str) -> None:
    database = ZEO.DB(("server", 8100), wait_timeout=60)
    for n in range(THREADS):
        threading.Thread(target=user, args=(database, done, f"{name} {n}")).start()


@prove.simulation(hosts=["server", *HOSTS])
def test(sim: prove.Sim) -> None:
    sim.host("server").start(server)
    database, done = ZEO.DB(("server", 8100), wait_timeout=60), []
    with database.transaction() as connection:
        for n in range(ACCOUNTS):
            connection.root()[f"account {n}"] = PersistentMapping(has=EACH)
    for name in HOSTS:
        sim.host(name).start(client, done, name)
    prove.eventually(lambda: len(done) == len(HOSTS) * THREADS, "every user comes to an end", within_s=200)
    with database.transaction() as connection:
        total = sum(connection.root()[f"account {n}"]["has"] for n in range(ACCOUNTS))
        prove.always_equal(total, ACCOUNTS * EACH, "none is lost")
