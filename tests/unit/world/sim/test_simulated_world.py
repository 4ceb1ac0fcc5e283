"""The simulated world keeps the promises of the ports."""

import pytest

from mainstay.world.ports import Completed
from mainstay.world.sim import simulated_world


def done(argv, code=0, out="", err=""):
    return Completed(argv=tuple(argv), exit_code=code, out=out, err=err)


def world(**scripts):
    return simulated_world(scripts=scripts)


async def test_time_passes_only_in_sleep():
    clock = world().clock
    before = clock.now(), clock.monotonic()
    await clock.sleep(3600)
    assert (clock.now() - before[0], clock.monotonic() - before[1]) == (3600, 3600)


def test_the_same_seed_gives_the_same_tokens():
    tokens = [simulated_world(seed=seed).randomness.token(20) for seed in (1, 1, 2)]
    assert tokens[0] == tokens[1] != tokens[2]


async def test_a_scripted_program_writes_and_ends():
    lines = []
    made = world(cc=lambda argv: done(argv, 3, "out", "err"))
    ended = await made.programs.run(["/usr/bin/cc", "x.c"], on_line=lambda *line: lines.append(line))
    assert (ended.exit_code, lines) == (3, [("out", "out"), ("err", "err")])


async def test_what_is_not_scripted_is_not_there():
    assert world().programs.find("cc") is None
    with pytest.raises(FileNotFoundError):
        await world().programs.run(["cc"])


async def test_a_spawned_program_is_a_process_until_it_is_signalled(tmp_path):
    made = world(server=lambda _: None)
    process = await made.programs.spawn(["server"], cwd=tmp_path, env={"A": "b"}, on_line=lambda *_: None)
    (entry,) = made.host.processes()
    assert (entry.pid, made.host.environment_of(entry.pid)) == (process.pid, {"A": "b"})
    process.signal("KILL")
    assert await process.wait() == -9
    assert made.host.processes() == []


async def test_a_program_that_never_ends_times_out():
    with pytest.raises(TimeoutError):
        await world(server=lambda _: None).programs.run(["server"], timeout_s=1)


async def test_ports_are_taken_by_whoever_listens(tmp_path):
    made = world(server=lambda _: None)
    process = await made.programs.spawn(["server"], cwd=tmp_path, env={}, on_line=lambda *_: None)
    made.host.listen(process.pid, "127.0.0.1", 80)
    assert not made.host.port_is_free("127.0.0.1", 80)
    assert made.host.port_is_free("127.0.0.2", 80)
    assert made.host.listening(frozenset({process.pid})) == [("127.0.0.1", 80)]
    process.signal("TERM")
    assert made.host.port_is_free("127.0.0.1", 80)
