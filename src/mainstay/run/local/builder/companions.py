"""Versions that do not get along, though no package says so: what a project that leaves them open must not get.

A project that pins one package and leaves another open got, when it was written, versions that fit each other. Later
releases of the open one broke that, and the pinned one, long published, cannot say so any more.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import Specifier
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version


@dataclass(frozen=True)
class Companion:
    """Where one of `names` is wanted below version `below` ("": in any), and none of `unless`: `limits` must hold."""

    names: tuple[str, ...]
    below: str
    limits: tuple[str, ...]
    why: str
    unless: tuple[str, ...] = ()


_DRIVER = "from 2.1 on, SQLAlchemy takes psycopg instead of psycopg2 for postgresql:// (its change log, 2.1.0b1)"
COMPANIONS: tuple[Companion, ...] = (
    Companion(
        ("flask",),
        "2",
        ("werkzeug<2", "jinja2<3", "itsdangerous<2", "click<8", "markupsafe<2.1"),
        "Flask 1 imports what later releases of its libraries dropped (Flask 1.1.4 says so itself)",
    ),
    Companion(("flask",), "2.3", ("werkzeug<3",), "Flask below 2.3 imports what Werkzeug 3 dropped"),
    Companion(("flask-login",), "0.6.3", ("werkzeug<3",), "Flask-Login below 0.6.3 imports what Werkzeug 3 dropped"),
    Companion(("jinja2",), "3", ("markupsafe<2.1",), "Jinja 2 imports what MarkupSafe 2.1 dropped"),
    Companion(
        ("flask-sqlalchemy",),
        "3",
        ("sqlalchemy<2", "flask<2.3", "werkzeug<3"),
        "Flask-SQLAlchemy 2 is written for SQLAlchemy 1 and Flask below 2.3",
    ),
    Companion(
        ("psycopg2", "psycopg2-binary"),
        "",
        ("sqlalchemy<2.1",),
        _DRIVER,
        unless=("psycopg", "psycopg-binary"),
    ),
    Companion(("pandas",), "2.2.2", ("numpy<2",), "pandas below 2.2.2 is compiled for NumPy 1"),
    Companion(("passlib",), "", ("bcrypt<5",), "passlib cannot use bcrypt 5"),
)
"""Known pairs. Each limit holds only for packages that the project itself leaves open."""


@dataclass(frozen=True)
class Limit:
    """A constraint on what is installed, and why."""

    constraint: str
    why: str


def limits(requirements: Sequence[str]) -> tuple[Limit, ...]:
    """The constraints that these PEP 508 lines need besides, sorted; none on packages that they bound themselves."""
    stated: dict[str, Requirement] = {}
    for line in requirements:
        try:
            wanted = Requirement(line)
        except InvalidRequirement:
            continue
        stated[canonicalize_name(wanted.name)] = wanted
    found: dict[str, Limit] = {}
    applying = [companion for companion in COMPANIONS if _applies(companion, stated)]
    for constraint, why in ((limit, companion.why) for companion in applying for limit in companion.limits):
        name = constraint.partition("<")[0]
        if name not in stated or not _upper(stated[name]):
            found.setdefault(name, Limit(constraint, why))
    return tuple(found[name] for name in sorted(found))


def _applies(companion: Companion, stated: dict[str, Requirement]) -> bool:
    if any(name in stated for name in companion.unless):
        return False
    wanted = [stated[name] for name in companion.names if name in stated]
    if not companion.below:
        return bool(wanted)
    bound = Version(companion.below)
    return any(version < bound or (exclusive and version == bound) for w in wanted for version, exclusive in _upper(w))


def _upper(wanted: Requirement) -> list[tuple[Version, bool]]:
    """The versions that bound a requirement from above, and whether they are outside of it themselves."""
    return [bound for spec in wanted.specifier if (bound := _bound(spec))]


def _bound(spec: Specifier) -> tuple[Version, bool] | None:
    try:
        version = Version(spec.version.removesuffix(".*"))
    except InvalidVersion:
        return None
    if spec.operator in {"==", "===", "<", "<="}:
        return version, spec.operator == "<"
    if spec.operator == "~=":  # ~=2.2.1 ends before 2.3
        *kept, last = version.release[:-1]
        return Version(".".join(map(str, [*kept, last + 1]))), True
    return None
