"""Which lines go through a set in the order of addresses: what makes one seed give two runs.

A set of objects that hash by identity is gone through in an order that depends on where they lie in memory. `watch`
replaces how the interpreter begins to iterate a set (the slot `tp_iter` of `set` and `frozenset`) and `set.pop`, in
this operating-system process and for good, and notes each such iteration with its line and the order of the elements.
From Python 3.13 on `[*a_set]` and `call(*a_set)` pass by that slot and are not noted.
"""

# pyright: reportPrivateUsage=false
# sys._getframe is the only way to the line that did it.

import hashlib
import sys
import weakref
from collections.abc import Callable, Iterator
from types import FrameType, MethodType
from typing import Any

from mainstay.model.value import Value
from mainstay.prove.machine import current, slots
from mainstay.prove.machine.stacks import OWN, standard

_ITER_AT = 27 * 8  # offset of tp_iter in PyTypeObject, on 64-bit builds (object.h, unchanged from 3.11 to 3.13)
_MOST = 50_000
_DEEP = 3  # how far into an object its label looks
_LONG = 100  # how many elements are told apart
_WIDE = 12  # how many attributes or elements


class Iteration(Value, frozen=True):
    """One time that a set was gone through: at which event, on which line, what it held, and in which order.

    `own` says that a line of the program is known, and not only one of the standard library.
    """

    event: int
    where: str
    own: bool
    what: str
    order: tuple[str, ...]


noted: list[Iteration] = []


def watch() -> None:
    """Note from now on, until the process ends."""
    for kind in (set, frozenset):
        _watch_iteration(kind)

    def noted_pop(self: set[object]) -> object:
        _note(self)
        return pop(self)

    pop = slots.replace(set, "pop", noted_pop)
    if sys.version_info >= (3, 13):  # `list` takes what is in a set without iterating it
        _watch_lists()


def _watch_iteration(kind: type) -> None:
    def noted_iteration(self: Any) -> Iterator[object]:  # noqa: ANN401 - any set
        _note(self)
        return begin(self)

    begin = slots.replace(kind, "__iter__", noted_iteration)
    _begin[kind] = begin


def _watch_lists() -> None:
    def noted_init(self: list[object], *args: Any) -> None:  # noqa: ANN401 - as list
        if args and isinstance(args[0], set | frozenset):
            _note(args[0])
        initialise(self, *args)

    initialise = slots.replace(list, "__init__", noted_init)


_begin: dict[type, Callable[[Any], Iterator[object]]] = {}


def _note(container: Any) -> None:  # noqa: ANN401 - any set
    if current.thread is None or _busy or len(container) < 2 or len(noted) >= _MOST:  # noqa: PLR2004 - one has no order
        return
    _busy.append(True)  # what is asked here may go through sets itself
    try:
        elements = list(_begin[set if isinstance(container, set) else frozenset](container))
        if any(_by_address(element) for element in elements):
            kinds = sorted({type(element).__qualname__ for element in elements})
            order = tuple(_digest(_label(element, _DEEP)) for element in elements[:_LONG])
            where, own = _where(sys._getframe(2))  # noqa: SLF001 - see above
            noted.append(Iteration(event=current.hub.events, where=where, own=own, what=", ".join(kinds), order=order))
    finally:
        _busy.clear()


_busy: list[bool] = []


def _by_address(element: object) -> bool:
    """Whether its hash says where it lies in memory."""
    if isinstance(element, tuple | frozenset):
        return any(map(_by_address, element))  # pyright: ignore[reportUnknownArgumentType] # of anything
    if isinstance(element, MethodType):
        return _by_address(element.__self__)
    if isinstance(element, weakref.ref):
        return _by_address(element())  # pyright: ignore[reportUnknownArgumentType] # of anything
    return type(element).__hash__ is object.__hash__ and element is not None


def _label(value: Any, deep: int) -> str:  # noqa: ANN401 - any object
    """What tells an object from others of its kind and says nothing of its address: what it holds."""
    if value is None or isinstance(value, str | bytes | int | float):
        return repr(value)
    kind = type(value).__qualname__
    if deep == 0:
        return kind
    if isinstance(value, tuple | list):
        return f"{kind}[{','.join(_label(each, deep - 1) for each in value[:_WIDE])}]"  # pyright: ignore[reportUnknownVariableType]
    if isinstance(value, weakref.ref):
        return _label(value(), deep)  # pyright: ignore[reportUnknownArgumentType] # of anything
    held = _held(value)
    if held is None:
        return f"{kind} {getattr(value, '__qualname__', '')}"
    pairs = list(held.items())[:_WIDE]
    return f"{kind}{{{','.join(f'{name}={_label(each, deep - 1)}' for name, each in pairs)}}}"


def _held(value: Any) -> dict[Any, Any] | None:  # noqa: ANN401 - any object
    """Its items, attributes, or the variables of a coroutine or generator; None where it has none of them."""
    frame = getattr(value, "cr_frame", None) or getattr(value, "gi_frame", None)
    if isinstance(frame, FrameType):
        return dict(frame.f_locals)
    if isinstance(value, dict):
        return value  # pyright: ignore[reportUnknownVariableType] # of anything
    try:
        return object.__getattribute__(value, "__dict__")
    except AttributeError:
        return None


def _digest(label: str) -> str:
    return hashlib.blake2b(label.encode("utf-8", "backslashreplace"), digest_size=6).hexdigest()


def _where(frame: FrameType | None) -> tuple[str, bool]:
    """The line of the program, with the line of the standard library that it called; whether there is a first."""
    first = ""
    while frame is not None:
        file = frame.f_code.co_filename
        if not file.startswith((OWN, "<frozen")):
            line = f"{file}:{frame.f_lineno} in {frame.f_code.co_name}"
            if not standard(file):
                return f"{line} (through {first})" if first else line, True
            first = first or line
        frame = frame.f_back
    return first, False
