"""What a replay answers to whoever looks around in it: lines of text. Called in forks that end afterwards."""

import reprlib
import sys
import traceback
from collections.abc import Callable
from types import CodeType, FrameType
from typing import Any

from mainstay.prove.looking import Look, Question
from mainstay.prove.machine import current, inside
from mainstay.prove.machine.files.disk import disk_of
from mainstay.prove.machine.files.nodes import Directory, File
from mainstay.prove.machine.green import Thread, Woken
from mainstay.prove.machine.host import Host
from mainstay.prove.machine.hub import SECOND
from mainstay.prove.machine.machine import Machine, Note
from mainstay.prove.machine.net.listening import Listener
from mainstay.prove.machine.net.stream import Stream
from mainstay.prove.machine.process import Process
from mainstay.prove.machine.stacks import Stack, name_of, stacks

_LAST = 5  # moments that are shown of what happened last, and of what comes next
_NAMES = {"Network._through": "a segment arrives", "Network._datagram_through": "a datagram arrives"}
_SHOWN = reprlib.Repr()
_SHOWN.maxother = _SHOWN.maxstring = 300
_SHOWN.maxlist = _SHOWN.maxdict = _SHOWN.maxset = _SHOWN.maxtuple = 30


def answer(machine: Machine, question: Question, module: str) -> list[str]:
    """The lines that answer `question`; `module` is the test's."""
    known: dict[Look, Callable[[], list[str]]] = {
        Look.WHERE: lambda: _where(machine),
        Look.TIMELINE: lambda: [_moment(note) for note in machine.story[-question.number :]],
        Look.THREADS: lambda: _threads(machine),
        Look.FRAME: lambda: _frame(machine, question),
        Look.FILES: lambda: _files(_host(machine, question.host)),
        Look.NET: lambda: _net(machine),
        Look.VALUE: lambda: _value(machine, question, module),
    }
    try:
        return known[question.look]()
    except LookupError as trouble:
        return [str(trouble.args[0])]


def _host(machine: Machine, name: str) -> Host:
    if name not in machine.hosts:
        raise LookupError(f"there is no host {name}, but {', '.join(machine.hosts)}")
    return machine.hosts[name]


# -- where we are


def _where(machine: Machine) -> list[str]:
    hosts = [f"  {host.name:<12} {_state(host)}" for host in machine.hosts.values()]
    last = [f"  {_moment(note)}" for note in machine.story[-_LAST:]]
    coming = [f"  {at / SECOND:12.6f}  {_event(action, args)}" for at, action, args in machine.hub.upcoming[:_LAST]]
    return ["hosts:", *hosts, "last:", *last, "next:", *coming]


def _state(host: Host) -> str:
    if not host.up:
        return "down"
    return ", ".join(map(_process, host.processes.values())) or "up, runs nothing"


def _process(process: Process) -> str:
    paused = "" if process.held is None else ", paused"
    return f"{process.name} (pid {process.pid}, threads: {len(process.threads)}{paused})"


def _moment(note: Note) -> str:
    at, host, what, text, to, _ = note
    where = f"{host} → {to}" if to else host
    return f"{at / SECOND:12.6f}  {where:<16} {what:<10} {text}".rstrip()


def _event(action: Callable[..., object], args: tuple[Any, ...]) -> str:
    """An event that is to come: a thread that goes on, or the part of the machine that does something."""
    if args and isinstance(args[0], Thread):
        return f"{name_of(args[0])} goes on ({args[2].name.lower()})"
    where = getattr(args[0], "key", "") if args else ""
    name = getattr(action, "__qualname__", repr(action)).replace(".<locals>", "")
    return f"{_NAMES.get(name, name)} {where}".rstrip()


# -- who waits, and where


def _threads(machine: Machine) -> list[str]:
    lines: list[str] = []
    for number, stack in enumerate(stacks(machine.hub)):
        lines.append(f"[{number}] {_title(stack)} waits for {stack.waits_for}")
        lines += [f"      {at}  {_line(frame)}" for at, frame in enumerate(stack.frames)]
    return lines or ["nothing waits"]


def _title(stack: Stack) -> str:
    """A coroutine is told with the process that it belongs to."""
    thread = stack.thread
    return stack.name if thread is None or "/" in stack.name else f"{name_of(thread).partition(' ')[0]} {stack.name}"


def _line(frame: FrameType) -> str:
    return f"{frame.f_code.co_filename}:{frame.f_lineno} in {frame.f_code.co_name}"


def _chosen(machine: Machine, question: Question) -> tuple[Stack, FrameType]:
    known = stacks(machine.hub)
    if not 0 <= question.stack < len(known):
        raise LookupError(f"there is no stack [{question.stack}]; `threads` lists them")
    stack = known[question.stack]
    if not 0 <= question.frame < len(stack.frames):
        raise LookupError(f"[{question.stack}] {stack.name} has {len(stack.frames)} frames, counted from 0")
    return stack, stack.frames[question.frame]


def _frame(machine: Machine, question: Question) -> list[str]:
    stack, frame = _chosen(machine, question)
    _enter(machine, stack.thread, None)
    return [_line(frame), *(f"  {name} = {_shown(value)}" for name, value in sorted(frame.f_locals.items()))]


# -- disks and the network


def _files(host: Host) -> list[str]:
    disk = disk_of(host)
    found: list[str] = []

    def walk(folder: Directory, path: str) -> None:
        for name, node in sorted(folder.entries.items()):
            if isinstance(node, Directory):
                walk(node, f"{path}/{name}")
            elif isinstance(node, File) and not path.startswith("/etc") and node.below is None:
                found.append(f"  {path}/{name}  {node.size} bytes{_unsynced(folder, name, node)}")

    walk(disk.root, "")
    return found or [f"{host.name} has written no files"]


def _unsynced(folder: Directory, name: str, file: File) -> str:
    missing = [
        what
        for what, is_missing in (("name", folder.durable.get(name) is not file), ("data", file in file.disk.dirty))
        if is_missing
    ]
    return f", not synced: {' and '.join(missing)}" if missing else ""


def _net(machine: Machine) -> list[str]:
    lines: list[str] = []
    for host in machine.hosts.values():
        for process in host.processes.values():
            for fd, what in sorted(process.descriptions.items()):
                told = _socket(what)
                lines += [f"  {host.name}/{process.name} fd {fd}: {told}"] if told else []
    flying = [
        f"  {args[0].key}: arrives at {at / SECOND:.6f} s"
        for at, _, args in machine.hub.upcoming
        if args and hasattr(args[0], "held") and hasattr(args[0], "cut")
    ]
    return ["sockets:", *lines, "on the way:", *flying, "cut:", *(f"  {link}" for link in machine.network.cuts)]


def _socket(what: object) -> str:
    if isinstance(what, Listener):
        return f"listens at {_address(what.local)}"
    if isinstance(what, Stream) and not what.immediate:
        state = "closed by the other end" if what.ended else "broken" if what.broken else "open"
        return f"{_address(what.local)} to {_address(what.remote)}, {state}, {what.waiting_bytes} bytes to read"
    return ""


def _address(address: object) -> str:
    return ":".join(map(str, address[:2])) if isinstance(address, tuple) else str(address)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType] # an address of any family


# -- values


def _value(machine: Machine, question: Question, module: str) -> list[str]:
    host = _host(machine, question.host)
    names: dict[str, Any]
    if question.stack >= 0:
        stack, frame = _chosen(machine, question)
        _enter(machine, stack.thread, None)
        names = {**frame.f_globals, **frame.f_locals}
    else:
        _enter(machine, None, host)
        names = {name: value for name, value in sys.modules.items() if "." not in name}
        names.update(vars(sys.modules[module]) if module in sys.modules else {})
    said = len(machine.timeline)
    try:
        value = eval(_compiled(question.text), names)  # noqa: S307 - it is what was asked for
    except BaseException as trouble:  # noqa: BLE001 - an expression may raise anything
        return traceback.format_exception_only(trouble)[-1].rstrip().split("\n")
    printed = [text for _, _, what, text, _, _ in machine.timeline[said:] if what in {"stdout", "stderr"}]
    return [*printed, *([] if value is None else [_shown(value)])]


def _compiled(text: str) -> CodeType:
    try:
        return compile(text, "<asked>", "eval")
    except SyntaxError:
        return compile(text, "<asked>", "exec")


def _shown(value: object) -> str:
    """A value in one line, shortened; a `__repr__` that fails is told."""
    try:
        return " ".join(_SHOWN.repr(value).split())
    except Exception as trouble:  # noqa: BLE001 - of the program's own class
        return f"<{type(value).__name__}, whose repr raises {type(trouble).__name__}>"


def _enter(machine: Machine, thread: Thread | None, host: Host | None) -> None:
    """Let modules, the environment and `print` be those of the thread's process, or of the first process of `host`."""
    hub = machine.hub
    if thread is None and host is not None:
        thread = next((process.main for process in host.processes.values() if process.main is not None), None)
        hub.boot.host = host
    if thread is not None:
        inside.enter(thread.process, None)
    current.thread = thread
    hub.block = _no_waiting


def _no_waiting(until_ns: int | None, waits_for: object = "", *, exactly: bool = False) -> Woken:
    """Instead of `Hub.block`: in an answer nothing else happens, so time passes at once."""
    del exactly
    if until_ns is None:
        raise RuntimeError(f"nothing happens while you look: this would wait for {waits_for}")
    current.hub.now = max(current.hub.now, until_ns)
    return Woken.TIMEOUT
