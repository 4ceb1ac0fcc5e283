"""Keeping a program running, as the supervisor of `mainstay up` does: what ends starts again a moment later."""

from collections.abc import Callable

from mainstay.prove.machine.host import Host
from mainstay.prove.machine.process import Process

_KILLED = -9


class Keeper:
    """One program that is kept running on its host. `ends` are the statuses with which it ended by itself."""

    def __init__(self, host: Host, name: str, main: Callable[[], object], environ: dict[str, str]) -> None:
        self._host, self._name, self._main, self._environ = host, name, main, environ
        self.ends: list[int] = []
        self.process = self._start()

    def _start(self) -> Process:
        process = self._host.start(self._main, self._name, may_fail=True, environ=self._environ)
        process.state["start again"] = self.again
        process.on_exit.append(lambda: self._ended(process))
        return process

    def _ended(self, process: Process) -> None:
        if process.status is not None and process.status != _KILLED:
            self.ends.append(process.status)
        self._host.machine.supervise(self._host, process)

    def again(self) -> None:
        """Start it, unless it runs: several may ask for it after one end."""
        if not self.process.alive:
            self.process = self._start()
