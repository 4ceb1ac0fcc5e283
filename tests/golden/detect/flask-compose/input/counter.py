import os

import psycopg
from flask import Flask
from redis import Redis

app = Flask(__name__)
store = Redis(host="store", port=6379)


@app.get("/")
def count() -> str:
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        connection.execute("SELECT 1")
    return str(store.incr("visits"))


if __name__ == "__main__":
    app.run(host="0.0.0.0", port=5000)
