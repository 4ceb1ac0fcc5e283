"""peewee: threads that count in one SQLite file; what was committed survives a loss of power."""

import threading

import peewee

from mainstay import prove

database = peewee.SqliteDatabase("/srv/counts.db", pragmas={"journal_mode": "wal", "synchronous": "full"}, timeout=60)


class Count(peewee.Model):
    name = peewee.CharField(unique=True)
    value = peewee.IntegerField(default=0)

    class Meta:
        database = database


def work(acknowledged: list[int]) -> None:
    for _ in range(20):
        with database.atomic("IMMEDIATE"):
            Count.update(value=Count.value + 1).where(Count.name == "all").execute()
        acknowledged.append(1)
    database.close()


def server(acknowledged: list[int]) -> None:
    database.create_tables([Count])
    Count.create(name="all")
    threads = [threading.Thread(target=work, args=(acknowledged,)) for _ in range(3)]
    for thread in threads:
        thread.start()


def read(found: list[int]) -> None:
    database.connect(reuse_if_open=True)
    found.append(Count.get(name="all").value)


@prove.simulation(hosts=["server"])
def test(sim: prove.Sim) -> None:
    host = sim.host("server")
    acknowledged: list[int] = []
    found: list[int] = []
    host.start(server, acknowledged)
    while len(acknowledged) < 30:
        sim.sleep(0.001)
    host.crash()
    host.boot()
    host.start(read, found)
    sim.sleep(10)
    prove.always(bool(found) and found[0] >= len(acknowledged), "what was committed is there", found=found)
