"""Every backing kind of the catalog under the real supervisor: prepared, started, completed, killed, started again."""

import asyncio
import os
import smtplib
import socket

import httpx
import psycopg
import pytest

from mainstay.catalog import backing_kinds
from mainstay.model.intent import Bucket, Cache, Database, Mail, Property, Queue
from mainstay.model.kind import Place, Target
from mainstay.model.program import resolved
from mainstay.model.status import InstanceState

pytestmark = [pytest.mark.real, pytest.mark.slow]

PASSWORD = "p@ss w/o:rd\"%41'$x\\é"


class Service:
    """One component, realised by its kind, on a rig."""

    def __init__(self, rig, component) -> None:
        self.rig, self.name = rig, component.name
        (self.kind,) = [found for kind in backing_kinds(Target.LOCAL) if (found := kind.realising(component))]
        address = f"127.93.{os.getpid() % 250 + 1}.{os.getpid() // 250 % 250 + 1}"
        self.place = Place(component=self.name, address=address, data=f"data/{self.name}")
        for name in self.kind.secrets():
            rig.secret(self.name, name, PASSWORD if name == "password" else "x" * 50)

    async def ready(self) -> dict[Property, str]:
        status = await self.rig.ready(self.kind.program(self.place), self.name)
        assert status.state is InstanceState.READY
        return {
            name: resolved(value, secret=self.rig.vault.get, tool=str, interpreter="")
            for name, value in self.kind.connection(self.place).items()
        }

    async def killed(self) -> None:
        """Kill it, and wait until the supervisor has started it again."""
        before = await self.rig.status(self.name)
        for pid in self.rig.world.host.tree(before.pid):
            self.rig.world.host.signal(pid, "KILL")

        async def again() -> bool:
            now = await self.rig.status(self.name)
            return now.state is InstanceState.READY and now.restarts > before.restarts

        await self.rig.until(again, f"{self.name} runs again")


async def test_postgres_under_the_supervisor(rig):
    service = Service(rig, Database(name="db", user="shop"))
    url = (await service.ready())[Property.URL]
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE t AS SELECT 'kept' AS word")
    await service.killed()
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT word FROM t").fetchone() == ("kept",)
    assert PASSWORD not in "".join(rig.lines("db"))


async def test_valkey_under_the_supervisor(rig):
    service = Service(rig, Cache(name="cache"))
    told = await service.ready()

    def ask(command: bytes) -> bytes:
        with socket.create_connection((told[Property.HOST], int(told[Property.PORT])), timeout=5) as connection:
            stream, password = connection.makefile("rwb"), PASSWORD.encode()
            stream.write(b"*2\r\n$4\r\nAUTH\r\n$%d\r\n%s\r\n" % (len(password), password) + command + b"\r\n")
            stream.flush()
            assert stream.readline() == b"+OK\r\n"
            first = stream.readline()
            return stream.readline() if first.startswith(b"$") else first

    assert ask(b"SET word kept") == b"+OK\r\n"
    await service.killed()
    assert ask(b"GET word") == b"kept\r\n"


async def test_the_emulated_cloud_under_the_supervisor(rig):
    service = Service(rig, Bucket(name="uploads"))
    (queue,) = [found for kind in backing_kinds(Target.LOCAL) if (found := kind.realising(Queue(name="orders")))]
    service.kind = service.kind.serving((queue,))
    told = await service.ready()
    for _ in range(2):
        assert "<ListBucketResult" in (await asyncio.to_thread(httpx.get, told[Property.URL])).text
        await service.killed()
    assert any("lives in memory" in line for line in rig.lines("uploads"))


async def test_mail_becomes_an_event_in_the_ledger(rig):
    told = await Service(rig, Mail(name="mail")).ready()
    with smtplib.SMTP(told[Property.HOST], int(told[Property.PORT])) as smtp:
        smtp.login(told[Property.USER], told[Property.PASSWORD].encode("ascii", "replace").decode())
        big = b"Subject: hello\r\n\r\n" + b"line\r\n" * 50_000
        smtp.sendmail("a@example.com", ["b@example.com"], big)
    (event,) = (await rig.until(lambda: rig.ledger.current("mail"), "the mail is in the ledger")).values()
    assert event["to"] == ["b@example.com"]
    assert event["subject"] == "hello"
    assert event["truncated"]
