"""PyMongo: threads that share a pool of connections; its monitors run in threads of their own."""

import threading

import mongo_server
import pymongo

from mainstay import prove


@prove.simulation(hosts=["server"])
def test(sim: prove.Sim) -> None:
    sim.host("server").start(mongo_server.serve)
    sim.sleep(1)
    client: pymongo.MongoClient = pymongo.MongoClient("server", 27017, maxPoolSize=3)
    notes = client.shop.notes
    notes.insert_many([{"n": n, "count": 0} for n in range(10)])

    def work(n: int) -> None:
        for _ in range(3):
            notes.update_one({"n": n}, {"$inc": {"count": 1}})

    threads = [threading.Thread(target=work, args=(n % 5,)) for n in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = [row["count"] for row in notes.find({})]
    prove.always_equal(found, [6] * 5 + [0] * 5, "every increment counts")
    client.close()
