"""One verb, loaded: what a door needs to offer it, read off the function itself."""

import importlib
import inspect
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import cast

from mainstay.actions.arguments import Parameter, parameters
from mainstay.actions.catalogue import Verb
from mainstay.actions.results import Result

Function = Callable[..., Result | Awaitable[Result]]


@dataclass(frozen=True)
class Action:
    """One verb with its function.

    `summary` is the docstring's first line, `details` what follows up to its example, `examples` the lines of
    the ``Example:`` block.
    """

    verb: Verb
    function: Function
    parameters: tuple[Parameter, ...]
    summary: str
    details: str
    examples: tuple[str, ...]


def load(verb: Verb) -> Action:
    """Import the action of `verb`. Raises `ImportError` or `TypeError` where its module is not as it must be."""
    module = importlib.import_module(f"mainstay.actions.{verb.function}")
    function = cast("Function", getattr(module, verb.function))
    return described(verb, function)


def described(verb: Verb, function: Function) -> Action:
    """The Action of `verb` that `function` carries out."""
    summary, _, rest = inspect.cleandoc(function.__doc__ or "").partition("\n")
    details, _, example = rest.partition("Example:\n")
    lines = tuple(line.strip() for line in example.splitlines() if line.strip())
    return Action(
        verb=verb,
        function=function,
        parameters=parameters(function),
        summary=summary,
        details=details.strip(),
        examples=lines,
    )
