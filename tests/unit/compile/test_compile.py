import msgspec
import pytest

from mainstay.compile import compile_intent
from mainstay.compile.verify import verify
from mainstay.model.errors import MainstayError
from mainstay.model.graph import Link, Relation
from mainstay.model.intent import (
    Binding,
    Bucket,
    Build,
    Cache,
    Database,
    Intent,
    Property,
    Queue,
    Runtime,
    Service,
    Site,
    Use,
)
from mainstay.model.kind import Target
from mainstay.model.origin import Evidence, Origin, Source
from mainstay.model.value import encode

BUILD = Build(name="app", runtime=Runtime.PYTHON)
DB = Database(name="db", evidence=(Evidence(origin=Origin(source=Source.FILE, path="a.py", line=3), says="psycopg"),))


def web(*uses, **fields):
    return Service(name="web", build="app", command="serve", public=True, listens=True, uses=uses, **fields)


def use(target, *properties):
    bindings = tuple(Binding(name=f"X_{p.value.upper()}", property=p) for p in properties)
    return Use(target=target, bindings=bindings)


def compiled(*components, builds=(BUILD,)):
    return compile_intent(Intent(application="a", builds=builds, components=components), Target.LOCAL)


def test_every_resource_knows_why_it_is_there():
    graph = compiled(web(use("db", Property.URL), persist=("media",)), DB)
    assert {r.name for r in graph.resources} == {"build.app", "db", "router", "volume.web", "web"}
    assert all(r.why for r in graph.resources)
    assert [str(r.origin) for r in graph.resource("db").why if r.origin] == ["a.py:3"]


def test_only_what_is_public_is_routed_from_outside():
    worker = Service(name="worker", build="app", command="work")
    graph = compiled(web(), worker)
    assert [r.name for r in graph.linked("router", Link.ROUTES_TO)] == ["web"]


def test_a_service_that_others_call_is_forwarded_to_but_not_exposed():
    api = Service(name="api", build="app", command="serve", listens=True, hostnames=("api",), port=9000)
    graph = compiled(web(use("api", Property.URL)), api)
    assert [r.name for r in graph.linked("router", Link.FORWARDS_TO)] == ["api"]
    assert [r.name for r in graph.linked("router", Link.ROUTES_TO)] == ["web"]


def test_components_of_a_shared_kind_have_one_server():
    graph = compiled(
        web(use("files", Property.NAME), use("jobs", Property.URL)), Bucket(name="files"), Queue(name="jobs")
    )
    servers = {graph.linked(name, Link.SERVED_BY)[0].name for name in ("files", "jobs")}
    assert len(servers) == 1
    assert graph.resource(servers.pop()).component == ""


def test_order_of_the_input_does_not_matter():
    parts = [web(use("db", Property.URL)), DB, Cache(name="cache")]
    assert encode(compiled(*parts)) == encode(compiled(*reversed(parts)))


def test_slots_are_kept_when_something_is_added():
    first = compiled(web(use("db", Property.URL)), DB)
    wider = Intent(
        application="a", builds=(BUILD,), components=(Cache(name="a-cache"), DB, web(use("db", Property.URL)))
    )
    second = compile_intent(wider, Target.LOCAL, first.lock)
    assert first.lock.slots.items() <= second.lock.slots.items()
    assert second.lock.slots["a-cache"] > max(first.lock.slots.values())


@pytest.mark.parametrize(
    ("components", "says"),
    [
        ((web(use("dbb")), DB), "there is no `dbb`"),
        ((DB, DB), "2 are called so"),
        ((web(),), "there is no build `app`"),
    ],
)
def test_what_leads_nowhere_is_told(components, says):
    builds = () if says.endswith("`app`") else (BUILD,)
    with pytest.raises(MainstayError, match=says) as caught:
        compiled(*components, builds=builds)
    assert caught.value.hint


def test_the_nearest_name_is_suggested():
    with pytest.raises(MainstayError) as caught:
        compiled(web(use("dbb")), DB, Cache(name="cache"))
    assert "did you mean `db`?" in str(caught.value)


def test_a_property_that_the_kind_does_not_have_is_told():
    with pytest.raises(MainstayError, match=r"X_ARN must get the arn of `db`"):
        compiled(web(use("db", Property.ARN)), DB)


def test_one_hostname_for_two_things_is_told():
    with pytest.raises(MainstayError, match="the hostname data must mean one thing"):
        compiled(Cache(name="a", hostnames=("data",)), Cache(name="b", hostnames=("data",)))


def test_a_static_site_is_realised_and_public():
    graph = compiled(Site(name="site", build="site"), builds=(Build(name="site", runtime=Runtime.STATIC),))
    assert graph.resource("site").kind.id == "local.static_site"


def _without(graph, link):
    return msgspec.structs.replace(graph, relations=tuple(r for r in graph.relations if r.link is not link))


@pytest.mark.parametrize(
    ("mutate", "says"),
    [
        (lambda g: _without(g, Link.USES), "must reach `db`"),
        (lambda g: _without(g, Link.ROUTES_TO), "must be reachable from outside"),
        (
            lambda g: msgspec.structs.replace(
                g, relations=(*g.relations, Relation(source="router", link=Link.ROUTES_TO, target="db"))
            ),
            "must not be reachable from outside",
        ),
        (lambda g: msgspec.structs.replace(g, resources=g.resources[1:]), "must exist"),
        (lambda g: msgspec.structs.replace(g, resources=(*g.resources, g.resources[0])), "two have it"),
        (
            lambda g: msgspec.structs.replace(
                g, resources=(*g.resources[1:], msgspec.structs.replace(g.resources[0], why=()))
            ),
            "must have a reason",
        ),
    ],
)
def test_the_verifier_catches_a_broken_graph(mutate, says):
    with pytest.raises(MainstayError, match=says):
        verify(mutate(compiled(web(use("db", Property.URL)), DB)))
