"""The two streams of a command line and what may be done with them."""

import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple, TextIO

from mainstay.model.errors import MainstayError


class Streams(NamedTuple):
    """The three streams of a process."""

    into: TextIO
    out: TextIO
    err: TextIO


@dataclass(frozen=True)
class Terminal:
    """`out` carries data, `err` talk; `color` and `err_color` say whether each may have colours.

    `width` is the number of cells of a line, None where `out` is no terminal.
    `live` says whether a line on `err` can be drawn over; `answers` is where somebody types, None where nobody does;
    `script` is standard input, whoever writes it.
    """

    out: TextIO
    err: TextIO
    color: bool = False
    err_color: bool = False
    live: bool = False
    width: int | None = None
    answers: TextIO | None = None
    script: TextIO | None = None

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
        if self.answers is None:
            raise MainstayError(
                "mainstay",
                f"must ask: {question}",
                "there is no terminal to ask at",
                hint="answer in advance with `--yes`",
            )
        self.err.write(f"{question} [y/N] ")
        self.err.flush()
        return self.answers.readline().strip().lower() in ("y", "yes")

    def read_line(self, prompt: str) -> str | None:
        """The next line of standard input; None after the last. Whoever types it sees the prompt."""
        if self.script is None:
            return None
        if self.answers is not None:
            self.err.write(prompt)
            self.err.flush()
        line = self.script.readline()
        return line.rstrip("\n") if line else None


def terminal(environment: Mapping[str, str], *, no_color: bool = False, streams: Streams | None = None) -> Terminal:
    """The terminal of this process, by its streams and the environment (NO_COLOR, TERM)."""
    into, out, err = streams or Streams(sys.stdin, sys.stdout, sys.stderr)
    dumb = environment.get("TERM", "") == "dumb"
    plain = no_color or dumb or bool(environment.get("NO_COLOR"))
    return Terminal(
        out=out,
        err=err,
        color=out.isatty() and not plain,
        err_color=err.isatty() and not plain,
        live=err.isatty() and not dumb,
        width=shutil.get_terminal_size().columns if out.isatty() else None,
        answers=into if into.isatty() else None,
        script=into,
    )
