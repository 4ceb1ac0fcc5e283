"""A program that keeps its data in SQLite, and loses power while it writes."""

import asyncio
import sqlite3
import threading
import time

from mainstay import prove

POWER = prove.Faults(disk=prove.DiskFaults(lost=0.5, torn=0.5))
PATH = "/var/lib/ledger.db"
ROWS = 12
MODES = ["delete off", "delete full", "delete extra", "wal normal", "wal full"]  # journal, synchronous


def writer(done: list[int], journal: str, synchronous: str) -> None:
    ledger = sqlite3.connect(PATH)
    ledger.execute(f"pragma journal_mode={journal}")
    ledger.execute(f"pragma synchronous={synchronous}")
    ledger.execute("create table entries(batch, text)")
    for batch in range(60):
        with ledger:
            ledger.executemany("insert into entries values(?, ?)", [(batch, "x" * 900)] * ROWS)
        done.append(batch)
        time.sleep(0.01)
    time.sleep(1000)


def reader(name: str, done: list[int]) -> None:
    ledger = sqlite3.connect(PATH)
    try:
        (check,) = ledger.execute("pragma integrity_check").fetchone()
        rows = dict(ledger.execute("select batch, count(*) from entries group by batch").fetchall())
    except sqlite3.DatabaseError as trouble:
        check, rows = str(trouble), {}
    if check != "ok":
        print(name, "unsound")
    elif set(rows.values()) - {ROWS}:
        print(name, "not atomic")
    else:
        print(name, "lost" if set(done) - set(rows) else "kept")


@prove.simulation(hosts=MODES, faults=POWER)
async def powerless(sim):
    done: dict[str, list[int]] = {name: [] for name in MODES}
    for name, batches in done.items():
        sim.host(name).start(writer, batches, *name.split())
    await asyncio.sleep(0.1 + sim.random.random() * 0.5)
    for name, batches in done.items():
        sim.host(name).crash()
        sim.host(name).boot()
        sim.host(name).start(reader, name, batches)
    await asyncio.sleep(10)


@prove.simulation(hosts=["a"])
def answers(sim):
    """What SQLite asks of a system comes from the simulation."""
    ledger = sqlite3.connect("x.db")
    print(ledger.execute("select hex(randomblob(8)), datetime('now'), random()").fetchone())
    sim.sleep(500)
    print(ledger.execute("select time('now')").fetchone())
    print(ledger.execute("pragma journal_mode=wal").fetchone())
    other = sqlite3.connect("x.db", timeout=2)
    ledger.execute("create table t(a)")
    ledger.execute("begin immediate")
    began = time.monotonic()
    try:
        other.execute("create table u(a)")
    except sqlite3.OperationalError as trouble:
        print(trouble, round(time.monotonic() - began))
    try:
        sqlite3.connect("/nowhere/x.db")
    except sqlite3.OperationalError as trouble:
        print(trouble)


@prove.simulation(hosts=["a"])
def shared(sim):
    """Threads that share a connection wait for each other, also while one of them waits for a lock."""
    ledger = sqlite3.connect("x.db", check_same_thread=False)
    ledger.execute("create table t(a)")
    other = sqlite3.connect("x.db", isolation_level=None)
    other.execute("begin exclusive")
    threads = [threading.Thread(target=ledger.execute, args=("insert into t values(?)", (n,))) for n in range(5)]
    for thread in threads:
        thread.start()
    time.sleep(1)
    other.execute("commit")
    for thread in threads:
        thread.join()
    ledger.commit()
    print(other.execute("select count(*) from t").fetchone())
