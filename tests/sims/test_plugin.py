"""Simulated tests under pytest: its own marks are heeded, and what a simulation cannot have is told."""

import subprocess
import sys

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.real]
HEAD = """
import unittest
import pytest
from mainstay import prove


def asked(held):
    prove.always(held, "it is well")


"""


@pytest.fixture
def run(tmp_path):
    """A function that gives pytest a file of tests, and what it printed."""

    def ran(text, *arguments):
        (tmp_path / "test_it.py").write_text(HEAD + text)
        command = [sys.executable, "-m", "pytest", "-rA", "-p", "no:cacheprovider", "-p", "no:xdist", *arguments]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        return done.stdout + done.stderr

    return ran


def test_skip_and_xfail_are_heeded(run):
    told = run(
        "@pytest.mark.skip(reason='no')\n@prove.simulation(seeds=1)\ndef test_skipped(sim):\n    asked(False)\n\n\n"
        "@prove.simulation(seeds=1)\n@pytest.mark.xfail(reason='known')\ndef test_known(sim):\n    asked(False)\n\n\n"
        "@pytest.mark.xfail(strict=True)\n@prove.simulation(seeds=1)\ndef test_mended(sim):\n    asked(True)\n\n\n"
        "@prove.simulation(seeds=1)\ndef test_plain(sim):\n    asked(True)\n"
    )

    assert "1 failed, 1 passed, 1 skipped, 1 xfailed" in told
    assert "FAILED test_it.py::test_mended" in told


@pytest.mark.parametrize(
    ("text", "where", "found"),
    [
        (
            "@pytest.mark.parametrize('n', [1, 2])\n@prove.simulation()\ndef test_each(sim, n):\n    asked(n)\n",
            "test_it.py::test_each",
            "must take the simulation and nothing else, but it takes (sim, n)",
        ),
        (
            "@prove.simulation()\ndef test_file(tmp_path, sim):\n    asked(True)\n",
            "test_it.py::test_file",
            "must take the simulation and nothing else, but it takes (tmp_path, sim)",
        ),
        (
            "class TestIt:\n    @prove.simulation()\n    def test_inside(self, sim):\n        asked(True)\n",
            "test_it.py::TestIt::test_inside",
            "must be a function of its module, but it is in a class",
        ),
        (
            "@prove.simulation(hosts='abc')\ndef test_letters(sim):\n    asked(True)\n",
            "@simulation(hosts=…)",
            "must be a list of names, but 'abc'",
        ),
    ],
    ids=["parameters", "fixtures", "classes", "settings"],
)
def test_what_a_simulation_cannot_have_is_told_before_anything_runs(run, text, where, found):
    told = run(text)

    assert f"{where}: " in told
    assert found in told
    assert "1 error" in told
    assert "mainstay/prove/child.py" not in told


def test_only_simulated_tests_run_where_those_are_asked_for(run):
    told = run(
        "class TestOld(unittest.TestCase):\n    def test_old(self):\n        pass\n\n\n"
        "def test_plain():\n    pass\n\n\n@prove.simulation()\ndef test_new(sim):\n    asked(True)\n",
        "--simulate",
        "--seeds=2",
    )

    assert "1 passed" in told
    assert "PASSED test_it.py::test_new" in told


def test_fewer_than_no_seeds_are_refused(run):
    assert "--seeds: must be from 0 on" in run(
        "@prove.simulation()\ndef test_new(sim):\n    asked(True)\n", "--seeds=-2"
    )
