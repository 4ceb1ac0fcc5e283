"""PyMySQL, aiomysql and mysql.connector against a server made with mysql-mimic."""

import asyncio
import threading

import aiomysql
import mysql.connector
import pymysql
from mysql_mimic import MysqlServer, Session

from mainstay import prove


class Answering(Session):
    async def query(
        self, expression: object, sql: str, attrs: dict[str, str]
    ) -> tuple[list[tuple[int, str]], list[str]]:
        await asyncio.sleep(0.01)
        return [(n, f"row {n}") for n in range(3)], ["n", "text"]


async def server() -> None:
    await MysqlServer(session_factory=Answering, port=3306, host="0.0.0.0").serve_forever()


ROWS = ((0, "row 0"), (1, "row 1"), (2, "row 2"))


def ask() -> None:
    connection = pymysql.connect(host="server", port=3306, user="somebody", connect_timeout=60)
    with connection.cursor() as cursor:
        cursor.execute("select n, text from notes")
        prove.always_equal(cursor.fetchall(), ROWS, "from a thread")
    connection.close()


async def ask_async() -> None:
    connection = await aiomysql.connect(host="server", port=3306, user="somebody", autocommit=None)
    async with connection.cursor() as cursor:
        await cursor.execute("select n, text from notes")
        prove.always_equal(await cursor.fetchall(), ROWS, "from an event loop")
    connection.close()


@prove.simulation(hosts=["server"])
def test(sim: prove.Sim) -> None:
    sim.host("server").start(server)
    sim.sleep(2)
    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    asyncio.run(ask_async())
    connection = mysql.connector.connect(host="server", port=3306, user="somebody", use_pure=True, ssl_disabled=True)
    cursor = connection.cursor()
    cursor.execute("select n, text from notes")
    prove.always_equal(tuple(cursor.fetchall()), ROWS, "from the vendor's own client")
    connection.close()
