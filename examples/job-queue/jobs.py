"""A small durable job queue: jobs and leases are rows of SQLite, workers ask for them over TCP.

A job is given to one worker at a time. Who has it holds a lease, which must be renewed, and a token, which grows each
time that the job is given: what a worker says whose lease is over counts no more.
"""

import asyncio
import contextlib
import json
import sqlite3
import time

QUEUE = "queue"
PORT = 7100
LEASE_S = 3.0
RENEW_S = 1.0
PATIENCE_S = 2.0
PAUSE_S = 0.2

SCHEMA = """
CREATE TABLE IF NOT EXISTS jobs (
    id TEXT PRIMARY KEY, number INTEGER NOT NULL,
    token INTEGER NOT NULL DEFAULT 0, leased_until REAL NOT NULL DEFAULT 0, result INTEGER)
"""


class Queue:
    """The jobs of one file. Every change is on the disk when the call returns."""

    def __init__(self, path: str) -> None:
        self.database = sqlite3.connect(path, isolation_level=None)
        self.database.execute("PRAGMA journal_mode=WAL")
        self.database.execute("PRAGMA synchronous=FULL")
        self.database.execute(SCHEMA)

    def submit(self, job: str, number: int) -> dict:
        """Add a job, unless it is known: who is not sure asks again."""
        self.database.execute("INSERT OR IGNORE INTO jobs (id, number) VALUES (?, ?)", (job, number))
        return {"ok": True}

    def take(self) -> dict:
        """Give the oldest job that nobody works on."""
        now = time.time()
        rows = self.database.execute("SELECT id, number, token, leased_until, result FROM jobs ORDER BY rowid")
        for job, number, token, leased_until, result in rows.fetchall():
            if result is None and leased_until <= now:
                self._lease(job, token + 1, now + LEASE_S)
                return {"job": job, "number": number, "token": token + 1}
        return {"job": None}

    def renew(self, job: str, token: int) -> dict:
        """Keep the lease for longer, where it is still this worker's."""
        mine = self._token(job) == token
        if mine:
            self._lease(job, token, time.time() + LEASE_S)
        return {"ok": mine}

    def finish(self, job: str, token: int, result: int) -> dict:
        """The job is done, where the lease is still this worker's."""
        mine = self._token(job) == token
        if mine:
            self.database.execute("UPDATE jobs SET result = ? WHERE id = ?", (result, job))
        return {"ok": mine}

    def result(self, job: str) -> dict:
        """What came of a job; None while nothing has."""
        row = self.database.execute("SELECT result FROM jobs WHERE id = ?", (job,)).fetchone()
        return {"result": row[0] if row else None, "known": row is not None}

    def _token(self, job: str) -> int:
        return self.database.execute("SELECT token FROM jobs WHERE id = ?", (job,)).fetchone()[0]

    def _lease(self, job: str, token: int, until: float) -> None:
        self.database.execute("UPDATE jobs SET token = ?, leased_until = ? WHERE id = ?", (token, until, job))


async def serve() -> None:
    """Answer requests: a line of JSON each, {"do": method, its arguments}."""
    queue = Queue("jobs.db")

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while line := await reader.readline():
                asked = json.loads(line)
                answer = getattr(queue, asked.pop("do"))(**asked)
                writer.write(json.dumps(answer).encode() + b"\n")
                await writer.drain()
        writer.close()

    async with await asyncio.start_server(talk, "0.0.0.0", PORT) as server:
        await server.serve_forever()


async def ask_once(request: dict) -> dict:
    reader, writer = await asyncio.open_connection(QUEUE, PORT)
    try:
        writer.write(json.dumps(request).encode() + b"\n")
        return json.loads(await reader.readline())
    finally:
        writer.close()


async def ask(**request: object) -> dict:
    """Ask until there is an answer: every request may be repeated."""
    while True:
        try:
            async with asyncio.timeout(PATIENCE_S):
                return await ask_once(request)
        except (OSError, ValueError):
            await asyncio.sleep(PAUSE_S)


async def work(tell) -> None:
    """Take jobs and do them, for ever. `tell(what, job, token, since)` is called for each step, `since` it began."""
    while True:
        since = time.time()
        job = await ask(do="take")
        if job["job"] is None:
            await asyncio.sleep(PAUSE_S)
            continue
        tell("took", job["job"], job["token"], since)
        keeping = asyncio.create_task(keep(job, tell))
        doing = asyncio.create_task(do(job["number"]))
        done, _ = await asyncio.wait({keeping, doing}, return_when=asyncio.FIRST_COMPLETED)
        keeping.cancel()
        if doing in done:
            since = time.time()
            answer = await ask(do="finish", job=job["job"], token=job["token"], result=doing.result())
            tell("finished" if answer["ok"] else "was late", job["job"], job["token"], since)
        doing.cancel()


async def keep(job: dict, tell) -> None:
    """Renew the lease again and again; return when it is lost."""
    while True:
        await asyncio.sleep(RENEW_S)
        since = time.time()
        answer = await ask(do="renew", job=job["job"], token=job["token"])
        if not answer["ok"]:
            return
        tell("renewed", job["job"], job["token"], since)


async def do(number: int) -> int:
    """The work: it takes a while, sometimes longer than a lease."""
    await asyncio.sleep(number % 5)
    return number * number
