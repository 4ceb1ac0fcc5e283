"""A stand-in for PostgreSQL: its protocol, transactions, locks and constraints, over SQLite as storage.

`sim.host("db").start(postgres.serve)`, and clients connect with asyncpg, also under SQLAlchemy. What it does as
PostgreSQL does, and what not, is a table in docs/decisions/0008-postgresql-stand-in.md.
"""

from mainstay.prove.standins.postgres.server import serve

__all__ = ["serve"]
