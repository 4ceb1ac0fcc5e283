"""The one port of the outside that is not the real one here: `world.ports.Host`, asked of the simulated machine.

The real one reads `/proc`, which simulated hosts do not have. Clock, entropy, environment and programs are
`world.real`, on the simulated operating system.
"""

import os
import signal
import socket
from dataclasses import replace

from mainstay.prove.machine import children, current, inside, signals
from mainstay.prove.machine.net.listening import Listener
from mainstay.world.ports import ProcessEntry, World
from mainstay.world.real import real_world
from mainstay.world.sim.cgroup import SimulatedMemoryGroups

_INIT = 1


class Machine:
    """Implements `world.ports.Host` for the simulated host that asks. Numbers of processes are never used twice."""

    def __init__(self):
        self.memory_groups = SimulatedMemoryGroups()

    def is_root(self):
        return False

    def processes(self):
        return [_entry(process) for _, process in sorted(current.host().processes.items())]

    def tree(self, pid):
        entries = self.processes()
        found = [entry for entry in entries if entry.pid == pid]
        for parent in found:
            found += [entry for entry in entries if entry.parent == parent.pid]
        return found

    def environment_of(self, pid):
        process = current.host().processes.get(pid)
        table = inside.environ(process) if process else {}
        return {os.fsdecode(name): os.fsdecode(value) for name, value in table.items()}

    def catches(self, entry, name):
        process = current.host().processes.get(entry.pid)
        handlers = signals.of(process).handlers if process else {}
        return handlers.get(signal.Signals[f"SIG{name}"], signal.SIG_DFL) != signal.SIG_DFL

    def signal(self, entry, name):
        if entry.pid in current.host().processes:
            os.kill(entry.pid, signal.Signals[f"SIG{name}"])

    def listening(self, pids):
        found = {listener.local[:2] for pid in pids for listener in _listeners(pid)}
        return sorted(found)

    def memory_mib(self, pids):
        return 10.0 * len(pids)

    def free_disk_mib(self, path):
        return 10_000.0

    def port_is_free(self, address, port):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((address, port))
                probe.listen(1)
            except OSError:
                return False
        return True


def world() -> World:
    """The world of a program on a simulated host."""
    return replace(real_world(), host=Machine())


def _entry(process):
    parent = children.family(process).parent
    return ProcessEntry(
        pid=process.pid,
        parent=parent.pid if parent is not None and parent.alive else _INIT,
        started=process.pid,
        command=" ".join(process.state.get("program", process.argv)),
    )


def _listeners(pid):
    process = current.host().processes.get(pid)
    bound = process.descriptions.values() if process else ()
    return [what for what in bound if isinstance(what, Listener) and isinstance(what.local, tuple)]
