"""Who waits for whom, when nothing happens any more: the report of a deadlock."""

from mainstay.prove.machine.hub import Hub
from mainstay.prove.machine.stacks import Stack, stacks, standard

_MOST = 20


def report(hub: Hub) -> dict[str, object]:
    """Each thread that waits, and what for; then the coroutines that wait, with the line at which they do."""
    told: dict[str, object] = {stack.name: f"waits for {stack.waits_for}{_line(stack)}" for stack in stacks(hub)}
    return dict(list(told.items())[:_MOST])


def _line(stack: Stack) -> str:
    """Where in the program's own code."""
    if not stack.frames or standard(stack.frames[0].f_code.co_filename):
        return ""
    frame = stack.frames[0]
    return f" at {frame.f_code.co_filename}:{frame.f_lineno} in {frame.f_code.co_name}"
