import stat

import pytest

from mainstay.model.errors import MainstayError
from mainstay.model.program import BuiltRef, Encoding, Identity, Interpreter, Program, SecretRef, Tool, text
from mainstay.run.local.sandbox import Grade, furnish, write_files
from mainstay.run.local.sandbox.environment import SHIM

PASSWORD = SecretRef(component="db", name="password")
ARGV = (text("x"),)


def room(sources, **fields):
    return furnish("web.1", Program(**{"argv": ARGV} | fields), sources)


def test_texts_are_resolved_and_secrets_are_left_as_they_are(make_sources, tmp_path):
    sources = make_sources()
    quoted = SecretRef(component="db", name="password", encoding=Encoding.URL)
    found = room(sources, data="data/db", environment={"A": text("{data}/x ", PASSWORD), "B": text(quoted)})
    assert found.environment["A"] == f'{tmp_path}/.mainstay/data/db/x p@ss "{{data}}"'
    assert found.environment["B"] == "p%40ss%20%22%7Bdata%7D%22"
    assert found.resolve(text(Interpreter(), " -m x")) == "/venv/bin/python -m x"
    assert "p@ss" not in repr(found)


def test_places_of_the_project_are_for_the_platforms_own_programs(make_sources, tmp_path):
    line = text("{home}/routes.json {runtime} {project}")
    assert room(make_sources()).resolve(line) == f"{tmp_path}/.mainstay/routes.json /run/m {tmp_path}"
    own = room(make_sources(), built=BuiltRef(release=3, build="app"))
    assert own.resolve(line) == "{home}/routes.json {runtime} {project}"


def test_little_environment_and_nothing_of_ours(make_sources):
    environment = room(make_sources()).environment
    assert sorted(environment) == [
        "HOME", "LANG", "LOGNAME", "MAINSTAY_INSTANCE", "MAINSTAY_PROJECT", "PATH", "PYTHONUNBUFFERED", "TERM",
        "TMPDIR", "TZ", "USER",
    ]  # fmt: skip
    assert environment["MAINSTAY_PROJECT"] == "0123456789"
    assert environment["MAINSTAY_INSTANCE"] == "web.1"


def test_programs_of_the_application_get_what_was_built_and_the_shim(make_sources):
    fields = {"address": "127.1.1.1", "port": 4000, "built": BuiltRef(release=3, build="app")}
    found = room(make_sources(), environment={"PYTHONPATH": text("src"), "PORT": text("9")}, **fields)
    environment = found.environment
    assert found.cwd == "/r/3/app/web"
    assert environment["PATH"].startswith("/env/bin:/node/bin:/usr/local/sbin:")
    assert environment["VIRTUAL_ENV"] == "/env"
    assert environment["PORT"] == "4000"
    assert environment["MAINSTAY_ADDRESS"] == "127.1.1.1"
    assert environment["PYTHONPATH"] == f"{SHIM}:src"
    assert environment["NODE_OPTIONS"] == f'--require "{SHIM}/preload.cjs" --enable-source-maps'
    assert (SHIM / "preload.cjs").is_file()
    assert (SHIM / "sitecustomize.py").is_file()


def test_the_folder_of_the_component_wins(make_sources):
    built = BuiltRef(release=3, build="app")
    assert room(make_sources(), built=built, directory="api").cwd == "/r/3/app/api"
    assert room(make_sources(), built=built, directory=".").cwd == "/r/3/app"


def test_backing_services_have_no_shim_and_stand_in_their_data(make_sources, tmp_path):
    found = room(make_sources(), address="127.1.1.1", data="data/db")
    assert "PYTHONPATH" not in found.environment
    assert found.cwd == f"{tmp_path}/.mainstay/data/db"


def test_the_unprivileged_user_has_a_home_of_its_own_only_as_root(make_sources, tmp_path):
    fields = {"identity": Identity.UNPRIVILEGED, "data": "data/db"}
    assert room(make_sources(), **fields).environment["HOME"] == "/home/me"
    found = room(make_sources(root=True), **fields).environment
    assert (found["HOME"], found["USER"]) == (f"{tmp_path}/.mainstay/data/db", "nobody")


@pytest.mark.parametrize(
    ("fields", "match"),
    [
        ({"environment": {"A": text(SecretRef(component="db", name="nope"))}}, r"the vault must hold db\.nope"),
        ({"built": BuiltRef(release=4, build="app")}, "its files are gone"),
        ({"built": BuiltRef(release=3, build="web")}, "has no build `web`"),
        ({"data": "d", "files": {"../x": text("")}}, "must lie in its data folder"),
        ({"data": "d", "files": {"/etc/x": text("")}}, "must lie in its data folder"),
        ({"argv": (text(Tool(package="no_such_package", path="x", extra="e")),)}, r"uv pip install 'mainstay\[e\]'"),
    ],
)
def test_what_is_missing_is_told(make_sources, fields, match):
    with pytest.raises(MainstayError, match=match):
        room(make_sources(), **fields)


def test_a_tool_without_its_file_is_told(make_sources):
    found = room(make_sources())
    with pytest.raises(MainstayError, match="must contain nothing/here"):
        found.resolve(text(Tool(package="mainstay", path="nothing/here")))
    assert found.resolve(text(Tool(package="mainstay", path="__init__.py"))).endswith("mainstay/__init__.py")


def test_files_are_private_and_moved_into_place(make_sources, tmp_path):
    found = room(make_sources(grade=Grade.NONE), data="data/db", files={"a": text("one"), "sub/b": text("two")})
    data = tmp_path / ".mainstay/data/db"
    data.mkdir(parents=True)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("untouched")
    (data / "a").symlink_to(elsewhere)
    write_files(found)
    write_files(found)
    assert (data / "a").read_text() == "one"
    assert (data / "sub/b").read_text() == "two"
    assert stat.S_IMODE((data / "a").stat().st_mode) == 0o600
    assert elsewhere.read_text() == "untouched"
    assert sorted(path.name for path in data.iterdir()) == ["a", "sub"]


def test_hosts_are_seen_only_where_mounts_can_be_made(make_sources):
    hosts = {"redis": "127.1.1.9"}
    assert "127.1.1.9\tredis\n" in room(make_sources(), hosts=hosts).mounts["/etc/hosts"]
    assert room(make_sources(grade=Grade.NONE), hosts=hosts).mounts == {}
    assert room(make_sources(), hosts={"localhost": "127.1.1.9"}).environment["MAINSTAY_LOCALHOST"] == "127.1.1.9"
