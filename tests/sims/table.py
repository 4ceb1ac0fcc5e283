"""Runs every package program in two fresh processes, compares the digests, and prints a Markdown table.

`python tests/sims/table.py [NAME…]`; needs `make corpus`. The status is 1 where one fails or differs.
"""

import re
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))
from running import simulate  # noqa: E402 - beside this file

CORPUS = HERE.parents[1] / ".venv-corpus" / "main"
SEEDS = (1, 2)


def main() -> int:
    """Print the table; how many rows are not as they should be, as a status."""
    pins = dict(re.findall(r"^([\w.-]+)==(\S+)$", (HERE / "packages" / "pins.txt").read_text().lower(), re.MULTILINE))
    names = sys.argv[1:] or sorted(path.stem.removeprefix("uses_") for path in HERE.glob("packages/uses_*.py"))
    print("| program | packages | style | result | events | events/s |\n|---|---|---|---|---|---|")
    rows = [row(name, pins) for name in names]
    return int(not all(rows))


def row(name: str, pins: dict[str, str]) -> bool:
    """Print one row; whether it is as it should be."""
    path = HERE / "packages" / f"uses_{name}.py"
    source = path.read_text()
    roots = set(re.findall(r"^(?:import|from) (\w+)", source, re.MULTILINE))
    used = [
        f"{pin} {version}" for pin, version in pins.items() if {pin, pin.replace("-", "_")} & {r.lower() for r in roots}
    ]
    style = "async" if "async def test" in source else "threads"
    began = time.perf_counter()
    first, second = (simulate(f"{path}::test", *SEEDS, path=[CORPUS, HERE]) for _ in range(2))
    took = time.perf_counter() - began
    broken = next((outcome.message for outcome in (*first, *second) if outcome.broken), "")
    equal = [outcome.digest for outcome in first] == [outcome.digest for outcome in second]
    result = f"fails: {broken[:80]}" if broken else "ok" if equal else "differs"
    events = sum(outcome.events for outcome in (*first, *second))
    print(f"| {name} | {', '.join(used)} | {style} | {result} | {events} | {events / took:.0f} |", flush=True)
    return result == "ok"


if __name__ == "__main__":
    sys.exit(main())
