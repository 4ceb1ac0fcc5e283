"""The last line against silent escapes: a filter of system calls (seccomp(2)) in the process of each simulation.

What C code asks of the kernel does not pass through Python. The filter lets pass what an interpreter needs by itself
(memory, the pipe to the server, forks for snapshots) and traps what reaches outside: sockets, other programs, threads,
sleeping, entropy, files. A trapped call raises SIGSYS in the very thread that made it; the handler here answers it:
entropy comes from the seed, files are read as the running host has them, everything else fails with EPERM and is told.

Works without privileges (PR_SET_NO_NEW_PRIVS) on Linux, x86-64 and aarch64; elsewhere `install` returns False.
"""

# pyright: reportPrivateUsage=false
# sys._getframe is the only way to the line that did it.

import ctypes
import errno
import os
import platform
import struct
import sys
from typing import Any, NamedTuple

from mainstay.prove.machine import refuse
from mainstay.prove.machine.answers import ANSWERS
from mainstay.prove.machine.files import lending

SIGSYS = 31
_SA_SIGINFO, _SA_NODEFER = 0x4, 0x4000_0000
_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _FILTER = 38, 22, 2
_ALLOW, _TRAP, _ERRNO = 0x7FFF_0000, 0x0003_0000, 0x0005_0000  # linux/seccomp.h
_CLONE_VM = 0x100
_AT_FDCWD = -100
# The machine's own calls carry this in the sixth argument, which none of the trapped calls has.
_PASS = 0x6D61_696E

# struct seccomp_data: number, architecture, instruction pointer, six arguments of 8 bytes.
_NUMBER_AT, _ARCHITECTURE_AT, _FIRST_AT, _SIXTH_AT = 0, 4, 16, 56
_LOAD, _EQUAL, _ANY_BIT, _RETURN = 0x20, 0x15, 0x45, 0x06  # the operations of classic BPF that are needed


class Machine(NamedTuple):
    """What differs between processors: numbers of system calls, and where a signal's context keeps the result."""

    audit: int
    result_at: int
    calls: dict[str, int]


_X86 = Machine(0xC000_003E, 40 + 13 * 8, {
    "socket": 41, "connect": 42, "accept": 43, "sendto": 44, "recvfrom": 45, "sendmsg": 46, "recvmsg": 47, "bind": 49,
    "listen": 50, "socketpair": 53, "accept4": 288, "sendmmsg": 307, "recvmmsg": 299, "clone": 56, "fork": 57,
    "vfork": 58, "execve": 59, "execveat": 322, "clone3": 435, "kill": 62, "nanosleep": 35, "clock_nanosleep": 230,
    "pause": 34, "uname": 63, "getrandom": 318, "clock_gettime": 228, "times": 100, "sysinfo": 99,
    "sched_getaffinity": 204, "getppid": 110, "getuid": 102, "getgid": 104, "geteuid": 107, "getegid": 108,
    "poll": 7, "ppoll": 271, "select": 23, "epoll_wait": 232, "write": 1,
    "open": 2, "openat": 257, "openat2": 437, "creat": 85, "rename": 82, "renameat": 264,
    "renameat2": 316, "unlink": 87, "unlinkat": 263, "mkdir": 83, "mkdirat": 258, "rmdir": 84, "link": 86,
    "linkat": 265, "symlink": 88, "symlinkat": 266, "chmod": 90, "fchmodat": 268, "chown": 92, "truncate": 76,
    "mknod": 133, "mknodat": 259, "ptrace": 101, "io_uring_setup": 425, "inotify_init": 253, "inotify_init1": 294,
    "shmget": 29, "mq_open": 240, "timerfd_create": 283, "timer_create": 222, "signalfd4": 289, "mount": 165,
    "process_vm_readv": 310, "process_vm_writev": 311, "perf_event_open": 298, "bpf": 321, "memfd_create": 319,
})  # fmt: skip
_ARM = Machine(0xC000_00B7, 184, {
    "socket": 198, "socketpair": 199, "bind": 200, "listen": 201, "accept": 202, "connect": 203, "sendto": 206,
    "recvfrom": 207, "sendmsg": 211, "recvmsg": 212, "accept4": 242, "sendmmsg": 269, "recvmmsg": 243, "clone": 220,
    "execve": 221, "execveat": 281, "clone3": 435, "uname": 160, "kill": 129, "nanosleep": 101, "clock_nanosleep": 115,
    "getrandom": 278, "clock_gettime": 113, "times": 153, "sysinfo": 179, "sched_getaffinity": 123, "getppid": 173,
    "getuid": 174, "geteuid": 175, "getgid": 176, "getegid": 177, "ppoll": 73, "write": 64, "openat": 56,
    "openat2": 437, "renameat": 38, "renameat2": 276, "unlinkat": 35, "mkdirat": 34,
    "linkat": 37, "symlinkat": 36, "fchmodat": 53, "truncate": 45, "mknodat": 33, "ptrace": 117, "io_uring_setup": 425,
    "inotify_init1": 26, "shmget": 194, "mq_open": 180, "timerfd_create": 85, "timer_create": 107, "signalfd4": 74,
    "mount": 40, "process_vm_readv": 270, "process_vm_writev": 271, "perf_event_open": 241, "bpf": 280,
    "memfd_create": 279,
})  # fmt: skip
_MACHINES = {"x86_64": _X86, "aarch64": _ARM}
_SIX = frozenset({"sendto", "recvfrom", "process_vm_readv", "process_vm_writev"})  # their sixth argument is their own
_FILES = frozenset({"open", "openat", "creat"})
_HINT = (
    "C code that reaches the operating system by itself cannot be simulated; use what Python's standard library "
    "offers, or a package in Python"
)


class _SigAction(ctypes.Structure):
    """struct sigaction, as glibc has it."""

    _fields_ = (
        ("handler", ctypes.c_void_p),
        ("mask", ctypes.c_ulong * 16),
        ("flags", ctypes.c_int),
        ("restorer", ctypes.c_void_p),
    )


class _Program(ctypes.Structure):
    """struct sock_fprog."""

    _fields_ = (("size", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def instructions(machine: Machine) -> list[tuple[int, int, int, int]]:
    """The filter: (operation, jump if true, jump if false, value) each, see bpf(4) and seccomp(2)."""
    made = [
        (_LOAD, 0, 0, _ARCHITECTURE_AT),
        (_EQUAL, 1, 0, machine.audit),
        (_RETURN, 0, 0, _ALLOW),
        (_LOAD, 0, 0, _SIXTH_AT),
        (_EQUAL, 0, 1, _PASS),
        (_RETURN, 0, 0, _ALLOW),
        (_LOAD, 0, 0, _NUMBER_AT),
    ]
    for name, number in machine.calls.items():
        if name == "clone":  # threads share memory; a fork for a snapshot does not
            made += [
                (_EQUAL, 0, 4, number),
                (_LOAD, 0, 0, _FIRST_AT),
                (_ANY_BIT, 0, 1, _CLONE_VM),
                (_RETURN, 0, 0, _TRAP),
                (_RETURN, 0, 0, _ALLOW),
            ]
        elif name == "write":  # what C code prints is what its program prints; other descriptors are not its own
            made += [
                (_EQUAL, 0, 5, number),
                (_LOAD, 0, 0, _FIRST_AT),
                (_EQUAL, 2, 0, 1),
                (_EQUAL, 1, 0, 2),
                (_RETURN, 0, 0, _ALLOW),
                (_RETURN, 0, 0, _TRAP),
            ]
        elif name == "clone3":  # its flags lie in memory, where no filter sees them; callers fall back to clone
            made += [(_EQUAL, 0, 1, number), (_RETURN, 0, 0, _ERRNO | errno.ENOSYS)]
        elif name != "fork":
            made += [(_EQUAL, 0, 1, number), (_RETURN, 0, 0, _TRAP)]
    return [*made, (_RETURN, 0, 0, _ALLOW)]


class Fence:
    """The handler of trapped calls, and the memory that the kernel was given."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._names = {number: name for name, number in machine.calls.items()}
        self._syscall = ctypes.CDLL(None, use_errno=True).syscall
        self._syscall.restype = ctypes.c_long
        signature = ctypes.CFUNCTYPE(None, ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)
        self._callback = signature(self._trapped)
        code = b"".join(struct.pack("HBBI", op, yes, no, value) for op, yes, no, value in instructions(machine))
        self._code = ctypes.create_string_buffer(code, len(code))
        self._program = _Program(len(code) // 8, ctypes.addressof(self._code))

    def install(self) -> bool:
        """Filter from now on, also in forks of this process; False where the kernel does not allow it."""
        libc = ctypes.CDLL(None, use_errno=True)
        action = _SigAction(flags=_SA_SIGINFO | _SA_NODEFER)
        action.handler = ctypes.cast(self._callback, ctypes.c_void_p).value
        if libc.sigaction(SIGSYS, ctypes.byref(action), None) or libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
            return False
        return libc.prctl(_PR_SET_SECCOMP, _FILTER, ctypes.byref(self._program), 0, 0) == 0

    def _trapped(self, _signal: int, info: int, context: int) -> None:
        """Answer the call that was trapped: write its result where the program finds it."""
        number = ctypes.c_int.from_address(info + 24).value  # si_syscall in siginfo_t, 64 bits
        name = self._names.get(number, str(number))
        arguments = self._arguments(context)
        try:
            result = self._answer(name, number, arguments)
        except Exception as trouble:  # noqa: BLE001 - nothing may fly through the C code that was interrupted
            refuse.note(f"the system call {name}: must be answered, but {trouble!r}.")
            result = -errno.EPERM
        ctypes.c_long.from_address(context + self._machine.result_at).value = result

    def _arguments(self, context: int) -> list[int]:
        if self._machine is _ARM:
            return [ctypes.c_ulong.from_address(context + 184 + 8 * at).value for at in range(6)]
        # rdi, rsi, rdx, r10, r8, r9 among the registers of mcontext_t (sys/ucontext.h)
        return [ctypes.c_ulong.from_address(context + 40 + 8 * at).value for at in (8, 9, 12, 2, 0, 1)]

    def _answer(self, name: str, number: int, arguments: list[int]) -> int:
        answer = ANSWERS.get(name)
        if answer is not None:
            return answer(arguments)
        # The frame in which C code was called; 2 are ours.
        frame: Any = sys._getframe(2)  # noqa: SLF001 - there is no other way to it
        if name not in _SIX and refuse.by_machine(frame):
            return self._really(number, arguments)
        shown = name
        if name in _FILES:
            path, flags = _asked(name, arguments)
            shown = f"{name}({path!r})"
            below_cwd = path.startswith("/") or name != "openat" or ctypes.c_int(arguments[0]).value == _AT_FDCWD
            if below_cwd and not refuse.writes(flags):
                result = self._opened(path, number, arguments)
                if result is not None:
                    return result
        refuse.note(str(refuse.refused(f"the system call {shown} from C", _HINT, frame)))
        return -errno.EPERM

    def _opened(self, path: str, number: int, arguments: list[int]) -> int | None:
        """Open a file to read: the host's own, or a real one that every host has; None where it is neither."""
        try:
            file = lending.own_file(path)
        except OSError as trouble:
            return self._really(number, arguments) if refuse.shipped(path) else -(trouble.errno or errno.EIO)
        if file is not None:
            return lending.lend(file, self._memory)
        return self._really(number, arguments) if refuse.shipped(path) or path == os.devnull else None

    def _memory(self) -> int:
        name = ctypes.create_string_buffer(b"file")
        return self._really(self._machine.calls["memfd_create"], [ctypes.addressof(name), 0, 0, 0, 0])

    def _really(self, number: int, arguments: list[int]) -> int:
        given = [ctypes.c_ulong(argument) for argument in (*arguments[:5], _PASS)]
        result = self._syscall(ctypes.c_long(number), *given)
        return result if result != -1 else -ctypes.get_errno()


def _asked(name: str, arguments: list[int]) -> tuple[str, int]:
    """The path and the flags of a call that opens."""
    at = 1 if name == "openat" else 0
    path = ctypes.string_at(arguments[at]).decode("utf-8", "surrogateescape")
    return path, os.O_WRONLY if name == "creat" else arguments[at + 1]


_fences: list[Fence] = []  # the kernel and the handler refer to its memory


def install() -> bool:
    """Fence this process in for good; False where that is not possible (another system, or a kernel that refuses)."""
    machine = _MACHINES.get(platform.machine()) if sys.platform == "linux" else None
    if machine is None or ctypes.sizeof(ctypes.c_void_p) != 8:  # noqa: PLR2004 - 64 bits
        return False
    if not _fences:
        _fences.append(Fence(machine))
    refuse.guarded[0] = _fences[0].install()
    return refuse.guarded[0]
