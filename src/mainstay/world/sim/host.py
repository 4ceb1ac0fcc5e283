"""A machine that is made up: its processes, ports, disk and memory."""

from collections.abc import Mapping
from pathlib import Path

from mainstay.world.ports import MemoryGroups, ProcessEntry
from mainstay.world.sim.cgroup import SimulatedMemoryGroups

FIRST_PID = 1000


class SimulatedHost:
    """Implements `world.ports.Host`. Pids are never used twice, so they serve as start times as well."""

    def __init__(self, *, root: bool = False, free_disk_mib: float = 100_000.0) -> None:
        self._root, self._free_disk_mib = root, free_disk_mib
        self._processes: dict[int, tuple[ProcessEntry, dict[str, str]]] = {}
        self._ports: dict[int, list[tuple[str, int]]] = {}
        self._next_pid = FIRST_PID
        self._memory_groups = SimulatedMemoryGroups()

    @property
    def memory_groups(self) -> MemoryGroups:
        """See `Host`."""
        return self._memory_groups

    def add(self, command: str, environment: Mapping[str, str], *, parent: int = 1) -> int:
        """A new process; its pid."""
        pid = self._next_pid
        self._next_pid += 1
        entry = ProcessEntry(pid=pid, parent=parent, started=pid, command=command)
        self._processes[pid] = (entry, dict(environment))
        return pid

    def remove(self, pid: int) -> None:
        """A process has ended; nothing happens where it had already."""
        self._processes.pop(pid, None)
        self._ports.pop(pid, None)

    def listen(self, pid: int, address: str, port: int) -> None:
        """A process listens from now on."""
        self._ports.setdefault(pid, []).append((address, port))

    def tree(self, pid: int) -> list[ProcessEntry]:
        """See `Host`."""
        found = [entry for entry, _ in self._processes.values() if entry.pid == pid]
        for entry in found:
            found += [child for child, _ in self._processes.values() if child.parent == entry.pid]
        return found

    def catches(self, entry: ProcessEntry, name: str) -> bool:
        """No simulated program has handlers."""
        del entry, name
        return False

    def is_root(self) -> bool:
        """See `Host`."""
        return self._root

    def processes(self) -> list[ProcessEntry]:
        """See `Host`."""
        return [entry for entry, _ in self._processes.values()]

    def environment_of(self, pid: int) -> dict[str, str]:
        """See `Host`."""
        return dict(self._processes[pid][1]) if pid in self._processes else {}

    def signal(self, entry: ProcessEntry, name: str) -> None:
        """See `Host`. Every signal ends a process."""
        del name
        self.remove(entry.pid)

    def listening(self, pids: frozenset[int]) -> list[tuple[str, int]]:
        """See `Host`."""
        return sorted(place for pid in pids for place in self._ports.get(pid, []))

    def memory_mib(self, pids: frozenset[int]) -> float:
        """Ten MiB for each process."""
        return 10.0 * len(pids & self._processes.keys())

    def free_disk_mib(self, path: Path) -> float:
        """See `Host`."""
        del path
        return self._free_disk_mib

    def port_is_free(self, address: str, port: int) -> bool:
        """See `Host`."""
        taken = {place for places in self._ports.values() for place in places}
        return (address, port) not in taken and ("0.0.0.0", port) not in taken  # noqa: S104 - compared, not bound
