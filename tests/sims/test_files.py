"""Simulated disks: what programs find, what a loss of power leaves, and SQLite on it."""

from collections import defaultdict
from pathlib import Path

import pytest

from sims.files import paths
from sims.running import simulate

PROGRAMS = Path(__file__).parent / "files"
SEEDS = range(25)


LINKED = """
import inspect, pathlib
import alone, package
from mainstay import prove

@prove.simulation(hosts=["one"])
def test(sim):
    def worker():
        import alone, package  # its own, from the same place
        folder = pathlib.Path(package.__file__).parent
        print(alone.NAME, package.NAME, sorted(path.name for path in folder.iterdir()))
        print((folder / "data.txt").read_text(), inspect.getsource(alone).strip())
        print((folder.parent / "logs").is_symlink())

    sim.host("one").start(worker)
    sim.sleep(1)
    prove.always(True, "it ran")
"""


def run(target, *seeds):
    return simulate(f"{PROGRAMS}/{target}", *seeds, timeline=True)


def printed(outcome):
    return [moment.text for moment in outcome.timeline if moment.what == "stdout"]


def verdicts(outcomes):
    """What the programs' readers said over all seeds: program → the different verdicts."""
    found = defaultdict(set)
    for outcome in outcomes:
        assert outcome.broken == "", outcome.message
        for line in printed(outcome):
            name, _, verdict = line.rpartition(" ") if "not atomic" not in line else line.partition(" not ")
            found[name].add(verdict)
    return dict(found)


def test_a_loss_of_power_takes_what_was_not_synced_and_nothing_else():
    outcomes = run("durability.py::powerless", *SEEDS)
    assert verdicts(outcomes) == {
        "overwriter": {"new", "old", "broken"},
        "synced_overwriter": {"new"},
        "renamer": {"old", "broken"},
        "careful_renamer": {"new"},
        "mapper": {"new", "old", "broken"},
        "flushing_mapper": {"new"},
    }
    assert {"lost", "torn"} <= {moment.what for outcome in outcomes for moment in outcome.timeline}


def test_on_an_ordered_disk_a_rename_survives_before_the_data_does():
    assert "broken" in verdicts(run("durability.py::powerless_ordered", *SEEDS))["renamer"]


def test_the_kernel_writes_back_by_itself_after_a_while():
    assert verdicts(run("durability.py::written_back", *SEEDS)) == {"patient": {"new"}}


def test_programs_are_told_what_a_real_disk_tells():
    (outcome,) = run("paths.py::test", 1)
    assert outcome.held, outcome.message


def test_what_a_real_disk_tells_is_known():
    assert paths.scripts() == paths.KNOWN.read_text().splitlines()


def test_a_full_disk_and_a_rotten_one_answer_as_they_should():
    full, rotten = run("durability.py::full", 1)[0], run("durability.py::rotten", 1)[0]
    assert (full.broken, rotten.broken) == ("", "")
    assert 0 < int(printed(full)[0]) < 40
    wrong, slow = printed(rotten)[0].split()
    assert 0 < int(wrong) < 40
    assert slow == "True"


def test_sqlite_survives_as_far_as_its_pragma_synchronous_says():
    """OFF corrupts. FULL is sound; only EXTRA syncs the folder after a journal is removed, so that nothing is lost."""
    found = verdicts(run("databases.py::powerless", *SEEDS))
    assert "unsound" in found["delete off"]
    assert found["delete full"] == {"kept", "lost"}
    assert found["delete extra"] == {"kept"}
    assert found["wal full"] == {"kept"}


def test_sqlite_gets_time_randomness_and_locks_from_the_simulation():
    one, other = run("databases.py::answers", 1, 2)
    again = run("databases.py::answers", 1)[0]
    assert (one.broken, printed(one)) == ("", printed(again))
    first, moment, mode, locked, nowhere = printed(one)
    assert "'2026-01-01 00:00:00'" in first
    assert first != printed(other)[0]
    assert moment == "('00:08:20',)"
    assert mode == "('wal',)"
    assert locked == "database is locked 2"
    assert nowhere == "unable to open database file"


def test_threads_share_a_sqlite_connection():
    outcome = run("databases.py::shared", 1)[0]
    assert (outcome.broken, printed(outcome)) == ("", ["(5,)"])


@pytest.mark.parametrize("target", ["filing.py::libraries", "filing.py::descriptors", "filing.py::mappings",
                                    "filing.py::locks", "durability.py::killed"])  # fmt: skip
def test_programs_find_what_they_filed(target):
    outcome = run(target, 1)[0]
    assert outcome.broken == "", outcome.message


def test_packages_that_an_installer_only_linked_are_as_others(tmp_path):
    kept, packages, program = (tmp_path / name for name in ("kept", "packages", "program"))
    for folder in (kept / "package", packages, program):
        folder.mkdir(parents=True)
    (kept / "alone.py").write_text("NAME = 1")
    (kept / "package" / "__init__.py").write_text("NAME = 2")
    (kept / "package" / "data.txt").write_text("data")
    for name in ("alone.py", "package"):
        (packages / name).symlink_to(kept / name)
    (packages / "logs").symlink_to("/var/log")
    (program / "linked.py").write_text(LINKED)
    (outcome,) = simulate(f"{program}/linked.py::test", 1, path=[packages], timeline=True)
    assert outcome.message == ""
    assert printed(outcome) == ["1 2 ['__init__.py', 'data.txt']", "data NAME = 1", "True"]


@pytest.mark.parametrize("target", ["durability.py::powerless", "databases.py::powerless", "filing.py::libraries"])
def test_fresh_processes_agree(target):
    one, other = run(target, *range(5)), run(target, *range(5))
    assert [outcome.digest for outcome in one] == [outcome.digest for outcome in other]
    assert [printed(outcome) for outcome in one] == [printed(outcome) for outcome in other]
