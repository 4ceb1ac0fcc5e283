"""What a test may start as a program, and what is called then: the same in simulations and in exported tests."""

# ruff: noqa: ANN401
# Whatever can be called: nothing is known of its type.

import functools
import importlib
from collections.abc import Callable
from types import ModuleType
from typing import Any


def resolve(program: Any) -> Callable[..., Any]:
    """The function as the running process has it: `module:function` and those of modules in its own copy."""
    if isinstance(program, str):
        module, _, path = program.partition(":")
        return functools.reduce(getattr, (path or "main").split("."), importlib.import_module(module))
    if runs_as_it_is(program):
        return program
    return functools.reduce(getattr, program.__qualname__.split("."), importlib.import_module(program.__module__))


def runs_as_it_is(program: Any) -> bool:
    """Whether no module has it: it sees the modules of the test, wherever it runs."""
    if not isinstance(getattr(program, "__self__", None), type | ModuleType | None):
        return True
    return "<" in getattr(program, "__qualname__", "<") or program.__module__ in {None, "builtins"}


def name_of(program: Any) -> str:
    """What its process is called where nobody says."""
    return program if isinstance(program, str) else getattr(program, "__name__", type(program).__name__)
