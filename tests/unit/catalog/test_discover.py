"""New technologies are found by being there."""

import sys
from importlib.metadata import EntryPoint, EntryPoints
from textwrap import dedent

import pytest

from mainstay.catalog import backing_kinds, discover, kinds, local, workload_kinds
from mainstay.compile import compile_intent
from mainstay.model.errors import MainstayError
from mainstay.model.intent import Binding, Build, Cache, Intent, Property, Runtime, Service, Use
from mainstay.model.kind import Backing, Target
from mainstay.model.plan import AwaitReady, StartInstance
from mainstay.render import Present, render

KIND = '''
    """A technology of the test."""
    from mainstay.model.intent import AnyComponent, Cache, Property, Role
    from mainstay.model.kind import Backing, Place
    from mainstay.model.program import Program, TcpProbe, text

    class Thing(Backing, tag="{id}", frozen=True, kw_only=True):
        """A cache of the test."""
        id = "{id}"
        realises = frozenset({{Role.CACHE}})
        about = "made by a test"
        port = 11211

        @classmethod
        def realising(cls, component):
            return cls() if isinstance(component, Cache) else None

        def program(self, place):
            return Program(argv=(text("thing"),), address=place.address, probe=TcpProbe(port=self.port))

        def connection(self, place):
            return {{Property.HOST: text(place.address)}}

    KIND = Thing
'''


def add_folder(parent, name: str, source: str) -> None:
    folder = parent / name
    folder.mkdir()
    (folder / "__init__.py").write_text(dedent(source))


@pytest.fixture
def folders(tmp_path, monkeypatch):
    """A folder whose subfolders belong to the catalog as long as the test runs."""
    monkeypatch.setattr(local, "__path__", [*local.__path__, str(tmp_path)])
    before = set(sys.modules)
    yield tmp_path
    for name in set(sys.modules) - before:
        del sys.modules[name]
        if name.startswith("mainstay.catalog.local."):
            delattr(local, name.rpartition(".")[2])


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """Makes a kind of an installed package: `installed("module:KIND", source)`."""

    def install(value: str, source: str = "") -> None:
        (tmp_path / f"{value.partition(':')[0]}.py").write_text(dedent(source))
        monkeypatch.syspath_prepend(tmp_path)
        points = EntryPoints([EntryPoint(name="thing", value=value, group=discover.GROUP)])
        monkeypatch.setattr(discover, "entry_points", lambda group: points.select(group=group))

    return install


def test_the_kinds_of_this_machine_are_sorted_and_told_apart():
    ids = [kind.id for kind in kinds(Target.LOCAL)]
    assert ids == sorted(ids)
    assert {kind.id for kind in backing_kinds(Target.LOCAL)} == {
        "local.aws",
        "local.mail",
        "local.postgres",
        "local.secret",
        "local.valkey",
    }
    assert {kind.id for kind in workload_kinds(Target.LOCAL)} == {
        "local.node_process",
        "local.python_process",
        "local.static_site",
    }


@pytest.mark.parametrize("kind", kinds(Target.LOCAL), ids=lambda kind: kind.id)
def test_every_kind_says_what_it_is(kind):
    assert kind.about
    assert "\n" not in kind.about
    assert kind.realises
    assert kind.__doc__
    assert kind.__struct_config__.tag == kind.id, "equal content of two kinds must not be an equal value"


def test_one_folder_adds_a_technology(folders):
    add_folder(folders, "memcached", KIND.format(id="local.memcached"))
    (found,) = [kind for kind in backing_kinds(Target.LOCAL) if kind.id == "local.memcached"]
    assert issubclass(found, Backing)
    assert found.realising(Cache(name="cache")) == found()


def test_a_technology_of_one_folder_ends_up_in_the_plan(folders):
    """Nothing else is touched: it is chosen, placed, started, awaited, and told to the program that uses it."""
    add_folder(folders, "almanac", KIND.format(id="local.almanac"))
    bound = (Binding(name="CACHE_HOST", property=Property.HOST),)
    web = Service(
        name="web", build="app", command="serve", public=True, listens=True, uses=(Use(target="cache", bindings=bound),)
    )
    intent = Intent(
        application="a", builds=(Build(name="app", runtime=Runtime.PYTHON),), components=(web, Cache(name="cache"))
    )
    graph = compile_intent(intent, Target.LOCAL)
    assert graph.resource("cache").kind.id == "local.almanac"
    ports = tuple(range(20_000, 20_010))
    now = Present(
        project="p", source="/s", source_digest="s", subnet="127.80.1", listen={"web": 8000}, free_ports=ports
    )
    plan = render(graph, now)
    starts = {step.action.instance: step.action for step in plan.steps if isinstance(step.action, StartInstance)}
    assert starts["cache"].program.argv == (("thing",),)
    assert starts["web-1-r1"].program.environment["CACHE_HOST"] == (starts["cache"].program.address,)
    assert AwaitReady(instance="cache") in [step.action for step in plan.steps]


def test_an_installed_package_adds_a_technology(installed):
    installed("installed_kind:KIND", KIND.format(id="local.installed"))
    assert "local.installed" in {kind.id for kind in backing_kinds(Target.LOCAL)}


def test_a_folder_without_a_kind_is_an_error(folders):
    add_folder(folders, "empty", '"""Nothing."""')
    with pytest.raises(MainstayError, match=r"mainstay\.catalog\.local\.empty: .* must export `KIND`"):
        kinds(Target.LOCAL)


def test_a_kind_that_is_no_kind_is_an_error(folders):
    add_folder(folders, "wrong", "KIND = 3")
    with pytest.raises(MainstayError, match="but `3`"):
        kinds(Target.LOCAL)


def test_two_kinds_with_one_id_are_an_error(folders):
    add_folder(folders, "another", KIND.format(id="local.valkey"))
    with pytest.raises(MainstayError, match=r"the kind id `local\.valkey` must be unique"):
        kinds(Target.LOCAL)


@pytest.mark.parametrize("value", ["no_such_module_here:KIND", "json:NO_SUCH_NAME"])
def test_an_installed_kind_that_does_not_load_is_an_error(installed, value):
    if value.startswith("no_such"):
        installed("something:KIND", "raise ImportError('broken')")
    else:
        installed("something_else:MISSING")
    with pytest.raises(MainstayError, match="entry point thing"):
        kinds(Target.LOCAL)
