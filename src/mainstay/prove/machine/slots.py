"""Changing types that are written in C: the entry in their dictionary, and the slot that the interpreter calls instead.

The slot gets the interpreter's own dispatcher, which looks into the dictionary, as classes in Python have it.
"""

import ctypes
import gc
from collections.abc import Callable
from typing import Any

_WORD = 8
# Offsets in PyTypeObject, in words, on 64-bit builds (object.h; the same from Python 3.11 to 3.13).
_SLOTS = {"__hash__": 15, "__iter__": 27, "__init__": 37}
_VECTORCALL = 50


class _Dispatchers:
    """A class whose slots hold the dispatchers."""

    def __init__(self) -> None:
        self.number = 0

    def __hash__(self) -> int:
        return self.number

    def __eq__(self, other: object) -> bool:
        return self is other

    def __iter__(self) -> Any:  # noqa: ANN401 - never called
        return iter(())


def _slot(kind: type, index: int) -> ctypes.c_void_p:
    return ctypes.c_void_p.from_address(id(kind) + index * _WORD)


def replace(kind: type, name: str, method: Callable[..., Any]) -> Callable[..., Any]:
    """Let `kind` have this method, also where the interpreter calls it by itself; the one that it had."""
    original: Callable[..., Any] = getattr(kind, name)
    table = gc.get_referents(kind.__dict__)[0]
    table[name] = method
    index = _SLOTS.get(name)
    if index is not None:
        _slot(kind, index).value = _slot(_Dispatchers, index).value
    if name == "__init__":
        _slot(kind, _VECTORCALL).value = None  # a way to call the type that passes by the slot
    ctypes.pythonapi.PyType_Modified(ctypes.py_object(kind))
    return original
