"""An application of SQLAlchemy's ORM on asyncpg, against the stand-in for PostgreSQL."""

import asyncio
import datetime

from sqlalchemy import ForeignKey, String, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from mainstay import prove
from mainstay.prove.standins import postgres


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(50), unique=True)
    created: Mapped[datetime.datetime] = mapped_column(server_default=func.now())
    balance: Mapped[int] = mapped_column(default=0)


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))


@prove.simulation(hosts=["db"])
async def orders(sim):
    sim.host("db").start(postgres.serve)
    await asyncio.sleep(1)
    engine = create_async_engine("postgresql+asyncpg://app@db/shop")
    async with engine.begin() as connection:
        # The stand-in has no catalogs that could be asked which tables exist.
        await connection.run_sync(lambda c: Base.metadata.create_all(c, checkfirst=False))
    sessions = async_sessionmaker(engine)
    async with sessions() as session:
        session.add(User(name="ann"))
        await session.commit()

    async def order():
        async with sessions() as session:
            user = (await session.execute(select(User).where(User.name == "ann").with_for_update())).scalar_one()
            user.balance += 5
            session.add(Order(user_id=user.id))
            await session.commit()

    await asyncio.gather(order(), order(), order())
    async with sessions() as session:
        count = select(func.count()).select_from(Order).join(User)
        prove.always_equal((await session.execute(count)).scalar(), 3, "all orders are there")
        prove.always_equal((await session.get(User, 1)).balance, 15, "no update is lost")
        session.add(User(name="ann"))
        try:
            await session.commit()
        except IntegrityError:
            prove.reachable("a name is taken")
        else:
            prove.unreachable("two users of one name")
    await engine.dispose()
