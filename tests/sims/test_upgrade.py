"""Hosts that are moved from one release to another while a test runs."""

import json
import sys
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from msgspec.structs import replace

from mainstay.actions.context import open_context
from mainstay.actions.prove import prove as prove_verb
from mainstay.actions.prove_upgrade import prove_upgrade
from mainstay.model.errors import MainstayError
from mainstay.prove.explore import Search
from mainstay.prove.outcome import Job
from mainstay.prove.pool import Pool
from mainstay.prove.rollout import FIXED, STILL, WALKED, WALKS, Code, Rollout
from mainstay.prove.scene import Scene
from mainstay.prove.upgrade import Prover, Safety
from mainstay.world.real import real_world

RELEASES = Path(__file__).parent / "upgrade"
EXAMPLE = Path(__file__).parents[2] / "examples" / "rolling-upgrade"
BY_NAME = {walk.name: walk for walk in WALKS}
pytestmark = [pytest.mark.slow, pytest.mark.real]


def rollout(old="old", new="new", *, folder=RELEASES, walk="up", **more):
    codes = {side: Code(name=name, folders=(str(folder / name),)) for side, name in (("old", old), ("new", new))}
    return Rollout(walk=BY_NAME.get(walk, STILL), span_s=2.0, **codes, **more)


@asynccontextmanager
async def opened(tmp_path, target, moved):
    world = real_world()
    environ = world.environment.all()
    async with Pool(
        world.programs, target, python=sys.executable, folder=tmp_path, environ=environ, scene=Scene(rollout=moved)
    ) as pool:
        yield pool


async def one(tmp_path, function, moved, *, seed=0, folder=RELEASES, file="moved.py"):
    target = f"{folder / file}::{function}"
    async with opened(tmp_path, target, moved) as pool:
        return await pool.run(Job(target=target, seed=seed, timeline=True, rollout=moved))


async def verdicts(tmp_path, function, moved):
    target = f"{RELEASES}/moved.py::{function}"
    async with opened(tmp_path, target, moved) as pool:
        search = Search(target=target, seeds=2, jobs=1, branching=False)
        verdict = await Prover(pool, search, moved, limit=lambda: lambda: True).prove()
    return None if verdict is None else {found.walk.name: found for found in verdict.walks}


def lines(outcome, what, host=""):
    return [moment.text for moment in outcome.timeline if moment.what == what and host in moment.host]


@pytest.mark.parametrize(
    ("walk", "told"),
    [
        ("up", ["old → new"] * 3),
        ("half-and-back", ["old → new"] * 2 + ["new → old"] * 2),
        ("up-and-back", ["old → new"] * 3 + ["new → old"] * 3),
        ("up-back-up", ["old → new"] * 3 + ["new → old"] * 3 + ["old → new"] * 3),
        ("stay-from", ["old → old"] * 3),
        ("stay-to", ["new → new"] * 3),
        ("still", []),
    ],
)
async def test_hosts_are_moved_one_by_one(tmp_path, walk, told):
    outcome = await one(tmp_path, "test_all_are_moved", rollout(walk=walk))

    assert lines(outcome, "move") == told
    assert outcome.held
    assert outcome.met[WALKED]


async def test_the_disk_stays_and_memory_does_not(tmp_path):
    outcome = await one(tmp_path, "test_all_are_moved", rollout(walk="up-back-up"))

    assert lines(outcome, "stdout", "two") == [
        "old: 1 in memory, old on disk",
        "new: 1 in memory, old new on disk",
        "old: 1 in memory, old new old on disk",
        "new: 1 in memory, old new old new on disk",
    ]


async def test_moments_and_order_come_from_the_seed(tmp_path):
    target, moved = f"{RELEASES}/moved.py::test_all_are_moved", rollout()
    async with opened(tmp_path, target, moved) as pool:
        found = [await pool.run(Job(target=target, seed=seed, timeline=True, rollout=moved)) for seed in (1, 1, 2, 3)]
    moves = [[(moment.at_ns, moment.host) for moment in outcome.timeline if moment.what == "move"] for outcome in found]

    assert moves[0] == moves[1]
    assert found[0].digest == found[1].digest
    assert len({tuple(each) for each in moves}) == 3
    assert len({tuple(host for _, host in each) for each in moves}) > 1


async def test_hosts_that_stay_are_left_alone(tmp_path):
    outcome = await one(tmp_path, "test_all_are_moved", rollout(stay=("two",)))

    assert len(lines(outcome, "move")) == 2
    assert lines(outcome, "move", "two") == []


async def test_what_does_not_stop_is_killed(tmp_path):
    outcome = await one(tmp_path, "test_all_are_moved", rollout(old="slow-to-stop"))

    assert lines(outcome, "stdout", "one") == ["not yet", "new: 1 in memory, new on disk"]
    assert lines(outcome, "kill -9") == ["serve, which did not stop"] * 3
    assert outcome.held


@pytest.mark.parametrize("walk", ["up-and-back", "up-back-up"])
async def test_faults_strike_meanwhile_and_nothing_is_started_twice(tmp_path, walk):
    target, moved = f"{RELEASES}/moved.py::test_moved_in_rough_weather", rollout(walk=walk)
    async with opened(tmp_path, target, replace(moved, span_s=60.0)) as pool:
        found = [
            await pool.run(Job(target=target, seed=seed, rollout=replace(moved, span_s=60.0))) for seed in range(6)
        ]

    assert [outcome.broken for outcome in found] == [""] * 6
    assert any("crash" in struck.decision.fault for outcome in found for struck in outcome.struck)
    assert any("kill" in struck.decision.fault for outcome in found for struck in outcome.struck)


async def test_a_release_that_does_not_import_is_unsafe(tmp_path):
    found = await verdicts(tmp_path, "test_all_are_moved", rollout(new="broken"))

    assert found["stay-from"].safety is Safety.SAFE
    assert found["up"].safety is Safety.UNSAFE
    assert "No module named 'a_package_that_is_not_there'" in found["up"].why


async def test_what_breaks_on_the_older_release_alone_says_nothing_of_the_upgrade(tmp_path):
    found = await verdicts(tmp_path, "test_does_not_bear_a_restart", rollout())

    assert found["stay-from"].safety is Safety.UNSAFE
    assert {found[name].safety for name in found if name != "stay-from"} == {Safety.UNCLEAR}
    assert found["up"].why == "not tried: the test breaks on old alone"


async def test_the_same_moves_without_new_code_tell_what_is_not_the_doing_of_the_upgrade(tmp_path):
    found = await verdicts(tmp_path, "test_all_are_moved", rollout(old="brittle"))

    assert found["stay-from"].safety is Safety.SAFE
    assert found["up"].safety is Safety.SAFE
    assert found["up-and-back"].safety is Safety.UNCLEAR
    assert found["up-and-back"].why.startswith("breaks as well where all stays brittle: ")
    assert "starts: too many" in found["up-and-back"].why


async def test_no_way_is_safer_than_its_beginning(tmp_path):
    found = await verdicts(tmp_path, "test_the_older_cannot_end_on_what_the_newer_wrote", rollout())

    unsafe = [name for name, walk in found.items() if walk.safety is Safety.UNSAFE]
    assert unsafe == ["half-and-back", "up-and-back", "up-back-up"]
    assert found["up-back-up"].verdict.held
    assert found["up-back-up"].why == "begins as up-and-back does, though none of its own 2 simulations broke"


async def test_a_test_that_is_too_short_is_unclear(tmp_path):
    found = await verdicts(tmp_path, "test_ends_too_soon", rollout())

    assert {walk.safety for walk in found.values()} == {Safety.UNCLEAR}
    assert "sim.moving" in found["up"].why


async def test_a_function_that_no_module_has_cannot_be_moved(tmp_path):
    outcome = await one(tmp_path, "test_starts_what_no_module_has", rollout())

    assert outcome.broken == FIXED


async def test_a_test_that_starts_nothing_has_no_verdict(tmp_path):
    assert await verdicts(tmp_path, "test_starts_nothing", rollout()) is None


# -- the example


@pytest.mark.parametrize(
    ("new", "walk", "broken"),
    [
        ("v2", "up-back-up", ""),
        ("v2-format", "up", ""),
        ("v2-format", "half-and-back", "TypeError: list indices must be integers"),
        ("v2-messages", "stay-to", ""),
        ("v2-messages", "up", "linearizable register of 'x'"),
    ],
)
async def test_the_example_breaks_where_it_says(tmp_path, new, walk, broken):
    moved = rollout("v1", new, folder=EXAMPLE, walk=walk)
    target = f"{EXAMPLE}/test_upgrade.py::test_store"
    async with opened(tmp_path, target, moved) as pool:
        for seed in range(12 if broken else 3):
            outcome = await pool.run(Job(target=target, seed=seed, rollout=moved))
            if not outcome.held:
                break

    assert outcome.held is (not broken)
    assert broken in outcome.message


# -- the verb


def project(tmp_path):
    """A folder with the test and some of its releases."""
    for name in ("old", "new", "broken"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "counter.py").write_text((RELEASES / name / "counter.py").read_text())
    (tmp_path / "moved.py").write_text((RELEASES / "moved.py").read_text())
    return open_context(tmp_path)


async def test_what_breaks_is_told_written_and_replayed(tmp_path):
    context = project(tmp_path)
    report = await prove_upgrade(context, "moved.py::test_all_are_moved", from_="old", to="broken", seeds=1, jobs=1)

    assert not report.ok
    assert not report.data["rollback_safe"]
    paths = {path["path"]: path for path in report.data["tests"][0]["paths"]}
    assert paths["stay-from"]["verdict"] == "safe"
    assert paths["up"]["verdict"] == "unsafe"
    assert report.lines[-1] == "broken is not rollback-safe from old: with broken alone the test breaks already"
    assert any("mainstay prove --replay" in line for line in report.lines)
    assert not any("--export" in line for line in report.lines)  # it would be refused
    json.dumps(report.data)
    again = await prove_verb(context, replay=Path(paths["up"]["file"]))
    assert again.ok
    assert "No module named" in again.lines[-1]
    assert Path(paths["up"]["file"]).with_suffix(".html").exists()


async def test_a_safe_upgrade_is_said_in_one_sentence(tmp_path):
    report = await prove_upgrade(
        project(tmp_path), "moved.py::test_all_are_moved", from_="old", to="new", seeds=1, jobs=1
    )

    assert report.ok
    assert report.data["rollback_safe"]
    assert report.lines[-1] == "new is rollback-safe from old: hosts may go back at any moment of the upgrade"


async def test_code_that_is_gone_is_told_when_a_failure_is_replayed(tmp_path):
    context = project(tmp_path)
    report = await prove_upgrade(context, "moved.py::test_all_are_moved", from_="old", to="broken", seeds=1, jobs=1)
    file = Path(next(path["file"] for path in report.data["tests"][0]["paths"] if path["file"]))
    (tmp_path / "broken").rename(tmp_path / "elsewhere")

    with pytest.raises(MainstayError, match="must hold the code of broken, but there is no such folder"):
        await prove_verb(context, replay=file)


@pytest.mark.parametrize(
    ("target", "options", "told"),
    [
        ("moved.py::test_all_are_moved", {"from_": "old", "to": "old"}, "must differ, but they have the same code"),
        ("moved.py::test_starts_nothing", {"from_": "old", "to": "new"}, "must start programs on hosts"),
        ("moved.py", {"from_": "old", "to": "new", "keep": ("one", "two", "three")}, "it starts none but on one, two"),
        ("moved.py::test_all_are_moved", {"to": "new"}, "--from must say what runs before, but no release serves here"),
    ],
)
async def test_bad_input_is_refused(tmp_path, target, options, told):
    with pytest.raises(MainstayError, match=told):
        await prove_upgrade(project(tmp_path), target, seeds=1, jobs=1, **options)
