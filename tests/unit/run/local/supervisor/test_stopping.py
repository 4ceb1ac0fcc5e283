import pytest

from mainstay.run.local.supervisor.stopping import is_launcher, receivers
from mainstay.world.ports import ProcessEntry


def tree(*rows: tuple[int, int, str]) -> list[ProcessEntry]:
    return [ProcessEntry(pid=pid, parent=parent, started=pid, command=command) for pid, parent, command in rows]


def told(entries, *, launchers=False, catching=()) -> list[int]:
    found = receivers(entries, lambda entry: entry.pid in catching, launchers=launchers)
    return [entry.pid for entry in found]


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("/bin/sh -c gunicorn app:app", True),
        ("bash start.sh", True),
        ("npm run start", True),
        ("node /usr/bin/npm start", True),
        ("node /usr/lib/node_modules/npm/bin/npm-cli.js run start", True),
        ("node /home/me/.yarn/releases/yarn.cjs start", True),
        ("python3.11 /venv/bin/poetry run serve", True),
        ("uv run app.py", True),
        ("make run", True),
        ("node server.js", False),
        ("/venv/bin/python /venv/bin/gunicorn app:app", False),
        ("postgres -D data", False),
        ("node", False),
        ("", False),
    ],
)
def test_launchers(command, expected):
    assert is_launcher(command) is expected


SANDBOX = ((1, 0, "bwrap --dev-bind / / -- x"), (2, 1, "bwrap --dev-bind / / -- x"))


def test_the_top_process_in_the_sandbox_is_told_and_not_its_workers():
    entries = tree(*SANDBOX, (3, 2, "python gunicorn app:app"), (4, 3, "python gunicorn app:app"))
    assert told(entries) == [3]
    assert told(entries, launchers=True) == [3]


def test_without_a_sandbox_too():
    assert told(tree((3, 0, "postgres"), (4, 3, "postgres: writer"))) == [3]
    assert told([]) == []


def test_launchers_are_passed_over_until_they_have_had_their_time():
    entries = tree(*SANDBOX, (3, 2, "npm run start"), (4, 3, "sh -c node app.js"), (5, 4, "node app.js"))
    assert told(entries) == [5]
    assert told(entries, launchers=True) == [3, 4, 5]


def test_a_launcher_without_children_is_told_itself():
    assert told(tree(*SANDBOX, (3, 2, "sh -c read line"))) == [3]


def test_a_shell_with_a_trap_knows_what_to_do_and_npm_does_not():
    entries = tree(*SANDBOX, (3, 2, "sh start.sh"), (4, 3, "server"))
    assert told(entries, catching={3}) == [3]
    entries = tree(*SANDBOX, (3, 2, "npm start"), (4, 3, "server"))
    assert told(entries, catching={3}) == [4]


def test_a_shell_with_several_children_tells_each():
    assert told(tree(*SANDBOX, (3, 2, "sh -c web & worker"), (4, 3, "web"), (5, 3, "worker"))) == [4, 5]


def test_programs_that_detached_themselves_are_told_too():
    entries = tree(*SANDBOX, (3, 2, "server"), (9, 2, "server --daemon"))
    assert told(entries) == [3, 9]
