"""What each kind of the local target realises, starts and tells."""

import pytest

from mainstay.catalog import backing_kinds, schedule_argv, workload_kinds
from mainstay.catalog.local.aws import Aws, Made, Sort
from mainstay.catalog.local.python_process import PythonProcess
from mainstay.catalog.local.static_site import StaticSite, static_site_argv
from mainstay.model.errors import MainstayError
from mainstay.model.intent import (
    Bucket,
    Build,
    Cache,
    Database,
    Engine,
    Job,
    Mail,
    Property,
    Queue,
    Runtime,
    Schedule,
    Secret,
    Service,
    Site,
    Topic,
)
from mainstay.model.kind import Place, Placement, Target
from mainstay.model.program import (
    AliveProbe,
    BuiltRef,
    ExitProbe,
    HttpProbe,
    Identity,
    Restart,
    SecretRef,
    TcpProbe,
    shown,
    text,
)
from mainstay.model.value import encode

PLACE = Place(component="thing", address="127.1.2.3", data="data/thing", hosts={"db": "127.1.2.3"})
PLACEMENT = Placement(address="127.1.2.4", port=8000, built=BuiltRef(release=3, build="app"), environment={})
BACKED = [
    Database(name="d"),
    Database(name="d", engine=Engine.DYNAMODB),
    Cache(name="c"),
    Cache(name="c", authenticated=False),
    Queue(name="q"),
    Topic(name="t"),
    Bucket(name="b"),
    Secret(name="s"),
    Mail(name="m"),
]


def build(runtime: Runtime = Runtime.PYTHON, **fields: str) -> Build:
    return Build(name="app", runtime=runtime, **fields)


def realised(component):
    found = [kind.realising(component) for kind in backing_kinds(Target.LOCAL)]
    (kind,) = [kind for kind in found if kind is not None]
    return kind


def worked(component, made: Build | None = None):
    found = [kind.realising(component, made or build()) for kind in workload_kinds(Target.LOCAL)]
    (kind,) = [kind for kind in found if kind is not None]
    return kind


@pytest.mark.parametrize("component", BACKED, ids=lambda c: f"{c.role}-{encode(c).decode()[:40]}")
def test_every_backing_component_has_exactly_one_kind(component):
    kind = realised(component)
    assert component.role in kind.realises
    names = {ref.name for value in kind.connection(PLACE).values() for ref in value if isinstance(ref, SecretRef)}
    assert names <= set(kind.secrets())
    program = kind.program(PLACE)
    if program is not None:
        assert program.address == PLACE.address
        assert program.data == PLACE.data
        assert program.hosts == PLACE.hosts
        assert kind.connection(PLACE)[Property.PORT] == text(str(kind.port))


@pytest.mark.parametrize("component", BACKED, ids=lambda c: c.role.value)
def test_no_secret_stands_in_an_argument_list(component):
    program = realised(component).program(PLACE)
    commands = [program.argv, *(step.argv for step in (*program.prepare, *program.finish))] if program else []
    assert not [part for argv in commands for word in argv for part in word if isinstance(part, SecretRef)]


def test_postgres_is_called_as_the_application_insists():
    kind = realised(Database(name="db", user="shop"))
    assert (
        shown(kind.connection(PLACE)[Property.URL]) == "postgresql://shop:[secret thing.password]@127.1.2.3:5432/shop"
    )
    odd = realised(Database(name="db", user="a b", database="c/d"))
    url = shown(odd.connection(PLACE)[Property.URL])
    assert url == "postgresql://a%20b:[secret thing.password]@127.1.2.3:5432/c%2Fd"
    assert odd.program(PLACE).identity is Identity.UNPRIVILEGED
    assert odd.program(PLACE).finish != kind.program(PLACE).finish


def test_postgres_refuses_the_name_of_its_own_superuser():
    with pytest.raises(MainstayError, match="must be a name of the application's own"):
        realised(Database(name="db", user="mainstay_admin"))


def test_valkey_tells_no_password_where_it_asks_for_none():
    kind = realised(Cache(name="cache", authenticated=False))
    assert shown(kind.connection(PLACE)[Property.URL]) == "redis://127.1.2.3:6379"
    assert kind.secrets() == ()
    assert "requirepass" not in shown(kind.program(PLACE).files["valkey.conf"])


def test_one_emulated_cloud_serves_all():
    bucket, queue, table = (realised(c) for c in (Bucket(name="b"), Queue(name="q", fifo=True), BACKED[1]))
    server = bucket.serving((queue, table))
    assert isinstance(server, Aws)
    assert server.also == (Made(sort=Sort.DYNAMODB, name="d"), Made(sort=Sort.QUEUE, name="q.fifo"))
    words = [shown(word) for word in server.program(PLACE).argv]
    assert words[-2:] == ["--bucket=b-bucket", "--queue=q.fifo"]
    assert server.in_memory
    assert "memory" in server.about
    assert shown(queue.connection(PLACE)[Property.URL]) == "http://127.1.2.3:4566/123456789012/q.fifo"
    assert shown(queue.connection(PLACE)[Property.ARN]) == "arn:aws:sqs:us-east-1:123456789012:q.fifo"
    assert shown(bucket.connection(PLACE)[Property.ARN]) == "arn:aws:s3:::b-bucket"
    assert Property.ARN not in table.connection(PLACE)


@pytest.mark.parametrize(
    ("component", "probe"),
    [
        (Service(name="w", build="app", command="c", public=True, health_path="/up"), HttpProbe(path="/up")),
        (
            Service(name="w", build="app", command="c", public=True, hosts=("a.example", "localhost")),
            HttpProbe(hosts=("a.example", "localhost")),
        ),
        (Service(name="w", build="app", command="c", listens=True), TcpProbe(port=8000, timeout_s=60.0)),
        (Service(name="w", build="app", command="c", listens=True, port=9), TcpProbe(port=9, timeout_s=60.0)),
        (Service(name="w", build="app", command="c"), AliveProbe()),
        (Job(name="w", build="app", command="c"), ExitProbe()),
        (Schedule(name="w", build="app", command="c", cron="* * * * *"), AliveProbe()),
    ],
)
def test_a_program_is_ready_when_what_it_is_for_works(component, probe):
    program = worked(component).program(PLACEMENT)
    assert program.probe == probe
    assert program.restart is (Restart.NEVER if isinstance(component, Job) else Restart.ALWAYS)
    assert program.built == PLACEMENT.built


def test_a_program_runs_in_its_own_folder_and_environment():
    component = Service(name="w", build="app", command="gunicorn app", directory="api", memory_mib=256, replicas=3)
    kind = worked(component)
    assert isinstance(kind, PythonProcess)
    assert kind.replicas == 3
    told = {"A": text("b"), "PYTHONUNBUFFERED": text("")}
    program = kind.program(Placement(address="127.1.2.4", port=8000, built=PLACEMENT.built, environment=told))
    assert [shown(word) for word in program.argv] == ["/bin/sh", "-c", "gunicorn app"]
    assert program.directory == "api"
    assert program.memory_mib == 256
    assert program.environment == told


def test_the_runtime_of_the_build_decides():
    component = Service(name="w", build="app", command="c")
    assert worked(component, build(Runtime.NODE)).id == "local.node_process"
    assert worked(component, build(Runtime.NODE)).program(PLACEMENT).environment == {"NODE_ENV": text("production")}
    assert not [k for k in workload_kinds(Target.LOCAL) if k.realising(component, build(Runtime.STATIC))]


def test_a_schedule_is_run_by_our_interpreter_and_its_command_by_a_shell():
    component = Schedule(name="w", build="app", command="echo $A; date", cron="*/5 * * * *")
    program = worked(component).program(PLACEMENT)
    assert program.argv == schedule_argv("*/5 * * * *", "echo $A; date")
    words = [shown(word) for word in program.argv]
    assert words[:3] == ["python", "-I", "mainstay/catalog/local/cron_runner.py"]
    assert words[-4:] == ["--", "/bin/sh", "-c", "echo $A; date"]


@pytest.mark.parametrize(
    ("site", "made", "directory"),
    [
        (Site(name="s", build="app", directory="public"), build(Runtime.STATIC), "public"),
        (Site(name="s", build="app"), build(Runtime.NODE, output="web/dist", directory="web"), "web/dist"),
        (Site(name="s", build="app"), build(Runtime.STATIC, directory="web"), "web"),
    ],
)
def test_a_site_is_the_folder_that_it_names_or_that_its_build_puts_out(site, made, directory):
    kind = worked(site, made)
    assert isinstance(kind, StaticSite)
    assert kind.program(PLACEMENT).directory == directory
    assert kind.program(PLACEMENT).argv == static_site_argv(address="127.1.2.4", port=8000)


def test_a_single_page_application_has_a_fallback():
    words = [shown(word) for word in static_site_argv(address="a", port=1, fallback="index.html")]
    assert words[-2:] == ["--fallback", "index.html"]
