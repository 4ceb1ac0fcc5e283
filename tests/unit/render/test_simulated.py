from mainstay.compile import compile_intent
from mainstay.model.intent import (
    Binding,
    Bucket,
    Build,
    Cache,
    Database,
    FromFile,
    Intent,
    Job,
    Mail,
    Property,
    Queue,
    Runtime,
    Schedule,
    Service,
    Setting,
    Trigger,
    Use,
)
from mainstay.model.system import Part, StandIn, address_of
from mainstay.model.target import Target
from mainstay.render.simulated import Ground, render_simulated

BUILDS = (Build(name="app", runtime=Runtime.PYTHON), Build(name="front", runtime=Runtime.NODE))
GROUND = Ground(
    tree="/tree", directories={"app": "/tree/app"}, packages={"app": ("/venv",)}, secrets={"web/TOKEN": "t"}, own="/own"
)


def bound(target, name, of, **more):
    return Use(target=target, bindings=(Binding(name=name, property=of, **more),))


def system(*components):
    intent = Intent(application="a", builds=BUILDS, components=tuple(sorted(components, key=lambda one: one.name)))
    return render_simulated(compile_intent(intent, Target.LOCAL), GROUND)


def hosts(*components):
    return {host.name: host for host in system(*components).hosts}


WEB = Service(
    name="web",
    build="app",
    command="serve",
    public=True,
    listens=True,
    replicas=2,
    health_path="/healthz",
    uses=(
        bound("db", "DATABASE_URL", Property.URL, scheme="postgresql+pg8000"),
        bound("cache", "REDIS_URL", Property.URL),
        bound("files", "AWS_ENDPOINT_URL", Property.ENDPOINT),
    ),
    settings=(Setting(name="TOKEN", value=FromFile(path="x.yaml", pointer=("a",))),),
)
BACKINGS = (Database(name="db", hostnames=("postgres",)), Cache(name="cache"), Bucket(name="files"), Mail(name="mail"))


def test_each_instance_has_a_host_and_each_service_a_router() -> None:
    made = hosts(WEB, *BACKINGS)
    assert sorted(made) == ["aws", "cache", "db", "mail", "web", "web-1", "web-2"]
    assert [host.address for host in system(WEB, *BACKINGS).hosts] == [address_of(n) for n in range(1, 8)]
    assert made["web"].part is Part.ROUTER
    assert made["web"].targets == (f"{made['web-1'].address}:8000", f"{made['web-2'].address}:8000")
    assert (made["web-1"].part, made["web-1"].path) == (Part.SERVICE, "/healthz")
    assert (made["web-1"].directory, made["web-1"].packages) == ("/tree/app", ("/venv",))


def test_programs_are_told_where_the_hosts_of_their_backing_services_are() -> None:
    made = hosts(WEB, *BACKINGS)
    told = made["web-1"].environment
    assert told["DATABASE_URL"] == f"postgresql+pg8000://app:simulated-db-password@{made['db'].address}:5432/app"
    assert told["REDIS_URL"] == f"redis://default:simulated-cache-password@{made['cache'].address}:6379"
    assert told["AWS_ENDPOINT_URL"] == f"http://{made['aws'].address}:4566"
    assert (told["PORT"], told["TOKEN"]) == ("8000", "t")


def test_stand_ins_know_the_password_and_servers_in_python_run_as_they_are() -> None:
    made = hosts(WEB, *BACKINGS)
    assert (made["db"].stand_in, made["cache"].stand_in) == (StandIn.POSTGRES, StandIn.VALKEY)
    assert made["cache"].environment["PASSWORD"] == "simulated-cache-password"
    assert made["db"].names == ("postgres",)
    assert made["mail"].command.startswith(
        f"python -I /own/catalog/local/mail/server.py --address {made['mail'].address}"
    )
    assert "--bucket=files" in made["aws"].command


def test_release_jobs_and_schedules_have_hosts_and_jobs_that_somebody_starts_have_none() -> None:
    made = hosts(
        Job(name="migrate", build="app", command="migrate", trigger=Trigger.RELEASE),
        Job(name="by-hand", build="app", command="x"),
        Schedule(name="nightly", build="app", command="clean", cron="0 3 * * *"),
        Queue(name="jobs"),
    )
    assert sorted(made) == ["aws", "migrate-1", "nightly-1"]
    assert (made["migrate-1"].part, made["nightly-1"].part) == (Part.JOB, Part.SCHEDULE)
    assert made["nightly-1"].cron == "0 3 * * *"
    assert len({host.address for host in made.values()}) == 3


def test_what_is_not_python_is_foreign_and_still_has_a_name_to_be_told() -> None:
    api = Service(name="api", build="front", command="node x.js", listens=True, port=3000)
    web = Service(name="web", build="app", command="serve", uses=(bound("api", "API_URL", Property.URL),))
    made = system(api, web)
    assert [one.component for one in made.foreign] == ["api"]
    assert "only Python is simulated" in made.foreign[0].why
    assert {host.name: host for host in made.hosts}["web-1"].environment["API_URL"] == "http://api:3000"
