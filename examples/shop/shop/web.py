"""The web process: a page for people and JSON for programs."""

import json
import logging
from contextlib import asynccontextmanager
from typing import Annotated
from urllib.parse import parse_qs

import psycopg
import redis
from botocore.exceptions import BotoCoreError, ClientError
from fastapi import FastAPI, HTTPException, Path, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse
from psycopg.rows import dict_row
from psycopg_pool import ConnectionPool
from pydantic import BaseModel, Field, ValidationError
from starlette.concurrency import run_in_threadpool

from shop import COLOUR, settings
from shop.cloud import client
from shop.page import shop_page

log = logging.getLogger("uvicorn.error")
PRODUCTS_KEPT_S = 30
ORDER = """SELECT orders.id, products.name AS product, quantity, email, status, receipt,
    price_cents * quantity AS total_cents FROM orders JOIN products ON products.id = product_id"""

OrderId = Annotated[int, Path(ge=1, le=2**63 - 1)]

cache = redis.Redis.from_url(settings.REDIS_URL, decode_responses=True, socket_timeout=2, socket_connect_timeout=2)
queue = client("sqs")
# A connection that broke while it lay idle (the database was restarted) is replaced, not handed out.
pool = ConnectionPool(
    settings.DATABASE_URL,
    min_size=1,
    max_size=8,
    open=False,
    timeout=10,
    check=ConnectionPool.check_connection,
    kwargs={"row_factory": dict_row},
)


@asynccontextmanager
async def lifespan(_: FastAPI):
    pool.open(wait=True, timeout=20)
    yield
    pool.close()


app = FastAPI(title="Shop", lifespan=lifespan)


class NewOrder(BaseModel):
    product_id: int = Field(ge=1, le=2**31 - 1)
    quantity: int = Field(default=1, ge=1, le=100)
    email: str = Field(min_length=3, max_length=200, pattern=r"^[^@\s,;<>\x00]+@[^@\s,;<>\x00]+$")


def products() -> list[dict]:
    """All products: from the cache, or from the database where the cache has none or is away."""
    try:
        if kept := cache.get("products"):
            return json.loads(kept)
    except redis.RedisError as error:
        log.warning("the cache did not answer: %s", error)
    with pool.connection() as connection:
        found = connection.execute("SELECT id, name, price_cents FROM products ORDER BY name").fetchall()
    try:
        cache.set("products", json.dumps(found), ex=PRODUCTS_KEPT_S)
    except redis.RedisError as error:
        log.warning("the cache took nothing: %s", error)
    return found


def count_visit() -> int | str:
    try:
        return cache.incr("visits")
    except redis.RedisError:
        return "countless"


def place(order: NewOrder) -> dict:
    """Record the order, then tell the worker. Where the queue is away, the worker finds the order by itself."""
    with pool.connection() as connection:
        row = connection.execute(
            "INSERT INTO orders (product_id, quantity, email)"
            " SELECT id, %(quantity)s, %(email)s FROM products WHERE id = %(product_id)s RETURNING id",
            order.model_dump(),
        ).fetchone()
    if row is None:
        raise HTTPException(404, f"there is no product {order.product_id}")
    try:
        queue.send_message(QueueUrl=settings.QUEUE_URL, MessageBody=json.dumps({"order": row["id"]}))
    except (BotoCoreError, ClientError) as error:
        log.warning("order %s was not queued: %s", row["id"], error)
    return find(row["id"])


def find(order_id: int) -> dict:
    with pool.connection() as connection:
        found = connection.execute(f"{ORDER} WHERE orders.id = %s", (order_id,)).fetchone()
    if found is None:
        raise HTTPException(404, f"there is no order {order_id}")
    return found


def latest(limit: int) -> list[dict]:
    with pool.connection() as connection:
        return connection.execute(f"{ORDER} ORDER BY orders.id DESC LIMIT %s", (limit,)).fetchall()


@app.get("/", response_class=HTMLResponse)
def page(order: Annotated[int | None, Query(ge=1, le=2**63 - 1)] = None) -> str:
    notice = f"Order {order} is {find(order)['status']}." if order else ""
    return shop_page(products(), latest(10), count_visit(), notice)


@app.post("/buy")
async def buy(request: Request) -> RedirectResponse:
    """The form of the page."""
    fields = {name: values[0] for name, values in parse_qs((await request.body()).decode("utf-8", "replace")).items()}
    try:
        order = NewOrder.model_validate(fields)
    except ValidationError as error:
        raise HTTPException(422, [f"{e['loc'][0]}: {e['msg']}" for e in error.errors()]) from error
    placed = await run_in_threadpool(place, order)
    return RedirectResponse(f"/?order={placed['id']}", status_code=303)


@app.get("/products")
def all_products() -> list[dict]:
    return products()


@app.post("/orders", status_code=201)
def new_order(order: NewOrder) -> dict:
    return place(order)


@app.get("/orders")
def latest_orders(limit: Annotated[int, Query(ge=1, le=500)] = 50) -> list[dict]:
    return latest(limit)


@app.get("/orders/{order_id}")
def one_order(order_id: OrderId) -> dict:
    return find(order_id)


@app.get("/healthz")
def health() -> JSONResponse:
    """Whether orders can be taken."""
    try:
        with pool.connection(timeout=2) as connection:
            connection.execute("SELECT 1 FROM orders LIMIT 1")
    except psycopg.Error as error:
        log.warning("unhealthy: %s", error)
        return JSONResponse({"status": "the database does not answer"}, status_code=503)
    return JSONResponse({"status": "ok"})


@app.get("/version")
def version() -> dict:
    return {"colour": COLOUR}
