"""What a test asks, read from its syntax."""

import pytest

from mainstay.prove.catalogue import Asked, asked

TEST = """
from mainstay import prove
from mainstay.prove import reachable as got, sometimes
import store, pkg.inner
from store import serve

@prove.simulation(hosts=["a"])
async def test(sim):
    sim.host("a").start(store.replica)
    sim.host("a").start(serve)
    helper()
    pkg.inner.work()
    sometimes(sim.now > 1, name="late")
    prove.sometimes_at_least(sim.now, 3, "later")
    prove.sometimes(True, f"not {known}")
    graph.reachable("a word of somebody else's")
    Watcher()

def helper():
    helper()
    if False:
        prove.unreachable("a forbidden place")
        assert 1 == 1

class Watcher:
    def look(self):
        got("it was looked at")

def of_another_test():
    got("somewhere else")
"""
STORE = """
from mainstay import prove
def replica():
    prove.reachable("a replica starts")
    deeper()
def deeper():
    prove.reachable("deep below")
def serve():
    prove.reachable("it serves")
def unused():
    prove.reachable("nobody calls it")
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "test_it.py").write_text(TEST)
    (tmp_path / "store.py").write_text(STORE)
    (tmp_path / "pkg").mkdir()
    (tmp_path / "pkg" / "__init__.py").touch()
    (tmp_path / "pkg" / "inner.py").write_text(
        "import mainstay.prove as p\ndef work():\n    p.reachable('inside a package')\n"
    )
    return tmp_path


def test_milestones_are_those_of_everything_that_the_test_names(folder):
    found = asked(folder / "test_it.py", "test")

    assert set(found.milestones) == {
        "late", "later", "it was looked at", "a replica starts", "deep below", "it serves", "inside a package",
    }  # fmt: skip
    assert found.forbids == 2


def test_what_other_tests_name_is_not_asked(folder):
    assert asked(folder / "test_it.py", "of_another_test") == Asked(milestones=("somewhere else",))


def test_a_function_that_is_not_there_asks_nothing(folder):
    assert asked(folder / "test_it.py", "absent") == Asked()
