"""Programs that programs start: Python as simulated processes of the same host, stand-ins, and a refusal of all others.

Python's own `subprocess`, `asyncio` and `multiprocessing` do all but the last step, which is replaced here: what
`_posixsubprocess.fork_exec` does with descriptors, environment and the program's name.
"""

import errno
import functools
import os
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from mainstay.prove.machine import children, current, inside, launch, refuse
from mainstay.prove.machine.files import descriptors, paths, raw
from mainstay.prove.machine.files.nodes import Directory
from mainstay.prove.machine.process import Process

_PYTHON = re.compile(r"python(\d(\.\d+)?)?$")
_SHEBANG = re.compile(rb"#!.*python[\d.]*\s*$")
_STANDARD = 3
# Where programs of a system lie. Whether one is there differs between machines, so asking for one is refused, not
# answered with "no such file" - but for those that programs only try, and that small systems lack.
_SYSTEM = ("/bin/", "/sbin/", "/usr/", "/opt/", "/lib")
_LACKED = frozenset({"lsb_release", "sw_vers", "wmic", "xdg-open", "nvidia-smi"})
_HINT = (
    "only Python programs run in a simulation (sys.executable with -m, -c or a script); for another program put a "
    "stand-in on the host: sim.host(NAME).install('PROGRAM', function_of_argv)"
)


def fork_exec(*args: Any) -> int:  # noqa: ANN401 - _posixsubprocess.fork_exec, from 3.11
    """_posixsubprocess.fork_exec: start a program as a child of the running process; its number."""
    argv = [os.fsdecode(part) for part in args[0]]
    close_fds, kept, cwd, environ = args[2:6]
    standard = (args[6], args[9], args[11])  # p2cread, c2pwrite, errwrite
    parent = current.process()
    if cwd is not None and not isinstance(paths.there(cwd), Directory):
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), os.fsdecode(cwd))
    given = inside.environ(parent) if environ is None else dict(part.split(b"=", 1) for part in environ)
    main = _found(argv, os.fsdecode(args[1][0]), cwd=os.fsdecode(cwd or parent.cwd), environ=given)
    child = _started(parent, main, argv=argv, environ=given, cwd=os.fsdecode(cwd or parent.cwd))
    fds = set(kept) if close_fds else set(kept) | descriptors.inherited(parent)
    _inherit(parent, child, fds - {args[13]}, standard)  # 13: where errors of exec would be told, closed by it
    if args[15]:
        child.state["group"] = child.pid
    elif args[16] >= 0:
        child.state["group"] = args[16] or child.pid
    return child.pid


class _Main:
    """What a child runs, once it is known which process it is."""

    def __init__(self, name: str, run: Callable[[Process], object], path: list[str] | None, argv: list[str]) -> None:
        self.name, self.run, self.path, self.argv = name, run, path, argv


def _found(argv: Sequence[str], executable: str, *, cwd: str, environ: dict[bytes, bytes]) -> _Main:
    """What the command is in the simulation; refuses what is not Python."""
    stand_in: Any = current.host().state.get("programs", {}).get(os.path.basename(argv[0]))  # noqa: PTH119 - a string
    if stand_in is not None:
        return _Main(argv[0], lambda _: sys.exit(stand_in(list(argv))), None, list(argv))
    arguments: list[str] | None = None
    if _PYTHON.match(os.path.basename(executable)):  # noqa: PTH119 - a string
        arguments = list(argv[1:])
    elif _is_script(executable):
        arguments = [executable, *argv[1:]]
    if arguments is None and _is_missing(executable, cwd):
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), argv[0])
    if arguments is None:
        raise refuse.escape(f"starting the program {' '.join(argv)!r}", _HINT)
    command = launch.parse(arguments)
    path = launch.search_path(command, environ, cwd)
    return _Main(command.name, functools.partial(launch.run, command), path, command.argv)


def _is_missing(executable: str, cwd: str) -> bool:
    """Whether no such program can be on the host: it would lie among the host's own files, and does not."""
    if "/" not in executable:
        return executable in _LACKED
    if os.path.basename(executable) in _LACKED:  # noqa: PTH119 - a string
        return True
    path = os.path.normpath(os.path.join(cwd, executable))  # noqa: PTH118 - a string
    return not path.startswith(_SYSTEM) and not paths.access(path, os.F_OK)


def _is_script(executable: str) -> bool:
    """Whether it is a file that starts with `#!…python`."""
    try:
        with raw.open_file(executable, "rb") as file:
            return bool(_SHEBANG.match(file.readline(200).rstrip(b"\n")))
    except OSError:
        return False


def _started(parent: Process, main: _Main, *, argv: list[str], environ: dict[bytes, bytes], cwd: str) -> Process:
    host = parent.host

    def body() -> None:
        main.run(child)

    child = host.start(body, main.name, argv=main.argv, may_fail=True, fresh=True)
    child.cwd = cwd
    child.state.update({"environ": dict(environ), "program": argv})
    if main.path is not None:
        child.state["path"] = main.path
    del child.state["start again"]  # its parent decides
    children.adopt(parent, child)
    return child


def _inherit(parent: Process, child: Process, fds: Iterable[int], standard: Sequence[int]) -> None:
    table = {fd: fd for fd in fds if fd >= _STANDARD}
    for target, source in enumerate(standard):
        if source >= 0:
            table[target] = source
        elif target in parent.descriptions:
            table[target] = target
    for target, source in sorted(table.items()):
        what = parent.descriptions.get(source)
        if what is not None:
            child.descriptions[target] = what
            what.links += 1


def install_stand_in(host: Any, name: str, function: Callable[[list[str]], int | None]) -> None:  # noqa: ANN401 - a Host
    """Let `function(argv)` be the program `name` on `host`; it returns the exit status, None is 0."""
    host.state.setdefault("programs", {})[name] = function


def execute(path: Any, argv: Sequence[Any], environ: Any = None) -> None:  # noqa: ANN401 - as os.execve
    """os.execve: go on as another program, in the same process. Other threads are gone."""
    process, thread = current.process(), current.thread
    names = [os.fsdecode(part) for part in argv]
    given = inside.environ(process)
    if environ is not None:
        given = {os.fsencode(key): os.fsencode(value) for key, value in environ.items()}
    main = _found(names, os.fsdecode(path), cwd=process.cwd, environ=given)
    hub = current.hub
    for other in list(process.threads.values()):
        hub.ended(other)
    for fd in [fd for fd in process.descriptions if fd >= _STANDARD and fd not in descriptors.inherited(process)]:
        process.close(fd)
    for room in ("signals", "deliver signals", "main thread", "atexit", "sys", "open files"):
        process.state.pop(room, None)
    process.argv = main.argv
    process.state.update({"environ": dict(given), "path": main.path})
    process.space = f"{process.host.name}:{process.pid}:{thread.ident if thread else 0}"
    machine = process.host.machine
    hub.forget_inside()
    process.main = hub.spawn(process, lambda: machine.run_main(process, lambda: main.run(process)), main.name)
    hub.leave()


def execv(path: Any, argv: Sequence[Any]) -> None:  # noqa: ANN401 - as os.execv
    """os.execv."""
    execute(path, argv)


def _refused(name: str, hint: str) -> Callable[..., Any]:
    def call(*args: Any, **options: Any) -> Any:  # noqa: ANN401 - whatever it is called with
        del options
        raise refuse.escape(f"{name}({', '.join(repr(arg) for arg in args)})", hint)

    return call


_FORK = "a simulated process cannot be copied; start one (subprocess, or multiprocessing with the method 'spawn')"
OS: dict[str, Callable[..., Any]] = {
    "execv": execv,
    "execve": execute,
    "fork": _refused("os.fork", _FORK),
    "forkpty": _refused("os.forkpty", _FORK),
    "system": _refused("os.system", _HINT),
    "posix_spawn": _refused("os.posix_spawn", _HINT),
    "posix_spawnp": _refused("os.posix_spawnp", _HINT),
}
