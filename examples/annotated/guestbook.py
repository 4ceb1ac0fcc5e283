"""A guest book in one file, standard library only. The comments that begin with `mainstay:` say what it needs."""

import os
import sqlite3
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

KEPT_DAYS = 365
LONGEST_BODY = 10_000

# mainstay: persist
FOLDER = Path("data")


def database() -> sqlite3.Connection:
    FOLDER.mkdir(exist_ok=True)
    connection = sqlite3.connect(FOLDER / "guestbook.db", timeout=10)
    connection.execute("CREATE TABLE IF NOT EXISTS entries (name TEXT, words TEXT, at TEXT)")
    return connection


class Pages(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if self.path != "/":
            self.answer(404, "<h1>There is nothing here.</h1>")
            return
        with closing(database()) as connection:
            rows = connection.execute("SELECT name, words FROM entries ORDER BY at DESC LIMIT 50").fetchall()
        entries = "".join(f"<li><b>{escape(name)}</b> {escape(words)}" for name, words in rows)
        fields = '<input name="name" required> <input name="words" required>'
        form = f'<form method="post">{fields} <button>Sign</button></form>'
        self.answer(200, f"<h1>Guest book</h1>{form}<ul>{entries}</ul>")

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > LONGEST_BODY:
            self.close_connection = True
            self.answer(413, "<h1>Too much to say.</h1>")
            return
        fields = parse_qs(self.rfile.read(int(length)).decode("utf-8", "replace"))
        if not {"name", "words"} <= fields.keys():
            self.answer(400, "<h1>Name and words, please.</h1>")
            return
        with closing(database()) as connection, connection:
            row = (fields["name"][0][:100], fields["words"][0][:1000], datetime.now(UTC).isoformat())
            connection.execute("INSERT INTO entries VALUES (?, ?, ?)", row)
        self.send_response(303)
        self.send_header("Location", "/")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def answer(self, status: int, body: str) -> None:
        page = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Guest book</title>{body}</html>'.encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)


# mainstay: expose
def serve() -> None:
    port = int(os.environ.get("PORT", "8000"))
    print(f"the guest book is open on port {port}", flush=True)
    ThreadingHTTPServer(("", port), Pages).serve_forever()


# mainstay: schedule cron="0 3 * * *"
def tidy() -> None:
    """Forget entries that are older than a year."""
    limit = (datetime.now(UTC) - timedelta(days=KEPT_DAYS)).isoformat()
    with closing(database()) as connection, connection:
        gone = connection.execute("DELETE FROM entries WHERE at < ?", (limit,)).rowcount
    print(f"forgot {gone} entries", flush=True)


if __name__ == "__main__":
    tidy() if sys.argv[1:] == ["tidy"] else serve()
