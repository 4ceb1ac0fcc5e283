"""Functions that conditions can call. What they cannot answer is null, which compares with nothing: "cannot tell"."""

import fnmatch
import ipaddress
from collections.abc import Callable
from datetime import date

from mainstay.catalog import size_of


def size_rank(name: object) -> int | None:
    """How large an instance class is, to compare classes; larger is more."""
    found = size_of(name) if isinstance(name, str) else None
    return found.rank if found else None


def cidr_contains(outer: object, inner: object) -> bool | None:
    """Whether a range of addresses holds another one, or an address: `cidr_contains("10.0.0.0/8", "10.1.0.0/16")`."""
    try:
        wide, narrow = (ipaddress.ip_network(str(text), strict=False) for text in (outer, inner))
    except ValueError:
        return None
    return type(wide) is type(narrow) and narrow.subnet_of(wide)  # pyright: ignore[reportArgumentType] - the same version


def days(text: object) -> int | None:
    """The number of a day that is written as YYYY-MM-DD, to count with."""
    try:
        return date.fromisoformat(str(text)).toordinal()
    except ValueError:
        return None


def matches_any(text: object, patterns: object) -> bool | None:
    """Whether a text is one of some, in which * stands for anything: `kind_in(resource.kind, ["aws.rds*"])`."""
    if not isinstance(text, str) or not isinstance(patterns, list):
        return None
    known: list[object] = patterns  # pyright: ignore[reportUnknownVariableType] - what CEL passes
    return any(fnmatch.fnmatchcase(text, str(pattern)) for pattern in known)


HELPERS: dict[str, tuple[Callable[..., object], int]] = {
    "size_rank": (size_rank, 1),
    "cidr_contains": (cidr_contains, 2),
    "days": (days, 1),
    "kind_in": (matches_any, 2),
}
"""The functions by name, each with how many arguments it takes."""
STANDARD = frozenset(
    {
        "size", "has", "all", "exists", "exists_one", "map", "filter", "int", "uint", "double", "string", "bytes",
        "timestamp", "duration", "contains", "startsWith", "endsWith", "matches", "max", "min", "type", "dyn",
        "getFullYear", "getMonth", "getDate", "getDayOfWeek", "getHours", "getMinutes", "getSeconds",
    }
)  # fmt: skip
"""Functions and macros of CEL itself."""
