"""The one error that users see: where, what must hold, what was found, hint."""

from enum import IntEnum


class ExitCode(IntEnum):
    """Exit codes of the command line, documented in `docs/reference/exit-codes.md`."""

    OK = 0
    FAILED = 1  # the command worked, the outcome is bad: a release did not become healthy, a job failed
    USAGE = 2  # bad input: arguments, files, the machine; nothing was started
    INTERRUPTED = 130


class MainstayError(Exception):
    """What a user must be told. Rendered as ``where: must hold, but found.`` and ``hint: …`` on its own line.

    `where` is a path with a line, a resource or a command; `hint` is one concrete next thing to do.
    No argument may hold the value of a secret.
    """

    def __init__(self, where: str, must: str, found: str, *, hint: str, exit_code: ExitCode = ExitCode.USAGE) -> None:
        super().__init__(f"{where}: {must}, but {found}.")
        self.where, self.must, self.found, self.hint = where, must, found, hint
        self.exit_code = exit_code

    def __str__(self) -> str:
        return f"{self.args[0]}\n\nhint: {self.hint}"
