"""Runs every seed in two fresh processes of each Python, and prints a Markdown table of how many are equal.

`python tests/sims/determinism.py SEEDS [PYTHON…]`. Seeds take turns between the programs below. The status is 1 where a
digest differs.
"""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))
from mainstay.prove import ROUGH  # noqa: E402 - after its folder is known
from mainstay.prove.outcome import Job, Outcome  # noqa: E402 - as above
from sims.running import outcomes  # noqa: E402 - beside this file

STORE = HERE.parents[1] / "examples" / "replicated-store" / "test_store.py"
# asyncio, threads, child processes, signals, TLS, disks that lose power, a database; and one program that loses hosts.
PROGRAMS = (
    f"{HERE}/programs/lost_update.py::test_no_increment_is_lost",
    f"{HERE}/programs/threads.py::test_everybody_hears_what_they_said",
    f"{HERE}/system/child_programs.py::programs",
    f"{HERE}/system/signal_programs.py::handled",
    f"{HERE}/system/tls_programs.py::tls",
    f"{HERE}/files/durability.py::powerless",
    f"{HERE}/files/databases.py::powerless",
    f"{HERE}/postgres/accounts.py::transactions",
    f"{STORE}::test_reads",
    f"{STORE}::test_careful_reads",
)
_ROUGH = PROGRAMS[-1:]
_FRESH_EVERY = 100  # seeds of one program, after which another pair of processes is started


def pairs(seeds: int, *, python: str = sys.executable) -> Iterator[tuple[Outcome, Outcome]]:
    """The outcomes of each of `seeds` seeds in two fresh processes; seed n runs program n modulo their number."""
    for at in range(0, seeds, _FRESH_EVERY * len(PROGRAMS)):
        chunk = range(at, min(at + _FRESH_EVERY * len(PROGRAMS), seeds))
        for number, program in enumerate(PROGRAMS):
            faults = ROUGH if program in _ROUGH else None
            jobs = [Job(target=program, seed=seed, faults=faults) for seed in chunk if seed % len(PROGRAMS) == number]
            if jobs:
                yield from zip(*(outcomes(jobs, python=python) for _ in range(2)), strict=True)


def main(seeds: int, pythons: Sequence[str]) -> int:
    """Print the table; 1 where an outcome differs."""
    print("| Python | seeds x 2 processes | equal | events |\n|---|---|---|---|", flush=True)
    rows = [row(seeds, python) for python in pythons]
    return int(not all(rows))


def row(seeds: int, python: str) -> bool:
    """Print one row; whether all are equal: digests, verdicts, what programs said."""
    equal = events = 0
    for done, (first, second) in enumerate(pairs(seeds, python=python), start=1):
        same = first == second and bool(first.digest)
        equal += same
        events += first.events + second.events
        if not same:
            print(f"{python}: {first.job.target} seed {first.job.seed} differs: {first.message}", file=sys.stderr)
        if done % _FRESH_EVERY == 0:
            print(f"{python}: {equal} of {done} equal", file=sys.stderr, flush=True)
    print(f"| {python} | {seeds} | {equal} | {events} |", flush=True)
    return equal == seeds


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), sys.argv[2:] or [sys.executable]))
