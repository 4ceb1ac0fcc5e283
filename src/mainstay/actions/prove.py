"""The verb `prove`."""

import os
import re
from collections.abc import Callable
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from mainstay.actions.arguments import Argument, Option
from mainstay.actions.context import Context
from mainstay.actions.results import Report, Stream
from mainstay.model.errors import MainstayError

if TYPE_CHECKING:
    from mainstay.prove.explore import Explored, Search
    from mainstay.prove.failure import Failure
    from mainstay.prove.faults import Faults
    from mainstay.prove.proof import Verdict

_UNITS = {"s": 1, "m": 60, "h": 3600}
_TIMELINE_LINES = 40


class Weather(Enum):
    """Which faults strike."""

    TEST = "test"
    NONE = "none"
    GENTLE = "gentle"
    ROUGH = "rough"


async def prove(
    context: Context,
    target: Annotated[
        str,
        Argument(
            "A file or folder with simulated tests, one of them as file.py::function, or an application's folder "
            "(default: the project).",
            metavar="TARGET",
        ),
    ] = ".",
    *,
    for_: Annotated[str, Option("How long to search each test (30s, 10m, 2h); else each runs its seeds.")] = "",
    seeds: Annotated[
        int, Option("How many seeds each test runs, branches from them not counted (default: its own).", short="-n")
    ] = 0,
    first: Annotated[int, Option("The first seed.")] = 0,
    jobs: Annotated[int, Option("How many simulations run at once (default: one for each core).", short="-j")] = 0,
    faults: Annotated[Weather, Option("Which faults strike (test: those that the test says).")] = Weather.TEST,
    on: Annotated[str, Option("Search on the workers of this Dask scheduler.", metavar="ADDRESS")] = "",
    out: Annotated[Path, Option("The folder for what was found.", metavar="DIR")] = Path(".mainstay/prove"),
    replay: Annotated[Path | None, Option("Run a found failure again instead.", metavar="FILE")] = None,
    until: Annotated[int, Option("With --replay: stop after so many events.", metavar="EVENT")] = 0,
    shell: Annotated[bool, Option("With --replay: look around there, and go on and back from it.")] = False,
    export: Annotated[
        Path | None, Option("With --replay: write it as a test on real sockets that needs no mainstay.", metavar="TEST")
    ] = None,
    check_determinism: Annotated[
        bool, Option("Run each seed twice instead, with objects elsewhere in memory, and compare.")
    ] = False,
) -> Report | Stream:
    """Run simulated tests under seeded faults, and shrink what breaks.

    Every simulation runs unmodified Python programs on simulated hosts, in simulated time. A failure is reduced to the
    fewest faults, replayed 100 times, and written as a file that `--replay` runs again, with a picture of what
    happened.

    An application without simulated tests is booted as `mainstay up` would start it, with stand-ins for its backing
    services: it must come up, answer, and come back after every fault.

    Example:
        mainstay prove
        mainstay prove tests/sims
        mainstay prove tests/sims/test_store.py::test_store --for 10m
        mainstay prove tests/sims --for 2h --on tcp://scheduler:8786
        mainstay prove --replay .mainstay/prove/test_store-1a2b3c4d.json --until 1200 --shell
        mainstay prove --replay .mainstay/prove/test_store-1a2b3c4d.json --export tests/test_found.py
    """
    if export is not None and replay is None:
        raise MainstayError(
            "--export", "must say which failure", "there is no --replay", hint="--replay FILE --export TEST"
        )
    if replay is None and (until or shell):
        what = "--shell" if shell else "--until"
        raise MainstayError(what, "must say which failure", "there is no --replay", hint=f"--replay FILE {what} …")
    if replay is not None:
        return await _again(context, context.project / replay, until=until, shell=shell, export=export)
    from mainstay.actions.systems import targets_of
    from mainstay.prove.explore import Search

    seconds = seconds_of(for_)
    checked_counts(seeds=seeds, first=first, jobs=jobs)
    searches = [
        Search(
            target=name,
            seeds=0 if seconds and not seeds else seeds,
            first=first,
            jobs=jobs or os.cpu_count() or 1,
            faults=faults_of(faults),
        )
        for name in targets_of(str(context.project / target))
    ]
    if check_determinism:
        from mainstay.actions.determinism import checked

        return await checked(context, searches)
    verdicts = [
        await _prove_one(context, search, seconds=seconds, on=on, folder=context.project / out) for search in searches
    ]
    return _report(verdicts, context.project / out)


async def _again(context: Context, file: Path, *, until: int, shell: bool, export: Path | None) -> Report | Stream:
    """What becomes of a failure that was found before."""
    from mainstay.prove.failure import read

    failure = read(file)
    if export is not None:
        from mainstay.actions.exporting import exported

        return await exported(context, failure, file, context.project / export)
    if shell:
        from mainstay.actions.visiting import visited

        return visited(context, failure, until)
    from mainstay.actions.replaying import replayed

    return await replayed(context, failure, until)


def seconds_of(text: str) -> float:
    """How many seconds `10m` are; 0 for nothing."""
    if not text:
        return 0
    match = re.fullmatch(r"(\d+(?:\.\d+)?)([smh])", text)
    if match is None or not float(match[1]):
        raise MainstayError("--for", "must be a number above 0 with s, m or h", repr(text), hint="--for 10m")
    return float(match[1]) * _UNITS[match[2]]


def checked_counts(**counts: int) -> None:
    """Raise `MainstayError` where a count that was asked for is none."""
    for name, count in counts.items():
        if count < 0:
            raise MainstayError(f"--{name}", "must be a whole number from 0 on", str(count), hint=f"--{name} 100")


def faults_of(weather: Weather) -> "Faults | None":
    """The plan of faults; None for that of the test."""
    from mainstay.prove import GENTLE, NONE, ROUGH

    return {Weather.TEST: None, Weather.NONE: NONE, Weather.GENTLE: GENTLE, Weather.ROUGH: ROUGH}[weather]


async def _prove_one(context: Context, search: "Search", *, seconds: float, on: str, folder: Path) -> "Verdict":
    from msgspec.structs import replace

    from mainstay.actions.simulations import open_pool
    from mainstay.prove.proof import conclude, progress
    from mainstay.prove.proof import prove as prove_target

    async with open_pool(context, search.target) as pool:
        if not search.seeds and not seconds:
            search = replace(search, seeds=pool.seeds)
        began = context.world.clock.monotonic()
        deadline = began + seconds if seconds else 0
        say, keep = teller(context, search.target), keeper(context, folder)

        def may_go_on() -> bool:
            return not deadline or context.world.clock.monotonic() < deadline

        if not on:
            return await prove_target(pool, search, may_go_on=may_go_on, say=say, keep=keep)
        from mainstay.actions.cluster import explore_on

        def still(found: "Explored") -> bool:
            say(progress(found, context.world.clock.monotonic() - began))
            return may_go_on()

        return await conclude(pool, search, await explore_on(on, search, still), say, keep=keep)


def teller(context: Context, target: str) -> Callable[[str], None]:
    """What tells of progress with a target."""
    name, clock = target.rpartition("/")[2], context.world.clock
    began = clock.monotonic()
    return lambda text: context.progress.count(f"{name}: {text}, {clock.monotonic() - began:.0f} s")


def keeper(context: Context, folder: Path) -> "Callable[[Failure], None]":
    """What writes a failure as soon as there is one, and says where."""
    from mainstay.prove.failure import Keeper

    kept = Keeper(folder)

    def keep(failure: "Failure") -> None:
        file = kept.keep(failure)
        context.progress.say(f"broken, and kept in {file or 'no file'}: {failure.outcome.broken}")

    return keep


def _report(verdicts: "list[Verdict]", folder: Path) -> Report:
    lines: list[str] = []
    for verdict in verdicts:
        lines += _told(verdict, folder)
    return Report(
        data={"verdicts": [_data(verdict) for verdict in verdicts]},
        lines=tuple(lines),
        ok=all(verdict.held for verdict in verdicts),
    )


def _data(verdict: "Verdict") -> dict[str, object]:
    explored, failure = verdict.explored, verdict.failure
    return {
        "target": verdict.target,
        "held": verdict.held,
        "why_not": verdict.why_not,
        "runs": explored.runs,
        "branches": explored.branches,
        "events": explored.events,
        "edges": explored.edges,
        "simulated_s": explored.simulated_ns / 1e9,
        "met": list(explored.met),
        "never": list(explored.never),
        "decisions": list(failure.decisions) if failure else [],
        "replayed": verdict.replayed,
        "replays": verdict.replays,
    }


def _told(verdict: "Verdict", folder: Path) -> list[str]:
    explored = verdict.explored
    head = (
        f"{verdict.target}: {explored.runs} simulation{'s' * (explored.runs != 1)} ({explored.branches} branched), "
        f"{explored.simulated_ns / 1e9:.0f} simulated seconds"
    )
    if verdict.held:
        return [f"{head}: held"]
    if verdict.failure is None:
        return [f"{head}: does not hold: {verdict.why_not}"]
    said = [f"  {line}" for line in verdict.why_not.split("\n")]
    return [f"{head}: broken", "", *said, *failure_lines(verdict, folder)]


def failure_lines(verdict: "Verdict", folder: Path) -> list[str]:
    """A failure for people; its file and its picture are written into `folder`."""
    from mainstay.prove.timeline import as_text

    failure = verdict.failure
    assert failure is not None  # noqa: S101 - the caller has looked
    decisions = [f"    {line}" for line in failure.decisions] or ["    none: it breaks without any fault"]
    count = len(failure.decisions)
    needs = f"needs {count} decision{'s' * (count != 1)} ({verdict.shrinking} simulations tried)"
    stack = [f"  {line}" for line in failure.outcome.stack.splitlines()]
    return [
        *stack,
        "",
        f"  {needs}, {verdict.replayed} of {verdict.replays} replays agree:",
        *decisions,
        "",
        *(f"  {line}" for line in as_text(failure.outcome, most=_TIMELINE_LINES).split("\n")),
        "",
        *_ways_on(failure, folder),
    ]


def _ways_on(failure: "Failure", folder: Path) -> list[str]:
    """Write a failure, and say what can be done with the file. What was found is told also where there is no room."""
    from mainstay.prove.export.possible import may_be_exported
    from mainstay.prove.failure import save

    try:
        file = save(failure, folder)
    except OSError as trouble:
        return [
            f"  it is in no file: {folder} cannot be written to ({trouble.strerror}); --out DIR names another folder"
        ]
    again = f"mainstay prove --replay {file}"
    exported = [f"  as a test on real sockets: {again} --export test_found.py"] if may_be_exported(failure) else []
    return [
        f"  see it again: {again}",
        f"  look around in it: {again} --shell",
        *exported,
        f"  picture: {file.with_suffix('.html')}",
    ]
