"""Clocks, event loops and names as programs of an exported test see them: the stock ones, on the clock of the world."""

# ruff: noqa: ANN401
# Sockets, loops and functions of whatever program runs: nothing is known of their types.

import asyncio
import asyncio.base_events
import itertools
import math
import selectors
import signal
import time
from collections.abc import Callable
from typing import Any

from mainstay.prove.export.runtime.world import LOOK_NS, SECOND, Process, here, running

EPOCH_S = 1_767_225_600  # 2026-01-01, when simulations begin
_STEADY_NS = 1000 * SECOND  # what a host's steady clock shows at first
_clocks = {name: getattr(time, name) for name in ("time", "monotonic", "perf_counter")}
_clocks_ns = {name: getattr(time, name) for name in ("time_ns", "monotonic_ns", "perf_counter_ns")}
_sleep, _signal, _wakeup, _RealSelector = time.sleep, signal.signal, signal.set_wakeup_fd, selectors.DefaultSelector


def _now(name: str, process: Process) -> int:
    if name == "monotonic":  # what event loops look at: their looks were counted in the recorded run
        process.tick()
    else:
        process.clock += LOOK_NS
    return process.clock + (EPOCH_S * SECOND if name.startswith("time") else _STEADY_NS)


def _seconds(name: str) -> Callable[[], float]:
    real = _clocks[name]
    return lambda: real() if (process := here()) is None else _now(name, process) / 1e9


def _nanoseconds(name: str) -> Callable[[], int]:
    real = _clocks_ns[name]
    return lambda: real() if (process := here()) is None else _now(name, process)


def sleep(seconds: float) -> None:
    """time.sleep."""
    process = here()
    if process is None:
        _sleep(seconds)
    elif not process.working:  # what a thread of an executor does takes as long as it did
        process.pause(int(seconds * SECOND))


class Selector(selectors.EpollSelector):
    """Waits for real descriptors, on the clock of the world. `hidden` are connections that are still on their way."""

    hidden: set[int] = set()
    touched: dict[int, int] = {}  # descriptor → the how-many-eth it is to have become ready

    def select(self, timeout: float | None = None) -> list[tuple[Any, int]]:
        """As selectors.EpollSelector, with the same rounding."""
        process = running()
        process.tick()
        turn = process.turn()
        if timeout is not None and timeout <= 0:
            process.go_on_at(turn.looked(process.clock))
            found = self.ready()
        elif self.ready():
            process.go_on_at(turn.looked(process.clock))
            found = self.ready()
            process.go_on_at(process.clock + turn.later)
        else:
            due = None if timeout is None else process.clock + int(math.ceil(timeout * 1e3) * 1e-3 * SECOND)
            process.wait(self.ready, due, turn)
            found = self.ready()
            process.go_on_at(process.clock + turn.later)
        process.went_on()
        return found

    def ready(self) -> list[tuple[Any, int]]:
        """What is ready now, first what became so first."""
        found = [pair for pair in super().select(0) if pair[0].fd not in self.hidden]
        seen = {pair[0].fd for pair in found}
        for fd in self.get_map() or ():
            if isinstance(fd, int) and fd not in seen:
                self.touched.pop(fd, None)
        return sorted(found, key=lambda pair: self.touched.get(pair[0].fd, 0))


def _selector() -> Any:
    return _RealSelector() if here() is None else Selector()


def _run_in_executor(loop: Any, executor: Any, call: Callable[..., Any], *args: Any) -> Any:
    """What a loop gives to a thread is done at once; the loop is told when it was in the recorded run."""
    process = here()
    if process is None:
        return _real_executor(loop, executor, call, *args)
    process.tick()
    future, result, trouble = loop.create_future(), None, None
    process.working = True
    try:
        result = call(*args)
    except Exception as raised:  # noqa: BLE001 - it belongs to whoever waits for the future
        trouble = raised
    finally:
        process.working = False

    def tell() -> None:
        if future.cancelled():
            return
        if trouble is None:
            future.set_result(result)
        else:
            future.set_exception(trouble)

    process.world.at(process.job(), _soon, loop, tell)
    return future


def _soon(loop: Any, tell: Callable[[], None]) -> None:
    if not loop.is_closed():
        loop.call_soon_threadsafe(tell)


_real_executor: Callable[..., Any] = asyncio.base_events.BaseEventLoop.run_in_executor
_count = itertools.count(1).__next__


class _Numbered:
    """Hashes by number, not by address: the standard library goes through sets of tasks and futures."""

    def __hash__(self) -> int:
        try:
            return self._number
        except AttributeError:
            process = here()
            self._number: int = _count() if process is None else process.number()
            return self._number


class Task(_Numbered, asyncio.Task):  # type: ignore[type-arg]
    """A task."""


class Future(_Numbered, asyncio.Future):  # type: ignore[type-arg]
    """A future."""


def _signals(number: int, handler: Any) -> Any:
    """signal.signal: programs are threads here, which may not."""
    return _signal(number, handler) if here() is None else signal.getsignal(number)


def _wakeups(fd: int, **named: Any) -> int:
    """signal.set_wakeup_fd, likewise."""
    return _wakeup(fd, **named) if here() is None else -1


def install_clocks() -> None:
    """Put them into their places, until the process ends."""
    modules: Any = (time, signal, selectors, asyncio)
    for name in _clocks:
        setattr(time, name, _seconds(name))
        setattr(time, f"{name}_ns", _nanoseconds(f"{name}_ns"))
    modules[0].sleep, modules[1].signal = sleep, _signals
    modules[1].set_wakeup_fd = _wakeups
    modules[2].DefaultSelector = _selector
    loops: Any = asyncio.base_events.BaseEventLoop
    loops.run_in_executor = _run_in_executor
    gathering: Any = asyncio.tasks
    gathering._GatheringFuture.__hash__ = _Numbered.__hash__  # noqa: SLF001 - what `gather` gives
    asyncio.tasks.Task = modules[3].Task = Task  # type: ignore[misc]
    asyncio.futures.Future = modules[3].Future = Future  # type: ignore[misc]
