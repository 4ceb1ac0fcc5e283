# ruff: noqa: ERA001 - annotations look like code
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

# mainstay: persist
FOLDER = Path("notes")

# mainstay: queue
REMINDERS = "reminders"


# mainstay: expose
def serve() -> None:
    ThreadingHTTPServer(("", 8000), SimpleHTTPRequestHandler).serve_forever()


# mainstay: schedule cron="30 4 * * 1"
def tidy() -> None:
    for path in FOLDER.glob("*.old"):
        path.unlink()


if __name__ == "__main__":
    serve()
