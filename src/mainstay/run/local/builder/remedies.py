"""Old source distributions that current build tools refuse, and the older tools that still build them."""

import re
from dataclasses import dataclass

from mainstay.run.local.builder.workshop import Outcome


@dataclass(frozen=True)
class Remedy:
    """Where the output of a failed build says `symptom`, building with `constraint` helps. `why` tells the user."""

    symptom: re.Pattern[str]
    constraint: str
    why: str


_SETUPTOOLS = "a package was written for an older setuptools"

# Each constraint is the newest release line that still has what the symptom misses (setuptools, History: v46 drops
# Feature, v58 use_2to3, v72 the test command, v78 refuses dashes in setup.cfg keys, v81 and later drop pkg_resources;
# Cython 3.0 breaks PyYAML's build of 5.x).
REMEDIES: tuple[Remedy, ...] = (
    Remedy(re.compile(r"cannot import name '?Feature"), "setuptools<46", _SETUPTOOLS),
    Remedy(re.compile(r"use_2to3 is invalid"), "setuptools<58", _SETUPTOOLS),
    Remedy(
        re.compile(r"No module named '?setuptools\.command\.test|cannot import name 'TestCommand'"),
        "setuptools<72",
        _SETUPTOOLS,
    ),
    Remedy(re.compile(r"Invalid dash-separated key"), "setuptools<78", _SETUPTOOLS),
    Remedy(re.compile(r"No module named '?pkg_resources"), "setuptools<81", _SETUPTOOLS),
    Remedy(re.compile(r"has no attribute 'cython_sources'"), "cython<3", "a package was written for an older Cython"),
)


def remedy_for(outcome: Outcome, tried: tuple[Remedy, ...]) -> Remedy | None:
    """What to try next after this failure; None where nothing new is known."""
    return next((r for r in REMEDIES if r not in tried and r.symptom.search(outcome.text)), None)
