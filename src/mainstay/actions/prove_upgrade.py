"""The verb `prove upgrade`."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from mainstay.actions.arguments import Argument, Option
from mainstay.actions.context import Context
from mainstay.actions.prove import Weather, checked_counts, faults_of, keeper, seconds_of, teller
from mainstay.actions.results import Report
from mainstay.model.errors import MainstayError

if TYPE_CHECKING:
    from mainstay.prove.explore import Search
    from mainstay.prove.rollout import Code
    from mainstay.prove.upgrade import UpgradeVerdict


async def prove_upgrade(
    context: Context,
    target: Annotated[
        str, Argument("A file or folder with simulated tests, or one of them as file.py::function.", metavar="TARGET")
    ] = "tests",
    *,
    from_: Annotated[
        str, Option("What runs before: folder, NAME==VERSION, release (r3) or git revision (default: what serves).")
    ] = "",
    to: Annotated[str, Option("What runs after, likewise (default: the project as it is now).")] = "",
    keep: Annotated[tuple[str, ...], Option("A host that is not moved, such as a stand-in; may be repeated.")] = (),
    for_: Annotated[str, Option("How long to search each path (30s, 10m, 2h); else each runs its seeds.")] = "",
    seeds: Annotated[int, Option("How many seeds each path runs (default: what the test says).", short="-n")] = 0,
    first: Annotated[int, Option("The first seed.")] = 0,
    jobs: Annotated[int, Option("How many simulations run at once (default: one for each core).", short="-j")] = 0,
    faults: Annotated[Weather, Option("Which faults strike (test: those that the test says).")] = Weather.TEST,
    out: Annotated[Path, Option("The folder for what was found.", metavar="DIR")] = Path(".mainstay/prove"),
) -> Report:
    """Prove that hosts can go from one release to another, and back.

    Runs simulated tests while their hosts are moved one by one: up, half-way and back, up and back, and up once more;
    each host keeps its disk. Both releases run side by side under faults, and each reads what the other has written.
    What breaks with the older release alone is not held against the upgrade. Where every way back is safe, the release
    is marked as rollback-safe.

    Example:
        mainstay prove upgrade tests/sims
        mainstay prove upgrade --from v1.4 --to HEAD tests/sims/test_store.py::test_store
        mainstay prove upgrade --from websockets==12.0 --to websockets==15.0.1 tests/sims/test_chat.py
    """
    from mainstay.actions.upgrade_code import code_of, serving
    from mainstay.actions.upgrade_report import upgrade_report
    from mainstay.prove.explore import Search
    from mainstay.prove.targets import find

    seconds = seconds_of(for_)
    checked_counts(seeds=seeds, first=first, jobs=jobs)
    targets = find(str(context.project / target))
    old = await code_of(context, from_ or serving(context), target)
    new = await code_of(context, to, target)
    _must_differ(old, new)
    verdicts: list[UpgradeVerdict] = []
    for name in targets:
        search = Search(
            target=name,
            seeds=0 if seconds and not seeds else seeds,
            first=first,
            jobs=jobs or os.cpu_count() or 1,
            faults=faults_of(faults),
        )
        verdict = await _proved(context, search, (old, new, keep), seconds, folder=context.project / out)
        verdicts += [verdict] if verdict is not None else []
    if not verdicts:
        raise MainstayError(
            target,
            "must start programs on hosts, which are moved from release to release",
            "it starts none" + (f" but on {', '.join(keep)}" if keep else ""),
            hint="sim.host('one').start(program), where `program` is a function of a module",
        )
    return upgrade_report(context, verdicts, context.project / out, skipped=len(targets) - len(verdicts))


def _must_differ(old: "Code", new: "Code") -> None:
    if old.digest == new.digest:
        raise MainstayError(
            f"--from {old.name} --to {new.name}",
            "the two releases must differ",
            "they have the same code",
            hint="name an earlier revision, another version or another folder with --from",
        )


async def _proved(
    context: Context, search: "Search", what: "tuple[Code, Code, tuple[str, ...]]", seconds: float, *, folder: Path
) -> "UpgradeVerdict | None":
    """The verdict on one test; None where it runs nothing that could be moved."""
    from msgspec.structs import replace

    from mainstay.actions.simulations import open_pool
    from mainstay.prove.rollout import STILL, Rollout
    from mainstay.prove.upgrade import Prover

    old, new, keep = what
    rollout = Rollout(old=old, new=new, walk=STILL, stay=keep)
    async with open_pool(context, search.target, rollout) as pool:
        if not search.seeds and not seconds:
            search = replace(search, seeds=pool.seeds)
        prover = Prover(pool, search, rollout, limit=lambda: _until(context, seconds))
        prover.say, prover.keep = teller(context, search.target), keeper(context, folder)
        return await prover.prove()


def _until(context: Context, seconds: float) -> Callable[[], bool]:
    """Whether fewer than so many seconds have passed from now on; always, for 0."""
    clock = context.world.clock
    end = clock.monotonic() + seconds
    return lambda: not seconds or clock.monotonic() < end
