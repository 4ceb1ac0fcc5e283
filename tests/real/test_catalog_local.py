"""Every backing service of the local target, started as its kind says and used for real."""

import contextlib
import importlib.util
import json
import os
import shutil
import signal
import smtplib
import socket
import subprocess
import sys
import tempfile
import threading
import time
from email.message import EmailMessage
from pathlib import Path

import boto3
import msgspec
import psycopg
import pytest

from mainstay.catalog import backing_kinds
from mainstay.model.intent import Bucket, Cache, Database, Engine, Mail, Property, Queue, Secret, Topic
from mainstay.model.kind import Place, Target
from mainstay.model.program import CommandProbe, Identity, Program, Tool, resolved

pytestmark = [pytest.mark.real, pytest.mark.slow]

LIMIT_S = 60.0
# All characters that a URL, SQL, pgpass or a quoted configuration value could stumble over.
AWKWARD = "p@ss/w:o?r#d%41 \"q\" 'a' \\b $x$ é"


def until(condition, what: str, limit_s: float = LIMIT_S):
    """The first true result of `condition`."""
    end = time.monotonic() + limit_s
    while time.monotonic() < end:
        if result := condition():
            return result
        time.sleep(0.02)
    raise AssertionError(f"not within {limit_s} s: {what}")


class Runner:
    """Starts Programs the way the supervisor does: files, prepare, the process, probe, finish."""

    def __init__(self, program: Program, secrets: dict[tuple[str, str], str], data: Path) -> None:
        self.program, self.secrets, self.data = program, secrets, data
        self.lines: list[str] = []

    def __enter__(self):
        self._write_files()
        for preparation in self.program.prepare:
            self._once(preparation)
        self.process = subprocess.Popen(
            self._argv(self.program.argv), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd="/"
        )
        self._reader = threading.Thread(target=self._read)
        self._reader.start()
        try:
            until(self._ready, f"{self.program.argv} is ready")
            for preparation in self.program.finish:
                self._once(preparation)
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self, name: str | None = None) -> int:
        if self.process.poll() is None:
            self.process.send_signal(signal.Signals[f"SIG{name or self.program.stop_signal}"])
        code = self.process.wait(LIMIT_S)
        self._reader.join(LIMIT_S)
        self.process.stdout.close()
        return code

    def _read(self) -> None:
        for line in self.process.stdout:
            self.lines.append(line)

    def text(self, value) -> str:
        def secret(ref):
            return self.secrets[ref.component, ref.name]

        return resolved(value, secret=secret, tool=_tool, interpreter=sys.executable).replace("{data}", str(self.data))

    def _argv(self, argv) -> list[str]:
        words = [self.text(word) for word in argv]
        if self.program.identity is Identity.UNPRIVILEGED and os.geteuid() == 0:
            return ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", *words]
        return words

    def _write_files(self) -> None:
        for name, content in self.program.files.items():
            path = self.data / name
            path.write_text(self.text(content))
            path.chmod(0o600)
            if os.geteuid() == 0:
                os.chown(path, 65534, 65534)

    def _once(self, preparation) -> None:
        if preparation.unless and (self.data / preparation.unless).exists():
            return
        done = subprocess.run(self._argv(preparation.argv), capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        assert not preparation.unless or (self.data / preparation.unless).exists()

    def _ready(self) -> bool:
        assert self.process.poll() is None, "".join(self.lines)
        if isinstance(self.program.probe, CommandProbe):
            return subprocess.run(self._argv(self.program.probe.argv), capture_output=True, check=False).returncode == 0
        with contextlib.suppress(OSError), socket.create_connection((self.program.address, self.program.probe.port)):
            return True
        return False


def _tool(tool: Tool) -> str:
    spec = importlib.util.find_spec(tool.package)
    return str(Path(spec.submodule_search_locations[0]) / tool.path)


@pytest.fixture
def data():
    """A folder that an unprivileged user can reach and owns, whatever the user of the tests."""
    outer = Path(tempfile.mkdtemp(prefix="mainstay-test-"))
    outer.chmod(0o711)
    inner = outer / "data"
    inner.mkdir(mode=0o700)
    if os.geteuid() == 0:
        os.chown(inner, 65534, 65534)
    yield inner
    shutil.rmtree(outer)


@pytest.fixture
def place(data):
    address = f"127.90.{os.getpid() % 250 + 1}.{os.getpid() // 250 % 250 + 1}"
    return Place(component="thing", address=address, data=str(data))


def realised(component):
    kinds = [kind.realising(component) for kind in backing_kinds(Target.LOCAL)]
    (kind,) = [kind for kind in kinds if kind is not None]
    return kind


def made(kind, **given: str) -> dict[tuple[str, str], str]:
    return {("thing", name): given.get(name, f"{name}{'x' * 40}".replace("_", "")) for name in kind.secrets()}


def told(runner: Runner, kind, place) -> dict[Property, str]:
    return {name: runner.text(value) for name, value in kind.connection(place).items()}


@pytest.mark.parametrize("password", ["a" * 50, AWKWARD, "$mainstay$; DROP DATABASE postgres; --"])
def test_postgres_keeps_what_was_committed_over_a_crash(data, place, password):
    kind = realised(Database(name="db", user='o"dd user', database="my'shop"))
    secrets = made(kind, password=password)
    with Runner(kind.program(place), secrets, data) as runner:
        url = told(runner, kind, place)[Property.URL]
        with psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE t (name text)")
            connection.execute("INSERT INTO t VALUES ('kept ä')")
        runner.stop("KILL")
    with Runner(kind.program(place), secrets, data) as runner, psycopg.connect(url) as connection:
        assert connection.execute("SELECT name FROM t").fetchall() == [("kept ä",)]
        assert connection.execute("SHOW fsync").fetchone() == ("on",)
        assert connection.execute("SELECT current_user, current_database()").fetchone() == ('o"dd user', "my'shop")
        connection.rollback()
        connection.autocommit = True
        assert runner.stop() == 0, "".join(runner.lines)  # with a session open


def test_postgres_takes_fields_one_by_one_and_refuses_a_wrong_password(data, place):
    kind = realised(Database(name="db"))
    with Runner(kind.program(place), made(kind), data) as runner:
        facts = told(runner, kind, place)
        login = {"host": facts[Property.HOST], "port": facts[Property.PORT], "dbname": facts[Property.DATABASE]}
        with psycopg.connect(**login, user=facts[Property.USER], password=facts[Property.PASSWORD]) as connection:
            connection.execute("CREATE EXTENSION vector")
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(**login, user=facts[Property.USER], password="wrong")
        assert "admin" not in "".join(runner.lines).replace("mainstay_admin", "")


def test_postgres_makes_a_database_that_is_named_later(data, place):
    first, second = realised(Database(name="db")), realised(Database(name="db", user="postgres", database="postgres"))
    with Runner(first.program(place), made(first), data):
        pass
    with Runner(second.program(place), made(second), data) as runner:
        with psycopg.connect(told(runner, second, place)[Property.URL]) as connection:
            assert connection.execute("SELECT current_user").fetchone() == ("postgres",)
        with psycopg.connect(told(runner, first, place)[Property.URL]) as connection:
            assert connection.execute("SELECT current_user").fetchone() == ("app",)


def test_postgres_starts_again_after_an_initialisation_that_was_cut_short(data, place):
    kind = realised(Database(name="db"))
    half = data / "cluster.new"
    half.mkdir()
    (half / "PG_VERSION").write_text("18")
    if os.geteuid() == 0:
        os.chown(half, 65534, 65534)
    with Runner(kind.program(place), made(kind), data) as runner:
        psycopg.connect(told(runner, kind, place)[Property.URL]).close()
    assert not half.exists()


def redis(host: str, port: str, *commands: str) -> list[str]:
    """The first line of each answer of a Redis-compatible server."""
    with socket.create_connection((host, int(port)), timeout=5) as connection:
        stream = connection.makefile("rwb")
        answers: list[str] = []
        for command in commands:
            words = [word.replace("\0", " ").encode() for word in command.split(" ")]
            stream.write(b"*%d\r\n" % len(words) + b"".join(b"$%d\r\n%s\r\n" % (len(w), w) for w in words))
            stream.flush()
            answer = stream.readline().decode().strip()
            answers.append(stream.readline().decode().strip() if answer.startswith("$") else answer)
        return answers


@pytest.mark.parametrize("password", ["a" * 50, AWKWARD])
def test_valkey_asks_for_its_password_and_keeps_its_data_over_a_crash(data, place, password):
    kind = realised(Cache(name="cache"))
    secrets = made(kind, password=password)
    auth = f"AUTH default {password}".replace(password, password.replace(" ", "\0"))
    with Runner(kind.program(place), secrets, data) as runner:
        facts = told(runner, kind, place)
        where = facts[Property.HOST], facts[Property.PORT]
        refused, denied = redis(*where, "GET a", "AUTH default wrong")
        assert refused.startswith("-NOAUTH")
        assert denied.startswith("-WRONGPASS")
        assert redis(*where, auth, "SET a kept", "CONFIG GET x") == ["+OK", "+OK", "*0"]
        assert password not in Path(f"/proc/{runner.process.pid}/cmdline").read_text()
        until(lambda: "kept" in (data / "appendonlydir").glob("*.incr.aof").__next__().read_text(), "the write is kept")
        runner.stop("KILL")
    with Runner(kind.program(place), secrets, data) as runner:
        assert redis(*where, auth, "GET a") == ["+OK", "kept"]
        assert runner.stop() == 0


def test_valkey_is_ready_when_it_has_read_its_data(data, place):
    """It accepts connections before, and refuses what it is asked. Slowed down, as much data would."""
    kind = realised(Cache(name="cache"))
    program, secrets = kind.program(place), made(kind)
    auth = f"AUTH default {secrets['thing', 'password']}"
    with Runner(program, secrets, data) as runner:
        facts = told(runner, kind, place)
        where = facts[Property.HOST], facts[Property.PORT]
        assert set(redis(*where, auth, *(f"SET key{number} kept" for number in range(3000)))) == {"+OK"}
        assert runner.stop() == 0
    conf = (*program.files["valkey.conf"], "key-load-delay 1000\n")
    slow = msgspec.structs.replace(program, files={**program.files, "valkey.conf": conf})
    with Runner(slow, secrets, data) as runner:
        assert redis(*where, auth, "GET key0", "GET key2999") == ["+OK", "kept", "kept"]


def test_valkey_without_a_password(data, place):
    kind = realised(Cache(name="cache", authenticated=False))
    with Runner(kind.program(place), {}, data) as runner:
        facts = told(runner, kind, place)
        assert facts[Property.URL] == f"redis://{place.address}:6379"
        assert Property.PASSWORD not in facts
        assert redis(facts[Property.HOST], facts[Property.PORT], "SET a 1") == ["+OK"]


def client(service: str, facts: dict[Property, str]):
    return boto3.client(
        service,
        endpoint_url=facts[Property.ENDPOINT],
        region_name=facts[Property.REGION],
        aws_access_key_id=facts[Property.ACCESS_KEY],
        aws_secret_access_key=facts[Property.SECRET_KEY],
    )


@pytest.mark.filterwarnings("ignore:datetime.datetime.utcnow:DeprecationWarning")
def test_the_emulated_cloud_serves_all_of_its_components_and_makes_them_again(data, place):
    components = [Bucket(name="up"), Queue(name="orders"), Queue(name="paid", fifo=True), Topic(name="news")]
    kinds = [realised(c) for c in [*components, Database(name="facts", engine=Engine.DYNAMODB)]]
    bucket, queue, fifo, topic, table = kinds
    server = bucket.serving(tuple(kinds[1:]))
    for _ in range(2):  # it forgets at every stop, but what components name must be there
        with Runner(server.program(place), made(server), data) as runner:
            named = told(runner, bucket, place)
            s3 = client("s3", named)
            s3.put_object(Bucket=named[Property.NAME], Key="a/b", Body=b"hello")
            assert s3.get_object(Bucket=named[Property.NAME], Key="a/b")["Body"].read() == b"hello"

            sqs = client("sqs", named)
            url = told(runner, queue, place)[Property.URL]
            assert sqs.get_queue_url(QueueName="orders")["QueueUrl"] == url
            sqs.send_message(QueueUrl=url, MessageBody="one")
            (message,) = sqs.receive_message(QueueUrl=url)["Messages"]
            assert message["Body"] == "one"
            ordered = told(runner, fifo, place)
            sqs.send_message(
                QueueUrl=ordered[Property.URL], MessageBody="1", MessageGroupId="g", MessageDeduplicationId="d"
            )
            arn = sqs.get_queue_attributes(QueueUrl=ordered[Property.URL], AttributeNames=["QueueArn"])["Attributes"]
            assert arn["QueueArn"] == ordered[Property.ARN]

            sns = client("sns", named)
            sns.publish(TopicArn=told(runner, topic, place)[Property.ARN], Message="hello")

            dynamodb = client("dynamodb", told(runner, table, place))
            dynamodb.create_table(
                TableName="facts",
                KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
                AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
                BillingMode="PAY_PER_REQUEST",
            )
            dynamodb.put_item(TableName="facts", Item={"id": {"S": "1"}})
            assert dynamodb.get_item(TableName="facts", Key={"id": {"S": "1"}})["Item"] == {"id": {"S": "1"}}

            ses = client("ses", named)
            ses.verify_email_identity(EmailAddress="a@example.com")
            ses.send_email(
                Source="a@example.com",
                Destination={"ToAddresses": ["b@example.com"]},
                Message={"Subject": {"Data": "s"}, "Body": {"Text": {"Data": "t"}}},
            )
            assert runner.stop() == 0
    assert not any("GET" in line for line in runner.lines)


def events(runner: Runner) -> list[dict]:
    return [json.loads(line) for line in runner.lines]


def test_mail_is_told_as_an_event(data, place):
    kind = realised(Mail(name="mail"))
    with Runner(kind.program(place), made(kind), data) as runner:
        facts = told(runner, kind, place)
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = "Shop <shop@example.com>", "b@example.com", "Größe ✓"
        message.set_content("plain ä")
        message.add_alternative("<p>rich</p>", subtype="html")
        message.add_attachment(b"x" * 1000, maintype="application", subtype="pdf", filename="receipt.pdf")
        with smtplib.SMTP(facts[Property.HOST], int(facts[Property.PORT])) as smtp:
            smtp.login(facts[Property.USER], facts[Property.PASSWORD])
            smtp.send_message(message, to_addrs=["b@example.com", "hidden@example.com"])
            broken = b"Subject: \xff\r\nContent-Type: text/plain; charset=no\r\n\r\n\xfe"
            smtp.sendmail("x@example.com", ["y@example.com"], broken)
            smtp.sendmail("x@example.com", ["y@example.com"], b"Subject: big\r\n\r\n" + b'"\\\xc3\xbc\r\n' * 100_000)
        first, second, third = until(lambda: len(runner.lines) == 3 and events(runner), "three events")
        assert runner.stop() == 0
    assert {name: first["body"][name] for name in ("from", "subject", "text", "html", "attachments")} == {
        "from": "shop@example.com",
        "subject": "Größe ✓",
        "text": "plain ä\n",
        "html": "<p>rich</p>\n",
        "attachments": [{"name": "receipt.pdf", "type": "application/pdf", "size": 1000}],
    }
    assert first["topic"] == "mail"
    assert first["body"]["to"] == ["b@example.com", "hidden@example.com"]
    assert second["body"]["to"] == ["y@example.com"]
    assert third["body"]["subject"] == "big"
    assert third["body"]["truncated"]
    assert third["body"]["size"] > 400_000
    assert all(len(line.encode()) <= 64 * 1024 for line in runner.lines)
    assert first["subject"] != second["subject"]


def test_a_secret_is_no_process(place):
    kind = realised(Secret(name="key"))
    assert kind.program(place) is None
    assert kind.secrets() == ("value",)
