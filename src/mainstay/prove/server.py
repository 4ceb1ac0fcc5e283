"""The fork server: imports a target once, then forks one process for each simulation that it is asked for.

Started as `python -m mainstay.prove.server TARGET`, with a fixed hash seed and, where the system allows it, without
address randomisation. Reads one `Job` a line on standard input; answers one `Outcome` a line on standard output.
"""

import ctypes
import gc
import os
import select
import signal
import sys
import traceback
from collections.abc import Sequence

import msgspec

from mainstay.model.errors import MainstayError
from mainstay.prove.child import Prepared, Target, answer, simulate
from mainstay.prove.machine import fence, limits, refuse, shim
from mainstay.prove.outcome import Job, Outcome

_ADDR_NO_RANDOMIZE = 0x0040000  # personality(2)
_MARK = "MAINSTAY_PROVE_SERVER"
# The real ones, before the surface is replaced.
_read, _write, _pipe, _close = os.read, os.write, os.pipe, os.close
# The C library's own, since Python's runs hooks in the child (new seeds, new locks) that no two children run alike.
_fork = ctypes.PyDLL(None).fork
_dup2, _null = os.dup2, os.open(os.devnull, os.O_RDWR)
_waitpid, _poll, _exit = os.waitpid, select.poll, os._exit
_CHUNK = 1 << 16


def settle() -> None:
    """Start again with what determinism needs: no random addresses, a fixed hash seed. Returns in the new process."""
    if os.environ.get(_MARK):
        return
    ctypes.CDLL(None).personality(_ADDR_NO_RANDOMIZE)
    environ = {
        "PATH": os.environ.get("PATH", ""),
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONPATH": os.environ.get("PYTHONPATH", ""),
        "TZ": "UTC",
        "LC_ALL": "C.UTF-8",
        _MARK: "1",
    }
    preloaded = shim.library(shim.cache_folder(dict(os.environ)))
    if preloaded is not None:
        environ["LD_PRELOAD"] = str(preloaded)
    os.execve(sys.executable, [sys.executable, "-m", "mainstay.prove.server", *sys.argv[1:]], environ)


def serve(target: str) -> None:
    """Answer jobs until standard input ends. Simulations run side by side, as many as are asked for."""
    sys.path.insert(0, "")
    try:
        prepared = Prepared(Target(target))
    except MainstayError as trouble:
        _write(2, str(trouble).encode())
        _exit(2)
    gc.collect()
    gc.freeze()
    _write(1, b"ready\n")
    pending = b""
    poller = _poll()
    poller.register(0, select.POLLIN)
    running: dict[int, tuple[int, bytearray, int]] = {}
    open_input = True
    while open_input or running:
        for fd, _ in poller.poll():
            if fd == 0:
                data = _read(0, _CHUNK)
                if not data:
                    open_input = False
                    poller.unregister(0)
                *lines, pending = (pending + data).split(b"\n")
                for line in lines:
                    end, pid, seed = _start(prepared, msgspec.json.decode(line, type=Job))
                    running[end] = (pid, bytearray(), seed)
                    poller.register(end, select.POLLIN)
                continue
            data = _read(fd, _CHUNK)
            running[fd][1].extend(data)
            if not data:
                poller.unregister(fd)
                _close(fd)
                _finish(*running.pop(fd))


def _start(prepared: Prepared, job: Job) -> tuple[int, int, int]:
    here, there = _pipe()
    pid = _fork()
    if pid == 0:
        gc.disable()
        for fd in (0, 1):  # what C code of programs writes there must not get between our answers
            _dup2(_null, fd)
        limits.arm(there)
        refuse.report_to[0] = there
        fence.install()
        answer(simulate(prepared, job), there)
    _close(there)
    return here, pid, job.seed


def _died(seed: int, status: int, lines: Sequence[bytes]) -> Outcome:
    """The outcome of a process that gave none: escapes that it told of, else how it ended, and its stack if it wrote one."""
    notes = [line.removeprefix(refuse.NOTE).decode() for line in lines if line.startswith(refuse.NOTE)]
    stack = b"\n".join(line for line in lines if not line.startswith(refuse.NOTE)).decode()
    if notes:
        return Outcome(seed=seed, broken="nothing leaves the simulation", message=notes[0], stack=stack)
    return Outcome(seed=seed, broken="the simulation itself works", message=_death(status), stack=stack)


def _death(status: int) -> str:
    number = os.waitstatus_to_exitcode(status)
    if number == -signal.SIGXCPU:
        return "code in C did not come back to Python: the processor time ran out"
    if number == -fence.SIGSYS:
        return "code in C started a thread or another program, which cannot be simulated"
    return f"its process ended with status {number}"


def _finish(pid: int, data: bytearray, seed: int) -> None:
    _, status = _waitpid(pid, 0)
    *notes, last = bytes(data).split(b"\n")
    data[:] = last if last.startswith(b"{") else msgspec.json.encode(_died(seed, status, notes))
    data.extend(b"\n")
    view = memoryview(bytes(data))
    while len(view):
        view = view[_write(1, view) :]


if __name__ == "__main__":
    settle()
    try:
        serve(sys.argv[1])
    except BaseException:  # noqa: BLE001 - the interpreter cannot be shut down any more: its threads are simulated
        _write(2, traceback.format_exc().encode())
        _exit(1)
    _exit(0)
