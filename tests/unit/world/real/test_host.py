import asyncio
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from mainstay.world.ports import ProcessEntry
from mainstay.world.real import real_world

HOST = real_world().host


@pytest.fixture
def sleeper():
    process = subprocess.Popen(["sleep", "100"], env={"MARK": "a=b", "EMPTY": ""})
    yield process
    process.kill()
    process.wait()


def entry_of(pid: int) -> ProcessEntry:
    return next(entry for entry in HOST.processes() if entry.pid == pid)


def executed(pid: int) -> bool:
    return Path(f"/proc/{pid}/cmdline").read_bytes().startswith(b"sleep")


def test_processes_and_their_environment(sleeper, until):
    until(lambda: executed(sleeper.pid))
    entry = entry_of(sleeper.pid)
    assert (entry.parent, entry.command) == (os.getpid(), "sleep 100")
    assert HOST.environment_of(sleeper.pid) == {"MARK": "a=b", "EMPTY": ""}
    assert HOST.environment_of(0) == {}
    assert HOST.memory_mib(frozenset({sleeper.pid, 0})) > 0


def test_the_dead_are_no_processes(sleeper):
    sleeper.kill()
    os.waitid(os.P_PID, sleeper.pid, os.WEXITED | os.WNOWAIT)
    assert sleeper.pid not in {entry.pid for entry in HOST.processes()}
    assert HOST.tree(sleeper.pid) == []


def test_a_tree_has_parents_first(until):
    process = subprocess.Popen(["sh", "-c", "sh -c 'sleep 100; true'; true"])
    try:
        tree = until(lambda: (found := HOST.tree(process.pid)) and len(found) == 3 and found)
        assert tree[0].pid == process.pid
        assert [entry.parent for entry in tree[1:]] == [tree[0].pid, tree[1].pid]
    finally:
        for entry in reversed(HOST.tree(process.pid)):
            HOST.signal(entry, "KILL")
        process.wait()


def test_a_signal_hits_only_the_process_that_was_meant(sleeper):
    entry = entry_of(sleeper.pid)
    HOST.signal(ProcessEntry(pid=entry.pid, parent=1, started=entry.started - 1, command="old"), "KILL")
    assert sleeper.poll() is None
    HOST.signal(entry, "TERM")
    assert sleeper.wait(10) == -signal.SIGTERM
    HOST.signal(entry, "TERM")  # nothing happens


def test_who_catches_a_signal():
    script = "import signal, sys; signal.signal(signal.SIGTERM, print); print(); sys.stdin.read()"
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", script], **pipes) as process:
        process.stdout.readline()
        entry = entry_of(process.pid)
        assert HOST.catches(entry, "TERM")
        assert not HOST.catches(entry, "USR1")
        process.kill()
    assert not HOST.catches(entry, "TERM")


@pytest.mark.parametrize(
    ("family", "address", "shown"),
    [
        (socket.AF_INET, "127.3.4.5", "127.3.4.5"),
        (socket.AF_INET6, "::1", "::1"),
        (socket.AF_INET6, "::ffff:127.3.4.6", "127.3.4.6"),
        (socket.AF_INET6, "::", "::"),
    ],
)
def test_listeners_are_found_and_other_sockets_are_not(family, address, shown):
    with socket.socket(family) as server, socket.socket(family) as silent:
        server.bind((address, 0))
        server.listen()
        silent.bind((address, 0))
        found = HOST.listening(frozenset({os.getpid()}))
        assert (shown, server.getsockname()[1]) in found
        assert (shown, silent.getsockname()[1]) not in found
    assert HOST.listening(frozenset({0})) == []


def test_ports():
    with socket.socket() as server:
        server.bind(("127.3.4.7", 0))
        server.listen()
        port = server.getsockname()[1]
        assert not HOST.port_is_free("127.3.4.7", port)
        assert HOST.port_is_free("127.3.4.8", port)
    assert HOST.port_is_free("127.3.4.7", port)
    assert not HOST.port_is_free("203.0.113.77", port)


def test_the_rest_of_the_machine(tmp_path):
    assert HOST.free_disk_mib(tmp_path) > 0
    assert HOST.is_root() == (os.geteuid() == 0)


async def test_clock_and_randomness_and_environment():
    world = real_world()
    begun, wall = world.clock.monotonic(), world.clock.now()
    await world.clock.sleep(0.01)
    assert world.clock.monotonic() >= begun + 0.01
    assert world.clock.now() > wall > 1.7e9
    tokens = {world.randomness.token(50) for _ in range(20)}
    assert len(tokens) == 20
    assert all(len(token) == 50 and token.isalnum() and token.isascii() for token in tokens)
    assert world.environment.get("PATH") == world.environment.all()["PATH"]
    assert world.environment.get("NO_SUCH_NAME") is None
    await asyncio.sleep(0)
