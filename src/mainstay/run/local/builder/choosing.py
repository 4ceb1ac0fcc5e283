"""Which of the interpreters present a build gets."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from mainstay.model.errors import MainstayError
from mainstay.model.intent import Runtime
from mainstay.run.local.builder.requirement import Release, Wanted, node_wanted, python_wanted, shown

Rank = tuple[int, int, Release]
"""Compared field by field; the highest is chosen."""

FIRST_UNFAMILIAR_PYTHON = (3, 13, 0)

_HOW_TO_INSTALL = {
    Runtime.PYTHON: "install one that fits, for instance with `uv python install` or pyenv (3.8 is the oldest that can "
    "be used), or relax the requirement in pyproject.toml, .python-version or mainstay.yaml",
    Runtime.NODE: "install one that fits, for instance with nvm or `pip install 'mainstay[node]'`, or relax "
    "`engines.node` in package.json, .nvmrc or mainstay.yaml",
}


@dataclass(frozen=True)
class Found:
    """An interpreter of this machine. `own` marks the Python that mainstay runs on, and the Node that the user runs.

    `include` is the folder of the C headers (Python), `npm` the script or program that starts npm (Node); "" where
    there is none.
    """

    runtime: Runtime
    version: Release
    path: str
    own: bool = False
    include: str = ""
    npm: str = ""

    def __str__(self) -> str:
        return f"{shown(self.version)} ({self.path})"


@dataclass(frozen=True)
class Choice:
    """The interpreter chosen; `note` says what the user should know about it ("" for nothing)."""

    interpreter: Found
    note: str = ""


def is_first_choice(found: Found, requires: str, *, runtime: Runtime, where: str, prefers: str = "") -> bool:
    """Whether `choose` would take this interpreter whatever others there are, so that nobody needs to look."""
    wanted = (_wanted(requires, runtime, where), _wanted(prefers, runtime, where))
    return found.own and found.version < FIRST_UNFAMILIAR_PYTHON and all(w.admits(found.version) for w in wanted)


def choose(
    found: Sequence[Found], requires: str, *, runtime: Runtime, strict: bool, where: str, prefers: str = ""
) -> Choice:
    """The interpreter for a requirement (`""`: any). Of those that fit, one that `prefers` admits, too, comes first.

    A pinned patch release is met by any patch of its series, with a note: patches are compatible, and asking for
    the very one would fail on nearly every machine. Where nothing fits and `strict` is false, the nearest is
    taken, with a note; where it is true `MainstayError` lists what was found.
    """
    wanted = _wanted(requires, runtime, where)
    preferred = _wanted(prefers, runtime, where)
    best = _best(found, _rank(runtime), lambda r: wanted.admits(r) and preferred.admits(r))
    best = best or _best(found, _rank(runtime), wanted.admits)
    if best:
        return Choice(best)
    if wanted.pin:
        best = _best(found, _newest, wanted.same_series)
        if best:
            return Choice(best, _note(runtime, wanted, best, where))
    nearest = None if strict else _nearest(found, wanted)
    if nearest is None:
        raise _none_fits(found, wanted, runtime, where)
    return Choice(nearest, _note(runtime, wanted, nearest, where))


def _wanted(requires: str, runtime: Runtime, where: str) -> Wanted:
    read = python_wanted if runtime is Runtime.PYTHON else node_wanted
    try:
        return read(requires)
    except ValueError as error:
        name = _name(runtime)
        raise MainstayError(
            where,
            f"the {name} requirement must be a version or a range of versions",
            f"`{requires}` is neither",
            hint=f"write it like `{'>=3.11' if runtime is Runtime.PYTHON else '>=20'}`",
        ) from error


def _rank(runtime: Runtime) -> Callable[[Found], Rank]:
    return _python_rank if runtime is Runtime.PYTHON else _node_rank


def _python_rank(found: Found) -> Rank:
    """Higher is better, among those that fit.

    Up to 3.12 first: old pins without wheels for newer ones stop building there (3.13 dropped a score of modules
    and private C functions), while current packages still support it. Among those, the one mainstay runs on: it is
    known to work and to stay. Otherwise the newest up to 3.12, or the lowest above.
    """
    if found.version < FIRST_UNFAMILIAR_PYTHON:
        return (1, int(found.own), found.version)
    major, minor, patch = found.version
    return (0, 0, (-major, -minor, patch))


def _node_rank(found: Found) -> Rank:
    """Higher is better: long-term lines (even major numbers), of these the one first on PATH, else the newest."""
    return (int(found.version[0] % 2 == 0), int(found.own), found.version)


def _newest(found: Found) -> Rank:
    return (0, 0, found.version)


def _best(found: Sequence[Found], rank: Callable[[Found], Rank], fits: Callable[[Release], bool]) -> Found | None:
    return max((f for f in found if fits(f.version)), key=rank, default=None)


def _nearest(found: Sequence[Found], wanted: Wanted) -> Found | None:
    """The newest of the same series, else of the lowest series above, else the newest of all."""
    same = _best(found, _newest, wanted.same_series)
    if same:
        return same
    about = wanted.about or (0, 0, 0)
    lowest = min((f.version[: wanted.series] for f in found if f.version > about), default=None)
    if lowest:
        return _best(found, _newest, lambda release: release[: wanted.series] == lowest)
    return max(found, key=_newest, default=None)


def _name(runtime: Runtime) -> str:
    return "Python" if runtime is Runtime.PYTHON else "Node"


def _note(runtime: Runtime, wanted: Wanted, chosen: Found, where: str) -> str:
    return (
        f"{where} asks for {_name(runtime)} {wanted.text}; {chosen} is used instead, the nearest on this machine. "
        f"Install {wanted.text} to have exactly that."
    )


def _none_fits(found: Sequence[Found], wanted: Wanted, runtime: Runtime, where: str) -> MainstayError:
    name = _name(runtime)
    listed = ", ".join(str(f) for f in sorted(found, key=lambda f: (f.version, f.path))) or "none at all"
    asked = f" {wanted.text}" if wanted.text else ""
    return MainstayError(
        where, f"{name}{asked} must be on this machine", f"these were found: {listed}", hint=_HOW_TO_INSTALL[runtime]
    )
