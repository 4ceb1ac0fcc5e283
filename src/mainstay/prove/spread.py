"""One search on many machines: an executor carries out shares of it, each in a pool of its own.

The executor is any `concurrent.futures.Executor`: processes of this machine, or the workers of a Dask cluster. Shares
have different seeds; what one learns about edges and states stays on its machine. The first failure ends the search.
"""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from itertools import count

import msgspec

from mainstay.model.value import Value
from mainstay.prove.explore import Explored, Search

_APART = 1_000_000_000  # seeds between two shares: none gets so far
_SHARE_S = 30.0  # how long a share searches before it reports


class Share(Value, frozen=True):
    """What one worker explores: its search, and for how many real seconds at most (0: until its seeds are done)."""

    search: Search
    seconds: float = 0.0


async def spread(
    executor: Executor,
    explore: Callable[[Share], Explored],
    search: Search,
    *,
    workers: int,
    may_go_on: Callable[[Explored], bool],
) -> Explored:
    """Explore `search` with `workers` shares at a time until something breaks, all seeds are done, or time is up.

    `explore` must be importable by the workers; `may_go_on` is asked, with what was found so far, before each share.
    """
    loop, shares, found = asyncio.get_running_loop(), _shares(search, workers), Explored()
    running: set[asyncio.Future[Explored]] = set()
    try:
        while found.failure is None:
            while len(running) < workers and may_go_on(found) and (share := next(shares, None)) is not None:
                running.add(loop.run_in_executor(executor, explore, share))
            if not running:
                break
            done, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
            for each in done:
                found = together(found, each.result())
        return found
    finally:
        for each in running:
            each.cancel()


def _shares(search: Search, workers: int) -> Iterator[Share]:
    """Where the search names its seeds, parts of them; else new seeds for ever."""
    if search.seeds:
        size = -(-search.seeds // workers)
        for at in range(0, search.seeds, size):
            part = msgspec.structs.replace(search, first=search.first + at, seeds=min(size, search.seeds - at))
            yield Share(search=part)
        return
    for number in count():
        yield Share(search=msgspec.structs.replace(search, first=search.first + number * _APART), seconds=_SHARE_S)


def together(one: Explored, other: Explored) -> Explored:
    """What two shares have found. Each knows its own edges, most of which are the same: the larger number counts."""
    met = set(one.met) | set(other.met)
    times = {name: one.times.get(name, 0) + other.times.get(name, 0) for name in (*one.times, *other.times)}
    return Explored(
        runs=one.runs + other.runs,
        branches=one.branches + other.branches,
        events=one.events + other.events,
        simulated_ns=one.simulated_ns + other.simulated_ns,
        asked=one.asked + other.asked,
        edges=max(one.edges, other.edges),
        met=tuple(sorted(met)),
        never=tuple(sorted((set(one.never) | set(other.never)) - met)),
        times=times,
        failure=one.failure or other.failure,
    )
