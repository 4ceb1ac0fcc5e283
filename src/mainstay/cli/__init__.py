"""The command line: words → verb and arguments → action → text or JSON on stdout, talk on stderr, an exit code.

A thin door over `actions`: it decides how things look and nothing else. This module imports next to nothing, so
that `mainstay --version` and `mainstay --help` answer at once.
"""

import os
import sys


def main(arguments: list[str] | None = None) -> int:
    """Carry out one command line (default: this process's) and return its exit code; never raises."""
    words = sys.argv[1:] if arguments is None else arguments
    try:
        code = _carry_out(words)
        sys.stdout.flush()
    except BrokenPipeError:  # the reader has seen enough (`mainstay logs | head`): no failure
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return code


def _carry_out(words: list[str]) -> int:
    if words in (["--version"], ["-V"]):
        from mainstay import __version__

        sys.stdout.write(f"mainstay {__version__}\n")
        return 0
    if words in (["--help"], ["-h"]):
        from mainstay.cli.help import root_help

        sys.stdout.write(root_help())
        return 0
    from mainstay.cli.command import carry_out

    return carry_out(words)
