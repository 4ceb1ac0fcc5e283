"""Starting a Python program inside the simulation: its command line, and the life of its main module."""

import io
import os
import runpy
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from mainstay.prove.machine import covered, current, inside
from mainstay.prove.machine.files import raw
from mainstay.prove.machine.process import Process

_WITH_VALUE = "WXQ"  # options of the interpreter that take a value
_STDERR = 2
START_NS = 15_000_000
"""What an interpreter needs to start."""


class Command(NamedTuple):
    """What a Python command line runs: exactly one of `code`, `module`, `script`; a script "-" is standard input."""

    code: str | None
    module: str | None
    script: str | None
    argv: list[str]
    unbuffered: bool

    @property
    def name(self) -> str:
        """How reports call the process."""
        return self.module or (Path(self.script).name if self.script else "-c")


def parse(arguments: Sequence[str]) -> Command:
    """The arguments after the interpreter's name, as `python` reads them (Using Python, Command line)."""
    unbuffered = False
    rest = list(arguments)
    while rest and rest[0].startswith("-") and rest[0] != "-":
        option = rest.pop(0)
        if option.startswith("--"):
            continue
        for at, letter in enumerate(option[1:], start=1):
            unbuffered = unbuffered or letter == "u"
            if letter in _WITH_VALUE and not option[at + 1 :]:
                rest.pop(0)
            if letter in _WITH_VALUE:
                break
            if letter in "cm":
                value = option[at + 1 :] or rest.pop(0)
                code, module = (value, None) if letter == "c" else (None, value)
                return Command(code, module, None, [f"-{letter}", *rest], unbuffered)
    script = rest[0] if rest else "-"
    return Command(None, None, script, rest or ["-"], unbuffered)


def run(command: Command, process: Process) -> None:
    """Be the main thread of `process`: run the command to its end. What it raises is the process's end."""
    current.hub.pause(START_NS)
    _give_streams(process, unbuffered=command.unbuffered)
    if command.module is not None:
        _find(command.module)
        runpy.run_module(command.module, run_name="__main__", alter_sys=True)
        return
    main = ModuleType("__main__")
    sys.modules["__main__"] = main
    code: Any
    if command.code is not None:
        code = compile(command.code, "<string>", "exec", dont_inherit=True)
    elif command.script == "-":
        code = compile(sys.stdin.read(), "<stdin>", "exec", dont_inherit=True)
    else:
        assert command.script is not None  # noqa: S101 - one of the three is there
        main.__file__ = script = os.path.abspath(command.script)  # noqa: PTH100 - as the interpreter does it
        code = _compiled(script)
    exec(code, main.__dict__)  # noqa: S102 - it is what an interpreter is for


def _find(module: str) -> None:
    """End as Python ends where there is no such module, which is told without a trace."""
    own: Any = runpy
    try:
        own._get_module_details(module, own._Error)  # noqa: SLF001 - what `python -m` asks itself
    except own._Error as trouble:  # noqa: SLF001 - likewise
        sys.stderr.write(f"{sys.executable}: {trouble}\n")
        raise SystemExit(1) from None


def _compiled(script: str) -> Any:  # noqa: ANN401 - a code object
    try:
        return covered.Loader("__main__", script).get_code("__main__")
    except FileNotFoundError:
        sys.stderr.write(f"{sys.executable}: can't open file '{script}': [Errno 2] No such file or directory\n")
        raise SystemExit(2) from None


def _give_streams(process: Process, *, unbuffered: bool) -> None:
    """Standard streams on descriptors 0, 1 and 2, where the parent has put something there."""
    for fd, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (_STDERR, "stderr", "w")):
        if fd not in process.descriptions:
            if fd == 0:
                inside.set_stream(name, io.TextIOWrapper(io.BytesIO(), encoding="utf-8"))
            continue
        line = unbuffered or fd == _STDERR
        errors = "backslashreplace" if fd == _STDERR else "surrogateescape"
        stream = raw.open_file(fd, mode, 1 if line else -1, encoding="utf-8", errors=errors, closefd=False)
        if unbuffered and fd:
            stream.reconfigure(write_through=True)
        stream.buffer.raw.name = f"<{name}>"
        inside.set_stream(name, stream)


def search_path(command: Command, environ: dict[bytes, bytes], cwd: str) -> list[str]:
    """`sys.path` of the program: its own folder, PYTHONPATH, then what the simulation itself finds."""
    script = command.script
    first = str(Path(cwd, script).parent) if script is not None and script != "-" else cwd
    added = [part for part in environ.get(b"PYTHONPATH", b"").decode().split(":") if part]
    return [first, *added, *(part for part in inside.shared_path() if part)]
