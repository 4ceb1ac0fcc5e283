"""Where shared libraries are, without asking a compiler: the standard library runs `gcc` and `ldconfig` to find out."""

import sys

# The parts of the GNU C library, by their sonames. Others are not there: what a program calls through them would leave
# the simulation. Nor is libpthread: its functions would be given the identifiers of green threads, and crash.
_SONAMES = {"c": 6, "m": 6, "dl": 2, "rt": 1, "util": 1}
OF_C = frozenset(f"lib{name}.so.{number}" for name, number in _SONAMES.items())


def find_library(name: str) -> str | None:
    """ctypes.util.find_library: only what belongs to the C library itself."""
    number = _SONAMES.get(name)
    return None if number is None or sys.platform != "linux" else f"lib{name}.so.{number}"
