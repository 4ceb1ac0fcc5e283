import asyncio
import os
import signal

import pytest

from mainstay.model.errors import ExitCode, MainstayError
from mainstay.model.plan import StartInstance
from mainstay.model.program import AliveProbe, ExitProbe, Output, Program, Restart, SecretRef, Tool, text
from mainstay.model.status import InstanceState

pytestmark = [pytest.mark.real, pytest.mark.slow]
SOON = AliveProbe(for_s=0.1)


async def test_a_program_is_started_seen_and_stopped(rig, shell):
    status = await rig.ready(shell("echo hello; exec sleep 1000", probe=SOON))
    assert status.state is InstanceState.READY
    assert status.pid
    assert (await rig.status()).memory_mib > 0
    await rig.until(lambda: rig.lines() == ["hello"], "its line is in the ledger")
    await rig.platform.stop("web.1")
    assert await rig.platform.status() == []
    assert rig.marked() == []
    assert rig.ledger.current("wanted") == {}


async def test_a_child_that_is_killed_is_started_again(rig, shell):
    first = await rig.ready(shell("exec sleep 1000", probe=SOON))
    os.kill(first.pid, signal.SIGKILL)

    async def again():
        status = await rig.status()
        return status if status.restarts == 1 and status.state is InstanceState.READY else None

    second = await rig.until(again, "it runs again")
    assert second.pid != first.pid
    assert second.exit_code == -signal.SIGKILL


async def test_a_program_that_keeps_ending_is_started_more_and_more_seldom(rig, shell):
    with pytest.raises(MainstayError) as caught:
        await rig.ready(shell("echo started; echo no such table: users >&2; exit 3", probe=AliveProbe(for_s=5)))
    error = caught.value
    assert error.exit_code is ExitCode.FAILED
    assert error.where == "web.1"
    assert "ended with status 3" in error.found
    assert "no such table: users" in error.found
    times = [e.at for e in rig.ledger.history("instance", "web.1") if e.body["state"] == "backoff"]
    assert 0.4 < times[1] - times[0] < times[2] - times[1]


async def test_jobs_run_once(rig, shell):
    job = shell("echo done", probe=ExitProbe(), restart=Restart.NEVER)
    status = await rig.ready(job, "migrate.1")
    assert (status.state, status.exit_code) == (InstanceState.ENDED, 0)
    assert rig.ledger.current("wanted") == {}
    with pytest.raises(MainstayError, match="ended with status 7"):
        await rig.ready(shell("exit 7", probe=ExitProbe(), restart=Restart.NEVER), "migrate.2")
    with pytest.raises(MainstayError, match=r"still running after 0\.3 s"):
        await rig.ready(shell("sleep 50", probe=ExitProbe(timeout_s=0.3), restart=Restart.NEVER), "migrate.3")


async def test_starting_an_equal_value_changes_nothing_and_an_unequal_one_replaces(rig, shell):
    first = await rig.ready(shell("exec sleep 1000", probe=SOON))
    assert (await rig.ready(shell("exec sleep 1000", probe=SOON))).pid == first.pid
    second = await rig.ready(shell("exec sleep 1001", probe=SOON))
    assert second.pid != first.pid
    await rig.until(lambda: first.pid not in rig.marked(), "the first is gone")


async def test_a_graceful_stop_tells_the_server_and_leaves_its_workers_to_it(rig, shell):
    script = """
    trap 'echo master told; kill -USR1 $worker; wait; exit 0' TERM
    sh -c 'trap "echo worker told by stranger" TERM; trap "echo worker ends; exit" USR1; while :; do sleep 0.05; done' &
    worker=$!
    wait
    """
    await rig.ready(shell(script, probe=SOON))
    await rig.platform.stop("web.1")
    await rig.until(lambda: "worker ends" in rig.lines(), "it ended gracefully")
    assert rig.lines() == ["master told", "worker ends"]


@pytest.mark.parametrize("wrapper", ["{}", "{}; echo after", "true && {}", "sh -c '{}; true'"])
async def test_a_stop_reaches_the_program_through_shells(rig, shell, tmp_path, wrapper):
    program = tmp_path / "program.py"
    program.write_text(
        "import signal, sys, time\n"
        "def stop(*_): print('graceful', flush=True); sys.exit(0)\n"
        "signal.signal(signal.SIGTERM, stop)\n"
        "print('up', flush=True)\n"
        "time.sleep(1000)\n"
    )
    await rig.platform.start(
        StartInstance(
            instance="web.1", resource="web", program=shell(wrapper.format(f"/usr/bin/python3 {program}"), probe=SOON)
        )
    )
    await rig.until(lambda: "up" in rig.lines(), "it is up")
    await rig.platform.stop("web.1")
    await rig.until(lambda: "graceful" in rig.lines(), "it was told")
    assert rig.lines().count("graceful") == 1


async def test_who_ignores_the_signal_is_killed_after_the_grace(rig, shell):
    await rig.ready(shell("trap '' TERM; while :; do sleep 0.1; done", probe=SOON, grace_s=0.5))
    begun = rig.world.clock.monotonic()
    await rig.platform.stop("web.1")
    assert 0.4 < rig.world.clock.monotonic() - begun < 10
    assert rig.marked() == []


async def test_killing_the_supervisor_leaves_no_orphan_and_a_new_one_restores_everything(rig, shell):
    detached = "setsid sh -c 'setsid sleep 777 & setsid sleep 777' & exec sleep 1000"
    web = await rig.ready(shell(detached, probe=SOON))
    await rig.ready(shell("exec sleep 1000", probe=SOON), "worker.1")
    await rig.until(lambda: len(rig.marked()) >= 6, "all of them run")
    await rig.kill()
    await rig.until(lambda: rig.marked() == [], "everything has ended", limit_s=5)

    await rig.up()

    async def restored():
        found = {status.instance: status.state for status in await rig.platform.status()}
        return found == {"web.1": InstanceState.READY, "worker.1": InstanceState.READY}

    await rig.until(restored, "both run again")
    assert (await rig.status()).pid != web.pid


async def test_what_an_earlier_supervisor_left_behind_is_ended_and_strangers_are_not(rig, shell, start_process):
    await rig.kill()
    environment = {"PATH": os.environ["PATH"]}
    mark = {"MAINSTAY_PROJECT": rig.paths.id, "MAINSTAY_INSTANCE": "web.1"}
    ours = start_process(["sleep", "1234"], environment | mark)
    stranger = start_process(["sleep", "1234"], environment)
    neighbour = start_process(["sleep", "1234"], environment | mark | {"MAINSTAY_PROJECT": "0123456789"})
    await rig.up()
    assert await asyncio.to_thread(ours.wait, 10) == -signal.SIGTERM
    await rig.ready(shell("exec sleep 1234", probe=SOON))
    await rig.platform.stop("web.1")
    assert stranger.poll() is None
    assert neighbour.poll() is None


async def test_only_one_supervisor_runs(rig):
    first = rig.process
    rig.process = None
    await rig.up()  # answered by the first
    assert await asyncio.to_thread(rig.process.wait, 20) != 0
    assert f"pid {first.pid}" in rig.log()
    rig.process = first


async def test_shutting_down_stops_the_application_before_what_it_uses_and_keeps_what_is_wanted(
    rig, shell, make_release
):
    say = "trap 'echo stopped; exit' TERM; while :; do sleep 0.05; done"
    for name in ("db", "cache"):
        await rig.ready(shell(say, probe=SOON), f"{name}.1")
    await rig.ready(shell(say, probe=SOON, built=await make_release(rig)), "web.1")
    await rig.down()
    stopped = [line.instance for line in rig.ledger.lines() if line.text == "stopped"]
    assert stopped == ["web.1", "cache.1", "db.1"]
    assert sorted(rig.ledger.current("wanted")) == ["cache.1", "db.1", "web.1"]
    assert rig.marked() == []


async def test_it_survives_hangups_and_ends_gracefully_on_term(rig, shell):
    await rig.ready(shell("trap 'echo bye; exit' TERM; while :; do sleep 0.05; done", probe=SOON))
    rig.process.send_signal(signal.SIGHUP)
    assert (await rig.status()).state is InstanceState.READY
    rig.process.send_signal(signal.SIGTERM)
    await asyncio.to_thread(rig.process.wait, 20)
    assert rig.lines() == ["bye"]


async def test_long_lines_come_in_pieces_and_bytes_are_replaced(rig, shell):
    script = r"head -c 200000 /dev/zero | tr '\0' x; echo; printf 'caf\303\251 \377\n'; exec sleep 1000"
    await rig.ready(shell(script, probe=SOON))
    lines = await rig.until(lambda: (found := rig.lines()) and found[-1].startswith("caf") and found, "all lines")
    assert lines[-1] == "café �"
    assert [len(line) for line in lines[:-1]] == [65536, 65536, 65536, 200000 - 3 * 65536]


async def test_a_fast_writer_waits_for_the_ledger_and_memory_stays_bounded(rig, shell):
    await rig.ready(shell("exec sleep 1000", probe=SOON), "calm.1")
    before = rig.world.host.memory_mib(frozenset({rig.process.pid}))
    await rig.ready(shell("exec yes 'a line of a program that writes as fast as it can'", probe=SOON))
    for _ in range(10):
        begun = rig.world.clock.monotonic()
        assert (await rig.status("calm.1")).state is InstanceState.READY
        assert rig.world.clock.monotonic() - begun < 5
    await rig.until(lambda: len(rig.lines()) > 20_000, "many lines have been written")
    assert rig.world.host.memory_mib(frozenset({rig.process.pid})) - before < 60
    await rig.platform.stop("web.1")


async def test_events_of_programs_become_events(rig, shell):
    ref = rig.secret("mail", "password", "hunter2-hunter2")
    script = (
        """echo '{"topic": "mail", "subject": "hi", "body": {"text": ["pw: hunter2-hunter2"], "n": 1}}'; """
        "echo '{\"topic\": 3}'; echo plain; exec sleep 1000"
    )
    await rig.ready(shell(script, probe=SOON, output=Output.EVENTS, environment={"PW": text(ref)}), "mail.1")
    await rig.until(lambda: "plain" in rig.lines("mail.1"), "its lines are there")
    event = rig.ledger.history("mail")[0]
    assert (event.subject, event.body) == ("hi", {"text": ["pw: [secret mail.password]"], "n": 1})
    assert rig.lines("mail.1") == ['{"topic": 3}', "plain"]


async def test_no_secret_reaches_the_ledger_or_an_error(rig, shell):
    ref = rig.secret("db", "password", "s3cret/with?odd&chars")
    encoded = (
        "import os, urllib.parse as u; print('to postgres://app:' + u.quote(os.environ['PASSWORD'], safe='') + '@db')"
    )
    script = f'env; /usr/bin/python3 -c "{encoded}"; exit 1'
    with pytest.raises(MainstayError) as caught:
        await rig.ready(shell(script, environment={"PASSWORD": text(ref)}))
    assert "PASSWORD=[secret db.password]" in rig.lines()
    assert "to postgres://app:[secret db.password]@db" in rig.lines()
    everything = str(caught.value) + rig.log() + "".join(map(str, rig.ledger.history(limit=100_000)))
    everything += "".join(rig.lines())
    assert "s3cret" not in everything


async def test_the_environment_is_small_and_nothing_of_the_shell_comes_along(rig, shell):
    os.environ["MY_OWN_TOKEN"] = "must-not-be-seen"
    try:
        await rig.down()
        await rig.up()
        program = shell("env; exec sleep 1000", probe=SOON, port=4321, address="127.9.9.9")
        await rig.ready(program)
    finally:
        del os.environ["MY_OWN_TOKEN"]
    names = {line.partition("=")[0] for line in rig.lines()}
    allowed = {
        "HOME", "USER", "LOGNAME", "PATH", "LANG", "TZ", "TMPDIR", "TERM", "PYTHONUNBUFFERED", "PORT", "PWD",
        "MAINSTAY_ADDRESS", "MAINSTAY_PROJECT", "MAINSTAY_INSTANCE",
    }  # fmt: skip
    assert names == allowed


async def test_a_missing_program_secret_or_package_is_told(rig, shell):
    with pytest.raises(MainstayError, match="no-such-program"):
        await rig.ready(Program(argv=(text("no-such-program"),)))
    with pytest.raises(MainstayError, match=r"the vault must hold db\.password"):
        await rig.ready(shell("true", environment={"X": text(SecretRef(component="db", name="password"))}), "a.1")
    with pytest.raises(MainstayError, match="uv pip install 'mainstay\\[extra\\]'"):
        await rig.ready(Program(argv=(text(Tool(package="no_such_package", path="x", extra="extra")),)), "b.1")
