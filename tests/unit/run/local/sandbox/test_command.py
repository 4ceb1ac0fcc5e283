from pathlib import Path

import pytest

import mainstay
from mainstay.model.errors import MainstayError
from mainstay.model.program import Identity, Program, Tool, text
from mainstay.run.local.sandbox import Grade, command, furnish

HOME = ".mainstay/data/db"


def made(sources, *, group=None, closed=(), **fields):
    program = Program(argv=(text("x"),), **fields)
    room = furnish("db.1", program, sources)
    return command(room, ["server", "-D"], group=group, modes=lambda path: 0o700 if path in closed else 0o755)


def test_an_ordinary_user_gets_namespaces_and_the_machine_as_it_is(make_sources, tmp_path):
    found = made(make_sources(), data="data/db")
    assert found.argv == (
        *("/usr/bin/bwrap", "--dev-bind", "/", "/", "--die-with-parent", "--unshare-pid", "--proc", "/proc"),
        *found.argv[8:-5],
        *("--chdir", f"{tmp_path}/{HOME}", "--", "server", "-D"),
    )
    assert found.argv[8:11] == ("--ro-bind", "/run/m/mounts/db.1/hosts", "/etc/hosts")
    assert found.cwd == Path("/")
    assert "MAINSTAY_PROJECT" not in repr(found)


def test_lesser_grades(make_sources, tmp_path):
    assert "--unshare-pid" not in made(make_sources(grade=Grade.MOUNTS)).argv
    bare = made(make_sources(grade=Grade.NONE), data="data/db")
    assert bare.argv == ("server", "-D")
    assert bare.cwd == tmp_path / HOME


def test_the_owner_as_root_stays_as_mighty_as_in_a_shell(make_sources):
    argv = made(make_sources(root=True)).argv
    assert argv[8:10] == ("--cap-add", "ALL")
    assert "--reuid" not in argv


def test_an_unprivileged_program_of_root_changes_its_user_inside(make_sources):
    argv = made(make_sources(root=True), identity=Identity.UNPRIVILEGED).argv
    change = argv[argv.index("--") + 1 :]
    assert change == (
        *("/usr/bin/setpriv", "--reuid", "65534", "--regid", "65533", "--clear-groups", "--inh-caps=-all"),
        *("--pdeathsig", "KILL", "--", "server", "-D"),
    )
    assert argv[8:12] == ("--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID")


def test_closed_parents_are_covered_and_what_is_needed_is_put_back(make_sources, tmp_path):
    data = f"{tmp_path}/{HOME}"
    closed = (f"{tmp_path}/.mainstay",)
    fields = {"identity": Identity.UNPRIVILEGED, "data": "data/db"}
    argv = made(make_sources(root=True), closed=closed, **fields).argv
    begin = argv.index("--tmpfs")
    assert argv[begin : begin + 7] == (
        *("--tmpfs", f"{tmp_path}/.mainstay", "--dir", f"{tmp_path}/.mainstay/data"),
        *("--bind", data, data),
    )


def test_tools_below_closed_folders_come_with_their_neighbours(make_sources):
    root = str(Path(mainstay.__file__).resolve().parent.parent)
    closed = (str(Path(root).parent),)
    program = {"environment": {"T": text(Tool(package="mainstay", path="__init__.py"))}}
    argv = made(make_sources(root=True), closed=closed, identity=Identity.UNPRIVILEGED, **program).argv
    assert ("--ro-bind", root, root) == argv[argv.index(root) - 1 : argv.index(root) + 2]


def test_without_a_sandbox_closed_folders_are_an_error_and_open_ones_are_not(make_sources, tmp_path):
    sources = make_sources(root=True, grade=Grade.NONE)
    fields = {"identity": Identity.UNPRIVILEGED, "data": "data/db"}
    assert made(sources, **fields).argv[0] == "/usr/bin/setpriv"
    with pytest.raises(MainstayError, match="apt-get install bubblewrap"):
        made(sources, closed=(str(tmp_path),), **fields)


def test_the_memory_group_is_joined_first(make_sources):
    argv = made(make_sources(), group=Path("/sys/fs/cgroup/g")).argv
    assert argv[:5] == (
        *("/bin/sh", "-c", 'echo 0 > "$0/cgroup.procs" && exec "$@"', "/sys/fs/cgroup/g", "/usr/bin/bwrap"),
    )
