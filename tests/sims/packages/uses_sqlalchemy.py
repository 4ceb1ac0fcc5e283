"""SQLAlchemy: sessions in threads over pg8000, and its asynchronous side over asyncpg, in one stand-in database."""

import asyncio
import threading

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from mainstay import prove
from mainstay.prove.standins import postgres

PLACE = "somebody:secret@server/shop"


class Base(DeclarativeBase):
    pass


class Account(Base):
    __tablename__ = "accounts"
    id: Mapped[int] = mapped_column(primary_key=True)
    balance: Mapped[int]


def threads() -> None:
    engine = sa.create_engine(f"postgresql+pg8000://{PLACE}", pool_size=3)
    Base.metadata.create_all(engine, checkfirst=False)
    with Session(engine) as session, session.begin():
        session.add(Account(id=1, balance=100))

    def pay(amount: int) -> None:
        with Session(engine) as session, session.begin():
            account = session.scalars(sa.select(Account).where(Account.id == 1).with_for_update()).one()
            account.balance -= amount

    paying = [threading.Thread(target=pay, args=(n,)) for n in range(5)]
    for one in paying:
        one.start()
    for one in paying:
        one.join()
    engine.dispose()


async def loop() -> None:
    engine = create_async_engine(f"postgresql+asyncpg://{PLACE}")

    async def pay(amount: int) -> None:
        async with AsyncSession(engine) as session, session.begin():
            account = (await session.scalars(sa.select(Account).where(Account.id == 1).with_for_update())).one()
            account.balance -= amount

    await asyncio.gather(*(pay(n) for n in range(5)))
    async with AsyncSession(engine) as session:
        prove.always_equal(await session.scalar(sa.select(Account.balance)), 80, "no payment is lost")
    await engine.dispose()


@prove.simulation(hosts=["server"])
def test(sim: prove.Sim) -> None:
    sim.host("server").start(postgres.serve)
    sim.sleep(1)
    threads()
    asyncio.run(loop())
