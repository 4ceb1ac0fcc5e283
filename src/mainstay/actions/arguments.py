"""How an action describes its parameters, so that every door can offer them.

An action's first parameter is its `Context`; each further one is annotated with `Argument` (positional) or
`Option`: ``limit: Annotated[int, Option("How many to show.", short="-n")] = 20``.
"""

import inspect
import typing
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from types import NoneType, UnionType


@dataclass(frozen=True)
class Argument:
    """A positional parameter. `verbatim`: it and all that follows is taken as it stands, options included."""

    help: str
    metavar: str = ""
    verbatim: bool = False


@dataclass(frozen=True)
class Option:
    """A named parameter. `short` is a dash and one letter; `metavar` names the value in help."""

    help: str
    short: str = ""
    metavar: str = ""


Scalar = type[str] | type[int] | type[float] | type[bool] | type[Path] | type[Enum]
"""What a single value may be; a `bool` is a flag."""


@dataclass(frozen=True)
class Parameter:
    """One parameter of an action. `many` parameters give a tuple; optional ones `default` where nothing is given."""

    name: str
    mark: Argument | Option
    scalar: Scalar
    many: bool
    required: bool
    default: object

    @property
    def option(self) -> str:
        """The long option name (`--dry-run`)."""
        return "--" + self.name.rstrip("_").replace("_", "-")

    @property
    def metavar(self) -> str:
        """How the value is called in help (`DIR`)."""
        return self.mark.metavar or self.name.rstrip("_").upper().replace("_", "-")

    @property
    def choices(self) -> tuple[str, ...]:
        """The values that are possible; empty where any is."""
        return tuple(str(member.value) for member in self.scalar) if issubclass(self.scalar, Enum) else ()

    def choose(self, value: str) -> object:
        """The enum member for one of `choices`."""
        return self.scalar(value)


def parameters(function: Callable[..., object]) -> tuple[Parameter, ...]:
    """The parameters of an action, without its context; raises `TypeError` where one is not described properly."""
    hints = typing.get_type_hints(function, include_extras=True)
    signature = list(inspect.signature(function).parameters.values())
    return tuple(_parameter(function.__name__, given, hints.get(given.name)) for given in signature[1:])


def _parameter(function: str, given: inspect.Parameter, hint: object) -> Parameter:
    place = f"{function}({given.name})"
    marks = [m for m in getattr(hint, "__metadata__", ()) if isinstance(m, Argument | Option)]
    if len(marks) != 1:
        raise TypeError(f"{place}: must be Annotated with one Argument or Option")
    scalar, many = _scalar(place, typing.get_args(hint)[0])
    required = given.default is inspect.Parameter.empty
    if required and isinstance(marks[0], Option):
        raise TypeError(f"{place}: an option must have a default")
    if scalar is bool and isinstance(marks[0], Argument):
        raise TypeError(f"{place}: a bool must be an option")
    default = None if required else given.default
    return Parameter(name=given.name, mark=marks[0], scalar=scalar, many=many, required=required, default=default)


def _scalar(place: str, hint: object) -> tuple[Scalar, bool]:
    if isinstance(hint, UnionType):
        rest = [part for part in typing.get_args(hint) if part is not NoneType]
        hint = rest[0] if len(rest) == 1 else hint
    many = typing.get_origin(hint) is tuple
    if many:
        hint = typing.get_args(hint)[0]
    if isinstance(hint, type) and issubclass(hint, str | int | float | Path | Enum):
        return hint, many
    raise TypeError(f"{place}: must be str, int, float, bool, Path, an enum, one of these | None, or a tuple of them")
