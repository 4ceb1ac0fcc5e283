"""Who waits for whom, when nothing happens any more: the report of a deadlock."""

import asyncio
import threading
import traceback
from pathlib import Path
from typing import Any

from mainstay.prove.machine.hub import Hub, Thread
from mainstay.prove.machine.threads.locks import Lock

_OWN = str(Path(__file__).parents[1])
_STANDARD = str(Path(traceback.__file__).parent)
_MOST = 20


def report(hub: Hub) -> dict[str, object]:
    """Each thread that waits, and what for; then the coroutines that wait, with the line at which they do."""
    told: dict[str, object] = {}
    for thread in sorted(hub.threads.values(), key=lambda thread: thread.ident):
        told[_name(thread)] = f"waits for {_what(hub, thread)}{_line(thread)}"
    told.update(_tasks())
    return dict(list(told.items())[:_MOST])


def _name(thread: Thread) -> str:
    active: Any = threading
    found: Any = active._active.get(thread.ident)  # type: ignore[attr-defined] # noqa: SLF001 - its name, without making one
    name = str(found.name) if found is not None else thread.label
    return f"{thread.process.host.name}/{thread.process.name} {name}"


def _what(hub: Hub, thread: Thread) -> str:
    what = thread.waits_for
    if not isinstance(what, Lock):
        return str(what)
    holder = hub.threads.get(what.holder)
    return f"a lock held by {_name(holder)}" if holder is not None else "a lock that no living thread holds"


def _line(thread: Thread) -> str:
    """Where in the program's own code."""
    frame: Any = getattr(thread.greenlet, "gr_frame", None)
    for line in reversed(traceback.extract_stack(frame) if frame is not None else ()):
        inside = "site-packages" not in line.filename and line.filename.startswith(_STANDARD)
        if not line.filename.startswith((_OWN, "<frozen")) and not inside:
            return f" at {line.filename}:{line.lineno} in {line.name}"
    return ""


def _tasks() -> dict[str, str]:
    known: Any = getattr(asyncio.tasks, "_scheduled_tasks", None) or getattr(asyncio.tasks, "_all_tasks", ())
    tasks = sorted((task for task in known if not task.done()), key=lambda task: task.get_name())
    told: dict[str, str] = {}
    for task in tasks:
        stack = task.get_stack(limit=1)
        if stack:
            frame = stack[-1]
            told[f"coroutine {task.get_name()}"] = (
                f"waits for {_future(task)} at {frame.f_code.co_filename}:{frame.f_lineno} in {frame.f_code.co_name}"
            )
    return told


def _future(task: Any) -> str:  # noqa: ANN401 - an asyncio.Task
    waiter = getattr(task, "_fut_waiter", None)
    return f"coroutine {waiter.get_name()}" if isinstance(waiter, asyncio.Task) else type(waiter).__name__
