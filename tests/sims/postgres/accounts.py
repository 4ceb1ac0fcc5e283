"""Clients of the PostgreSQL stand-in: asyncpg, unmodified."""

import asyncio
import decimal

import asyncpg

from mainstay import prove
from mainstay.prove.standins import postgres

SCHEMA = """
CREATE TABLE account (
    id serial PRIMARY KEY, owner text NOT NULL UNIQUE, balance int NOT NULL DEFAULT 0 CHECK (balance >= 0)
)
"""


async def connected(sim):
    sim.host("db").start(postgres.serve)
    await asyncio.sleep(1)
    connection = await asyncpg.connect(host="db", user="app", database="shop")
    await connection.execute(SCHEMA)
    return connection


def another():
    return asyncpg.connect(host="db", user="app", database="shop")


@prove.simulation(hosts=["db"])
async def statements(sim):
    one = await connected(sim)
    row = await one.fetchrow("INSERT INTO account (owner, balance) VALUES ($1, $2) RETURNING id, owner", "ann", 10)
    prove.always_equal(tuple(row), (1, "ann"), "returning")
    await one.executemany("INSERT INTO account (owner) VALUES ($1)", [("bob",), ("cid",)])
    rows = await one.fetch("SELECT * FROM account WHERE balance < $1 ORDER BY owner", 5)
    prove.always_equal([tuple(r) for r in rows], [(2, "bob", 0), (3, "cid", 0)], "select")
    prove.always_equal(
        await one.execute("UPDATE account SET balance = balance + $1 WHERE id = $2", 7, 2), "UPDATE 1", "tag"
    )
    prove.always_equal(await one.fetchval("SELECT sum(balance) FROM account"), 17, "sum")
    prove.always_equal(await one.execute("DELETE FROM account WHERE owner = 'cid'"), "DELETE 1", "delete")
    prove.always_equal(await one.fetchval("SELECT count(*) FROM account"), 2, "count")
    upsert = (
        "INSERT INTO account (owner, balance) VALUES ($1, $2) ON CONFLICT (owner) "
        "DO UPDATE SET balance = account.balance + excluded.balance RETURNING balance"
    )
    prove.always_equal(await one.fetchval(upsert, "bob", 3), 10, "upsert")
    prove.always_equal(
        await one.execute("INSERT INTO account (owner) VALUES ('bob') ON CONFLICT DO NOTHING"), "INSERT 0 0", "nothing"
    )
    await one.execute(
        "CREATE TABLE entry (id bigserial PRIMARY KEY, account int REFERENCES account (id), "
        "at timestamptz DEFAULT now(), share numeric, paid bool)"
    )
    entry = await one.fetchrow(
        "INSERT INTO entry (account, share, paid) VALUES ($1, $2, $3) RETURNING *", 1, decimal.Decimal("12.5"), True
    )
    prove.always_equal(
        (entry["share"], entry["paid"], entry["at"].tzinfo is not None), (decimal.Decimal("12.5"), True, True), "kinds"
    )
    joined = await one.fetch("SELECT a.owner, e.share FROM account a JOIN entry e ON e.account = a.id WHERE e.paid")
    prove.always_equal([tuple(r) for r in joined], [("ann", decimal.Decimal("12.5"))], "join")
    try:
        await one.execute("INSERT INTO account (owner) VALUES ('ann')")
    except asyncpg.UniqueViolationError as trouble:
        prove.always_equal(trouble.constraint_name, "account_owner_key", "constraint")
    else:
        prove.unreachable("two accounts of ann")
    for wrong, kind in (
        ("UPDATE account SET balance = -1 WHERE id = 1", asyncpg.CheckViolationError),
        ("INSERT INTO account (owner) VALUES (NULL)", asyncpg.NotNullViolationError),
        ("SELECT * FROM nothing", asyncpg.UndefinedTableError),
        ("INSERT INTO entry (account) VALUES (99)", asyncpg.ForeignKeyViolationError),
        ("DELETE FROM account WHERE id = 1", asyncpg.ForeignKeyViolationError),
    ):
        try:
            await one.execute(wrong)
        except kind:
            continue
        prove.unreachable("a wrong statement passes", wrong=wrong)


@prove.simulation(hosts=["db"])
async def transactions(sim):
    one, two = await connected(sim), await another()
    await one.execute("INSERT INTO account (owner, balance) VALUES ('ann', 10), ('bob', 10)")
    async with one.transaction():
        await one.execute("UPDATE account SET balance = 0 WHERE owner = 'ann'")
        prove.always_equal(await two.fetchval("SELECT balance FROM account WHERE owner = 'ann'"), 10, "not committed")
    prove.always_equal(await two.fetchval("SELECT balance FROM account WHERE owner = 'ann'"), 0, "committed")
    try:
        async with one.transaction():
            await one.execute("UPDATE account SET balance = 5 WHERE owner = 'ann'")
            async with one.transaction():
                await one.execute("UPDATE account SET balance = 99 WHERE owner = 'bob'")
            raise KeyError  # noqa: TRY301 - the point of it
    except KeyError:
        pass
    prove.always_equal(await two.fetchval("SELECT sum(balance) FROM account"), 10, "rolled back")
    async with two.transaction(isolation="repeatable_read"):
        before = await two.fetchval("SELECT balance FROM account WHERE owner = 'bob'")
        await one.execute("UPDATE account SET balance = 20 WHERE owner = 'bob'")
        prove.always_equal(await two.fetchval("SELECT balance FROM account WHERE owner = 'bob'"), before, "a snapshot")
        try:
            async with two.transaction():
                await two.execute("UPDATE account SET balance = 30 WHERE owner = 'bob'")
        except asyncpg.SerializationError:
            pass
        else:
            prove.unreachable("a lost update")


@prove.simulation(hosts=["db"])
async def locks(sim):
    one, two = await connected(sim), await another()
    await one.execute("INSERT INTO account (owner, balance) VALUES ('ann', 0), ('bob', 0)")

    async def add(connection):
        for _ in range(10):
            async with connection.transaction():
                balance = await connection.fetchval("SELECT balance FROM account WHERE id = 1 FOR UPDATE")
                await asyncio.sleep(0.01)
                await connection.execute("UPDATE account SET balance = $1 WHERE id = 1", balance + 1)

    await asyncio.gather(add(one), add(two))
    prove.always_equal(await one.fetchval("SELECT balance FROM account WHERE id = 1"), 20, "no update is lost")

    async with one.transaction():
        await one.fetch("SELECT * FROM account WHERE id = 1 FOR UPDATE")
        free = await two.fetch("SELECT id FROM account ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED")
        prove.always_equal([row["id"] for row in free], [2], "skip locked")
        try:
            await two.fetch("SELECT id FROM account FOR UPDATE NOWAIT")
        except asyncpg.LockNotAvailableError:
            pass
        else:
            prove.unreachable("nowait does not wait")
    prove.always_equal(await one.fetchval("SELECT pg_try_advisory_lock(7)"), True, "advisory")
    prove.always_equal(await two.fetchval("SELECT pg_try_advisory_lock(7)"), False, "advisory held")

    ended = []

    async def both(connection, first, second):
        try:
            async with connection.transaction():
                await connection.execute("UPDATE account SET balance = 1 WHERE id = $1", first)
                await asyncio.sleep(0.5)
                await connection.execute("UPDATE account SET balance = 2 WHERE id = $1", second)
            ended.append("committed")
        except asyncpg.DeadlockDetectedError:
            ended.append("deadlock")

    await asyncio.gather(both(one, 1, 2), both(two, 2, 1))
    prove.always_equal(sorted(ended), ["committed", "deadlock"], "a deadlock is found")


@prove.simulation(hosts=["db"])
async def lost(sim):
    """An application that reads and writes without a lock, as the test wants to find out."""
    one, two = await connected(sim), await another()
    await one.execute("INSERT INTO account (owner, balance) VALUES ('ann', 0)")

    async def add(connection):
        async with connection.transaction():
            balance = await connection.fetchval("SELECT balance FROM account WHERE id = 1")
            await asyncio.sleep(sim.random.random() / 10)
            await connection.execute("UPDATE account SET balance = $1 WHERE id = 1", balance + 1)

    await asyncio.gather(add(one), add(two))
    prove.always_equal(await one.fetchval("SELECT balance FROM account WHERE id = 1"), 2, "no update is lost")
