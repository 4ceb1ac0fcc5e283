"""Distributions that exist as source only, and others that bring the same code compiled."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from mainstay.run.local.builder.choosing import Found
from mainstay.run.local.builder.pins import Locked, Pin
from mainstay.world.ports import World

COMPILERS = ("cc", "gcc", "clang")


@dataclass(frozen=True)
class Twin:
    """`name` has the same modules at the same versions, as wheels. `programs` are what compiling the original needs.

    `packages` are the Debian packages that make the original possible.
    """

    name: str
    programs: tuple[str, ...]
    packages: str


TWINS: Mapping[str, Twin] = {
    "psycopg2": Twin("psycopg2-binary", ("pg_config",), "libpq-dev build-essential python3-dev"),
    "psycopg-c": Twin("psycopg-binary", ("pg_config",), "libpq-dev build-essential python3-dev"),
    "uwsgi": Twin("pyuwsgi", (), "build-essential python3-dev"),
}


@dataclass(frozen=True)
class Swap:
    """One substitution: `original` is left out, `requirement` is installed, `note` tells the user."""

    original: str
    requirement: str
    note: str


def swaps(requirements: Sequence[str], python: Found, world: World) -> tuple[Swap, ...]:
    """The substitutions for these PEP 508 lines: of what has a twin and cannot be compiled on this machine."""
    result: dict[str, Swap] = {}
    for line in requirements:
        try:
            wanted = Requirement(line)
        except InvalidRequirement:
            continue
        name = canonicalize_name(wanted.name)
        twin = TWINS.get(name)
        missing = _missing(twin, python, world) if twin else ""
        if twin and missing:
            result[name] = _swap(name, twin, wanted=wanted, missing=missing)
    return tuple(result[name] for name in sorted(result))


def with_twins(locked: Locked, found: Sequence[Swap]) -> Locked:
    """The same lock with the substitutions in place. The twin has other hashes, which the lock does not know."""
    by_name = {swap.original: Requirement(swap.requirement) for swap in found}
    pins = [
        Pin(by_name[name].name, pin.version) if (name := canonicalize_name(pin.name)) in by_name else pin
        for pin in locked.pins
    ]
    return replace(locked, pins=tuple(pins))


def _missing(twin: Twin, python: Found, world: World) -> str:
    programs = world.programs
    absent = [program for program in twin.programs if not programs.find(program)]
    if not any(programs.find(compiler) for compiler in COMPILERS):
        absent.append("a C compiler")
    if not python.include:
        absent.append("Python.h")
    return " and ".join(absent)


def _swap(name: str, twin: Twin, *, wanted: Requirement, missing: str) -> Swap:
    marker = f" ; {wanted.marker}" if wanted.marker else ""
    requirement = f"{twin.name}{wanted.specifier}{marker}"
    note = (
        f"{name} would have to be compiled, which needs {missing}, not found here: {twin.name}{wanted.specifier} is "
        f"installed instead, the same code as a finished wheel. For the original: `apt-get install {twin.packages}`."
    )
    return Swap(name, requirement, note)
