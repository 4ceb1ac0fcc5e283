"""The stacks of everything that waits in a simulation: green threads, and the coroutines of their loops."""

import asyncio
import threading
import traceback
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple, cast

from mainstay.prove.machine.green import Thread
from mainstay.prove.machine.hub import Hub
from mainstay.prove.machine.threads.locks import Lock

OWN = str(Path(__file__).parents[1])
_STANDARD = str(Path(traceback.__file__).parent)
_WAIT = threading.Condition.wait.__code__
_TURN = asyncio.BaseEventLoop._run_once.__code__  # type: ignore[attr-defined] # noqa: SLF001 - one turn of a loop


class Stack(NamedTuple):
    """One thing that waits. `frames` are those of the program itself, the innermost first; `trouble` is an error."""

    thread: Thread | None
    name: str
    waits_for: str
    frames: list[FrameType]
    trouble: str = ""


def stacks(hub: Hub) -> list[Stack]:
    """All of them: threads in the order in which they began, then coroutines by the names of their tasks."""
    threads = sorted(hub.threads.values(), key=lambda thread: thread.ident)
    return [_of_thread(hub, thread) for thread in threads] + list(_of_tasks(hub))


def name_of(thread: Thread) -> str:
    """Host, process and the name that the program has given it."""
    active: Any = threading
    found: Any = active._active.get(thread.ident)  # type: ignore[attr-defined] # noqa: SLF001 - its name, without making one
    name = str(found.name) if found is not None else thread.label
    return f"{thread.process.host.name}/{thread.process.name} {name}"


def what_for(hub: Hub, thread: Thread) -> str:
    """What a thread waits for; for a lock, also who holds it."""
    what = thread.waits_for
    if not isinstance(what, Lock):
        return str(what)
    holder = hub.threads.get(what.holder)
    if holder is thread and any(frame.f_code is _WAIT for frame in _outwards(_left(thread))):
        return "a condition that nobody signals"  # it waits by a lock of its own, which others release
    return f"a lock held by {name_of(holder)}" if holder is not None else "a lock that no living thread holds"


def _of_thread(hub: Hub, thread: Thread) -> Stack:
    frames = list(_outwards(_left(thread)))
    return Stack(thread, name_of(thread), what_for(hub, thread), _own(iter(frames)), _trouble(frames))


def _left(thread: Thread) -> FrameType | None:
    """Where it left the processor."""
    frame: FrameType | None = getattr(thread.left, "gr_frame", None)
    return frame


def _trouble(frames: Iterable[FrameType]) -> str:
    """The error for which a `with` is being left, as `asyncio.run` is: what hangs at its end is a consequence of it."""
    left = (frame for frame in frames if frame.f_code.co_name in {"__exit__", "__aexit__"})
    errors = (value for frame in left for value in _given(frame) if isinstance(value, BaseException))
    return next((f"{type(error).__name__}: {error}" for error in errors), "")


def _given(frame: FrameType) -> Iterator[object]:
    """The arguments of a function after its first, those of `*args` too."""
    code = frame.f_code
    for name in code.co_varnames[1 : code.co_argcount + 1]:
        value: Any = frame.f_locals.get(name)
        if isinstance(value, tuple):
            yield from cast("tuple[object, ...]", value)
        else:
            yield value


def _outwards(frame: FrameType | None) -> Iterator[FrameType]:
    while frame is not None:
        yield frame
        frame = frame.f_back


def _own(frames: Iterator[FrameType]) -> list[FrameType]:
    """Those of the program: neither the simulation's nor the standard library's, unless there are no others."""
    known = [frame for frame in frames if not frame.f_code.co_filename.startswith((OWN, "<frozen"))]
    return [frame for frame in known if not standard(frame.f_code.co_filename)] or known[:1]


def standard(file: str) -> bool:
    """Whether a file belongs to the standard library."""
    return "site-packages" not in file and file.startswith(_STANDARD)


def _of_tasks(hub: Hub) -> Iterator[Stack]:
    known: Any = getattr(asyncio.tasks, "_scheduled_tasks", None) or getattr(asyncio.tasks, "_all_tasks", ())
    tasks = [task for task in known if not task.done()]
    for task in sorted(tasks, key=lambda task: (len(task.get_name()), task.get_name())):
        inner = list(reversed(list(_inwards(task.get_coro()))))
        frames = _own(iter(inner))
        if frames:
            thread = hub.threads.get(getattr(task.get_loop(), "_thread_id", None) or 0)
            yield Stack(thread, f"coroutine {task.get_name()}", future_of(task), frames, _trouble(inner))


def coming_turn(frame: FrameType | None) -> str:
    """The lines of the coroutines that go on in the next turn of the event loop in this stack; "" where it has none."""
    loop: Any = next((each.f_locals["self"] for each in _outwards(frame) if each.f_code is _TURN), None)
    lines: list[str] = []
    for handle in list(getattr(loop, "_ready", ())):
        task = getattr(getattr(handle, "_callback", None), "__self__", None)
        if isinstance(task, asyncio.Task):
            frames = [(each, each.f_lineno) for each in _inwards(task.get_coro())]
            told = traceback.StackSummary.extract(iter(frames))
            lines += [f"  goes on in the next turn of the loop: {task.get_name()}\n", *traceback.format_list(told)]
    return "".join(lines)


def _inwards(coroutine: Any) -> Iterator[FrameType]:  # noqa: ANN401 - a coroutine, or what it awaits
    """The frames of what a coroutine awaits, and that awaits, and so on."""
    while coroutine is not None:
        frame = getattr(coroutine, "cr_frame", None) or getattr(coroutine, "gi_frame", None)
        if frame is None:
            return
        yield frame
        coroutine = getattr(coroutine, "cr_await", None) or getattr(coroutine, "gi_yieldfrom", None)


def future_of(task: Any) -> str:  # noqa: ANN401 - an asyncio.Task
    """What a task waits for."""
    waiter = getattr(task, "_fut_waiter", None)
    return f"coroutine {waiter.get_name()}" if isinstance(waiter, asyncio.Task) else type(waiter).__name__
