"""Exploration, shrinking and replay, on programs whose bugs are known."""

import asyncio

import pytest

from mainstay.model.errors import MainstayError
from mainstay.prove import failure as failures
from mainstay.prove.failure import Failure, Keeper, Versions
from mainstay.prove.outcome import Job
from mainstay.prove.pool import Copy
from mainstay.prove.timeline import as_html, as_text

BRANCHES = 24  # some of which go wrong in each of the two ways
LIMIT_S = 60
pytestmark = [pytest.mark.slow, pytest.mark.real]


async def test_a_lost_update_is_found_and_shrunk_to_the_stall_that_it_takes(proved, tmp_path):
    # One at a time and without branches: which failure is found first must not depend on the machine.
    verdict = await proved("lost_update.py::test_no_increment_is_lost", seeds=400, jobs=1, branching=False)

    assert not verdict.held
    assert verdict.failure.outcome.broken == "no increment is lost"
    assert 1 <= len(verdict.failure.decisions) <= 8
    assert verdict.replayed == 100
    failures.write(verdict.failure, tmp_path / "found.json")
    assert failures.read(tmp_path / "found.json") == verdict.failure
    assert verdict.failure.decisions[0].partition("  ")[2] in as_text(verdict.failure.outcome)
    page = as_html(verdict.failure.outcome)
    assert "broken: no increment is lost</text>" in page
    assert "lost_update.py::test_no_increment_is_lost" in page
    assert page.count('class="message"') == sum(m.what == "message" for m in verdict.failure.outcome.timeline)


async def test_a_failure_is_kept_when_it_is_found_and_replaced_when_it_is_shrunk(proved, tmp_path):
    keeper, files = Keeper(tmp_path), []

    def keep(failure):
        files.append((keeper.keep(failure), len(failure.decisions)))

    verdict = await proved("lost_update.py::test_no_increment_is_lost", keep, seeds=400, jobs=1, branching=False)

    (found, as_found), (shrunk, as_shrunk) = files
    assert as_found > as_shrunk == len(verdict.failure.decisions)
    assert (found.exists(), shrunk.exists()) == (False, True)
    assert failures.read(shrunk) == verdict.failure
    assert len(list(tmp_path.iterdir())) == 2


async def test_a_folder_that_cannot_be_written_to_does_not_end_the_search(proved, tmp_path):
    (tmp_path / "file").touch()
    keep = Keeper(tmp_path / "file" / "below").keep

    verdict = await proved("lost_update.py::test_no_increment_is_lost", keep, seeds=400, jobs=1, branching=False)

    assert verdict.failure.outcome.broken == "no increment is lost"


async def test_branching_reaches_what_random_runs_do_not(proved):
    verdict = await proved("rare_state.py::test_never_eight_in_a_row", seeds=0, most=3000)

    assert verdict.failure.outcome.broken == "never eight in a row"
    assert verdict.explored.branches > 0
    assert len(verdict.failure.job.forks) >= 4
    assert verdict.replayed == 100


async def test_a_state_that_nothing_points_to_is_reached_from_edges_that_few_simulations_take(proved):
    verdict = await proved("../deep/bank_proof.py::test_no_money_is_made", seeds=0, most=3000)

    assert verdict.failure.outcome.broken == "no money is made"
    assert verdict.failure.job.forks
    assert verdict.replayed == 100


async def test_states_in_the_middle_of_a_statement_of_sqlite_are_branched_from(proved):
    # Each simulation of the queue writes its database on a slow disk: nearly every snapshot falls into a statement.
    verdict = await proved("../../../examples/job-queue/test_jobs.py::test_jobs_survive", seeds=20)

    assert verdict.explored.failure is None
    assert verdict.explored.branches > 20


async def test_what_must_never_be_reached_is_asked_although_it_is_not(proved):
    verdict = await proved("rare_state.py::test_only_forbids")

    assert verdict.held
    assert verdict.explored.asked == 1


async def test_without_branching_the_rare_state_is_not_reached(proved):
    verdict = await proved("rare_state.py::test_never_eight_in_a_row", seeds=200, branching=False)

    assert verdict.held
    assert verdict.explored.runs == 200


@pytest.mark.parametrize(
    ("function", "told"),
    [
        ("test_asks_nothing", "the test asserts something"),
        ("test_tells_details", "time stands still: name='clock', condition=1"),
        ("test_never_sees_it", "never in 3 runs: a long time has passed"),
        ("test_never_gets_there", "never in 3 runs: the next day"),
        ("test_waits_for_ever", "no deadlock: somebody can go on: test/test MainThread='waits for epoll'"),
        ("test_forgets_to_await", "it is well: condition='a coroutine, which is true before it has run: await it'"),
        ("test_forgets_to_await_each_time", "it is well: condition='a coroutine, which is true"),
        ("test_asks_what_fails", "it is well: error=\"its check raised ZeroDivisionError('division by zero')\""),
        ("test_starts_what_was_called", "the test passes: error='TypeError: start() takes a function and its"),
        ("test_program_fails", "gambler/fails runs: error='RuntimeError: the disk of the gambler is on fire'"),
    ],
)
async def test_tests_that_prove_nothing_and_programs_that_fail_are_told(proved, function, told):
    verdict = await proved(f"rare_state.py::{function}", seeds=3, branching=False)

    assert not verdict.held
    assert verdict.why_not.startswith(told)


async def test_nothing_happens_after_a_program_has_failed(open_pool):
    async with open_pool("rare_state.py::test_program_fails") as pool:
        outcome = await pool.run(Job(target="rare_state.py::test_program_fails", seed=1))

    assert outcome.broken == "gambler/fails runs"
    assert outcome.simulated_ns < 100_000_000  # the test would go on for a second


@pytest.mark.parametrize(
    ("target", "told"),
    [
        ("nothing.py::test", "must be a Python file, but there is none"),
        ("lost_update.py::test", "must be a function with @simulation, but it has no such function"),
        ("broken.py::test", "the file must import, but ModuleNotFoundError at .*broken.py:1: No module"),
        ("lost_update.py::ask", "must be a function with @simulation, but the function is not marked"),
    ],
)
async def test_bad_targets_are_refused_before_anything_runs(open_pool, target, told):
    with pytest.raises(MainstayError, match=told):
        async with open_pool(target):
            pass


async def test_the_same_seed_gives_the_same_bytes_in_another_process(open_pool):
    target = "lost_update.py::test_no_increment_is_lost"
    digests = []
    for _ in range(2):
        async with open_pool(target) as pool:
            outcomes = {}
            for seed in range(20):
                outcome = await pool.run(Job(target=target, seed=seed, timeline=True))
                outcomes[seed] = outcome
            digests.append(outcomes)

    assert digests[0] == digests[1]
    assert len({outcome.digest for outcome in digests[0].values()}) == 20


async def test_a_file_of_another_version_is_refused(proved, tmp_path):
    verdict = await proved("rare_state.py::test_program_fails", seeds=1)
    old = Failure(
        versions=Versions(format=1, python="3.9.1", target="0"),
        job=verdict.failure.job,
        outcome=verdict.failure.outcome,
    )
    failures.write(old, tmp_path / "old.json")

    with pytest.raises(MainstayError, match=r"must be replayed with Python 3\.9\.1"):
        failures.read(tmp_path / "old.json")
    (tmp_path / "broken.json").write_text('{"versions": 1}')
    with pytest.raises(MainstayError, match="must be a file of a failure"):
        failures.read(tmp_path / "broken.json")


async def test_branches_are_fenced_and_watched_like_any_simulation(open_pool):
    target = "watched_branches.py::test_goes_wrong"
    left: asyncio.Future[Copy] = asyncio.get_running_loop().create_future()
    async with open_pool(target) as pool:
        pool.on_snapshot = lambda copy: copy.drop() if left.done() else left.set_result(copy)
        first = await pool.run(Job(target=target, seed=1, snapshots=1))
        copy = await asyncio.wait_for(left, LIMIT_S)  # it connects by itself, before or after the outcome
        outcomes = []
        for _ in range(BRANCHES):
            pool.branched()
            copy.branch()
            outcomes.append(await pool.next())
        copy.drop()

    assert first.held, first.message
    assert [outcome.job.forks[0].branch for outcome in outcomes] == list(range(1, BRANCHES + 1))
    broken = {outcome.broken for outcome in outcomes}
    assert broken == {"", "nothing leaves the simulation", "every thread gives the processor back"}
