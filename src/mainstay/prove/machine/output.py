"""What simulated programs write: lines, each with its host and moment."""

import io
import sys
from typing import Any

from mainstay.prove.machine import current

LINE_NS = 10_000  # what writing a line takes its program, so that no loop that complains stands still in time


class Output(io.TextIOBase):
    """`sys.stdout` or `sys.stderr` of whichever process runs."""

    def __init__(self, name: str, real: Any) -> None:  # noqa: ANN401 - the stream that the simulation itself writes to
        super().__init__()
        self._name = name
        self._real = real
        self.buffer: Any = _Bytes(self)

    @property
    def encoding(self) -> str:  # type: ignore[override]
        """Always UTF-8."""
        return "utf-8"

    @property
    def errors(self) -> str:  # type: ignore[override]
        """Never fails."""
        return "backslashreplace"

    def write(self, text: str) -> int:
        """Add to the current line of the running process."""
        if current.thread is None:
            return self._real.write(text)
        process = current.thread.process
        kept = str(process.state.get(self._name, "")) + text
        *lines, rest = kept.split("\n")
        process.state[self._name] = rest
        current.hub.now += LINE_NS * len(lines)
        for line in lines:
            process.host.machine.wrote(process, self._name, line)
        return len(text)

    def flush(self) -> None:
        """Lines are kept at once."""
        if current.thread is None:
            self._real.flush()

    def fileno(self) -> int:
        """1 or 2."""
        return 1 if self._name == "stdout" else 2

    def isatty(self) -> bool:
        """Programs write to a file, as under a supervisor."""
        return False

    def writable(self) -> bool:
        """Always."""
        return True


class _Bytes(io.BufferedIOBase):
    def __init__(self, text: Output) -> None:
        super().__init__()
        self._text = text

    def write(self, data: Any) -> int:  # noqa: ANN401 - any buffer
        self._text.write(bytes(data).decode("utf-8", "backslashreplace"))
        return len(data)

    def flush(self) -> None:
        self._text.flush()


def install() -> None:
    """Let `print` and loggers of programs write to their process."""
    sys.stdout = Output("stdout", sys.stdout)
    sys.stderr = Output("stderr", sys.stderr)
