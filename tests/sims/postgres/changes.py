"""Changes of the schema, and locks of joined tables, asked by pg8000: a driver in Python on plain sockets."""

import time

import pg8000.dbapi

from mainstay import prove
from mainstay.prove.standins import postgres

SCHEMA = """
CREATE TABLE product (id int PRIMARY KEY, name text NOT NULL);
CREATE TABLE orders (id serial PRIMARY KEY, product int NOT NULL REFERENCES product (id));
INSERT INTO product VALUES (1, 'rope'), (2, 'sail');
INSERT INTO orders (product) VALUES (1), (2)
"""


def connected():
    return pg8000.dbapi.connect(user="app", host="db", database="shop")


def asked(connection, query, *values):
    cursor = connection.cursor()
    cursor.execute(query, values)
    return [tuple(row) for row in cursor.fetchall()]


def refused(connection, query):
    try:
        connection.cursor().execute(query)
    except pg8000.dbapi.Error as error:
        connection.rollback()
        return error.args[0]["C"]
    return ""


@prove.simulation(hosts=["db"])
def columns(sim):
    sim.host("db").start(postgres.serve)
    time.sleep(1)
    one = connected()
    for statement in SCHEMA.split(";"):
        one.cursor().execute(statement)
    one.commit()
    prove.always_equal(asked(one, "SELECT * FROM product WHERE id = %s", 1), [(1, "rope")], "before")
    one.cursor().execute(
        "ALTER TABLE product ADD COLUMN stock int NOT NULL DEFAULT 5 CHECK (stock >= 0), ADD COLUMN at timestamptz"
    )
    one.commit()
    prove.always_equal(asked(one, "SELECT * FROM product WHERE id = %s", 1), [(1, "rope", 5, None)], "after")
    one.cursor().execute("INSERT INTO product (id, name) VALUES (3, 'map')")
    prove.always_equal(asked(one, "SELECT stock FROM product WHERE id = 3"), [(5,)], "default")
    one.commit()
    for statement, state in (
        ("UPDATE product SET stock = -1", "23514"),
        ("ALTER TABLE product ADD COLUMN stock int", "42701"),
        ("ALTER TABLE nothing ADD COLUMN stock int", "42P01"),
        ("ALTER TABLE product ADD COLUMN must text NOT NULL", "23502"),
        ("ALTER TABLE product DROP COLUMN stock", "0A000"),
        ("CREATE UNIQUE INDEX some ON product (name) WHERE stock > 0", "0A000"),
    ):
        prove.always_equal(refused(one, statement), state, statement)
    prove.always_equal(asked(one, "SELECT count(*) FROM product"), [(3,)], "still there")
    ((version, schema),) = asked(one, "SELECT version(), current_schema()")
    prove.always(version.startswith("PostgreSQL 16"), "its own version", found=version)
    prove.always_equal(schema, "public", "its own schema")


@prove.simulation(hosts=["db"])
def joined(sim):
    sim.host("db").start(postgres.serve)
    time.sleep(1)
    one, other = connected(), connected()
    for statement in SCHEMA.split(";"):
        one.cursor().execute(statement)
    one.commit()
    query = "SELECT o.id, name FROM orders o JOIN product p ON p.id = o.product ORDER BY o.id FOR UPDATE"
    prove.always_equal(asked(one, f"{query} OF o SKIP LOCKED"), [(1, "rope"), (2, "sail")], "all are free")
    prove.always_equal(asked(other, f"{query} OF o SKIP LOCKED"), [], "none is free")
    prove.always_equal(asked(other, f"{query} OF p SKIP LOCKED"), [(1, "rope"), (2, "sail")], "products are")
    other.rollback()
    prove.always_equal(refused(other, f"{query} OF o NOWAIT"), "55P03", "taken")
    prove.always_equal(refused(other, f"{query} OF nothing"), "0A000", "unknown")
    left = query.replace("JOIN", "LEFT JOIN")
    prove.always_equal(refused(other, left), "0A000", "outer")
    one.commit()
    prove.always_equal(len(asked(other, query)), 2, "free again")
