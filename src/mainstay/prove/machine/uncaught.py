"""What is printed of exceptions that nobody catches.

The interpreter prints them in C, and opens source files with descriptors that are simulated here, and others outside.
"""

import sys
import traceback
from contextlib import suppress
from types import TracebackType
from typing import Any


def excepthook(kind: type[BaseException], value: BaseException, trace: TracebackType | None) -> None:
    """sys.excepthook."""
    _print("", kind, value, trace)


def thread_excepthook(args: Any) -> None:  # noqa: ANN401 - threading.ExceptHookArgs
    """threading.excepthook."""
    if args.exc_type is not SystemExit:
        name = args.thread.name if args.thread is not None else "(unknown)"
        _print(f"Exception in thread {name}:\n", args.exc_type, args.exc_value, args.exc_traceback)


def unraisablehook(args: Any) -> None:  # noqa: ANN401 - sys.UnraisableHookArgs
    """sys.unraisablehook."""
    head = f"{args.err_msg or 'Exception ignored in'}: {args.object!r}\n"
    _print(head, args.exc_type, args.exc_value, args.exc_traceback)


def ignored(where: str, trouble: BaseException) -> None:
    """Tell what was raised where nobody could catch it, without the frame that called."""
    trace = trouble.__traceback__
    _print(f"Exception ignored {where}\n", type(trouble), trouble, trace.tb_next if trace is not None else None)


def _print(head: str, kind: type[BaseException], value: BaseException | None, trace: TracebackType | None) -> None:
    if sys.stderr is not None:  # pyright: ignore[reportUnnecessaryComparison] # a daemon may have none
        with suppress(OSError):  # who should read it may be gone
            sys.stderr.write(head + "".join(traceback.format_exception(kind, value, trace)))


SYS = {
    "excepthook": excepthook, "__excepthook__": excepthook,
    "unraisablehook": unraisablehook, "__unraisablehook__": unraisablehook,
}  # fmt: skip
THREADING = {"excepthook": thread_excepthook, "__excepthook__": thread_excepthook}
