"""Threads share an engine of SQLAlchemy that nobody has used yet: every search finds what it must."""

import random
import threading
import time

import sqlalchemy as sa

from mainstay import prove
from mainstay.prove.standins import postgres

PLACE, AT_ONCE = "postgresql+pg8000://somebody:secret@server/shop", 4
GOODS = sa.Table(
    "goods", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.String(50))
)
NAMES = ["5% milk", "C:\\ drive", "under_score", "plain", "100 % wool"]


def user(engine: sa.engine.Engine, done: list[int]) -> None:
    for _ in range(5):
        sign, escape = random.choice("%_\\"), random.choice("/!\\")
        pattern = f"%{escape}{sign}%" if sign in "%_" or sign == escape else f"%{sign}%"
        with engine.connect() as connection:
            names = connection.execute(sa.select(GOODS.c.name).where(GOODS.c.name.ilike(pattern, escape=escape)))
            found = sorted(name for (name,) in names)
        prove.always_equal(found, sorted(name for name in NAMES if sign in name), "a search finds what it must")
        time.sleep(random.uniform(0, 0.01))
    done.append(1)


@prove.simulation(hosts=["server"])
def test(sim: prove.Sim) -> None:
    sim.host("server").start(postgres.serve)
    sim.sleep(1)
    first = sa.create_engine(PLACE)
    with first.begin() as connection:
        GOODS.metadata.create_all(connection, checkfirst=False)
        connection.execute(GOODS.insert(), [{"id": n, "name": name} for n, name in enumerate(NAMES)])
    for _ in range(3):
        engine, done = sa.create_engine(PLACE, pool_size=random.randint(1, AT_ONCE)), []
        users = [threading.Thread(target=user, args=(engine, done), daemon=True) for _ in range(AT_ONCE)]
        for one in users:
            one.start()
        for one in users:
            one.join(timeout=100)
        prove.always_equal(len(done), AT_ONCE, "every user comes to an end")
        engine.dispose()
