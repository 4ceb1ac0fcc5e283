"""What the command line costs beyond the start of the interpreter itself.

Each round starts the bare interpreter and every command once, one after the other, so that a noisy moment hits them
alike; the figure is the median of the differences within the rounds. The peer is the bare interpreter.
"""

import subprocess
import sys
import time
from pathlib import Path

from _figures import Figure, arguments, median, say, tell

COMMAND = str(Path(sys.executable).with_name("mainstay"))
BARE = [sys.executable, "-c", "pass"]
GOALS = {
    "--version": "< 50 ms",
    "--help": "< 100 ms",
    "up --help": "",
    "completion bash": "",
}


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--rounds", type=int, default=21, help="how often each is started (default: 21)")
    options = parser.parse_args()
    say(f"{options.rounds} rounds of {len(GOALS) + 1} starts")
    bare: list[float] = []
    beyond: dict[str, list[float]] = {words: [] for words in GOALS}
    for _ in range(options.rounds):
        base_ms = start_ms(BARE)
        bare.append(base_ms)
        for words, found in beyond.items():
            found.append(start_ms([COMMAND, *words.split()]) - base_ms)
    tell(
        [
            Figure(
                name=f"mainstay {words}, beyond the interpreter",
                value=median(found),
                unit="ms",
                peer="bare interpreter",
                peer_value=median(bare),
                goal=GOALS[words],
            )
            for words, found in beyond.items()
        ],
        as_json=options.json,
    )


def start_ms(argv: list[str]) -> float:
    """Milliseconds from starting a program to its end."""
    began = time.perf_counter()
    subprocess.run(argv, stdout=subprocess.DEVNULL, check=True)
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    main()
