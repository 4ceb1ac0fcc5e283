"""Failures become tests on real sockets: they show the failure without simulation, and pass once it is mended."""

import asyncio
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from mainstay.actions.context import open_context
from mainstay.actions.exporting import exported
from mainstay.model.errors import MainstayError
from mainstay.prove.failure import Failure, Versions
from sims.running import simulate

HERE = Path(__file__).parent
LOST = "lost_update.py::test_no_increment_is_lost"
STORE = HERE.parents[1] / "examples" / "replicated-store"
RUNS = 6
pytestmark = [pytest.mark.slow, pytest.mark.real]


def failure_of(target, *seeds):
    """The first failure among these seeds, as it was found."""
    broken = next(outcome for outcome in simulate(target, *seeds, timeline=True) if outcome.broken)
    return Failure(versions=Versions.now(target), job=broken.job, outcome=broken)


def export(failure, folder, name="test_found.py"):
    """The exported test's file."""
    asyncio.run(exported(open_context(folder), failure, Path("found.json"), folder / name))
    return folder / name


@pytest.fixture(scope="module")
def lost(tmp_path_factory):
    """A failure of lost_update.py, and the file that it was exported to."""
    failure = failure_of(f"{HERE}/programs/{LOST}", *range(5))
    return failure, export(failure, tmp_path_factory.mktemp("exported"))


def said(file, **environ):
    """What the test says when it is run, and its exit status."""
    done = subprocess.run(
        [sys.executable, str(file)], capture_output=True, text=True, check=False, env={**os.environ, **environ}
    )
    return done.stdout, done.returncode


def test_a_failure_shows_each_time_without_simulation_also_side_by_side(lost):
    failure, file = lost

    with ThreadPoolExecutor(RUNS) as side_by_side:
        found = set(side_by_side.map(said, [file] * RUNS))

    assert found == {(f"broken: {failure.outcome.message}\n", 1)}


def test_it_passes_where_the_program_is_mended(lost, tmp_path):
    broken = '            if line == b"increment\\n":\n                await asyncio.sleep(0.001)\n'
    text = lost[1].read_text()
    assert broken in text

    mended = tmp_path / "test_mended.py"
    mended.write_text(text.replace(broken, f"{broken}                count = Store.count\n"))

    assert said(mended) == ("every property held\n", 0)


def test_pytest_runs_it(lost, tmp_path):
    file = lost[1]

    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(file)],
        capture_output=True, text=True, check=False, cwd=tmp_path,
    )  # fmt: skip

    assert done.returncode == 1
    assert "AssertionError: broken: no increment is lost: left=" in done.stdout


def test_hosts_have_modules_of_their_own_and_histories_are_judged_without_mainstay(tmp_path):
    failure = failure_of(f"{STORE}/test_store.py::test_reads", *range(100))
    file = export(failure, tmp_path)
    out = said(file)[0]
    # The same history; its moments may lie some microseconds elsewhere.
    assert out.splitlines()[0] == f"broken: {failure.outcome.message}".splitlines()[0]

    mended = tmp_path / "mended"
    mended.mkdir()
    careless, careful = '    return (await newest(key))["value"]\n', "    return await careful_read(key)\n"
    store = (STORE / "store.py").read_text()
    assert careless in store
    (mended / "store.py").write_text(store.replace(careless, careful))
    found = os.path.relpath(STORE, tmp_path)
    assert found in file.read_text()
    file.write_text(file.read_text().replace(found, "mended"))

    assert said(file) == ("every property held\n", 0)


def test_nothing_of_mainstay_is_needed(lost):
    file = lost[1]

    # -S: no site-packages; -E: no PYTHONPATH
    done = subprocess.run([sys.executable, "-S", "-E", "-c", f"""
import os, sys, runpy
assert not any("site-packages" in place for place in sys.path)
os.environ["PYTHONHASHSEED"] = "0"
sys.argv = [{str(file)!r}]
runpy.run_path({str(file)!r}, run_name="__main__")
"""], capture_output=True, text=True, check=False)  # fmt: skip

    assert done.stdout.startswith("broken: no increment is lost"), done.stderr


THREADED = """
import threading

from mainstay import prove


def work(seen):
    seen.append(1)


@prove.simulation(faults=prove.NONE)
def test_threads(sim):
    seen = []
    thread = threading.Thread(target=work, args=(seen,))
    thread.start()
    thread.join()
    prove.always_equal(len(seen), 2, "two were seen")
"""
UNTRUE = """
from mainstay import prove


@prove.simulation(faults=prove.NONE)
async def test_events(sim):
    prove.always(sim.events > 1_000_000, "many events")
"""


CALLABLE = """
import asyncio
import functools

from mainstay import prove


class Counter:
    count = 0

    async def add(self):
        self.count += 1


async def more(counter):
    counter.count += 1


@prove.simulation(hosts=["a"], faults=prove.NONE)
async def test_it(sim):
    counter = Counter()
    for program in (counter.add, functools.partial(more, counter)):
        started = sim.host("a").start(program)
        while started.alive:
            await asyncio.sleep(0.1)
    prove.always_equal(counter.count, 3, "three were added")
"""


def test_whatever_can_be_called_is_a_program_there_too(tmp_path):
    test = tmp_path / "test_it.py"
    test.write_text(CALLABLE)

    file = export(failure_of(f"{test}::test_it", 0), tmp_path)

    assert said(file) == ("broken: three were added: left=2, right=3\n", 1)


@pytest.mark.parametrize(
    ("program", "found"),
    [
        (THREADED.replace("test_threads", "test_it"), "threads of its own, on host test"),
        (UNTRUE.replace("test_events", "test_it"), "has no attribute 'events'"),
    ],
)
def test_what_cannot_be_shown_is_refused_and_leaves_no_file(tmp_path, program, found):
    test = tmp_path / "test_it.py"
    test.write_text(program)
    failure = failure_of(f"{test}::test_it", 0)

    with pytest.raises(MainstayError) as refused:
        export(failure, tmp_path)

    assert found in refused.value.found
    assert not (tmp_path / "test_found.py").exists()


def test_a_failure_that_does_not_replay_any_more_is_refused(tmp_path):
    test = tmp_path / "test_it.py"
    test.write_text((HERE / "programs" / "lost_update.py").read_text())
    failure = failure_of(f"{test}::test_no_increment_is_lost", *range(5))
    test.write_text(test.read_text().replace("sleep(0.001)", "sleep(0.002)"))

    with pytest.raises(MainstayError) as refused:
        export(failure, tmp_path)

    assert refused.value.must == "the failure must replay before it can be exported"
    assert "has changed since" in refused.value.found
