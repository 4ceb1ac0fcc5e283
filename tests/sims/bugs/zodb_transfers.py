"""Threads move money between accounts of one ZODB database: who reads sees all of it, and none is lost."""

import random
import threading
import time

import transaction
import ZODB
from persistent.mapping import PersistentMapping
from ZODB.MappingStorage import MappingStorage
from ZODB.POSException import ConflictError

from mainstay import prove

ACCOUNTS, EACH, AT_ONCE = 3, 100, 3


def user(database: ZODB.DB, name: int, done: list[int]) -> None:
    for _ in range(25):
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
        time.sleep(random.choice([0, random.uniform(0, 0.002)]))
    done.append(name)


@prove.simulation()
def test(sim: prove.Sim) -> None:
    database = ZODB.DB(MappingStorage())
    with database.transaction() as connection:
        for n in range(ACCOUNTS):
            connection.root()[f"account {n}"] = PersistentMapping(has=EACH)
    done: list[int] = []
    users = [threading.Thread(target=user, args=(database, name, done), daemon=True) for name in range(AT_ONCE)]
    for one in users:
        one.start()
    for one in users:
        one.join(timeout=200)
    prove.always_equal(sorted(done), list(range(AT_ONCE)), "every user comes to an end")
    with database.transaction() as connection:
        total = sum(connection.root()[f"account {n}"]["has"] for n in range(ACCOUNTS))
        prove.always_equal(total, ACCOUNTS * EACH, "none is lost")
