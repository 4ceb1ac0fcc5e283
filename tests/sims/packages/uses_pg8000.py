"""pg8000: threads that pay from one account, in the stand-in for PostgreSQL."""

import threading

import pg8000.native

from mainstay import prove
from mainstay.prove.standins import postgres


def connect() -> pg8000.native.Connection:
    return pg8000.native.Connection("somebody", host="server", password="secret", database="shop", timeout=60)


def pay(amount: int) -> None:
    connection = connect()
    connection.run("begin")
    ((balance,),) = connection.run("select balance from accounts where id = 1 for update")
    connection.run("update accounts set balance = :new where id = 1", new=balance - amount)
    connection.run("commit")
    connection.close()


@prove.simulation(hosts=["server"])
def test(sim: prove.Sim) -> None:
    sim.host("server").start(postgres.serve)
    sim.sleep(1)
    connection = connect()
    connection.run("create table accounts (id integer primary key, balance integer not null)")
    connection.run("insert into accounts values (1, 100)")
    threads = [threading.Thread(target=pay, args=(n,)) for n in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    prove.always_equal(connection.run("select balance from accounts"), [[55]], "no payment is lost")
