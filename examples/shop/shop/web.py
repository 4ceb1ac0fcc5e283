"""The web process: a page for people and JSON for programs."""

import json
import logging
from contextlib import asynccontextmanager
from typing import Annotated
from urllib.parse import parse_qs

import redis
from botocore.exceptions import BotoCoreError, ClientError
from fastapi import FastAPI, HTTPException, Path, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse
from pydantic import BaseModel, Field, ValidationError
from sqlalchemy import Connection, text
from starlette.concurrency import run_in_threadpool

from shop import COLOUR, database, settings
from shop.cloud import client
from shop.page import shop_page

log = logging.getLogger("uvicorn.error")
PRODUCTS_KEPT_S = 30
ORDER = """SELECT orders.id, products.name AS product, quantity, email, status, receipt,
    price_cents * quantity AS total_cents FROM orders JOIN products ON products.id = product_id"""

OrderId = Annotated[int, Path(ge=1, le=2**63 - 1)]

cache = redis.Redis.from_url(settings.REDIS_URL, decode_responses=True, socket_timeout=2, socket_connect_timeout=2)
queue = client("sqs")
engine = database.engine(connections=8)


@asynccontextmanager
async def lifespan(_: FastAPI):
    yield
    engine.dispose()


app = FastAPI(title="Shop", lifespan=lifespan)


@app.exception_handler(database.Away)
def database_is_away(_: Request, error: Exception) -> JSONResponse:
    """Nothing was done; who asked may ask again."""
    log.warning("the database did not answer: %s", error)
    return JSONResponse({"detail": "the database does not answer"}, status_code=503)


class NewOrder(BaseModel):
    product_id: int = Field(ge=1, le=2**31 - 1)
    quantity: int = Field(default=1, ge=1, le=100)
    email: str = Field(min_length=3, max_length=200, pattern=r"^[^@\s,;<>\x00]+@[^@\s,;<>\x00]+$")


def rows(query: str, **values: object) -> list[dict]:
    with engine.connect() as connection:
        return [dict(row) for row in connection.execute(text(query), values).mappings()]


def products() -> list[dict]:
    """All products: from the cache, or from the database where the cache has none or is away."""
    try:
        if kept := cache.get("products"):
            return json.loads(kept)
    except redis.RedisError as error:
        log.warning("the cache did not answer: %s", error)
    found = rows("SELECT id, name, price_cents FROM products ORDER BY name")
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
    with engine.begin() as connection:
        take_from_stock(connection, order)
        order_id = connection.execute(
            text(
                "INSERT INTO orders (product_id, quantity, email) VALUES (:product_id, :quantity, :email) RETURNING id"
            ),
            order.model_dump(),
        ).scalar_one()
    try:
        queue.send_message(QueueUrl=settings.QUEUE_URL, MessageBody=json.dumps({"order": order_id}))
    except (BotoCoreError, ClientError) as error:
        log.warning("order %s was not queued: %s", order_id, error)
    return find(order_id)


def take_from_stock(connection: Connection, order: NewOrder) -> None:
    """What is ordered is no longer in stock; refused where there is not enough."""
    taken = connection.execute(
        text("UPDATE products SET stock = stock - :quantity WHERE id = :product_id AND stock >= :quantity"),
        order.model_dump(),
    )
    if not taken.rowcount:
        product = find_product(order.product_id)
        raise HTTPException(409, f"there are only {product['stock']} of product {order.product_id}")


def find_product(product_id: int) -> dict:
    found = rows("SELECT id, name, price_cents, stock FROM products WHERE id = :id", id=product_id)
    if not found:
        raise HTTPException(404, f"there is no product {product_id}")
    return found[0]


def find(order_id: int) -> dict:
    found = rows(f"{ORDER} WHERE orders.id = :id", id=order_id)
    if not found:
        raise HTTPException(404, f"there is no order {order_id}")
    return found[0]


def latest(limit: int) -> list[dict]:
    return rows(f"{ORDER} ORDER BY orders.id DESC LIMIT :limit", limit=limit)


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


@app.get("/products/{product_id}")
def one_product(product_id: Annotated[int, Path(ge=1, le=2**31 - 1)]) -> dict:
    return find_product(product_id)


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
        rows("SELECT id FROM orders LIMIT 1")
    except database.Away as error:
        log.warning("unhealthy: %s", error)
        return JSONResponse({"status": "the database does not answer"}, status_code=503)
    return JSONResponse({"status": "ok"})


@app.get("/version")
def version() -> dict:
    return {"colour": COLOUR}
