"""The database: one engine for each process, and how it is told that the database is away."""

from sqlalchemy import create_engine
from sqlalchemy.exc import SQLAlchemyError

from shop import settings

Away = SQLAlchemyError
"""What anything that asks the database may raise while that is restarted or cannot be reached."""


def engine(connections: int):
    """An engine that keeps so many connections at most; one that broke while it lay idle is replaced, not handed out.

    pg8000 is a driver in Python alone, so that `mainstay prove` can run the shop in a simulation.
    """
    url = settings.DATABASE_URL.replace("postgresql://", "postgresql+pg8000://", 1)
    return create_engine(url, pool_size=connections, max_overflow=0, pool_timeout=10, pool_pre_ping=True)
