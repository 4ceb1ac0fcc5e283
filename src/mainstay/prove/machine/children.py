"""Parents and children: process numbers, ends, waiting for them; and what a process is told of its machine."""

import errno
import os
import resource as real_resource
import sys
from collections.abc import Callable
from typing import Any

from mainstay.prove.machine import accounts, clock, current, signals, uncaught
from mainstay.prove.machine.files.raw import flush_open
from mainstay.prove.machine.green import Thread, Woken
from mainstay.prove.machine.process import Killed, Process
from mainstay.prove.machine.watched import refuse

BYTE = 0xFF
CORES = 4
_INIT = 1
_SIGABRT = 6


class Family:
    """The parent, the children that were not waited for yet, and the threads that wait for one of them."""

    def __init__(self) -> None:
        self.parent: Process | None = None
        self.children: dict[int, Process] = {}
        self.waiting: list[Thread] = []


def family(process: Process) -> Family:
    """The family of a process."""
    found: Any = process.state.get("family")
    if found is None:
        found = process.state["family"] = Family()
    return found


def adopt(parent: Process, child: Process) -> None:
    """Make `child` a child of `parent`, which is told of its end."""
    family(child).parent = parent
    family(parent).children[child.pid] = child
    child.state["group"] = signals.group_of(parent)

    def ended() -> None:
        waiting, family(parent).waiting = family(parent).waiting, []
        for thread in waiting:
            current.hub.wake(thread)
        if parent.alive:
            signals.of(parent).send(signals.SIGCHLD)

    child.on_exit.append(ended)


# -- waiting


def waitpid(pid: int, options: int) -> tuple[int, int]:
    """os.waitpid."""
    own, thread = family(current.process()), current.thread
    while True:
        children = [child for child in own.children.values() if pid in {child.pid, -1, 0, -signals.group_of(child)}]
        if not children:
            raise refuse(errno.ECHILD)
        for child in children:
            if child.status is not None:
                del own.children[child.pid]
                return child.pid, _encoded(child.status)
        if options & os.WNOHANG:
            current.hub.pause()  # who asks again and again must let the child go on
            return 0, 0
        assert thread is not None  # noqa: S101 - only programs have children
        own.waiting.append(thread)
        woken = current.hub.block(None, f"the end of {', '.join(child.name for child in children)}")
        if thread in own.waiting:
            own.waiting.remove(thread)
        if woken is Woken.SIGNAL:
            thread.process.host.machine.signals(thread.process)


def _encoded(status: int) -> int:
    return -status if status < 0 else (status & BYTE) << 8


def wait() -> tuple[int, int]:
    """os.wait."""
    return waitpid(-1, 0)


def wait3(options: int) -> tuple[int, int, Any]:
    """os.wait3."""
    return wait4(-1, options)


def wait4(pid: int, options: int) -> tuple[int, int, Any]:
    """os.wait4."""
    return *waitpid(pid, options), getrusage(0)


def waitid(kind: int, number: int, options: int) -> os.waitid_result | None:
    """os.waitid, for children that end; None where WNOHANG is asked for and none has."""
    wanted = {os.P_ALL: -1, os.P_PID: number, os.P_PGID: -number}[kind]
    pid, status = waitpid(wanted, options & os.WNOHANG)
    if not pid:
        return None
    code = os.waitstatus_to_exitcode(status)
    told = (os.CLD_EXITED, code) if code >= 0 else (os.CLD_KILLED, -code)
    return os.waitid_result((pid, accounts.USER, signals.SIGCHLD, told[1], told[0]))


def pidfd_open(pid: int, flags: int = 0) -> int:
    """os.pidfd_open: an older kernel, that has none; callers wait in a thread then."""
    del pid, flags
    raise refuse(errno.ENOSYS)


def pidfd_send_signal(pidfd: int, number: int, *_: object) -> None:
    """signal.pidfd_send_signal: an older kernel, as above."""
    del pidfd, number
    raise refuse(errno.ENOSYS)


# -- ends


def leave(status: int) -> None:
    """os._exit: no `finally`, no `atexit`, nothing flushed."""
    current.process().end(int(status) & BYTE)
    current.hub.leave()


def abort() -> None:
    """os.abort."""
    current.process().end(-_SIGABRT)
    current.hub.leave()


def close(process: Process) -> bool:
    """What Python does at an orderly end: what was registered with `atexit`, then what is still in buffers.

    Whether the standard streams took what was left in theirs.
    """
    calls = _at_exit(process)
    while calls:
        call, args, options = calls.pop()
        try:
            call(*args, **options)
        except Killed:
            raise
        except BaseException as trouble:  # noqa: BLE001 - Python too prints it and goes on
            uncaught.ignored(f"in atexit callback: {call!r}", trouble)
    _end_multiprocessing()
    flushed = [_flushed(sys.stdout), _flushed(sys.stderr)]
    flush_open(process)
    return all(flushed)


def _flushed(stream: Any) -> bool:  # noqa: ANN401 - whatever the program has put there
    try:
        if stream is not None and not getattr(stream, "closed", False):
            stream.flush()
    except Exception as trouble:  # noqa: BLE001 - a stream of the program may raise anything
        if stream is sys.stdout:
            uncaught.ignored(f"in: {stream!r}", trouble.with_traceback(None))
        return False
    return True


def _end_multiprocessing() -> None:
    """What `multiprocessing` registers with `atexit` when it is imported, which was before the process began."""
    util: Any = sys.modules.get("multiprocessing.util")
    if util is not None:
        util._exit_function()  # noqa: SLF001 - what it registers itself
        util._exiting = False  # noqa: SLF001 - other processes of the host come to their ends too


def _at_exit(process: Process) -> list[tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]]:
    found: Any = process.state.setdefault("atexit", [])
    return found


def register(call: Callable[..., Any], *args: Any, **options: Any) -> Callable[..., Any]:  # noqa: ANN401 - handed on
    """atexit.register: of the running process. What was registered while modules were imported is not called."""
    if current.thread is not None:
        _at_exit(current.process()).append((call, args, options))
    return call


def unregister(call: Callable[..., Any]) -> None:
    """atexit.unregister."""
    calls = _at_exit(current.process())
    calls[:] = [known for known in calls if known[0] != call]


def run_exit_functions() -> None:
    """atexit._run_exitfuncs."""
    close(current.process())


# -- who and where


def getpid() -> int:
    """os.getpid."""
    return current.process().pid


def getppid() -> int:
    """os.getppid."""
    parent = family(current.process()).parent
    return parent.pid if parent is not None and parent.alive else _INIT


def getpgid(pid: int) -> int:
    """os.getpgid."""
    return signals.group_of(_known(pid))


def getpgrp() -> int:
    """os.getpgrp."""
    return getpgid(0)


def setpgid(pid: int, group: int) -> None:
    """os.setpgid."""
    process = _known(pid)
    process.state["group"] = group or process.pid


def setsid() -> int:
    """os.setsid."""
    setpgid(0, 0)
    return getpid()


def _known(pid: int) -> Process:
    own = current.process()
    found = own if pid in {0, own.pid} else own.host.processes.get(pid)
    if found is None:
        raise refuse(errno.ESRCH)
    return found


def _user() -> int:
    """os.getuid and its like: an ordinary user."""
    return accounts.USER


def uname() -> os.uname_result:
    """os.uname."""
    return os.uname_result(("Linux", current.host().name, "6.1.0", "#1 SMP mainstay", "x86_64"))


def cpu_count() -> int:
    """os.cpu_count."""
    return CORES


def affinity(pid: int) -> set[int]:
    """os.sched_getaffinity."""
    del pid
    return set(range(CORES))


def times() -> os.times_result:
    """os.times: a simulated process is always on its processor."""
    now = clock.monotonic()
    return os.times_result((now, 0.0, 0.0, 0.0, now))


def getrusage(who: int) -> real_resource.struct_rusage:
    """resource.getrusage: processor time as `os.times`, 64 MiB, nothing else."""
    del who
    return real_resource.struct_rusage((clock.monotonic(), 0.0, 65_536, *(0,) * 13))


OS: dict[str, Callable[..., Any]] = {
    "waitpid": waitpid,
    "wait": wait,
    "wait3": wait3,
    "wait4": wait4,
    "waitid": waitid,
    "abort": abort,
    "pidfd_open": pidfd_open,
    "_exit": leave,
    "getpid": getpid,
    "getppid": getppid,
    "getpgid": getpgid,
    "getpgrp": getpgrp,
    "getsid": getpgid,
    "setpgid": setpgid,
    "setsid": setsid,
    "getuid": _user,
    "geteuid": _user,
    "getgid": _user,
    "getegid": _user,
    "getlogin": lambda: current.host().name,
    "getloadavg": lambda: (0.0, 0.0, 0.0),
    "uname": uname,
    "cpu_count": cpu_count,
    "process_cpu_count": cpu_count,
    "sched_getaffinity": affinity,
    "times": times,
}
ATEXIT: dict[str, Callable[..., Any]] = {
    "register": register,
    "unregister": unregister,
    "_run_exitfuncs": run_exit_functions,
}
