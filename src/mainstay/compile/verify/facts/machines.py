"""Processors and memory behind the names of instance classes. Amazon EC2 and RDS, instance types (2025).

A `large` has two processors, each step doubles; memory for a processor goes by the letter. Burstable classes are
smaller than `large`, too, and those have two processors whatever their memory.
"""

from collections.abc import Iterator

import msgspec

_BURSTABLE_GIB = {"nano": 0.5, "micro": 1.0, "small": 2.0, "medium": 4.0, "large": 8.0, "xlarge": 16.0, "2xlarge": 32.0}
_GIB_FOR_ONE = {"c": 2.0, "m": 4.0, "r": 8.0}


class Machine(msgspec.Struct, frozen=True, kw_only=True):
    """What one machine has."""

    vcpu: int
    memory_gib: float


def machine_of(name: str) -> Machine | None:
    """The machine called `name` (`m7g.large`, `db.t4g.micro`); None for what follows no known scheme."""
    series, _, step = name.removeprefix("db.").partition(".")
    if series[:1] == "t" and step in _BURSTABLE_GIB:
        return Machine(vcpu=next(_processors(step), 2), memory_gib=_BURSTABLE_GIB[step])
    vcpu, each = next(_processors(step), 0), _GIB_FOR_ONE.get(series[:1])
    return Machine(vcpu=vcpu, memory_gib=vcpu * each) if vcpu and each else None


def _processors(step: str) -> Iterator[int]:
    if step == "large":
        yield 2
    times = step.removesuffix("xlarge")
    if step.endswith("xlarge") and (not times or times.isdigit()):
        yield 4 * int(times or 1)
