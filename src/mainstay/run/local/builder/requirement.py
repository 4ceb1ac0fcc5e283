"""Requirements on an interpreter, in the notations of Python and Node projects, as one predicate."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import InvalidVersion, Version
from semantic_version import NpmSpec  # pyright: ignore[reportMissingTypeStubs] - it has none
from semantic_version import Version as NodeVersion  # pyright: ignore[reportMissingTypeStubs] - it has none

Release = tuple[int, int, int]
"""Major, minor, patch. Interpreters that are no final release are never considered."""

NODE_CODENAMES = {
    "argon": 4,
    "boron": 6,
    "carbon": 8,
    "dubnium": 10,
    "erbium": 12,
    "fermium": 14,
    "gallium": 16,
    "hydrogen": 18,
    "iron": 20,
    "jod": 22,
    "krypton": 24,
}
"""Names of long-term releases as `.nvmrc` writes them (nodejs/Release, README, "Release schedule")."""

_ANY_NODE = frozenset({"", "*", "x", "node", "latest", "current", "stable"})


@dataclass(frozen=True)
class Wanted:
    """A requirement. `pin` is set where one exact patch release is named; `about` is the first version named at all.

    "Nearest" is measured from `about`. `series` says how many leading numbers stay compatible in this runtime:
    two for Python (3.11), one for Node (20).
    """

    text: str
    admits: Callable[[Release], bool]
    series: int
    pin: Release | None = None
    about: Release | None = None

    def same_series(self, release: Release) -> bool:
        """Whether `release` belongs to the series of the version that the requirement names."""
        return self.about is not None and release[: self.series] == self.about[: self.series]


def shown(release: Release) -> str:
    """``3.11.7``."""
    return ".".join(map(str, release))


def python_wanted(text: str) -> Wanted:
    """A Python requirement: PEP 440 specifiers, poetry's `^` and `~`, `3.11`, `python-3.11.4`, alternatives by `||`.

    Raises `ValueError` where the notation is none of these.
    """
    plain = re.sub(r"^c?python[-@]?(?=\d)", "", text.strip().lower())
    ranges = constraint(plain)

    def admits(release: Release) -> bool:
        return any(r.contains(shown(release), prereleases=True) for r in ranges)

    exact = re.fullmatch(r"(?:==?=?\s*)?v?(\d+\.\d+\.\d+)", plain)
    return Wanted(text.strip(), admits, 2, _numbers(exact.group(1)) if exact else None, _first_version(plain))


def constraint(text: str) -> tuple[SpecifierSet, ...]:
    """A version constraint as poetry writes it, as alternatives of PEP 440 specifiers.

    Raises `ValueError` where the notation is not understood.
    """
    return tuple(_conjunction(part) for part in re.split(r"\|\|?", text))


def _conjunction(text: str) -> SpecifierSet:
    terms = re.findall(r"[^\s,]+", re.sub(r"([<>=!~^])\s+", r"\1", text))
    try:
        return SpecifierSet(",".join(_term(term) for term in terms if term != "*"))
    except (InvalidSpecifier, InvalidVersion) as error:
        raise ValueError(text) from error


def _term(term: str) -> str:
    operator, version = re.fullmatch(r"([<>=!~^]*)(.*)", term).groups()  # pyright: ignore[reportOptionalMemberAccess]
    version = re.sub(r"\.x\b", ".*", version.removeprefix("v"))
    if operator == "^":
        return f">={version},<{_caret_end(version)}"
    if operator == "~":
        return f">={version},<{_tilde_end(version)}"
    if operator in {"", "=", "=="}:
        # A bare "3.11" means the series to everyone who writes it in .python-version; PEP 440 would read 3.11.0.
        short = re.fullmatch(r"\d+(\.\d+)?", version)
        return f"=={version}.*" if short else f"=={version}"
    return f"{operator}{version}"


def _caret_end(version: str) -> str:
    numbers = Version(version).release
    for position, number in enumerate(numbers):
        if number:
            return ".".join(map(str, (*numbers[:position], number + 1)))
    return ".".join(map(str, (*numbers[:-1], 1)))


def _tilde_end(version: str) -> str:
    numbers = Version(version).release
    if len(numbers) == 1:
        return str(numbers[0] + 1)
    return f"{numbers[0]}.{numbers[1] + 1}"


def node_wanted(text: str) -> Wanted:
    """A Node requirement: npm semver ranges, `20`, `v18.17`, `lts/*`, `lts/iron`, `node`.

    Raises `ValueError` where the notation is none of these.
    """
    plain = re.sub(r"\bv(?=\d)", "", text.strip().lower())
    plain = re.sub(r"([<>=~^])\s+", r"\1", plain)
    if plain in _ANY_NODE:
        return Wanted(text.strip(), lambda _release: True, 1)
    if plain.startswith("lts"):
        return _long_term(text.strip(), plain)
    allowed = NpmSpec(plain)

    def admits(release: Release) -> bool:
        return NodeVersion(shown(release)) in allowed

    exact = re.fullmatch(r"=?(\d+\.\d+\.\d+)", plain)
    return Wanted(text.strip(), admits, 1, _numbers(exact.group(1)) if exact else None, _first_version(plain))


def _long_term(text: str, plain: str) -> Wanted:
    name = plain.removeprefix("lts").removeprefix("/")
    if name in {"", "*", "latest"}:
        return Wanted(text, lambda release: release[0] % 2 == 0, 1)
    if name not in NODE_CODENAMES:
        raise ValueError(text)
    major = NODE_CODENAMES[name]
    return Wanted(text, lambda release: release[0] == major, 1, None, (major, 0, 0))


def _numbers(text: str) -> Release:
    parts = [int(number) for number in text.split(".")][:3]
    parts += [0] * (3 - len(parts))
    return parts[0], parts[1], parts[2]


def _first_version(text: str) -> Release | None:
    match = re.search(r"\d+(?:\.\d+){0,2}", text)
    return _numbers(match.group()) if match else None
