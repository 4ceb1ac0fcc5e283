"""Failed requests across 20 releases and rollbacks under 500 requests a second. The goal is none.

A small FastAPI application with two instances is released, rolled back and released again while a steady load of GETs
and POSTs, half of them on kept-alive connections, goes through the router. Every status of 500 and above and every
broken connection counts.
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from _figures import Figure, arguments, say, tell

RATE, CHANGES = 500, 20
APPLICATION = """\
from fastapi import FastAPI, Request

app = FastAPI()


@app.get("/")
def hello():
    return {"release": RELEASE}


@app.post("/echo")
async def echo(request: Request):
    return {"size": len(await request.body())}


RELEASE = 1
"""


def main() -> None:
    options = arguments(__doc__).parse_args()
    with tempfile.TemporaryDirectory(prefix="mainstay-bench-") as folder:
        figures = measure(Path(folder) / "app")
    tell(figures, as_json=options.json)


def measure(app: Path) -> list[Figure]:
    app.mkdir()
    (app / "requirements.txt").write_text("fastapi\nuvicorn\n")
    (app / "main.py").write_text(APPLICATION)
    command = [sys.executable, "-m", "mainstay", "-C", str(app)]
    try:
        url = json.loads(quiet(*command, "up", "--json"))["urls"]["web"]
        quiet(*command, "scale", "web=2")
        load = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("_load.py")), url, str(RATE)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        started = time.monotonic()
        for number in range(1, CHANGES + 1):
            change(number, app, command)
        took = time.monotonic() - started
        said, _ = load.communicate("stop\n", timeout=60)
        figures = json.loads(said)
    finally:
        quiet(*command, "down", "--destroy-data", "--yes")
    return [
        Figure("failed requests", figures["failed"], "requests", goal="0"),
        Figure("requests", figures["requests"], "requests"),
        Figure("requests per second", figures["requests"] / figures["seconds"], "1/s", goal=f"{RATE}"),
        Figure("seconds a change", took / CHANGES, "s"),
        Figure("p99 latency", figures["p99_ms"], "ms"),
        Figure("slowest", figures["max_ms"], "ms"),
    ]


def change(number: int, app: Path, command: list[str]) -> None:
    """Every third change is a rollback, the others are releases of new code."""
    say(f"change {number} of {CHANGES}")
    if number % 3 == 0:
        quiet(*command, "rollback")
    else:
        (app / "main.py").write_text(APPLICATION.replace("RELEASE = 1", f"RELEASE = {number + 1}"))
        quiet(*command, "up")


def quiet(*argv: str) -> str:
    return subprocess.run(argv, check=True, capture_output=True, text=True).stdout


if __name__ == "__main__":
    main()
