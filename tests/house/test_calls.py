import pytest

from house import calls
from house.tree import RULES, Module, hold, modules


def made_up(source: str) -> Module:
    return Module("src/mainstay/run/made_up.py", source)


@pytest.mark.slow
def test_the_outside_is_reached_through_world_only() -> None:
    found = [v for m in modules("src") if not calls.exempt(m) for v in calls.banned_uses(m, RULES["banned"])]
    hold("banned", found)


@pytest.mark.slow
def test_tests_own_their_fakes() -> None:
    found = [v for m in modules("tests", "src") for v in calls.banned_uses(m, RULES["banned_in_tests"])]
    hold("banned_in_tests", found)


@pytest.mark.slow
def test_tests_wait_for_conditions() -> None:
    real = [m for m in modules("tests") if not m.path.startswith("tests/sims/")]  # there sleep takes no time
    hold("sleeps", [v for m in real for v in calls.sleeps_outside_loops(m)])


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("import time\ntime.time()", "time.time"),
        ("import time as t\nclock = t.monotonic", "time.monotonic"),
        ("from time import sleep", "time.sleep"),
        ("def f():\n    from time import perf_counter as p\n    return p()", "time.perf_counter"),
        ("from datetime import datetime, UTC\ndatetime.now(UTC)", "datetime.datetime.now"),
        ("import datetime as d\nd.date.today()", "datetime.date.today"),
        ("import os\nos.environ.get('A')", "os.environ"),
        ("import os\nos.execvp('a', [])", "os.execvp"),
        ("import os\nos.fork()", "os.fork"),
        ("from os import getenv as g\ng('A')", "os.getenv"),
        ("import subprocess\nsubprocess.run([])", "subprocess.run"),
        ("import asyncio\nasyncio.create_subprocess_exec('a')", "asyncio.create_subprocess_exec"),
        ("import random\nrandom.random()", "random.random"),
        ("from uuid import uuid4\nuuid4()", "uuid.uuid4"),
        ("import secrets\nsecrets.token_hex()", "secrets.token_hex"),
    ],
)
def test_a_banned_name_is_found_and_its_replacement_named(source: str, name: str) -> None:
    found = calls.banned_uses(made_up(source), RULES["banned"])
    assert len(found) == 1
    assert f"{name} is banned; use " in found[0]


def test_names_of_ours_that_look_alike_are_fine() -> None:
    source = "import asyncio, os\nfrom uuid import UUID\ntime = clock.time()\nos.path.join('a')\nasyncio.sleep(1)"
    assert calls.banned_uses(made_up(source), RULES["banned"]) == []


def test_exemptions_are_patterns_with_reasons() -> None:
    assert calls.exempt(Module("src/mainstay/world/real/clock.py", ""))
    assert calls.exempt(Module("src/mainstay/catalog/local/mail/server.py", ""))
    assert not calls.exempt(Module("src/mainstay/catalog/local/mail/kind.py", ""))
    assert not calls.exempt(Module("src/mainstay/world/ports.py", ""))
    assert all(len(reason) > 10 for reason in RULES["exempt"].values())


def test_patching_is_found() -> None:
    for source in ("from unittest import mock\nmock.patch('a')", "from unittest.mock import patch\npatch('a')"):
        assert calls.banned_uses(made_up(source), RULES["banned_in_tests"]) != []


def test_a_fixed_sleep_is_found() -> None:
    assert len(calls.sleeps_outside_loops(made_up("import time\ntime.sleep(1)"))) == 1
    assert len(calls.sleeps_outside_loops(made_up("import asyncio\nasync def f(): await asyncio.sleep(0.1)"))) == 1
    assert calls.sleeps_outside_loops(made_up("import time\nwhile not done():\n    time.sleep(0.01)")) == []
    assert calls.sleeps_outside_loops(made_up("import asyncio\nasync def f(): await asyncio.sleep(0)")) == []
