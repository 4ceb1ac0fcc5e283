"""What happened in one event, with the lines of the program that did it: how two runs are compared."""

# pyright: reportPrivateUsage=false
# sys._getframe is the only way to the line that did it.

import sys
from types import FrameType
from typing import Any

from mainstay.prove.machine.green import Woken
from mainstay.prove.machine.hub import Hub
from mainstay.prove.machine.stacks import OWN, standard

_MOST = 2_000
facts: list[str] = []


def watch(hub: Hub, event: int) -> None:
    """Note what is traced and which lines run in `event`, until the process ends."""
    trace, block = hub.trace, hub.block

    def noted_trace(*words: str) -> None:
        trace(*words)
        if hub.events == event:
            _note(" ".join(words))

    def noted_block(until_ns: int | None, waits_for: object = "", *, exactly: bool = False) -> Woken:
        woken = block(until_ns, waits_for, exactly=exactly)
        if hub.events == event:
            _follow(sys._getframe(1))  # noqa: SLF001 - see above
        return woken

    hub.trace, hub.block = noted_trace, noted_block


def _note(text: str) -> None:
    if len(facts) < _MOST:
        facts.append(text)


def _follow(frame: FrameType | None) -> None:
    """Note each line that the running thread comes to, in frames that it is in and in those that it will be in."""
    sys.settrace(_traced)
    while frame is not None:
        frame.f_trace = _traced
        frame = frame.f_back


def _traced(frame: FrameType, event: str, _argument: object) -> Any:  # noqa: ANN401 - a trace function
    file = frame.f_code.co_filename
    if file.startswith((OWN, "<frozen")) or standard(file):
        return None
    if event == "line":
        _note(f"{file}:{frame.f_lineno} in {frame.f_code.co_name}")
    return _traced
