"""Who waits for whom, when nothing happens any more: the report of a deadlock."""

from mainstay.prove.machine.hub import Hub
from mainstay.prove.machine.stacks import Stack, stacks, standard

_MOST = 20


def report(hub: Hub) -> dict[str, object]:
    """Each thread that waits, and what for; then the coroutines that wait, with the line at which they do.

    What hangs while it leaves a block because of an error tells that error, which is otherwise never seen: where
    `asyncio.run` has failed and waits for threads of its executor.
    """
    told: dict[str, object] = {stack.name: _told(stack) for stack in stacks(hub)}
    return dict(list(told.items())[:_MOST])


def _told(stack: Stack) -> str:
    after = f", after {stack.trouble}" if stack.trouble else ""
    return f"waits for {stack.waits_for}{_line(stack)}{after}"


def _line(stack: Stack) -> str:
    """Where in the program's own code."""
    if not stack.frames or standard(stack.frames[0].f_code.co_filename):
        return ""
    frame = stack.frames[0]
    return f" at {frame.f_code.co_filename}:{frame.f_lineno} in {frame.f_code.co_name}"
