"""The machine, as `/proc` and the kernel show it."""

import os
import shutil
import signal
import socket
from pathlib import Path

from mainstay.world.ports import ProcessEntry
from mainstay.world.real.cgroup import Cgroups
from mainstay.world.real.listeners import listening

PROC = Path("/proc")
_PAGE_MIB = os.sysconf("SC_PAGE_SIZE") / 1024 / 1024


class RealHost:
    """Implements `world.ports.Host`."""

    def __init__(self) -> None:
        self._memory_groups = Cgroups()

    @property
    def memory_groups(self) -> Cgroups:
        """The machine's control groups."""
        return self._memory_groups

    def is_root(self) -> bool:
        """Whether this process may do everything."""
        return os.geteuid() == 0

    def processes(self) -> list[ProcessEntry]:
        """All processes that can be seen and have not ended, by pid."""
        return [entry for pid in _pids() if (entry := _entry(pid))]

    def tree(self, pid: int) -> list[ProcessEntry]:
        """The process `pid` and all that descend from it, parents before children."""
        children: dict[int, list[int]] = {}
        for each in _pids():
            if (stat := _stat(each)) is not None:
                children.setdefault(int(stat[1]), []).append(each)
        found, waiting = list[ProcessEntry](), [pid]
        while waiting:
            each = waiting.pop(0)
            waiting += children.get(each, [])
            if entry := _entry(each):
                found.append(entry)
        return found

    def environment_of(self, pid: int) -> dict[str, str]:
        """The environment a process was started with; empty where it may not be read."""
        try:
            data = (PROC / str(pid) / "environ").read_bytes()
        except OSError:
            return {}
        pairs = (item.partition(b"=") for item in data.split(b"\0") if b"=" in item)
        return {os.fsdecode(name): os.fsdecode(value) for name, _, value in pairs}

    def catches(self, entry: ProcessEntry, name: str) -> bool:
        """Whether that process handles or ignores a signal, instead of dying of it."""
        bit = 1 << (signal.Signals[f"SIG{name}"] - 1)
        try:
            status = (PROC / str(entry.pid) / "status").read_text(errors="replace")
        except OSError:
            return False
        masks = [line.split()[1] for line in status.splitlines() if line.startswith(("SigIgn:", "SigCgt:"))]
        return any(int(mask, 16) & bit for mask in masks)

    def signal(self, entry: ProcessEntry, name: str) -> None:
        """Send a signal to exactly that process.

        A pidfd names one process for good: opened first and compared with `entry` afterwards, it cannot hit a
        stranger that got the same pid in between.
        """
        try:
            descriptor = os.pidfd_open(entry.pid)
        except OSError:  # it is gone (kernels without pidfd are older than what Python 3.11 distributions run on)
            return
        try:
            if (now := _entry(entry.pid)) and now.started == entry.started:
                signal.pidfd_send_signal(descriptor, signal.Signals[f"SIG{name}"])
        except (ProcessLookupError, PermissionError):
            return
        finally:
            os.close(descriptor)

    def listening(self, pids: frozenset[int]) -> list[tuple[str, int]]:
        """The (address, port) pairs on which any of these processes accepts TCP connections, sorted."""
        return listening(pids, PROC)

    def memory_mib(self, pids: frozenset[int]) -> float:
        """Resident memory of these processes together. Pages they share count once for each."""
        return sum(_resident_pages(pid) for pid in pids) * _PAGE_MIB

    def free_disk_mib(self, path: Path) -> float:
        """Free space below `path`."""
        return shutil.disk_usage(path).free / 1024 / 1024

    def port_is_free(self, address: str, port: int) -> bool:
        """Whether a program could listen there now."""
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((address, port))
                probe.listen(1)
            except OSError:
                return False
        return True


def _pids() -> list[int]:
    return sorted(int(name) for name in os.listdir(PROC) if name.isdigit())  # noqa: PTH208 - called often; no Path each


def _stat(pid: int) -> list[str] | None:
    """The fields of /proc/<pid>/stat from the state on (proc(5), fields 3 and following); None for the dead."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:  # noqa: PTH123 - called for every process of the machine
            data = file.read()
    except OSError:
        return None
    fields = data[data.rfind(b")") + 2 :].decode("ascii", errors="replace").split()
    return None if fields[0] in "ZX" else fields


def _entry(pid: int) -> ProcessEntry | None:
    stat = _stat(pid)
    if stat is None:
        return None
    try:
        command = (PROC / str(pid) / "cmdline").read_bytes()
    except OSError:
        return None
    words = command.rstrip(b"\0").replace(b"\0", b" ").decode("utf-8", errors="replace")
    return ProcessEntry(pid=pid, parent=int(stat[1]), started=int(stat[19]), command=words)


def _resident_pages(pid: int) -> int:
    try:
        return int((PROC / str(pid) / "statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0
