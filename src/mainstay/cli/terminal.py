"""The two streams of a command line and what may be done with them."""

import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TextIO

from mainstay.model.errors import MainstayError


@dataclass(frozen=True)
class Terminal:
    """`out` carries data, `err` talk; `color` and `err_color` say whether each may have colours.

    `width` is the number of cells of a line, None where `out` is no terminal.
    `live` says whether a line on `err` can be drawn over; `asks` whether somebody can be asked.
    """

    out: TextIO
    err: TextIO
    color: bool = False
    err_color: bool = False
    live: bool = False
    width: int | None = None
    asks: bool = False

    def write(self, text: str) -> None:
        """One line of data, on its way at once: somebody may follow it through a pipe."""
        self.out.write(text + "\n")
        self.out.flush()

    def tell(self, text: str) -> None:
        """One line of talk."""
        self.err.write(text + "\n")
        self.err.flush()

    def bold(self, text: str) -> str:
        """The text in bold, where colour is wanted."""
        return f"\x1b[1m{text}\x1b[0m" if self.color else text

    def highlighted(self, text: str) -> str:
        """The text in bold on stderr, where colour is wanted."""
        return f"\x1b[1m{text}\x1b[0m" if self.err_color else text

    def confirm(self, question: str) -> bool:
        """Ask a question; raises `MainstayError` where nobody can answer."""
        if not self.asks:
            raise MainstayError(
                "mainstay",
                f"must ask: {question}",
                "there is no terminal to ask at",
                hint="answer in advance with `--yes`",
            )
        self.err.write(f"{question} [y/N] ")
        self.err.flush()
        return sys.stdin.readline().strip().lower() in ("y", "yes")


def terminal(environment: Mapping[str, str], *, no_color: bool = False) -> Terminal:
    """The terminal of this process, by its streams and the environment (NO_COLOR, TERM)."""
    dumb = environment.get("TERM", "") == "dumb"
    plain = no_color or dumb or bool(environment.get("NO_COLOR"))
    wide = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    return Terminal(
        out=sys.stdout,
        err=sys.stderr,
        color=sys.stdout.isatty() and not plain,
        err_color=sys.stderr.isatty() and not plain,
        live=sys.stderr.isatty() and not dumb,
        width=wide,
        asks=sys.stdin.isatty(),
    )
