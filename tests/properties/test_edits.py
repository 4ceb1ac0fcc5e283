"""Edits of random systems: only what follows from the edit changes, and compiling the edited system anew agrees."""

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mainstay.catalog import default_book
from mainstay.compile.cloud import compile_cloud
from mainstay.model.graph import Graph, Lock
from mainstay.model.intent import Bucket, Cache, Component, Database, Engine, Intent, Queue, Service, Use, Whole
from mainstay.model.requirement import DataNeeds, ServiceNeeds
from mainstay.model.target import Target

BOOK = default_book()
NAMES = ["alpha", "beta", "gamma", "delta", "epsilon"]
CALM = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def systems(draw: st.DrawFn) -> Intent:
    """One to four programs, each with some of five stores."""
    stores: dict[str, Component] = {
        "db": Database(name="db", engine=draw(st.sampled_from([Engine.POSTGRES, Engine.DYNAMODB]))),
        "cache": Cache(name="cache"),
        "queue": Queue(name="queue"),
        "files": Bucket(name="files", needs=DataNeeds(size_gib=draw(st.integers(1, 500)))),
    }
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=4, unique=True))
    services = [draw(programs(name, sorted(stores))) for name in sorted(names)]
    used = {use.target for service in services for use in service.uses}
    kept = [stores[name] for name in sorted(used)]
    return intent_of([*services, *kept])


@st.composite
def programs(draw: st.DrawFn, name: str, stores: list[str]) -> Service:
    targets = draw(st.lists(st.sampled_from(stores), max_size=3, unique=True))
    public = draw(st.booleans())
    needs = ServiceNeeds(requests_per_second=float(draw(st.sampled_from([1, 5, 40]))))
    uses = tuple(Use(target=target) for target in sorted(targets))
    return Service(name=name, build="", command="", public=public, listens=public, uses=uses, needs=needs)


def intent_of(components: list[Component]) -> Intent:
    whole = Whole(target=Target.AWS, region="eu-central-1")
    return Intent(application="a", whole=whole, components=tuple(sorted(components, key=lambda c: c.name)))


def compiled(intent: Intent, previous: Lock = Lock()) -> Graph:  # noqa: B008 - frozen
    return compile_cloud(intent, book=BOOK, previous=previous)


def content(graph: Graph) -> dict[str, object]:
    return {resource.name: resource.kind for resource in graph.resources}


def agrees(after: Graph, fresh: Graph, before: Graph) -> bool:
    """Whether it is what a fresh compilation gives; of ways that cost the same, what was there before may stay."""
    other = {n for n, offer in after.lock.offers.items() if fresh.lock.offers[n] != offer}
    # What is new may be the one of two alike that takes the other way.
    stayed = all(after.lock.offers[n] == before.lock.offers[n] for n in other & before.lock.offers.keys())
    return content(after) == content(fresh) or (bool(other) and stayed and cost(after) == cost(fresh))


def cost(graph: Graph) -> float:
    return round(sum(line.usd_month or 0.0 for r in graph.resources for line in r.charges), 2)


def about(names: set[str], component: str) -> set[str]:
    """The names of resources that have to do with a component: its own, and rules between it and others."""
    return {n for n in names if n == component or n.startswith(f"{component}.") or f".{component}" in n}


@CALM
@given(systems())
def test_its_own_lock_changes_nothing(intent: Intent):
    first = compiled(intent)
    assert compiled(intent, first.lock) == first


def stores(intent: Intent, *, besides: Service) -> dict[str, Component]:
    """The stores that a program has nothing to do with, neither itself nor through a program that uses the same."""
    near = {use.target for use in besides.uses}
    for service in (c for c in intent.components if isinstance(c, Service)):
        targets = {use.target for use in service.uses}
        near |= targets if targets & near else set()
    return {c.name: c for c in intent.components if not isinstance(c, Service) and c.name not in near}


@CALM
@given(systems(), st.data())
def test_adding_a_program_touches_no_store_of_others(intent: Intent, data: st.DataObject):
    """Programs that share a balancer or a way out of the network are chosen together: what is paid, others may use."""
    before = compiled(intent)
    names = [c.name for c in intent.components if not isinstance(c, Service)]
    added = data.draw(programs("zeta", names)) if names else Service(name="zeta", build="", command="")
    wider = intent_of([*intent.components, added])
    after = compiled(wider, before.lock)
    for name in stores(intent, besides=added):
        assert after.lock.offers[name] == before.lock.offers[name]
        assert content(after)[name] == content(before)[name]
    assert agrees(after, compiled(wider), before)


@CALM
@given(systems(), st.data())
def test_removing_a_program_takes_what_was_there_for_it(intent: Intent, data: st.DataObject):
    before = compiled(intent)
    gone = data.draw(st.sampled_from([c for c in intent.components if isinstance(c, Service)]))
    narrower = intent_of([c for c in intent.components if c is not gone])
    if not narrower.components:
        return
    after = compiled(narrower, before.lock)
    for name in stores(narrower, besides=gone):
        assert after.lock.offers[name] == before.lock.offers[name]
    assert not about(set(content(after)), gone.name)
    assert agrees(after, compiled(narrower), before)


@CALM
@given(systems(), st.data())
def test_a_renamed_program_keeps_its_physical_names(intent: Intent, data: st.DataObject):
    before = compiled(intent)
    was = data.draw(st.sampled_from([c for c in intent.components if isinstance(c, Service)]))
    alike = [c for c in intent.components if isinstance(c, Service) and c.uses == was.uses and c.needs == was.needs]
    if len(alike) > 1:
        return  # several could be meant; then none is
    renamed = intent_of([*(c for c in intent.components if c is not was), msgspec.structs.replace(was, name="omega")])
    after = compiled(renamed, before.lock)
    assert after.lock.names["omega"] == was.name
    assert after.lock.moved["omega"] == was.name
    assert {n.replace("omega", was.name) for n in content(after)} == set(content(before))


@CALM
@given(systems())
def test_a_tighter_requirement_only_moves_what_it_is_about(intent: Intent):
    before = compiled(intent)
    services = [c for c in intent.components if isinstance(c, Service)]
    tighter = msgspec.structs.replace(
        services[0], needs=msgspec.structs.replace(services[0].needs, requests_per_second=80.0)
    )
    edited = intent_of([tighter, *(c for c in intent.components if c.name != tighter.name)])
    after = compiled(edited, before.lock)
    assert agrees(after, compiled(edited), before)
    apart = {c.name for c in services if not c.public and not c.uses} - {tighter.name}
    assert {n: after.lock.offers[n] for n in apart} == {n: before.lock.offers[n] for n in apart}
