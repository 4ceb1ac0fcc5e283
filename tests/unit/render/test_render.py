import msgspec

from mainstay.compile import compile_intent
from mainstay.model.intent import (
    Binding,
    Build,
    Cache,
    Database,
    FromFile,
    Generated,
    Intent,
    Literal,
    Property,
    Runtime,
    Service,
    Setting,
    Use,
)
from mainstay.model.kind import Target
from mainstay.model.plan import BuildRelease, EnsureSecret, StartInstance, SwitchRoutes
from mainstay.model.program import SecretRef, shown
from mainstay.model.release import Release
from mainstay.model.value import encode
from mainstay.render import Present, render, render_down

BUILD = Build(name="app", runtime=Runtime.PYTHON)
WEB = Service(
    name="web",
    build="app",
    command="serve",
    public=True,
    listens=True,
    uses=(
        Use(
            target="db",
            bindings=(
                Binding(name="DATABASE_URL", property=Property.URL, scheme="postgresql+asyncpg", suffix="?x=1"),
                Binding(name="PGHOST", property=Property.HOST),
            ),
        ),
    ),
    settings=(
        Setting(name="SECRET_KEY", value=Generated()),
        Setting(name="MODE", value=Literal(text="fast")),
        Setting(name="TOKEN", value=FromFile(path="compose.yaml", pointer=("a", "TOKEN"))),
        Setting(name="PGHOST", value=Literal(text="elsewhere")),
    ),
)
PRESENT = Present(
    project="p",
    source="/src",
    source_digest="s",
    subnet="127.80.1",
    listen={"web": 8000},
    free_ports=tuple(range(20_000, 20_010)),
)


def graph(*components):
    return compile_intent(Intent(application="a", builds=(BUILD,), components=components), Target.LOCAL)


def planned(*components, **fields):
    return render(graph(*components), msgspec.structs.replace(PRESENT, **fields))


def actions(plan, kind):
    return [step.action for step in plan.steps if isinstance(step.action, kind)]


def web_environment(**fields):
    plan = planned(WEB, Database(name="db"), **fields)
    return next(s for s in actions(plan, StartInstance) if s.resource == "web").program.environment


def test_bindings_take_the_scheme_and_suffix_that_the_code_wants():
    url = shown(web_environment()["DATABASE_URL"])
    assert url.startswith("postgresql+asyncpg://app:[secret db.password]@127.80.1.1:5432/")
    assert url.endswith("?x=1")


def test_settings_win_over_bindings_and_configuration_over_both():
    assert shown(web_environment()["PGHOST"]) == "elsewhere"
    configured = web_environment(config={"MODE": "MODE#2"})["MODE"]
    assert configured == (SecretRef(component="config", name="MODE#2"),)


def test_no_value_of_a_secret_is_in_a_plan_only_its_place():
    environment = web_environment()
    assert environment["TOKEN"] == (SecretRef(component="web", name="TOKEN"),)
    assert environment["SECRET_KEY"] == (SecretRef(component="generated", name="SECRET_KEY"),)


def test_secrets_that_the_vault_has_are_not_made_again_but_follow_their_file():
    known = {"db/password", "db/admin_password", "generated/SECRET_KEY", "web/TOKEN"}
    ensured = actions(planned(WEB, Database(name="db"), secrets=frozenset(known)), EnsureSecret)
    assert {(s.component, s.name) for s in ensured} == {
        ("generated", "SECRET_KEY"),
        ("web", "TOKEN"),
        ("status-page", "token"),
    }
    assert all(s.refresh for s in ensured if s.component == "web")


def test_two_services_of_one_port_get_two_addresses_and_names_resolve():
    plan = planned(Cache(name="a", hostnames=("redis",)), Cache(name="b", hostnames=("queue", "localhost")), WEB_ALONE)
    starts = {s.instance: s.program for s in actions(plan, StartInstance)}
    assert {starts["a"].address, starts["b"].address} == {"127.80.1.1", "127.80.1.2"}
    hosts = next(p for name, p in starts.items() if name.startswith("web")).hosts
    assert hosts["redis"] == starts["a"].address
    assert hosts["queue"] == starts["b"].address
    assert hosts["localhost"] == "127.80.1.1"


WEB_ALONE = Service(name="web", build="app", command="serve", public=True, listens=True)


def test_nothing_is_built_for_other_configuration_and_nothing_is_planned_for_what_holds():
    live = Release(number=1, digest="old", source="s", built=1, intent=graph(WEB_ALONE).intent)
    plan = planned(WEB_ALONE, live=live, next_release=2, config={"A": "A#1"})
    assert not actions(plan, BuildRelease)
    started = next(s for s in actions(plan, StartInstance) if s.resource == "web")
    assert (started.instance, started.program.built.release) == ("web-1-r2", 1)


def test_every_start_can_be_undone_and_routes_go_back_to_nobody_at_first():
    plan = planned(WEB_ALONE)
    assert all(step.inverse for step in plan.steps if isinstance(step.action, StartInstance))
    (switch,) = [step for step in plan.steps if isinstance(step.action, SwitchRoutes)]
    assert switch.action.routes[0].instances == (("web-1-r1", 1),)
    assert switch.inverse.routes[0].instances == ()


def test_equal_input_gives_equal_bytes():
    assert encode(planned(WEB, Database(name="db"))) == encode(planned(WEB, Database(name="db")))


def test_down_stops_the_newest_first_and_can_be_undone():
    starts = {s.instance: s for s in actions(planned(WEB, Database(name="db")), StartInstance)}
    plan = render_down("p", starts)
    assert [step.action.instance for step in plan.steps[:-1]] == list(reversed(starts))
    assert all(step.inverse for step in plan.steps[:-1])


def test_services_that_are_called_are_there_before_their_callers_start():
    def calls(name):
        return Use(target=name, bindings=(Binding(name=f"{name.upper()}_URL", property=Property.URL),))

    api = Service(name="api", build="app", command="serve", listens=True, uses=(calls("auth"),))
    auth = Service(name="auth", build="app", command="serve", listens=True)
    web = msgspec.structs.replace(WEB, uses=(calls("api"),))
    made = graph(web, api, auth)
    plan = render(made, PRESENT)
    said = [step.says for step in plan.steps]
    order = ["start auth-1-r1", "let other programs call auth", "start api-1-r1", "let other programs call api"]
    places = [said.index(each) for each in (*order, "start web-1-r1", "send requests to them")]
    assert places == sorted(places)
    early, _, last = (step.action for step in plan.steps if isinstance(step.action, SwitchRoutes))
    assert {route.service: bool(route.instances) for route in early.routes} == {
        "web": False,
        "api": False,
        "auth": True,
    }
    assert all(route.instances for route in last.routes)
    # What serves already is not called in a new release before the switch.
    starts = {step.action.instance: step.action for step in plan.steps if isinstance(step.action, StartInstance)}
    later = msgspec.structs.replace(PRESENT, instances=starts, next_release=2, platform_runs=True)
    assert sum(isinstance(step.action, SwitchRoutes) for step in render(made, later).steps) == 1


def test_services_that_call_each_other_start_together():
    def calls(name):
        return (Use(target=name, bindings=(Binding(name="URL", property=Property.URL),)),)

    one = Service(name="one", build="app", command="serve", listens=True, uses=calls("two"))
    two = Service(name="two", build="app", command="serve", listens=True, uses=calls("one"))
    said = [step.says for step in render(graph(msgspec.structs.replace(WEB, uses=()), one, two), PRESENT).steps]
    assert said.index("start two-1-r1") < said.index("let other programs call one, two") < said.index("start web-1-r1")
